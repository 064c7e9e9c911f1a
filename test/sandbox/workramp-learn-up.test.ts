import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sandbox, SandboxOptions } from '../../packages/sandbox/src/index.ts';
import { startSandbox } from '../../packages/sandbox/src/index.ts';
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

describe('lists with an envelope', () => {
  test.each([
    ['/api/v1/guides?legacy_mode=false', 'guides', 'guides'],
    ['/api/v1/scorms', 'scorms', 'scorms'],
    ['/api/v1/universities', 'universities', 'libraries'],
    ['/api/v1/certifications?legacy_mode=false', 'certifications', 'certifications'],
    ['/api/v1/reseller_customers', 'customers', 'reseller_customers'],
    ['/api/v1/assignments/guide?include_deleted=true', 'assignments', 'guide_assignments'],
    ['/api/v1/assignments/path?include_deleted=true', 'assignments', 'path_assignments'],
    ['/api/v1/assignments/scorm?include_deleted=true', 'assignments', 'scorm_assignments'],
  ])('%s gives the truth', async (path, key, resource) => {
    const sandbox = await start();
    const rows = await readAll(sandbox, path, key, 7);
    expect(rows.length).toBeGreaterThan(2);
    expect(rows).toEqual(sandbox.truth(resource));
  });

  test('begin at page 1 with 20 rows, clamp per_page to 200 and say so', async () => {
    const sandbox = await start({ users: 300 });
    const first = await read(sandbox, '/api/v1/assignments/guide');
    expect(first).toMatchObject({ page: 1, per_page: 20, has_more: true });
    expect(Object.keys(first['data'] as Row)).toEqual(['assignments']);
    const large = await read(sandbox, '/api/v1/assignments/guide?page=2&per_page=5000&colour=blue');
    expect(large).toMatchObject({ page: 2, per_page: 200 });
    const past = await read(sandbox, '/api/v1/assignments/guide?page=900');
    expect(past).toMatchObject({ has_more: false, data: { assignments: [] } });
  });

  test('refuse a large per_page, or fall back, by option', async () => {
    const strict = await start({ options: { perPageOver: '400' } });
    const refused = await ask(strict, '/api/v1/scorms?per_page=201');
    expect([refused.status, refused.text]).toEqual([400, '{}']);
    const lax = await start({ options: { perPageOver: 'default' } });
    expect(await read(lax, '/api/v1/scorms?per_page=201')).toMatchObject({ per_page: 20 });
  });

  test('count items in more than one sense', async () => {
    const sandbox = await start();
    const counts = new Set<unknown>();
    for (const page of [1, 2, 3, 4, 5, 6]) {
      counts.add((await read(sandbox, `/api/v1/assignments/guide?page=${String(page)}`))['item_count']);
    }
    expect(counts.size).toBeGreaterThan(1);
  });

  test('sign card banners anew on each read', async () => {
    const sandbox = await start();
    const path = '/api/v1/paths?legacy_mode=false';
    const [once, again] = [await readAll(sandbox, path, 'paths'), await readAll(sandbox, path, 'paths')];
    expect(once).not.toEqual(again);
    expect(without(once, 'card_banner')).toEqual(without(sandbox.truth('paths'), 'card_banner'));
  });
});

describe('legacy_mode', () => {
  test('is the default of an old tenant: a bare array, camelCase, fractions', async () => {
    const sandbox = await start();
    const guides = await read<Row[]>(sandbox, '/api/v1/guides?page=1&per_page=5');
    expect(guides).toHaveLength(25);
    expect(Object.keys(guides[0]!)).toContain('numTotalTasks');
    expect(Number.isInteger(guides[0]!['createdAt'])).toBe(false);
    const [guide] = guides;
    const assignments = await read<Row[]>(sandbox, `/api/v1/guides/${String(guide!['id'])}/assignments`);
    expect(assignments[0]).toHaveProperty('courseId', guide!['id']);
    expect(assignments[0]).not.toHaveProperty('status');
  });

  test('has wrapped shapes for SCORMs, challenges and a user', async () => {
    const sandbox = await start();
    const [scorm] = sandbox.truth('scorms');
    const [challenge] = sandbox.truth('challenges');
    const { name, assignments } = await read(sandbox, `/api/v1/scorm/${String(scorm!['id'])}/assigned_users`);
    expect([name, Array.isArray(assignments)]).toEqual([scorm!['title'], true]);
    const wrapped = await read(sandbox, `/api/v1/challenge/${String(challenge!['id'])}`);
    expect(Object.keys(wrapped)).toEqual(['name', 'id', 'challengeUserAssignments']);
    const ofUser = await read(sandbox, '/api/v1/users/4102/assignments');
    expect(Object.keys(ofUser).sort()).toEqual([
      'challengeAssignments',
      'courseAssignments',
      'scormAssignments',
      'trainingSeriesAssignments',
    ]);
  });

  test('does nothing on a new tenant, and everything on one that ignores the switch', async () => {
    const fresh = await start({ options: { tenant: 'new' } });
    expect(await read(fresh, '/api/v1/guides')).toHaveProperty('data.guides');
    const stuck = await start({ options: { tenant: 'always-legacy' } });
    expect(Array.isArray(await read<Row[]>(stuck, '/api/v1/guides?legacy_mode=false'))).toBe(true);
  });
});

describe('date ranges of assignments', () => {
  test('match creation or update, both ends included, tombstones on request only', async () => {
    const sandbox = await start();
    const all = sandbox.truth('guide_assignments').map((row) => row['guide_assignment'] as Row);
    const from = Date.UTC(2026, 0, 1);
    const expected = all.filter((row) => Number(row['created_at']) >= from || Number(row['updated_at']) >= from);
    const path = `/api/v1/assignments/guide?start_time=2026-01-01T00:00:00Z&end_time=2026-07-01T00:00:00Z`;
    const idsOf = (rows: Row[]): unknown[] => rows.map((row) => (row['guide_assignment'] as Row)['id']);
    const found = await readAll(sandbox, `${path}&include_deleted=true`, 'assignments');
    expect(idsOf(found)).toEqual(expected.map(({ id }) => id));
    const live = await readAll(sandbox, path, 'assignments');
    expect(idsOf(live)).toEqual(expected.filter((row) => row['is_deleted'] === false).map(({ id }) => id));
    expect(live.length).toBeLessThan(found.length);
    expect((await ask(sandbox, '/api/v1/assignments/guide?start_time=1741385699378')).text).toBe('{}');
  });

  test('show new, changed and deleted rows', async () => {
    let nowMs = Date.UTC(2026, 6, 1);
    const sandbox = await start({ clock: () => nowMs });
    const ids = sandbox
      .truth('guide_assignments')
      .map((row) => row['guide_assignment'] as Row)
      .filter((row) => row['is_deleted'] === false)
      .map(({ id }) => String(id));
    nowMs += 1000;
    sandbox.update('guide_assignments', ids[0]!);
    expect(sandbox.delete('guide_assignments', ids[1]!)).toBe(true);
    const added = sandbox.insert('guide_assignments')['guide_assignment'] as Row;
    const path = `/api/v1/assignments/guide?start_time=2026-07-01T00:00:01Z&end_time=2026-07-02T00:00:00Z`;
    const rows = await readAll(sandbox, `${path}&include_deleted=true`, 'assignments');
    const found = new Map(rows.map((row) => row['guide_assignment'] as Row).map((row) => [row['id'], row]));
    expect([...found.keys()].sort()).toEqual([ids[0], ids[1], added['id']].sort());
    expect(found.get(ids[0])).toMatchObject({ is_completed: true, updated_at: nowMs });
    expect(found.get(ids[1])).toMatchObject({ is_deleted: true });
    expect(added).toMatchObject({ created_at: nowMs, completion_percentage: 0 });
    expect(sandbox.truth('guide_assignments')).toHaveLength(181);
  });

  test('miss a deletion that does not move updated_at, by option', async () => {
    const sandbox = await start({ options: { deletionBumpsUpdatedAt: false }, clock: () => Date.UTC(2026, 6, 2) });
    const [, second] = sandbox.truth('guide_assignments');
    sandbox.delete('guide_assignments', String((second!['guide_assignment'] as Row)['id']));
    const path = `/api/v1/assignments/guide?start_time=2026-07-01T00:00:00Z&include_deleted=true`;
    expect(await readAll(sandbox, path, 'assignments')).toEqual([]);
  });

  test('can be cased otherwise', async () => {
    const camel = await start({ options: { rangeCasing: 'camel' } });
    const body = await read(camel, '/api/v1/assignments/scorm?per_page=1');
    expect(body).toHaveProperty('data.assignments.0.scormAssignment.completionPercentage');
    const outer = await start({ options: { rangeCasing: 'outer-camel' } });
    const mixed = await read(outer, '/api/v1/assignments/path?per_page=1');
    expect(mixed).toHaveProperty('data.assignments.0.pathAssignment.completion_percentage');
  });
});

describe('assignments by parent', () => {
  const collect = async (
    sandbox: Sandbox,
    parents: string,
    path: (id: string) => string,
    key: string,
    added?: string,
  ): Promise<Row[]> => {
    const rows: Row[] = [];
    for (const { id } of sandbox.truth(parents)) {
      const found = await readAll(sandbox, `${path(String(id))}?legacy_mode=false`, key, 200);
      rows.push(...found.map((row) => (added === undefined ? row : { [added]: id, ...row })));
    }
    return rows;
  };

  test('are the live ones of guides, paths, SCORMs and challenges', async () => {
    const sandbox = await start();
    const of = (parents: string, path: (id: string) => string, key: string, added?: string): Promise<Row[]> =>
      collect(sandbox, parents, path, key, added);
    const compare = (rows: Row[], resource: string): void => {
      expect(rows.length).toBeGreaterThan(5);
      const byText = (list: Row[]): string[] => list.map((row) => JSON.stringify(row)).sort();
      expect(byText(rows)).toEqual(byText(sandbox.truth(resource)));
    };
    compare(
      await of('guides', (id) => `/api/v1/guides/${id}/assignments`, 'assignments'),
      'guide_assignments_by_guide',
    );
    compare(await of('paths', (id) => `/api/v1/paths/${id}/assignments`, 'assignments'), 'path_assignments_by_path');
    compare(
      await of('scorms', (id) => `/api/v1/scorm/${id}/assigned_users`, 'assignments', 'scorm_id'),
      'scorm_assignments_by_scorm',
    );
    compare(
      await of('challenges', (id) => `/api/v1/challenge/${id}`, 'challenge_user_assignments', 'challenge_id'),
      'challenge_assignments',
    );
  });

  test('come in four arrays for a user', async () => {
    const sandbox = await start();
    const rows: Row[] = [];
    for (const { id } of sandbox.truth('users')) {
      const body = await read<{ has_more: boolean; data: Record<string, Row[]> }>(
        sandbox,
        `/api/v1/users/${String(id)}/assignments?legacy_mode=false&per_page=200`,
      );
      expect(body.has_more).toBe(false);
      for (const [key, list] of Object.entries(body.data)) {
        rows.push(...list.map((row) => ({ _type: key.replace('_assignments', ''), user_id: id, ...row })));
      }
    }
    expect(sorted(rows, '_type', 'id')).toEqual(sorted(sandbox.truth('user_assignments'), '_type', 'id'));
  });

  test('say which SCORM does not exist', async () => {
    const sandbox = await start();
    const answer = await ask(sandbox, '/api/v1/scorm/nothing/assigned_users?legacy_mode=false');
    expect(answer.status).toBe(404);
    expect(answer.json['message']).toBe('Error. The SCORM you are trying to search does not exist.');
  });

  test('take a new row into the list that was read', async () => {
    const sandbox = await start({
      pageSize: 5,
      drift: [{ resource: 'guide_assignments', action: 'insert', at: 'front', every: 1, times: 1 }],
    });
    const [guide] = sandbox.truth('guides');
    const path = `/api/v1/guides/${String(guide!['id'])}/assignments?legacy_mode=false`;
    const ids = (await readAll(sandbox, path, 'assignments', 5)).map(({ id }) => id);
    expect(ids.length - new Set(ids).size).toBe(1);
    expect(sandbox.truth('guide_assignments_by_guide').filter((row) => row['course_id'] === guide!['id'])).toHaveLength(
      ids.length,
    );
  });
});

describe('the trash', () => {
  test('gives a guide back under its old id, with its assignments', async () => {
    const sandbox = await start();
    const [guide] = sandbox.truth('guides');
    const path = `/api/v1/guides/${String(guide!['id'])}/assignments?legacy_mode=false`;
    const before = await readAll(sandbox, path, 'assignments');
    sandbox.delete('guides', String(guide!['id']));
    expect((await ask(sandbox, path)).status).toBe(404);
    expect(sandbox.truth('guide_assignments_by_guide').some((row) => row['course_id'] === guide!['id'])).toBe(false);
    sandbox.insert('guides', guide);
    expect(sandbox.truth('guides')).toContainEqual(guide);
    expect(await readAll(sandbox, path, 'assignments')).toEqual(before);
  });
});

describe('change logs', () => {
  test('need both times in milliseconds and page by offset', async () => {
    const sandbox = await start();
    expect((await ask(sandbox, '/api/v1/logs/guides?startTime=0')).text).toBe('{}');
    const range = `startTime=0&endTime=${String(Date.UTC(2027, 0, 1))}`;
    const whole = await read<Row[]>(sandbox, `/api/v1/logs/guides?${range}`);
    expect(whole).toEqual(sandbox.truth('guide_assignment_changes'));
    const part = await read<Row[]>(sandbox, `/api/v1/logs/guides?${range}&limit=10&offset=5`);
    expect(part).toEqual(whole.slice(5, 15));
    const events = await read<Row[]>(sandbox, `/api/v1/logs/guide_assignments?${range}`);
    expect(events).toEqual(sandbox.truth('guide_assignment_change_events'));
    expect(events.length).toBeGreaterThan(whole.length);
    expect(new Set(events.map(({ id }) => id)).size).toBe(whole.length);
  });
});

describe('lists that come whole', () => {
  test('events hold sessions and learners; a date leaves the sessions that match', async () => {
    const sandbox = await start();
    const { status_code, events } = await read<{ status_code: number; events: Row[] }>(sandbox, '/api/v1/events');
    expect([status_code, events]).toEqual([200, sandbox.truth('events')]);
    const some = await read<{ events: Row[] }>(sandbox, '/api/v1/events?session_start_date=2026-01-01T00:00:00Z');
    const sessions = some.events.flatMap((event) => event['sessions'] as Row[]);
    expect(sessions.every((session) => String(session['start_time']) >= '2026')).toBe(true);
    expect(some.events.length).toBeLessThan(events.length);
    const bare = await read<{ events: Row[] }>(sandbox, '/api/v1/events?exclude_groups=true');
    expect(JSON.stringify(bare)).not.toContain('"groups"');
    const { event_id, id } = sandbox.truth('event_sessions')[0]!;
    const detail = await read(sandbox, `/api/v1/events/${String(event_id)}/session/${String(id)}`);
    expect(detail).toMatchObject({ id, trainingClassId: event_id });
    expect(sandbox.truth('event_registrations').length).toBeGreaterThan(3);
  });

  test('can say in the body that they failed', async () => {
    const sandbox = await start({ options: { bodyStatusCode: 500 } });
    const answer = await ask(sandbox, '/api/v1/resources');
    expect([answer.status, answer.json['status_code']]).toEqual([200, 500]);
  });

  test('resources, catalogue, folders, webhooks and awards', async () => {
    const sandbox = await start();
    expect(await read(sandbox, '/api/v1//resources')).toEqual({
      status_code: 200,
      resources: sandbox.truth('resources'),
    });
    const items = await read<Row[]>(sandbox, '/api/v1/content_catalog');
    expect(items).toEqual(sandbox.truth('content_catalog_items'));
    expect(new Set(items.map(({ numAssignments }) => typeof numAssignments))).toEqual(new Set(['number', 'string']));
    expect(await read<Row[]>(sandbox, '/api/v1/webhook_subscriptions')).toEqual(sandbox.truth('webhook_subscriptions'));
    const folders = await read<Row[]>(sandbox, '/api/v1/item_folders');
    expect(folders[0]).toHaveProperty('children.0.children.0.children');
    expect(sandbox.truth('item_folders').length).toBeGreaterThan(folders.length);
    const awards: Row[] = [];
    for (const { id } of sandbox.truth('certifications')) {
      awards.push(...(await read<Row[]>(sandbox, `/api/v1/certifications/${String(id)}/awards`)));
    }
    expect(sorted(awards, 'id')).toEqual(sorted(sandbox.truth('certification_awards'), 'id'));
    const { userId } = awards[0]!;
    const ofUser = await read<Row[]>(sandbox, `/api/v1/users/${String(userId)}/certifications`);
    expect(ofUser).toEqual(sandbox.truth('user_certification_awards').filter((row) => row['userId'] === userId));
  });
});

describe('SCIM', () => {
  const page = (sandbox: Sandbox, query: string): Promise<{ totalResults: number; Resources: Row[] }> =>
    read(sandbox, `/scim/v2/Users?${query}`);

  test('counts records or pages, by option', async () => {
    const record = await start();
    const first = await page(record, 'count=25');
    expect([first.totalResults, first.Resources.length]).toEqual([60, 25]);
    expect((await page(record, 'count=25&startIndex=2')).Resources[0]).toEqual(first.Resources[1]);
    const pages = await start({ options: { scimStartIndex: 'page' } });
    expect((await page(pages, 'count=25&startIndex=2')).Resources[0]).toEqual(pages.truth('scim_users')[25]);
  });

  test('filters by eq, and gives groups with members', async () => {
    const sandbox = await start();
    const user = sandbox.truth('scim_users')[3]!;
    const filter = encodeURIComponent(`userName eq "${String(user['userName'])}"`);
    expect((await page(sandbox, `filter=${filter}`)).Resources).toEqual([user]);
    const groups = await read<{ Resources: Row[] }>(sandbox, '/scim/v2/Groups');
    expect(groups.Resources).toEqual(sandbox.truth('scim_groups'));
    expect(groups.Resources[0]).toHaveProperty(['members', '0', '$ref']);
  });
});

describe('pages that may be gone', () => {
  test.each(['/api/v1/paths', '/api/v1/certifications', '/api/v1/groups/88/users', '/scim/v2/Users'])(
    '%s is 404 by option',
    async (path) => {
      const sandbox = await start({ options: { hiddenEndpoints: 'not_found' } });
      expect((await ask(sandbox, path)).status).toBe(404);
    },
  );
});
