import { raw, type Fields } from '../define/fields.ts';
import type { Partition } from '../define/stream.ts';
import { jsonText } from './clean.ts';
import { compileColumns, isObject, isRefusal, parentName, readColumn, readOwn } from './columns.ts';
import { Notes } from './notes.ts';

export { hashKey } from './hash.ts';

/** No text that is emitted holds it, so joined parts can't be mistaken for others. */
const SEPARATOR = '\0';

/**
 * A row's key as text, by the same conversion as its record: 7, "7" and 7.0 are one integer id.
 * null when a part is missing or of the wrong type.
 *
 * @param known all fields of the stream; a key part that is not among them is compared by its JSON text.
 */
export const compileKey = (
  primaryKey: readonly string[],
  known: Fields,
  timezone = 'UTC',
): ((row: unknown, partition: Partition) => string | null) => {
  const fields = Object.fromEntries(
    primaryKey.map((name) => [name, (Object.hasOwn(known, name) ? known[name] : undefined) ?? raw('Not described')]),
  );
  const { emitted } = compileColumns({ ...known, ...fields }, fields, '', { timezone });
  const parts = emitted.map((column) => ({ column, ofParent: parentName(column.name, fields[column.name]) }));
  const notes = new Notes(false, new Set());
  return (row, partition) => {
    if (!isObject(row) || parts.length === 0) return null;
    const texts: string[] = [];
    for (const { column, ofParent } of parts) {
      const own = readColumn(column, row);
      const value = ofParent === null ? own : (readOwn(partition, ofParent) ?? own);
      if (value === undefined || value === null) return null;
      const part = column.convert(value, notes, column.place);
      if (part === null || isRefusal(part)) return null;
      texts.push(typeof part === 'string' ? part : typeof part === 'number' ? String(part) : (jsonText(part) ?? ''));
    }
    return texts.join(SEPARATOR);
  };
};
