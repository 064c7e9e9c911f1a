import { describe, expect, test } from '@jest/globals';
import { bodyFlag, defineStream, id, instant, integer, pageNumber, type Stream } from '@singer-io-ts/tap';
import type { Fetcher, PageRequest } from '../../../packages/tap/src/fetch/fetcher.ts';
import { instantFromMs } from '../../../packages/tap/src/shape/instant.ts';
import { lastState, runInMemory, select, type MemoryRun } from '../../support/memory-run.ts';

const day = (number: number): string => instantFromMs(Date.UTC(2026, 0, number));

interface Item {
  readonly id: number;
  readonly created_at: string;
  readonly updated_at: string;
}

const made = (value: number, created: number, updated: number): Item => ({
  id: value,
  created_at: day(created),
  updated_at: day(updated),
});

/** Made or changed between two instants, two rows a page; today is the 31st. */
const vendorOf = (items: readonly Item[]) => {
  const asked: string[] = [];
  const fetchPage: Fetcher['fetchPage'] = (request: PageRequest) => {
    const { start, end, page } = request.query as { start: string; end: string; page: number };
    asked.push(`${start.slice(8, 10)}-${end.slice(8, 10)}/${String(page)}`);
    const isIn = (at: string) => at >= start && at <= end;
    const rows = items.filter((item) => isIn(item.created_at) || isIn(item.updated_at));
    const body = { items: rows.slice((page - 1) * 2, page * 2), has_more: rows.length > page * 2 };
    const answer = {
      status: 200,
      headers: { get: () => null },
      body,
      bytes: 100,
      url: new URL('https://m.example/'),
      serverTimeMs: null,
    };
    request.inspect?.(answer);
    return Promise.resolve(answer);
  };
  const fetcher: Fetcher = {
    fetchPage,
    statistics: { requests: 0, retries: 0, rateLimited: 0, secondsWaited: 0, requestsByStream: new Map() },
    vendorNowMs: () => Date.UTC(2026, 0, 31),
    close: () => Promise.resolve(),
  };
  return { fetcher, asked };
};

const stream: Stream = defineStream({
  name: 'items',
  description: 'Items',
  source: 'test',
  path: '/items',
  query: ({ since, until }) => ({ start: since ?? 'everything', end: until }),
  records: 'items',
  paginate: pageNumber({ hasNext: bodyFlag('has_more') }),
  primaryKey: ['id'],
  replicationKey: 'updated_at',
  pieces: { days: 10, from: day(1) },
  fields: {
    id: id('Item'),
    version: integer('Version'),
    created_at: instant('iso', 'Made'),
    updated_at: instant('iso', 'Changed'),
  },
});

const items = [
  ...[made(1, 2, 2), made(2, 3, 4), made(3, 5, 6), made(4, 5, 28)],
  ...[made(5, 24, 24), made(6, 25, 26), made(7, 26, 26)],
];
const idsOf = ({ events }: MemoryRun): number[] => events.flatMap((event) => (event.kind === 'row' ? [event.id] : []));

describe('a window that is read in pieces', () => {
  test('is read to its end in one run, each piece to its last page, and no row twice', async () => {
    const { fetcher, asked } = vendorOf(items);
    const run = await runInMemory(select(stream, { verify: false }), fetcher, null);
    expect(idsOf(run)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(asked).toEqual(['01-11/1', '01-11/2', '11-21/1', '21-31/1', '21-31/2']);
    expect(lastState(run.events, null)).toMatchObject({ value: day(28), done: true, list: null });
  });

  test('goes on from the bookmark in the next run', async () => {
    const state = lastState((await runInMemory(select(stream), vendorOf(items).fetcher, null)).events, null);
    const { fetcher, asked } = vendorOf([...items, made(8, 30, 30)]);
    const run = await runInMemory(select(stream), fetcher, state);
    expect(idsOf(run)).toEqual([4, 8]);
    expect(asked).toEqual(['28-31/1']);
  });

  test('goes on in the piece where it was stopped, from every state, and loses nothing', async () => {
    const whole = await runInMemory(select(stream), vendorOf(items).fetcher, null);
    for (let cut = 1; cut < whole.events.length; cut += 1) {
      const part = await runInMemory(select(stream), vendorOf(items).fetcher, null, cut);
      const state = lastState(part.events, null);
      const { fetcher, asked } = vendorOf(items);
      const rest = await runInMemory(select(stream), fetcher, state);
      const until = part.events.findLastIndex(({ kind }) => kind === 'state');
      const before = part.events.slice(0, until + 1).flatMap((event) => (event.kind === 'row' ? [event.id] : []));
      expect([...new Set([...before, ...idsOf(rest)])].toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
      if (state?.list?.piece === day(21)) expect(asked.filter((each) => !each.startsWith('21-31'))).toEqual([]);
    }
  });

  test('begins anew where the state names a piece that there is not', async () => {
    const { fetcher } = vendorOf(items);
    const part = await runInMemory(select(stream), fetcher, null, 6);
    const state = lastState(part.events, null);
    if (state?.list === null || state === null) throw new Error('the run was not stopped inside the list');
    const moved = { ...state, list: { ...state.list, piece: day(13) } };
    expect(idsOf(await runInMemory(select(stream), vendorOf(items).fetcher, moved))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
