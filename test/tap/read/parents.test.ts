import { describe, expect, test } from '@jest/globals';
import {
  defineStream,
  id,
  instant,
  linkHeader,
  MissingError,
  ofParent,
  PermissionError,
  ResponseShapeError,
  type Paginator,
  type ParentLink,
  type Stream,
} from '@singer-io-ts/tap';
import type { Fetcher, PageRequest } from '../../../packages/tap/src/fetch/fetcher.ts';
import { instantFromMs } from '../../../packages/tap/src/shape/instant.ts';
import type { Bookmark } from '../../../packages/tap/src/state/bookmark.ts';
import { lastState, runInMemory, select, type MemoryRun } from '../../support/memory-run.ts';

interface Answer {
  readonly body: unknown;
  /** A Link header. */
  readonly link?: string;
}

/** Answers by path and query; an Error is thrown. */
const vendorOf = (answers: Readonly<Record<string, Answer | Error>>) => {
  const asked: string[] = [];
  const fetchPage: Fetcher['fetchPage'] = (request: PageRequest) => {
    const query = new URLSearchParams(
      Object.entries(request.query ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
    );
    const url = new URL(request.url ?? `${request.path}?${query.toString()}`, 'https://memory.example');
    const address = url.pathname + url.search;
    asked.push(address);
    const answer = answers[address] ?? new MissingError(`nothing under ${address}`);
    if (answer instanceof Error) return Promise.reject(answer);
    const { body, link } = answer;
    const headers = { get: (name: string) => (name === 'link' ? (link ?? null) : null) };
    const page = { status: 200, headers, body, bytes: 100, url, serverTimeMs: null };
    request.inspect?.(page);
    return Promise.resolve(page);
  };
  const fetcher: Fetcher = {
    fetchPage,
    statistics: { requests: 0, retries: 0, rateLimited: 0, secondsWaited: 0, requestsByStream: new Map() },
    vendorNowMs: () => Date.UTC(2026, 5, 1),
    close: () => Promise.resolve(),
  };
  return { fetcher, asked };
};

const paginate: Paginator = linkHeader();

const listOf = (name: string, permission?: string): Stream =>
  defineStream({
    name,
    description: 'A list',
    source: 'test',
    path: `/${name}`,
    records: '',
    paginate,
    primaryKey: ['id'],
    fields: { id: id('Item') },
    ...(permission !== undefined && { permission }),
  });

const childOf = (parent: ParentLink): Stream =>
  defineStream({
    name: 'children',
    description: 'Items of a parent',
    source: 'test',
    parent,
    path: ({ partition }) => `/${String(partition['kind'])}/${String(partition['parent_id'])}`,
    records: '',
    paginate,
    primaryKey: ['id'],
    fields: { id: id('Item'), parent_id: ofParent(id('Parent')), kind: ofParent(id('Kind', 'text')) },
  });

const idsOf = ({ events }: MemoryRun): number[] => events.flatMap((event) => (event.kind === 'row' ? [event.id] : []));

const errorsOf = ({ report }: MemoryRun): string[] => report.errors.map(({ message }) => message);

describe('a parent', () => {
  test('may name several partitions in one row, or none', async () => {
    const kinds: ParentLink = {
      stream: listOf('parents'),
      partition: ({ id: parent }) =>
        parent === 1
          ? [
              { parent_id: 1, kind: 'red' },
              { parent_id: 1, kind: 'blue' },
            ]
          : parent === 2
            ? []
            : null,
    };
    const { fetcher, asked } = vendorOf({
      '/parents': { body: [{ id: 1 }, { id: 2 }, { id: 3 }] },
      '/blue/1': { body: [{ id: 10 }] },
      '/red/1': { body: [{ id: 20 }, { id: 21 }] },
    });
    expect(idsOf(await runInMemory(select(childOf(kinds)), fetcher, null))).toEqual([10, 20, 21]);
    expect(asked).toEqual(['/parents?', '/blue/1?', '/red/1?'].map((address) => address.replace('?', '')));
  });

  const inside: ParentLink = {
    stream: listOf('boxes', 'the scope boxes'),
    partition: ({ items }) => (items as number[]).map((item) => ({ parent_id: item, kind: 'red' })),
  };
  const also: ParentLink = {
    stream: listOf('parents'),
    partition: ({ id: parent }) => ({ parent_id: Number(parent), kind: 'red' }),
    also: [inside],
  };
  const children = {
    '/parents': { body: [{ id: 1 }, { id: 2 }] },
    '/red/1': { body: [{ id: 10 }] },
    '/red/2': { body: [{ id: 20 }] },
    '/red/3': { body: [{ id: 30 }] },
  };

  test('may be completed by a further list; what both name is read once', async () => {
    const { fetcher, asked } = vendorOf({ ...children, '/boxes': { body: [{ id: 7, items: [3, 2] }] } });
    expect(idsOf(await runInMemory(select(childOf(also)), fetcher, null))).toEqual([10, 20, 30]);
    expect(asked.filter((address) => address === '/red/2')).toHaveLength(1);
  });

  test('keeps what its own list names when the further one is refused', async () => {
    const { fetcher } = vendorOf({ ...children, '/boxes': new PermissionError('403') });
    const run = await runInMemory(select(childOf(also)), fetcher, null);
    expect(idsOf(run)).toEqual([10, 20]);
    expect(run.report.errors).toEqual([]);
  });

  test('fails its child when the further list can not be read for another reason', async () => {
    const { fetcher } = vendorOf({ ...children, '/boxes': { body: { items: [] } } });
    const run = await runInMemory(select(childOf(also)), fetcher, null);
    expect(run.report.errors[0]).toBeInstanceOf(ResponseShapeError);
  });

  test("that is refused names its own permission, not the child's", async () => {
    const parent: ParentLink = { stream: listOf('boxes', 'the scope boxes'), partition: () => null };
    const child: Stream = { ...childOf(parent), permission: 'the scope children' };
    const { fetcher } = vendorOf({ '/boxes': new PermissionError('Refused.') });
    expect(errorsOf(await runInMemory(select(child), fetcher, null))).toEqual([
      'Refused. Reading boxes needs the scope boxes.',
    ]);
  });
});

describe('a parent with parents of its own', () => {
  const boxes = listOf('boxes');
  const items: Stream = {
    ...listOf('items'),
    parent: { stream: boxes, partition: ({ id: box }) => ({ box_id: Number(box) }) },
    path: ({ partition }) => `/boxes/${String(partition['box_id'])}/items`,
    fields: { id: id('Item'), box_id: ofParent(id('Box')) },
  };
  const ofItem: ParentLink = {
    stream: items,
    partition: ({ id: item }) => ({ parent_id: Number(item), kind: 'red' }),
  };
  const count = 9;
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const answers = (missing: readonly number[] = []) =>
    Object.fromEntries([
      ['/boxes', { body: numbers.map((box) => ({ id: box })) }],
      ...numbers.flatMap((box) =>
        missing.includes(box) ? [] : [[`/boxes/${String(box)}/items`, { body: [{ id: box }] }]],
      ),
      ...numbers.map((item) => [`/red/${String(item)}`, { body: [{ id: item * 10 }] }]),
    ]) as Readonly<Record<string, Answer>>;

  /** Answers come when nothing else happens; how many of the lists in between were under way at once is counted. */
  const slowly = (fetcher: Fetcher) => {
    let [open, peak] = [0, 0];
    const fetchPage: Fetcher['fetchPage'] = async (request) => {
      const isBetween = request.stream === 'items';
      if (isBetween) peak = Math.max(peak, (open += 1));
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      if (isBetween) open -= 1;
      return await fetcher.fetchPage(request);
    };
    return { fetcher: { ...fetcher, fetchPage }, peak: () => peak };
  };

  test.each([
    [4, 4],
    [1, 1],
  ])('is read for %i of them at once', async (concurrency, expected) => {
    const { fetcher, peak } = slowly(vendorOf(answers()).fetcher);
    const run = await runInMemory(select(childOf(ofItem)), fetcher, null, Infinity, concurrency);
    expect(idsOf(run)).toEqual(numbers.map((item) => item * 10));
    expect(peak()).toBe(expected);
  });

  test('leaves out those that are gone', async () => {
    const run = await runInMemory(select(childOf(ofItem)), vendorOf(answers([2, 5])).fetcher, null);
    expect(idsOf(run)).toEqual([10, 30, 40, 60, 70, 80, 90]);
    expect(run.report.errors).toEqual([]);
  });

  test('fails the child when one of them can not be read, without a state past it', async () => {
    const broken = { ...answers(), '/boxes/3/items': { body: { items: [] } } };
    const run = await runInMemory(select(childOf(ofItem)), vendorOf(broken).fetcher, null);
    expect(run.report.errors[0]).toBeInstanceOf(ResponseShapeError);
    expect(lastState(run.events, null)?.done).toBe(false);
    expect(idsOf(run)).toEqual([]);
  });
});

describe('rows without a replication value', () => {
  const stream: Stream = {
    ...listOf('items'),
    replicationKey: 'updated_at',
    createdKey: 'created_at',
    fields: { id: id('Item'), updated_at: instant('iso', 'Change'), created_at: instant('iso', 'Creation') },
  };
  const at = (day: number): string => instantFromMs(Date.UTC(2026, 0, day));
  const rows = [
    { id: 1, created_at: at(1) },
    { id: 2, created_at: at(1), updated_at: at(5) },
    { id: 3, created_at: at(6) },
    { id: 4 },
  ];
  const second = [
    { id: 5, created_at: at(7) },
    { id: 1, created_at: at(1), updated_at: at(8) },
  ];

  test('count by their creation, and those without either are always read', async () => {
    const first = await runInMemory(select(stream), vendorOf({ '/items': { body: rows } }).fetcher, null);
    expect(idsOf(first)).toEqual([1, 2, 3, 4]);
    const state = lastState(first.events, null);
    expect(state?.value).toBe(at(6));
    const body = [...rows.slice(1), ...second];
    const again = await runInMemory(select(stream), vendorOf({ '/items': { body } }).fetcher, state);
    expect(idsOf(again)).toEqual([3, 4, 5, 1]);
    expect(lastState(again.events, null)?.value).toBe(at(8));
  });

  test('count by the key that the user chose, if it is another one', async () => {
    const selected = select(stream, { replicationKey: 'created_at', startDate: at(6) });
    const run = await runInMemory(selected, vendorOf({ '/items': { body: rows } }).fetcher, null);
    expect(idsOf(run)).toEqual([3, 4]);
  });
});

describe('a state that stands at a link', () => {
  const stream = listOf('items');
  const pages = {
    '/items': { body: [{ id: 1 }], link: '</items?next=b>; rel="next"' },
    '/items?next=b': { body: [{ id: 2 }], link: '</items?next=c>; rel="next"' },
    '/items?next=c': { body: [{ id: 3 }] },
  };
  const stopped = async (): Promise<Bookmark | null> =>
    lastState((await runInMemory(select(stream), vendorOf(pages).fetcher, null, 3)).events, null);

  test('goes on there', async () => {
    const state = await stopped();
    expect(state?.list?.at).toBe('/items?next=b');
    expect(idsOf(await runInMemory(select(stream), vendorOf(pages).fetcher, state))).toEqual([2, 3]);
  });

  test.each<[string, Error]>([
    ['missing', new MissingError('404')],
    ['refused', new ResponseShapeError('400')],
  ])('begins the list anew when its page is %s', async (_, error) => {
    let deaths = 0;
    const state = await stopped();
    const { fetcher } = vendorOf({
      ...pages,
      get '/items?next=b'() {
        deaths += 1;
        return deaths === 1 ? error : pages['/items?next=b'];
      },
    });
    const run = await runInMemory(select(stream), fetcher, state);
    expect(idsOf(run)).toEqual([1, 2, 3]);
    expect(run.report.errors).toEqual([]);
  });

  test.each(['https://memory.example/items?next=b', '/items?next=b', 'items?next=b', '?next=b'])(
    'was followed in the form %s',
    async (link) => {
      const answers = { ...pages, '/items': { ...pages['/items'], link: `<${link}>; rel="next"` } };
      expect(idsOf(await runInMemory(select(stream), vendorOf(answers).fetcher, null))).toEqual([1, 2, 3]);
    },
  );

  test('was followed from the root where the address of the page leads elsewhere', () => {
    const url = new URL('https://memory.example/api/items?page=1');
    const after = (link: string) =>
      paginate.after({ body: [], rows: [], url, headers: { get: () => `<${link}>; rel="next"` } }, null);
    expect(after('api/items?next=b')).toEqual({ at: '/api/items?next=b' });
    expect(after('items?next=b')).toEqual({ at: '/api/items?next=b' });
    expect(after('//elsewhere.example/api/items?next=b')).toEqual({ at: 'https://elsewhere.example/api/items?next=b' });
    expect(after('others?next=b')).toEqual({ at: '/api/others?next=b' });
  });
});
