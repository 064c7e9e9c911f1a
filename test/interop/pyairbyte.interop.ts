import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accounts } from '../support/accounts.ts';
import { openAccount, type OpenedAccount } from '../support/open-account.ts';
import { discoverCatalog } from '../support/run-protocol.ts';
import { expectStored } from './expect-stored.ts';
import { runPyAirbyte, type Job } from './pyairbyte.ts';
import { tablesOf, type Losses, type Table } from './stored.ts';

const executable = (name: string) => fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url));

const jobOf = async ({ account, config }: OpenedAccount): Promise<Job> => {
  const name = `tap-${account.vendor}`;
  return { name, executable: executable(name), config: JSON.parse(await readFile(config, 'utf8')) as object };
};

const losses: Losses = {};

describe('PyAirbyte with all of LearnUpon', () => {
  const account = accounts.find(({ title }) => title === 'learnupon')!;
  let opened: OpenedAccount;
  let tables: readonly Table[];
  let source: Job;
  let job: Job;

  beforeAll(async () => {
    opened = await openAccount(account, { users: 12 });
    tables = tablesOf(await readFile(await discoverCatalog('singer', opened.folder, opened.config), 'utf8'));
    source = await jobOf(opened);
    job = { ...source, cache: join(opened.folder.path, 'cache.duckdb') };
  });
  afterAll(() => opened.close());

  test('holds every value after a read, and after a second one that brings what has changed', async () => {
    const { sandbox, folder, streams } = opened;
    const first = await runPyAirbyte(folder.path, job);
    expect(first.refused).toBeUndefined();
    expect(Object.keys(first.spec.properties)).toEqual(expect.arrayContaining(['subdomain', 'username', 'key']));
    expect(first.streams?.toSorted()).toEqual(streams.toSorted());
    expectStored(opened, tables, first.tables ?? {}, losses);
    expect(first.processed).toBe(
      streams.reduce((sum, stream) => sum + account.expected(sandbox, stream).rows.length, 0),
    );

    const [user, ...others] = sandbox.truth('users');
    expect(others.length).toBeGreaterThan(5);
    sandbox.update('users', user?.['id'] as number, { first_name: 'Renée' });
    sandbox.insert('groups');
    const second = await runPyAirbyte(folder.path, job);
    expectStored(opened, tables, second.tables ?? {}, losses);
    // Streams with a cursor bring what is new, the others all.
    expect(second.processed).toBeLessThan(first.processed ?? 0);
  });

  test('a sample ends the connector without a complaint', async () => {
    const { sample, stderr } = await runPyAirbyte(opened.folder.path, { ...source, sample: 'users' });
    expect(sample).toHaveLength(5);
    expect(stderr).not.toContain('Exception ignored');
  });

  test('a failing check carries our sentence', async () => {
    const config = { ...source.config, key: 'not-the-key' };
    const { refused } = await runPyAirbyte(opened.folder.path, { ...source, config });
    expect(refused).toContain('the credentials are rejected');
    expect(refused).toContain('Settings > Integrations > API Keys');
  });
});

describe('PyAirbyte with a part of the other vendors', () => {
  test.each(accounts.filter(({ vendor }) => vendor !== 'learnupon'))('holds every value of $title', async (account) => {
    const whole = await openAccount(account, { users: 12 });
    // PyAirbyte takes about a second for each stream.
    const opened = { ...whole, streams: whole.streams.slice(0, 6) };
    try {
      const tables = tablesOf(await readFile(await discoverCatalog('singer', whole.folder, whole.config), 'utf8'));
      const cache = join(whole.folder.path, 'cache.duckdb');
      const found = await runPyAirbyte(whole.folder.path, { ...(await jobOf(whole)), streams: opened.streams, cache });
      expect(found.refused).toBeUndefined();
      expect(found.streams?.toSorted()).toEqual(whole.streams.toSorted());
      expectStored(opened, tables, found.tables ?? {}, losses);
    } finally {
      await whole.close();
    }
  });
});
