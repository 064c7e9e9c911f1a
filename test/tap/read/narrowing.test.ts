import { describe, expect, test } from '@jest/globals';
import { ResponseShapeError, type Stream } from '@singer-io-ts/tap';
import type { FetchedPage, Fetcher } from '../../../packages/tap/src/fetch/fetcher.ts';
import type { Bookmark } from '../../../packages/tap/src/state/bookmark.ts';
import { readState } from '../../../packages/tap/src/state/read-state.ts';
import { incremental, lastState, runInMemory, select, type OutputEvent } from '../../support/memory-run.ts';
import { createRandom, type Random } from '../../support/random.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const pageSize = 10;

const stream: Stream = { ...incremental, changedSince: (since) => ({ changed_since: since.slice(0, 10) }) };

interface Item {
  readonly id: number;
  version: number;
  readonly createdMs: number;
  updatedMs: number;
}

type Filter = 'honest' | 'ignored' | 'refused' | 'by creation';

/** Two months of rows; `filter` is what it makes of `changed_since`. */
const createVendor = (random: Random) => {
  let nowMs = Date.UTC(2026, 5, 1);
  const items: Item[] = Array.from({ length: 60 }, (_, index) => {
    const createdMs = nowMs - (60 - index) * dayMs;
    return { id: index + 1, version: 1, createdMs, updatedMs: createdMs + random.below(60 - index) * dayMs };
  });
  const asked: (string | undefined)[] = [];
  const vendor = {
    items,
    asked,
    filter: 'honest' as Filter,
    pass: (ms: number) => {
      nowMs += ms;
    },
    change: (count: number) => {
      for (let done = 0; done < count; done += 1) {
        nowMs += random.below(4) * 1000;
        const item = items[random.below(items.length)];
        if (random.chance(0.3) || item === undefined) {
          items.push({ id: items.length + 1, version: 1, createdMs: nowMs, updatedMs: nowMs });
        } else {
          item.version += 1;
          item.updatedMs = nowMs;
        }
      }
    },
    versions: () => new Map(items.map(({ id, version }) => [id, version])),
  };
  const kept = (since: string | undefined): readonly Item[] => {
    if (since === undefined || vendor.filter === 'ignored') return items;
    const bound = Date.parse(since);
    return items.filter((item) => (vendor.filter === 'honest' ? item.updatedMs : item.createdMs) >= bound);
  };
  const fetcher: Fetcher = {
    statistics: { requests: 0, retries: 0, rateLimited: 0, secondsWaited: 0, requestsByStream: new Map() },
    vendorNowMs: () => nowMs,
    close: () => Promise.resolve(),
    fetchPage: async (request) => {
      await new Promise((resolve) => setImmediate(resolve));
      request.signal?.throwIfAborted();
      nowMs += 250;
      const page = Number(request.query?.['page'] ?? 1);
      const since = request.query?.['changed_since'];
      const bound = typeof since === 'string' ? since : undefined;
      asked.push(bound);
      if (bound !== undefined && vendor.filter === 'refused') throw new ResponseShapeError('no such parameter');
      const all = kept(bound).map(({ id, version, updatedMs }) => {
        return { id, version, updated_at: new Date(updatedMs).toISOString() };
      });
      const rows = all.slice((page - 1) * pageSize, page * pageSize);
      const answer: FetchedPage = {
        status: 200,
        headers: { get: () => null },
        body: { items: rows, has_more: page * pageSize < all.length },
        bytes: 100,
        url: new URL('https://memory.example/items'),
        serverTimeMs: nowMs,
      };
      request.inspect?.(answer);
      return answer;
    },
  };
  return { ...vendor, fetcher, use: (filter: Filter) => (vendor.filter = filter) };
};

type Vendor = ReturnType<typeof createVendor>;

/** Until a run completes; each before it is cut. */
const runAll = async (vendor: Vendor, random: Random, from: Bookmark | null, cuts: number) => {
  const events: OutputEvent[] = [];
  let state = from;
  for (let attempt = 0; attempt <= cuts + 1; attempt += 1) {
    const cutAfter = attempt < cuts ? 1 + random.below(25) : Infinity;
    const run = await runInMemory(select(stream, { lookbackHours: 1 }), vendor.fetcher, state, cutAfter);
    events.push(...run.events);
    state = lastState(run.events, state);
    if (run.events.some((event) => event.kind === 'end' && event.outcome.kind === 'complete')) break;
  }
  return { events, state };
};

const lost = (wanted: ReadonlyMap<number, number>, events: readonly OutputEvent[]): readonly number[] => {
  const seen = new Map<number, number>();
  for (const event of events) {
    if (event.kind === 'row') seen.set(event.id, Math.max(seen.get(event.id) ?? 0, event.version));
  }
  return [...wanted].filter(([id, version]) => (seen.get(id) ?? 0) < version).map(([id]) => id);
};

describe.each(['honest', 'ignored', 'refused', 'by creation'] as const)('a filter by change (%s)', (filter) => {
  test('loses no change over days of runs that are cut at random', async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const random = createRandom(seed);
      const vendor = createVendor(random);
      vendor.use(filter);
      const events: OutputEvent[] = [];
      let state: Bookmark | null = null;
      for (let day = 0; day < 12; day += 1) {
        vendor.pass(dayMs);
        vendor.change(random.below(12));
        const wanted = vendor.versions();
        const run = await runAll(vendor, random, state, random.below(4));
        events.push(...run.events);
        state = run.state;
        expect({ seed, day, lost: lost(wanted, events) }).toEqual({ seed, day, lost: [] });
      }
      const isTrusted = state?.filter?.trusted;
      if (isTrusted !== undefined) expect({ seed, isTrusted }).toEqual({ seed, isTrusted: filter === 'honest' });
    }
  }, 120_000);
});

describe('a trusted filter', () => {
  const trusting = async (seed: number) => {
    const random = createRandom(seed);
    const vendor = createVendor(random);
    const first = await runAll(vendor, random, null, 0);
    vendor.pass(dayMs);
    vendor.change(8);
    const second = await runAll(vendor, random, first.state, 0);
    expect(second.state?.filter).toMatchObject({ trusted: true, inUse: false });
    return { random, vendor, state: second.state, events: [...first.events, ...second.events] };
  };

  test.each(['ignored', 'refused'] as const)('that is %s one day is given up, within the same run', async (filter) => {
    const { random, vendor, state, events } = await trusting(5);
    vendor.use(filter);
    vendor.pass(dayMs);
    vendor.change(6);
    const wanted = vendor.versions();
    const run = await runAll(vendor, random, state, 0);
    expect(lost(wanted, [...events, ...run.events])).toEqual([]);
    expect(run.state?.filter).toMatchObject({ trusted: false });
    vendor.asked.length = 0;
    vendor.pass(dayMs);
    await runAll(vendor, random, run.state, 0);
    expect(vendor.asked.filter((since) => since !== undefined)).toEqual([]);
  });

  test('that begins to bring too little is found out within a week, with what it kept back', async () => {
    const { random, vendor, state, events } = await trusting(6);
    vendor.use('by creation');
    let last = state;
    for (let day = 0; day < 9; day += 1) {
      vendor.pass(dayMs);
      vendor.change(5);
      const run = await runAll(vendor, random, last, random.below(3));
      events.push(...run.events);
      last = run.state;
    }
    expect(last?.filter).toMatchObject({ trusted: false });
    expect(lost(vendor.versions(), events)).toEqual([]);
  });

  test('is remembered in state; a state that says nothing of it, or nonsense, is read as before', () => {
    const bookmark = { v: 1, vendor: 'memory', seq: 3, mode: 'incremental', value: '2026-01-01T00:00:00Z', done: true };
    const filter = {
      trusted: true,
      judgedAt: '2026-01-02T00:00:00Z',
      readWholeTo: '2026-01-01T00:00:00Z',
      inUse: false,
    };
    const readBack = (more: object) =>
      readState({ bookmarks: { items: { ...bookmark, ...more } } }, 'memory').get('items');
    expect(readBack({ filter })?.filter).toEqual(filter);
    for (const other of [
      {},
      { filter: null },
      { filter: { trusted: 'yes' } },
      { filter: { ...filter, judgedAt: 'then' } },
    ]) {
      expect(readBack(other)).toMatchObject({ seq: 3, done: true });
      expect(readBack(other)).not.toHaveProperty('filter');
    }
  });
});
