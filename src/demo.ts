import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sandbox } from '@singer-io-ts/sandbox';
import { UsageError } from '@singer-io-ts/tap/errors/usage-error.ts';
import { accessMessage } from '@singer-io-ts/tap/run/check.ts';
import { exitCodes, type ExitCode } from '@singer-io-ts/tap/run/exit.ts';
import { accessOf } from './commands/check.ts';
import { openChecked } from './commands/account.ts';
import { printText, type Context } from './commands/context.ts';
import type { DemoInvocation, SyncInvocation } from './commands/invocation.ts';
import { loadSandbox } from './commands/load-sandbox.ts';
import { syncAccount } from './commands/sync.ts';
import { reportTable } from './commands/tables.ts';
import { readableVendors } from './vendors.ts';

/** Small enough to be read within seconds, large enough for more than one page. */
const usualUsers = 60;

/** The simulated portals have no quota, so nothing is gained by keeping to the real ones'. */
const haste = { max_requests_per_second: 1000, max_requests_per_hour: 3_600_000 };

const into = (folder: string): SyncInvocation => ({
  verb: 'sync',
  protocol: 'singer',
  catalog: null,
  state: null,
  out: folder,
  streams: null,
  fullRefresh: [],
  limit: null,
  report: null,
  schemaOnly: false,
});

/** Simulated portals send odd values on purpose; what was made of them is not news here. */
const calm = (context: Context): Context => ({
  ...context,
  log: (level, message, extra) => {
    if (level !== 'info') context.log(level, message, extra);
  },
});

const readOne = async (sandbox: Sandbox, folder: string, context: Context): Promise<ExitCode> => {
  const account = await openChecked({ ...sandbox.config, ...haste }, context);
  const access = await accessOf(account, context);
  await printText(context, accessMessage(account.vendor.title, access));
  const { report, exitCode } = await syncAccount(account, into(folder), context);
  const rows = Object.values(report.streams).reduce((sum, stream) => sum + stream.rows, 0);
  await printText(context, `${reportTable(report, context.columns())}\n${String(rows)} rows are in ${folder}\n`);
  return exitCode;
};

/** Check, discover and sync of simulated vendors, without an account or a network. */
export const demo = async ({ vendor, out, users }: DemoInvocation, context: Context): Promise<ExitCode> => {
  const { startSandbox, vendors } = await loadSandbox();
  const playable = vendors.filter((name) => readableVendors.includes(name));
  const chosen = vendor === null ? playable : playable.filter((name) => name === vendor);
  if (chosen.length === 0)
    throw new UsageError(`There is no vendor ${vendor ?? ''}; there are ${playable.join(', ')}.`);
  const folder = out ?? (await mkdtemp(join(tmpdir(), 'tap-lms-demo-')));
  let worst: ExitCode = exitCodes.complete;
  for (const name of chosen) {
    context.signal.throwIfAborted();
    const sandbox = await startSandbox({ vendor: name, users: users ?? usualUsers, limit: 'none' });
    try {
      const exitCode = await readOne(sandbox, join(folder, name), calm(context));
      if (worst === exitCodes.complete) worst = exitCode;
    } finally {
      await sandbox.close();
    }
  }
  return worst;
};
