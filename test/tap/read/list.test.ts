import { describe, expect, test } from '@jest/globals';
import {
  bodyFlag,
  bodyToken,
  defineStream,
  id,
  MissingError,
  pageNumber,
  ResponseShapeError,
  TransientError,
  type PageView,
  type Paginator,
} from '@singer-io-ts/tap';
import type { Fetcher, PageRequest } from '../../../packages/tap/src/fetch/fetcher.ts';
import { createCredits } from '../../../packages/tap/src/read/credits.ts';
import { readBackward, readForward } from '../../../packages/tap/src/read/list.ts';
import type { ListSource } from '../../../packages/tap/src/read/page.ts';
import { newFindings, readList } from '../../../packages/tap/src/read/passes.ts';
import type { ListPosition } from '../../../packages/tap/src/state/bookmark.ts';

interface Asked {
  readonly at: string;
  readonly startedAt: number;
}

/** A vendor of given bodies by page (or token); a body may be an Error to throw, or a list of what each ask gets. */
const vendorOf = (bodies: Readonly<Record<string, unknown>>, parameter = 'page') => {
  const asked: Asked[] = [];
  const times = new Map<string, number>();
  let clock = 0;
  let open = 0;
  let mostOpen = 0;
  const fetchPage: Fetcher['fetchPage'] = async (request: PageRequest) => {
    for (let attempt = 0; ; attempt += 1) {
      const at = String(request.query?.[parameter] ?? 'first');
      asked.push({ at, startedAt: (clock += 1) });
      open += 1;
      mostOpen = Math.max(mostOpen, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
      request.signal?.throwIfAborted();
      const count = times.get(at) ?? 0;
      times.set(at, count + 1);
      const given = bodies[at];
      const body: unknown = Array.isArray(given) ? given[Math.min(count, given.length - 1)] : given;
      if (body instanceof Error) throw body;
      if (body === undefined) throw new MissingError(`no page ${at}`);
      const page = {
        status: 200,
        headers: { get: () => null },
        body,
        bytes: 1000,
        url: new URL('https://api.example/items'),
        serverTimeMs: null,
      };
      try {
        request.inspect?.(page);
        return page;
      } catch (error) {
        if (!(error instanceof TransientError) || attempt >= 6) throw error;
      }
    }
  };
  const fetcher: Fetcher = {
    fetchPage,
    statistics: { requests: 0, retries: 0, rateLimited: 0, secondsWaited: 0, requestsByStream: new Map() },
    vendorNowMs: () => 0,
    close: () => Promise.resolve(),
  };
  return { fetcher, asked: () => asked.map(({ at }) => at), mostOpen: () => mostOpen };
};

const sourceOf = (
  fetcher: Fetcher,
  paginate: Paginator = pageNumber({ hasNext: bodyFlag('more') }),
  more: Partial<ListSource> = {},
): ListSource => ({
  stream: defineStream({
    name: 'items',
    description: 'Items',
    source: 'test',
    path: '/items',
    records: 'items',
    paginate,
    primaryKey: ['id'],
    fields: { id: id('Item') },
  }),
  context: { partition: {}, since: null, until: '2026-01-01T00:00:00Z' },
  fetcher,
  origin: 'https://api.example',
  credits: createCredits(1e9),
  signal: new AbortController().signal,
  lookAhead: 4,
  keyOf: (row) => JSON.stringify(row['id']),
  ...more,
});

const body = (ids: readonly number[], more: boolean) => ({ items: ids.map((value) => ({ id: value })), more });

const idsOf = async (pages: AsyncIterable<{ readonly rows: readonly Readonly<Record<string, unknown>>[] }>) => {
  const ids: unknown[] = [];
  for await (const { rows } of pages) ids.push(...rows.map((row) => row['id']));
  return ids;
};

describe('a list read forward', () => {
  test('gives the rows of all pages in order and ends only on its sign, not on a short page', async () => {
    const vendor = vendorOf({ 1: body([1, 2, 3], true), 2: body([4], true), 3: body([5, 6, 7], false) });
    expect(await idsOf(readForward(sourceOf(vendor.fetcher), 1))).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('gives rows that a list of its parts has again, without taking them for a circle', async () => {
    const parts = bodyToken({ parameter: 'page', from: 'next', optional: true });
    const paginate: Paginator = {
      ...parts,
      after: (page, at) => {
        const next = parts.after(page, at);
        return next !== 'end' && next.at === 'part' ? { ...next, begins: true } : next;
      },
    };
    const pages = [[1], [2], [3], [4]].map((ids) => body(ids, false).items);
    const bodies = Object.fromEntries(
      ['first', 'b', 'c', 'd', 'part', 'f', 'g', 'h'].map((name, index, names) => [
        name,
        { items: pages[index % 4], next: names[index + 1] },
      ]),
    );
    const vendor = vendorOf(bodies);
    expect(await idsOf(readForward(sourceOf(vendor.fetcher, paginate), null))).toEqual([1, 2, 3, 4, 1, 2, 3, 4]);
    expect(vendor.asked()).toHaveLength(8);
  });

  test('asks for one page only when the first says that it is the last', async () => {
    const vendor = vendorOf({ 1: body([1], false) });
    expect(await idsOf(readForward(sourceOf(vendor.fetcher), 1))).toEqual([1]);
    expect(vendor.asked()).toEqual(['1']);
  });

  test('asks a few pages ahead, at most four, and drops what lies beyond the end', async () => {
    const pages = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [index + 1, body([index], index < 19)]));
    const vendor = vendorOf(pages);
    expect(await idsOf(readForward(sourceOf(vendor.fetcher), 1))).toHaveLength(20);
    expect(vendor.mostOpen()).toBeLessThanOrEqual(4);
    expect(vendor.mostOpen()).toBeGreaterThan(1);
    expect(vendor.asked().length).toBeLessThanOrEqual(24);
  });

  test('asks no page ahead without credits', async () => {
    const pages = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [index + 1, body([index], index < 5)]));
    const vendor = vendorOf(pages);
    await idsOf(readForward(sourceOf(vendor.fetcher, undefined, { credits: createCredits(10) }), 1));
    expect(vendor.mostOpen()).toBe(1);
    expect(vendor.asked()).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  test('gives all credits back, also when it is left early', async () => {
    const pages = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [index + 1, body([index], index < 19)]));
    const taken: number[] = [];
    const pool = createCredits(1e9);
    const credits = {
      take: (bytes: number) => {
        taken.push(bytes);
        return pool.take(bytes);
      },
      give: (bytes: number) => {
        taken.push(-bytes);
        pool.give(bytes);
      },
    };
    for await (const page of readForward(sourceOf(vendorOf(pages).fetcher, undefined, { credits }), 1)) {
      if (page.at === 5) break;
    }
    expect(taken.reduce((sum, bytes) => sum + bytes, 0)).toBe(0);
  });

  test('believes an empty page that says more follow only when it stays empty', async () => {
    const vendor = vendorOf({ 1: body([1], true), 2: [body([], true), body([2], true)], 3: body([3], false) });
    expect(await idsOf(readForward(sourceOf(vendor.fetcher), 1))).toEqual([1, 2, 3]);
    const empty = vendorOf({ 1: body([1], true), 2: body([], true), 3: body([3], false) });
    expect(await idsOf(readForward(sourceOf(empty.fetcher), 1))).toEqual([1, 3]);
  });

  test('asks again for a page that repeats an earlier one', async () => {
    const vendor = vendorOf({ 1: body([1], true), 2: [body([1], true), body([2], true)], 3: body([3], false) });
    expect(await idsOf(readForward(sourceOf(vendor.fetcher), 1))).toEqual([1, 2, 3]);
  });

  test.each([
    ['the same page for ever', (at: number) => body([1, 2], at > 0)],
    ['two pages in turn for ever', (at: number) => body([at % 2], true)],
    ['empty pages for ever', (at: number) => body(at === 1 ? [1] : [], true)],
  ])('fails on %s', async (_, bodyOf) => {
    const vendor = vendorOf(new Proxy({}, { get: (_target, at) => bodyOf(Number(at)) }));
    await expect(idsOf(readForward(sourceOf(vendor.fetcher), 1))).rejects.toThrow(ResponseShapeError);
    expect(vendor.asked().length).toBeLessThan(60);
  });

  test('fails on tokens that lead back, also over several pages (A-B-A)', async () => {
    const paginate = bodyToken({ parameter: 'token', from: 'next' });
    const vendor = vendorOf(
      {
        first: { items: [{ id: 1 }], next: 'a' },
        a: { items: [{ id: 2 }], next: 'b' },
        b: { items: [{ id: 3 }], next: 'a' },
      },
      'token',
    );
    await expect(idsOf(readForward(sourceOf(vendor.fetcher, paginate), null))).rejects.toThrow(/leads back/);
  });

  test('ends at a page that no longer exists, but fails when the first one does not', async () => {
    const vendor = vendorOf({ 1: body([1], true), 2: body([2], true) });
    expect(await idsOf(readForward(sourceOf(vendor.fetcher), 1))).toEqual([1, 2]);
    await expect(idsOf(readForward(sourceOf(vendorOf({}).fetcher), 1))).rejects.toThrow(MissingError);
  });

  test.each([[{}], [{ more: false }], [{ items: null, more: false }], [{ items: {}, more: false }], ['text'], [null]])(
    'fails on an answer without the list (%j) instead of taking it for an empty one',
    async (answer) => {
      await expect(idsOf(readForward(sourceOf(vendorOf({ 1: answer }).fetcher), 1))).rejects.toThrow(
        ResponseShapeError,
      );
    },
  );

  test('takes a page that repeats the first for the end where the vendor ignores paging', async () => {
    const paginate = pageNumber({ hasNext: () => 'unknown', ignoresPaging: true });
    const vendor = vendorOf({ 1: body([1, 2], true), 2: body([1, 2], true) });
    expect(await idsOf(readList(sourceOf(vendor.fetcher, paginate), null, true))).toEqual([1, 2]);
    expect(vendor.asked()).toEqual(['1', '2']);
  });

  test('asks again for a repeated page that says that more follow, though the vendor may ignore paging', async () => {
    const paginate = pageNumber({ hasNext: bodyFlag('more'), ignoresPaging: true });
    const vendor = vendorOf({
      1: body([1, 2], true),
      2: [body([1, 2], true), body([3, 4], true)],
      3: body([5], false),
    });
    expect(await idsOf(readForward(sourceOf(vendor.fetcher, paginate), 1))).toEqual([1, 2, 3, 4, 5]);
  });

  test('stops asking when it is aborted', async () => {
    const stop = new AbortController();
    const vendor = vendorOf(new Proxy({}, { get: (_target, at) => body([Number(at)], true) }));
    const reading = async () => {
      for await (const page of readForward(sourceOf(vendor.fetcher, undefined, { signal: stop.signal }), 1)) {
        if (page.at === 3) stop.abort(new Error('stopped'));
      }
    };
    await expect(reading()).rejects.toThrow('stopped');
    expect(vendor.asked().length).toBeLessThan(10);
  });
});

test('a list read backward gives its pages from the last to the first and passes over those that are gone', async () => {
  const vendor = vendorOf({ 1: body([1], true), 2: body([2], true), 3: body([3], false) });
  expect(await idsOf(readBackward(sourceOf(vendor.fetcher), 4))).toEqual([3, 2, 1]);
});

describe('an end sign that is the absence of something', () => {
  const inDoubt: Paginator = {
    ...pageNumber({ hasNext: bodyFlag('more') }),
    doubts: ({ body }) => (bodyFlag('more')({ body } as PageView) === 'end' ? [{ page: 'odd' }, { page: 'even' }] : []),
  };
  const read = async (bodies: Readonly<Record<string, unknown>>) => {
    const { fetcher, asked } = vendorOf(bodies);
    return { ids: await idsOf(readForward(sourceOf(fetcher, inDoubt), 1)), asked: asked() };
  };

  test('is believed when no narrower list has a row that the page lacks', async () => {
    const bodies = { 1: body([1, 2], false), odd: body([1], false), even: body([2], false) };
    expect(await read(bodies)).toEqual({ ids: [1, 2], asked: ['1', 'odd', 'even'] });
  });

  test('is an error when one of them has another row, however often it is looked at', async () => {
    const bodies = { 1: body([1, 2], false), odd: body([1], false), even: body([2, 4], false) };
    await expect(read(bodies)).rejects.toThrow('may take a header away');
    await expect(read(bodies)).rejects.toBeInstanceOf(ResponseShapeError);
  });

  test('is believed when the vendor does not understand the narrower lists', async () => {
    const refused = new ResponseShapeError('400');
    expect((await read({ 1: body([1, 2], false), odd: refused, even: refused })).ids).toEqual([1, 2]);
  });

  test('is looked at again, since the row may have come in between or the sign was lost once', async () => {
    const grown = { 1: [body([1], false), body([1, 3], false)], odd: body([1, 3], false), even: body([], false) };
    expect((await read(grown)).ids).toEqual([1, 3]);
    const lost = { 1: [body([1], false), body([1], true)], 2: body([3], false), odd: body([3], false) };
    expect((await read({ ...lost, even: body([], false) })).ids).toEqual([1, 3]);
  });

  test('is believed in the end when a row comes and another one goes between all looks', async () => {
    const pages = [1, 2, 3, 4, 5, 6, 7, 8].map((id) => body([id], false));
    const one = { 1: pages, odd: pages.slice(1), even: body([], false) };
    expect((await read(one)).ids).toEqual([6]);
  });

  test('is in doubt again when its page is asked for again because it repeated an earlier one', async () => {
    const repeated = {
      1: body([1], true),
      2: [body([1], true), body([2], false), body([2], true)],
      3: body([3], false),
      odd: body([3], false),
      even: body([], false),
    };
    expect((await read(repeated)).ids).toEqual([1, 2, 3]);
  });
});

describe('several lists that are read as one', () => {
  const lists: Paginator = {
    kind: 'lists',
    first: 'a',
    stable: true,
    ask: (at) => ({ query: { page: at as string } }),
    after: (_, at) => (at === 'd' ? 'end' : { at: at === 'a' ? 'b' : at === 'b' ? 'c' : 'd', begins: true }),
  };

  test('may each be empty, and are asked for once', async () => {
    const { fetcher, asked } = vendorOf({
      a: body([], false),
      b: body([1], false),
      c: body([], false),
      d: body([2], false),
    });
    expect(await idsOf(readForward(sourceOf(fetcher, lists), 'a'))).toEqual([1, 2]);
    expect(asked()).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('a list that can shift', () => {
  const positionsOf = async (source: ListSource, start: ListPosition | null, verify = true) => {
    const found = [];
    for await (const { rows, position } of readList(source, start, verify)) {
      found.push({ ids: rows.map((row) => row['id']), pass: position?.pass, at: position?.at });
    }
    return found;
  };
  const three = { 1: body([1, 2], true), 2: body([3, 4], true), 3: body([5], false) };

  test('is read once when it has one page, or when further passes are switched off', async () => {
    const one = vendorOf({ 1: body([1], false) });
    expect(await positionsOf(sourceOf(one.fetcher), null)).toEqual([{ ids: [1], pass: undefined, at: undefined }]);
    const vendor = vendorOf(three);
    await positionsOf(sourceOf(vendor.fetcher, undefined, { lookAhead: 0 }), null, false);
    expect(vendor.asked()).toEqual(['1', '2', '3']);
  });

  test('is read forward and backward; the second pass emits nothing when nothing moved', async () => {
    const vendor = vendorOf(three);
    expect(await positionsOf(sourceOf(vendor.fetcher, undefined, { lookAhead: 0 }), null)).toEqual([
      { ids: [1, 2], pass: 1, at: 2 },
      { ids: [3, 4], pass: 1, at: 3 },
      { ids: [5], pass: 2, at: 3 },
      { ids: [], pass: 2, at: 2 },
      { ids: [], pass: 2, at: 1 },
      { ids: [], pass: undefined, at: undefined },
    ]);
    expect(vendor.asked()).toEqual(['1', '2', '3', '3', '2', '1']);
  });

  test('is read a third time, each page twice, when the passes differ', async () => {
    const vendor = vendorOf({ ...three, 2: [body([3, 4], true), body([4, 9], true)] });
    const findings = newFindings();
    const source = sourceOf(vendor.fetcher, undefined, { lookAhead: 0 });
    expect(await idsOf(readList(source, null, true, findings))).toEqual([1, 2, 3, 4, 5, 9]);
    expect(findings).toMatchObject({ passes: 3, foundLater: 1, moved: true });
    expect(vendor.asked().slice(6)).toEqual(['1', '2', '1', '3', '2']);
  });

  test('goes on at the remembered page when the page before it is as it was', async () => {
    const first = vendorOf(three);
    const source = sourceOf(first.fetcher, undefined, { lookAhead: 0 });
    let kept: ListPosition | null = null;
    for await (const { position } of readList(source, null, true)) {
      if (position?.at === 3 && position.pass === 1) {
        kept = position;
        break;
      }
    }
    const second = vendorOf(three);
    const rest = await positionsOf(sourceOf(second.fetcher, undefined, { lookAhead: 0 }), kept);
    expect(rest[0]).toEqual({ ids: [5], pass: 2, at: 3 });
    expect(second.asked().slice(0, 2)).toEqual(['2', '3']);

    const shifted = vendorOf({ 1: body([2, 3], true), 2: body([4, 5], true), 3: body([6], false) });
    const after = await positionsOf(sourceOf(shifted.fetcher, undefined, { lookAhead: 0 }), kept);
    expect(after[0]?.ids).toEqual([4, 5]);

    const replaced = vendorOf({ 1: body([11, 12], true), 2: body([13, 14], true), 3: body([15], false) });
    const whole = await positionsOf(sourceOf(replaced.fetcher, undefined, { lookAhead: 0 }), kept);
    expect(whole.flatMap(({ ids }) => ids)).toEqual([11, 12, 13, 14, 15]);
  });
});
