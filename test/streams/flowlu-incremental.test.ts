import { afterEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '@singer-io-ts/sandbox';
import type { FlowluOptions } from '../../packages/sandbox/src/portals/flowlu/options.ts';
import type { Bookmark } from '../../packages/tap/src/state/bookmark.ts';
import { openVendor, runVendor, type VendorRun } from '../support/vendor-run.ts';

const dayMs = 86_400_000;
let nowMs = 0;
const opened: Sandbox[] = [];

afterEach(async () => {
  for (const portal of opened.splice(0)) await portal.close();
});

/** A portal without rows that have no date: of those no filter can tell. */
const open = async (options: FlowluOptions = {}): Promise<Sandbox> => {
  const portal = await startSandbox({
    ...{ vendor: 'flowlu', limit: 'none', users: 120, seed: 7, clock: () => nowMs },
    options: { oddities: false, maxLimit: 50, ...options },
  });
  opened.push(portal);
  return portal;
};

const stream = 'accounts';

const read = async (portal: Sandbox, bookmarks?: ReadonlyMap<string, Bookmark>): Promise<VendorRun> =>
  runVendor(await openVendor(portal.config), { streams: [stream], ...(bookmarks !== undefined && { bookmarks }) });

/** As many changes as a busy day has; what changed, by id. */
const changeSome = (portal: Sandbox): readonly string[] => {
  const rows = portal.truth(stream);
  const picked = [3, 40, 90, 140, 200].map((index) => rows[index % rows.length]?.['id']);
  for (const id of picked) portal.update(stream, id as number);
  return [...picked, portal.insert(stream)['id']].map(String);
};

const idsOf = ({ records }: VendorRun): readonly string[] => (records.get(stream) ?? []).map(({ id }) => String(id));

const filtersIn = (portal: Sandbox, from: number): readonly string[] =>
  [...portal.log]
    .slice(from)
    .map(({ query }) => new URLSearchParams(query).get('filter[updated_date]'))
    .filter((filter) => filter !== null);

const pagesOf = (portal: Sandbox): number => Math.ceil(portal.truth(stream).length / 50);

/** A first run, then one a day later that has to find out about the filter. */
const readTwice = async (portal: Sandbox): Promise<VendorRun> => {
  nowMs = Date.UTC(2026, 9, 20, 12);
  const first = await read(portal);
  nowMs += dayMs;
  const changed = changeSome(portal);
  const second = await read(portal, first.bookmarks);
  expect(idsOf(second)).toEqual(expect.arrayContaining([...changed]));
  return second;
};

const judgedDaysAgo = (days: number, bookmarks: ReadonlyMap<string, Bookmark>): ReadonlyMap<string, Bookmark> => {
  const bookmark = bookmarks.get(stream);
  const filter = bookmark?.filter;
  if (bookmark === undefined || filter === undefined) throw new Error('nothing is known of the filter');
  const judgedAt = new Date(Date.parse(filter.judgedAt) - days * dayMs).toISOString();
  return new Map([[stream, { ...bookmark, filter: { ...filter, judgedAt } }]]);
};

describe('a filter by change that holds', () => {
  test.each<[string, FlowluOptions]>([
    ['by days', {}],
    ['by moments', { dateFilterGrain: 'moment' }],
    ['without its bounds', { dateFilterInclusive: false }],
    ['in a zone far ahead', { timezone: 'Pacific/Auckland' }],
    ['in a zone far behind', { timezone: 'Pacific/Honolulu' }],
    ['in a list that is paged by number', { idFilter: 'ignored' }],
  ])('is proved by the first incremental run and spares the next ones the list: %s', async (_, options) => {
    const portal = await open(options);
    const second = await readTwice(portal);
    expect(second.bookmarks.get(stream)?.filter).toMatchObject({ trusted: true, inUse: false });
    expect(second.log.join('\n')).toMatch(/filter by change holds/);
    for (let run = 0; run < 3; run += 1) {
      nowMs += dayMs;
      const changed = changeSome(portal);
      const asked = portal.log.length;
      const next = await read(portal, second.bookmarks);
      expect(idsOf(next)).toEqual(expect.arrayContaining([...changed]));
      expect(portal.log.length - asked).toBeLessThan(pagesOf(portal));
      expect(filtersIn(portal, asked)).toHaveLength(portal.log.length - asked);
      expect(next.report.streams[stream]).toMatchObject({ outcome: 'complete' });
    }
  });

  test('is proved again after a week, and what only it told since is read again', async () => {
    const portal = await open();
    const second = await readTwice(portal);
    nowMs += dayMs;
    const changed = changeSome(portal);
    const third = await read(portal, second.bookmarks);
    const asked = portal.log.length;
    const later = await read(portal, judgedDaysAgo(8, third.bookmarks));
    expect(portal.log.length - asked).toBeGreaterThan(pagesOf(portal));
    expect(idsOf(later)).toEqual(expect.arrayContaining([...changed]));
    expect(later.bookmarks.get(stream)?.filter).toMatchObject({ trusted: true });
  });

  test('is no longer trusted once the portal ignores it, which loses nothing', async () => {
    const before = await readTwice(await open());
    nowMs += dayMs;
    const portal = await open({ dateFilter: 'ignored' });
    const changed = changeSome(portal);
    const next = await read(portal, before.bookmarks);
    expect(idsOf(next)).toEqual(expect.arrayContaining([...changed]));
    expect(next.bookmarks.get(stream)?.filter).toMatchObject({ trusted: false });
    const asked = portal.log.length;
    await read(portal, next.bookmarks);
    expect(filtersIn(portal, asked)).toEqual([]);
  });
});

describe('a filter by change that does not hold', () => {
  test.each<[string, FlowluOptions]>([
    ['it brings everything', { dateFilter: 'ignored' }],
    ['it is known for the documented columns alone', { dateFilter: 'documented' }],
    ['it brings too little, because it compares creation', { dateFilterColumn: 'created' }],
  ])('is not used: %s', async (_, options) => {
    const portal = await open(options);
    const second = await readTwice(portal);
    expect(second.bookmarks.get(stream)?.filter).toMatchObject({ trusted: false });
    expect(second.log.join('\n')).toMatch(/does not hold; the list is read whole/);
    nowMs += dayMs;
    const changed = changeSome(portal);
    const asked = portal.log.length;
    const third = await read(portal, second.bookmarks);
    expect(idsOf(third)).toEqual(expect.arrayContaining([...changed]));
    expect(filtersIn(portal, asked)).toEqual([]);
    expect(portal.log.length - asked).toBe(pagesOf(portal));
  });

  test('is not asked for where rows have no date of change, nor for lists of one page', async () => {
    const portal = await open({ oddities: true });
    const second = await readTwice(portal);
    expect(filtersIn(portal, 0)).toEqual([]);
    expect(second.bookmarks.get(stream)?.filter).toMatchObject({ trusted: false });
    const small = await open();
    const account = await openVendor(small.config);
    const first = await runVendor(account, { streams: ['lead_sources'] });
    await runVendor(account, { streams: ['lead_sources'], bookmarks: first.bookmarks });
    expect(filtersIn(small, 0)).toEqual([]);
  });
});
