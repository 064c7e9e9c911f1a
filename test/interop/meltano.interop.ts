import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { accounts, type Account } from '../support/accounts.ts';
import { learnuponReference } from '../support/learnupon-reference.ts';
import { openAccount, type OpenedAccount } from '../support/open-account.ts';
import { discoverCatalog } from '../support/run-protocol.ts';
import { expectStored } from './expect-stored.ts';
import { createProject, loginOf, type Project } from './meltano.ts';
import { tablesOf, type Table } from './stored.ts';
import type { Rows } from './targets.ts';

let project: Project;

beforeAll(async () => {
  project = await createProject();
});

afterAll(() => project.remove());

interface Entry {
  readonly stream: string;
  readonly metadata: readonly {
    readonly breadcrumb: readonly string[];
    readonly metadata: Readonly<Record<string, unknown>>;
  }[];
}

/** Of the streams that are on by default. */
const readTables = (catalog: string): readonly Table[] => {
  const { streams } = JSON.parse(catalog) as { streams: readonly Entry[] };
  const isOn = ({ metadata }: Entry): boolean =>
    metadata.find(({ breadcrumb }) => breadcrumb.length === 0)?.metadata['selected-by-default'] === true;
  const on = new Set(streams.filter(isOn).map(({ stream }) => stream));
  return tablesOf(catalog).filter(({ stream }) => on.has(stream));
};

const expectPortalIn = (opened: OpenedAccount, tables: readonly Table[], rows: Rows): void => {
  const streams = tables.map(({ stream }) => stream);
  // A stream without rows leaves no file.
  const filled = streams.filter((stream) => opened.account.expected(opened.sandbox, stream).rows.length > 0);
  expect(Object.keys(rows).toSorted()).toEqual(filled.toSorted());
  expectStored({ ...opened, streams }, tables, rows, {});
};

/** Meltano shows a line that it can't read as it is. */
const expectParsedLogs = (screen: string, extractor: string): void => {
  expect(screen.split('\n').filter((line) => line.trimStart().startsWith('{') || line.includes('{"level"'))).toEqual(
    [],
  );
  expect(screen.split('\n').filter((line) => line.includes(`] ${extractor}`))).not.toEqual([]);
};

describe('meltano.yml as it is, in a fresh project', () => {
  test.each(accounts)('tests and runs the extractor of $title', async (account) => {
    const opened = await openAccount(account, { users: 12, pageSize: 7 });
    try {
      const login = await loginOf(opened);
      const { extractor } = login;
      const tested = await project.run(login, 'config', 'test', extractor);
      expect(tested.stdout + tested.screen).toContain('Plugin configuration is valid');

      const catalog = await discoverCatalog('singer', opened.folder, opened.config);
      const tables = readTables(await readFile(catalog, 'utf8'));
      const first = await project.load(login, account.title.replace(' ', '-'));
      expectParsedLogs(first.screen, extractor);
      expectPortalIn(opened, tables, first.rows);
    } finally {
      await opened.close();
    }
  });

  const learnupon = accounts.find(({ title }) => title === 'learnupon') as Account;

  test('lists what is selected: no expensive streams, no sensitive fields', async () => {
    const opened = await openAccount(learnupon, { users: 5 });
    try {
      const { stdout } = await project.run(await loginOf(opened), 'select', 'tap-learnupon', '--list', '--all');
      expect(stdout).toMatch(/\[automatic *\] users\.id$/m);
      expect(stdout).toMatch(/\[selected *\] users\.first_name$/m);
      expect(stdout).toMatch(/\[selected *\] users\._extra$/m);
      expect(stdout).toMatch(/\[excluded *\] group_invites\.accept_url$/m);
      expect(stdout).toMatch(/\[excluded *\] exam_answers\.questions$/m);
    } finally {
      await opened.close();
    }
  });

  test('goes on from its state, and brings only what changed', async () => {
    const opened = await openAccount(learnupon, { users: 20, pageSize: 7 });
    const { sandbox } = opened;
    try {
      const login = await loginOf(opened);
      const tables = readTables((await project.run(login, 'invoke', login.extractor, '--discover')).stdout);
      const first = await project.load(login, 'twice');
      expectPortalIn(opened, tables, first.rows);

      const [, , someone] = sandbox.truth('users');
      sandbox.update('users', someone?.['id'] as number, { first_name: 'Renamed' });
      sandbox.insert('users', { first_name: 'New' });
      const second = await project.load(login, 'twice');
      expectParsedLogs(second.screen, login.extractor);
      const users = second.rows['users'] ?? [];
      expect(users.map(({ first_name }) => first_name)).toEqual(expect.arrayContaining(['Renamed', 'New']));
      // The lookback may repeat the newest of the others.
      expect(users.length).toBeLessThan(first.rows['users']?.length ?? 0);
      // What has no times of change comes whole, and is the portal.
      const isIncremental = (stream: string): boolean =>
        learnuponReference(sandbox)[stream]?.replicationKey !== undefined;
      const whole = tables.filter(({ stream }) => !isIncremental(stream));
      expectStored({ ...opened, streams: whole.map(({ stream }) => stream) }, tables, second.rows, {});
    } finally {
      await opened.close();
    }
  });
});
