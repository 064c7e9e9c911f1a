import type { Partition, Row } from '@singer-io-ts/tap';

/** A row's id as a part of its children's key, added to what its own parents name. */
export const partOf =
  (name: string) =>
  ({ id }: Row, parent: Partition): Partition | null =>
    (typeof id === 'string' && id !== '') || typeof id === 'number' ? { ...parent, [name]: String(id) } : null;

/** The same for users and groups, whose ids are numbers. */
export const numberedPartOf =
  (name: string) =>
  ({ id }: Row): Partition | null => {
    const number = typeof id === 'string' && /^\d+$/.test(id) ? Number(id) : id;
    return typeof number === 'number' && Number.isSafeInteger(number) ? { [name]: number } : null;
  };
