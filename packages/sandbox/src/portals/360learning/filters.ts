import type { Row, VendorRequest } from '../../portal.ts';
import type { Learning360Options } from './options.ts';

type Operator = 'eq' | 'ne' | 'in' | 'nin' | 'lt' | 'gte';

export interface Filter {
  readonly operators: readonly Operator[];
  /** Allowed values; absent = any text. */
  readonly values?: readonly string[];
  readonly isDate?: boolean;
  /** Where the row keeps the value, when it is not under the filter's name. */
  readonly read?: (row: Row) => unknown;
}

export type Filters = Readonly<Record<string, Filter>>;
export type Conditions = readonly (readonly [name: string, value: string])[];

/** There is no `gt` and no `lte`: ranges are half-open. */
export const dateRange: Filter = { operators: ['lt', 'gte'], isDate: true };
export const anyOf: Filter = { operators: ['eq', 'ne', 'in', 'nin'] };
export const exactly: Filter = { operators: ['eq'] };
export const among: Filter = { operators: ['in'] };

export function oneOf(values: readonly string[], ...operators: readonly Operator[]): Filter {
  return { operators, values };
}

/** The query parameters that mean something to a list; all others are ignored, like the vendor does. */
export function conditionsOf(request: VendorRequest, filters: Filters, options: Learning360Options): Conditions {
  if (options.encodedBrackets === 'ignored' && !request.search.includes('[')) return [];
  return [...request.query].filter(([name]) => {
    const [, field = ''] = notation.exec(name) ?? [];
    return Object.hasOwn(filters, field);
  });
}

const notation = /^(\w+)\[(\w*)\](\[\d*\])?$/;

interface Test {
  readonly filter: Filter;
  readonly field: string;
  readonly operator: Operator;
  readonly values: string[];
}

/** A predicate over rows, or undefined for a condition that the vendor cannot read. */
export function predicate(
  conditions: Conditions,
  filters: Filters,
  options: Learning360Options,
): ((row: Row) => boolean) | undefined {
  const tests = new Map<string, Test>();
  for (const [name, text] of conditions) {
    const [, field = '', operatorName = '', index] = notation.exec(name) ?? [];
    const filter = filters[field];
    const operator = filter?.operators.find((known) => known === operatorName);
    const values =
      filter === undefined || operator === undefined ? undefined : readValues(filter, operator, index, text, options);
    if (filter === undefined || operator === undefined || values === undefined) {
      if (options.badFilter === 'ignored') continue;
      return undefined;
    }
    const key = `${field} ${operator}`;
    const test = tests.get(key);
    if (test === undefined) tests.set(key, { filter, field, operator, values });
    else test.values.push(...values);
  }
  return (row) => [...tests.values()].every((test) => passes(row, test, options));
}

function readValues(
  filter: Filter,
  operator: Operator,
  index: string | undefined,
  text: string,
  options: Learning360Options,
): string[] | undefined {
  const isList = operator === 'in' || operator === 'nin';
  if (!isList && index !== undefined) return undefined;
  const forms = options.arrayFilters ?? ['indexed', 'empty'];
  if (index === '[]' && !forms.includes('empty')) return undefined;
  if (index !== undefined && index !== '[]') {
    const position = Number(index.slice(1, -1));
    if (!forms.includes('indexed') || position > (options.arrayLimit ?? 20)) return undefined;
  }
  const values = isList && index === undefined && forms.includes('comma') ? text.split(',') : [text];
  return values.every((value) => isReadable(filter, value, options)) ? values : undefined;
}

function isReadable(filter: Filter, value: string, options: Learning360Options): boolean {
  if (filter.isDate === true) {
    const isPlain = /^\d{4}-\d\d-\d\d$/.test(value) && options.plainDates !== 'rejected';
    return (isPlain || /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) && !Number.isNaN(Date.parse(value));
  }
  return filter.values === undefined || filter.values.includes(value);
}

function passes(row: Row, { filter, field, operator, values }: Test, options: Learning360Options): boolean {
  const value = filter.read === undefined ? row[field] : filter.read(row);
  if (filter.isDate === true) {
    if (typeof value !== 'string' || value === '') return options.missingDatesPass ?? false;
    // Milliseconds of a bound count as 0.
    const bounds = values.map((bound) => Math.floor(Date.parse(bound) / 1000) * 1000);
    const atMs = Date.parse(value);
    return bounds.every((boundMs) => (operator === 'lt' ? atMs < boundMs : atMs >= boundMs));
  }
  const held = (Array.isArray(value) ? (value as unknown[]) : [value])
    .filter((one) => one !== null && one !== undefined)
    .map(String);
  const isAmong = held.some((one) => values.includes(one));
  return operator === 'eq' || operator === 'in' ? isAmong : !isAmong;
}
