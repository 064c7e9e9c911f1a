import { describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { accounts, type Account } from '../support/accounts.ts';
import { openAccount } from '../support/open-account.ts';
import { runTap } from '../support/tap-process.ts';
import { discoverCatalog } from '../support/run-protocol.ts';
import { expectStored } from './expect-stored.ts';
import { runPipeline } from './pipeline.ts';
import { hasTimesWithin, tablesOf } from './stored.ts';
import { targets, type Target } from './targets.ts';
import { tool } from './tools.ts';

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

const learnupon = accounts.find(({ title }) => title === 'learnupon') as Account;

test("MeltanoLabs' target-csv holds all of learnupon, value by value", async () => {
  await expectLoaded(learnupon, targets.csv);
});

describe('singer-check-tap', () => {
  test.each(accounts)(
    'finds nothing wrong in a run over $title and in the next one from its state',
    async (account) => {
      const opened = await openAccount(account, { users: 12, pageSize: 7 });
      const { folder, config } = opened;
      try {
        const check = async (tap: readonly string[]): Promise<string> => {
          const target = [tool('singer', 'singer-check-tap')] as const;
          const result = await runPipeline({ tap: ['--config', config, ...tap], target, cwd: folder.path });
          expect(result.tap).toMatchObject({ code: 0 });
          expect(result.target).toMatchObject({ code: 0 });
          return result.printed.join('\n');
        };
        const all = tablesOf(await readFile(await discoverCatalog('singer', folder, config), 'utf8'));
        // It looks for times also within what is null, and breaks off.
        const checkable = all.filter(({ columns }) => !Object.values(columns).some(hasTimesWithin));
        const streams = checkable.map(({ stream }) => stream);
        expect(streams.length).toBeGreaterThan(all.length / 2);
        const catalog = await discoverCatalog('singer', folder, config, streams);
        expect(await check(['--catalog', catalog])).toContain('The output is valid.');
        const { lines } = await runTap(['--config', config, '--catalog', catalog]);
        const { value } = JSON.parse(lines.at(-1) ?? '') as { value: unknown };
        const state = await folder.write('state.json', value);
        expect(await check(['--catalog', catalog, '--state', state])).toContain('The output is valid.');
      } finally {
        await opened.close();
      }
    },
  );
});
