import type { Row } from '../../portal.ts';

/** The same row with camelCase keys, all the way down. */
export function camelRow(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [camelKey(key), camelValue(value)]));
}

export function camelKey(key: string): string {
  return key.replace(/(?<=[a-z0-9])_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function camelValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelValue);
  return typeof value === 'object' && value !== null ? camelRow(value as Row) : value;
}
