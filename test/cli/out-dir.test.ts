import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import { appendFile, copyFile, mkdir, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { defineStream, id, instant, singlePage } from '@singer-io-ts/tap';
import { ConfigError } from '@singer-io-ts/tap/errors/config-error.ts';
import { noSettings } from '@singer-io-ts/tap/select/settings.ts';
import { selectDefaults } from '@singer-io-ts/tap/select/defaults.ts';
import type { SelectedStream } from '@singer-io-ts/tap/select/selection.ts';
import type { Bookmark } from '@singer-io-ts/tap/state/bookmark.ts';
import { openOutDir, type OutDir } from '../../src/out-dir.ts';
import { createFolder, type Folder } from '../support/tap-process.ts';

let folder: Folder;
let log: string[];
beforeEach(async () => {
  folder = await createFolder();
  log = [];
});
afterEach(() => folder.remove());

const common = {
  description: 'Rows',
  source: 'https://example.org',
  path: '/rows',
  records: '',
  paginate: singlePage(),
  primaryKey: ['id'] as const,
};
const tableStream = defineStream({ ...common, name: 'tables', fields: { id: id('Row') } });
const eventStream = defineStream({
  ...common,
  name: 'events',
  replicationKey: 'at',
  fields: { id: id('Row'), at: instant('iso', 'Time') },
});
const [tables, events] = selectDefaults([tableStream, eventStream], noSettings).streams as [
  SelectedStream,
  SelectedStream,
];

const open = (fullRefresh: readonly string[] = []): Promise<OutDir> =>
  openOutDir({
    folder: folder.path,
    vendorName: 'acme',
    fullRefresh,
    timezone: 'UTC',
    log: (_level, message) => {
      log.push(message);
    },
    lockTiming: { heartbeatMs: 20, silenceMs: 100 },
  });

let seq = 0;
const bookmark = (mode: Bookmark['mode'], part: Partial<Bookmark>): Bookmark => ({
  ...{ v: 1, vendor: 'acme', mode, generation: null, value: null, list: null, parent: null, done: false },
  window: { from: null, startedAt: null, maxSeen: null },
  ...part,
  seq: (seq += 1),
});
const unfinished = (at: number): Bookmark =>
  bookmark('full_table', { list: { pass: 1, at, anchor: null, pages: null, moved: false } });
const finished = (mode: Bookmark['mode'] = 'full_table', value: string | null = null): Bookmark =>
  bookmark(mode, { done: true, window: null, value });

const rows = (from: number, count: number) => ({
  rows: Array.from({ length: count }, (_, index) => ({ id: from + index, at: '2024-01-01T00:00:00Z' })),
  partition: {},
});

const ids = async (name: string): Promise<readonly number[]> => {
  const text = await readFile(join(folder.path, name), 'utf8');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { id: number }).id);
};

const range = (from: number, count: number): readonly number[] => rows(from, count).rows.map((row) => row.id);

/** A read of `count` rows from its beginning to its end, or to where it is cut. */
const read = async (
  stream: SelectedStream,
  from: number,
  count: number,
  last: Bookmark | null,
  fullRefresh: readonly string[] = [],
) => {
  const dir = await open(fullRefresh);
  await dir.output.begin([stream], dir.state);
  await dir.output.startStream(stream);
  await dir.output.writeRows(stream, rows(from, count));
  if (last !== null) {
    await dir.output.writeState(stream, last);
    await dir.output.finishStream(stream, { kind: 'complete' });
    await dir.output.end();
  }
  await dir.close();
};

describe('a full table', () => {
  test('is replaced only when the new read is complete', async () => {
    await read(tables, 1, 3, finished());
    expect(await ids('tables.jsonl')).toEqual([1, 2, 3]);
    await read(tables, 11, 2, unfinished(2));
    expect(await ids('tables.jsonl')).toEqual([1, 2, 3]);
    expect(await ids('tables.jsonl.new')).toEqual([11, 12]);
    await read(tables, 13, 1, finished());
    expect(await ids('tables.jsonl')).toEqual([11, 12, 13]);
    expect(await readdir(folder.path)).toEqual(['state.json', 'tables.jsonl']);
  });

  test('of no rows becomes an empty file', async () => {
    await read(tables, 1, 0, finished());
    expect(await ids('tables.jsonl')).toEqual([]);
  });

  test('that could not be begun leaves nothing behind', async () => {
    await read(tables, 1, 0, unfinished(1));
    expect(await readdir(folder.path)).toEqual(['state.json']);
  });

  test.each([
    ['before the rename', true],
    ['after the rename', false],
  ])('whose replacement was cut %s is complete at the next start', async (_, isBefore) => {
    await read(tables, 1, 2, finished());
    await copyFile(join(folder.path, 'tables.jsonl'), join(folder.path, 'old'));
    const dir = await open();
    await dir.output.startStream(tables);
    await dir.output.writeRows(tables, rows(11, 2));
    await dir.output.writeState(tables, finished());
    await dir.close();
    if (isBefore) {
      await copyFile(join(folder.path, 'tables.jsonl'), join(folder.path, 'tables.jsonl.new'));
      await copyFile(join(folder.path, 'old'), join(folder.path, 'tables.jsonl'));
    }
    await (await open()).close();
    expect(await ids('tables.jsonl')).toEqual([11, 12]);
    expect(existsSync(join(folder.path, 'tables.jsonl.new'))).toBe(false);
  });

  test('that was written far beyond its last state keeps nothing of it', async () => {
    await read(tables, 1, 3, unfinished(2));
    await appendFile(join(folder.path, 'tables.jsonl.new'), '{"id":999}\n'.repeat(50));
    const dir = await open();
    await dir.output.startStream(tables);
    await dir.output.writeRows(tables, rows(4, 1));
    await dir.output.writeState(tables, finished());
    await dir.close();
    expect(await ids('tables.jsonl')).toEqual([1, 2, 3, 4]);
  });

  test('that has lost rows of an unfinished read begins anew', async () => {
    await read(tables, 1, 3, unfinished(2));
    await truncate(join(folder.path, 'tables.jsonl.new'), 5);
    const dir = await open();
    expect(dir.state.bookmarks).toEqual({});
    expect(log.join()).toContain('begins anew');
    await dir.close();
  });
});

describe('an incremental stream', () => {
  test('is added to after its first read', async () => {
    await read(events, 1, 3, finished('incremental', '2024-01-01T00:00:00Z'));
    await read(events, 3, 2, finished('incremental', '2024-01-02T00:00:00Z'));
    expect(await ids('events.jsonl')).toEqual([1, 2, 3, 3, 4]);
  });

  test('that is refreshed keeps its rows until the new ones are complete', async () => {
    await read(events, 1, 3, finished('incremental', '2024-01-01T00:00:00Z'));
    await read(events, 11, 1, bookmark('incremental', {}), ['events']);
    expect(await ids('events.jsonl')).toEqual([1, 2, 3]);
    await read(events, 12, 1, finished('incremental', '2024-01-02T00:00:00Z'));
    expect(await ids('events.jsonl')).toEqual([11, 12]);
  });

  test('whose file was taken away goes on in a new one', async () => {
    await read(events, 1, 3, finished('incremental', '2024-01-01T00:00:00Z'));
    await rm(join(folder.path, 'events.jsonl'));
    await read(events, 4, 1, finished('incremental', '2024-01-02T00:00:00Z'));
    expect(await ids('events.jsonl')).toEqual([4]);
    expect(log.join()).toContain('was taken away');
  });

  test('whose file is shorter than the state says is an error', async () => {
    await read(events, 1, 3, finished('incremental', '2024-01-01T00:00:00Z'));
    await truncate(join(folder.path, 'events.jsonl'), 5);
    await expect(open()).rejects.toThrow(/rows are missing.*--full-refresh events/);
    await read(events, 1, 3, finished('incremental', '2024-01-01T00:00:00Z'), ['events']);
    expect(await ids('events.jsonl')).toEqual([1, 2, 3]);
  });
});

test('what no state covers is cut off at the next start', async () => {
  await read(events, 1, 3, finished('incremental', '2024-01-01T00:00:00Z'));
  await appendFile(join(folder.path, 'events.jsonl'), '{"id":4}\n{"id":');
  await (await open()).close();
  expect(await ids('events.jsonl')).toEqual([1, 2, 3]);
});

test('at whatever state it is stopped, the files hold each row once in the end', async () => {
  const cut = fc.record({
    page: fc.integer({ min: 0, max: 5 }),
    torn: fc.integer({ min: 0, max: 80 }),
    commits: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(cut, { maxLength: 4 }), fc.integer({ min: 1, max: 6 }), async (cuts, pages) => {
      await folder.remove();
      await mkdir(folder.path);
      for (const stop of [...cuts, null]) {
        const dir = await open();
        const known = dir.state.bookmarks['tables'] as Bookmark | undefined;
        const first = known === undefined || known.done ? 0 : Number(known.list?.at ?? 0);
        await dir.output.startStream(tables);
        for (let page = first; page < pages; page += 1) {
          await dir.output.writeRows(tables, rows(page * 10, 10));
          if (stop?.page === page) break;
          const last = page === pages - 1;
          if (last || stop?.commits !== false)
            await dir.output.writeState(tables, last ? finished() : unfinished(page + 1));
        }
        if (stop === null) await dir.output.end();
        await dir.close();
        const file = join(folder.path, 'tables.jsonl.new');
        if (existsSync(file) && stop !== null) await appendFile(file, '{"id":999}'.repeat(10).slice(0, stop.torn));
      }
      expect(await ids('tables.jsonl')).toEqual(range(0, pages * 10));
    }),
    { numRuns: 40 },
  );
});

describe('a folder', () => {
  test.each([
    ['{', /not valid JSON/],
    ['{"v":2}', /newer version/],
    ['{"bookmarks":{}}', /not one that this connector wrote/],
    ['{"v":1,"vendor":"other","bookmarks":{},"files":{}}', /holds data of other, not of acme/],
    [
      '{"v":1,"vendor":"acme","bookmarks":{},"files":{"../x":{"bytes":0,"next":null}}}',
      /not one that this connector wrote/,
    ],
  ])('whose state is %s is refused, and given back', async (state, reason) => {
    await writeFile(join(folder.path, 'state.json'), state);
    await expect(open()).rejects.toThrow(reason);
    await expect(open()).rejects.toBeInstanceOf(ConfigError);
    expect(existsSync(join(folder.path, '.lock'))).toBe(false);
  });

  test('that is a file is refused', async () => {
    const path = await folder.write('file', 'x');
    await expect(
      openOutDir({ folder: path, vendorName: 'acme', fullRefresh: [], timezone: 'UTC', log: () => undefined }),
    ).rejects.toThrow(/can't be used: there is a file of that name/);
  });

  test('that can no longer be written ends the run with one sentence', async () => {
    const dir = await open();
    await dir.output.startStream(tables);
    await rm(folder.path, { recursive: true });
    await expect(dir.output.writeRows(tables, rows(1, 1))).rejects.toThrow(
      /can't be written: ENOENT\. Mend it and run again/,
    );
    await dir.close();
  });
});

describe('the lock', () => {
  const lock = () => join(folder.path, '.lock');

  test('of a living run refuses a second one', async () => {
    const dir = await open();
    await expect(open()).rejects.toThrow(/^Another run \(process \d+ on .+\) writes to .+\. Wait for its end/);
    await dir.close();
    await (await open()).close();
  });

  test('of a process that has died is taken over at once', async () => {
    const dir = await open();
    const text = await readFile(lock(), 'utf8');
    await dir.close();
    const dead = { ...(JSON.parse(text) as Record<string, unknown>), pid: 999_999_999, token: 'dead' };
    await writeFile(lock(), JSON.stringify(dead));
    const before = Date.now();
    await (await open()).close();
    expect(Date.now() - before).toBeLessThan(90);
  });

  test('of a process whose number another one has now is taken over', async () => {
    const dir = await open();
    const text = await readFile(lock(), 'utf8');
    await dir.close();
    await writeFile(
      lock(),
      JSON.stringify({ ...(JSON.parse(text) as Record<string, unknown>), born: '1', token: 'dead' }),
    );
    await (await open()).close();
  });

  test.each([
    ['another machine', '{"token":"far","pid":1,"host":"elsewhere","place":"elsewhere","born":"1","since":"x"}'],
    ['nobody knows whom', 'x'],
  ])('of %s is respected while it beats and taken over when it is silent', async (_, text) => {
    await writeFile(lock(), text);
    const beat = setInterval(() => void writeFile(lock(), text), 15);
    await expect(open()).rejects.toThrow(/Another run/);
    clearInterval(beat);
    await new Promise((resolve) => setTimeout(resolve, 30));
    await (await open()).close();
    expect(existsSync(lock())).toBe(false);
  });

  test('shows signs of life', async () => {
    const dir = await open();
    const before = (await stat(lock())).mtimeMs;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await stat(lock())).mtimeMs).toBeGreaterThan(before);
    await dir.close();
  });

  test('goes to exactly one of many that find a dead one', async () => {
    for (let round = 0; round < 10; round += 1) {
      await writeFile(
        lock(),
        JSON.stringify({ token: 'dead', pid: 1, host: 'h', place: null, born: null, since: 'x' }),
      );
      const results = await Promise.allSettled(Array.from({ length: 6 }, () => open()));
      const winners = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(winners).toHaveLength(1);
      await winners[0]!.close();
    }
  });
});
