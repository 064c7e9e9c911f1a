import { isRow, type Row } from '@singer-io-ts/tap';

/** `value` of light JSON and of version 4, `d.results` or `d` of verbose JSON. */
export const rowsIn = (body: unknown): readonly unknown[] | undefined => {
  if (!isRow(body)) return undefined;
  const { value, d } = body;
  for (const list of [value, d, isRow(d) ? d['results'] : undefined]) if (Array.isArray(list)) return list as unknown[];
  return undefined;
};

/** Version 4, 4.01 (where the prefix may be dropped), light JSON of version 3; verbose JSON has it inside `d`. */
export const nextLinkIn = (body: unknown): unknown => {
  if (!isRow(body)) return undefined;
  const verbose = isRow(body['d']) ? body['d']['__next'] : undefined;
  return body['@odata.nextLink'] ?? body['@nextLink'] ?? body['odata.nextLink'] ?? verbose;
};

/** How many rows the list has, on all pages: a number or its text. */
export const countIn = (body: unknown): number | null => {
  if (!isRow(body)) return null;
  const verbose = isRow(body['d']) ? body['d']['__count'] : undefined;
  const count = body['@odata.count'] ?? body['@count'] ?? body['odata.count'] ?? verbose;
  return /^\d{1,15}$/.test(String(count)) ? Number(count) : null;
};

/** Annotations: `@odata.etag`, `Photo@odata.mediaReadLink`, `odata.type`, `__metadata`. No column can be named so. */
const isControl = (name: string, value: unknown): boolean =>
  name.includes('@') ||
  name.startsWith('odata.') ||
  name === '__metadata' ||
  (isRow(value) && isRow(value['__deferred']));

const isVerboseList = (value: Row): value is { readonly results: readonly unknown[] } =>
  Array.isArray(value['results']) && Object.keys(value).every((name) => name === 'results' || name.startsWith('__'));

const plainValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plainValue);
  // Numbers beyond a double are objects of their own class.
  if (!isRow(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return isVerboseList(value) ? value.results.map(plainValue) : plainRow(value);
};

/** A row without what the protocol adds to it. */
export const plainRow = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([name, value]) => !isControl(name, value))
      .map(([name, value]) => [name, typeof value === 'object' ? plainValue(value) : value]),
  );

/**
 * With doubles as the doubles they are: what would not survive as a decimal (`1e+300`) is exact in the type that the
 * service wrote it from.
 */
export const withDoubles = (row: Row, names: readonly string[]): Row => {
  const doubles = names.flatMap((name) => {
    const value = row[name];
    const isLossless = isRow(value) && value['isLosslessNumber'] === true && typeof value['value'] === 'string';
    const number = isLossless ? Number(value['value']) : NaN;
    // What is beyond a double, too, stays as it was written.
    return Number.isFinite(number) ? [[name, number] as const] : [];
  });
  return doubles.length === 0 ? row : { ...row, ...Object.fromEntries(doubles) };
};
