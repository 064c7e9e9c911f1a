import { setMaxListeners } from 'node:events';
import type { Partition, Stream } from '../define/stream.ts';
import type { Row } from '../define/json.ts';
import type { StreamOutcome } from '../emit/output.ts';
import { CredentialsError } from '../errors/credentials-error.ts';
import { PermissionError } from '../errors/permission-error.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import type { TapError } from '../errors/tap-error.ts';
import { TransientError } from '../errors/transient-error.ts';
import { UnknownStreamError } from '../errors/unknown-stream-error.ts';
import type { Clock } from '../fetch/clock.ts';
import type { Fetcher, Waiting } from '../fetch/fetcher.ts';
import { createCredits } from '../read/credits.ts';
import { createParents, type Parents, type Surroundings } from '../read/parents.ts';
import { contextOf, readStream, type StreamItem } from '../read/stream.ts';
import { compileKey } from '../shape/key.ts';
import { createChannel, type Channel } from './channel.ts';
import type { SyncReport } from './report.ts';
import { outcomeOf, reportOf, streamReport } from './stream-outcome.ts';
import { newRun, type StreamRun } from './stream-run.ts';
import type { SyncOptions } from './sync-options.ts';

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
          error = mayBeDeadKey(caught) ? await confirm(caught) : caught;
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

/** Rejected, refused, or answered with a web page, which can be the one to sign in on. */
const mayBeDeadKey = (error: unknown): error is TapError =>
  error instanceof CredentialsError ||
  (error instanceof PermissionError && error.status === 403) ||
  (error instanceof TransientError && error.status === 200);

/**
 * A 401 on one path need not be a dead key, and a key that is refused everything is one: the check's own request decides,
 * once for all streams that ask.
 */
const createConfirmation = (options: SyncOptions, fetcher: Fetcher) => {
  let checking: Promise<CredentialsError | null> | null = null;
  return async (rejected: TapError): Promise<TapError> => {
    checking ??= options.check(fetcher).then(
      () => null,
      (error: unknown) => (error instanceof CredentialsError ? error : null),
    );
    const dead = await checking;
    checking = null;
    if (dead !== null) return ofNoStream(dead);
    if (!(rejected instanceof CredentialsError)) return rejected;
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
