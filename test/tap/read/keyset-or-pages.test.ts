import { describe, expect, test } from '@jest/globals';
import {
  defineStream,
  id,
  isRow,
  keysetOrPages,
  MissingError,
  ResponseShapeError,
  type Paginator,
  type Row,
} from '@singer-io-ts/tap';
import type { Fetcher } from '../../../packages/tap/src/fetch/fetcher.ts';
import { createCredits } from '../../../packages/tap/src/read/credits.ts';
import { newFindings, readList } from '../../../packages/tap/src/read/passes.ts';
import type { ListPosition } from '../../../packages/tap/src/state/bookmark.ts';

const SIZE = 3;

const matchingOf = ({ body }: { readonly body: unknown }): number | null =>
  isRow(body) && typeof body['matching'] === 'number' ? body['matching'] : null;

const paginate: Paginator = keysetOrPages({
  key: 'id',
  query: { order: 'id' },
  after: (key) => ({ after: key }),
  matching: matchingOf,
});

interface VendorOptions {
  readonly ids?: number[];
  readonly filter?: boolean;
  readonly order?: boolean;
  readonly counts?: boolean;
  /** Changes the list after so many requests. */
  readonly change?: (ids: number[], requests: number) => void;
}

/** A vendor that may ignore the filter or the order (its own is descending). */
const vendorOf = ({
  ids = [9, 8, 7, 6, 5, 4, 3, 2, 1],
  filter = true,
  order = true,
  counts = true,
  change,
}: VendorOptions) => {
  const asked: string[] = [];
  const fetchPage: Fetcher['fetchPage'] = (request) => {
    const { after, page = 1 } = request.query ?? {};
    asked.push(after === undefined ? `page ${String(page)}` : `after ${String(after)}`);
    const matching = ids.filter((value) => !filter || after === undefined || value > Number(after));
    if (order) matching.sort((a, b) => a - b);
    const rows = matching.slice((Number(page) - 1) * SIZE, Number(page) * SIZE).map((value) => ({ id: value }));
    const answered = {
      status: 200,
      headers: { get: () => null },
      body: { items: rows, ...(counts && { matching: matching.length }) },
      bytes: 100,
      url: new URL('https://api.example/items'),
      serverTimeMs: null,
    };
    change?.(ids, asked.length);
    request.inspect?.(answered);
    return Promise.resolve(answered);
  };
  const fetcher: Fetcher = {
    fetchPage,
    statistics: { requests: 0, retries: 0, rateLimited: 0, secondsWaited: 0, requestsByStream: new Map() },
    vendorNowMs: () => 0,
    close: () => Promise.resolve(),
  };
  return { fetcher, asked };
};

const stream = defineStream({
  name: 'items',
  description: 'Items',
  source: 'test',
  path: '/items',
  records: 'items',
  paginate,
  primaryKey: ['id'],
  fields: { id: id('Item') },
});

const read = async (fetcher: Fetcher, start: ListPosition | null = null, verify = true) => {
  const findings = newFindings();
  const source = {
    ...{ stream, fetcher, origin: 'https://api.example', credits: createCredits(1e9), lookAhead: 0 },
    context: { partition: {}, since: null, until: '2026-01-01T00:00:00Z' },
    signal: new AbortController().signal,
    keyOf: (row: Row) => String(row['id']),
  };
  const ids: unknown[] = [];
  const positions: (ListPosition | null)[] = [];
  for await (const { rows, position } of readList(source, start, verify, findings)) {
    ids.push(...rows.map((row) => row['id']));
    positions.push(position);
  }
  return { ids, positions, findings };
};

describe('a list by key or by page', () => {
  test('goes on after the last key, in one pass, and ends with the count of the vendor', async () => {
    const vendor = vendorOf({});
    const { ids, findings } = await read(vendor.fetcher);
    expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(vendor.asked).toEqual(['page 1', 'after 3', 'after 6'].map((text) => text.replace('page 1', 'page 1')));
    expect(findings.passes).toBe(1);
  });

  test('ends with an empty page when the vendor counts nothing', async () => {
    const vendor = vendorOf({ counts: false });
    expect((await read(vendor.fetcher)).ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(vendor.asked).toEqual(['page 1', 'after 3', 'after 6', 'after 9']);
  });

  test.each([true, false])('reads passes over pages when the filter is ignored (counts: %s)', async (counts) => {
    const vendor = vendorOf({ filter: false, counts });
    const { ids, findings } = await read(vendor.fetcher);
    expect(ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(vendor.asked.filter((text) => text.startsWith('after'))).toHaveLength(3);
    expect(findings).toMatchObject({ passes: 2, foundLater: 0, moved: false });
  });

  test.each([true, false])('reads passes over pages when the order is ignored (filter: %s)', async (filter) => {
    const vendor = vendorOf({ order: false, filter });
    const { ids, findings } = await read(vendor.fetcher);
    expect(ids).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(vendor.asked.slice(0, 3)).toEqual(['page 1', 'page 2', 'page 3']);
    expect(findings).toMatchObject({ passes: 2, moved: false });
  });

  test('begins with the first page again when the order breaks later', async () => {
    const vendor = vendorOf({ ids: [1, 2, 3, 9, 8, 7, 6, 5, 4], order: false });
    const { ids } = await read(vendor.fetcher);
    expect(ids).toEqual([1, 2, 3, 9, 8, 7, 6, 5, 4]);
    expect(vendor.asked.slice(0, 3)).toEqual(['page 1', 'after 3', 'page 1']);
  });

  test('misses no row that is there throughout, although the pages shift', async () => {
    for (const [filter, order] of [
      [false, true],
      [false, false],
      [true, false],
    ] as const) {
      const staying = [12, 11, 10, 9, 8, 7, 6, 5, 4];
      const change = (list: number[], requests: number) => {
        if (requests === 4) list.splice(list.indexOf(1), 1);
        if (requests === 5) list.splice(list.indexOf(13), 1);
      };
      const vendor = vendorOf({ ids: [13, ...staying, 3, 2, 1], filter, order, change });
      expect((await read(vendor.fetcher)).ids).toEqual(expect.arrayContaining(staying));
    }
  });

  test('goes on from any position of its state', async () => {
    for (const options of [{}, { filter: false }, { order: false }, { counts: false, filter: false }]) {
      const whole = await read(vendorOf(options).fetcher);
      for (const position of whole.positions) {
        if (position === null) continue;
        const at = position.pass === 1 ? whole.positions.indexOf(position) : Infinity;
        const seen = new Set(whole.ids.slice(0, at === Infinity ? undefined : (at + 1) * SIZE));
        const rest = await read(vendorOf(options).fetcher, position);
        expect(new Set([...seen, ...rest.ids]).size).toBe(9);
      }
    }
  });

  test('asks an empty page that should have rows again before it believes it', async () => {
    const asked: string[] = [];
    const vendor = vendorOf({});
    const fetchPage: Fetcher['fetchPage'] = (request) => {
      asked.push(String(request.query?.['after'] ?? ''));
      const page = {
        ...{ status: 200, headers: { get: () => null }, bytes: 1, serverTimeMs: null },
        url: new URL('https://api.example/items'),
        body: { items: asked.length === 1 ? [{ id: 1 }] : [], matching: 3 },
      };
      for (let ask = 0; ; ask += 1) {
        try {
          request.inspect?.(page);
          return Promise.resolve(page);
        } catch (error) {
          if (ask > 5) throw error;
        }
      }
    };
    const { ids } = await read({ ...vendor.fetcher, fetchPage });
    expect(ids).toEqual([1]);
    expect(asked).toEqual(['', '1', '1', '1']);
  });

  /** Nothing is there after the first page. */
  const goneVendor = (options: VendorOptions) => {
    const { fetcher, asked } = vendorOf(options);
    const fetchPage: Fetcher['fetchPage'] = async (request) => {
      const answered = await fetcher.fetchPage(request);
      if (asked.length > 1) throw new MissingError('nothing is there');
      return answered;
    };
    return { ...fetcher, fetchPage };
  };

  test('fails when nothing is there although the vendor counts more rows', async () => {
    await expect(read(goneVendor({}))).rejects.toThrow('nothing is there');
    const resumed: ListPosition = { pass: 1, at: 'after:3', anchor: null, pages: null, moved: false };
    const { fetcher } = vendorOf({});
    const gone = { ...fetcher, fetchPage: () => Promise.reject(new MissingError('nothing is there')) };
    await expect(read(gone, resumed)).rejects.toThrow('nothing is there');
  });

  test('ends when nothing is there after rows that nobody counts', async () => {
    const { ids } = await read(goneVendor({ counts: false }));
    expect(ids).toEqual([1, 2, 3]);
  });

  test('refuses rows without a whole number as their key', () => {
    const page = { body: {}, headers: { get: () => null }, url: new URL('https://api.example/items') };
    expect(() => paginate.after({ ...page, rows: [{ id: 'x' }] }, null)).toThrow(ResponseShapeError);
    expect(() => paginate.after({ ...page, rows: [{}] }, null)).toThrow(ResponseShapeError);
    expect(() => paginate.ask('nonsense')).toThrow(ResponseShapeError);
  });

  test('knows the page before and after one, and nothing beside a key', () => {
    expect(paginate.predict?.('page:3:6')).toBe('page:4:9');
    expect(paginate.before?.('page:3:6')).toBe('page:2:3');
    expect(paginate.before?.('page:2:3')).toBe('page:1:0');
    expect(paginate.before?.('page:1:0')).toBeNull();
    expect(paginate.predict?.('after:6')).toBeNull();
    expect(paginate.before?.('after:6')).toBeNull();
  });
});
