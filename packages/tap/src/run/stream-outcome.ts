import { isPartitioned } from '../define/stream.ts';
import type { LogLevel, StreamOutcome } from '../emit/output.ts';
import { PermissionError } from '../errors/permission-error.ts';
import { systemError } from '../errors/system-error.ts';
import { TapError } from '../errors/tap-error.ts';
import type { Fetcher } from '../fetch/fetcher.ts';
import type { StreamReport, SyncReport } from './report.ts';
import type { StreamRun } from './stream-run.ts';
import type { SyncOptions } from './sync-options.ts';

/** How a stream ended, told in the log; a failure is added to `errors`. */
export const outcomeOf = (options: SyncOptions, run: StreamRun, thrown: unknown, errors: TapError[]): StreamOutcome => {
  const { selected } = run;
  const { name } = selected.stream;
  if (thrown === null) {
    noteFindings(options, run);
    return { kind: 'complete' };
  }
  const error = thrown instanceof TapError ? thrown : systemError(thrown);
  error.stream ??= name;
  // Where other parents were read, one that is refused is a hole in the stream, not a stream that is not granted.
  const isHole = run.records + run.findings.filtered > 0;
  if (error instanceof PermissionError && !selected.explicit && !isHole) {
    const reason = `The key may not read ${name}. ${error.message}`;
    options.log('warning', `${reason} Skipped, since it was selected only by default.`, { stream: name });
    return { kind: 'skipped', reason };
  }
  errors.push(error);
  options.log('error', error.message, { stream: name });
  return { kind: 'failed', error };
};

const noteFindings = ({ log, limit, bookmarks }: SyncOptions, run: StreamRun): void => {
  const { findings, records, selected } = run;
  const { name } = selected.stream;
  const say = (level: LogLevel, message: string) => {
    log(level, `${name}: ${message}`, { stream: name });
  };
  if (findings.missingPartitions > 0) {
    say('warning', `${String(findings.missingPartitions)} parents no longer exist at the vendor; skipped.`);
  }
  for (const partition of findings.passedOver) {
    say('warning', `the config names ${JSON.stringify(partition)}, which can't be read with this key; passed over.`);
  }
  if (findings.foundLater > 0) {
    say('info', `the list moved while it was read; ${String(findings.foundLater)} rows were found by a later pass.`);
  }
  if (findings.keysRepeat) {
    const key = selected.primaryKey.join(', ');
    say(
      'warning',
      `rows that differ share their primary key (${key}): a destination keeps one of them. Name another primary_key under stream_options, or none ([]).`,
    );
  }
  if (findings.filterHolds !== null) {
    say(
      'info',
      `the vendor's filter by change ${findings.filterHolds ? 'holds, and is used from the next run on' : 'does not hold; the list is read whole'}.`,
    );
  }
  if (findings.restarted) say('warning', 'the list changed too much since the last state; it was read from its start.');
  const read = records + findings.filtered;
  const { emptyHint } = selected.stream;
  const before = bookmarks.get(name);
  const isWhole = (before?.value ?? null) === null && (before?.list ?? null) === null;
  if (emptyHint !== undefined && read === 0 && isWhole) say('warning', `it has no rows. ${emptyHint}`);
  if (limit === null && findings.total !== null && !isPartitioned(selected.stream) && read < findings.total) {
    say('warning', `the vendor says it has ${String(findings.total)} rows, ${String(read)} were read.`);
  }
};

export const streamReport = (run: StreamRun, outcome: StreamOutcome, requests: number): StreamReport => ({
  outcome: outcome.kind,
  rows: run.records,
  requests,
  total: run.findings.total,
  passes: run.findings.passes,
  found_later: run.findings.foundLater,
  filtered: run.findings.filtered,
  missing_parents: run.findings.missingPartitions + run.findings.passedOver.length,
  reason: outcome.kind === 'skipped' ? outcome.reason : outcome.kind === 'failed' ? outcome.error.message : null,
});

export const reportOf = (
  runs: readonly StreamRun[],
  errors: readonly TapError[],
  { statistics }: Fetcher,
): SyncReport => ({
  streams: Object.fromEntries(
    runs.map((run) => {
      const requests = statistics.requestsByStream.get(run.selected.stream.name) ?? 0;
      const report = run.report ?? streamReport(run, { kind: 'stopped' }, 0);
      return [run.selected.stream.name, { ...report, requests }];
    }),
  ),
  errors,
  requests: statistics.requests,
  retries: statistics.retries,
  rateLimited: statistics.rateLimited,
  secondsWaited: statistics.secondsWaited,
});
