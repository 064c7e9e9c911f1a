import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sandbox, SandboxOptions } from '../../packages/sandbox/src/index.ts';
import { startSandbox } from '../../packages/sandbox/src/index.ts';
import type { Learning360Options } from '../../packages/sandbox/src/portals/360learning/options.ts';
import { code, get, mint, nextUrl, pages, readAll, tokenBody } from './360learning-client.ts';
import { raw } from './raw-client.ts';

let open: Sandbox[] = [];
async function start(options: Learning360Options = {}, more: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ vendor: '360learning', users: 60, limit: 'none', options, ...more });
  open.push(sandbox);
  return sandbox;
}
afterEach(async () => {
  await Promise.all(open.map((sandbox) => sandbox.close()));
  open = [];
});

describe('the token endpoint', () => {
  test('mints a JWT for the right pair, with the lifetime as a string', async () => {
    const answer = await mint(await start());
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ token_type: 'Bearer', expires_in: '3600' });
    expect(String(answer.json['access_token']).split('.')).toHaveLength(3);
  });

  test('writes the lifetime as a number when told', async () => {
    expect((await mint(await start({ expiresIn: 'number', tokenSeconds: 60 }))).json['expires_in']).toBe(60);
  });

  test('refuses what it cannot read, other grants, strangers and users that do not exist', async () => {
    const sandbox = await start();
    const body = tokenBody(sandbox);
    const duplicated = JSON.stringify(body).replace('{', '{"client_id":"x",');
    const bodies: [unknown, number, string][] = [
      ['not json', 400, 'invalid_request'],
      [{ ...body, scope: 'users:read' }, 400, 'invalid_request'],
      [{ ...body, client_id: 7 }, 400, 'invalid_request'],
      [{ ...body, client_secret: undefined }, 400, 'invalid_request'],
      [duplicated, 400, 'invalid_request'],
      [{ ...body, grant_type: 'password' }, 400, 'unsupported_grant_type'],
      [{ ...body, client_secret: 'wrong' }, 401, 'invalid_client'],
      [{ ...body, user_id: '0'.repeat(24) }, 400, 'non_existing_user'],
    ];
    for (const [sent, status, error] of bodies) {
      const answer = await mint(sandbox, sent);
      expect([answer.status, answer.json]).toEqual([status, { error }]);
    }
  });

  test('ends a token after its lifetime, and all of them with the key', async () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const sandbox = await start({}, { clock: () => nowMs });
    expect((await get(sandbox, '/users')).status).toBe(200);
    nowMs += 3_600_000;
    const late = await get(sandbox, '/users');
    expect([late.status, late.json]).toEqual([401, { error: 'invalid_token' }]);
    sandbox.revokeKey();
    const answer = await mint(sandbox);
    expect([answer.status, answer.json]).toEqual([401, { error: 'invalid_client' }]);
  });

  test('ends the oldest token when only so many may live', async () => {
    const sandbox = await start({ maxTokens: 1 });
    expect((await get(sandbox, '/users')).status).toBe(200);
    await mint(sandbox);
    expect((await get(sandbox, '/users')).status).toBe(401);
  });
});

describe('a v2 request', () => {
  test('needs the version header unless the tenant ignores it', async () => {
    const versionless = { headers: { '360-api-version': '' } };
    expect((await get(await start(), '/users', versionless)).status).toBe(400);
    expect((await get(await start({ missingVersion: 'ignored' }), '/users', versionless)).status).toBe(200);
  });

  test('without a token gets 401, also on routes that do not exist', async () => {
    const sandbox = await start();
    expect((await raw(`${sandbox.url}/api/v2/users`)).json).toEqual({ error: 'invalid_token' });
    expect((await get(sandbox, '/nothing')).json).toHaveProperty('documentation_url');
  });

  test('needs the scope that the token got when it was minted', async () => {
    let scopes = ['groups:read'];
    const sandbox = await start({ scopes: () => scopes });
    const refused = await get(sandbox, '/users');
    scopes = ['users:read'];
    expect([refused.status, code(refused), (await get(sandbox, '/users')).status]).toEqual([403, 'invalid_scope', 403]);
    const plain = await start({ scopes: [], scopeError: 'string' });
    expect((await get(plain, '/users')).json).toEqual({ error: 'invalid_scope' });
  });

  test('for an unknown parent tells the scope first, or the parent when told', async () => {
    const path = `/users/${'0'.repeat(24)}/managers`;
    expect((await get(await start(), path)).status).toBe(404);
    expect((await get(await start({ scopes: [] }), path)).status).toBe(403);
    expect(code(await get(await start({ scopes: [], checksFirst: 'existence' }), path))).toBe('userNotFound');
  });

  test('over 50 a second gets 429 without any rate header', async () => {
    const sandbox = await start({}, { limit: { requests: 50, windowMs: 1000 }, clock: () => 1_000_000 });
    for (let i = 0; i < 50; i += 1) await get(sandbox, '/custom-fields');
    const answer = await get(sandbox, '/custom-fields');
    expect([answer.status, answer.json]).toEqual([429, { error: 'tooManyRequests' }]);
    expect(Object.keys(answer.headers)).not.toContain('retry-after');
    expect((await mint(sandbox)).status).toBe(200);
  });
});

describe('a list', () => {
  test('is a bare array with a Link header until the last page', async () => {
    const sandbox = await start({}, { pageSize: 25 });
    const read = await pages(sandbox, '/users');
    expect(read.map(({ length }) => length)).toEqual([25, 25, 10]);
    expect(read.flat()).toEqual(sandbox.truth('users'));
  });

  test.each(['path', 'bare', 'query'] as const)('may link by a relative URL (%s)', async (link) => {
    const url = nextUrl(await get(await start({ link }, { pageSize: 25 }), '/users')) ?? '';
    expect(url).toMatch({ path: /^\/api\/v2\/users\?next=/, bare: /^api\/v2\/users\?next=/, query: /^\?next=/ }[link]);
  });

  test('may link to another origin', async () => {
    const sandbox = await start({ linkOrigin: 'https://app.us.360learning.com' }, { pageSize: 25 });
    expect(nextUrl(await get(sandbox, '/users'))).toMatch(
      /^https:\/\/app\.us\.360learning\.com\/api\/v2\/users\?next=/,
    );
  });

  test.each([
    [{ emptyLastPage: true }, [20, 20, 20, 0]],
    [{ shortPages: true }, [20, 10, 20, 5, 5]],
    [{ pageSizes: { users: 50 } }, [50, 10]],
    [{}, [20, 20, 20]],
  ])('with %j has pages of %j', async (options, sizes) => {
    const sandbox = await start(options, { pageSize: 20 });
    const read = await pages(sandbox, '/users');
    expect(read.map(({ length }) => length)).toEqual(sizes);
    expect(read.flat()).toEqual(sandbox.truth('users'));
  });

  test('gives empty pages, endless pages and repeated pages as faults', async () => {
    const empty = await start({}, { pageSize: 20, faults: [{ kind: 'empty-page-in-the-middle', every: 1 }] });
    expect((await pages(empty, '/users')).map(({ length }) => length)).toEqual([20, 0, 20, 0, 20]);
    const endless = await start({}, { pageSize: 25, faults: [{ kind: 'endless-pages' }] });
    expect(await pages(endless, '/users', 9)).toHaveLength(9);
    const repeated = await start({}, { pageSize: 20, faults: [{ kind: 'repeated-page', paths: /next=/, times: 1 }] });
    const [first, second, third] = await pages(repeated, '/users');
    expect(second).toEqual(first);
    expect(third).toEqual(repeated.truth('users').slice(40));
  });

  test.each([
    ['keyset', 0],
    ['offset', 2],
  ] as const)('with a %s cursor loses %i surviving rows to deletes', async (cursor, lost) => {
    const sandbox = await start(
      { cursor },
      {
        pageSize: 20,
        drift: [{ resource: 'users', action: 'delete', at: 'front', every: 1, times: 2 }],
      },
    );
    const seen = new Set((await readAll(sandbox, '/users')).map(({ _id }) => _id));
    expect(sandbox.survivors('users', 0).filter(({ _id }) => !seen.has(_id))).toHaveLength(lost);
  });

  test.each([
    ['delete', 'front'],
    ['delete', 'border'],
    ['delete', 'random'],
    ['insert', 'front'],
    ['insert', 'border'],
    ['update', 'random'],
  ] as const)(
    'with a keyset cursor gives each surviving row once while rows drift (%s at the %s)',
    async (action, at) => {
      const sandbox = await start({}, { pageSize: 7, drift: [{ resource: 'course_stats', action, at, every: 1 }] });
      const ids = (await readAll(sandbox, '/courses/stats')).map(({ _id }) => _id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(sandbox.survivors('course_stats', 0).filter(({ _id }) => !ids.includes(_id))).toEqual([]);
    },
  );

  test('refuses a broken, foreign or expired cursor', async () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const sandbox = await start({ cursorSeconds: 60 }, { pageSize: 20, clock: () => nowMs });
    const url = nextUrl(await get(sandbox, '/users')) ?? '';
    expect((await get(sandbox, '/users?next=nonsense')).status).toBe(400);
    expect((await get(sandbox, url.replace('/users', '/custom-fields'))).status).toBe(400);
    expect((await get(sandbox, url)).status).toBe(200);
    nowMs += 61_000;
    expect((await get(sandbox, url)).status).toBe(400);
  });
});

describe('a filter', () => {
  const active = (sandbox: Sandbox): unknown[] => sandbox.truth('users').filter(({ status }) => status === 'active');

  test('is remembered by the cursor', async () => {
    const sandbox = await start({}, { pageSize: 10 });
    expect(await readAll(sandbox, '/users?status[eq]=active')).toEqual(active(sandbox));
  });

  test('is ignored when the list does not have it', async () => {
    const sandbox = await start();
    expect(await readAll(sandbox, '/users?_id[in][0]=x&status=active&limit=3')).toEqual(sandbox.truth('users'));
  });

  test('with an unknown operator or value is an error, or ignored when told', async () => {
    const sandbox = await start();
    for (const query of ['status[gt]=active', 'status[eq]=asleep', 'status[in][0]=active', 'mail[in][21]=x'])
      expect((await get(sandbox, `/users?${query}`)).status).toBe(400);
    expect((await get(await start({ badFilter: 'ignored' }), '/users?status[eq]=asleep')).status).toBe(200);
  });

  test('works with encoded brackets, or does nothing when told', async () => {
    const sandbox = await start();
    expect(await readAll(sandbox, '/users?status%5Beq%5D=active')).toEqual(active(sandbox));
    const strict = await start({ encodedBrackets: 'ignored' });
    expect(await readAll(strict, '/users?status%5Beq%5D=active')).toHaveLength(60);
    expect(await readAll(strict, '/users?status[eq]=active')).toEqual(active(strict));
  });

  test('takes lists by index or with empty brackets, and by comma when told', async () => {
    const sandbox = await start();
    const [a, , , b] = sandbox.truth('users').map(({ mail }) => encodeURIComponent(String(mail)));
    expect(await readAll(sandbox, `/users?mail[in][0]=${a!}&mail[in][1]=${b!}`)).toHaveLength(2);
    expect(await readAll(sandbox, `/users?mail[in][]=${a!}&mail[in][]=${b!}`)).toHaveLength(2);
    expect(await readAll(sandbox, `/users?mail[nin][0]=${a!}`)).toHaveLength(59);
    expect(await readAll(sandbox, `/users?mail[in]=${a!},${b!}`)).toHaveLength(0);
    const commas = await start({ arrayFilters: ['comma'] });
    expect(await readAll(commas, `/users?mail[in]=${a!},${b!}`)).toHaveLength(2);
  });
});
