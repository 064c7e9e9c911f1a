import { describe, expect, test } from '@jest/globals';
import {
  bodyFlag,
  bodyToken,
  emptyPage,
  header,
  headerNumber,
  keyset,
  linkHeader,
  nextUrl,
  offset,
  pageNumber,
  ResponseShapeError,
  singlePage,
  TransientError,
  type PageView,
  type Paginator,
} from '@singer-io-ts/tap';
import { nextRelation } from '../../../packages/tap/src/read/paginate/next-link.ts';

const page = (more: {
  body?: unknown;
  rows?: readonly unknown[];
  headers?: Readonly<Record<string, string>>;
}): PageView => ({
  body: more.body ?? {},
  rows: more.rows ?? [{ id: 1 }],
  url: new URL('https://api.example/v1/things?x=1'),
  headers: { get: (name) => more.headers?.[name.toLowerCase()] ?? null },
});

describe('the end sign', () => {
  test.each([
    ['true', 'more'],
    ['True ', 'more'],
    ['1', 'more'],
    ['false', 'end'],
    ['0', 'end'],
    ['', 'unknown'],
    [undefined, 'unknown'],
  ] as const)('in a header that says %j is %s', (value, sign) => {
    expect(header('More')(page({ headers: value === undefined ? {} : { more: value } }))).toBe(sign);
  });

  test('in a header with another word is refused', () => {
    expect(() => header('More')(page({ headers: { more: 'maybe' } }))).toThrow(ResponseShapeError);
  });

  test.each([
    [true, 'more'],
    ['true', 'more'],
    [1, 'more'],
    [false, 'end'],
    ['false', 'end'],
    [0, 'end'],
  ])('in a body that says %j is %s', (value, sign) => {
    expect(bodyFlag('meta.more')(page({ body: { meta: { more: value } } }))).toBe(sign);
  });

  test.each([[{}], [{ meta: {} }], [{ meta: { more: null } }], [{ meta: { more: 'perhaps' } }], [null]])(
    'in a body without it (%j) is an error, not the last page',
    (body) => {
      expect(() => bodyFlag('meta.more')(page({ body }))).toThrow(ResponseShapeError);
    },
  );

  test('of lists without any is an empty page, never a short one', () => {
    expect(emptyPage(page({ rows: [] }))).toBe('end');
    expect(emptyPage(page({ rows: [{}] }))).toBe('more');
  });
});

describe('page numbers', () => {
  const pages = pageNumber({ hasNext: header('More'), current: headerNumber('Page') });

  test('ask for the page, count on while there is more and end on the sign, whatever the length of the page', () => {
    expect(pages.ask(3)).toEqual({ query: { page: 3 } });
    expect(pages.after(page({ headers: { more: 'true' } }), 3)).toEqual({ at: 4 });
    expect(pages.after(page({ headers: { more: 'false' } }), 3)).toBe('end');
    expect(pages.after(page({ headers: { more: 'true' }, rows: [] }), 3)).toEqual({ at: 4 });
  });

  test('go on without the sign until a page is empty', () => {
    expect(pages.after(page({}), 1)).toEqual({ at: 2 });
    expect(pages.after(page({ rows: [] }), 2)).toBe('end');
  });

  test('ask again when another page is answered', () => {
    expect(() => pages.after(page({ headers: { more: 'true', page: '2' } }), 3)).toThrow(TransientError);
    expect(pages.after(page({ headers: { more: 'true', page: 'x' } }), 3)).toEqual({ at: 4 });
  });

  test('know the pages before and after', () => {
    expect(pages.before?.(2)).toBe(1);
    expect(pages.before?.(1)).toBeNull();
    expect(pages.predict?.(4)).toBe(5);
    expect(pageNumber({ first: 0, hasNext: emptyPage }).before?.(0)).toBeNull();
  });

  test.each(['2', 1.5, -1, null, {}])('refuse the position %j', (at) => {
    expect(() => pages.ask(at)).toThrow(ResponseShapeError);
  });
});

describe('offsets', () => {
  const offsets = offset({ sizeParameter: 'limit', size: 50, hasNext: bodyFlag('more') });

  test('count the rows that came, since a server may clamp the page size', () => {
    expect(offsets.ask(0)).toEqual({ query: { offset: 0, limit: 50 } });
    expect(offsets.after(page({ body: { more: true }, rows: Array.from({ length: 20 }) }), 40)).toEqual({ at: 60 });
    expect(offsets.after(page({ body: { more: false }, rows: Array.from({ length: 50 }) }), 40)).toBe('end');
    expect(offsets.predict).toBeUndefined();
  });

  test('go back by pages as long as there are rows before', () => {
    expect(offsets.before?.(60)).toBe(10);
    expect(offsets.before?.(10)).toBe(0);
    expect(offsets.before?.(0)).toBeNull();
  });
});

describe('links', () => {
  test.each([
    ['<https://api.example/v1/things?page=2>; rel="next"', 'https://api.example/v1/things?page=2'],
    ['</v1/things?page=2>; rel=next', '/v1/things?page=2'],
    ['<a?x=1,2>; rel="prev", <b>; title="x, y"; rel="last next"', 'b'],
    ['<a>; REL="NEXT"', 'a'],
    ["<a>; rel='next'", 'a'],
    ['garbage, <a>; rel="next"', 'a'],
    ['<a>; rel="prev"', null],
    ['</style.css>; rel=preload; as=style, <a>; rel="prev";', null],
    ['', null],
    [null, null],
  ])('in the header %j lead to %j', (value, target) => {
    expect(nextRelation(value)).toBe(target);
  });

  test.each(['<>; rel="next"', '<a>', '<a>; rel', 'https://api.example/v1/things?page=2', '<a; rel="next"', 'a'])(
    'in the header %j are no end of the list',
    (value) => {
      expect(() => nextRelation(value)).toThrow(ResponseShapeError);
    },
  );

  test('keep the path and query of the same origin, and whole addresses of others for the check to refuse', () => {
    const links = linkHeader();
    const next = (link: string) => links.after(page({ headers: { link: `<${link}>; rel="next"` } }), null);
    expect(next('?page=2')).toEqual({ at: '/v1/things?page=2' });
    expect(next('https://api.example/v1/things?page=3')).toEqual({ at: '/v1/things?page=3' });
    expect(next('https://evil.example/')).toEqual({ at: 'https://evil.example/' });
    expect(links.after(page({ headers: {} }), null)).toBe('end');
    expect(links.ask('/v1/things?page=2')).toEqual({ url: '/v1/things?page=2' });
  });

  test.each([
    [{ next: null }, 'end'],
    [{ next: '' }, 'end'],
    [{ next: '/v1/things?after=b' }, { at: '/v1/things?after=b' }],
  ])('in the body %j give %j', (body, expected) => {
    expect(nextUrl('next').after(page({ body }), null)).toEqual(expected);
  });

  test('that are absent are an error unless the vendor leaves them out on the last page', () => {
    expect(() => nextUrl('next').after(page({}), null)).toThrow(ResponseShapeError);
    expect(nextUrl('next', { optional: true }).after(page({}), null)).toBe('end');
  });
});

test('tokens come from each body and ask for the next page', () => {
  const tokens = bodyToken({ parameter: 'cursor', from: 'next', query: { size: 10 } });
  expect(tokens.ask(null)).toEqual({ query: { size: 10 } });
  expect(tokens.ask('abc')).toEqual({ query: { size: 10, cursor: 'abc' } });
  expect(tokens.after(page({ body: { next: 'def' } }), 'abc')).toEqual({ at: 'def' });
  expect(tokens.after(page({ body: { next: 7 } }), 'abc')).toEqual({ at: '7' });
  expect(tokens.after(page({ body: { next: null } }), 'abc')).toBe('end');
  expect(() => tokens.after(page({ body: {} }), 'abc')).toThrow(ResponseShapeError);
});

describe('keysets', () => {
  const keys: Paginator = keyset({ key: 'id', query: (last) => (last === null ? {} : { after: last }) });

  test('ask for what comes after the last key and end with an empty page', () => {
    expect(keys.ask(7)).toEqual({ query: { after: 7 } });
    expect(keys.after(page({ rows: [{ id: 8 }, { id: '10' }] }), 7)).toEqual({ at: '10' });
    expect(keys.after(page({ rows: [] }), 10)).toBe('end');
    expect(keys.stable).toBe(true);
  });

  test('notice a filter or an order that the server ignores', () => {
    expect(() => keys.after(page({ rows: [{ id: 1 }] }), 7)).toThrow(TransientError);
    expect(() => keys.after(page({ rows: [{ id: 9 }, { id: 8 }] }), 7)).toThrow(TransientError);
    expect(() => keys.after(page({ rows: [{}] }), 7)).toThrow(ResponseShapeError);
  });
});

test('a single page is the whole list', () => {
  expect(singlePage().ask(null)).toEqual({ query: {} });
  expect(singlePage().after(page({}), null)).toBe('end');
});
