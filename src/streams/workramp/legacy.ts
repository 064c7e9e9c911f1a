import { isRow, type Row } from '@singer-io-ts/tap';

/** Legacy answers are bare arrays or objects without an envelope. */
export const isLegacy = (body: unknown): boolean =>
  Array.isArray(body) || (isRow(body) && !('data' in body) && !('has_more' in body));

const snakeName = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Objects whose keys are the customer's own. */
const isOpen = (name: string, value: unknown): boolean => name === 'custom_attributes' && isRow(value);

const snakeValue = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(snakeValue);
  return isRow(value) ? snakeRow(value) : value;
};

/** The keys of a legacy row, nested ones too, as the other mode writes them. */
export const snakeRow = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => {
      const name = snakeName(key);
      return [name, isOpen(name, value) ? value : snakeValue(value)];
    }),
  );

const snakeRows = (rows: readonly unknown[]): readonly unknown[] => rows.map(snakeValue);

/**
 * The rows under `data.<key>`, or those of a legacy answer: the body itself, or the list that it has as `legacyKey`.
 */
export const modernOrLegacy =
  (key: string, legacyKey?: string) =>
  (body: unknown): readonly unknown[] | undefined => {
    if (!isLegacy(body)) return arrayIn(isRow(body) ? body['data'] : undefined, key);
    if (legacyKey === undefined) return Array.isArray(body) ? snakeRows(body) : undefined;
    const rows = arrayIn(body, legacyKey);
    return rows === undefined ? undefined : snakeRows(rows);
  };

/** The list that an object has under a name. */
export const arrayIn = (value: unknown, name: string): readonly unknown[] | undefined => {
  const list = isRow(value) ? value[name] : undefined;
  return Array.isArray(list) ? list : undefined;
};

export const without = (row: Row, name: string): Row =>
  Object.fromEntries(Object.entries(row).filter(([each]) => each !== name));
