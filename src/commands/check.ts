import { accessMessage, checkAccess } from '../../packages/tap/src/run/check.ts';
import { succeededLine } from '../../packages/tap/src/run/connection-status.ts';
import { exitCodes, type ExitCode } from '../../packages/tap/src/run/exit.ts';
import { openAccount } from './account.ts';
import { printText, type Context } from './context.ts';
import { impatient, openFetcher } from './open-fetcher.ts';

/** What goes wrong is thrown; whoever ends the process turns it into the one status. */
export const check = async (sources: readonly string[], context: Context): Promise<ExitCode> => {
  const account = await openAccount(sources, context);
  const fetcher = openFetcher(account, context, impatient);
  const access = await checkAccess({ ...account, fetcher, log: context.log, signal: context.signal }).finally(() =>
    fetcher.close(),
  );
  const message = accessMessage(account.vendor.title, access);
  if (context.forPeople) {
    const { accessTable } = await import('./tables.ts');
    await printText(context, `${accessTable(access)}\n${message}`);
  } else {
    await context.writer.write(succeededLine(message, (text) => context.redactor.redact(text)));
  }
  return exitCodes.complete;
};
