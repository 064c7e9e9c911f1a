import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Row, Sandbox, SandboxOptions } from '../../packages/sandbox/src/index.ts';
import { startSandbox } from '../../packages/sandbox/src/index.ts';
import { get, raw, readAll } from './raw-client.ts';

const base: SandboxOptions = { vendor: 'learnupon', users: 60, pageSize: 25, limit: 'none' };
let sandbox: Sandbox;
const others: Sandbox[] = [];
beforeAll(async () => {
  sandbox = await startSandbox(base);
});
afterAll(async () => {
  await Promise.all([sandbox, ...others].map((one) => one.close()));
});

async function portalWith(options: object, more: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const one = await startSandbox({ ...base, ...more, options });
  others.push(one);
  return one;
}

function idsOf(rows: readonly Row[], field = 'id'): unknown[] {
  return rows.map((row) => row[field]);
}

const allCourses = '/courses?include_all_versions=true&include_draft=true&include_licensed_courses=true';

describe('whole lists', () => {
  test.each([
    ['users', '/users?version_id=1.2', 'user'],
    ['custom_user_data_definitions', '/users/customuserdata', 'customDataFieldDefinitions'],
    ['instructor_users', '/users/instructor_users', 'instructor_users'],
    ['courses', allCourses, 'courses'],
    ['groups', '/groups', 'groups'],
    ['group_managers', '/group_managers', 'group_manager'],
    ['group_courses', '/group_courses', 'group_courses'],
    ['group_invites', '/group_invites', 'group_invite'],
    ['group_invite_course_enrollments', '/group_invite_course_enrollments', 'group_invite_course_enrollment'],
    ['learning_paths', '/learning_paths?include_draft=true&include_courses=true', 'learning_paths'],
    ['modules', '/modules', 'modules'],
    ['course_instructors', '/course_instructors', 'course_instructor'],
    ['mark_completes', '/markcompletes', 'markcompletes'],
    ['live_learning_sessions', '/live-learnings/sessions/list', 'sessions'],
    ['live_learning_session_series', '/live-learnings/session-series/search', 'session_series'],
    [
      'custom_session_data_definitions',
      '/live-learnings/custom_session_data_definitions/list',
      'customDataFieldDefinitions',
    ],
    ['locations', '/locations', 'locations'],
    ['timezones', '/timezones', 'timezones'],
    ['webinar_connections', '/webinar_connections', 'webinar_connections'],
    ['ilts', '/ilts/search?start_date=2000-01-01&end_date=2100-01-01', 'ilts'],
    ['badges', '/badges?version_id=1.1', 'badges'],
    ['leaderboard', '/leaderboard', 'users'],
    ['portals', '/portals', 'portals'],
    ['portal_membership_types', '/portals/membership_types', 'membership_types'],
    ['licenses', '/licenses', 'licenses'],
    ['resources', '/resources', 'learner_resources'],
    ['certifications', '/certifications', 'certifications'],
    ['bulk_operation_jobs', '/bulk-operations/jobs', 'jobs'],
    ['ecommerce_products', '/ecommerce/products', 'products'],
    ['ecommerce_orders', '/ecommerce/orders', 'orders'],
  ])('%s are what the portal holds', async (stream, path, envelope) => {
    const rows = await readAll(sandbox, path, envelope);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows).toEqual(sandbox.truth(stream));
  });

  test('field definitions come before the rows, misspelt', async () => {
    expect((await get(sandbox, '/users')).text.startsWith('{"customDataFieldDefintions":[{"id":')).toBe(true);
    expect((await get(sandbox, '/courses')).text.startsWith('{"customDataFieldDefintions":[{"id":')).toBe(true);
    expect((await get(sandbox, '/group_invites')).text.startsWith('{"customDataFieldDefinitions":')).toBe(true);
  });

  test('an envelope that nobody has seen can be chosen', async () => {
    const other = await portalWith({ envelopes: { licenses: 'course_licenses', ecommerce_products: '' } });
    expect((await get(other, '/licenses')).json['course_licenses']).toHaveLength(9);
    expect((await get(other, '/ecommerce/products')).json).toHaveLength(10);
  });
});

describe('lists per parent', () => {
  async function fanOut(
    parents: readonly unknown[],
    path: (parent: string) => string,
    envelope: string,
  ): Promise<Row[]> {
    const rows: Row[] = [];
    for (const parent of parents) rows.push(...(await readAll(sandbox, path(String(parent)), envelope)));
    return rows;
  }
  const sorted = (rows: readonly Row[], field = 'id'): Row[] =>
    [...rows].sort((a, b) => String(a[field]).localeCompare(String(b[field])));

  test('enrollments by course are complete but for the orphans', async () => {
    const rows = await fanOut(
      idsOf(sandbox.truth('courses')),
      (id) => `/enrollments/search?course_id=${id}`,
      'enrollments',
    );
    expect(sorted(rows)).toEqual(sorted(sandbox.truth('enrollments')));
  });

  test('enrollments by user include the orphans', async () => {
    const rows = await fanOut(
      idsOf(sandbox.truth('users')),
      (id) => `/enrollments/search?user_id=${id}`,
      'enrollments',
    );
    const truth = [...sandbox.truth('enrollments'), ...sandbox.truth('orphan_enrollments')];
    expect(sorted(rows)).toEqual(sorted(truth));
  });

  test('group memberships by group; the learner’s id is called id', async () => {
    const rows: Row[] = [];
    for (const { id } of sandbox.truth('groups')) {
      const found = await readAll(sandbox, `/group_memberships?group_id=${String(id)}`, 'user');
      rows.push(...found.map((row) => ({ group_id: id, user_id: row['id'] })));
    }
    const key = (row: Row): string => `${String(row['group_id'])}|${String(row['user_id'])}`;
    expect(rows.map(key).sort()).toEqual(sandbox.truth('group_memberships').map(key).sort());
    expect(new Set(rows.map(key)).size).toBe(rows.length);
  });

  test('with version_id=1.1 it is the membership’s', async () => {
    const [membership] = sandbox.truth('group_memberships');
    const path = `/group_memberships?group_id=${String(membership!['group_id'])}&version_id=1.1`;
    const rows = await readAll(sandbox, path, 'user');
    expect(rows).toContainEqual(
      expect.objectContaining({ id: membership!['membership_id'], user_id: membership!['user_id'] }),
    );
  });

  test('learning path enrollments by path', async () => {
    const parents = idsOf(sandbox.truth('learning_paths'));
    const rows = await fanOut(parents, (id) => `/learning_path_enrollments/search?lp_id=${id}`, 'enrollments');
    expect(sorted(rows)).toEqual(sorted(sandbox.truth('learning_path_enrollments')));
  });

  test('modules by course, where one module can be linked twice', async () => {
    const parents = idsOf(sandbox.truth('courses'));
    const rows = await fanOut(parents, (id) => `/modules?course_id=${id}`, 'modules');
    expect(rows).toHaveLength(sandbox.truth('course_modules').length);
    expect(rows.length).toBeGreaterThan(sandbox.truth('modules').length);
  });

  test('exams, their questions, enrollments and answers start from modules', async () => {
    const ids = idsOf(
      sandbox.truth('modules').filter((row) => row['exam_id'] !== null),
      'exam_id',
    );
    const exams: unknown[] = [];
    for (const id of ids) exams.push((await get(sandbox, `/exams/${String(id)}`)).json['exam']);
    expect(exams).toEqual(sandbox.truth('exams'));
    const rows = await fanOut(ids, (id) => `/exams/${id}/enrollments`, 'exam_enrollments');
    expect(sorted(rows, 'exam_enrollment_id')).toEqual(sorted(sandbox.truth('exam_enrollments'), 'exam_enrollment_id'));
    const [first] = rows;
    const path = `/exams/${String(first!['exam_id'])}/answers/${String(first!['exam_enrollment_id'])}`;
    expect(sandbox.truth('exam_answers')).toContainEqual({
      ...(await get(sandbox, path)).json,
      exam_enrollment_id: first!['exam_enrollment_id'],
    });
    const questions = (await get(sandbox, `/exams/${String(ids[0])}/questions`)).json;
    expect(questions['exam_id']).toBe(ids[0]);
  });

  test('attendance by session, series by course, answers by assignment', async () => {
    const sessions = idsOf(sandbox.truth('live_learning_sessions'));
    const seats = await fanOut(sessions, (id) => `/live-learnings/sessions/${id}/attendance`, 'attendance');
    expect(seats).toHaveLength(sandbox.truth('live_learning_session_attendance').length);
    const assignments = idsOf(sandbox.truth('modules').filter((row) => row['component_type'] === 'assignment'));
    const answers = await fanOut(assignments, (id) => `/assignments/${id}/answers`, 'answers');
    expect(sorted(answers)).toEqual(sorted(sandbox.truth('assignment_answers')));
  });

  test('an unknown group is an empty list, an unknown course or exam is not found', async () => {
    expect((await get(sandbox, '/group_memberships?group_id=1')).json).toEqual({ user: [] });
    expect((await get(sandbox, '/enrollments/search?course_id=1')).status).toBe(404);
    expect((await get(sandbox, '/exams/1')).status).toBe(404);
  });
});

describe('oddities of the vendor', () => {
  test.each([
    ['/enrollments', 401],
    ['/learning_path_enrollments', 401],
    ['/courses/5127001', 404],
    ['/group_memberships', 404],
    ['/users/search?email=nobody@fernhillsupply.example', 404],
    ['/nothing', 404],
    ['/enrollments/search', 400],
  ])('GET %s answers %i with the error envelope', async (path, status) => {
    const answer = await get(sandbox, path);
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ response_type: 'ERROR', message: expect.any(String) as unknown });
  });

  test('a JSON content type on a GET without a body is a bad request, unless told otherwise', async () => {
    const headers = { 'content-type': 'application/json' };
    const refused = await get(sandbox, '/groups', { headers });
    expect([refused.status, refused.json]).toEqual([400, { error: 'There was a problem in the JSON you submitted.' }]);
    const lenient = await portalWith({ rejectsContentType: false });
    expect((await get(lenient, '/groups', { headers })).status).toBe(200);
  });

  test('unknown parameters are ignored and the full list comes back', async () => {
    const { json } = await get(sandbox, '/users?limit=1&group_id=86001&per_page=2&user_id=5');
    expect(json['user']).toHaveLength(25);
  });

  test('page headers are strings, and the page size is the vendor’s', async () => {
    const { headers } = await get(sandbox, '/users?page=3');
    expect(headers).toMatchObject({
      'lu-current-page': '3',
      'lu-records-per-page': '25',
      'lu-has-next-page': 'false',
    });
    const real = await startSandbox({ vendor: 'learnupon', users: 501 });
    others.push(real);
    expect((await get(real, '/users')).json['user']).toHaveLength(500);
  });

  test('users show updated_at from version 1.1 and the time zone from 1.2', async () => {
    const shown = async (version: string): Promise<boolean[]> => {
      const [user] = (await get(sandbox, `/users${version}`)).json['user'] as Row[];
      return ['updated_at', 'timezone_id'].map((field) => field in user!);
    };
    expect(await shown('')).toEqual([false, false]);
    expect(await shown('?version_id=1.1')).toEqual([true, false]);
    expect(await shown('?version_id=1.2')).toEqual([true, true]);
  });

  test('the plain course list holds published versions only; drafts, old versions and licensed ones must be asked for', async () => {
    const statusOf = async (query: string): Promise<Set<unknown>> =>
      new Set(idsOf(await readAll(sandbox, `/courses${query}`, 'courses'), 'published_status_id'));
    const big = sandbox.truth('courses');
    expect(await statusOf('')).toEqual(new Set(['published']));
    expect(await statusOf('?include_drafts=true')).toEqual(new Set(['published']));
    expect(await statusOf('?include_draft=true')).toEqual(new Set(['published', 'draft']));
    expect(await statusOf('?include_all_versions=true')).toEqual(new Set(['published', 'archived', 'under_revision']));
    const licensed = await readAll(sandbox, '/courses?include_licensed_courses=true', 'courses');
    expect(licensed.some((row) => row['license_is_open_ended'] === false)).toBe(true);
    const [one] = big.filter((row) => row['published_status_id'] === 'published');
    expect((await get(sandbox, `/courses?course_id=${String(one!['id'])}`)).json['courses']).toEqual([one]);
  });

  test('enrollments repeat learner and course, name archived versions, and stay when unenrolled', () => {
    const rows = sandbox.truth('enrollments');
    const pairs = rows.map((row) => `${String(row['user_id'])}|${String(row['course_id'])}`);
    expect(new Set(pairs).size).toBeLessThan(pairs.length);
    expect(rows.some((row) => row['unenrolled'] === true)).toBe(true);
    const archived = new Set(
      idsOf(sandbox.truth('courses').filter((row) => row['published_status_id'] === 'archived')),
    );
    expect(rows.some((row) => archived.has(row['course_id']))).toBe(true);
    expect(rows.some((row) => row['updated_at'] === null)).toBe(true);
  });

  test('modules share an id among sessions, lack session ids elsewhere, and say missing numbers with empty strings', () => {
    const rows = sandbox.truth('modules');
    expect(new Set(idsOf(rows)).size).toBeLessThan(rows.length);
    expect(new Set(rows.map((row) => `${String(row['id'])}|${String(row['session_id'])}`)).size).toBe(rows.length);
    expect(rows.filter((row) => row['session_id'] === null).length).toBeGreaterThan(0);
    expect(new Set(idsOf(rows, 'location_id')).has('')).toBe(true);
  });

  test('custom data has normalised keys, texts are wild, some values have the wrong type', async () => {
    const { text } = await get(sandbox, '/courses?include_all_versions=true');
    const users = sandbox.truth('users');
    expect(Object.keys(users[0]!['CustomData'] as Row)).toContain('hcsa-vms');
    expect(new Set(idsOf(users, 'is_salesforce_contact'))).toEqual(new Set([0, 1]));
    expect(new Set(users.map((row) => typeof row['sign_in_count']))).toEqual(new Set(['number', 'string']));
    const all = `${text}${JSON.stringify(users)}${JSON.stringify(sandbox.truth('modules'))}`;
    for (const sign of ['\\u0000', '\\ud83d ', '\\ude00 ', '\\r\\n', '🚜', '"name":" ']) expect(all).toContain(sign);
    const tame = await portalWith({ oddities: false });
    expect(JSON.stringify(tame.truth('modules'))).not.toContain('\\u0000');
  });

  test('attempts are a number or the word unlimited', () => {
    expect(new Set(idsOf(sandbox.truth('exams'), 'attempts'))).toEqual(new Set(['unlimited', 3]));
  });

  test('addresses are found whatever their case, once encoded', async () => {
    const learners = new Set(idsOf(sandbox.truth('enrollments'), 'user_id'));
    const [user] = sandbox
      .truth('users')
      .filter((row) => String(row['email']).includes('+') && learners.has(row['id']));
    const email = encodeURIComponent(String(user!['email']).toUpperCase());
    expect((await get(sandbox, `/users/search?email=${email}`)).json['user']).toEqual([user]);
    const enrolled = (await get(sandbox, `/enrollments/search?email=${email}`)).json['enrollments'] as Row[];
    expect(new Set(idsOf(enrolled, 'user_id'))).toEqual(new Set([user!['id']]));
  });
});

test('mark-completes can be asked for by the course of their enrollment', async () => {
  const [first] = sandbox.truth('mark_completes').filter((row) => row['enrollment_id'] !== null);
  const enrollment = sandbox.truth('enrollments').find((row) => row['id'] === first!['enrollment_id']);
  const path = `/markcompletes?course_id=${String(enrollment!['course_id'])}`;
  expect((await get(sandbox, path)).json['markcompletes']).toContainEqual(first);
});

describe('windows and quotas', () => {
  test('the audit trail takes a window, and reaches back 30 days', async () => {
    const rows = await readAll(sandbox, '/audit-trails', 'audit_trails');
    expect(rows.length).toBeLessThan(sandbox.truth('audit_trails').length);
    const [from, to] = [Date.now() - 5 * 86_400_000, Date.now() - 2 * 86_400_000];
    const range = `${new Date(from).toISOString()},${new Date(to).toISOString()}`;
    const some = await readAll(sandbox, `/audit-trails?date_range=${encodeURIComponent(range)}`, 'audit_trails');
    const within = (row: Row): boolean => {
      const atMs = Date.parse(String(row['date_and_time_utc']));
      return atMs >= from && atMs <= to;
    };
    expect(some.length).toBeGreaterThan(0);
    expect(some).toEqual(rows.filter(within));
    expect((await get(sandbox, '/audit-trails?date_range=yesterday')).status).toBe(400);
  });

  test('a deletion leaves a trail, and takes the course’s children along', async () => {
    const own = await portalWith({});
    const before = own.truth('audit_trails').length;
    const [course] = own.truth('courses');
    const enrolled = own.truth('enrollments').filter((row) => row['course_id'] === course!['id']).length;
    own.delete('courses', course!['id'] as number);
    const added = own.truth('audit_trails').slice(before);
    expect(enrolled).toBeGreaterThan(0);
    expect(added[0]).toMatchObject({ action: 6, impacted_data: course!['name'] });
    expect(idsOf(added.slice(1), 'action')).toEqual(Array.from({ length: enrolled }, () => 2));
    for (const child of ['enrollments', 'course_modules', 'group_courses', 'course_instructors']) {
      expect(own.truth(child).filter((row) => row['course_id'] === course!['id'])).toEqual([]);
    }
  });

  test('enrollments by day include both ends, on the date that the portal filters by', async () => {
    const own = await portalWith({ dateFilter: 'updated_at', noSelector: 'all' });
    const days = own.truth('enrollments').map((row) => (row['updated_at'] as string | null)?.slice(0, 10) ?? '');
    const [day] = days.filter((text) => text !== '');
    const rows = await readAll(own, `/enrollments/search?date_from=${day!}&date_to=${day!}`, 'enrollments');
    expect(rows).toHaveLength(days.filter((text) => text === day).length);
  });

  test('an older portal knows no updated_at on enrollments', async () => {
    const legacy = await portalWith({ legacy: true });
    expect(legacy.truth('enrollments').some((row) => 'updated_at' in row)).toBe(false);
  });

  test('lists can be ordered by id, by last change or by name', async () => {
    const updated = await portalWith({ order: 'updated' });
    const second = updated.truth('users')[1]!;
    updated.update('users', second['id'] as number);
    expect(idsOf(await readAll(updated, '/users', 'user'))[0]).toBe(second['id']);
    const named = await portalWith({ order: 'name' });
    const titles = named.truth('groups').map((row) => String(row['title']));
    expect(titles).toEqual([...titles].sort());
  });

  test('300 requests a minute pass, the 301st does not; headers count down', async () => {
    const own = await startSandbox({
      vendor: 'learnupon',
      clock: () => Date.UTC(2026, 0, 1),
      options: { weekLimit: 302 },
    });
    others.push(own);
    const first = await get(own, '/badges');
    expect(first.headers).toMatchObject({
      'x-lu-rate-limit-remaining-minute': '299',
      'x-lu-rate-limit-remaining-week': '301',
    });
    const rest = await Promise.all(Array.from({ length: 300 }, () => get(own, '/badges')));
    const refused = rest.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(1);
    expect(refused[0]!.json).toEqual({
      response_type: 'ERROR',
      message: 'Number of requests has exceeded the 1 minute limit',
    });
    expect(refused[0]!.headers).not.toHaveProperty('x-lu-rate-limit-remaining-minute');
    expect(own.log).toMatchObject({ requests: 301, deniedCount: 1, maxPerWindow: 301 });
  });

  test('the week runs out too', async () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const own = await startSandbox({
      vendor: 'learnupon',
      clock: () => nowMs,
      options: { weekLimit: 2, retryAfter: true },
    });
    others.push(own);
    const statuses: number[] = [];
    for (let i = 0; i < 3; i += 1) {
      nowMs += 3_600_000;
      statuses.push((await get(own, '/badges')).status);
    }
    expect(statuses).toEqual([200, 200, 429]);
    const { headers, json } = await get(own, '/badges');
    expect(headers['retry-after']).toBe(String(7 * 86_400 - 7200));
    expect(json['message']).toContain('1 week');
  });

  test('a feature off the plan is refused', async () => {
    const own = await portalWith({ disabled: ['bulk_operations', 'ecommerce'] });
    const { status, json } = await get(own, '/bulk-operations/jobs');
    expect([status, json['code']]).toEqual([403, 'feature_not_enabled']);
    expect((await get(own, '/ecommerce/orders')).status).toBe(403);
    expect((await get(own, '/badges')).status).toBe(200);
  });
});

describe('keys', () => {
  test.each([
    ['envelope', '{"response_type":"ERROR","response_code":401,"message":"Access denied"}'],
    ['html', '<html><body><h1>401 Unauthorized</h1></body></html>'],
    ['empty', ''],
  ])('a wrong one is refused with the body of the portal: %s', async (unauthorizedBody, text) => {
    const own = await portalWith({ unauthorizedBody });
    const answer = await raw(`${own.url}/api/v1/users`);
    expect([answer.status, answer.text]).toEqual([401, text]);
  });

  test('asking for new ones, even by GET, kills the old ones and is remembered', async () => {
    const own = await portalWith({});
    const { json } = await get(own, '/portals/16200/generate_keys');
    expect(own.log.flags).toEqual({ 'keys-rotated': 1 });
    expect((await get(own, '/badges')).status).toBe(401);
    const [{ username, password }] = json['portal'] as [{ username: string; password: string }];
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    expect((await raw(`${own.url}/api/v1/badges`, { headers: { authorization } })).status).toBe(200);
  });
});

describe('answers to open questions', () => {
  const last = { pageSize: 25, users: 60 };

  test.each([
    ['lower', 'true', 'false'],
    ['capitalized', 'True', 'False'],
    ['upper', 'TRUE', 'FALSE'],
    ['digits', '1', '0'],
  ])('has-next in the words %s', async (hasNext, more, end) => {
    const own = await portalWith({ hasNext }, last);
    const words = [(await get(own, '/users?page=1')).headers, (await get(own, '/users?page=3')).headers];
    expect(words.map((headers) => headers['lu-has-next-page'])).toEqual([more, end]);
  });

  test('past the end there is an empty page, nothing, or the last page', async () => {
    const past = async (pastEnd: string) => await get(await portalWith({ pastEnd }, last), '/users?page=9');
    expect((await past('empty')).json['user']).toEqual([]);
    expect((await past('404')).status).toBe(404);
    expect((await past('last')).json['user']).toHaveLength(10);
  });

  test('errors are told by the envelope, by parts of it, or under status 200', async () => {
    const toldBy = async (errors: string) => await get(await portalWith({ errors }), '/courses/1');
    const message = 'Resource not found';
    expect((await toldBy('message')).json).toEqual({ message });
    expect((await toldBy('type')).json).toEqual({ response_type: 'ERROR', message });
    const good = await toldBy('status-200');
    expect([good.status, good.json]).toEqual([200, { response_type: 'ERROR', response_code: 404, message }]);
  });

  test('ids are text, selectors do nothing, memberships have their own id', async () => {
    const own = await portalWith({ textIds: true, ignoredSelectors: ['course_id'], membershipIds: 'membership' });
    const [user] = (await get(own, '/users')).json['user'] as Row[];
    expect(typeof user!['id']).toBe('string');
    const rows = await readAll(own, '/enrollments/search?course_id=5127001', 'enrollments');
    expect(new Set(idsOf(rows, 'course_id')).size).toBeGreaterThan(1);
    const [member] = (await get(own, '/group_memberships?group_id=86000')).json['user'] as Row[];
    expect(member!['user_id']).not.toBe(member!['id']);
  });

  test('definitions are misspelt or alone, small lists page, version 1.2 adds the time zone alone', async () => {
    const own = await portalWith({ definitionsKey: 'misspelt', smallListsPage: true, userVersions: 'separate' });
    const { json, headers } = await get(own, '/users/customuserdata');
    expect(Object.keys(json)).toEqual(['customDataFieldDefintions']);
    expect(headers['lu-has-next-page']).toBe('false');
    expect((await get(await portalWith({ definitionsKey: 'array' }), '/users/customuserdata')).json).toHaveLength(7);
    const [user] = (await get(own, '/users?version_id=1.2')).json['user'] as Row[];
    expect(['updated_at', 'timezone_id'].map((field) => field in user!)).toEqual([false, true]);
  });

  test('an audit window beyond the last 30 days is refused', async () => {
    const own = await portalWith({ auditWindow: 'refused' });
    const range = (days: number): string =>
      encodeURIComponent([days, 0].map((ago) => new Date(Date.now() - ago * 86_400_000).toISOString()).join(','));
    expect((await get(own, `/audit-trails?date_range=${range(31)}`)).status).toBe(422);
    expect((await get(own, `/audit-trails?date_range=${range(29)}`)).status).toBe(200);
  });

  test.each([
    ['html', 200],
    ['html-404', 404],
    ['json-404', 404],
    ['redirect', 302],
  ])('a portal that does not exist answers %s', async (unknownPortal, status) => {
    expect((await get(await portalWith({ unknownPortal }), '/users')).status).toBe(status);
  });

  test('quota headers come with errors, too', async () => {
    const own = await portalWith({ quotaHeadersOnErrors: true }, { limit: { requests: 9, windowMs: 60_000 } });
    expect((await get(own, '/courses/1')).headers).toHaveProperty('x-lu-rate-limit-remaining-minute');
  });

  test.each(['401', '404', '400'])('a feature off the plan answers %s', async (featureOff) => {
    const own = await portalWith({ disabled: ['gamification'], featureOff });
    expect((await get(own, '/badges')).status).toBe(Number(featureOff));
  });
});
