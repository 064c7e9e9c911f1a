import { EXTRA, type Fields } from '../define/fields.ts';
import type { Partition } from '../define/stream.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import { jsonText } from './clean.ts';
import {
  compileColumns,
  convertColumn,
  emptyRecord,
  hiddenNames,
  isObject,
  isRefusal,
  noteUnknown,
  parentName,
  readColumn,
  readOwn,
  type Column,
} from './columns.ts';
import { Notes, type Change, type ShapeStatistics } from './notes.ts';

export interface ShapeOptions {
  /** Name, for messages. */
  readonly stream: string;
  /** All fields of the stream, selected or not. */
  readonly known: Fields;
  /** The emitted ones in schema order, nested ones pruned. */
  readonly fields: Fields;
  /** Whether `_extra` is emitted. */
  readonly extra: boolean;
  /** IANA name, for instants without an offset. */
  readonly timezone: string;
  /** Fields that are never null beside the `id` ones. */
  readonly primaryKey?: readonly string[];
  /** Dotted vendor names that never leave the connector, known or not. */
  readonly suppressed?: readonly string[];
}

/** Turns a stream's rows into its records. */
export interface Shape {
  /**
   * The record: every selected field in schema order, null when absent, then `_extra`.
   *
   * @throws ResponseShapeError when the row is no object or a part of its key is missing.
   */
  readonly shape: (row: unknown, partition: Partition) => Record<string, unknown>;
  /** What was nulled in the last record; null when nothing was. */
  readonly takeChanges: () => readonly Change[] | null;
  readonly statistics: ShapeStatistics;
}

interface TopColumn extends Column {
  readonly isKey: boolean;
  /** Name in the partition, for a parent's value. */
  readonly ofParent: string | null;
}

const excerpt = (value: unknown): string => (jsonText(value) ?? '').slice(0, 200);

/** Compiled once per stream: the plan is data, the record function a plain loop over it. */
export const compileShape = (options: ShapeOptions): Shape => {
  const { stream, known, fields, extra, timezone, primaryKey = [], suppressed = [] } = options;
  const columns = compileColumns(known, fields, '', { timezone });
  const plan = columns.emitted.map((column): TopColumn => {
    const field = fields[column.name];
    const isKey = field?.kind === 'id' || primaryKey.includes(column.name);
    return { ...column, isKey, ofParent: parentName(column.name, field) };
  });
  const empty = emptyRecord([...Object.keys(fields), ...(extra ? [EXTRA] : [])]);
  const notes = new Notes(extra, new Set([...suppressed, ...hiddenNames(known, fields)]));

  const missingKey = (column: Column, value: unknown): ResponseShapeError =>
    new ResponseShapeError(
      value === undefined || value === null || value === ''
        ? `A record of ${stream} has no ${column.name}, which is part of its key.`
        : `A record of ${stream} has a ${column.name} of the wrong type, which is part of its key.`,
      { stream, detail: `${column.source}: ${excerpt(value)}` },
    );

  const keyPart = (column: Column, value: unknown): unknown => {
    const part = value === undefined || value === null ? null : column.convert(value, notes, column.place);
    if (part === null || isRefusal(part)) throw missingKey(column, value);
    return part;
  };

  /** The parent's value; the row's own is known when it says the same, and kept aside when it doesn't. */
  const parentValue = (column: TopColumn, own: unknown, partition: Partition, parent: string): unknown => {
    const value = readOwn(partition, parent);
    if (value === undefined || own === undefined || own === null) return value ?? own;
    if (column.convert(own, notes, column.place) !== column.convert(value, notes, column.place)) {
      notes.unknown(column.place, column.name, own);
    }
    return value;
  };

  return {
    shape: (row, partition) => {
      if (!isObject(row)) {
        throw new ResponseShapeError(`A record of ${stream} is no JSON object.`, { stream, detail: excerpt(row) });
      }
      notes.begin();
      const record = { ...empty };
      let seen = 0;
      for (const column of plan) {
        let value = readColumn(column, row);
        if (value !== undefined) seen += column.weight;
        if (column.ofParent !== null) value = parentValue(column, value, partition, column.ofParent);
        const converted = column.isKey ? keyPart(column, value) : convertColumn(column, value, notes, null);
        record[column.name] = converted;
      }
      noteUnknown(columns, row, seen, notes, '', null);
      if (extra) record[EXTRA] = notes.extra;
      return record;
    },
    takeChanges: () => notes.changes,
    statistics: notes.statistics,
  };
};
