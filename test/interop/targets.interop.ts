import { describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { accounts, type Account } from '../support/accounts.ts';
import { openAccount } from '../support/open-account.ts';
import { discoverCatalog } from '../support/run-protocol.ts';
import { expectStored } from './expect-stored.ts';
import { runPipeline } from './pipeline.ts';
import { tablesOf } from './stored.ts';
import { targets, type Target } from './targets.ts';

const expectLoaded = async (account: Account, target: Target): Promise<void> => {
  const opened = await openAccount(account, { users: 20, pageSize: 7 });
  const { folder, config } = opened;
  try {
    const catalog = await discoverCatalog('singer', folder, config);
    const tables = tablesOf(await readFile(catalog, 'utf8'));
    const result = await runPipeline({
      tap: ['sync', '--config', config, '--catalog', catalog],
      target: await target.command(folder),
    });
    expect(result.tap).toMatchObject({ code: 0 });
    expect(result.target).toMatchObject({ code: 0 });
    // What the target vouches for at the end is the whole state.
    const state = JSON.parse(result.printed.at(-1) ?? 'null') as { bookmarks: object } | null;
    expect(Object.keys(state?.bookmarks ?? {})).not.toEqual([]);
    expectStored(opened, tables, await target.read(folder, tables), target.losses);
  } finally {
    await opened.close();
  }
};

describe.each([targets.jsonl, targets.duckdb])('$name', (target) => {
  test.each(accounts)('holds all of $title, value by value', async (account) => {
    await expectLoaded(account, target);
  });
});

describe("MeltanoLabs' target-csv", () => {
  const account = accounts.find(({ title }) => title === 'learnupon');
  test('holds all of learnupon, value by value', async () => {
    if (account === undefined) throw new Error('no account');
    await expectLoaded(account, targets.csv);
  });
});
