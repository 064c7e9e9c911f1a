import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { FaultKind, Sandbox } from '../../packages/sandbox/src/index.ts';
import { faultKinds, parseFaults, startSandbox } from '../../packages/sandbox/src/index.ts';
import { basic, get, raw, readAll } from './raw-client.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ vendor: 'learnupon', users: 25, pageSize: 10, limit: 'none' });
});
afterAll(() => sandbox.close());
afterEach(() => {
  sandbox.setFaults([]);
});

async function underFault(kind: FaultKind, path = '/users?page=2', options: Parameters<typeof get>[2] = {}) {
  sandbox.setFaults([{ kind }]);
  return get(sandbox, path, options);
}

const observed: FaultKind[] = [];
function fault(kind: FaultKind, title: string, run: () => Promise<void>): void {
  observed.push(kind);
  test(`${kind} ${title}`, run);
}

describe('answers of gateways and of the vendor', () => {
  fault('rate-limit', 'is the vendor’s 429 without Retry-After', async () => {
    const { status, headers, json } = await underFault('rate-limit');
    expect([status, headers['retry-after']]).toEqual([429, undefined]);
    expect(json['message']).toBe('Number of requests has exceeded the 1 minute limit');
  });

  fault('rate-limit-seconds', 'tells seconds', async () => {
    sandbox.setFaults([{ kind: 'rate-limit-seconds', seconds: 2 }]);
    expect((await get(sandbox, '/users')).headers['retry-after']).toBe('2');
  });

  fault('rate-limit-date', 'tells a date that is not too early', async () => {
    const beforeMs = Date.now();
    const { headers } = await underFault('rate-limit-date');
    const waitMs = Date.parse(headers['retry-after']!) - beforeMs;
    expect(waitMs).toBeGreaterThanOrEqual(1000);
    expect(waitMs).toBeLessThan(3000);
  });

  for (const kind of ['500', '502', '504'] as const) {
    fault(kind, 'is that status', async () => {
      expect((await underFault(kind)).status).toBe(Number(kind));
    });
  }

  fault('html-503', 'is a gateway’s page', async () => {
    const { status, text, headers } = await underFault('html-503');
    expect([status, headers['content-type']]).toEqual([503, 'text/html']);
    expect(text).toContain('Service Temporarily Unavailable');
  });

  fault('html-login', 'is a login page with 200', async () => {
    const { status, text } = await underFault('html-login');
    expect(status).toBe(200);
    expect(text).toContain('Sign in');
  });

  fault('empty-200', 'has no body', async () => {
    const { status, bytes } = await underFault('empty-200');
    expect([status, bytes.length]).toEqual([200, 0]);
  });

  fault('200-with-error-body', 'is the vendor’s error with 200', async () => {
    const { status, json } = await underFault('200-with-error-body');
    expect([status, json['response_type']]).toEqual([200, 'ERROR']);
  });

  fault('redirect', 'points elsewhere and carries the credentials', async () => {
    const { status, headers } = await underFault('redirect');
    const target = new URL(headers.location!);
    expect(status).toBe(302);
    expect(target.origin).toBe(sandbox.elsewhere.url);
    expect(target.searchParams.get('authorization')).toBe(basic(sandbox)['authorization']);
    await raw(target.href);
    expect(sandbox.elsewhere.requests).toHaveLength(1);
  });

  fault('echo-secrets', 'repeats the credentials and the query', async () => {
    const { status, text } = await underFault('echo-secrets', '/users?api_key=abc');
    expect(status).toBe(500);
    expect(text).toContain(basic(sandbox)['authorization']);
    expect(text).toContain('api_key=abc');
  });
});

describe('broken transport', () => {
  type Progress = { status?: number; bytes?: number };
  async function halfLength(): Promise<number> {
    sandbox.setFaults([]);
    return Math.floor((await get(sandbox, '/users')).bytes.length / 2);
  }

  fault('reset-before-headers', 'gives nothing', async () => {
    await expect(underFault('reset-before-headers')).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(sandbox.log.at(-1)).toMatchObject({ status: 0, faults: ['reset-before-headers'] });
  });

  fault('reset-in-body', 'gives headers and half a body', async () => {
    const progress: Progress = {};
    await expect(underFault('reset-in-body', '/users', { progress })).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(progress).toEqual({ status: 200, bytes: await halfLength() });
  });

  fault('stall-before-headers', 'waits for the client to give up', async () => {
    await expect(underFault('stall-before-headers', '/users', { timeoutMs: 40 })).rejects.toThrow('timed out');
  });

  fault('stall-in-body', 'sends half and waits', async () => {
    const progress: Progress = {};
    await expect(underFault('stall-in-body', '/users', { timeoutMs: 40, progress })).rejects.toThrow('timed out');
    expect(progress).toEqual({ status: 200, bytes: await halfLength() });
  });

  fault('truncated-right-length', 'ends the connection before the promised length', async () => {
    const progress: Progress = {};
    await expect(underFault('truncated-right-length', '/users', { progress })).rejects.toThrow('aborted');
    expect(progress).toEqual({ status: 200, bytes: await halfLength() });
  });

  fault('truncated-wrong-length', 'is complete HTTP with broken JSON', async () => {
    const answer = await underFault('truncated-wrong-length', '/users', { gzip: true });
    expect([answer.status, answer.headers['content-length']]).toEqual([200, String(answer.bytes.length)]);
    expect(() => answer.json).toThrow(SyntaxError);
  });

  fault('invalid-json', 'does not parse', async () => {
    const answer = await underFault('invalid-json');
    expect(() => answer.json).toThrow(SyntaxError);
  });

  fault('gzip-truncated', 'is complete HTTP with a cut gzip stream', async () => {
    const zipped = await underFault('gzip-truncated', '/users', { gzip: true });
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(() => zipped.text).toThrow('unexpected end of file');
    const plain = await underFault('gzip-truncated');
    expect(() => plain.json).toThrow(SyntaxError);
  });

  fault('wrong-content-type', 'labels good JSON as HTML', async () => {
    const { headers, json } = await underFault('wrong-content-type');
    expect(headers['content-type']).toContain('text/html');
    expect(json['user']).toHaveLength(10);
  });
});

describe('broken paging', () => {
  const ids = async (path: string): Promise<unknown[]> =>
    ((await get(sandbox, path)).json['user'] as { id: number }[]).map(({ id }) => id);

  fault('repeated-page', 'gives the rows of the page before under the page’s own number', async () => {
    const first = await ids('/users?page=1');
    const { json, headers } = await underFault('repeated-page');
    expect((json['user'] as { id: number }[]).map(({ id }) => id)).toEqual(first);
    expect(headers['lu-current-page']).toBe('2');
  });

  fault('endless-pages', 'begins again past the end', async () => {
    sandbox.setFaults([{ kind: 'endless-pages' }]);
    expect(await ids('/users?page=4')).toEqual(await ids('/users?page=1'));
    expect((await get(sandbox, '/users?page=44')).headers['lu-has-next-page']).toBe('true');
  });

  fault('empty-page-in-the-middle', 'slips in pages without rows and keeps the data whole', async () => {
    sandbox.setFaults([{ kind: 'empty-page-in-the-middle' }]);
    const empty = await get(sandbox, '/users?page=2');
    expect([empty.json['user'], empty.headers['lu-has-next-page']]).toEqual([[], 'true']);
    const rows = await readAll(sandbox, '/users', 'user');
    expect(rows.map(({ id }) => id)).toEqual(sandbox.truth('users').map(({ id }) => id));
  });

  fault('missing-envelope', 'leaves the key of the rows out', async () => {
    const { json } = await underFault('missing-envelope');
    expect(Object.keys(json)).toEqual(['customDataFieldDefintions']);
  });

  fault('404-past-end', 'refuses the page past the end, and no other', async () => {
    sandbox.setFaults([{ kind: '404-past-end' }]);
    expect((await get(sandbox, '/users?page=3')).status).toBe(200);
    expect((await get(sandbox, '/users?page=4')).status).toBe(404);
  });

  fault('stripped-headers', 'drops paging and quota headers', async () => {
    const names = (headers: object): string[] => Object.keys(headers).filter((name) => /^(x-)?lu-/.test(name));
    expect(names((await underFault('stripped-headers')).headers)).toEqual([]);
    sandbox.setFaults([]);
    expect(names((await get(sandbox, '/users')).headers)).toHaveLength(3);
  });

  test('a page past the end is empty without a fault', async () => {
    expect(await ids('/users?page=4')).toEqual([]);
  });
});

describe('the key', () => {
  fault('key-revoked', 'is refused for good after the requests before', async () => {
    const own = await startSandbox({ vendor: 'learnupon', faults: [{ kind: 'key-revoked', afterRequests: 2 }] });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await get(own, '/groups')).status);
    own.setFaults([]);
    statuses.push((await get(own, '/groups')).status);
    await own.close();
    expect(statuses).toEqual([200, 200, 401, 401, 401]);
  });
});

describe('a plan', () => {
  async function statuses(count: number, path = '/groups'): Promise<number[]> {
    const seen: number[] = [];
    for (let i = 0; i < count; i += 1) seen.push((await get(sandbox, path)).status);
    return seen;
  }

  test('strikes every N-th request, at most so often', async () => {
    sandbox.setFaults([{ kind: '500', every: 3, times: 2 }]);
    expect(await statuses(10)).toEqual([200, 200, 500, 200, 200, 500, 200, 200, 200, 200]);
  });

  test('strikes the paths it names, and waits before it begins', async () => {
    sandbox.setFaults([{ kind: '502', paths: /groups\?page=2/, afterRequests: 1 }]);
    expect(await statuses(2)).toEqual([200, 200]);
    expect(await statuses(3, '/groups?page=2')).toEqual([200, 502, 502]);
  });

  test('strikes by chance, the same way for the same seed', async () => {
    sandbox.setFaults([{ kind: '500', probability: 0.4 }]);
    const first = await statuses(30);
    sandbox.setFaults([{ kind: '500', probability: 0.4 }]);
    expect(await statuses(30)).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 500]));
  });

  test('can be written as text', () => {
    expect(parseFaults('500=1/10, stall-in-body=1/50@/users, rate-limit-seconds=0.05~2,key-revoked+100,502*3')).toEqual(
      [
        { kind: '500', every: 10 },
        { kind: 'stall-in-body', every: 50, paths: /\/users/ },
        { kind: 'rate-limit-seconds', probability: 0.05, seconds: 2 },
        { kind: 'key-revoked', afterRequests: 100 },
        { kind: '502', times: 3 },
      ],
    );
    expect(parseFaults('')).toEqual([]);
    expect(() => parseFaults('501=1/2')).toThrow('unknown fault "501=1/2"');
  });

  test('knows no fault that is not observed above', () => {
    expect([...observed].sort()).toEqual([...faultKinds].sort());
  });
});
