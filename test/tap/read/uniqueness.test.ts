import { describe, expect, test } from '@jest/globals';
import { pageNumber, type Stream } from '@singer-io-ts/tap';
import type { Fetcher } from '../../../packages/tap/src/fetch/fetcher.ts';
import { fullTable, runInMemory, select } from '../../support/memory-run.ts';

const stream: Stream = {
  ...fullTable,
  paginate: pageNumber({ hasNext: ({ rows }) => (rows.length < 3 ? 'end' : 'more') }),
};

const rows = [
  { id: 1, version: 1 },
  { id: 1, version: 2 },
  { id: 2, version: 3 },
  { id: 3, version: 4 },
  { id: 3, version: 4 },
];

const fetcher: Fetcher = {
  statistics: { requests: 0, retries: 0, rateLimited: 0, secondsWaited: 0, requestsByStream: new Map() },
  vendorNowMs: () => 0,
  close: () => Promise.resolve(),
  fetchPage: (request) => {
    const page = Number(request.query?.['page'] ?? 1);
    const body = { items: rows.slice((page - 1) * 3, page * 3) };
    const url = new URL('https://memory.example/items');
    const fetched = { status: 200, headers: { get: () => null }, body, bytes: 9, url, serverTimeMs: null };
    request.inspect?.(fetched);
    return Promise.resolve(fetched);
  },
};

const versionsOf = async (primaryKey: readonly string[]) => {
  const { events, log } = await runInMemory(select(stream, { primaryKey }), fetcher, null);
  return { versions: events.flatMap((event) => (event.kind === 'row' ? [event.version] : [])), log };
};

describe('a key that does not tell rows apart', () => {
  test('is said once, with what to do; rows that are the same are no matter', async () => {
    const { log } = await versionsOf(['id']);
    const said = log.filter((line) => line.includes('share their primary key (id)'));
    expect(said).toHaveLength(1);
  });

  test.each([[['id', 'version']], [[]]])('brings all its rows under another key of the user: %j', async (key) => {
    const { versions, log } = await versionsOf(key);
    expect([...new Set(versions)]).toEqual([1, 2, 3, 4]);
    expect(log).toEqual([]);
  });
});
