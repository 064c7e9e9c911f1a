import { startSandbox, type Sandbox, type SandboxOptions } from '@singer-io-ts/sandbox';
import type { Account } from './accounts.ts';
import { expectRows, type Comparison } from './compare.ts';
import type { EmittedRow } from './run-protocol.ts';
import { createFolder, type Folder } from './tap-process.ts';

export interface OpenedAccount {
  readonly account: Account;
  readonly sandbox: Sandbox;
  readonly folder: Folder;
  /** Path of its config. */
  readonly config: string;
  readonly streams: readonly string[];
  readonly close: () => Promise<void>;
}

export type AccountOptions = Omit<SandboxOptions, 'vendor' | 'options'> & { readonly options?: object };

/** A small account without the vendor's limits, and a config that goes with it. */
export const openAccount = async (
  account: Account,
  { options, ...more }: AccountOptions = {},
  settings: object = {},
): Promise<OpenedAccount> => {
  const sandbox = await startSandbox({
    ...{ vendor: account.vendor, users: 12, pageSize: 5, limit: 'none' },
    ...more,
    options: { ...account.options, ...options },
  });
  const folder = await createFolder();
  return {
    ...{ account, sandbox, folder, streams: account.streams(sandbox) },
    config: await folder.write('config.json', {
      ...sandbox.config,
      ...{ max_requests_per_second: 1000, max_requests_per_hour: 10_000_000 },
      ...settings,
    }),
    close: async () => {
      await sandbox.close();
      await folder.remove();
    },
  };
};

/** The rows of each stream are those of the portal now, value by value. */
export const expectPortal = (
  { account, sandbox, streams }: OpenedAccount,
  rows: ReadonlyMap<string, readonly EmittedRow[]>,
  { changes = false, ...comparison }: Comparison = {},
  names: readonly string[] = streams,
): void => {
  for (const stream of names) {
    expectRows(account.expected(sandbox, stream), rows.get(stream) ?? [], {
      ...comparison,
      changes: changes && account.knowsChanges,
      compared: account.compared,
    });
  }
};
