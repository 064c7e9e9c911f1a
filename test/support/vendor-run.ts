import type { Connection, Stream, Vendor } from '@singer-io-ts/tap';
import type { Output } from '../../packages/tap/src/emit/output.ts';
import { shapeOf, type Shape } from '../../packages/tap/src/emit/records.ts';
import type { Clock } from '../../packages/tap/src/fetch/clock.ts';
import { createFetcher } from '../../packages/tap/src/fetch/create-fetcher.ts';
import type { Fetcher } from '../../packages/tap/src/fetch/fetcher.ts';
import { checkAccess, type Access } from '../../packages/tap/src/run/check.ts';
import { discoverStreams } from '../../packages/tap/src/run/discover.ts';
import { createRead } from '../../packages/tap/src/run/read-answer.ts';
import { createRedactor } from '../../packages/tap/src/run/redact.ts';
import type { SyncReport } from '../../packages/tap/src/run/report.ts';
import { runSync } from '../../packages/tap/src/run/sync.ts';
import { selectDefaults, selectNamed } from '../../packages/tap/src/select/defaults.ts';
import type { Bookmark } from '../../packages/tap/src/state/bookmark.ts';
import { readState } from '../../packages/tap/src/state/read-state.ts';
import { readConfig, settingsOf, type Config } from '../../src/config.ts';
import { loadVendor } from '../../src/vendors.ts';

export type Emitted = Readonly<Record<string, unknown>>;

export interface VendorAccount {
  readonly vendor: Vendor<Config>;
  readonly config: Config;
  readonly connection: Connection;
}

/** An account as the commands open it, without the vendor's pace: a sandbox without limits has none either. */
export const openVendor = async (values: Readonly<Record<string, unknown>>): Promise<VendorAccount> => {
  const { config, problems } = readConfig(values, { fixedVendor: null, complete: true });
  if (config === null) throw new Error(problems.join('\n'));
  const vendor = await loadVendor(config.vendor);
  const connection = vendor.connect(config);
  const limits = { ...connection.limits, rate: { requests: 100_000, perSeconds: 1 }, concurrency: 8 };
  return { vendor, config, connection: { ...connection, limits } };
};

/** Waits pass at once: the clock jumps to their end. */
const hastyClock = (): Clock => {
  let aheadMs = 0;
  return {
    now: () => Date.now() + aheadMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      aheadMs += Math.max(0, ms);
      await new Promise(setImmediate);
      signal?.throwIfAborted();
    },
  };
};

/** @param logged collects what is said */
export const openVendorFetcher = (
  { connection }: VendorAccount,
  signal: AbortSignal,
  logged: string[] = [],
  more: { readonly maxRetries?: number; readonly requestTimeoutSeconds?: number } = {},
): Fetcher =>
  createFetcher(connection, {
    maxRetries: 3,
    ...more,
    userAgent: 'test',
    log: (level, message) => logged.push(`${level}: ${message}`),
    redactor: createRedactor(),
    signal,
    clock: hastyClock(),
    random: () => 0,
  });

export interface VendorRunOptions {
  /** Names; default: all streams. `defaults`: those that are selected without a catalog. */
  readonly streams?: readonly string[] | 'defaults';
  readonly bookmarks?: ReadonlyMap<string, Bookmark>;
  readonly limit?: number;
  /** Called after each written piece of rows, with the stream's name. */
  readonly onRows?: (stream: string) => void;
  readonly signal?: AbortSignal;
  readonly maxRetries?: number;
  readonly requestTimeoutSeconds?: number;
  /** Asks the account for custom fields first. */
  readonly discovers?: boolean;
}

export interface VendorRun {
  /** By stream, in the order of emission. */
  readonly records: ReadonlyMap<string, readonly Emitted[]>;
  /** The last state of each stream, to go on from. */
  readonly bookmarks: ReadonlyMap<string, Bookmark>;
  readonly report: SyncReport;
  readonly log: readonly string[];
  readonly streams: readonly Stream[];
}

/** One run over real HTTP; records are shaped as both protocols shape them. */
export const runVendor = async (account: VendorAccount, options: VendorRunOptions = {}): Promise<VendorRun> => {
  const { vendor, config, connection } = account;
  const log: string[] = [];
  const note = (level: string, message: string): void => void log.push(`${level}: ${message}`);
  const stop = new AbortController();
  const signal = options.signal ?? stop.signal;
  const streams = await streamsOf(account, options, note);
  const names = options.streams ?? streams.map(({ name }) => name);
  const selection =
    names === 'defaults'
      ? selectDefaults(streams, settingsOf(config))
      : selectNamed(streams, names, settingsOf(config));
  const records = new Map<string, Emitted[]>();
  const bookmarks = new Map(options.bookmarks);
  const shapes = new Map<string, Shape>();
  const output: Output = {
    begin: () => Promise.resolve(),
    startStream: (selected) => {
      shapes.set(selected.stream.name, shapeOf(selected, connection.timezone ?? 'UTC'));
      records.set(selected.stream.name, []);
      return Promise.resolve();
    },
    writeRows: ({ stream: { name } }, { rows, partition }) => {
      // Through JSON, as a reader gets it.
      const shaped = rows.map((row) => JSON.parse(JSON.stringify(shapes.get(name)?.shape(row, partition))) as Emitted);
      records.get(name)?.push(...shaped);
      options.onRows?.(name);
      return Promise.resolve(rows.length);
    },
    writeState: ({ stream: { name } }, bookmark) => {
      bookmarks.set(name, JSON.parse(JSON.stringify(bookmark)) as Bookmark);
      return Promise.resolve();
    },
    waiting: () => Promise.resolve(),
    finishStream: () => Promise.resolve(),
    fail: () => Promise.resolve(),
    end: () => Promise.resolve(),
  };
  const report = await runSync({
    selection,
    bookmarks: readState({ bookmarks: Object.fromEntries(options.bookmarks ?? []) }, vendor.name),
    inputState: null,
    output,
    openFetcher: () => openVendorFetcher(account, signal, log, patienceOf(options)),
    check: (fetcher) => vendor.check(createRead(fetcher, 'check', signal), config),
    connection,
    vendorName: vendor.name,
    log: note,
    limit: options.limit ?? null,
    signal,
    // The sync's own timers (heartbeats) keep real time.
    clock: { now: Date.now, sleep: sleepUntilAborted },
    concurrency: connection.limits.concurrency,
  });
  return { records, bookmarks, report, log, streams };
};

const patienceOf = ({ maxRetries, requestTimeoutSeconds }: VendorRunOptions) => ({
  ...(maxRetries !== undefined && { maxRetries }),
  ...(requestTimeoutSeconds !== undefined && { requestTimeoutSeconds }),
});

const sleepUntilAborted = (_: number, signal?: AbortSignal): Promise<void> =>
  new Promise((_resolve, reject) => {
    const end = (): void => {
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    if (signal?.aborted === true) end();
    signal?.addEventListener('abort', end, { once: true });
  });

const streamsOf = async (
  account: VendorAccount,
  { discovers }: VendorRunOptions,
  log: (level: string, message: string) => void,
): Promise<readonly Stream[]> => {
  const { vendor, config } = account;
  if (discovers !== true) return vendor.streams(config);
  const stop = new AbortController();
  const fetcher = openVendorFetcher(account, stop.signal);
  try {
    const read = createRead(fetcher, 'discovery', stop.signal);
    return (await discoverStreams(vendor, config, read, log, { static: false })).streams;
  } finally {
    await fetcher.close();
  }
};

/** What `check` finds: throws what it throws. */
/** @param logged collects what is said */
export const checkVendor = async (account: VendorAccount, logged: string[] = []): Promise<Access> => {
  const stop = new AbortController();
  const fetcher = openVendorFetcher(account, stop.signal, [], { maxRetries: 0 });
  try {
    return await checkAccess({
      ...account,
      settings: settingsOf(account.config),
      fetcher,
      log: (level, message) => logged.push(`${level}: ${message}`),
      signal: stop.signal,
    });
  } finally {
    await fetcher.close();
  }
};
