import { setMaxListeners } from 'node:events';
import type { Connection } from '../define/vendor.ts';
import { isPartitioned, type Partition, type Stream } from '../define/stream.ts';
import type { Row } from '../define/json.ts';
import type { LogLevel, Output, StreamOutcome } from '../emit/output.ts';
import { CredentialsError } from '../errors/credentials-error.ts';
import { PermissionError } from '../errors/permission-error.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import { TapError } from '../errors/tap-error.ts';
import type { Clock } from '../fetch/clock.ts';
import type { Fetcher, Waiting } from '../fetch/fetcher.ts';
import { createCredits } from '../read/credits.ts';
import { createParents, type Parents, type Surroundings } from '../read/parents.ts';
import { contextOf, newStreamFindings, readStream, type StreamFindings, type StreamItem } from '../read/stream.ts';
import type { Selection, SelectedStream } from '../select/selection.ts';
import { compileKey } from '../shape/key.ts';
import type { Bookmark } from '../state/bookmark.ts';
import { openBookmark } from '../state/open-bookmark.ts';
import type { Bookmarks } from '../state/read-state.ts';
import { createChannel, type Channel } from './channel.ts';
import { UnknownStreamError } from '../errors/unknown-stream-error.ts';
import { systemError } from '../errors/system-error.ts';
import type { StreamReport, SyncReport } from './report.ts';

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

/** A STATE is written at a checkpoint when this much has passed since the stream's last one. */
const RECORDS_BETWEEN_STATES = 1000;
const MS_BETWEEN_STATES = 5000;
/** Without checkpoints (waits, filtered rows) a STATE is repeated before a minute is over. */
const TICK_MS = 15_000;
const SILENCE_MS = 40_000;
const STREAMS_AT_ONCE = 4;
const PAGES_AHEAD = 4;
const LOOK_AHEAD_BYTES = 24 * 1024 * 1024;

type Event =
  | { readonly kind: 'start'; readonly run: StreamRun }
  | { readonly kind: 'item'; readonly run: StreamRun; readonly item: StreamItem }
  | { readonly kind: 'end'; readonly run: StreamRun; readonly error: unknown }
  | { readonly kind: 'waiting'; readonly waiting: Waiting }
  | { readonly kind: 'tick' }
  | { readonly kind: 'over' };

interface StreamRun {
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

/**
 * Reads all selected streams at once under one quota and hands their rows, in page order per stream, to the output. A
 * failing stream does not stop the others. Never throws for what a vendor does; throws what the output throws (a closed
 * pipe, a full disk).
 */
export const runSync = async (options: SyncOptions): Promise<SyncReport> => {
  const { selection, output, clock, signal } = options;
  const channel = createChannel<Event>();
  const errors: TapError[] = [];
  const stop = new AbortController();
  // As many listeners as requests are wanted at once; each is taken away when its request is over.
  setMaxListeners(0, stop.signal);
  const onAbort = () => {
    stop.abort(signal.reason);
    channel.offer({ kind: 'over' });
  };
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  const fetcher = options.openFetcher((waiting) => {
    channel.offer({ kind: 'waiting', waiting });
  });
  const runs = selection.streams.map((selected) => newRun(selected, options, clock.now()));
  const reading = createReading(options, fetcher, stop.signal);
  try {
    await output.begin(selection.streams, options.inputState);
    for (const name of selection.unknown) {
      const error = unknownStream(name);
      errors.push(error);
      await output.fail(name, error);
    }
    const over = pumpAll(runs, options, reading, fetcher, channel, stop.signal);
    const ticking = tick(channel, clock, stop.signal);
    await writeAll(options, channel, runs, errors);
    stop.abort(new Error('the run is over'));
    channel.close();
    await Promise.all([over, ticking]);
    await output.end();
  } finally {
    stop.abort(new Error('the run is over'));
    channel.close();
    signal.removeEventListener('abort', onAbort);
    await fetcher.close();
  }
  return reportOf(runs, errors, fetcher);
};

const unknownStream = (name: string): UnknownStreamError =>
  new UnknownStreamError(
    `The catalog selects the stream ${JSON.stringify(name)}, which does not exist. Run discovery again and select from its catalog.`,
    {
      stream: name,
    },
  );

const newRun = (selected: SelectedStream, options: SyncOptions, nowMs: number): StreamRun => {
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

interface Reading {
  readonly surroundings: Surroundings;
  readonly parents: Parents;
  readonly openPartitions: number;
}

const createReading = (options: SyncOptions, fetcher: Fetcher, signal: AbortSignal): Reading => {
  const { selection, connection, concurrency, log } = options;
  const sequential = concurrency <= 1;
  const surroundings: Surroundings = {
    fetcher,
    origin: connection.origin,
    credits: createCredits(LOOK_AHEAD_BYTES),
    signal,
    lookAhead: sequential ? 0 : PAGES_AHEAD,
    keyOf: createKeys(),
  };
  const openPartitions = sequential ? 1 : Math.max(2, concurrency);
  const unverified = new Set(selection.streams.filter(({ verify }) => !verify).map(({ stream }) => stream.name));
  const parents = createParents({
    surroundings,
    contextOf: (partition) => contextOf(null, fetcher.vendorNowMs(), partition),
    links: selection.streams.flatMap(({ stream }) => (stream.parent === undefined ? [] : [stream.parent])),
    verify: (stream) => !unverified.has(stream.name),
    openPartitions,
    sample: options.limit,
    onMissing: (stream, partition) => {
      log('warning', `${stream.name}: the vendor has nothing under ${JSON.stringify(partition)} any more; skipped.`, {
        stream: stream.name,
      });
    },
    onRefused: (stream, error) => {
      log('warning', `${stream.name} may not be read; what only it leads to is left out. ${error.message}`, {
        stream: stream.name,
      });
    },
  });
  return { surroundings, parents, openPartitions };
};

/** Identity of a raw row, for finding repeats: its key, or all of it where there is none. */
const createKeys = (): Surroundings['keyOf'] => {
  const compiled = new Map<Stream, (row: Row, partition: Partition) => string | null>();
  return (stream, partition) => {
    let keyOf = compiled.get(stream);
    if (keyOf === undefined) {
      keyOf = stream.primaryKey.length === 0 ? () => null : compileKey(stream.primaryKey, stream.fields);
      compiled.set(stream, keyOf);
    }
    const compiledKeyOf = keyOf;
    return (row) => compiledKeyOf(row, partition) ?? JSON.stringify(row);
  };
};

const pumpAll = async (
  runs: readonly StreamRun[],
  options: SyncOptions,
  reading: Reading,
  fetcher: Fetcher,
  channel: Channel<Event>,
  signal: AbortSignal,
): Promise<void> => {
  const waiting = runs[Symbol.iterator]();
  const confirm = createConfirmation(options, fetcher);
  const dead: { error: CredentialsError | null } = { error: null };
  const isOver = () => signal.aborted;
  const worker = async () => {
    for (const run of waiting) {
      if (isOver()) return;
      await channel.put({ kind: 'start', run });
      let error: unknown = dead.error === null ? null : ofNoStream(dead.error);
      if (error === null) {
        try {
          await pump(run, options, reading, channel);
        } catch (caught) {
          error = caught instanceof CredentialsError ? await confirm(caught) : caught;
          if (error instanceof CredentialsError) dead.error = error;
        }
      }
      if (isOver()) return;
      await channel.put({ kind: 'end', run, error });
    }
  };
  const width = options.concurrency <= 1 ? 1 : STREAMS_AT_ONCE;
  await Promise.all(Array.from({ length: Math.min(width, Math.max(1, runs.length)) }, worker));
  channel.offer({ kind: 'over' });
};

const pump = async (run: StreamRun, options: SyncOptions, reading: Reading, channel: Channel<Event>): Promise<void> => {
  const items = readStream({
    ...reading,
    selected: run.selected,
    vendorName: options.vendorName,
    bookmark: options.bookmarks.get(run.selected.stream.name) ?? null,
    timezone: options.connection.timezone ?? 'UTC',
    findings: run.findings,
  });
  for await (const item of items) {
    if (reading.surroundings.signal.aborted) return;
    await channel.put({ kind: 'item', run, item });
    if (run.limitReached || run.failure !== null) return;
  }
};

/** A 401 on one path need not be a dead key: the check's own request decides, once for all streams that ask. */
const createConfirmation = (options: SyncOptions, fetcher: Fetcher) => {
  let checking: Promise<CredentialsError | null> | null = null;
  return async (rejected: CredentialsError): Promise<TapError> => {
    checking ??= options.check(fetcher).then(
      () => null,
      (error: unknown) => (error instanceof CredentialsError ? error : null),
    );
    const dead = await checking;
    checking = null;
    if (dead !== null) return ofNoStream(dead);
    return new PermissionError(rejected.message, {
      cause: rejected,
      ...(rejected.detail !== undefined && { detail: rejected.detail }),
    });
  };
};

/** The check's finding, to be told of each stream that it ends. */
const ofNoStream = (found: CredentialsError): CredentialsError =>
  new CredentialsError(found.message, {
    cause: found,
    ...(found.detail !== undefined && { detail: found.detail }),
  });

const tick = async (channel: Channel<Event>, clock: Clock, signal: AbortSignal): Promise<void> => {
  try {
    while (!signal.aborted) {
      await clock.sleep(TICK_MS, signal);
      if (channel.size() === 0) channel.offer({ kind: 'tick' });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
};

/** The one consumer: everything that is written is written here, one after the other. */
const writeAll = async (
  options: SyncOptions,
  channel: Channel<Event>,
  runs: readonly StreamRun[],
  errors: TapError[],
): Promise<void> => {
  const { output, clock, signal } = options;
  const writeState = async (run: StreamRun) => {
    run.seq += 1;
    run.pending = false;
    run.recordsSinceState = 0;
    run.lastStateMs = clock.now();
    await output.writeState(run.selected, { ...run.bookmark, seq: run.seq });
  };
  const beat = async () => {
    for (const run of runs) {
      if (run.active && clock.now() - run.lastStateMs >= SILENCE_MS) await writeState(run);
    }
  };
  const finish = async (run: StreamRun, outcome: StreamOutcome) => {
    run.active = false;
    await writeState(run);
    await output.finishStream(run.selected, outcome);
    run.report = streamReport(run, outcome, 0);
  };
  for (;;) {
    const event = await channel.take();
    if (signal.aborted) break;
    switch (event.kind) {
      case 'start':
        event.run.active = true;
        event.run.started = true;
        event.run.lastStateMs = clock.now();
        await output.startStream(event.run.selected);
        break;
      case 'item':
        await writeItem(options, event.run, event.item, writeState).catch((error: unknown) => {
          if (!(error instanceof ResponseShapeError)) throw error;
          event.run.failure = error;
        });
        await beat();
        break;
      case 'end':
        await finish(event.run, outcomeOf(options, event.run, event.run.failure ?? event.error, errors));
        break;
      case 'waiting': {
        const run = runs.find(({ selected, active }) => active && selected.stream.name === event.waiting.stream);
        if (run !== undefined) await output.waiting(run.selected, event.waiting.untilMs);
        await beat();
        break;
      }
      case 'tick':
        await beat();
        break;
      case 'over':
        if (runs.every(({ active, started }) => started && !active)) return;
        break;
    }
  }
  for (const run of runs) {
    if (run.active) await finish(run, { kind: 'stopped' });
  }
};

const writeItem = async (
  { output, limit, clock }: SyncOptions,
  run: StreamRun,
  item: StreamItem,
  writeState: (run: StreamRun) => Promise<void>,
): Promise<void> => {
  if (run.limitReached || run.failure !== null) return;
  if (item.kind === 'rows') {
    const rows = limit === null ? item.rows : item.rows.slice(0, limit - run.records);
    if (rows.length > 0) {
      const written = await output.writeRows(run.selected, { rows, partition: item.partition });
      run.records += written;
      run.recordsSinceState += written;
    }
    run.limitReached = limit !== null && run.records >= limit;
    return;
  }
  // A sample says nothing about what was read: its stream keeps the bookmark it came with.
  if (limit !== null) return;
  const first = run.seq === run.bookmark.seq && !run.pending;
  run.bookmark = { ...item.bookmark, seq: run.bookmark.seq };
  run.pending = true;
  const due = run.recordsSinceState >= RECORDS_BETWEEN_STATES || clock.now() - run.lastStateMs >= MS_BETWEEN_STATES;
  if (first || due) await writeState(run);
};

const outcomeOf = (options: SyncOptions, run: StreamRun, thrown: unknown, errors: TapError[]): StreamOutcome => {
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

const streamReport = (run: StreamRun, outcome: StreamOutcome, requests: number): StreamReport => ({
  outcome: outcome.kind,
  rows: run.records,
  requests,
  total: run.findings.total,
  passes: run.findings.passes,
  found_later: run.findings.foundLater,
  filtered: run.findings.filtered,
  missing_parents: run.findings.missingPartitions,
  reason: outcome.kind === 'skipped' ? outcome.reason : outcome.kind === 'failed' ? outcome.error.message : null,
});

const reportOf = (runs: readonly StreamRun[], errors: readonly TapError[], { statistics }: Fetcher): SyncReport => ({
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
