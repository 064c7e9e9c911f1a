import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { bearer } from '../../../packages/tap/src/define/auth.ts';
import type { Connection } from '../../../packages/tap/src/define/vendor.ts';
import { ConfigError } from '../../../packages/tap/src/errors/config-error.ts';
import { ResponseShapeError } from '../../../packages/tap/src/errors/response-shape-error.ts';
import { TapError } from '../../../packages/tap/src/errors/tap-error.ts';
import { ForbiddenPathError } from '../../../packages/tap/src/fetch/forbidden-path-error.ts';
import { createOrigin, isLoopbackHost, searchOf } from '../../../packages/tap/src/fetch/origin.ts';

const connection = (more: Partial<Connection> = {}): Connection => ({
  origin: 'https://acme.example.com',
  basePath: '/api/v1',
  auth: bearer('k'),
  limits: { rate: { requests: 1, perSeconds: 1 }, concurrency: 1 },
  forbiddenPaths: [/\/generate_keys$/, /\/delete\//],
  query: { lang: 'en' },
  ...more,
});

const { urlOf, tokenUrlOf } = createOrigin(connection());

describe('the origin', () => {
  test.each([
    'https://acme.example.com',
    'https://acme.example.com:8443',
    'http://127.0.0.1:80',
    'http://localhost:1',
    'http://[::1]:9',
  ])('%s is taken', (origin) => {
    expect(createOrigin(connection({ origin })).base.origin).toBe(new URL(origin).origin);
  });

  test.each([
    ['http://acme.example.com', /not encrypted/],
    ['http://127.0.0.1.evil.example', /not encrypted/],
    ['http://localhost.evil.example', /not encrypted/],
    ['ftp://acme.example.com', /not an https URL/],
    ['acme.example.com', /not an https URL/],
    ['https://user:secret@acme.example.com', /user name or password/],
    ['https://acme.example.com/api', /no path/],
    ['https://acme.example.com?x=1', /no path/],
    ['https://acme.example.com#x', /no path/],
    ['javascript:alert(1)', /not an https URL/],
    ['http//user:secret@x', /not an https URL/],
  ])('%s is refused', (origin, message) => {
    const refuse = (): unknown => createOrigin(connection({ origin }));
    expect(refuse).toThrow(ConfigError);
    expect(refuse).toThrow(message);
    expect(refuse).not.toThrow(/secret/);
  });

  test('loopback is an address, not a name that looks like one', () => {
    for (const host of ['127.0.0.1', '127.255.0.9', '[::1]', 'localhost']) expect(isLoopbackHost(host)).toBe(true);
    for (const host of ['128.0.0.1', '10.127.0.1', '127.0.0.1.example', '127.evil', '0.0.0.0']) {
      expect(isLoopbackHost(host)).toBe(false);
    }
  });
});

describe('a path', () => {
  test('is put below the base path with its query', () => {
    expect(urlOf({ path: '/users', query: { page: 2, lang: 'de' } }).href).toBe(
      'https://acme.example.com/api/v1/users?lang=de&page=2',
    );
    expect(urlOf({ path: '/users', query: { 'mail[eq]': 'zoë+1@example.com' } }).search).toBe(
      '?lang=en&mail[eq]=zo%C3%AB%2B1%40example.com',
    );
    expect(urlOf({ path: "/Members(42)/Items('a%20b')" }).pathname).toBe("/api/v1/Members(42)/Items('a%20b')");
    expect(urlOf({ path: '/users/zoë@example.com' }).pathname).toBe('/api/v1/users/zo%C3%AB@example.com');
    expect(urlOf({ path: '/$metadata' }).pathname).toBe('/api/v1/$metadata');
  });

  test.each([
    '/users/../admin',
    '/users/./x',
    '/users/%2e%2e/admin',
    '/users/%2E./admin',
    '/users//admin',
    '/users/',
    '/users/a%2Fb',
    '/users/a%2fb',
    '/users/a%5Cb',
    '/users/a\\b',
    '/users/.\t./admin',
    '/users/a\nb',
    '/users/%0a',
    '/users?x=1',
    '/users#x',
    '/users/100%',
    '/users/%ff',
    'users',
    '//evil.example',
    '',
  ])('%j is refused', (path) => {
    expect(() => urlOf({ path })).toThrow(ResponseShapeError);
  });

  test("whatever a partition's value is, the request stays below the stream's path", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.webPath()),
        fc.boolean(),
        (value, encodes) => {
          const part = encodes ? encodeURIComponent(Buffer.from(value).toString()) : value;
          try {
            const url = urlOf({ path: `/courses/${part}/users` });
            expect(url.origin).toBe('https://acme.example.com');
            expect(url.pathname).toMatch(/^\/api\/v1\/courses\/.+\/users$/);
            expect(url.pathname.split('/').every((segment) => segment !== '.' && segment !== '..')).toBe(true);
            expect([url.search, url.hash, url.username]).toEqual(['?lang=en', '', '']);
          } catch (error) {
            expect(error).toBeInstanceOf(TapError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each(['/portals/1/generate_keys', '/portals/1/generate%5fkeys', '/crm/lead/delete/5'])(
    '%s is never asked',
    (path) => {
      expect(() => urlOf({ path })).toThrow(ForbiddenPathError);
      expect(() => tokenUrlOf(path)).toThrow(ForbiddenPathError);
    },
  );

  test('of a token is below the origin, without what requests carry', () => {
    expect(tokenUrlOf('/api/v2/oauth2/token').href).toBe('https://acme.example.com/api/v2/oauth2/token');
    expect(() => tokenUrlOf('//evil.example/token')).toThrow(ResponseShapeError);
  });
});

describe('a next link', () => {
  test.each([
    ['https://acme.example.com/api/v1/users?next=abc&x=%5B1%5D', 'next=abc&x=%5B1%5D&lang=en'],
    ['/api/v1/users?next=abc', 'next=abc&lang=en'],
    ['?next=abc', 'next=abc&lang=en'],
    ['users?$skiptoken=1', '$skiptoken=1&lang=en'],
    ['https://ACME.example.com:443/api/v1/users?lang=fr', 'lang=fr'],
    ['https://acme.example.com/api/v1/users/?next=abc#fragment', 'next=abc&lang=en'],
    ['https://acme.example.com/api/v1/%75sers?next=abc', 'next=abc&lang=en'],
    ['https://acme.example.com/api/v1/users()?next=abc', 'next=abc&lang=en'],
    ['https://acme.example.com/api/v1/users', 'lang=en'],
  ])('%s is asked as it is', (url, search) => {
    expect(urlOf({ path: '/users', url, query: { page: 9 } }).href).toBe(
      `https://acme.example.com/api/v1/users?${search}`,
    );
  });

  test.each([
    'https://evil.example/api/v1/users?next=abc',
    'https://acme.example.com.evil.example/api/v1/users',
    'http://acme.example.com/api/v1/users',
    'https://acme.example.com:8443/api/v1/users',
    'https://user:secret@acme.example.com/api/v1/users',
    'https://acme.example.com@evil.example/api/v1/users',
    '//evil.example/api/v1/users',
    '\\\\evil.example\\api\\v1\\users',
    'https://acme.example.com/api/v1/portals/1/generate_keys',
    'https://acme.example.com/api/v1/users/../admin',
    'https://acme.example.com/api/v1/users/5',
    'https://acme.example.com/api/v1/Users',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:application/json,[]',
    'https://',
    '',
  ])('%j is not followed', (url) => {
    const follow = (): unknown => urlOf({ path: '/users', url });
    if (url === '') {
      // An empty link is the request's own address: the paginator's business.
      expect(follow).not.toThrow();
      return;
    }
    expect(follow).toThrow(ResponseShapeError);
    expect(follow).toThrow(/not followed/);
    expect(follow).not.toThrow(/secret/);
  });

  test('whatever it is, only the query of the request changes', () => {
    const link = fc.oneof(fc.webUrl({ withQueryParameters: true }), fc.string(), fc.webPath(), fc.webQueryParameters());
    fc.assert(
      fc.property(link, (url) => {
        try {
          const asked = urlOf({ path: '/users', url });
          expect(`${asked.origin}${asked.pathname}${asked.username}${asked.hash}`).toBe(
            'https://acme.example.com/api/v1/users',
          );
        } catch (error) {
          expect(error).toBeInstanceOf(ResponseShapeError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a query', () => {
  test('is written as vendors document it', () => {
    expect(
      searchOf({
        'filter[id]': '>5',
        $filter: "Id gt 5 and Name eq 'O''Brien & Co+'",
        a: ['1', '2'],
        t: '2024-01-01T00:00:00.000Z',
        f: false,
        n: 0,
        u: undefined,
        e: '',
        half: '\ud800',
      }),
    ).toBe(
      "filter[id]=%3E5&$filter=Id%20gt%205%20and%20Name%20eq%20'O''Brien%20%26%20Co%2B'&a=1&a=2" +
        '&t=2024-01-01T00:00:00.000Z&f=false&n=0&e=&half=%EF%BF%BD',
    );
  });

  test('comes back as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string()), (query) => {
        const url = new URL('https://x.example');
        url.search = searchOf(query);
        const wellFormed = (text: string): string => Buffer.from(text).toString();
        const expected = Object.entries(query).map((pair) => pair.map(wellFormed));
        expect([...url.searchParams]).toEqual(expected);
      }),
    );
  });
});
