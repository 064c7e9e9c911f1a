import { describe, expect, test } from '@jest/globals';
import type { Stream } from '@singer-io-ts/tap';
import type { Bookmark } from '../../../packages/tap/src/state/bookmark.ts';
import { createMemoryVendor, type MemoryVendor, type MemoryVendorOptions } from '../../support/memory-vendor.ts';
import {
  child,
  fullTable,
  incremental,
  incrementalChild,
  lastState,
  runInMemory,
  select,
  type OutputEvent,
} from '../../support/memory-run.ts';
import { createRandom, type Random } from '../../support/random.ts';

const SEEDS = 60;

const kinds: readonly (readonly [string, Stream, boolean])[] = [
  ['a full-table list', fullTable, false],
  ['an incremental list', incremental, false],
  ['a full-table child', child, true],
  ['an incremental child', incrementalChild, true],
];

const vendorFor = (random: Random, withParents: boolean, more: Partial<MemoryVendorOptions> = {}): MemoryVendor => {
  const orders = ['inserted', 'changed-first', 'changed-last'] as const;
  return createMemoryVendor({
    random,
    pageSize: 3 + random.below(8),
    rows: 20 + random.below(120),
    parents: withParents ? 1 + random.below(12) : 0,
    order: orders[random.below(3)] ?? 'inserted',
    driftEvery: 2 + random.below(4),
    drift: ['insert', 'delete', 'update'],
    failing: 0,
    ...more,
  });
};

type Versions = ReadonlyMap<number, number>;

const versionsOf = (vendor: MemoryVendor): Versions => new Map(vendor.rows().map(({ id, version }) => [id, version]));

/** Rows that were there at the start and still are, but were not emitted in a version of the start or later. */
const lost = (start: Versions, vendor: MemoryVendor, events: readonly OutputEvent[]): number[] => {
  const seen = new Map<number, number>();
  for (const event of events) {
    if (event.kind === 'row') seen.set(event.id, Math.max(seen.get(event.id) ?? 0, event.version));
  }
  return vendor
    .rows()
    .filter(({ id }) => start.has(id) && (seen.get(id) ?? 0) < (start.get(id) ?? 0))
    .map(({ id }) => id);
};

/** Runs until one completes; each is cut or fails at random and goes on from the last state seen. */
const runToTheEnd = async (
  stream: Stream,
  vendor: MemoryVendor,
  random: Random,
  from: Bookmark | null,
  cuts: number,
): Promise<OutputEvent[]> => {
  const events: OutputEvent[] = [];
  let state = from;
  for (let attempt = 0; attempt < cuts + 40; attempt += 1) {
    const cutAfter = attempt < cuts ? 1 + random.below(60) : Infinity;
    if (attempt >= cuts) vendor.failing(0);
    const run = await runInMemory(select(stream), vendor.fetcher, state, cutAfter);
    events.push(...run.events);
    state = lastState(run.events, state);
    if (run.events.some((event) => event.kind === 'end' && event.outcome.kind === 'complete')) return events;
  }
  throw new Error('it did not come to an end');
};

describe.each(kinds)('%s', (_, stream, withParents) => {
  test('misses no row for any STATE that a run is resumed from, while rows come, go and change', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const random = createRandom(seed);
      const vendor = vendorFor(random, withParents);
      const start = versionsOf(vendor);
      const whole = await runInMemory(select(stream), vendor.fetcher, null);
      expect({ seed, lost: lost(start, vendor, whole.events) }).toEqual({ seed, lost: [] });
      const states = whole.events.flatMap((event, index) =>
        event.kind === 'state' ? [{ index, bookmark: event.bookmark }] : [],
      );
      for (const { index, bookmark } of states) {
        const before = whole.events.slice(0, index);
        const again = await runInMemory(select(stream), vendor.fetcher, bookmark);
        const union = bookmark.done ? [...before, ...again.events] : [...before, ...again.events];
        expect({ seed, index, lost: lost(start, vendor, union) }).toEqual({ seed, index, lost: [] });
      }
    }
  }, 240_000);

  test('misses no row over cuts and failures at random moments', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const random = createRandom(1000 + seed);
      const vendor = vendorFor(random, withParents, { failing: 0.03 });
      const start = versionsOf(vendor);
      const events = await runToTheEnd(stream, vendor, random, null, 8);
      expect({ seed, lost: lost(start, vendor, events) }).toEqual({ seed, lost: [] });
    }
  }, 240_000);

  test('brings every change of the time between and during runs with the next run', async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const random = createRandom(2000 + seed);
      const vendor = vendorFor(random, withParents, { failing: 0.02 });
      const events = await runToTheEnd(stream, vendor, random, null, 4);
      vendor.change(random.below(20));
      const start = versionsOf(vendor);
      const next = await runToTheEnd(stream, vendor, random, lastState(events, null), 4);
      expect({ seed, lost: lost(start, vendor, [...events, ...next]) }).toEqual({ seed, lost: [] });
    }
  }, 240_000);
});
