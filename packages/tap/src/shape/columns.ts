import type { Field, Fields, ListField, ObjectField } from '../define/fields.ts';
import type { Row } from '../define/json.ts';
import { isRow } from '../define/json.ts';
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
  /** The vendor's name. */
  readonly source: string;
  /** The source is absent: the emitted name is looked up, since a stream's `prepare` may have renamed already. */
  readonly fallback: string | null;
  /** `constructor` and its kind are found on every object: only an own property counts. */
  readonly isInherited: boolean;
  readonly convert: Convert;
  /** For statistics: the vendor's dotted name without list positions. */
  readonly path: string;
  readonly place: Place;
}

/** The conversion of one object's members. */
export interface Columns {
  readonly emitted: readonly Column[];
  /** Vendor names of all known fields, each once: a row with more members than these has unknown ones. */
  readonly sources: readonly string[];
  /** Known names: the sources, and which source must be absent for a fallback name to be known. */
  readonly known: ReadonlyMap<string, string | null>;
}

export const sourceOf = (name: string, field: Field): string => field.from ?? name;

const below = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}.${name}`);

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
    return isRow(value) ? cleanValue(notes.withoutHidden(value, path)) : WRONG_TYPE;
  };

const compileObject = (known: ObjectField, selected: ObjectField, path: string, context: CompileContext): Convert => {
  if (known.properties === null || selected.properties === null) return convertOpenObject(path);
  const columns = compileColumns(known.properties, selected.properties, path, context);
  return (value, notes, place) => {
    if (value === '') return null;
    const row = Array.isArray(value) && value.length === 0 ? {} : value;
    if (!isRow(row)) return WRONG_TYPE;
    const record: Record<string, unknown> = {};
    for (const column of columns.emitted) {
      const raw = readColumn(column, row);
      setOwn(record, column.name, convertColumn(column, raw, notes, place));
    }
    noteUnknown(columns, row, notes, path, place);
    return record;
  };
};

const compileList = (known: ListField, selected: ListField, path: string, context: CompileContext): Convert => {
  const convert = compileField(known.items, selected.items, path, context);
  return (value, notes, place) => {
    if (value === '') return null;
    if (!Array.isArray(value)) return WRONG_TYPE;
    return value.map((item: unknown, index) => {
      if (item === undefined || item === null) return null;
      const itemPlace = { source: below(place.source, String(index)), emitted: below(place.emitted, String(index)) };
      const converted = convert(item, notes, itemPlace);
      if (!isRefusal(converted)) return converted;
      notes.refused(converted, itemPlace, path, item);
      return null;
    });
  };
};

const compileField = (known: Field, selected: Field, path: string, context: CompileContext): Convert => {
  if (selected.kind === 'object') {
    return compileObject(known.kind === 'object' ? known : selected, selected, path, context);
  }
  if (selected.kind === 'list') return compileList(known.kind === 'list' ? known : selected, selected, path, context);
  return compileScalar(selected, context.timezone);
};

export const compileColumns = (known: Fields, selected: Fields, prefix: string, context: CompileContext): Columns => {
  const names = new Map<string, string | null>();
  for (const [name, field] of Object.entries(known)) names.set(sourceOf(name, field), null);
  const sources = [...names.keys()];
  for (const [name, field] of Object.entries(known)) {
    const source = sourceOf(name, field);
    if (!names.has(name)) names.set(name, source);
  }
  const emitted = Object.entries(selected).map(([name, field]): Column => {
    const source = sourceOf(name, field);
    const path = below(prefix, source);
    return {
      name,
      source,
      fallback: source !== name && names.get(name) === source ? name : null,
      isInherited: source in Object.prototype || name in Object.prototype,
      convert: compileField((Object.hasOwn(known, name) ? known[name] : undefined) ?? field, field, path, context),
      path,
      place: { source, emitted: name },
    };
  });
  return { emitted, sources, known: names };
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
  const place =
    parent === null
      ? column.place
      : { source: below(parent.source, column.source), emitted: below(parent.emitted, column.name) };
  const converted = column.convert(value, notes, place);
  if (!isRefusal(converted)) return converted;
  notes.refused(converted, place, column.path, value);
  return null;
};

/** Assignment to `__proto__` would set the prototype. */
export const setOwn = (record: Record<string, unknown>, name: string, value: unknown): void => {
  if (name !== '__proto__') record[name] = value;
  else Object.defineProperty(record, name, { value, configurable: true, enumerable: true, writable: true });
};

/** Most rows have no unknown member: counting them is cheaper than looking each of them up. */
export const noteUnknown = (columns: Columns, row: Row, notes: Notes, prefix: string, parent: Place | null): void => {
  let unseen = Object.keys(row).length;
  for (const source of columns.sources) if (Object.hasOwn(row, source)) unseen -= 1;
  if (unseen === 0) return;
  for (const [name, value] of Object.entries(row)) {
    const source = columns.known.get(name);
    const isKnown = source === null || (source !== undefined && readOwn(row, source) === undefined);
    if (isKnown || value === undefined) continue;
    const place =
      parent === null
        ? { source: name, emitted: name }
        : { source: below(parent.source, name), emitted: below(parent.emitted, name) };
    notes.unknown(place, below(prefix, name), value);
  }
};
