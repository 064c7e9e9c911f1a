import { afterEach, describe, expect, test } from '@jest/globals';
import { basic, headerKey, queryKey } from '../../../packages/tap/src/define/auth.ts';
import type { Fetcher } from '../../../packages/tap/src/fetch/fetcher.ts';
import { ConfigError } from '../../../packages/tap/src/errors/config-error.ts';
import { CredentialsError } from '../../../packages/tap/src/errors/credentials-error.ts';
import { MissingError } from '../../../packages/tap/src/errors/missing-error.ts';
import { PermissionError } from '../../../packages/tap/src/errors/permission-error.ts';
import { QuotaError } from '../../../packages/tap/src/errors/quota-error.ts';
import { ResponseShapeError } from '../../../packages/tap/src/errors/response-shape-error.ts';
import type { TapError } from '../../../packages/tap/src/errors/tap-error.ts';
import { TransientError } from '../../../packages/tap/src/errors/transient-error.ts';
import { closeAll, connectionTo, errorOf, fetcherFor, json, KEY, serve, serveInTurn, text } from './vendor-server.ts';

afterEach(closeAll);

const users = (fetcher: Fetcher, more: object = {}) => fetcher.fetchPage({ path: '/users', stream: 'users', ...more });

describe('a request', () => {
  test('carries the query as vendors document it, the key and what the connection adds', async () => {
    const vendor = await serve((request, response) => {
      json({ url: request.url, headers: request.headers })(response);
    });
    const { fetcher } = fetcherFor(
      connectionTo(vendor.origin, { headers: { 'X-Version': '2' }, query: { lang: 'en', page: 1 } }),
    );
    const { body } = await users(fetcher, { query: { page: 2, 'filter[id]': ['1', 'a b'], $top: 5, gone: undefined } });
    expect(body).toMatchObject({
      url: '/api/v1/users?lang=en&page=2&filter[id]=1&filter[id]=a%20b&$top=5',
      headers: {
        authorization: `Bearer ${KEY}`,
        accept: 'application/json',
        'accept-encoding': 'gzip, deflate, br',
        'user-agent': 'tap-test/1.0',
        'x-version': '2',
      },
    });
    expect((body as { headers: object }).headers).not.toHaveProperty('content-type');
    expect(vendor.requests[0]!.method).toBe('GET');
  });

  test.each([
    ['basic', basic('Member_42', 'a:b'), { authorization: `Basic ${Buffer.from('Member_42:a:b').toString('base64')}` }],
    ['header', headerKey('X-apiKey', 'v4lue'), { 'x-apikey': 'v4lue' }],
  ] as const)('proves who asks: %s', async (_, auth, headers) => {
    const vendor = await serve((request, response) => {
      json(request.headers)(response);
    });
    const { fetcher } = fetcherFor(connectionTo(vendor.origin, { auth }));
    expect((await users(fetcher)).body).toMatchObject(headers);
  });

  test('replaces the key that a next link carries', async () => {
    const vendor = await serve((request, response) => {
      json({ url: request.url })(response);
    });
    const auth = queryKey({ api_key: KEY, company: 'c1' }, ['api_key']);
    const { fetcher } = fetcherFor(connectionTo(vendor.origin, { auth }));
    const page = await users(fetcher, { url: `${vendor.origin}/api/v1/users?api_key=old&next=%5Bx%5D&company=other` });
    expect(page.body).toEqual({ url: '/api/v1/users?next=%5Bx%5D&api_key=k3y-with/odd%2Bchars&company=c1' });
  });

  test('asks for XML and returns its text', async () => {
    const vendor = await serve((request, response) => {
      text(`<a accept="${request.headers.accept ?? ''}"/>`, 200, { 'content-type': 'application/xml' })(response);
    });
    const { fetcher } = fetcherFor(
      connectionTo(vendor.origin, { headers: { Accept: 'application/json;odata=verbose' } }),
    );
    expect((await users(fetcher, { accept: 'xml' })).body).toBe('<a accept="application/xml, text/xml;q=0.9"/>');
    expect(vendor.requests[0]!.rawHeaders.filter((name) => /^accept$/i.test(name))).toHaveLength(1);
  });

  test("takes the vendor's own way of asking for JSON", async () => {
    const vendor = await serve((request, response) => {
      json({ accept: request.headers.accept })(response);
    });
    const { fetcher } = fetcherFor(
      connectionTo(vendor.origin, { headers: { Accept: 'application/json;odata=verbose' } }),
    );
    expect((await users(fetcher)).body).toEqual({ accept: 'application/json;odata=verbose' });
  });

  test("keeps numbers exact, and tells bytes, headers, URL and the vendor's time", async () => {
    const date = 'Tue, 24 Nov 2026 06:00:00 GMT';
    const vendor = await serve((_, response) => {
      text('{"id":12345678901234567890,"n":1}', 200, { 'x-total': '7', date })(response);
    });
    const { fetcher } = fetcherFor(connectionTo(vendor.origin));
    const page = await users(fetcher, { query: { page: 3 } });
    expect(String((page.body as { id: unknown }).id)).toBe('12345678901234567890');
    expect((page.body as { n: unknown }).n).toBe(1);
    expect(page).toMatchObject({ status: 200, bytes: 33, serverTimeMs: Date.parse(date) });
    expect(page.headers.get('X-Total')).toBe('7');
    expect(page.headers.get('x-none')).toBeNull();
    expect(page.url.href).toBe(`${vendor.origin}/api/v1/users?page=3`);
  });

  test('many at once share the connections that the vendor allows, without warnings', async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error): void => {
      warnings.push(warning);
    };
    process.on('warning', onWarning);
    let inFlight = 0;
    let most = 0;
    const vendor = await serve((_, response) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      setTimeout(() => {
        inFlight -= 1;
        json([])(response);
      }, 15);
    });
    const { fetcher } = fetcherFor(connectionTo(vendor.origin), { maxConcurrency: 3 });
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 40 }, async () => users(fetcher, { signal })));
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', onWarning);
    expect(most).toBe(3);
    expect(warnings.filter(({ name }) => name === 'MaxListenersExceededWarning')).toEqual([]);
  });
});

describe('an answer that is not the data', () => {
  test.each([
    { status: 400, type: ResponseShapeError, times: 3 },
    { status: 401, type: CredentialsError, times: 1 },
    { status: 402, type: PermissionError, times: 1 },
    { status: 403, type: PermissionError, times: 1 },
    { status: 404, type: MissingError, times: 1 },
    { status: 405, type: ResponseShapeError, times: 3 },
    { status: 410, type: MissingError, times: 1 },
    { status: 422, type: ResponseShapeError, times: 3 },
    { status: 204, type: ResponseShapeError, times: 3 },
    { status: 408, type: TransientError, times: 4 },
    { status: 425, type: TransientError, times: 4 },
    { status: 500, type: TransientError, times: 4 },
    { status: 502, type: TransientError, times: 4 },
    { status: 503, type: TransientError, times: 4 },
  ])('$status becomes a $type.name after asking $times times', async ({ status, type, times }) => {
    const vendor = await serve((_, response) => {
      if (status === 204) text('', 204)(response);
      else json({ error: { message: `no, because ${KEY}` } }, status)(response);
    });
    const { fetcher } = fetcherFor(connectionTo(vendor.origin), { maxRetries: 3 });
    const error = await errorOf<TapError>(users(fetcher, { query: { page: 2 } }), type);
    expect(vendor.requests).toHaveLength(times);
    expect(error.message).toMatch(
      new RegExp(`^GET ${vendor.origin}/api/v1/users\\?page=2 answered ${String(status)}: `),
    );
    if (status !== 204) expect(error.message).toContain('The vendor says: no, because ***.');
    expect(JSON.stringify([error.message, error.detail])).not.toContain(KEY);
    expect(error.stream).toBe('users');
  });

  test.each([
    ['a web page', '<!DOCTYPE html><html><title>Sign in</title></html>', 'a web page instead of data'],
    ['an empty body', '', 'an empty body'],
    ['cut JSON', '{"users": [', 'something that is not JSON'],
    ['plain text', 'Service busy', 'something that is not JSON'],
  ])('%s with status 200 is asked again as an outage is, then a TransientError', async (_, body, reason) => {
    const vendor = await serve((__, response) => {
      text(body, 200, { 'content-type': 'text/html' })(response);
    });
    const { fetcher } = fetcherFor(connectionTo(vendor.origin), { maxRetries: 4 });
    const error = await errorOf(users(fetcher));
    expect(error).toBeInstanceOf(TransientError);
    expect(error.message).toContain(`answered 200: ${reason}.`);
    expect(vendor.requests).toHaveLength(5);
  });

  test('JSON under another content type is data', async () => {
    const vendor = await serve((_, response) => {
      text('\uFEFF[1]', 200, { 'content-type': 'text/html; charset=UTF-8' })(response);
    });
    expect((await users(fetcherFor(connectionTo(vendor.origin)).fetcher)).body).toEqual([1]);
  });

  test("the vendor's rules come before the common table and give the advice", async () => {
    const vendor = await serveInTurn(
      json({ error: { error_code: 13, error_msg: 'later' } }),
      json({ error: { error_code: 22, error_msg: 'access denied' } }),
    );
    const code = (body: unknown): unknown => (body as { error?: { error_code?: number } }).error?.error_code;
    const { fetcher } = fetcherFor(
      connectionTo(vendor.origin, {
        errors: [
          { when: ({ body }) => code(body) === 13, outcome: 'retry' },
          { when: ({ body }) => code(body) === 22, outcome: 'permission', hint: 'Open the module to the key.' },
        ],
      }),
    );
    const error = await errorOf(users(fetcher));
    expect(error).toBeInstanceOf(PermissionError);
    expect(error.message).toMatch(/The vendor says: access denied\. Open the module to the key\.$/);
    expect(vendor.requests).toHaveLength(2);
  });

  test('a rule can take any status for data', async () => {
    const vendor = await serve((_, response) => {
      json([], 404)(response);
    });
    const errors = [{ when: ({ status }: { status: number }) => status === 404, outcome: 'ok' }] as const;
    expect((await users(fetcherFor(connectionTo(vendor.origin, { errors })).fetcher)).body).toEqual([]);
  });

  test('a mistake in a rule is not taken for a fault of the vendor', async () => {
    const vendor = await serve((_, response) => {
      json([])(response);
    });
    const errors = [
      {
        when: () => {
          throw new RangeError('bug');
        },
        outcome: 'ok',
      },
    ] as const;
    const error = await errorOf(users(fetcherFor(connectionTo(vendor.origin, { errors })).fetcher));
    expect(error).toEqual(new RangeError('bug'));
    expect(vendor.requests).toHaveLength(1);
  });
});

describe('a redirect', () => {
  test.each([301, 302, 303, 307, 308])('with status %i is not followed and sends the key nowhere', async (status) => {
    const elsewhere = await serve((_, response) => {
      json([])(response);
    });
    const vendor = await serve((_, response) => {
      text('', status, { location: `${elsewhere.origin}/login?next=${KEY}` })(response);
    });
    const error = await errorOf(users(fetcherFor(connectionTo(vendor.origin)).fetcher));
    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toContain(`a redirect to ${new URL(elsewhere.origin).host}, which is not followed`);
    expect(error.message).not.toContain(KEY);
    expect(elsewhere.requests).toHaveLength(0);
    expect(vendor.requests).toHaveLength(1);
  });

  test('to a path of the same host names the path', async () => {
    const vendor = await serve((_, response) => {
      text('', 302, { location: '/Account/Login?ReturnUrl=%2f' })(response);
    });
    const error = await errorOf(users(fetcherFor(connectionTo(vendor.origin)).fetcher));
    expect(error.message).toContain('a redirect to /Account/Login, which');
  });
});

describe('looking at a page inside the retry', () => {
  test('a TransientError asks again', async () => {
    const vendor = await serveInTurn(json({ page: 1 }), json({ page: 2 }));
    const { fetcher } = fetcherFor(connectionTo(vendor.origin));
    const page = await users(fetcher, {
      inspect: ({ body }: { body: unknown }) => {
        if ((body as { page: number }).page !== 2) throw new TransientError('not the page that was asked for');
      },
    });
    expect(page.body).toEqual({ page: 2 });
    expect(fetcher.statistics.retries).toBe(1);
  });

  test('a ResponseShapeError asks again twice and is then thrown as it is', async () => {
    const vendor = await serve((_, response) => {
      json({})(response);
    });
    const { fetcher } = fetcherFor(connectionTo(vendor.origin));
    const wrong = new ResponseShapeError('users is missing');
    const inspect = (): void => {
      throw wrong;
    };
    expect(await errorOf(users(fetcher, { inspect }))).toBe(wrong);
    expect(vendor.requests).toHaveLength(3);
  });

  test.each([
    ['TypeError', new TypeError('bug')],
    ['MissingError', new MissingError('gone')],
  ])('a %s is thrown at once', async (_, wrong) => {
    const vendor = await serve((_, response) => {
      json({})(response);
    });
    const { fetcher } = fetcherFor(connectionTo(vendor.origin));
    const inspect = (): void => {
      throw wrong;
    };
    expect(await errorOf(users(fetcher, { inspect }))).toBe(wrong);
    expect(vendor.requests).toHaveLength(1);
  });
});

describe('retries', () => {
  test('back off with full jitter, are counted, told and logged', async () => {
    const vendor = await serveInTurn(json({}, 500), json({}, 502), json({}, 503), json([]));
    const { fetcher, clock, waitings, lines } = fetcherFor(connectionTo(vendor.origin), { random: () => 1 });
    await users(fetcher);
    expect(clock.slept).toEqual([1000, 2000, 4000]);
    expect(fetcher.statistics).toMatchObject({ requests: 4, retries: 3, rateLimited: 0, secondsWaited: 7 });
    expect(fetcher.statistics.requestsByStream).toEqual(new Map([['users', 4]]));
    expect(waitings.map(({ reason, stream }) => [reason, stream])).toEqual([
      ['retry', 'users'],
      ['retry', 'users'],
    ]);
    const infos = lines.filter(({ level }) => level === 'info').map(({ message }) => message);
    expect(infos[0]).toBe(
      `GET ${vendor.origin}/api/v1/users answered 502: the vendor has a fault. Asking again in 2 s.`,
    );
  });

  test("wait as long as the vendor's Retry-After says", async () => {
    const vendor = await serveInTurn(json({}, 503, { 'retry-after': '20' }), json([]));
    const { fetcher, clock } = fetcherFor(connectionTo(vendor.origin));
    await users(fetcher);
    expect(clock.slept).toEqual([20_000]);
  });

  test('do not wait longer than the run may', async () => {
    const vendor = await serve((_, response) => {
      json({}, 503, { 'retry-after': '7200' })(response);
    });
    const { fetcher, clock } = fetcherFor(connectionTo(vendor.origin));
    const error = await errorOf(users(fetcher), QuotaError);
    expect(error.resumeAtMs).toBeGreaterThan(Date.now() + 7_190_000);
    expect(clock.slept).toEqual([]);
  });

  test('none are made with maxRetries 0, but quota is waited for', async () => {
    const failing = await serveInTurn(json({}, 500), json([]));
    expect(await errorOf(users(fetcherFor(connectionTo(failing.origin), { maxRetries: 0 }).fetcher))).toBeInstanceOf(
      TransientError,
    );
    const limiting = await serveInTurn(json({}, 429), json([]));
    expect((await users(fetcherFor(connectionTo(limiting.origin), { maxRetries: 0 }).fetcher)).body).toEqual([]);
  });

  test('end early for all once nothing has succeeded for long', async () => {
    const vendor = await serve((_, response) => {
      json({}, 500)(response);
    });
    const { fetcher } = fetcherFor(connectionTo(vendor.origin));
    for (let index = 0; index < 20; index += 1) await errorOf(users(fetcher));
    // 40 failures of up to 7 each, and then one each.
    expect(vendor.requests).toHaveLength(40 + 14);
  });

  test('are made again after a success', async () => {
    let isDown = true;
    const vendor = await serve((_, response) => {
      json([], isDown ? 500 : 200)(response);
    });
    const { fetcher } = fetcherFor(connectionTo(vendor.origin));
    for (let index = 0; index < 8; index += 1) await errorOf(users(fetcher));
    isDown = false;
    await users(fetcher);
    isDown = true;
    const before = vendor.requests.length;
    await errorOf(users(fetcher));
    expect(vendor.requests.length - before).toBe(7);
  });
});

describe('quota', () => {
  test('a 429 is waited for without consuming a retry, and announced once', async () => {
    const vendor = await serveInTurn(json({}, 429, { 'retry-after': '30' }), json([]));
    const { fetcher, clock, waitings, lines } = fetcherFor(connectionTo(vendor.origin), {
      maxRetries: 0,
      random: () => 0,
    });
    await users(fetcher);
    expect(clock.slept).toHaveLength(1);
    expect(clock.slept[0]).toBeGreaterThan(29_900);
    expect(clock.slept[0]).toBeLessThanOrEqual(30_000);
    expect(waitings).toHaveLength(1);
    expect(waitings[0]).toMatchObject({ reason: 'rate-limit', stream: 'users' });
    expect(lines.filter(({ level }) => level === 'info').map(({ message }) => message)).toEqual([
      `GET ${vendor.origin}/api/v1/users answered 429: waiting for the vendor's quota, 30 s.`,
    ]);
    expect(fetcher.statistics).toMatchObject({ requests: 2, retries: 0, rateLimited: 1 });
    expect(fetcher.statistics.secondsWaited).toBeCloseTo(30, 0);
  });

  test('a 429 that says nothing is waited for twice as long each time', async () => {
    const limited = json({}, 429);
    const vendor = await serveInTurn(limited, limited, limited, json([]));
    const { fetcher, clock } = fetcherFor(connectionTo(vendor.origin), { random: () => 0 });
    await users(fetcher);
    expect(clock.slept.map((ms) => Math.round(ms / 1000))).toEqual([1, 2, 4]);
  });

  test('a 429 is one pause for everybody', async () => {
    let turn = 0;
    const vendor = await serve((_, response) => {
      turn += 1;
      json([], turn === 1 ? 429 : 200, { 'retry-after': '5' })(response);
    });
    const { fetcher, waitings } = fetcherFor(connectionTo(vendor.origin));
    await Promise.all(Array.from({ length: 14 }, async () => users(fetcher)));
    expect(fetcher.statistics).toMatchObject({ requests: 15, rateLimited: 1 });
    expect(fetcher.statistics.secondsWaited).toBeLessThan(6);
    expect(waitings).toHaveLength(1);
  });

  test('a longer pause than the run may wait is a QuotaError at once, for everybody', async () => {
    const vendor = await serve((_, response) => {
      json({}, 429, { 'retry-after': '3700' })(response);
    });
    const { fetcher, clock } = fetcherFor(connectionTo(vendor.origin));
    const errors = await Promise.all(Array.from({ length: 9 }, async () => errorOf(users(fetcher), QuotaError)));
    for (const error of errors) {
      expect(error.resumeAtMs).toBeGreaterThan(Date.now() + 3_690_000);
      expect(error.message).toContain(new Date(error.resumeAtMs!).toISOString());
    }
    expect(new Set(errors).size).toBe(9);
    expect(vendor.requests.length).toBeLessThanOrEqual(4);
    expect(clock.slept).toEqual([]);
    expect(await errorOf(users(fetcher))).toBeInstanceOf(QuotaError);
  });

  test('429s that never end are a QuotaError when the run has waited long enough', async () => {
    const vendor = await serve((_, response) => {
      json({ message: 'Number of requests has exceeded the 1 minute limit' }, 429)(response);
    });
    const { fetcher, clock } = fetcherFor(connectionTo(vendor.origin), { maxWaitMinutes: 5 });
    const error = await errorOf(users(fetcher));
    expect(error).toBeInstanceOf(QuotaError);
    expect(error.message).toContain('The vendor says: Number of requests has exceeded the 1 minute limit.');
    const waitedMs = clock.slept.reduce((sum, ms) => sum + ms, 0);
    expect(waitedMs).toBeGreaterThan(5 * 60_000);
    expect(waitedMs).toBeLessThan(7 * 60_000);
  });

  test('fewer than the reserve stops the run, and the answer that tells it is still good', async () => {
    let left = 1001;
    const vendor = await serve((_, response) => {
      left -= 1;
      json([left], 200, { 'x-week': String(left) })(response);
    });
    const reserve = { remainingHeader: 'X-Week', floor: 1000, name: 'weekly quota' };
    const { fetcher, lines } = fetcherFor(
      connectionTo(vendor.origin, { limits: { rate: { requests: 1000, perSeconds: 1 }, concurrency: 1, reserve } }),
    );
    expect((await users(fetcher)).body).toEqual([1000]);
    expect((await users(fetcher)).body).toEqual([999]);
    const error = await errorOf(users(fetcher));
    expect(error).toBeInstanceOf(QuotaError);
    expect(error.message).toMatch(/^Only 999 requests of the weekly quota are left, fewer than the 1000 kept/);
    expect(await errorOf(users(fetcher))).not.toBe(error);
    expect(vendor.requests).toHaveLength(2);
    expect(lines.filter(({ level }) => level === 'warning')).toHaveLength(1);
  });

  test('the last request that the header allows makes all wait', async () => {
    const left = [60_000, 2, 0, 50_000];
    const vendor = await serve((_, response) => {
      json([], 200, { 'x-left': String(left.shift()) })(response);
    });
    const limits = { rate: { requests: 60_000, perSeconds: 60 }, concurrency: 1, remainingHeader: 'x-left' };
    const { fetcher, clock, waitings, lines } = fetcherFor(connectionTo(vendor.origin, { limits }));
    for (let index = 0; index < 3; index += 1) await users(fetcher);
    expect(clock.slept).toEqual([]);
    await users(fetcher);
    expect(clock.slept).toHaveLength(1);
    expect(clock.slept[0]).toBeGreaterThan(1000);
    expect(clock.slept[0]).toBeLessThanOrEqual(10_000);
    expect(waitings.map(({ reason }) => reason)).toEqual(['rate-limit']);
    expect(lines.filter(({ level }) => level === 'info')[0]!.message).toMatch(
      /users was the last that the vendor's quota allows: waiting for more, \d+ s\.$/,
    );
  });
});

describe('the metric', () => {
  test('is a debug line per request', async () => {
    const vendor = await serveInTurn(json({}, 500), json([]));
    const { fetcher, lines } = fetcherFor(connectionTo(vendor.origin));
    await users(fetcher);
    const metrics = lines.filter(({ extra }) => extra?.metric !== undefined);
    expect(metrics.map(({ level }) => level)).toEqual(['debug', 'debug']);
    expect(metrics.map(({ extra }) => extra!.metric!.tags)).toEqual([
      { endpoint: 'users', http_status_code: 500, status: 'failed' },
      { endpoint: 'users', http_status_code: 200, status: 'succeeded' },
    ]);
    expect(metrics[0]!.extra!.metric).toMatchObject({ type: 'timer', metric: 'http_request_duration' });
  });
});

describe("the vendor's clock", () => {
  test('follows the Date headers', async () => {
    const aheadMs = 3_600_000;
    const vendor = await serve((_, response) => {
      json([], 200, { date: new Date(Date.now() + aheadMs).toUTCString() })(response);
    });
    const { fetcher } = fetcherFor(connectionTo(vendor.origin));
    expect(Math.abs(fetcher.vendorNowMs() - Date.now())).toBeLessThan(1000);
    await users(fetcher);
    const offsetMs = fetcher.vendorNowMs() - Date.now();
    expect(offsetMs).toBeLessThanOrEqual(aheadMs);
    expect(offsetMs).toBeGreaterThan(aheadMs - 1500);
  });
});

describe('stopping', () => {
  test("the run's signal ends waits and its reason is thrown", async () => {
    const vendor = await serve((_, response) => {
      json({}, 429, { 'retry-after': '3000' })(response);
    });
    const real = fetcherFor(connectionTo(vendor.origin), {
      clock: {
        now: Date.now,
        sleep: async (_, signal) =>
          new Promise((__, reject) =>
            signal?.addEventListener('abort', () => {
              reject(signal.reason as Error);
            }),
          ),
      },
    });
    const waiting = Promise.all([errorOf(users(real.fetcher)), errorOf(users(real.fetcher))]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const reason = new Error('SIGTERM');
    real.stop.abort(reason);
    expect(await waiting).toEqual([reason, reason]);
  });

  test("a request's own signal ends only that request", async () => {
    const vendor = await serve((request, response) => {
      if (request.url?.includes('slow') !== true) json([])(response);
    });
    const { fetcher } = fetcherFor(connectionTo(vendor.origin));
    const controller = new AbortController();
    const slow = errorOf(users(fetcher, { query: { slow: 1 }, signal: controller.signal }));
    await users(fetcher);
    const reason = new Error('not needed');
    controller.abort(reason);
    expect(await slow).toBe(reason);
    expect((await users(fetcher)).body).toEqual([]);
  });

  test('nothing is sent for a signal that is aborted already', async () => {
    const vendor = await serve((_, response) => {
      json([])(response);
    });
    const { fetcher } = fetcherFor(connectionTo(vendor.origin));
    const reason = new Error('too late');
    expect(await errorOf(users(fetcher, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(vendor.requests).toHaveLength(0);
  });

  test('closing ends what is in flight', async () => {
    const vendor = await serve(() => undefined);
    const { fetcher } = fetcherFor(connectionTo(vendor.origin));
    const pending = [1, 2, 3, 4, 5, 6, 7, 8].map(async () => errorOf(users(fetcher)));
    await new Promise((resolve) => setTimeout(resolve, 30));
    await fetcher.close();
    for (const error of await Promise.all(pending)) expect(error.message).toBe('The fetcher is closed.');
    expect((await errorOf(users(fetcher))).message).toBe('The fetcher is closed.');
  });
});
