import type { Row } from '../../portal.ts';
import type { RowSource } from '../../table.ts';
import type { Conditions } from './filters.ts';

/** What the opaque `next` holds. */
export interface Cursor {
  readonly path: string;
  readonly conditions: Conditions;
  /** Pages given so far. */
  readonly index: number;
  /** Where the next page would begin if nothing had moved, counted in pages. */
  readonly offset: number;
  /** Where the next page began when the cursor was made. */
  readonly position: number;
  /** Keys of the last rows before that place: the list goes on behind the last of them that still exists. */
  readonly anchors: readonly string[];
  readonly mintedMs: number;
}

const anchorCount = 8;
const searchedRows = 200;

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** undefined = not a cursor of this list. */
export function decodeCursor(text: string, path: string): Cursor | undefined {
  try {
    const cursor = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Cursor;
    return cursor.path === path ? cursor : undefined;
  } catch {
    return undefined;
  }
}

export function anchorsBefore(source: RowSource, position: number, keyOf: (row: Row) => string): string[] {
  if (position <= 0 || position > source.size) return [];
  const from = Math.max(0, position - anchorCount);
  return source.slice(from, position - from).map(keyOf);
}

export function resumeAt(source: RowSource, cursor: Cursor, keyOf: (row: Row) => string): number {
  const { position, anchors } = cursor;
  const last = anchors.at(-1);
  if (last === undefined) return position;
  const [before] = source.slice(position - 1, 1);
  if (before !== undefined && keyOf(before) === last) return position;
  const from = Math.max(0, position - searchedRows);
  const keys = source.slice(from, 2 * searchedRows).map(keyOf);
  for (const anchor of anchors.toReversed()) {
    const found = keys.indexOf(anchor);
    if (found !== -1) return from + found + 1;
  }
  return position;
}
