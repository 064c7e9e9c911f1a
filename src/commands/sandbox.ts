import { UsageError } from '@singer-io-ts/tap/errors/usage-error.ts';
import { exitCodes, type ExitCode } from '@singer-io-ts/tap/run/exit.ts';
import { printText, type Context } from './context.ts';
import type { SandboxInvocation } from './invocation.ts';
import { loadSandbox } from './load-sandbox.ts';

/** Serves until a signal ends it, which is its ordinary end. */
export const sandbox = async (
  { vendor, port, users, faults }: SandboxInvocation,
  context: Context,
): Promise<ExitCode> => {
  const { runSandbox } = await loadSandbox();
  let written = Promise.resolve();
  try {
    await runSandbox(
      {
        ...(vendor === null ? {} : { vendor }),
        ...(port === null ? {} : { port }),
        ...(users === null ? {} : { users }),
        ...(faults === null ? {} : { faults }),
        signal: context.signal,
      },
      (text) => {
        written = written.then(() => printText(context, text));
      },
    );
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${error.message}.`);
    throw error;
  }
  await written;
  return exitCodes.complete;
};
