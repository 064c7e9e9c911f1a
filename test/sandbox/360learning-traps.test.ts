import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sandbox, SandboxOptions } from '../../packages/sandbox/src/index.ts';
import { startSandbox } from '../../packages/sandbox/src/index.ts';
import type { Learning360Options } from '../../packages/sandbox/src/portals/360learning/options.ts';
import { code, credentials, get, readAll } from './360learning-client.ts';
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

const nowMs = Date.UTC(2026, 6, 20, 12);
const missing = '0'.repeat(24);

describe('a date filter', () => {
  test('is half-open, forgets milliseconds and takes plain dates', async () => {
    const sandbox = await start({}, { clock: () => nowMs });
    const [course] = sandbox.truth('courses');
    const key = String(course!['_id']);
    sandbox.update('courses', key, { modifiedAt: '2026-07-20T10:00:00.500Z' });
    const found = async (query: string): Promise<number> => (await readAll(sandbox, `/courses?${query}`)).length;
    expect(await found('modifiedAt[gte]=2026-07-20T10:00:00.900Z')).toBe(1);
    expect(await found('modifiedAt[gte]=2026-07-20T10:00:01.000Z')).toBe(0);
    expect(await found('modifiedAt[gte]=2026-07-20&modifiedAt[lt]=2026-07-21')).toBe(1);
    expect(await found('modifiedAt[gte]=2026-07-20&modifiedAt[lt]=2026-07-20T10:00:00.900Z')).toBe(0);
    expect((await get(sandbox, '/courses?modifiedAt[gt]=2026-07-20')).status).toBe(400);
    expect((await get(sandbox, '/courses?modifiedAt[gte]=yesterday')).status).toBe(400);
    expect(await found('createdAt[gte]=2100-01-01T00:00:00.000Z')).toBe(0);
    const strict = await start({ plainDates: 'rejected' });
    expect((await get(strict, '/courses?modifiedAt[gte]=2026-07-20')).status).toBe(400);
  });

  test('never finds rows without the date, unless the tenant does', async () => {
    const query = '/classrooms?modifiedAt[gte]=2000-01-01';
    const sandbox = await start();
    const dated = sandbox.truth('classrooms').filter(({ modifiedAt }) => modifiedAt !== undefined);
    expect(await readAll(sandbox, query)).toEqual(dated);
    expect(dated.length).toBeLessThan(sandbox.truth('classrooms').length);
    expect(await readAll(await start({ missingDatesPass: true }), query)).toHaveLength(
      sandbox.truth('classrooms').length,
    );
  });
});

describe('changes', () => {
  test('that archive or translate a course leave modifiedAt alone', async () => {
    const sandbox = await start({}, { clock: () => nowMs });
    const before = sandbox.truth('courses').slice(0, 4);
    const moved = before.map(
      (row) => sandbox.update('courses', String(row['_id']))!['modifiedAt'] !== row['modifiedAt'],
    );
    expect(moved).toEqual([true, false, true, false]);
    expect(sandbox.truth('courses')[1]!['status']).not.toBe(before[1]!['status']);
  });

  test('of open attempts and enrollments show no completedAt, of completed ones keep it', async () => {
    const sandbox = await start({}, { clock: () => nowMs });
    for (const stream of ['course_stats', 'path_stats']) {
      for (const row of sandbox.truth(stream).slice(0, 12)) {
        const changed = sandbox.update(stream, String(row['_id']));
        expect(changed).not.toEqual(row);
        expect(changed!['completedAt']).toBe(row['completedAt']);
      }
    }
  });

  test('soft-delete and reactivate users, with arrays of moments', async () => {
    const sandbox = await start({}, { clock: () => nowMs });
    const key = String(sandbox.truth('users')[1]!['_id']);
    expect(sandbox.update('users', key)).toMatchObject({ status: 'deleted', deletedAt: ['2026-07-20T12:00:00.000Z'] });
    expect(sandbox.update('users', key)).toMatchObject({
      status: 'active',
      reactivatedAt: ['2026-07-20T12:00:00.000Z'],
    });
  });

  test('take the children of a path, classroom or user with them', async () => {
    const sandbox = await start();
    const key = String(sandbox.truth('paths')[0]!['_id']);
    sandbox.delete('paths', key);
    for (const stream of ['path_sessions', 'path_enrollments', 'path_stats', 'path_tags', 'path_session_metrics'])
      expect(sandbox.truth(stream).filter(({ pathId }) => pathId === key)).toEqual([]);
    expect(code(await get(sandbox, `/paths/${key}/sessions`))).toBe('pathNotFound');
  });

  test('of a child list stay within its parent', async () => {
    const sandbox = await start({}, { pageSize: 2 });
    const pathId = String(sandbox.truth('path_enrollments')[0]!['pathId']);
    sandbox.setDrift([{ resource: 'path_enrollments', action: 'insert', every: 1, times: 1 }]);
    await get(sandbox, `/paths/${pathId}/enrollments`);
    const [added] = sandbox.truth('path_enrollments').slice(-1);
    const session = sandbox.truth('path_sessions').find(({ _id }) => _id === added!['sessionId']);
    expect([added!['pathId'], session!['pathId']]).toEqual([pathId, pathId]);
  });
});

describe('refusals', () => {
  test('name what is missing below each parent', async () => {
    const sandbox = await start();
    const [pathId, slotId] = ['paths', 'classroom_slots'].map((stream) => String(sandbox.truth(stream)[0]!['_id']));
    const expected: [string, string][] = [
      [`/users/${missing}`, 'userNotFound'],
      [`/groups/${missing}/roles`, 'groupNotFound'],
      [`/courses/${missing}/tags`, 'courseNotFound'],
      [`/paths/${missing}/enrollments`, 'pathNotFound'],
      [`/paths/${pathId!}/sessions/${missing}/user-stats`, 'sessionNotFound'],
      [`/classrooms/${missing}/slots`, 'classroomNotFound'],
      [`/classroom-slots/${missing}/waitlist`, 'classroomSlotNotFound'],
      [`/classroom-slots/${slotId!}/attendance-sheets/${missing}/attendances`, 'attendanceSheetNotFound'],
      [`/custom-fields/${missing}/authorized-values`, 'customFieldNotFound'],
      [`/tags/${missing}`, 'tagNotFound'],
      [`/users/${missing}/certificates/${missing}/pdf`, 'certificateNotFound'],
      [`/integrations/${missing}/courses/ext-5`, 'integrationNotFound'],
      [`/bulk/operations/${missing}/results`, 'bulkOperationNotFound'],
      [`/webhooks/subscriptions/${missing}/events`, 'subscriptionNotFound'],
    ];
    for (const [path, error] of expected) {
      const answer = await get(sandbox, path);
      expect([path, answer.status, code(answer)]).toEqual([path, 404, error]);
      expect(answer.json).toHaveProperty('error.message');
    }
  });

  test('name wrong pairings and states', async () => {
    const sandbox = await start();
    const sessions = sandbox.truth('path_sessions');
    const [first, other] = [sessions[0]!, sessions[3]!];
    const audience = (row: Record<string, unknown>): string =>
      `/paths/${String(row['pathId'])}/sessions/${String(row['_id'])}/audiences`;
    const sheet = sandbox.truth('attendance_sheets')[0]!;
    const slot = sandbox.truth('classroom_slots').find(({ _id }) => _id !== sheet['classroomSlotId'])!;
    const pending = sandbox.truth('bulk_operations').find(({ status }) => status === 'pending')!;
    const integration = sandbox.truth('integrations')[1]!;
    const expected: [string, string][] = [
      [`/paths/${String(other['pathId'])}/sessions/${String(first['_id'])}/user-statuses`, 'sessionNotBelongToPath'],
      [audience(sessions[1]!), 'sessionIsNotAudienceBuilder'],
      [audience(sessions[4]!), 'unsupportedAudienceFilter'],
      [
        `/classroom-slots/${String(slot['_id'])}/attendance-sheets/${String(sheet['_id'])}/attendances`,
        'attendanceSheetNotBelongToClassroomSlot',
      ],
      [`/bulk/operations/${String(pending['_id'])}/results`, 'bulkOperationNotRun'],
      [`/integrations/${String(integration['_id'])}/courses/ext-5`, 'courseNotBelongToIntegration'],
    ];
    for (const [path, error] of expected) {
      const answer = await get(sandbox, path);
      expect([path, answer.status, code(answer)]).toEqual([path, 400, error]);
    }
  });

  test('tell products that are off', async () => {
    const sandbox = await start({ disabled: ['skills', 'courseCustomFields'] });
    const courseId = String(sandbox.truth('courses')[0]!['_id']);
    expect(code(await get(sandbox, '/skills'))).toBe('skillSolutionNotEnabled');
    expect(code(await get(sandbox, '/skills/powers'))).toBe('skillSolutionNotEnabled');
    expect(code(await get(sandbox, `/courses/${courseId}/custom-fields/values`))).toBe('courseCustomFieldsNotEnabled');
  });

  test('with 502 come now and then on statistics', async () => {
    const sandbox = await start({ statsFailEvery: 2 });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await get(sandbox, '/paths/stats')).status);
    expect(statuses).toEqual([200, 502, 200, 502]);
  });
});

describe('what a reader must not touch', () => {
  test('is served and flagged: writes of every method, and webhook secrets', async () => {
    const sandbox = await start();
    const headers = await credentials(sandbox);
    const call = async (method: string, path: string): Promise<number> =>
      (await raw(`${sandbox.url}/api/v2${path}`, { method, headers })).status;
    expect(await call('DELETE', `/users/${missing}`)).toBe(204);
    expect(await call('POST', '/users')).toBe(201);
    expect(await call('PATCH', '/unknown')).toBe(404);
    const bulk = [1, 2, 3, 4].map(() => call('POST', '/bulk/skills'));
    expect(await Promise.all(bulk)).toEqual([202, 202, 202, 429]);
    expect(await call('GET', `/webhooks/subscriptions/${missing}/secrets`)).toBe(403);
    expect(sandbox.log.flags).toMatchObject({
      write: 7,
      'write DELETE /api/v2/users/{id}': 1,
      'write POST /api/v2/bulk/skills': 4,
      'secrets-read': 1,
    });
  });

  test('does not include the existence test of a group', async () => {
    const sandbox = await start();
    const path = `/groups/${String(sandbox.truth('groups')[0]!['_id'])}`;
    const head = await get(sandbox, path, { method: 'HEAD' });
    expect([head.status, head.bytes.length]).toEqual([200, 0]);
    expect((await get(sandbox, `/groups/${missing}`, { method: 'HEAD' })).status).toBe(404);
    expect(sandbox.log.flags['write']).toBeUndefined();
  });
});

describe('the tenant', () => {
  test('may list only live rows without a status filter', async () => {
    const sandbox = await start({ unfiltered: 'live' });
    const statuses = async (path: string): Promise<unknown[]> =>
      [...new Set((await readAll(sandbox, path)).map(({ status }) => status))].sort();
    expect(await statuses('/users')).toEqual(['active', 'invited']);
    expect(await statuses('/users?status[eq]=deleted')).toEqual(['deleted']);
    expect(await statuses('/courses')).toEqual(['published']);
    expect(await statuses('/courses?status[eq]=archived')).toEqual(['archived']);
  });

  test.each(['modified', 'shuffled'] as const)('may order lists another way (%s)', async (order) => {
    const sandbox = await start({ order }, { clock: () => nowMs });
    const rows = await readAll(sandbox, '/courses');
    expect(rows).toEqual(sandbox.truth('courses'));
    const ids = rows.map(({ _id }) => String(_id));
    expect(ids).not.toEqual([...ids].sort());
    if (order === 'shuffled') return;
    const last = sandbox
      .truth('courses')
      .filter((_row, i) => i > 0)
      .find(({ _id }) => Number.parseInt(String(_id).slice(16), 16) % 2 === 0)!;
    sandbox.update('courses', String(last['_id']));
    expect((await readAll(sandbox, '/courses'))[0]!['_id']).toBe(last['_id']);
  });

  test('has odd texts, wrong types, nulls and unknown fields, or none when told', async () => {
    const odd = JSON.stringify(
      (await start({}, { users: 200 })).truth('users').concat((await start({}, { users: 400 })).truth('courses')),
    );
    for (const sign of [
      '\\u0000',
      '\\ud83c',
      '\\udf93',
      '🎓',
      '_beta',
      '"organization":null',
      '"phone":""',
      '"phone":33',
      '"duration":"25"',
      '"toBeDeactivatedAt":""',
    ])
      expect([sign, odd.includes(sign)]).toEqual([sign, true]);
    const plain = JSON.stringify((await start({ oddities: false }, { users: 200 })).truth('users'));
    expect(plain).not.toMatch(/\\u|_beta|null|""/);
  });

  test('may hide classrooms of paths from the list, not their slots', async () => {
    const sandbox = await start({ hidesPathClassrooms: true });
    const listed = (await readAll(sandbox, '/classrooms')).map(({ _id }) => _id);
    const hidden = sandbox.truth('classrooms').filter(({ _id }) => !listed.includes(_id));
    expect(hidden.length).toBeGreaterThan(0);
    expect((await readAll(sandbox, `/classrooms/${String(hidden[0]!['_id'])}/slots`)).length).toBeGreaterThan(0);
  });

  test('may write dates of custom fields and attendance another way', async () => {
    const values = async (options: Learning360Options): Promise<unknown[]> =>
      (await start(options))
        .truth('user_custom_field_values')
        .filter(({ type }) => type === 'date')
        .map(({ value }) => value);
    expect((await values({})).every((value) => /^\d{4}-\d\d-\d\d$/.test(String(value)))).toBe(true);
    expect((await values({ customDates: 'datetime' })).every((value) => /T.*Z$/.test(String(value)))).toBe(true);
    const minutes = (await start({ attendanceUnit: 'minutes' })).truth('classroom_registrations');
    expect(Math.max(...minutes.map((row) => Number(row['attendanceDuration'] ?? 0)))).toBeLessThan(420);
  });
});
