import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { accounts } from '../support/accounts.ts';
import { openAccount, type OpenedAccount } from '../support/open-account.ts';
import { discoverCatalog, type Record } from '../support/run-protocol.ts';
import { createFolder, type Folder } from '../support/tap-process.ts';
import { expectStored } from './expect-stored.ts';
import { startPyAirbyte, type Job, type PyAirbyte } from './pyairbyte.ts';
import { tablesOf, type Losses } from './stored.ts';

let folder: Folder;
let pyairbyte: PyAirbyte;
beforeAll(async () => {
  folder = await createFolder();
  pyairbyte = startPyAirbyte(folder.path);
});
afterAll(async () => {
  await pyairbyte.close();
  await folder.remove();
});

const jobOf = async ({ account, config }: OpenedAccount): Promise<Job> => {
  const name = `tap-${account.vendor}`;
  const executable = fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url));
  return { name, executable, config: JSON.parse(await readFile(config, 'utf8')) as object };
};

/** Numbers are DECIMAL(38,9) to it. */
const losses: Losses = { number: (value) => Number(value.toFixed(9)) };

const cursorStreamsOf = async ({ folder: own, config }: OpenedAccount): Promise<readonly string[]> => {
  const { streams } = JSON.parse(await readFile(await discoverCatalog('airbyte', own, config), 'utf8')) as {
    streams: readonly { readonly sync_mode: string; readonly stream: { readonly name: string } }[];
  };
  return streams.filter(({ sync_mode: mode }) => mode === 'incremental').map(({ stream }) => stream.name);
};

const rowsIn = ({ account, sandbox }: OpenedAccount, streams: readonly string[]): number =>
  streams.reduce((sum, stream) => sum + account.expected(sandbox, stream).rows.length, 0);

interface Change {
  /** A stream with a cursor. */
  readonly stream: string;
  /** Where the simulated portal has its rows, if not under that name. */
  readonly resource?: string;
  /** By what the portal knows such a row. */
  readonly idOf: (row: Record) => unknown;
  readonly settings?: object;
  /** Of the second run; default: those with a cursor, since others come whole again, and each stream takes its time. */
  readonly again?: 'all streams';
}

const changes: Readonly<{ [title: string]: Change }> = {
  learnupon: { stream: 'users', idOf: ({ id }) => id, again: 'all streams' },
  '360learning v2': { stream: 'courses', idOf: ({ _id }) => _id },
  '360learning v1': { stream: 'courses', idOf: ({ _id }) => _id },
  learningbuilder: {
    ...{ stream: 'vdev_certification_feed', resource: 'vdev_CERTIFICATION_FEED' },
    idOf: ({ CertificationId: id }) => Number(id),
    settings: { stream_options: [{ stream: 'vdev_certification_feed', replication_key: 'LastModifiedOn' }] },
  },
  // A change of a guide's assignment would also take a line out of a log that is kept in the cache.
  workramp: { stream: 'path_assignments', idOf: ({ path_assignment: assignment }) => (assignment as Record)['id'] },
  flowlu: { stream: 'tasks', idOf: ({ id }) => id },
};

/** It takes no number of 30 digits: one row in a list of everything has to do without. */
const shortenNumbers = ({ account, sandbox }: OpenedAccount): void => {
  if (account.vendor !== 'learningbuilder') return;
  for (const { RowId: id, ADouble: number } of sandbox.truth('vdev_EVERY_TYPE')) {
    if (typeof number === 'number' && Math.abs(number) >= 1e29) {
      sandbox.update('vdev_EVERY_TYPE', id as number, { ADouble: 1e20 });
    }
  }
};

describe('PyAirbyte', () => {
  test.each(accounts)(
    'holds every value of $title after a read, and after a second one that brings what has changed',
    async (account) => {
      const change = changes[account.title];
      if (change === undefined) throw new Error(`no change for ${account.title}`);
      const opened = await openAccount(account, { users: 12 }, change.settings);
      const { sandbox, streams } = opened;
      try {
        shortenNumbers(opened);
        const tables = tablesOf(await readFile(await discoverCatalog('singer', opened.folder, opened.config), 'utf8'));
        const job = { ...(await jobOf(opened)), cache: join(opened.folder.path, 'cache.duckdb') };
        const first = await pyairbyte.use(job);
        expect(first.refused).toBeUndefined();
        expect(first.streams?.toSorted()).toEqual(streams.toSorted());
        expect(first.processed).toBe(rowsIn(opened, streams));
        expectStored(opened, tables, first.tables ?? {}, losses);

        const resource = change.resource ?? change.stream;
        const [row] = sandbox.truth(resource);
        sandbox.update(resource, change.idOf(row ?? {}) as string | number);
        sandbox.insert(resource);
        expect(sandbox.history(resource).map(({ action }) => action)).toEqual(['update', 'insert']);
        const again = change.again === undefined ? await cursorStreamsOf(opened) : streams;
        expect(again).toContain(change.stream);
        const before = rowsIn(opened, again);
        const second = await pyairbyte.use({ ...job, streams: again });
        expectStored({ ...opened, streams: again }, tables, second.tables ?? {}, losses);
        expect(second.processed).toBeGreaterThanOrEqual(2);
        expect(second.processed).toBeLessThan(before);
      } finally {
        await opened.close();
      }
    },
  );
});

describe('PyAirbyte with LearnUpon', () => {
  const account = accounts.find(({ title }) => title === 'learnupon')!;
  let opened: OpenedAccount;
  let job: Job;
  beforeAll(async () => {
    opened = await openAccount(account, { users: 12 });
    job = await jobOf(opened);
  });
  afterAll(() => opened.close());

  test('shows the settings, and a sample ends the connector without a complaint', async () => {
    const { spec, sample, said } = await pyairbyte.use({ ...job, sample: 'users' });
    expect(Object.keys(spec.properties)).toEqual(expect.arrayContaining(['subdomain', 'username', 'key']));
    expect(sample).toHaveLength(5);
    expect(said).not.toContain('Exception ignored');
  });

  test('a failing check carries our sentence', async () => {
    const { refused } = await pyairbyte.use({ ...job, config: { ...job.config, key: 'not-the-key' } });
    expect(refused).toContain('the credentials are rejected');
    expect(refused).toContain('Settings > Integrations > API Keys');
  });
});
