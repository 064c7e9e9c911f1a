import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sandbox, SandboxOptions } from '../../packages/sandbox/src/index.ts';
import { startSandbox } from '../../packages/sandbox/src/index.ts';
import { raw } from './raw-client.ts';
import type { Row } from './workramp-client.ts';
import { ask, read, readAll, sorted, without } from './workramp-client.ts';

let open: Sandbox[] = [];
async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ vendor: 'workramp', users: 60, ...options });
  open.push(sandbox);
  return sandbox;
}
afterEach(async () => {
  await Promise.all(open.map((sandbox) => sandbox.close()));
  open = [];
});

describe('credentials', () => {
  test.each([
    ['401-empty', 401, '', 'text/plain'],
    ['401-json', 401, '{"type":"unauthorized","message":"Error. Unauthorized."}', 'application/json; charset=utf-8'],
    ['403-json', 403, '{"type":"forbidden","message":"Error. Access denied."}', 'application/json; charset=utf-8'],
  ])('a bad key is refused with %s', async (badKey, status, text, contentType) => {
    const sandbox = await start({ options: { badKey } });
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: `Basic ${String(sandbox.config['key'])}` },
    ]) {
      const answer = await raw(`${sandbox.url}/api/v1/users?limit=1`, { headers });
      expect([answer.status, answer.text, answer.headers['content-type']]).toEqual([status, text, contentType]);
    }
    expect((await ask(sandbox, '/api/v1/users?limit=1')).status).toBe(200);
    sandbox.revokeKey();
    expect((await ask(sandbox, '/api/v1/users?limit=1')).status).toBe(status);
  });

  test('a bad key can also lead to the login page', async () => {
    const page = await raw(`${(await start({ options: { badKey: 'html-login' } })).url}/api/v1/users`);
    expect([page.status, page.text.slice(0, 15)]).toEqual([200, '<!DOCTYPE html>']);
    const redirect = await raw(`${(await start({ options: { badKey: 'redirect-login' } })).url}/api/v1/users`);
    expect([redirect.status, redirect.headers.location]).toEqual([302, `${open[1]!.url}/login`]);
  });

  test('the right key of a deactivated owner is refused', async () => {
    const sandbox = await start({ options: { ownerDeactivated: '403-json' } });
    expect((await ask(sandbox, '/api/v1/users?limit=1')).status).toBe(403);
  });
});

describe('limits', () => {
  test('3,000 requests an hour, then the documented 429 without Retry-After', async () => {
    let nowMs = Date.UTC(2026, 6, 1);
    const sandbox = await start({ limit: { requests: 2, windowMs: 3_600_000 }, clock: () => nowMs });
    const path = '/api/v1/users?limit=1';
    expect([(await ask(sandbox, path)).status, (await ask(sandbox, path)).status]).toEqual([200, 200]);
    const denied = await ask(sandbox, path);
    expect([denied.status, denied.headers['retry-after']]).toEqual([429, undefined]);
    expect(denied.json).toEqual({
      error: 'Rate limited. See info at https://developers.workramp.com/reference/get-all-users-in-enterprise',
    });
    nowMs += 3_600_000;
    expect((await ask(sandbox, path)).status).toBe(200);
  });
});

describe('users', () => {
  test('are a bare array by limit and a page from 0', async () => {
    const sandbox = await start();
    const first = await read<Row[]>(sandbox, '/api/v1/users?limit=25&page=0&includeDeleted=true');
    const third = await read<Row[]>(sandbox, '/api/v1/users?limit=25&page=2&includeDeleted=true');
    const past = await read<Row[]>(sandbox, '/api/v1/users?limit=25&page=3&includeDeleted=true');
    const second = await read<Row[]>(sandbox, '/api/v1/users?limit=25&page=1&includeDeleted=true');
    expect([first.length, third.length, past]).toEqual([25, 10, []]);
    expect([...first, ...second, ...third]).toEqual(sandbox.truth('users'));
    expect(Number.isInteger(first[0]!['createdAt'])).toBe(false);
  });

  test('hide the deactivated ones unless asked', async () => {
    const sandbox = await start();
    const shown = await read<Row[]>(sandbox, '/api/v1/users?limit=99');
    expect(shown).toEqual(sandbox.truth('users').filter(({ isDeleted }) => isDeleted === false));
    expect(shown.length).toBeLessThan(60);
  });

  test('come all at once without a limit, which raises a flag', async () => {
    const sandbox = await start();
    expect(await read<Row[]>(sandbox, '/api/v1/users?includeDeleted=true&page=1')).toHaveLength(60);
    expect(sandbox.log.flags).toEqual({ 'users-without-limit': 1 });
  });

  test('filter by exact email and by one custom attribute', async () => {
    const sandbox = await start();
    const user = sandbox.truth('users').find(({ isDeleted }) => isDeleted === false)!;
    const email = encodeURIComponent(user['email'] as string);
    expect(await read<Row[]>(sandbox, `/api/v1/users?limit=9&email=${email}`)).toEqual([user]);
    const sales = await read<Row[]>(sandbox, '/api/v1/users?limit=99&custom_attributes[department]=Field%20Sales');
    expect(sales.length).toBeGreaterThan(0);
    expect(sales.length).toBeLessThan(50);
  });

  test('with attributes have two shapes', async () => {
    const sandbox = await start();
    const path = '/api/v1/users/attributes?includeDeleted=true';
    expect(await readAll(sandbox, `${path}&legacy_mode=false`, 'users')).toEqual(
      sandbox.truth('user_custom_attributes'),
    );
    const legacy = await read<Row[]>(sandbox, path);
    expect(legacy).toHaveLength(60);
    expect(legacy[0]).toHaveProperty('customAttributes.0.apiName');
  });

  test('belong to groups', async () => {
    const sandbox = await start();
    const groups = await read<Row[]>(sandbox, '/api/v1/groups');
    expect(groups).toEqual(sandbox.truth('groups'));
    const members: Row[] = [];
    for (const { id } of groups) {
      const rows = await read<Row[]>(sandbox, `/api/v1/groups/${String(id)}/users`);
      members.push(...rows.map((row) => ({ group_id: id, ...row })));
    }
    expect(sorted(members, 'group_id', 'id')).toEqual(sorted(sandbox.truth('group_users'), 'group_id', 'id'));
    expect(without(members, 'group_id')[0]).toHaveProperty('customAttributes');
  });
});

describe('paths', () => {
  test('tolerate a second slash and one at the end', async () => {
    const sandbox = await start();
    expect((await ask(sandbox, '/api/v1//groups/')).status).toBe(200);
    expect((await ask(sandbox, '/api/v1/nothing')).json).toEqual({ type: 'not_found', message: 'Error. Not found.' });
  });

  test('that write raise flags and change nothing', async () => {
    const sandbox = await start();
    const before = sandbox.truth('users');
    await ask(sandbox, '/api/v1/users/4101', { method: 'DELETE' });
    expect(sandbox.log.flags).toEqual({ write: 1, 'write:DELETE /api/v1/users/{id}': 1 });
    expect(sandbox.truth('users')).toEqual(before);
  });
});
