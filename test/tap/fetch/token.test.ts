import { afterEach, describe, expect, test } from '@jest/globals';
import type { IncomingMessage, RequestListener } from 'node:http';
import { clientCredentials, type ClientCredentials } from '../../../packages/tap/src/define/auth.ts';
import type { Connection } from '../../../packages/tap/src/define/vendor.ts';
import { ConfigError } from '../../../packages/tap/src/errors/config-error.ts';
import { CredentialsError } from '../../../packages/tap/src/errors/credentials-error.ts';
import { QuotaError } from '../../../packages/tap/src/errors/quota-error.ts';
import { ResponseShapeError } from '../../../packages/tap/src/errors/response-shape-error.ts';
import { TransientError } from '../../../packages/tap/src/errors/transient-error.ts';
import type { FetchedPage, Fetcher } from '../../../packages/tap/src/fetch/fetcher.ts';
import { tokenOf } from '../../../packages/tap/src/fetch/token.ts';
import { closeAll, connectionTo, errorOf, fetcherFor, json, serve, type TestFetcher } from './vendor-server.ts';

afterEach(closeAll);

const SECRET = 'cl1ent-s3cret/+';

const auth = (more: Partial<ClientCredentials> = {}) =>
  clientCredentials({
    tokenPath: '/api/v2/oauth2/token',
    clientId: 'the client',
    clientSecret: SECRET,
    send: 'json',
    defaultLifetimeSeconds: 1800,
    ...more,
  });

const users = async (fetcher: Fetcher, signal?: AbortSignal): Promise<FetchedPage> =>
  fetcher.fetchPage({ path: '/users', stream: 'users', ...(signal === undefined ? {} : { signal }) });

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
};

interface Vendor {
  readonly setup: TestFetcher;
  readonly fetcher: Fetcher;
  /** Bodies of token requests. */
  readonly minted: string[];
  readonly tokenRequests: IncomingMessage[];
  /** Tokens with which pages were asked. */
  readonly used: string[];
}

/** Tokens are `token-1-secret`, `token-2-secret` ...; `accepts` says which page requests are good. */
const vendorWith = async (
  options: {
    token?: (mints: number) => unknown;
    answerToken?: (mints: number) => Parameters<typeof json> | null;
    accepts?: (token: string) => boolean;
    page?: RequestListener;
    auth?: Partial<ClientCredentials>;
    connection?: Partial<Connection>;
  } = {},
): Promise<Vendor> => {
  const minted: string[] = [];
  const tokenRequests: IncomingMessage[] = [];
  const used: string[] = [];
  const listener: RequestListener = (request, response) => {
    if (request.url === '/api/v2/oauth2/token') {
      void bodyOf(request).then((body) => {
        minted.push(body);
        tokenRequests.push(request);
        const refusal = options.answerToken?.(minted.length) ?? null;
        const token = { access_token: `token-${String(minted.length)}-secret`, expires_in: 3600 };
        if (refusal === null) json(options.token?.(minted.length) ?? token)(response);
        else json(...refusal)(response);
      });
      return;
    }
    const token = (request.headers.authorization ?? '').replace('Bearer ', '');
    used.push(token);
    if (options.accepts?.(token) === false) json({ error: 'invalid_token', echo: token }, 401)(response);
    else if (options.page === undefined) json([token])(response);
    else options.page(request, response);
  };
  const vendor = await serve(listener);
  const setup = fetcherFor(connectionTo(vendor.origin, { auth: auth(options.auth), ...options.connection }));
  return { setup, fetcher: setup.fetcher, minted, tokenRequests, used };
};

describe('the token request', () => {
  test('carries the pair as JSON, and nothing that belongs to pages', async () => {
    const { fetcher, minted, tokenRequests } = await vendorWith({
      auth: { headers: { 'X-Token': 'yes' }, extra: { scope: 'a b' } },
      connection: { headers: { '360-api-version': 'v2.0' }, query: { lang: 'en' } },
    });
    expect((await users(fetcher)).body).toEqual(['token-1-secret']);
    expect(JSON.parse(minted[0]!)).toEqual({
      grant_type: 'client_credentials',
      client_id: 'the client',
      client_secret: SECRET,
      scope: 'a b',
    });
    const [request] = tokenRequests;
    expect(request!.method).toBe('POST');
    expect(request!.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/json',
      'x-token': 'yes',
    });
    expect(request!.headers).not.toHaveProperty('360-api-version');
    expect(request!.headers).not.toHaveProperty('authorization');
  });

  test.each([
    ['form', 'grant_type=client_credentials&client_id=the%20client&client_secret=cl1ent-s3cret/%2B', undefined],
    ['basic', 'grant_type=client_credentials', `Basic ${Buffer.from(`the client:${SECRET}`).toString('base64')}`],
  ] as const)('can carry it as %s', async (send, body, authorization) => {
    const { fetcher, minted, tokenRequests } = await vendorWith({ auth: { send } });
    await users(fetcher);
    expect(minted).toEqual([body]);
    expect(tokenRequests[0]!.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(tokenRequests[0]!.headers.authorization).toBe(authorization);
  });

  test('is counted and retried like a page', async () => {
    const { fetcher } = await vendorWith({
      answerToken: (mints) => (mints < 3 ? [{}, mints === 1 ? 503 : 429] : null),
    });
    await users(fetcher);
    expect(fetcher.statistics).toMatchObject({ requests: 4, retries: 1, rateLimited: 1 });
    expect(fetcher.statistics.requestsByStream).toEqual(
      new Map([
        ['authentication', 3],
        ['users', 1],
      ]),
    );
  });

  test.each([
    { status: 400, type: CredentialsError },
    { status: 401, type: CredentialsError },
    { status: 403, type: CredentialsError },
    { status: 404, type: ConfigError },
    { status: 500, type: TransientError },
  ])('refused with $status is a $type.name that shows no secret', async ({ status, type }) => {
    const { fetcher, used } = await vendorWith({
      answerToken: () => [{ error: 'invalid_client', echo: SECRET }, status],
    });
    const error = await errorOf<Error & { detail?: string | undefined }>(users(fetcher), type);
    expect(error.message).toMatch(
      /^POST http:\/\/127\.0\.0\.1:\d+\/api\/v2\/oauth2\/token answered \d+: .*The vendor says: invalid_client\./,
    );
    expect(`${error.message}${error.detail ?? ''}`).not.toContain(SECRET);
    expect(error.detail).toContain('***');
    expect(used).toEqual([]);
  });

  test.each([
    [{ token_type: 'Bearer' }],
    [['x']],
    [{ access_token: 5 }],
    [{ access_token: 'two\nlines' }],
    [{ access_token: '' }],
  ])('answered with %j is a ResponseShapeError', async (body) => {
    const { fetcher, minted } = await vendorWith({ token: () => body });
    await errorOf(users(fetcher), ResponseShapeError);
    expect(minted).toHaveLength(3);
  });
});

test('a token that is refused for quota without end is a QuotaError', async () => {
  const { fetcher, setup } = await vendorWith({ answerToken: () => [{}, 429] });
  await errorOf(users(fetcher), QuotaError);
  const waitedMs = setup.clock.slept.reduce((sum, ms) => sum + ms, 0);
  expect(waitedMs).toBeGreaterThan(60 * 60_000);
  expect(waitedMs).toBeLessThan(63 * 60_000);
});

describe('a token', () => {
  test('is made once for all who wait for it, and used until shortly before its end', async () => {
    const { fetcher, minted, used, setup } = await vendorWith();
    await Promise.all(Array.from({ length: 8 }, async () => users(fetcher)));
    expect(minted).toHaveLength(1);
    await setup.clock.sleep(3_530_000);
    await users(fetcher);
    expect(minted).toHaveLength(1);
    await setup.clock.sleep(11_000);
    await Promise.all([users(fetcher), users(fetcher)]);
    expect(minted).toHaveLength(2);
    expect(new Set(used)).toEqual(new Set(['token-1-secret', 'token-2-secret']));
  });

  test('of a minute is renewed after four fifths of it', async () => {
    const { fetcher, minted, setup } = await vendorWith({
      token: (mints) => ({ access_token: `t${String(mints)}`, expires_in: 60 }),
    });
    await users(fetcher);
    await setup.clock.sleep(46_000);
    await users(fetcher);
    expect(minted).toHaveLength(1);
    await setup.clock.sleep(2500);
    await users(fetcher);
    expect(minted).toHaveLength(2);
  });

  test('that the vendor rejects is renewed once for all, and each page asked once more', async () => {
    const { fetcher, minted, used } = await vendorWith({ accepts: (token) => token === 'token-2-secret' });
    const pages = await Promise.all(Array.from({ length: 6 }, async () => users(fetcher)));
    expect(pages.map(({ body }) => body)).toEqual(pages.map(() => ['token-2-secret']));
    expect(minted).toHaveLength(2);
    expect(used.filter((token) => token === 'token-2-secret')).toHaveLength(6);
    expect(fetcher.statistics.retries).toBe(0);
  });

  test.each([
    { slow: 4, outcome: 'read' },
    { slow: Infinity, outcome: 'a CredentialsError' },
  ])('that runs out on the way is renewed again, and a page that is slow $slow times is $outcome', async ({ slow }) => {
    const vendor = await vendorWith({
      token: (mints) => ({ access_token: `t${String(mints)}`, expires_in: 60 }),
      page: (request, response) => {
        const answer = vendor.used.length > slow ? json(['read']) : json({ error: 'invalid_token' }, 401);
        void vendor.setup.clock.sleep(61_000).then(() => {
          answer(response);
        });
      },
    });
    if (slow === Infinity) await errorOf(users(vendor.fetcher), CredentialsError);
    else expect((await users(vendor.fetcher)).body).toEqual(['read']);
    expect(vendor.minted).toHaveLength(slow === Infinity ? 6 : 5);
  });

  test('whose successor is rejected too is a CredentialsError', async () => {
    const { fetcher, minted } = await vendorWith({ accepts: () => false });
    const error = await errorOf(users(fetcher), CredentialsError);
    expect(minted).toHaveLength(2);
    expect(`${error.message}${error.detail ?? ''}`).not.toMatch(/token-\d-secret/);
  });

  test('is known to the redactor before it is used', async () => {
    const { fetcher, setup } = await vendorWith({
      page: (request, response) => {
        json({ message: request.headers.authorization }, 403)(response);
      },
    });
    expect(setup.redactor.redact('token-1-secret')).toBe('token-1-secret');
    const error = await errorOf(users(fetcher));
    expect(error.message).toContain('The vendor says: Bearer ***');
    expect(setup.redactor.redact('token-1-secret')).toBe('***');
  });

  test('that nobody waits for any more is still made for the next', async () => {
    const { fetcher, minted } = await vendorWith();
    const controller = new AbortController();
    const gone = errorOf(users(fetcher, controller.signal));
    controller.abort(new Error('not needed'));
    expect((await gone).message).toBe('not needed');
    await users(fetcher);
    expect(minted).toHaveLength(1);
  });

  test('that could not be made is tried again for the next who asks', async () => {
    const { fetcher, minted } = await vendorWith({
      answerToken: (mints) => (mints === 1 ? [{ error: 'invalid_client' }, 401] : null),
    });
    await errorOf(users(fetcher), CredentialsError);
    await users(fetcher);
    expect(minted).toHaveLength(2);
  });
});

describe('a lifetime', () => {
  const nowMs = Date.parse('2026-11-24T06:00:00Z');
  test.each([
    [3600, 3_600_000],
    ['3600', 3_600_000],
    [' 60 ', 60_000],
    [0.5, 500],
    ['2026-11-24T07:00:00Z', 3_600_000],
    ['2026-11-24T05:00:00Z', 1_800_000],
    [0, 1_800_000],
    [-5, 1_800_000],
    [null, 1_800_000],
    ['soon', 1_800_000],
    [Infinity, 1_800_000],
  ])('%j is %i ms', (expiresIn, expected) => {
    expect(tokenOf({ access_token: 'x', expires_in: expiresIn }, 1800, nowMs)?.lifetimeMs).toBe(expected);
  });
});
