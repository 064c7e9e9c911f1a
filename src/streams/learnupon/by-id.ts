import type { Partition, Row } from '@singer-io-ts/tap';

/** An id as requests need it; digits in text are a number here as they are in the records. */
export const wholeNumber = (value: unknown): number | null => {
  const number = typeof value === 'string' && /^\s*\d+\s*$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
};

/** One partition per row of a parent's list: its `field`, under the name that the children's requests and fields use. */
export const byId =
  (name: string, field = 'id') =>
  (row: Row): Partition | null => {
    const id = wholeNumber(row[field]);
    return id === null ? null : { [name]: id };
  };
