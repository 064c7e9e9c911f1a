import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sandbox, SandboxOptions } from '../../packages/sandbox/src/index.ts';
import { startSandbox } from '../../packages/sandbox/src/index.ts';
import type { Learning360Options } from '../../packages/sandbox/src/portals/360learning/options.ts';
import type { Json } from './360learning-client.ts';
import { mint } from './360learning-client.ts';
import type { RawAnswer } from './raw-client.ts';
import { raw } from './raw-client.ts';

let open: Sandbox[] = [];
async function start(options: Learning360Options = {}, more: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({
    vendor: '360learning',
    users: 40,
    limit: 'none',
    options: { generation: 'v1', ...options },
    ...more,
  });
  open.push(sandbox);
  return sandbox;
}
afterEach(async () => {
  await Promise.all(open.map((sandbox) => sandbox.close()));
  open = [];
});

function get(sandbox: Sandbox, path: string): Promise<RawAnswer> {
  const { username, key } = sandbox.config;
  const credentials = `company=${String(username)}&apiKey=${String(key)}`;
  return raw(`${sandbox.url}/api/v1${path}${path.includes('?') ? '&' : '?'}${credentials}`);
}

async function list(sandbox: Sandbox, path: string): Promise<Json[]> {
  const answer = await get(sandbox, path);
  expect([path, answer.status]).toEqual([path, 200]);
  return answer.json as unknown as Json[];
}

describe('the API key', () => {
  test('lets in by query, by headers and by a token from the URL that v2 shares', async () => {
    const sandbox = await start();
    const { username, key } = sandbox.config;
    const token = (await mint(sandbox)).json['access_token'];
    const url = `${sandbox.url}/api/v1/groups`;
    const answers = [
      await get(sandbox, '/groups'),
      await raw(url, { headers: { 'x-company-id': String(username), 'x-apikey': String(key) } }),
      await raw(url, { headers: { authorization: `Bearer ${String(token)}` } }),
      await raw(`${url}?company=${String(username)}&apiKey=wrong`),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 401]);
    expect(answers[3]!.json).toEqual({ error: 'unauthorized' });
    sandbox.revokeKey();
    expect((await get(sandbox, '/groups')).json).toEqual({ error: 'unauthorized' });
  });

  test.each(['invalid_token', 'invalid_scope'] as const)(
    'gives a token that v2 refuses with %s',
    async (v1TokenOnV2) => {
      const sandbox = await start({ v1TokenOnV2 });
      const authorization = `Bearer ${String((await mint(sandbox)).json['access_token'])}`;
      const answer = await raw(`${sandbox.url}/api/v2/users`, {
        headers: { authorization, '360-api-version': 'v2.0' },
      });
      expect(answer.status).toBe(v1TokenOnV2 === 'invalid_token' ? 401 : 403);
    },
  );
});

describe('a v1 list', () => {
  test.each([
    ['v1_users', '/users'],
    ['v1_groups', '/groups'],
    ['v1_courses', '/courses'],
    ['v1_course_stats', '/courses/stats'],
    ['v1_paths', '/paths'],
    ['v1_path_sessions', '/paths/sessions'],
    ['v1_program_templates', '/programs/templates'],
    ['v1_program_sessions', '/programs/sessions'],
    ['v1_custom_fields', '/customfields'],
    ['v1_custom_links', '/customlinks'],
    ['v1_learning_needs', '/learningneeds'],
    ['v1_projects', '/projects'],
    ['v1_skills', '/skills'],
  ])('%s comes whole, without a Link', async (stream, path) => {
    const sandbox = await start({}, { pageSize: 5 });
    expect((await get(sandbox, path)).headers.link).toBeUndefined();
    const rows = await list(sandbox, path);
    expect(rows.length).toBeGreaterThan(2);
    expect(rows).toStrictEqual(sandbox.truth(stream));
  });

  test('of a session is an object or keyed by sessionId, of a path or user without parents', async () => {
    const sandbox = await start();
    const users: Json[] = [];
    const stats: unknown[] = [];
    for (const { sessionId } of await list(sandbox, '/paths/sessions')) {
      const { usersStats, ...head } = (await get(sandbox, `/paths/sessions/${String(sessionId)}/stats/users`)).json;
      expect(Object.keys(head)).toEqual(['sessionId', 'sessionName', 'pathId', 'pathName']);
      users.push(...(usersStats as Json[]).map((row) => ({ sessionId, ...row })));
      stats.push((await get(sandbox, `/paths/sessions/${String(sessionId)}/stats`)).json);
    }
    expect(users).toEqual(sandbox.truth('v1_path_session_user_stats'));
    expect(stats).toEqual(sandbox.truth('v1_path_session_stats'));
    const pathUsers: Json[] = [];
    for (const { _id } of await list(sandbox, '/paths'))
      pathUsers.push(...(await list(sandbox, `/paths/${String(_id)}/users`)).map((row) => ({ pathId: _id, ...row })));
    expect(pathUsers).toEqual(sandbox.truth('v1_path_users'));
    const links: Json[] = [];
    for (const { mail } of await list(sandbox, '/users?deleted=true')) {
      if (typeof mail !== 'string') continue;
      const query = encodeURIComponent(mail);
      links.push(...(await list(sandbox, `/customuserlinks?mail=${query}`)).map((row) => ({ mail, ...row })));
    }
    expect(links).toEqual(sandbox.truth('v1_custom_user_links'));
  });

  test('of users leaves deleted ones out, of courses holds drafts and deleted ones', async () => {
    const sandbox = await start();
    const all = await list(sandbox, '/users?deleted=true');
    expect(all).toHaveLength(40);
    expect((await list(sandbox, '/users')).length).toBeLessThan(40);
    const statuses = new Set((await list(sandbox, '/courses')).map(({ status }) => status));
    expect([...statuses].sort()).toEqual(['archived', 'deleted', 'draft', 'published']);
  });

  test('takes its own date parameters and refuses what is no date', async () => {
    const sandbox = await start();
    const edge = '2025-01-15';
    const after = await list(sandbox, `/courses?modifiedAfter=${edge}`);
    const before = await list(sandbox, `/courses?modifiedBefore=${edge}`);
    expect(after.length * before.length).toBeGreaterThan(0);
    expect(after.length + before.length).toBe(sandbox.truth('v1_courses').length);
    expect((await get(sandbox, '/courses/stats?createdAtAfter=soon')).json).toEqual({ error: 'bad_request' });
  });

  test('of course statistics may be capped, of courses may be as recorded', async () => {
    const sandbox = await start({ v1StatsCap: 1, v1Courses: 'recorded' });
    const attempts = (await list(sandbox, '/courses/stats')).map(({ stats }) => (stats as Json[]).length);
    expect(Math.max(...attempts)).toBe(1);
    expect(Object.keys((await list(sandbox, '/courses'))[0]!)).not.toContain('courseDuration');
  });
});

describe('a v1 refusal', () => {
  test('has the code and status that were recorded', async () => {
    const sandbox = await start();
    const missing = '0'.repeat(24);
    const expected: [string, number, unknown][] = [
      ['/users/nobody@acme.example', 400, { error: 'user_not_found' }],
      [`/users/${missing}`, 400, { error: 'user_not_found' }],
      [`/paths/sessions/${missing}`, 404, { error: 'session_not_found' }],
      ['/customuserlinks', 400, { error: 'bad_request' }],
    ];
    for (const [path, status, body] of expected) {
      const answer = await get(sandbox, path);
      expect([path, answer.status, answer.json]).toEqual([path, status, body]);
    }
    for (const path of ['/users/malformed', '/groups/12', '/nowhere']) {
      const answer = await get(sandbox, path);
      expect([answer.status, Object.keys(answer.json)]).toEqual([404, ['message', 'documentation_url']]);
    }
    const redirect = await get(sandbox, '/programs');
    expect([redirect.status, redirect.headers.location]).toEqual([302, '/api/v1/programs/sessions']);
  });

  test('detail of a user says "" where the list says nothing', async () => {
    const sandbox = await start();
    const [user] = await list(sandbox, '/users');
    const detail = (await get(sandbox, `/users/${String(user!['_id'])}`)).json;
    expect(detail).toMatchObject({ ...user, toDeactivateAt: '' });
    expect((await get(sandbox, `/users/${encodeURIComponent(String(user!['mail']))}`)).json).toEqual(detail);
  });
});
