import type { Bookmark } from './bookmark.ts';

/** What of a selected stream decides where its reading begins. */
export interface Beginning {
  readonly mode: 'full_table' | 'incremental';
  readonly generation: number | null;
  readonly startDate: string | null;
  readonly stream?: { readonly variant?: string };
}

/**
 * The bookmark a read begins with: the unfinished one carried on, or a new window above the last value.
 *
 * An unfinished read is carried on only in the mode it was begun in, and only within its Airbyte generation: a destination
 * that overwrites would otherwise keep the second half alone.
 */
export const openBookmark = (selected: Beginning, vendor: string, input: Bookmark | null): Bookmark => {
  const { mode, generation, startDate } = selected;
  const variant = selected.stream?.variant;
  const begun = input?.generation ?? null;
  const foreign = begun !== null && generation !== null && begun !== generation;
  // Rows that only another way of reading finds may be older than its bookmark.
  const isOtherWay = input?.variant !== undefined && input.variant !== variant;
  const known = foreign || isOtherWay ? null : input;
  const value = known?.value ?? null;
  const unfinished = known !== null && !known.done && known.mode === mode && known.window !== null ? known : null;
  const from = mode === 'incremental' ? (value ?? startDate) : null;
  return {
    v: 1,
    vendor,
    seq: input?.seq ?? 0,
    mode,
    generation,
    value,
    window: unfinished?.window ?? { from, startedAt: null, maxSeen: null },
    list: unfinished?.list ?? null,
    parent: unfinished?.parent ?? null,
    ...(known?.partitions !== undefined && { partitions: known.partitions }),
    ...(known?.filter !== undefined && { filter: known.filter }),
    ...(variant !== undefined && { variant }),
    done: false,
  };
};
