import { KeySet } from '../shape/key-set.ts';
import { anchorOf } from './digest.ts';

/** Rows remembered, 11 bytes each; equal ones beyond them are all taken for rows of their own. */
const REMEMBERED_ROWS = 2_000_000;
/** Different rows that come several times; further ones are each taken for one row. */
const COUNTED_ROWS = 100_000;

/**
 * Where rows have no key, two that are equal are two rows. Counts them in one pass over a list: each gets an identity that
 * the same row of another pass gets, too, while the list stays as it is.
 */
export const createRepeats = (): ((row: string) => string) => {
  const once = new KeySet(REMEMBERED_ROWS);
  const counts = new Map<string, number>();
  return (row) => {
    if (once.add(row)) return row;
    const counted = anchorOf(row);
    const before = counts.get(counted) ?? 1;
    if (before === 1 && counts.size >= COUNTED_ROWS) return row;
    counts.set(counted, before + 1);
    return `${row} ${String(before + 1)}`;
  };
};
