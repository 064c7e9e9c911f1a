import type { Fields } from '../define/fields.ts';
import { isRow } from '../define/json.ts';
import type { Partition } from '../define/stream.ts';
import { jsonText } from './clean.ts';
import { compileColumns, isRefusal, readColumn, readOwn } from './columns.ts';
import { Notes } from './notes.ts';

export { hashKey, type Hash } from './hash.ts';

/** No text that is emitted holds it, so joined parts can't be mistaken for others. */
const SEPARATOR = '\0';

/**
 * A row's key as text, by the same conversion as its record: 7, "7" and 7.0 are one integer id.
 * null when a part is missing or of the wrong type.
 *
 * @param known all fields of the stream; a key part that is not among them is compared as it is.
 */
export const compileKey = (
  primaryKey: readonly string[],
  known: Fields,
  timezone = 'UTC',
): ((row: unknown, partition: Partition) => string | null) => {
  const fields = Object.fromEntries(
    primaryKey.flatMap((name) => {
      const field = Object.hasOwn(known, name) ? known[name] : undefined;
      return field === undefined ? [] : [[name, field]];
    }),
  );
  const { emitted } = compileColumns(known, fields, '', { timezone });
  const parts = emitted.map((column) => ({ column, isOfParent: fields[column.name]?.ofParent === true }));
  const notes = new Notes(false, new Set());
  return (row, partition) => {
    if (!isRow(row) || parts.length === 0) return null;
    const texts: string[] = [];
    for (const { column, isOfParent } of parts) {
      const ofParent = isOfParent ? (readOwn(partition, column.source) ?? readOwn(partition, column.name)) : undefined;
      const value = ofParent ?? readColumn(column, row);
      if (value === undefined || value === null) return null;
      const part = column.convert(value, notes, column.place);
      if (part === null || isRefusal(part)) return null;
      texts.push(typeof part === 'string' ? part : (jsonText(part) ?? ''));
    }
    return texts.join(SEPARATOR);
  };
};
