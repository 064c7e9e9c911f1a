import type { TapError } from '../errors/tap-error.ts';
import type { ExitCode } from './exit.ts';

export interface StreamReport {
  readonly outcome: 'complete' | 'skipped' | 'failed' | 'stopped';
  /** Records written. */
  readonly rows: number;
  readonly requests: number;
  /** How many rows the vendor says there are, where it says so. */
  readonly total: number | null;
  /** How often its list was read: more than once where rows can move between pages. */
  readonly passes: number;
  /** Rows that only a later pass saw, because the list moved. */
  readonly found_later: number;
  /** Rows read but not emitted: unchanged since the bookmark. */
  readonly filtered: number;
  /** Parents that no longer exist at the vendor. */
  readonly missing_parents: number;
  /** Why it was skipped, failed or stopped. */
  readonly reason: string | null;
}

/** What a sync did. */
export interface SyncReport {
  readonly streams: Readonly<Record<string, StreamReport>>;
  /** Failures of streams and of the whole run, in the order they happened; the exit code comes from them. */
  readonly errors: readonly TapError[];
  readonly requests: number;
  readonly retries: number;
  /** 429 answers. */
  readonly rateLimited: number;
  readonly secondsWaited: number;
}

export interface RunFacts {
  readonly connector: string;
  readonly vendor: string;
  readonly exitCode: ExitCode;
  /** The signal that ended the run, or null. */
  readonly signal: string | null;
  readonly seconds: number;
  readonly peakRssBytes: number;
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

/** The report as one JSON line (without its newline): for stderr and `--report`. */
export const reportLine = (report: SyncReport, facts: RunFacts): string =>
  JSON.stringify({
    report: 1,
    connector: facts.connector,
    vendor: facts.vendor,
    exit_code: facts.exitCode,
    signal: facts.signal,
    seconds: round(facts.seconds, 3),
    rows: Object.values(report.streams).reduce((sum, { rows }) => sum + rows, 0),
    requests: report.requests,
    retries: report.retries,
    rate_limited: report.rateLimited,
    seconds_waited: round(report.secondsWaited, 3),
    peak_rss_mb: round(facts.peakRssBytes / 1e6, 1),
    streams: report.streams,
  });
