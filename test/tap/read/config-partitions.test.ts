import { describe, expect, test } from '@jest/globals';
import { defineStream, MissingError, PermissionError, type Stream } from '@singer-io-ts/tap';
import type { FetchedPage, Fetcher, PageRequest } from '../../../packages/tap/src/fetch/fetcher.ts';
import { createProbe } from '../../../packages/tap/src/run/check.ts';
import type { Bookmark } from '../../../packages/tap/src/state/bookmark.ts';
import { createMemoryVendor } from '../../support/memory-vendor.ts';
import { child, fullTable, incremental, lastState, runInMemory, select } from '../../support/memory-run.ts';
import { createRandom } from '../../support/random.ts';

const accounts = (...ids: readonly number[]) => ids.map((parent_id) => ({ parent_id }));

const listed = ({ partition }: { readonly partition: Readonly<Record<string, string | number>> }) => ({
  parent_id: partition['parent_id'],
});

const perAccount = (ids: readonly number[], more: Partial<Stream> = {}): Stream => ({
  ...fullTable,
  partitions: accounts(...ids),
  query: listed,
  fields: child.fields,
  ...more,
});

interface Item {
  readonly id: number;
  readonly parent: number;
  readonly updated_at: string | null;
}

/** Answers from `items`; `refuse` says what an account's list throws. */
const memory = (
  items: readonly Item[],
  refuse: (parent: number) => Error | null = () => null,
): Fetcher & { readonly asked: PageRequest[] } => {
  const asked: PageRequest[] = [];
  return {
    asked,
    statistics: { requests: 0, retries: 0, rateLimited: 0, secondsWaited: 0, requestsByStream: new Map() },
    vendorNowMs: () => Date.UTC(2026, 5, 1),
    close: () => Promise.resolve(),
    fetchPage: (request) => {
      asked.push(request);
      const parent = Number(request.query?.['parent_id'] ?? 0);
      const error = refuse(parent);
      if (error !== null) return Promise.reject(error);
      const page: FetchedPage = {
        status: 200,
        headers: { get: () => null },
        body: { items: items.filter((item) => item.parent === parent), has_more: false },
        bytes: 10,
        url: new URL('https://memory.example/items'),
        serverTimeMs: null,
      };
      request.inspect?.(page);
      return Promise.resolve(page);
    },
  };
};

const idsOf = (events: Awaited<ReturnType<typeof runInMemory>>['events']) =>
  events.flatMap((event) => (event.kind === 'row' ? [event.id] : [])).sort((a, b) => a - b);

const items: readonly Item[] = [
  { id: 1, parent: 1, updated_at: '2026-01-01T00:00:00Z' },
  { id: 2, parent: 2, updated_at: '2026-02-01T00:00:00Z' },
  { id: 3, parent: 3, updated_at: '2026-03-01T00:00:00Z' },
];

describe('partitions of the config', () => {
  test('are read one after the other, in key order and once each', async () => {
    const vendor = memory(items);
    const { events } = await runInMemory(select(perAccount([3, 1, 3])), vendor, null);
    expect(idsOf(events)).toEqual([1, 3]);
    expect(vendor.asked.map(({ query }) => query?.['parent_id'])).toEqual([1, 3]);
  });

  test('are wanted: a stream without any can not be read, and neither can what is below it', async () => {
    const vendor = memory(items);
    const none = perAccount([], { permission: 'accounts in the config' });
    const below: Stream = {
      ...fullTable,
      name: 'details',
      parent: { stream: none, partition: (row, above) => ({ ...above, item: Number(row['id']) }) },
    };
    for (const stream of [none, below]) {
      const asDefault = await runInMemory(select(stream, { explicit: false }), vendor, null);
      expect(asDefault.report.streams[stream.name]).toMatchObject({ outcome: 'skipped' });
      const named = await runInMemory(select(stream), vendor, null);
      expect(named.report.errors[0]).toBeInstanceOf(PermissionError);
      expect(String(named.report.errors[0])).toContain('needs accounts in the config');
    }
    expect(vendor.asked).toEqual([]);
  });

  test('hand their key down to the children of their rows', async () => {
    const parent = perAccount([2, 3]);
    const grandchild: Stream = {
      ...fullTable,
      name: 'details',
      parent: { stream: parent, partition: (row, above) => ({ ...above, item: Number(row['id']) }) },
      query: listed,
    };
    const vendor = memory(items);
    await runInMemory(select(grandchild), vendor, null);
    const children = vendor.asked.filter(({ stream }) => stream === 'details');
    expect(children.map(({ query }) => query?.['parent_id'])).toEqual([2, 3]);
  });

  test('leave out one that the vendor does not know and read the others', async () => {
    const vendor = memory(items, (parent) => (parent === 2 ? new MissingError('no such account') : null));
    const { events, report } = await runInMemory(select(perAccount([1, 2, 3])), vendor, null);
    expect(idsOf(events)).toEqual([1, 3]);
    expect(report.streams['items']).toMatchObject({ outcome: 'complete', missing_parents: 1 });
  });

  test('leave a hole for one that may not be read, which the next run fills', async () => {
    const refused = memory(items, (parent) => (parent === 2 ? new PermissionError('not yours') : null));
    const first = await runInMemory(select(perAccount([1, 2, 3])), refused, null);
    expect(idsOf(first.events)).toEqual([1, 3]);
    expect(first.report.streams['items']).toMatchObject({ outcome: 'failed' });
    const second = await runInMemory(select(perAccount([1, 2, 3])), memory(items), lastState(first.events, null));
    expect(idsOf(second.events)).toEqual([2, 3]);
  });

  test('leave out one that may not be read where the stream is only selected by default', async () => {
    const refused = memory(items, (parent) => (parent === 2 ? new PermissionError('not yours') : null));
    const { events, report, log } = await runInMemory(
      select(perAccount([1, 2, 3]), { explicit: false }),
      refused,
      null,
    );
    expect(idsOf(events)).toEqual([1, 3]);
    expect(report.streams['items']).toMatchObject({ outcome: 'complete', missing_parents: 1 });
    expect(log.join('\n')).toContain('the config names {"parent_id":2}');
  });

  const unreadable: readonly (readonly [string, Error])[] = [
    ['gone', new MissingError('no such account')],
    ['refused', new PermissionError('not yours')],
  ];

  test.each(unreadable)(
    'that are all %s are no empty stream, and no state says that they were read',
    async (_, error) => {
      const none = () => memory(items, () => error);
      const asDefault = await runInMemory(select(perAccount([1, 2]), { explicit: false }), none(), null);
      expect(asDefault.report.streams['items']).toMatchObject({ outcome: 'skipped' });
      const named = await runInMemory(select(perAccount([1, 2])), none(), null);
      expect(named.report.errors[0]).toBeInstanceOf(PermissionError);
      for (const { events } of [asDefault, named]) {
        const next = await runInMemory(select(perAccount([1, 2])), memory(items), lastState(events, null));
        expect(idsOf(next.events)).toEqual([1, 2]);
      }
    },
  );

  test('pass one over for the children of the others, too', async () => {
    const parent = perAccount([2, 3]);
    const grandchild: Stream = {
      ...fullTable,
      name: 'details',
      parent: { stream: parent, partition: (row, above) => ({ ...above, item: Number(row['id']) }) },
      query: listed,
    };
    const refused = memory(items, (id) => (id === 2 ? new PermissionError('not yours') : null));
    const { report } = await runInMemory(select(grandchild), refused, null);
    expect(report.streams['details']).toMatchObject({ outcome: 'complete', rows: 1 });
    const none = await runInMemory(
      select(grandchild),
      memory(items, () => new MissingError('gone')),
      null,
    );
    expect(none.report.errors[0]).toBeInstanceOf(PermissionError);
  });

  test('fail where the stream says so for the window that is read', async () => {
    const stream = perAccount([1, 2], {
      replicationKey: 'updated_at',
      missingPartition: ({ since }) => (since === null ? 'skip' : 'fail'),
    });
    const partly = () => memory(items, (parent) => (parent === 2 ? new MissingError('gone') : null));
    const first = await runInMemory(select(stream), partly(), null);
    expect(first.report.streams['items']).toMatchObject({ outcome: 'complete', missing_parents: 1 });
    const state = lastState((await runInMemory(select(stream), memory(items), null)).events, null);
    const second = await runInMemory(select(stream), partly(), state);
    expect(second.report.streams['items']).toMatchObject({ outcome: 'failed' });
  });

  test('are asked for the rows before the bookmark when they are new', async () => {
    const stream = (...ids: number[]) => perAccount(ids, { replicationKey: 'updated_at' });
    const first = await runInMemory(select(stream(3)), memory(items), null);
    const state = lastState(first.events, null);
    expect(state).toMatchObject({ value: '2026-03-01T00:00:00Z', done: true });
    const second = await runInMemory(select(stream(1, 3)), memory(items), state);
    expect(idsOf(second.events)).toEqual([1, 3]);
    const third = await runInMemory(select(stream(1, 3)), memory(items), lastState(second.events, null));
    expect(idsOf(third.events)).toEqual([3]);
  });

  test('are new again when they come back after they were taken out', async () => {
    const stream = (...ids: number[]) => perAccount(ids, { replicationKey: 'updated_at' });
    let state: Bookmark | null = null;
    for (const ids of [[1, 3], [3]]) {
      state = lastState((await runInMemory(select(stream(...ids)), memory(items), state)).events, state);
    }
    expect(idsOf((await runInMemory(select(stream(1, 3)), memory(items), state)).events)).toEqual([1, 3]);
  });

  test('that are unknown to the vendor stay new', async () => {
    const stream = perAccount([1, 3], { replicationKey: 'updated_at' });
    const without = memory(items, (parent) => (parent === 1 ? new MissingError('no such account') : null));
    const first = await runInMemory(select(stream), without, null);
    const second = await runInMemory(select(stream), memory(items), lastState(first.events, null));
    expect(idsOf(second.events)).toEqual([1, 3]);
  });

  test('lose no row for any STATE that a run is resumed from', async () => {
    for (let seed = 1; seed <= 20; seed += 1) {
      const random = createRandom(seed);
      const vendor = createMemoryVendor({
        random,
        pageSize: 4,
        rows: 40,
        parents: 4,
        order: 'changed-first',
        driftEvery: 3,
        drift: ['insert', 'delete', 'update'],
        failing: 0,
      });
      const stream = perAccount([1, 2, 3, 4], { replicationKey: 'updated_at' });
      const there = new Set(vendor.rows().map(({ id }) => id));
      const whole = await runInMemory(select(stream), vendor.fetcher, null);
      for (const [index, event] of whole.events.entries()) {
        if (event.kind !== 'state') continue;
        const again = await runInMemory(select(stream), vendor.fetcher, event.bookmark);
        const seen = new Set(idsOf([...whole.events.slice(0, index), ...again.events]));
        const lost = vendor.rows().filter(({ id }) => there.has(id) && !seen.has(id));
        expect({ seed, index, lost }).toEqual({ seed, index, lost: [] });
      }
    }
  }, 60_000);

  test('are not mixed with those of a parent', () => {
    expect(() => defineStream({ ...child, partitions: accounts(1) })).toThrow('not from both');
  });
});

describe('a probe', () => {
  const connection = {
    origin: 'https://memory.example',
    basePath: '',
    auth: { kind: 'bearer', token: 'none' },
    limits: { rate: { requests: 1, perSeconds: 1 }, concurrency: 1 },
  } as const;
  const probeOf = (fetcher: Fetcher) => createProbe({ fetcher, connection, signal: new AbortController().signal });

  test('asks for the first partition of the config', async () => {
    const vendor = memory(items);
    await probeOf(vendor)(perAccount([2, 3]));
    expect(vendor.asked.map(({ query }) => query?.['parent_id'])).toEqual([2]);
  });

  test('finds a stream not granted where the config names no partition', async () => {
    const vendor = memory(items);
    await expect(probeOf(vendor)(perAccount([]))).rejects.toBeInstanceOf(PermissionError);
    expect(vendor.asked).toEqual([]);
  });
});

describe('an optional list', () => {
  const gone = () => memory(items, () => new MissingError('GET /items answered 404: nothing is there.'));

  test('that answers 404 is one that is not granted', async () => {
    const optional: Stream = { ...fullTable, optional: true, permission: 'the items feature' };
    const asDefault = await runInMemory(select(optional, { explicit: false }), gone(), null);
    expect(asDefault.report.streams['items']).toMatchObject({ outcome: 'skipped' });
    expect(asDefault.report.streams['items']?.reason).toContain('the items feature');
    const named = await runInMemory(select(optional), gone(), null);
    expect(named.report.errors[0]).toBeInstanceOf(PermissionError);
  });

  test('that is not marked so fails', async () => {
    const { report } = await runInMemory(select(fullTable, { explicit: false }), gone(), null);
    expect(report.errors[0]).toBeInstanceOf(MissingError);
  });
});

describe('a stream whose windows are the vendor’s to fill', () => {
  const windowed: Stream = { ...incremental, bookmarkBy: 'window' };

  test('emits what the vendor answers and moves its bookmark to when reading began', async () => {
    const undated = [
      { id: 7, parent: 0, updated_at: null },
      { id: 8, parent: 0, updated_at: '2020-01-01T00:00:00Z' },
    ];
    const first = await runInMemory(select(windowed), memory(undated), null);
    const state = lastState(first.events, null);
    expect(state?.value).toBe('2026-06-01T00:00:00.000Z');
    const second = await runInMemory(select(windowed), memory(undated), state);
    expect(idsOf(second.events)).toEqual([7, 8]);
  });

  test('does not move it back', async () => {
    const later: Bookmark = {
      ...{ v: 1, vendor: 'memory', seq: 1, mode: 'incremental', generation: null },
      ...{ value: '2027-01-01T00:00:00Z', window: null, list: null, parent: null, done: true },
    };
    const { events } = await runInMemory(select(windowed), memory([]), later);
    expect(lastState(events, null)?.value).toBe('2027-01-01T00:00:00Z');
  });
});
