import { isLosslessNumber } from 'lossless-json';
import type { Field, Fields, ListField, ObjectField } from '../define/fields.ts';
import { isRow, type Row } from '../define/json.ts';
import { cleanValue } from './clean.ts';
import type { Notes, Place } from './notes.ts';
import { compileScalar, WRONG_TYPE, type Refusal } from './scalar.ts';

/** Never sees null or undefined. Notes what is wrong below; what is wrong with the value itself is returned. */
export type Convert = (value: unknown, notes: Notes, place: Place) => unknown;

export interface CompileContext {
  readonly timezone: string;
}

export interface Column {
  readonly name: string;
  /** The vendor's name; for a parent's value the emitted one, under which the row may repeat it. */
  readonly source: string;
  /** The source is absent: the emitted name is looked up, since a stream's `prepare` may have renamed already. */
  readonly fallback: string | null;
  /** `constructor` and its kind are found on every object: only an own property counts. */
  readonly isInherited: boolean;
  /** 0 when an earlier column reads the same vendor name: each member of a row is counted once. */
  readonly weight: 0 | 1;
  readonly isNested: boolean;
  readonly convert: Convert;
  /** For statistics: the vendor's dotted name without list positions. */
  readonly path: string;
  readonly place: Place;
}

/** The conversion of one object's members. */
export interface Columns {
  readonly emitted: readonly Column[];
  readonly empty: Readonly<Record<string, unknown>>;
  /** Vendor names of known fields that are not emitted. */
  readonly unread: readonly string[];
  /** Known names: the sources, and which source must be absent for a fallback name to be known. */
  readonly known: ReadonlyMap<string, string | null>;
}

const sourceOf = (name: string, field: Field): string => (field.ofParent === true ? name : (field.from ?? name));

/** The partition's name for a value that is the parent's; null for the row's own values. */
export const parentName = (name: string, field: Field | undefined): string | null =>
  field?.ofParent === true ? (field.from ?? name) : null;

const below = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}.${name}`);

const placeBelow = (parent: Place, source: string, emitted: string): Place => ({
  source: below(parent.source, source),
  emitted: below(parent.emitted, emitted),
});

const isNestedField = (field: Field): boolean => field.kind === 'object' || field.kind === 'list';

/** A number that a double can't hold is an object too. */
export const isObject = (value: unknown): value is Row => isRow(value) && !isLosslessNumber(value);

export const readOwn = (row: Row, name: string): unknown => (Object.hasOwn(row, name) ? row[name] : undefined);

export const isRefusal = (value: unknown): value is Refusal => typeof value === 'symbol';

/** Dotted vendor and emitted names of all fields that are known and not selected, nested ones too. */
export const hiddenNames = (known: Fields, selected: Fields, prefix = ''): string[] =>
  Object.entries(known).flatMap(([name, field]) => {
    const source = below(prefix, sourceOf(name, field));
    const chosen = Object.hasOwn(selected, name) ? selected[name] : undefined;
    if (chosen === undefined) return [source, below(prefix, name)];
    return hiddenIn(field, chosen, source);
  });

const hiddenIn = (known: Field, selected: Field, path: string): string[] => {
  if (known.kind === 'list' && selected.kind === 'list') return hiddenIn(known.items, selected.items, path);
  if (known.kind !== 'object' || selected.kind !== 'object') return [];
  return hiddenNames(known.properties ?? {}, selected.properties ?? {}, path);
};

const convertOpenObject =
  (path: string): Convert =>
  (value, notes) => {
    if (value === '') return null;
    // PHP writes an empty map as [].
    if (Array.isArray(value) && value.length === 0) return {};
    return isObject(value) ? cleanValue(notes.withoutHidden(value, path)) : WRONG_TYPE;
  };

const compileObject = (known: ObjectField, selected: ObjectField, path: string, context: CompileContext): Convert => {
  if (known.properties === null || selected.properties === null) return convertOpenObject(path);
  const columns = compileColumns(known.properties, selected.properties, path, context);
  return (value, notes, place) => {
    if (value === '') return null;
    const row = Array.isArray(value) && value.length === 0 ? {} : value;
    if (!isObject(row)) return WRONG_TYPE;
    const record = { ...columns.empty };
    let seen = 0;
    for (const column of columns.emitted) {
      const raw = readColumn(column, row);
      if (raw !== undefined) seen += column.weight;
      record[column.name] = convertColumn(column, raw, notes, place);
    }
    noteUnknown(columns, row, seen, notes, path, place);
    return record;
  };
};

const compileList = (known: ListField, selected: ListField, path: string, context: CompileContext): Convert => {
  const convert = compileField(known.items, selected.items, path, context);
  const isNested = isNestedField(selected.items);
  return (value, notes, place) => {
    if (value === '') return null;
    if (!Array.isArray(value)) return WRONG_TYPE;
    return value.map((item: unknown, index) => {
      if (item === undefined || item === null) return null;
      const itemPlace = (): Place => placeBelow(place, String(index), String(index));
      const converted = convert(item, notes, isNested ? itemPlace() : place);
      if (!isRefusal(converted)) return converted;
      notes.refused(converted, itemPlace(), path, item);
      return null;
    });
  };
};

const compileField = (known: Field, selected: Field, path: string, context: CompileContext): Convert => {
  if (selected.kind === 'object') {
    return compileObject(known.kind === 'object' ? known : selected, selected, path, context);
  }
  if (selected.kind === 'list') return compileList(known.kind === 'list' ? known : selected, selected, path, context);
  const convert = compileScalar(selected, context.timezone);
  if (selected.kind !== 'raw') return convert;
  return (value, notes) => {
    const shown = notes.withoutHidden(value, path);
    return shown === null ? null : convert(shown);
  };
};

/** What each row's record starts from: copying it is cheaper than adding members, and `__proto__` is an own one. */
export const emptyRecord = (names: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(names.map((name) => [name, null]));

export const compileColumns = (known: Fields, selected: Fields, prefix: string, context: CompileContext): Columns => {
  const names = new Map<string, string | null>();
  for (const [name, field] of Object.entries(known)) names.set(sourceOf(name, field), null);
  const unread = new Set(names.keys());
  for (const [name, field] of Object.entries(known)) {
    const source = sourceOf(name, field);
    if (!names.has(name)) names.set(name, source);
  }
  const emitted = Object.entries(selected).map(([name, field]): Column => {
    const source = sourceOf(name, field);
    const path = below(prefix, source);
    // Reading it is counting it; a name that is read twice was deleted by the first.
    const weight = unread.delete(source) ? 1 : 0;
    return {
      name,
      source,
      fallback: source !== name && names.get(name) === source ? name : null,
      isInherited: source in Object.prototype || name in Object.prototype,
      weight,
      isNested: isNestedField(field),
      convert: compileField((Object.hasOwn(known, name) ? known[name] : undefined) ?? field, field, path, context),
      path,
      place: { source, emitted: name },
    };
  });
  return { emitted, empty: emptyRecord(Object.keys(selected)), unread: [...unread], known: names };
};

export const readColumn = (column: Column, row: Row): unknown => {
  if (column.isInherited) {
    const value = readOwn(row, column.source);
    return value === undefined && column.fallback !== null ? readOwn(row, column.fallback) : value;
  }
  const value = row[column.source];
  return value === undefined && column.fallback !== null ? row[column.fallback] : value;
};

/** @param parent the object that the column belongs to; null at the top level. */
export const convertColumn = (column: Column, value: unknown, notes: Notes, parent: Place | null): unknown => {
  if (value === undefined || value === null) return null;
  // A scalar needs its place only when it is refused, and most values are scalars.
  const place = parent === null || !column.isNested ? column.place : placeBelow(parent, column.source, column.name);
  const converted = column.convert(value, notes, place);
  if (!isRefusal(converted)) return converted;
  notes.refused(
    converted,
    parent === null ? place : placeBelow(parent, column.source, column.name),
    column.path,
    value,
  );
  return null;
};

/**
 * Most rows have no unknown member: counting members is cheaper than looking each of them up.
 *
 * @param seen how many of the row's members the emitted columns read.
 */
export const noteUnknown = (
  columns: Columns,
  row: Row,
  seen: number,
  notes: Notes,
  prefix: string,
  parent: Place | null,
): void => {
  let unseen = Object.keys(row).length - seen;
  if (unseen === 0) return;
  for (const source of columns.unread) if (Object.hasOwn(row, source)) unseen -= 1;
  if (unseen === 0) return;
  for (const [name, value] of Object.entries(row)) {
    const source = columns.known.get(name);
    const isKnown = source === null || (source !== undefined && readOwn(row, source) === undefined);
    if (isKnown || value === undefined) continue;
    const place = parent === null ? { source: name, emitted: name } : placeBelow(parent, name, name);
    notes.unknown(place, below(prefix, name), value);
  }
};
