import type { Row } from '../define/json.ts';
import type { Stream } from '../define/stream.ts';
import { KeySet } from '../shape/key-set.ts';

/** Keys remembered of one stream, 11 bytes each; rows beyond them may be emitted again, never missed. */
const REMEMBERED_KEYS = 2_000_000;

/** Leaves out rows that another partition brought in this run; within a partition, its list takes care of that. */
export const createUnlessEmitted = ({ partitionsOverlap }: Stream, keyOf: (row: Row) => string) => {
  if (partitionsOverlap !== true) return (rows: readonly Row[]) => rows;
  const emitted = new KeySet(REMEMBERED_KEYS);
  return (rows: readonly Row[]): readonly Row[] => {
    const others = rows.filter((row) => !emitted.has(keyOf(row)));
    for (const row of others) emitted.add(keyOf(row));
    return others;
  };
};
