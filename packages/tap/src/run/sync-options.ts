import type { Connection } from '../define/vendor.ts';
import type { LogLevel, Output } from '../emit/output.ts';
import type { Clock } from '../fetch/clock.ts';
import type { Fetcher, Waiting } from '../fetch/fetcher.ts';
import type { Selection } from '../select/selection.ts';
import type { Bookmarks } from '../state/read-state.ts';

export interface SyncOptions {
  readonly selection: Selection;
  readonly bookmarks: Bookmarks;
  /** The state exactly as it was given, for outputs that hand it on. */
  readonly inputState: unknown;
  readonly output: Output;
  /** Opens the one fetcher of the run; its waits are announced through the callback. */
  readonly openFetcher: (onWaiting: (waiting: Waiting) => void) => Fetcher;
  /** Proves the credentials once more: tells a revoked key from a path that answers 401 to a good one. */
  readonly check: (fetcher: Fetcher) => Promise<void>;
  readonly connection: Connection;
  readonly vendorName: string;
  readonly log: (level: LogLevel, message: string, extra?: { readonly stream?: string }) => void;
  /** Rows per stream after which it stops without moving its bookmark; null: all. */
  readonly limit: number | null;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  /** Requests in flight, as the user or the vendor allows. 1 also makes streams follow one another. */
  readonly concurrency: number;
}
