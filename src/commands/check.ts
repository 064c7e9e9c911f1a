import { accessMessage, checkAccess, type Access } from '@singer-io-ts/tap/run/check.ts';
import { succeededLine } from '@singer-io-ts/tap/run/connection-status.ts';
import { exitCodes, type ExitCode } from '@singer-io-ts/tap/run/exit.ts';
import { settingsOf } from '../config.ts';
import { openAccount, type Account } from './account.ts';
import { printText, type Context } from './context.ts';
import { impatient, openFetcher } from './open-fetcher.ts';

/** What the account's key may read. */
export const accessOf = async (account: Account, context: Context): Promise<Access> => {
  const { log, signal } = context;
  const fetcher = openFetcher(account, context, impatient);
  try {
    return await checkAccess({ ...account, settings: settingsOf(account.config), fetcher, log, signal });
  } finally {
    await fetcher.close();
  }
};

/** What goes wrong is thrown; whoever ends the process turns it into the one status. */
export const check = async (sources: readonly string[], context: Context): Promise<ExitCode> => {
  const account = await openAccount(sources, context);
  const access = await accessOf(account, context);
  const message = accessMessage(account.vendor.title, access);
  if (context.forPeople) {
    const { accessTable } = await import('./tables.ts');
    await printText(context, `${accessTable(access, context.columns())}\n${message}`);
  } else {
    await context.writer.write(succeededLine(message, (text) => context.redactor.redact(text)));
  }
  return exitCodes.complete;
};
