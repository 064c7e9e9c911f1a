import { setMaxListeners } from 'node:events';
import { createLineWriter } from '@singer-io-ts/tap/emit/writer.ts';
import type { LineWriter } from '@singer-io-ts/tap/emit/output.ts';
import { traceErrorLine } from '@singer-io-ts/tap/emit/airbyte-messages.ts';
import { ConfigError } from '@singer-io-ts/tap/errors/config-error.ts';
import { StoppedError } from './commands/stopped-error.ts';
import { failureOf, tapErrorOf } from '@singer-io-ts/tap/run/errors.ts';
import { exitCodes, type ExitCode } from '@singer-io-ts/tap/run/exit.ts';
import { createRedactor, type Redactor } from '@singer-io-ts/tap/run/redact.ts';
import { wrapStderr } from '@singer-io-ts/tap/run/wrap-stderr.ts';
import { createLogs } from './commands/logs.ts';
import type { Context } from './commands/context.ts';
import type { Invocation } from './commands/invocation.ts';
import { runInvocation } from './commands/run-invocation.ts';
import { isVendorName, vendorNames, type VendorName } from './config/vendor-facts.ts';
import { product } from './product.ts';

const signals = { SIGINT: 2, SIGTERM: 15 } as const;
type SignalName = keyof typeof signals;

/** Five seconds are promised from the signal to the end; the rest is for the operating system. */
const FLUSH_MS = 4700;
/** Where standard output is no terminal: tables of a demo in a log. */
const USUAL_COLUMNS = 120;
/** Nothing should be left to wait for; if something is, it may not hold the process. */
const LINGER_MS = 2000;

/** Ends the process as if it had never looked at the signal, so that a shell sees which one it was. */
const dieBy = (name: SignalName): void => {
  process.removeAllListeners(name);
  // The first process of a container is not killed by a signal without a handler.
  if (process.pid === 1) process.exit(128 + signals[name]);
  process.kill(process.pid, name);
};

interface Interruption {
  readonly stop: AbortController;
  readonly name: () => SignalName | null;
}

const watchSignals = (): Interruption => {
  const stop = new AbortController();
  // One listener for each request under way.
  setMaxListeners(0, stop.signal);
  let first: SignalName | null = null;
  for (const name of Object.keys(signals) as SignalName[]) {
    process.on(name, () => {
      if (first !== null) {
        dieBy(name);
        return;
      }
      first = name;
      stop.abort(new StoppedError(name));
      setTimeout(() => {
        dieBy(name);
      }, FLUSH_MS);
    });
  }
  return { stop, name: () => first };
};

/** Rejects with what nobody caught, and when nothing is left that could end the command. */
const watchCrashes = (): Promise<never> => {
  const crash = new Promise<never>((_, reject) => {
    process.on('uncaughtException', reject);
    process.on('unhandledRejection', reject);
    process.on('beforeExit', () => {
      reject(new Error('the command stopped without an end'));
    });
  });
  crash.catch(() => undefined);
  return crash;
};

const fixedVendorOf = (own: VendorName | null): VendorName | null => {
  const name = process.env['TAP_LMS_VENDOR'];
  if (own !== null || name === undefined || name === '') return own;
  if (isVendorName(name)) return name;
  throw new ConfigError(`The variable TAP_LMS_VENDOR names no vendor. Expected: one of ${vendorNames.join(', ')}.`);
};

const readStdin = async (): Promise<string> => {
  const pieces: Uint8Array[] = [];
  for await (const piece of process.stdin) pieces.push(piece as Uint8Array);
  return Buffer.concat(pieces).toString('utf8');
};

/** Whether this command may print tables to a terminal; messages are for programs. */
const speaksToPeople = (invocation: Invocation): boolean => {
  if (!process.stdout.isTTY || invocation.json || process.env['TAP_LMS_OUTPUT'] === 'json') return false;
  if (invocation.verb === 'discover') return invocation.protocol === 'airbyte';
  return invocation.verb === 'sync' ? invocation.out !== null : true;
};

const isAirbyte = (invocation: Invocation): boolean => {
  if (invocation.verb === 'check' || invocation.verb === 'spec') return true;
  return (invocation.verb === 'discover' || invocation.verb === 'sync') && invocation.protocol === 'airbyte';
};

const isVerb = (args: readonly string[], verb: string): boolean => args.find((arg) => !arg.startsWith('-')) === verb;

interface Streams {
  readonly writer: LineWriter & { readonly seal: () => void };
  readonly writeError: (text: string) => void;
  readonly redactor: Redactor;
}

/** After a failure was told, nothing that still runs may add to it. */
const sealable = (writer: LineWriter): LineWriter & { readonly seal: () => void } => {
  let isSealed = false;
  return {
    write: (line) => (isSealed ? undefined : writer.write(line)),
    flush: () => writer.flush(),
    get bytesWritten() {
      return writer.bytesWritten;
    },
    seal: () => {
      isSealed = true;
    },
  };
};

/** What a failure leaves on standard output, so that a platform that only reads messages learns of it too. */
const reportFailure = async (
  thrown: unknown,
  invocation: Invocation | null,
  isCheck: boolean,
  streams: Streams,
): Promise<void> => {
  const redact = (text: string): string => streams.redactor.redact(text);
  if (isCheck) {
    const { failedLines } = await import('@singer-io-ts/tap/run/connection-status.ts');
    for (const line of failedLines(thrown, Date.now(), redact)) await streams.writer.write(line);
    streams.writer.seal();
  } else if (invocation !== null && isAirbyte(invocation)) {
    await streams.writer.write(traceErrorLine(tapErrorOf(thrown), null, Date.now(), redact));
  }
  await streams.writer.flush();
};

const run = async (
  ownVendor: VendorName | null,
  program: string,
  stop: AbortController,
  crash: Promise<never>,
  streams: Streams,
): Promise<ExitCode> => {
  const args = process.argv.slice(2);
  let invocation: Invocation | null = null;
  let forPeople = false;
  const common = { ...streams, program, pid: process.pid };
  let logs = await createLogs({ ...common, env: {}, debug: false, airbyte: false, warnsTwice: false, forPeople });
  try {
    const { parseCommandLine } = await import('./commands/command-line.ts');
    invocation = parseCommandLine(args, program);
    forPeople = speaksToPeople(invocation);
    const airbyte = isAirbyte(invocation) && !forPeople;
    const { debug, verb } = invocation;
    logs = await createLogs({
      ...common,
      env: process.env,
      debug,
      airbyte,
      warnsTwice: verb === 'discover',
      forPeople,
    });
    const context: Context = {
      ...streams,
      ...logs,
      fixedVendor: fixedVendorOf(ownVendor),
      program,
      env: process.env,
      readStdin,
      forPeople,
      columns: () => process.stdout.columns || USUAL_COLUMNS,
      terminal:
        forPeople && process.stderr.isTTY
          ? { write: streams.writeError, columns: () => process.stderr.columns || 80 }
          : null,
      signal: stop.signal,
    };
    const exitCode = await Promise.race([runInvocation(invocation, context), crash]);
    await streams.writer.flush();
    // A sandbox has no other end.
    if (stop.signal.reason instanceof StoppedError && invocation.verb !== 'sandbox') {
      logs.critical(stop.signal.reason.message);
    }
    return exitCode;
  } catch (thrown) {
    const { exitCode, message, detail, quiet } = failureOf(thrown);
    stop.abort(thrown);
    if (quiet) return exitCode;
    const isCheck = invocation === null ? isVerb(args, 'check') : invocation.verb === 'check' && !forPeople;
    await reportFailure(thrown, forPeople ? null : invocation, isCheck, streams).catch(() => undefined);
    if (detail !== undefined) logs.errorLog('debug', detail);
    logs.critical(message);
    return exitCode;
  }
};

/** A command line from its arguments to its exit code. */
export const main = async (ownVendor: VendorName | null, program: string = product.name): Promise<void> => {
  const redactor = createRedactor();
  // Before anything that could write a secret is even loaded: NODE_DEBUG makes HTTP write headers.
  const stderr = wrapStderr(redactor, process.stderr);
  process.stderr.on('error', () => undefined);
  const interruption = watchSignals();
  const crash = watchCrashes();
  const exitCode = await run(ownVendor, program, interruption.stop, crash, {
    writer: sealable(createLineWriter(process.stdout)),
    writeError: (text) => {
      process.stderr.write(text);
    },
    redactor,
  });
  stderr.flush();
  const name = interruption.name();
  if (name !== null) dieBy(name);
  process.exitCode = exitCode === exitCodes.complete ? 0 : exitCode;
  setTimeout(() => process.exit(), LINGER_MS).unref();
};
