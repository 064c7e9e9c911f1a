import type { ExpectedRows } from '../support/compare.ts';
import type { Record } from '../support/run-protocol.ts';

/** What discovery says of a column, as far as targets look at it. */
export interface Column {
  readonly type: readonly string[];
  readonly format?: string;
  readonly properties?: Readonly<{ [name: string]: Column }>;
  readonly items?: Column;
}

export interface Table {
  readonly stream: string;
  readonly columns: Readonly<{ [name: string]: Column }>;
  /** Without a key, rows that come again are added again. */
  readonly hasKey: boolean;
}

interface Catalog {
  readonly streams: readonly {
    readonly stream: string;
    readonly key_properties: readonly string[];
    readonly schema: { readonly properties: Readonly<{ [name: string]: Column }> };
  }[];
}

export const tablesOf = (catalog: string): readonly Table[] =>
  (JSON.parse(catalog) as Catalog).streams.map(({ stream, schema, key_properties }) => ({
    stream,
    columns: schema.properties,
    hasKey: key_properties.length > 0,
  }));

export const isNested = ({ type }: Column): boolean => type.includes('object') || type.includes('array');

/** Whether there are times inside of an object that may be null. */
export const hasTimesWithin = ({ properties = {}, items }: Column): boolean =>
  Object.values(properties).some((each) => each.format === 'date-time' || hasTimesWithin(each)) ||
  (items !== undefined && hasTimesWithin(items));

/** What a target is known to change in values of a kind, beyond how it writes them. */
export interface Losses {
  readonly emptyTextIsNull?: boolean;
  readonly text?: (value: string) => string;
  /** Of what may have a fraction. */
  readonly number?: (value: number) => number;
}

const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d*?)0*)?(?:Z|\+00(?::?00)?)?$/;

/** The same instant always in the same words; a target may leave out the zone, which is UTC, or zeros of the fraction. */
const instant = (value: string): string => {
  const [, day, time, fraction = ''] = INSTANT.exec(value) ?? [];
  if (day === undefined || time === undefined) return `not an instant: ${value}`;
  return `${day}T${time}${fraction === '' ? '' : `.${fraction}`}Z`;
};

const flag = (value: string): unknown => {
  const text = value.toLowerCase();
  return text === 'true' || text === 'false' ? text === 'true' : `not a flag: ${value}`;
};

const numeral = (value: string): unknown => {
  const number = Number(value);
  return value.trim() === '' || Number.isNaN(number) ? `not a number: ${value}` : number;
};

/** Databases keep the members of an object in an order of their own. */
const ordered = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, item]) => [name, ordered(item)]),
  );
};

/** A value as it was sent, from what the target has made of it. */
const read = (value: unknown, column: Column): unknown => {
  if (value === null || value === undefined || typeof value !== 'string') return ordered(value ?? null);
  if (isNested(column)) return ordered(JSON.parse(value));
  if (column.type.includes('boolean')) return flag(value);
  if (column.type.includes('integer') || column.type.includes('number')) return numeral(value);
  return column.format === 'date-time' ? instant(value) : value;
};

/** A row as it was sent. Targets write the names of columns in small letters, so they are looked up. */
export const readRow = (row: Record, { columns }: Table): Record => {
  const bySmallName = new Map(Object.entries(row).map(([name, value]) => [name.toLowerCase(), value]));
  return Object.fromEntries(
    Object.entries(columns)
      .filter(([name]) => bySmallName.has(name.toLowerCase()))
      .map(([name, column]) => [name, read(bySmallName.get(name.toLowerCase()), column)]),
  );
};

const lose = (value: unknown, column: Column | undefined, { emptyTextIsNull, text, number }: Losses): unknown => {
  if (typeof value === 'number' && column?.type.includes('number') === true) return number?.(value) ?? value;
  if (typeof value !== 'string' || column === undefined || isNested(column)) return ordered(value);
  if (column.format === 'date-time') return instant(value);
  if (value === '' && emptyTextIsNull === true) return null;
  return text === undefined ? value : text(value);
};

/** What the target should hold: the truth less what it can't keep. */
export const expectedIn = (expected: ExpectedRows, { columns }: Table, losses: Losses): ExpectedRows => ({
  ...expected,
  rows: expected.rows.map(({ record, nulled }) => ({
    record: Object.fromEntries(
      Object.entries(record).map(([name, value]) => [name, lose(value, columns[name], losses)]),
    ),
    nulled,
  })),
});
