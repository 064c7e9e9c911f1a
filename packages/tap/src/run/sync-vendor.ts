import type { Vendor } from '../define/vendor.ts';
import { createAirbyteOutput } from '../emit/airbyte.ts';
import { createSingerOutput } from '../emit/singer.ts';
import { createLineWriter, type ByteStream } from '../emit/writer.ts';
import { systemClock } from '../fetch/clock.ts';
import { createFetcher } from '../fetch/create-fetcher.ts';
import { selectDefaults, selectNamed } from '../select/defaults.ts';
import { noSettings, type Settings } from '../select/settings.ts';
import { readState } from '../state/read-state.ts';
import { discoverStreams } from './discover.ts';
import type { Log } from './log.ts';
import { createRead } from './read-answer.ts';
import { createRedactor } from './redact.ts';
import type { SyncReport } from './report.ts';
import { runSync } from './sync.ts';

export interface SyncVendorOptions {
  /** Gets the messages, one JSON object per line. */
  readonly output: ByteStream;
  /** Default `singer`. */
  readonly protocol?: 'singer' | 'airbyte';
  /** Stream names; default: those that are selected by default. */
  readonly streams?: readonly string[];
  /** Where reading begins without a state, what never leaves, and what differs for single streams. */
  readonly settings?: Partial<Settings>;
  /** What an earlier sync wrote as its last state. */
  readonly state?: unknown;
  readonly log?: Log;
  readonly signal?: AbortSignal;
}

/**
 * Reads a vendor from a program of one's own: everything a command does, without the command line. What a stream does
 * wrong is in the report.
 *
 * @throws ConfigError, CredentialsError or TransientError when reading can't begin; OutputClosedError or OutputFailedError
 *   when `output` can't be written.
 */
export const syncVendor = async <Config>(
  vendor: Vendor<Config>,
  config: Config,
  options: SyncVendorOptions,
): Promise<SyncReport> => {
  const redactor = createRedactor();
  const { signal = new AbortController().signal } = options;
  const settings = { ...noSettings, ...options.settings };
  const log: Log = (level, message, extra) => {
    options.log?.(level, redactor.redact(message), extra);
  };
  const connection = vendor.connect(config);
  const fetcher = createFetcher(connection, { userAgent: vendor.name, log, redactor, signal });
  try {
    const read = createRead(fetcher, 'discovery', signal);
    const { streams } = await discoverStreams(vendor, config, read, log, { static: false });
    const outputOptions = {
      writer: createLineWriter(options.output),
      log,
      timezone: connection.timezone ?? 'UTC',
      clock: systemClock,
      redact: (text: string) => redactor.redact(text),
    };
    return await runSync({
      selection:
        options.streams === undefined
          ? selectDefaults(streams, settings)
          : selectNamed(streams, options.streams, settings),
      bookmarks: readState(options.state, vendor.name),
      inputState: options.state,
      output: options.protocol === 'airbyte' ? createAirbyteOutput(outputOptions) : createSingerOutput(outputOptions),
      openFetcher: () => fetcher,
      check: (asked) => vendor.check(createRead(asked, 'check', signal), config),
      connection,
      vendorName: vendor.name,
      log,
      limit: null,
      signal,
      clock: systemClock,
      concurrency: connection.limits.concurrency,
    });
  } finally {
    await fetcher.close();
  }
};
