import { systemClock } from '@singer-io-ts/tap/fetch/clock.ts';
import type { Waiting } from '@singer-io-ts/tap/fetch/fetcher.ts';
import { createAirbyteOutput } from '@singer-io-ts/tap/emit/airbyte.ts';
import type { Output } from '@singer-io-ts/tap/emit/output.ts';
import { createSingerOutput } from '@singer-io-ts/tap/emit/singer.ts';
import { discoverStreams } from '@singer-io-ts/tap/run/discover.ts';
import { exitCodeOfAll, exitCodes, type ExitCode } from '@singer-io-ts/tap/run/exit.ts';
import { createRead } from '@singer-io-ts/tap/run/read-answer.ts';
import { reportLine, type SyncReport } from '@singer-io-ts/tap/run/report.ts';
import { runSync } from '@singer-io-ts/tap/run/sync.ts';
import type { Selection } from '@singer-io-ts/tap/select/selection.ts';
import { readState, type Bookmarks } from '@singer-io-ts/tap/state/read-state.ts';
import { OutputFailedError } from '@singer-io-ts/tap/errors/output-failed-error.ts';
import { writeFileAtomically } from '../atomic-file.ts';
import { errorCode } from '../error-code.ts';
import { settingsOf } from '../config.ts';
import { readJsonFile } from '../json-file.ts';
import { openAccount, type Account } from './account.ts';
import { printText, type Context } from './context.ts';
import { peakMemoryBytes } from './peak-memory.ts';
import { StoppedError } from './stopped-error.ts';
import type { SyncInvocation } from './invocation.ts';
import { openFetcher } from './open-fetcher.ts';
import { withProgress } from './progress.ts';
import { checkFullRefresh, selectStreams } from './select-streams.ts';

/** Where the run's data goes, and the state that it goes on from. */
interface Destination {
  readonly output: Output;
  readonly state: unknown;
  readonly close: () => Promise<void>;
}

const readGivenState = async (path: string | null, { log }: Context): Promise<unknown> => {
  if (path === null) return undefined;
  const state = await readJsonFile(path, 'state file');
  if (state === undefined) log('warning', `The state file ${path} is empty: everything is read from the beginning.`);
  return state;
};

const openDestination = async (
  { out, state, protocol, fullRefresh }: SyncInvocation,
  { connection, vendor }: Account,
  context: Context,
): Promise<Destination> => {
  const { writer, log, redactor } = context;
  const timezone = connection.timezone ?? 'UTC';
  if (out !== null) {
    const { openOutDir } = await import('../out-dir.ts');
    return openOutDir({ folder: out, vendorName: vendor.name, fullRefresh, log, timezone });
  }
  const options = { writer, log, timezone, clock: systemClock, redact: (text: string) => redactor.redact(text) };
  const output = protocol === 'airbyte' ? createAirbyteOutput(options) : createSingerOutput(options);
  return { output, state: await readGivenState(state, context), close: () => Promise.resolve() };
};

const without = (bookmarks: Bookmarks, names: readonly string[]): Bookmarks =>
  new Map([...bookmarks].filter(([name]) => !names.includes(name)));

const criticalText = ({ errors, streams }: SyncReport): string => {
  const count = Object.keys(streams).length;
  // A rejected key or a used up quota fails many streams for one reason, which is said once.
  const messages = [...new Set(errors.map(({ message }) => message))];
  const failed = Object.entries(streams).filter(([, { outcome }]) => outcome === 'failed');
  const texts = messages.map((message) => {
    const names = failed.flatMap(([name, { reason }]) => (reason === message && !message.includes(name) ? [name] : []));
    return names.length === 0 ? message : `${names.join(', ')}: ${message}`;
  });
  return errors.length === 1
    ? texts.join('')
    : `${String(errors.length)} of ${String(count)} streams failed. ${texts.join(' ')}`;
};

/** What a sync did, and how the process that did it is to end. */
export interface Synced {
  readonly report: SyncReport;
  readonly exitCode: ExitCode;
  /** The report as a line, redacted. */
  readonly line: string;
}

const syncedOf = (report: SyncReport, { vendor }: Account, startedMs: number, context: Context): Synced => {
  const exitCode = exitCodeOfAll(report.errors);
  const { aborted, reason } = context.signal as { readonly aborted: boolean; readonly reason: unknown };
  const facts = {
    connector: context.program,
    vendor: vendor.name,
    exitCode,
    signal: aborted && reason instanceof StoppedError ? reason.signalName : null,
    seconds: (performance.now() - startedMs) / 1000,
    peakRssBytes: peakMemoryBytes(),
  };
  return { report, exitCode, line: context.redactor.redact(reportLine(report, facts)) };
};

/** Reads into a folder, or as messages. Throws what keeps it from beginning or writing; streams that fail are in the report. */
export const syncAccount = async (account: Account, invocation: SyncInvocation, context: Context): Promise<Synced> => {
  const startedMs = performance.now();
  const { config, connection, vendor } = account;
  const { log, signal } = context;
  let onWaiting: ((waiting: Waiting) => void) | undefined;
  // One fetcher for discovery and reading, so that both keep within one quota.
  const fetcher = openFetcher(account, context, {}, (waiting) => onWaiting?.(waiting));
  let destination: Destination | undefined;
  let progress: ReturnType<typeof withProgress> | undefined;
  try {
    const read = createRead(fetcher, 'discovery', signal);
    const { streams } = await discoverStreams(vendor, config, read, log, { static: false });
    const selection = await selectStreams(invocation, streams, settingsOf(config), context);
    checkFullRefresh(invocation.fullRefresh, selection);
    destination = await openDestination(invocation, account, context);
    const { state } = destination;
    progress =
      invocation.out !== null && context.terminal !== null
        ? withProgress(destination.output, {
            ...context.terminal,
            requests: () => fetcher.statistics.requests,
            now: Date.now,
          })
        : undefined;
    const output = progress?.output ?? destination.output;
    const report = await (invocation.schemaOnly
      ? describe(selection, output)
      : runSync({
          selection,
          bookmarks: without(readState(state, vendor.name), invocation.fullRefresh),
          inputState: state,
          output,
          openFetcher: (tell) => {
            onWaiting = tell;
            return fetcher;
          },
          check: (asked) => vendor.check(createRead(asked, 'check', signal), config),
          connection,
          vendorName: vendor.name,
          log,
          limit: invocation.limit,
          signal,
          clock: systemClock,
          concurrency: Math.min(connection.limits.concurrency, config.max_concurrency ?? Infinity),
        }));
    return syncedOf(report, account, startedMs, context);
  } finally {
    progress?.end();
    await fetcher.close();
    await destination?.close();
  }
};

/** Only the schemas of what is selected. */
const describe = async ({ streams }: Selection, output: Output): Promise<SyncReport> => {
  await output.begin(streams, undefined);
  for (const stream of streams) await output.startStream(stream);
  await output.end();
  return { streams: {}, errors: [], requests: 0, retries: 0, rateLimited: 0, secondsWaited: 0 };
};

const writeReport = async (path: string, line: string): Promise<void> => {
  try {
    await writeFileAtomically(path, `${line}\n`);
  } catch (error) {
    throw new OutputFailedError(`The report ${path} can't be written (${errorCode(error)}); the run itself is done.`);
  }
};

export const sync = async (
  invocation: SyncInvocation & { readonly config: readonly string[] },
  context: Context,
): Promise<ExitCode> => {
  const account = await openAccount(invocation.config, context);
  const { report, exitCode, line } = await syncAccount(account, invocation, context);
  if (invocation.out !== null && context.forPeople) {
    const { reportTable } = await import('./tables.ts');
    await printText(context, reportTable(report, context.columns()));
  } else {
    context.report(line);
  }
  if (invocation.report !== null) await writeReport(invocation.report, line);
  if (exitCode !== exitCodes.complete) context.critical(criticalText(report));
  return exitCode;
};
