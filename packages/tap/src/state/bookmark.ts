import type { JsonValue } from '../define/json.ts';

/**
 * One stream's state: `bookmarks.<stream>` in Singer, `stream_state` in Airbyte, `state.json` of `--out`. All keys are
 * always written, with null where there is nothing, because Meltano merges states deeply and a key left out would come back.
 */
export interface Bookmark {
  readonly v: 1;
  readonly vendor: string;
  /** Grows with every STATE, so that no two are equal. */
  readonly seq: number;
  readonly mode: 'full_table' | 'incremental';
  /** Airbyte generation that an unfinished read belongs to. */
  readonly generation: number | null;
  /** UTC instant up to which completed windows were read; the next window's lower bound. */
  readonly value: string | null;
  /** The window being read, carried over restarts until its last pass is done; null between windows. */
  readonly window: Window | null;
  /** Where the list of the window stands; null: at its beginning. For child streams: the partition after `parent.after`. */
  readonly list: ListPosition | null;
  /** Child streams: the last parent, in key order, whose rows are all emitted, and the one that `list` belongs to. */
  readonly parent: ParentPosition | null;
  /**
   * Streams with partitions of the config: those (64-bit hash of the key, hex) that were read up to `value`, or in the
   * open window. Others are new: their rows before `value` were never read.
   */
  readonly partitions?: readonly string[];
  /** Streams with an unproved filter by change: what is known of it. Absent: nothing yet. */
  readonly filter?: FilterVerdict;
  /** The way of reading that it was written by, for streams that the config may read in several. */
  readonly variant?: string;
  /** The last read was completed. */
  readonly done: boolean;
}

export interface FilterVerdict {
  /** It brought every row that it should, and left out older ones. */
  readonly trusted: boolean;
  /** When that was found out, as a UTC instant. */
  readonly judgedAt: string;
  /** UTC instant up to which changes were last read without the filter. */
  readonly readWholeTo: string;
  /** The open window is read with it. */
  readonly inUse: boolean;
}

export interface Window {
  /** Lower bound (before lookback), or null: everything. */
  readonly from: string | null;
  /** The first attempt's start on the vendor's clock; null until a page was read. */
  readonly startedAt: string | null;
  /** Greatest replication value seen in this window. */
  readonly maxSeen: string | null;
}

export interface ListPosition {
  /** 1 forward, 2 backward, 3 forward with every page read twice. */
  readonly pass: 1 | 2 | 3;
  /** The next page to read. */
  readonly at: JsonValue;
  /** First and last key (64-bit hash, hex) of the page before `at` in reading order: proves that the list did not shift. */
  readonly anchor: { readonly first: string; readonly last: string } | null;
  /** Digest of each page of pass 1 (base64 of uint32), so that later passes re-emit only pages that changed; null: too many pages. */
  readonly pages: string | null;
  /** A pass saw the list move. */
  readonly moved: boolean;
  /** Lower bound of the piece of the window that the list belongs to, where windows are read in pieces. */
  readonly piece?: string;
}

export interface ParentPosition {
  /** [] before the first. */
  readonly after: readonly (string | number)[];
  readonly current: readonly (string | number)[] | null;
}
