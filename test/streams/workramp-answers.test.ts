import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { openVendor, runVendor, type VendorRun, type VendorRunOptions } from '../support/vendor-run.ts';

const opened: Server[] = [];
afterEach(async () => {
  for (const server of opened.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

type Answers = Readonly<Record<string, unknown>>;

/** A portal that has these paths only. */
const portal = async (answers: Answers) => {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://portal');
    const answer = Number(searchParams.get('page') ?? 0) > 0 && pathname === '/api/v1/users' ? [] : answers[pathname];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { type: 'not_found', message: 'Error. Not found.' }));
  });
  opened.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const config = { vendor: 'workramp', key: 'wr_key_of_nobody', base_url: `http://127.0.0.1:${String(port)}` };
  return async (options: VendorRunOptions): Promise<VendorRun> => await runVendor(await openVendor(config), options);
};

const page = (key: string, rows: readonly unknown[]) => ({
  page: 1,
  per_page: 200,
  has_more: false,
  data: { [key]: rows },
});

const assignment = (kind: string, more: object) => ({
  user: { id: 4101 },
  [kind]: { id: 'c1' },
  [`${kind}_assignment`]: { id: 'a1', created_at: 1726001342802, ...more },
});

describe('assignments by date', () => {
  const kinds = ['guide', 'path', 'scorm'] as const;
  const answersOf = (more: object): Answers =>
    Object.fromEntries(
      kinds.map((kind) => [`/api/v1/assignments/${kind}`, page('assignments', [assignment(kind, more)])]),
    );

  test.each([
    ['changed long before it was deleted', { updated_at: 1726001342802, is_deleted: true }],
    ['does not tell when it changed', { is_deleted: true }],
  ])('bring a row of the window that %s', async (_, more) => {
    const streams = kinds.map((kind) => `${kind}_assignments`);
    const first = await (await portal(answersOf({ updated_at: 1726001342802 })))({ streams });
    const second = await (await portal(answersOf(more)))({ streams, bookmarks: first.bookmarks });
    for (const stream of streams) {
      expect(second.records.get(stream)).toHaveLength(1);
      // It begins where the last one began, not at the last change.
      expect(Date.parse(first.bookmarks.get(stream)?.value ?? '')).toBeGreaterThan(1_726_001_342_802);
      expect(second.report.streams[stream]).toMatchObject({ filtered: 0, requests: 1 });
    }
  });
});

test('users and groups whose ids are text have children, too', async () => {
  const sync = await portal({
    '/api/v1/users': [{ id: 4101 }, { id: '4102' }],
    '/api/v1/users/4101/certifications': [{ id: 'b1' }],
    '/api/v1/users/4102/certifications': [{ id: 'b2' }],
    '/api/v1/groups': [{ id: '88' }],
    '/api/v1/groups/88/users': [{ id: '4102' }],
  });
  const { records, report } = await sync({ streams: ['user_certification_awards', 'group_users'] });
  expect(report.errors).toEqual([]);
  expect(records.get('user_certification_awards')?.map(({ id }) => id)).toEqual(['b1', 'b2']);
  expect(records.get('group_users')).toMatchObject([{ group_id: 88, id: 4102 }]);
});

test('a link of the content catalog that is not well-formed stops no challenge', async () => {
  const links = ['%E0%A4%A', 'de345d68'].map((id) => ({ itemLink: `https://app.workramp.com/admin/challenges/${id}` }));
  const sync = await portal({
    '/api/v1/content_catalog': links,
    '/api/v1/challenge/de345d68': page('challenge_user_assignments', [{ passed: true }]),
  });
  const { records, report } = await sync({ streams: ['challenge_assignments'] });
  expect(report.streams['challenge_assignments']).toMatchObject({ outcome: 'complete', missing_parents: 1 });
  expect(records.get('challenge_assignments')).toMatchObject([{ challenge_id: 'de345d68', passed: true }]);
});

describe('SCIM without Resources', () => {
  const of = (totalResults: number) => ({ '/scim/v2/Users': { startIndex: 1, itemsPerPage: 0, totalResults } });

  test('has none where it says so', async () => {
    const { report } = await (await portal(of(0)))({ streams: ['scim_users'] });
    expect(report.streams['scim_users']).toMatchObject({ outcome: 'complete', rows: 0 });
  });

  test('is an error where there are some', async () => {
    const { report } = await (await portal(of(3)))({ streams: ['scim_users'] });
    expect(report.streams['scim_users']).toMatchObject({ outcome: 'failed' });
  });
});
