import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { accounts, type Account } from '../support/accounts.ts';
import { openAccount, type OpenedAccount } from '../support/open-account.ts';
import { discoverCatalog } from '../support/run-protocol.ts';
import { expectStored } from './expect-stored.ts';
import { runPipeline, type PipelineOptions, type PipelineResult } from './pipeline.ts';
import { meltanolabs, pipelinewise, type PostgresTarget } from './postgres-targets.ts';
import { startPostgres, type Postgres } from './postgres.ts';
import { tablesOf, type Table } from './stored.ts';

let postgres: Postgres;

beforeAll(async () => {
  postgres = await startPostgres();
});

afterAll(async () => {
  await postgres.close();
});

const learnupon = accounts.find(({ title }) => title === 'learnupon') as Account;
const others = accounts.filter((account) => account !== learnupon);

interface Loading extends OpenedAccount {
  readonly tables: readonly Table[];
  /** One run, from the last state that the target printed. */
  readonly load: (kill?: PipelineOptions['kill']) => Promise<PipelineResult>;
  readonly expectEqual: (streams?: readonly string[]) => Promise<void>;
}

const open = async (
  target: PostgresTarget,
  schema: string,
  {
    account = learnupon,
    users,
    streams,
  }: { readonly account?: Account; readonly users: number; readonly streams?: readonly string[] },
): Promise<Loading> => {
  const opened = await openAccount(account, { users, pageSize: 7 });
  const { folder, config } = opened;
  const catalog = await discoverCatalog('singer', folder, config, streams);
  const tables = tablesOf(await readFile(catalog, 'utf8'));
  const command = await target.command(folder, postgres.connection, schema);
  let state: string | null = null;
  return {
    ...opened,
    ...(streams !== undefined && { streams }),
    tables,
    load: async (kill) => {
      const from = state === null ? [] : ['--state', await folder.write('state.json', state)];
      const result = await runPipeline({
        tap: ['sync', '--config', config, '--catalog', catalog, ...from],
        target: command,
        ...(kill !== undefined && { kill }),
      });
      state = result.printed.at(-1) ?? state;
      return result;
    },
    expectEqual: async (compared = streams ?? opened.streams) => {
      expectStored({ ...opened, streams: compared }, tables, await postgres.read(schema), target.losses);
    },
  };
};

const expectBothEnd = ({ tap, target }: PipelineResult): void => {
  expect({ tap: tap.code, why: tap.code === 0 ? '' : tap.stderr.slice(-2000) }).toEqual({ tap: 0, why: '' });
  expect({ target: target.code, why: target.code === 0 ? '' : target.stderr.slice(-4000) }).toEqual({
    target: 0,
    why: '',
  });
};

describe.each([
  [pipelinewise.name, 'pipelinewise', pipelinewise],
  [meltanolabs.name, 'meltanolabs', meltanolabs],
] as const)('%s', (_, schema, target) => {
  test('holds all of the portal, then what changed, each key once', async () => {
    const loading = await open(target, schema, { users: 20 });
    try {
      const { sandbox } = loading;
      const [someone] = sandbox.truth('users');
      sandbox.update('users', someone?.['id'] as number, { favourite_colour: 'green' });
      const first = await loading.load();
      expectBothEnd(first);
      await loading.expectEqual();
      const { users: stored = [] } = await postgres.read(schema);
      expect(stored.find(({ id }) => id === someone?.['id'])).toMatchObject({ _extra: { favourite_colour: 'green' } });
      // Fields of the customer's own, found by discovery.
      const custom = sandbox.truth('custom_user_data_definitions').map(({ label }) => String(label));
      const found = stored.flatMap((row) => Object.keys(row['CustomData'] ?? row['customdata'] ?? {}));
      expect([...new Set(found)].toSorted()).toEqual(custom.toSorted());

      const users = sandbox.truth('users');
      const [moved, left] = [users[3]?.['id'], users[5]?.['id']] as number[];
      if (moved === undefined || left === undefined) throw new Error('too few users');
      sandbox.update('users', moved, { first_name: 'Renamed', last_name: 'O\'Neil "the\\first"' });
      sandbox.update('users', left, { enabled: false, locale: null });
      sandbox.insert('users');
      const [enrollment] = sandbox.truth('enrollments');
      sandbox.update('enrollments', enrollment?.['id'] as number, { status: 'completed', percentage: 100 });
      const second = await loading.load();
      expectBothEnd(second);
      await loading.expectEqual();
      // Lookback repeats little; a full table would repeat everything.
      expect(second.records.get('users')).toBeLessThan(first.records.get('users') ?? 0);
      expect(second.records.get('users')).toBeGreaterThanOrEqual(3);
      expect(second.records.get('enrollments')).toBeLessThan(first.records.get('enrollments') ?? 0);
    } finally {
      await loading.close();
    }
  });

  test.each(['tap', 'target'] as const)('is whole after a run in which the %s was killed', async (side) => {
    const loading = await open(target, `${schema}_${side}`, { users: 60 });
    try {
      const killed = await loading.load({ side, when: ({ records }) => records >= 500 });
      expect(killed[side].signal).toBe('SIGKILL');
      const rest = await loading.load();
      expectBothEnd(rest);
      await loading.expectEqual();
    } finally {
      await loading.close();
    }
  });
});

test.each(others)(
  "MeltanoLabs' target-postgres holds all of $title, before and after a second run",
  async (account) => {
    const schema = `all_of_${account.title.replaceAll(/\W/g, '_')}`;
    const loading = await open(meltanolabs, schema, { account, users: 20 });
    try {
      expectBothEnd(await loading.load());
      await loading.expectEqual();
      expectBothEnd(await loading.load());
      const keyed = loading.tables.filter(({ hasKey }) => hasKey).map(({ stream }) => stream);
      await loading.expectEqual(loading.streams.filter((stream) => keyed.includes(stream)));
    } finally {
      await loading.close();
    }
  },
);

test("loses nothing that PipelineWise's target-postgres had not loaded when it vouched for the first state", async () => {
  // The first state that says anything is that of groups, and enrollments fill a batch before groups do.
  const loading = await open(pipelinewise, 'first_state', { users: 60, streams: ['groups', 'enrollments'] });
  try {
    const killed = await loading.load({ side: 'target', when: ({ printed }) => printed > 0 });
    expect(killed.target.signal).toBe('SIGKILL');
    expectBothEnd(await loading.load());
    await loading.expectEqual();
  } finally {
    await loading.close();
  }
});
