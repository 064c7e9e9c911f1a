import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sandbox, SandboxOptions } from '../../packages/sandbox/src/index.ts';
import { startSandbox } from '../../packages/sandbox/src/index.ts';
import type { Row } from './workramp-client.ts';
import { academyPath, ask, read, readAll, sorted, within, without } from './workramp-client.ts';

let open: Sandbox[] = [];
async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ vendor: 'workramp', users: 50, ...options });
  open.push(sandbox);
  return sandbox;
}
afterEach(async () => {
  await Promise.all(open.map((sandbox) => sandbox.close()));
  open = [];
});

const ids = (rows: readonly Row[]): unknown[] => rows.map(({ id }) => id);

describe('lists of an academy', () => {
  test.each([
    ['users', 'users', 'academy_contacts'],
    ['trainings', 'trainings', 'academy_trainings'],
    ['registrations', 'registrations', 'academy_registrations'],
    ['paths', 'paths', 'academy_paths'],
    ['paths_users?completed_only=false', 'paths_users', 'academy_path_enrollments'],
    ['certifications', 'certifications', 'academy_certifications'],
    ['awarded_certifications', 'awarded_certifications', 'academy_awarded_certifications'],
    ['collections', 'collections', 'academy_collections'],
    ['events', 'events', 'academy_events'],
    ['academy_object_attributes', 'academy_object_attributes', 'academy_object_attributes'],
    ['academy_object_attribute_values', 'academy_object_attribute_values', 'academy_object_attribute_values'],
  ])('%s gives the truth of each academy', async (path, key, resource) => {
    const sandbox = await start();
    for (const academy of [0, 1]) {
      const rows = await readAll(sandbox, `${academyPath(sandbox, academy)}/${path}`, key, 9);
      expect(rows.length).toBeGreaterThan(0);
      expect(without(rows, 'card_banner')).toEqual(
        without(within(sandbox, resource, academy), 'academy_id', 'card_banner'),
      );
    }
  });

  test.each([
    ['not_found', 404],
    ['forbidden', 403],
    ['400', 400],
  ])('an unknown academy is %s', async (wrongAcademy, status) => {
    const sandbox = await start({ options: { wrongAcademy } });
    expect((await ask(sandbox, '/api/v1/academies/361f2167-07d7-11ed-97a1-65aaf5f6db7d/users')).status).toBe(status);
  });

  test('per_page over an undocumented maximum is clamped, and the envelope says so', async () => {
    const sandbox = await start({ options: { unstatedMaxPerPage: 15 } });
    const body = await read(sandbox, `${academyPath(sandbox)}/registrations?per_page=1000`);
    expect(body).toMatchObject({ page: 1, per_page: 15, has_more: true });
  });
});

describe('contacts', () => {
  test('come by e-mail, with Ruby times, active and deactivated', async () => {
    const sandbox = await start();
    const rows = await readAll(sandbox, `${academyPath(sandbox)}/users`, 'users');
    const emails = rows.map(({ email }) => String(email));
    expect(emails).toEqual([...emails].sort());
    expect(rows.every((row) => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/.test(String(row['created_at'])))).toBe(true);
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['Active', 'Deactivated']));
    expect((await read(sandbox, `${academyPath(sandbox)}/users/${String(rows[3]!['id'])}`))['data']).toEqual({
      user: rows[3],
    });
  });

  test('filter by part of an e-mail, a whole one, a domain and a status', async () => {
    const sandbox = await start();
    const path = `${academyPath(sandbox)}/users`;
    const all = within(sandbox, 'academy_contacts');
    const one = all.find(({ email }) => String(email).includes('+'))!;
    const exact = encodeURIComponent(String(one['email']));
    expect(ids(await readAll(sandbox, `${path}?exact_email=${exact}&email=nobody`, 'users'))).toEqual([one['id']]);
    expect((await readAll(sandbox, `${path}?email=person`, 'users')).length).toBe(all.length);
    const domain = await readAll(sandbox, `${path}?email_domain=customer.test`, 'users');
    expect(domain.length).toBeLessThan(all.length);
    const off = await readAll(sandbox, `${path}?status=Deactivated`, 'users');
    expect(ids(off)).toEqual(ids(all.filter(({ status }) => status === 'Deactivated')));
    expect((await ask(sandbox, `${path}?status=deleted`)).status).toBe(400);
    const gold = await readAll(sandbox, `${path}?custom_registration_fields[customer_tier]=Gold`, 'users');
    expect(gold.length).toBeGreaterThan(0);
  });

  test('can lack a status, which still filters', async () => {
    const sandbox = await start({ options: { contactStatus: 'absent', contactCreatedAt: 'ms' } });
    const rows = await readAll(sandbox, `${academyPath(sandbox)}/users?status=Deactivated`, 'users');
    expect(rows[0]).not.toHaveProperty('status');
    expect(typeof rows[0]!['created_at']).toBe('number');
  });

  test('take their history with them', async () => {
    const sandbox = await start();
    const [first] = within(sandbox, 'academy_contact_paths');
    const id = String(first!['contact_id']);
    sandbox.delete('academy_contacts', id);
    expect(sandbox.truth('academy_contact_paths').filter((row) => row['contact_id'] === id)).toEqual([]);
    expect(sandbox.truth('academy_contact_registrations').filter((row) => row['contact_id'] === id)).toEqual([]);
    expect((await ask(sandbox, `${academyPath(sandbox)}/contacts/${id}/paths`)).status).toBe(404);
  });
});

describe('registrations', () => {
  test('nest twice in the list and once below trainings and contacts', async () => {
    const sandbox = await start();
    const academy = academyPath(sandbox);
    const academyId = academy.split('/').at(-1);
    const [row] = await readAll(sandbox, `${academy}/registrations`, 'registrations');
    expect(row).toHaveProperty('content.content.title');
    expect(row).toHaveProperty('user.user.email');
    expect(row).not.toHaveProperty('updated_at');
    const byTraining: Row[] = [];
    for (const { id } of within(sandbox, 'academy_trainings')) {
      const rows = await readAll(sandbox, `${academy}/trainings/${String(id)}/registrations`, 'registrations');
      byTraining.push(...rows.map((one) => ({ academy_id: academyId, training_id: id, ...one })));
    }
    expect(sorted(byTraining, 'id')).toEqual(sorted(within(sandbox, 'academy_training_registrations'), 'id'));
    expect(byTraining[0]).not.toHaveProperty('user');
    const byContact: Row[] = [];
    for (const { id } of within(sandbox, 'academy_contacts')) {
      const rows = await readAll(sandbox, `${academy}/contacts/${String(id)}/registrations`, 'registrations');
      byContact.push(...rows.map((one) => ({ academy_id: academyId, contact_id: id, ...one })));
    }
    expect(sorted(byContact, 'id')).toEqual(sorted(within(sandbox, 'academy_contact_registrations'), 'id'));
    expect((await read(sandbox, `${academy}/registrations/${String(row!['id'])}`))['data']).toHaveProperty(
      'registration.user.email',
    );
  });

  test('by date range want a start, in Unix time or ISO 8601', async () => {
    const sandbox = await start({ clock: () => Date.UTC(2026, 6, 1) });
    const path = `${academyPath(sandbox)}/registrations/by_date_range`;
    expect((await ask(sandbox, path)).json).toEqual({ error: 'Missing required parameter: start_time' });
    expect((await ask(sandbox, `${path}?start_time=soon`)).json).toEqual({
      error: 'Invalid date format. Use Unix timestamp or ISO8601.',
    });
    const fromMs = Date.UTC(2026, 0, 1);
    const expected = within(sandbox, 'academy_registrations').filter((row) => Number(row['created_at']) >= fromMs);
    for (const start_time of ['2026-01-01T00:00:00Z', String(fromMs), String(fromMs / 1000)]) {
      const rows = await readAll(sandbox, `${path}?start_time=${start_time}`, 'registrations');
      expect(ids(rows)).toEqual(ids(expected));
    }
  });

  test('by date range can compare the last change, or be gone', async () => {
    const sandbox = await start({
      options: { registrationsByDateRange: 'updated' },
      clock: () => Date.UTC(2026, 6, 1, 12),
    });
    const path = `${academyPath(sandbox)}/registrations/by_date_range?start_time=2026-07-01T00:00:00Z`;
    const [first] = within(sandbox, 'academy_registrations');
    sandbox.update('academy_registrations', String(first!['id']));
    expect(ids(await readAll(sandbox, path, 'registrations'))).toEqual([first!['id']]);
    const gone = await start({ options: { registrationsByDateRange: 'disabled' } });
    const answer = await ask(gone, `${academyPath(gone)}/registrations/by_date_range?start_time=0`);
    expect([answer.status, typeof answer.json['error']]).toEqual([404, 'string']);
  });
});

describe('paths and certifications', () => {
  test('have enrollments at the short path and contents at details', async () => {
    const sandbox = await start();
    const academy = academyPath(sandbox);
    for (const [offer, key] of [
      ['path', 'completed_paths'],
      ['certification', 'awarded_certifictions'],
    ] as const) {
      const rows: Row[] = [];
      const contents: Row[] = [];
      for (const { academy_id, id } of within(sandbox, `academy_${offer}s`)) {
        const parents = { academy_id, [`${offer}_id`]: id };
        const found = await readAll(sandbox, `${academy}/${offer}s/${String(id)}`, key);
        rows.push(...found.map((row) => ({ ...parents, ...row })));
        const details = await read<{ data: Record<string, Row> }>(
          sandbox,
          `${academy}/${offer}s/${String(id)}/details`,
        );
        const list = details.data[offer]!['academy_certification_contents'] as Row[];
        contents.push(...list.map((row) => ({ ...parents, ...row })));
      }
      const resource = offer === 'path' ? 'academy_path_enrollments_by_path' : 'academy_certification_enrollments';
      expect(sorted(rows, 'id')).toEqual(sorted(within(sandbox, resource), 'id'));
      expect(contents.length).toBeGreaterThan(0);
      expect(sorted(contents, 'id')).toEqual(sorted(within(sandbox, `academy_${offer}_contents`), 'id'));
    }
  });

  test('are listed below contacts', async () => {
    const sandbox = await start();
    const academy = academyPath(sandbox);
    const found: Record<string, Row[]> = { paths: [], certifications: [], awarded: [] };
    for (const { academy_id, id } of within(sandbox, 'academy_contacts')) {
      const below = `${academy}/contacts/${String(id)}`;
      const paths = await readAll(sandbox, `${below}/paths`, 'path_enrollments', 1);
      const certifications = await readAll(sandbox, `${below}/certifications`, 'certification_enrollments');
      const badges = `${academy}/users/${String(id)}/awarded_certifications`;
      const awarded = await readAll(sandbox, badges, 'awarded_certifications');
      found['paths']!.push(...paths.map((row) => ({ academy_id, contact_id: id, ...row })));
      found['certifications']!.push(...certifications.map((row) => ({ academy_id, contact_id: id, ...row })));
      found['awarded']!.push(...awarded.map((row) => ({ academy_id, user_id: id, ...row })));
    }
    const truth = (resource: string): Row[] => sorted(within(sandbox, resource), 'id');
    expect(sorted(found['paths']!, 'id')).toEqual(truth('academy_contact_paths'));
    expect(sorted(found['certifications']!, 'id')).toEqual(truth('academy_contact_certifications'));
    expect(sorted(found['awarded']!, 'id')).toEqual(truth('academy_contact_awarded_certifications'));
    expect(Number.isInteger(found['awarded']![0]!['id'])).toBe(true);
  });

  test('paths_users leaves the unfinished out by default', async () => {
    const sandbox = await start();
    const path = `${academyPath(sandbox)}/paths_users`;
    const finished = await readAll(sandbox, path, 'paths_users');
    const all = await readAll(sandbox, `${path}?completed_only=false`, 'paths_users');
    expect(ids(finished)).toEqual(ids(all.filter((row) => row['completed_at'] !== null)));
    expect(finished.length).toBeLessThan(all.length);
  });

  test('awards filter by seconds, both ends included; milliseconds find nothing', async () => {
    const sandbox = await start();
    const path = `${academyPath(sandbox)}/awarded_certifications`;
    const all = within(sandbox, 'academy_awarded_certifications');
    const times = all.map((row) => Number(row['awarded_at'])).sort((a, b) => a - b);
    const middle = times[Math.floor(times.length / 2)]!;
    const seconds = Math.floor(middle / 1000);
    const after = await readAll(sandbox, `${path}?start=${String(seconds)}`, 'awarded_certifications');
    expect(ids(after)).toEqual(ids(all.filter((row) => Number(row['awarded_at']) >= seconds * 1000)));
    expect(await readAll(sandbox, `${path}?start=${String(Math.floor(middle))}`, 'awarded_certifications')).toEqual([]);
    expect((await ask(sandbox, `${path}?start=2026-01-01T00:00:00Z`)).status).toBe(400);
  });

  test('have contradictory shapes, by option', async () => {
    const sandbox = await start({
      options: {
        certificationEnrollments: 'bare',
        detailsNesting: 'beside',
        pathCompletedAt: 'seconds',
        enrollmentRowId: 'contact',
        awardId: 'certification',
        certificationCreatedAt: 'iso',
        collections: 'object',
        attendees: 'empty-object',
      },
    });
    const academy = academyPath(sandbox);
    const [certification] = within(sandbox, 'academy_certifications');
    expect(String(certification!['created_at'])).toMatch(/Z$/);
    const bare = await read(sandbox, `${academy}/certifications/${String(certification!['id'])}`);
    expect(Array.isArray(bare['data'])).toBe(true);
    const details = await read(sandbox, `${academy}/certifications/${String(certification!['id'])}/details`);
    expect(details).toHaveProperty('data.academy_certification_contents');
    const enrollments = within(sandbox, 'academy_path_enrollments_by_path');
    const done = enrollments.find((row) => row['completed_at'] !== null)!;
    expect(Number(done['completed_at'])).toBeLessThan(1e11);
    expect(ids(within(sandbox, 'academy_contacts'))).toContain(done['id']);
    const awards = within(sandbox, 'academy_awarded_certifications');
    expect(new Set(ids(awards)).size).toBeLessThan(awards.length);
    expect(await read(sandbox, `${academy}/collections?per_page=1`)).toHaveProperty('data.collections.name');
    const [, event] = within(sandbox, 'academy_event_sessions');
    const attendees = await read(sandbox, `${academy}/events/${String(event!['event_id'])}/attendees`);
    expect(attendees).toEqual({});
  });
});

describe('the rest of an academy', () => {
  test('collections and events hold their children', async () => {
    const sandbox = await start({ users: 400 });
    const academy = academyPath(sandbox, 1);
    const contents: Row[] = [];
    for (const { academy_id, id } of within(sandbox, 'academy_collections', 1)) {
      const body = await read<{ data: { collection: Row } }>(sandbox, `${academy}/collections/${String(id)}`);
      const list = body.data.collection['academy_collection_contents'] as Row[];
      contents.push(...list.map((row) => ({ academy_id, collection_id: id, ...row })));
    }
    expect(contents).toEqual(within(sandbox, 'academy_collection_contents', 1));
    const sessions: Row[] = [];
    const attendees: Row[] = [];
    for (const { academy_id, id } of within(sandbox, 'academy_events', 1)) {
      const body = await read<{ data: { event: Row } }>(sandbox, `${academy}/events/${String(id)}`);
      const list = body.data.event['academy_event_sessions'] as Row[];
      sessions.push(...list.map((row) => ({ academy_id, event_id: id, ...row })));
      const { data } = await read<{ data: { attendees: Row[] } }>(sandbox, `${academy}/events/${String(id)}/attendees`);
      attendees.push(...data.attendees.map((row) => ({ academy_id, event_id: id, ...row })));
    }
    expect(attendees).toEqual(within(sandbox, 'academy_event_attendees', 1));
    expect(sessions).toEqual(within(sandbox, 'academy_event_sessions', 1));
    expect(await read(sandbox, `${academy}/email_domains`)).toEqual(
      without(within(sandbox, 'academy_email_domains', 1), 'academy_id')[0],
    );
    expect(await read<Row[]>(sandbox, `${academy}/webhook_subscriptions`)).toEqual(
      without(within(sandbox, 'academy_webhook_subscriptions', 1), 'academy_id'),
    );
  });

  test('writes are refused nothing and raise flags', async () => {
    const sandbox = await start();
    const academy = academyPath(sandbox);
    await ask(sandbox, `${academy}/registrations/x`, { method: 'DELETE' });
    await ask(sandbox, `/scim/v2/Users/4101`, { method: 'PUT' });
    expect(sandbox.log.flags).toEqual({
      write: 2,
      'write:DELETE /api/v1/academies/{academy_id}/registrations/{id}': 1,
      'write:PUT /scim/v2/Users/{id}': 1,
    });
  });
});

describe('drift', () => {
  test('inserts into the list that was read, in every list of registrations', async () => {
    const sandbox = await start();
    const academy = academyPath(sandbox);
    const academyId = academy.split('/').at(-1)!;
    const [training] = within(sandbox, 'academy_trainings');
    const added = sandbox.insert('academy_registrations', {}, 'front', {
      index: '_parent',
      key: String(training!['id']),
    });
    expect(added).toMatchObject({ academy_id: academyId, content: { content: { id: training!['id'] } } });
    expect(Object.keys(added).filter((key) => key.startsWith('_'))).toEqual([]);
    const rows = await readAll(
      sandbox,
      `${academy}/trainings/${String(training!['id'])}/registrations`,
      'registrations',
    );
    expect(ids(rows)).toContain(added['id']);
    expect(ids(within(sandbox, 'academy_registrations'))).toContain(added['id']);
    const contact = String(((added['user'] as Row)['user'] as Row)['id']);
    const below = await readAll(sandbox, `${academy}/contacts/${contact}/registrations`, 'registrations');
    expect(ids(below)).toContain(added['id']);
  });

  test.each(['delete', 'insert', 'update'] as const)(
    '%s between pages leaves truth and lists alike',
    async (action) => {
      const sandbox = await start({
        drift: [{ resource: 'academy_registrations', action, at: 'border', every: 1 }],
      });
      const path = `${academyPath(sandbox)}/registrations`;
      const seen = await readAll(sandbox, path, 'registrations', 10);
      sandbox.setDrift([]);
      const now = await readAll(sandbox, path, 'registrations', 10);
      expect([...ids(now)].sort()).toEqual([...ids(within(sandbox, 'academy_registrations'))].sort());
      if (action === 'delete') expect(ids(now).some((id) => !ids(seen).includes(id))).toBe(true);
    },
  );
});

describe('size and seed', () => {
  test('one seed gives one world, another seed another', async () => {
    const [first, again, other] = [
      await start({ seed: 5, users: 30 }),
      await start({ seed: 5, users: 30 }),
      await start({ seed: 6 }),
    ];
    for (const resource of first.resources) {
      expect(again.truth(resource)).toEqual(first.truth(resource));
      expect(first.truth(resource).length).toBeGreaterThan(0);
    }
    expect(other.truth('academy_contacts')).not.toEqual(first.truth('academy_contacts'));
  });

  test('keys are unique', async () => {
    const sandbox = await start({ users: 150 });
    for (const [resource, ...keys] of [
      ['users', 'id'],
      ['group_users', 'group_id', 'id'],
      ['guides', 'id'],
      ['event_registrations', 'session_id', 'user_id'],
      ['user_assignments', '_type', 'id'],
      ['item_folders', 'id'],
      ['academy_registrations', 'id'],
      ['academy_path_contents', 'id'],
      ['academy_collection_contents', 'id'],
      ['academy_awarded_certifications', 'user_id', 'id'],
    ] as const) {
      const seen = sandbox.truth(resource).map((row) => keys.map((key) => String(row[key])).join('|'));
      expect([resource, new Set(seen).size]).toEqual([resource, seen.length]);
    }
  });

  test('plain data has no odd texts', async () => {
    const sandbox = await start({ options: { oddities: false } });
    const everything = sandbox.resources.map((resource) => JSON.stringify(sandbox.truth(resource))).join('');
    expect(everything).not.toMatch(/\\ud8|\\u0000|\[null,/);
    const odd = await start();
    expect(odd.resources.map((resource) => JSON.stringify(odd.truth(resource))).join('')).toMatch(/\\ud83c[^\\]/);
  });

  test('a large account has deep pages', async () => {
    const sandbox = await start({ users: 5000 });
    const body = await read(sandbox, `${academyPath(sandbox)}/registrations?page=75&per_page=100`);
    expect(body).toMatchObject({ page: 75, has_more: false });
    const range = '/api/v1/assignments/guide?start_time=2026-05-01T00:00:00Z&end_time=2026-06-01T00:00:00Z';
    expect(await read(sandbox, `${range}&page=2&per_page=200`)).toMatchObject({ page: 2, has_more: true });
  });
});
