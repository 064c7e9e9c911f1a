import type { ResponseShapeError } from '../errors/response-shape-error.ts';
import { newStreamFindings, type StreamFindings } from '../read/stream.ts';
import type { SelectedStream } from '../select/selection.ts';
import type { Bookmark } from '../state/bookmark.ts';
import { openBookmark } from '../state/open-bookmark.ts';
import type { StreamReport } from './report.ts';
import type { SyncOptions } from './sync-options.ts';

/** One stream while it is read and written. */
export interface StreamRun {
  readonly selected: SelectedStream;
  readonly findings: StreamFindings;
  bookmark: Bookmark;
  seq: number;
  /** `bookmark` covers rows that no STATE covers yet. */
  pending: boolean;
  records: number;
  recordsSinceState: number;
  lastStateMs: number;
  active: boolean;
  started: boolean;
  limitReached: boolean;
  /** A row of it can't be a record: the stream ends before that row's page, the others go on. */
  failure: ResponseShapeError | null;
  report: StreamReport | null;
}

export const newRun = (selected: SelectedStream, options: SyncOptions, nowMs: number): StreamRun => {
  const input = options.bookmarks.get(selected.stream.name) ?? null;
  const bookmark = openBookmark(selected, options.vendorName, input);
  return {
    selected,
    findings: newStreamFindings(),
    bookmark,
    seq: bookmark.seq,
    pending: false,
    records: 0,
    recordsSinceState: 0,
    lastStateMs: nowMs,
    active: false,
    started: false,
    limitReached: false,
    failure: null,
    report: null,
  };
};
