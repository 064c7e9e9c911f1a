import { afterEach, describe, expect, test } from '@jest/globals';
import { isDeepStrictEqual } from 'node:util';
import { startSandbox, type Sandbox, type SandboxOptions } from '@singer-io-ts/sandbox';
import type { FaultKind } from '@singer-io-ts/sandbox';
import { CredentialsError, PermissionError, ResponseShapeError } from '@singer-io-ts/tap';
import type { Learning360Options } from '../../packages/sandbox/src/portals/360learning/options.ts';
import { programSessionStats } from '../../src/streams/360learning/v1/programs.ts';
import { checkVendor, openVendor, runVendor, type Emitted, type VendorRun } from '../support/vendor-run.ts';
import {
  attemptsIn,
  expectedRecord,
  keyOf,
  numberedIn,
  referencesOfV1,
  referencesOfV2,
  type Reference,
  type Row,
} from './360learning-reference.ts';

let sandbox: Sandbox;

const start = async (
  options: Learning360Options = {},
  more: Omit<Partial<SandboxOptions>, 'vendor' | 'options'> = {},
): Promise<Sandbox> => {
  sandbox = await startSandbox({ vendor: '360learning', users: 24, limit: 'none', ...more, options });
  return sandbox;
};

afterEach(async () => {
  await sandbox.close();
});

const referenceOf = (stream: string, version: 'v1' | 'v2' = 'v2'): Reference => {
  const reference = (version === 'v1' ? referencesOfV1 : referencesOfV2)[stream];
  if (reference === undefined) throw new Error(`no reference for ${stream}`);
  return reference;
};

const rowsOf = (stream: string, version: 'v1' | 'v2' = 'v2'): readonly Row[] => {
  if (version === 'v2') return sandbox.truth(stream);
  const rows = sandbox.truth(`v1_${stream}`);
  if (stream === 'course_stats') return attemptsIn(rows);
  if (stream === 'path_session_user_stats') return numberedIn(rows);
  if (stream !== 'custom_user_links') return rows;
  // Links are asked for by the users that are listed.
  const listed = new Set(sandbox.truth('v1_users').map(({ mail }) => mail));
  return rows.filter(({ mail }) => listed.has(mail));
};

/** What of the emitted records differs from the portal's rows; empty: nothing. */
const differences = (
  stream: string,
  records: readonly Emitted[],
  rows: readonly Row[],
  version: 'v1' | 'v2' = 'v2',
) => {
  const reference = referenceOf(stream, version);
  const wanted = new Map(
    rows.map((row) => {
      const record = expectedRecord(reference, row);
      return [keyOf(reference, record), record];
    }),
  );
  const found: unknown[] = [];
  const seen = new Set<string>();
  for (const emitted of records) {
    const record = Object.fromEntries(Object.entries(emitted).filter(([name]) => name !== reference.madeUp));
    const key = keyOf(reference, record);
    const expected = wanted.get(key);
    if (seen.has(key)) found.push({ stream, twice: key });
    seen.add(key);
    if (!isDeepStrictEqual(expected, record)) found.push({ stream, expected, record });
  }
  const missing = [...wanted.keys()].filter((key) => !seen.has(key));
  if (missing.length > 0) found.push({ stream, missing: missing.length, first: missing[0] });
  return found.slice(0, 3);
};

const expectTruth = (run: VendorRun, version: 'v1' | 'v2' = 'v2'): void => {
  expect(run.report.errors.map(({ message }) => message)).toEqual([]);
  const found = [...run.records].flatMap(([stream, records]) =>
    differences(stream, records, rowsOf(stream, version), version),
  );
  expect(found).toEqual([]);
};

const recordsOf = ({ records }: VendorRun, stream: string): readonly Emitted[] => records.get(stream) ?? [];

/** The GET requests that the portal got, without ids. */
const pathsAsked = (): string[] => [
  ...new Set(
    sandbox.log.toArray().map(({ method, path }) => `${method} ${path.replace(/\/(?=[^/]*\d)[\w%]{16,}/g, '/{id}')}`),
  ),
];

describe('API v2', () => {
  test('reads all 47 streams as the portal has them, twice in the same order', async () => {
    await start({}, { users: 36 });
    const account = await openVendor(sandbox.config);
    const first = await runVendor(account);
    expect(first.records.size).toBe(47);
    expect([...first.records.keys()].sort()).toEqual(Object.keys(referencesOfV2).sort());
    for (const [stream, records] of first.records)
      expect({ stream, isEmpty: records.length === 0 }).toEqual({ stream, isEmpty: false });
    expectTruth(first);
    const second = await runVendor(account);
    for (const [stream, records] of first.records) {
      expect({ stream, same: isDeepStrictEqual(recordsOf(second, stream), records) }).toEqual({ stream, same: true });
    }
  });

  test('asks for the paths of its streams only, and posts only for tokens', async () => {
    await start({}, { users: 12 });
    const account = await openVendor(sandbox.config);
    await checkVendor(account);
    await runVendor(account);
    expect(pathsAsked().filter((path) => !path.startsWith('GET '))).toEqual(['POST /api/v2/oauth2/token']);
    expect(sandbox.log.writes).toBe(sandbox.log.flags['token-minted']);
    expect(Object.keys(sandbox.log.flags)).toEqual(['token-minted']);
    const asked = pathsAsked().filter((path) => path.startsWith('GET '));
    expect(asked.filter((path) => /secrets|rotate|retry|uaa|pdf|v1/.test(path))).toEqual([]);
    expect(asked).toHaveLength(49);
    for (const { method, headersSeen } of sandbox.log) {
      if (method === 'GET') expect(headersSeen['360-api-version']).toBe('v2.0');
    }
  });

  test('describes every stream and names its scope', async () => {
    await start();
    const { vendor, config } = await openVendor(sandbox.config);
    for (const { name, family, permission, source, primaryKey } of vendor.streams(config)) {
      expect({ name, family }).toEqual({ name, family: expect.stringMatching(/^[a-zA-Z]+:read$/) });
      expect(permission).toContain(family);
      expect(source).toMatch(/^https:\/\/360learning\.readme\.io\/reference\/v2/);
      expect({ name, key: primaryKey }).toEqual({ name, key: referenceOf(name).key });
    }
  });

  const few = ['users', 'courses', 'path_stats', 'path_enrollments', 'classroom_slots', 'attendances', 'user_managers'];

  test.each<readonly [string, Learning360Options]>([
    ['absolute links', { link: 'absolute' }],
    ['links from the root', { link: 'path' }],
    ['links without a leading slash', { link: 'bare' }],
    ['links that are only a query', { link: 'query' }],
    ['an offset as cursor', { cursor: 'offset', shortPages: true }],
    ['an empty last page', { emptyLastPage: true }],
    ['short pages', { shortPages: true }],
    ['lists ordered by change', { order: 'modified', cursor: 'offset' }],
    ['lists without an order', { order: 'shuffled' }],
    ['a lifetime written as a number', { expiresIn: 'number' }],
    ['a version header that is not looked at', { missingVersion: 'ignored', badFilter: 'ignored' }],
    ['ignored filters with encoded brackets', { encodedBrackets: 'ignored', plainDates: 'rejected' }],
    ['rows without a date in filtered lists', { missingDatesPass: true }],
    ['no odd values', { oddities: false }],
    ['date-times in custom fields', { customDates: 'datetime', attendanceUnit: 'minutes' }],
    ['all audiences', { unsupportedAudiences: false }],
  ])('reads everything with %s', async (_, options) => {
    await start(options, { pageSize: 5, users: 12 });
    const streams = [...few, 'user_custom_field_values', 'classroom_registrations', 'path_session_audiences'];
    expectTruth(await runVendor(await openVendor(sandbox.config), { streams }));
  });

  const withHiddenRows = [
    ...['users', 'courses', 'paths', 'path_stats', 'path_enrollments', 'classroom_slot_registrations'],
    ...['group_memberships', 'classroom_slots'],
  ];

  test.each<readonly [string, Learning360Options, number | undefined]>([
    ['in one page', {}, undefined],
    ['in many pages', { cursor: 'offset' }, 4],
    ['in pages that end with an empty one', { emptyLastPage: true }, 5],
  ])('reads archived and deleted rows of platforms that leave them out, %s', async (_, options, pageSize) => {
    await start({ ...options, unfiltered: 'live' }, { users: 30, ...(pageSize !== undefined && { pageSize }) });
    const run = await runVendor(await openVendor(sandbox.config), { streams: withHiddenRows });
    expectTruth(run);
    const statuses = (stream: string) => new Set(recordsOf(run, stream).map(({ status }) => status));
    expect(statuses('users')).toEqual(new Set(['active', 'invited', 'deleted']));
    expect(statuses('courses')).toEqual(new Set(['published', 'archived', 'deleted']));
  });

  test('brings changes of archived rows that the list of all leaves out', async () => {
    await start({ unfiltered: 'live' });
    const account = await openVendor(sandbox.config);
    const first = await runVendor(account, { streams: ['paths'] });
    const hidden = sandbox.truth('paths').find(({ status }) => status === 'archived')?.['_id'] as string;
    sandbox.update('paths', hidden, { name: 'Changed', modifiedAt: new Date().toISOString() });
    const second = await runVendor(account, { streams: ['paths'], bookmarks: first.bookmarks });
    expect(recordsOf(second, 'paths').map(({ _id }) => _id)).toContain(hidden);
    expect(second.report.retries).toBe(0);
  });

  test('reads an authorized value that is an empty text', async () => {
    await start({ blankAuthorizedValue: true }, { users: 30 });
    const stream = 'custom_field_authorized_values';
    const run = await runVendor(await openVendor(sandbox.config), { streams: [stream] });
    expect(run.report.errors).toEqual([]);
    const values = recordsOf(run, stream).map(({ value }) => value);
    expect(values).toContain('');
    expect(values).toHaveLength(sandbox.truth(stream).length);
  });

  test('asks once for rows of all statuses where the list of all shows them', async () => {
    await start({}, { users: 30 });
    await runVendor(await openVendor(sandbox.config), { streams: ['courses'] });
    const asked = sandbox.log.toArray().filter(({ path }) => path.endsWith('/courses'));
    expect(asked.filter(({ query }) => !query.includes('createdAt'))).toHaveLength(1);
    // Two narrower lists, which tell that there is no further page.
    expect(asked).toHaveLength(3);
  });

  test('doubts a short page without a Link header of a list that is asked for once', async () => {
    await start({}, { users: 30, pageSize: 3, faults: [{ kind: 'stripped-headers' }] });
    const streams = ['users', 'courses', 'course_stats', 'paths', 'path_stats', 'path_sessions', 'tags'];
    const run = await runVendor(await openVendor(sandbox.config), { streams });
    expect(streams.map((stream) => run.report.streams[stream]?.outcome)).toEqual(streams.map(() => 'failed'));
    expect(run.report.errors[0]?.message).toContain('a header away (link header)');
  });

  test('misses no row that is archived or restored while the lists of both are read', async () => {
    await start(
      { unfiltered: 'live' },
      { users: 40, pageSize: 6, drift: [{ resource: 'users', action: 'update', at: 'border', every: 2, times: 12 }] },
    );
    const since = Date.now();
    const run = await runVendor(await openVendor(sandbox.config), {
      streams: ['users', 'courses', 'path_enrollments'],
    });
    expect(run.report.errors).toEqual([]);
    for (const stream of ['users', 'courses', 'path_enrollments']) {
      const keys = new Set(recordsOf(run, stream).map(({ _id }) => _id));
      const lost = sandbox.survivors(stream, since).filter(({ _id }) => !keys.has(_id));
      expect({ stream, lost: lost.length }).toEqual({ stream, lost: 0 });
    }
  });

  test.each([
    ...['users', 'courses', 'course_stats', 'path_sessions', 'path_stats', 'path_enrollments'],
    ...['external_ids', 'tags', 'skill_powers', 'skills', 'webhook_events'],
  ])('does not take a page of %s without a Link header for the last when there are more rows', async (stream) => {
    await start({}, { users: 200, pageSize: 10, faults: [{ kind: 'stripped-headers' }] });
    expect(sandbox.truth(stream).length).toBeGreaterThan(10);
    const run = await runVendor(await openVendor(sandbox.config), { streams: [stream] });
    expect(run.report.errors[0]).toBeInstanceOf(ResponseShapeError);
    expect(run.report.errors[0]?.message).toContain('a header away (link header)');
  });

  test('heals a Link header that is lost now and then', async () => {
    await start(
      {},
      { users: 60, pageSize: 10, faults: [{ kind: 'stripped-headers', every: 2, times: 1, paths: /users$/ }] },
    );
    expectTruth(await runVendor(await openVendor(sandbox.config), { streams: ['users'] }));
  });

  test('believes that a list ends with a full page when it does', async () => {
    await start({}, { users: 30, pageSize: 30 });
    expect(sandbox.truth('users')).toHaveLength(30);
    const run = await runVendor(await openVendor(sandbox.config), { streams: ['users'] });
    expectTruth(run);
    expect(sandbox.log.toArray().filter(({ path }) => path.endsWith('/users'))).toHaveLength(3);
  });

  test('reads slots of classrooms that only paths know', async () => {
    await start({ hidesPathClassrooms: true });
    const run = await runVendor(await openVendor(sandbox.config), {
      streams: ['classroom_slots', 'classroom_registrations', 'classroom_slot_registrations'],
    });
    expectTruth(run);
  });

  test('reads slots of listed classrooms without the scope of paths, and says what is left out', async () => {
    await start({ scopes: ['classrooms:read'] });
    const run = await runVendor(await openVendor(sandbox.config), { streams: ['classroom_slots'] });
    expectTruth(run);
    expect(run.log.filter((line) => line.startsWith('warning'))).toEqual([
      expect.stringContaining('paths may not be read'),
    ]);
  });

  test('takes a slot without a waitlist for one that nobody waits for', async () => {
    await start();
    const run = await runVendor(await openVendor(sandbox.config), { streams: ['classroom_slot_waitlist_requests'] });
    expectTruth(run);
    expect(sandbox.log.responsesByStatus[404]).toBeGreaterThan(0);
    expect(run.report.streams['classroom_slot_waitlist_requests']).toMatchObject({ missing_parents: 0 });
  });

  test('hides the code with which learners check in, unless it is asked for', async () => {
    await start();
    const hidden = await runVendor(await openVendor(sandbox.config), { streams: ['attendance_sheets'] });
    expect(JSON.stringify([...hidden.records])).not.toContain('CODE-');
    const account = await openVendor({
      ...sandbox.config,
      stream_options: [{ stream: 'attendance_sheets', include_sensitive: true }],
    });
    const shown = await runVendor(account, { streams: ['attendance_sheets'] });
    expect(JSON.stringify([...shown.records])).toContain('CODE-');
  });

  test.each<FaultKind>([
    'rate-limit',
    'rate-limit-seconds',
    '502',
    'html-503',
    'reset-before-headers',
    'reset-in-body',
    'truncated-right-length',
    'truncated-wrong-length',
    'invalid-json',
    'gzip-truncated',
    'html-login',
    'empty-200',
    '200-with-error-body',
    'wrong-content-type',
    'empty-page-in-the-middle',
  ])('reads everything in spite of %s now and then', async (kind) => {
    await start(
      {},
      {
        users: 12,
        pageSize: 6,
        faults: [{ kind, ...(kind.startsWith('empty-page') ? {} : { every: 6, times: 4 }), paths: /^(?!.*token)/ }],
      },
    );
    expectTruth(await runVendor(await openVendor(sandbox.config), { streams: few }));
    expect(sandbox.log.faults[kind]).toBeGreaterThan(0);
  });

  test('reads on after statistics failed with 502', async () => {
    await start({ statsFailEvery: 2 }, { pageSize: 10 });
    const run = await runVendor(await openVendor(sandbox.config), { streams: ['course_stats', 'path_stats'] });
    expectTruth(run);
    expect(run.report.retries).toBeGreaterThan(0);
  });

  test.each(['missing-envelope', 'endless-pages'] as const)('fails loudly on %s', async (kind) => {
    await start({}, { pageSize: 5, faults: [{ kind, paths: /courses/ }] });
    const run = await runVendor(await openVendor(sandbox.config), { streams: ['courses', 'tags'] });
    expect(run.report.streams['courses']).toMatchObject({ outcome: 'failed' });
    expect(run.report.errors[0]).toBeInstanceOf(ResponseShapeError);
    expect(run.report.streams['tags']).toMatchObject({ outcome: 'complete' });
  });

  test.each(['keyset', 'offset'] as const)(
    'misses no row while rows come and go, with a cursor that is a %s',
    async (cursor) => {
      await start(
        { cursor },
        {
          users: 40,
          pageSize: 7,
          drift: [
            { resource: 'users', action: 'delete', at: 'border', every: 3, times: 6 },
            { resource: 'users', action: 'insert', at: 'front', every: 4, times: 4 },
            { resource: 'course_stats', action: 'delete', at: 'border', every: 2, times: 8 },
          ],
        },
      );
      const since = Date.now();
      const run = await runVendor(await openVendor(sandbox.config), { streams: ['users', 'course_stats'] });
      expect(run.report.errors).toEqual([]);
      for (const stream of ['users', 'course_stats']) {
        const keys = new Set(recordsOf(run, stream).map(({ _id }) => _id));
        const survivors = sandbox.survivors(stream, since).map(({ _id }) => _id);
        expect({ stream, missing: survivors.filter((key) => !keys.has(key)) }).toEqual({ stream, missing: [] });
        expect(sandbox.history(stream).length).toBeGreaterThan(4);
      }
    },
  );

  const incremental = [
    ['courses', 'modifiedAt'],
    ['paths', 'modifiedAt'],
    ['path_sessions', 'modifiedAt'],
    ['path_sessions_detailed', 'modifiedAt'],
    ['path_enrollments', 'modifiedAt'],
    ['classrooms', 'modifiedAt'],
    ['classroom_slots', 'modifiedAt'],
    ['classroom_slot_registrations', 'modifiedAt'],
    ['skills', 'updatedAt'],
  ] as const;

  /** Lists that show the rows of another one. */
  const tableOf: Readonly<Record<string, string>> = {
    path_sessions_detailed: 'path_sessions',
    classroom_slot_registrations: 'classroom_registrations',
  };

  test('follows changes of exactly the streams that have a date of change', async () => {
    await start();
    const { vendor, config } = await openVendor(sandbox.config);
    const keys = vendor
      .streams(config)
      .flatMap(({ name, replicationKey }) => (replicationKey === undefined ? [] : [[name, replicationKey]]));
    expect(keys.sort()).toEqual([...incremental].sort());
  });

  test.each(incremental)('brings in a second run of %s what changed and what is new', async (stream, key) => {
    await start({ missingDatesPass: false });
    const account = await openVendor(sandbox.config);
    const first = await runVendor(account, { streams: [stream] });
    expectTruth(first);
    const value = first.bookmarks.get(stream)?.value ?? '';
    const table = tableOf[stream] ?? stream;
    const changed = sandbox.update(table, sandbox.truth(table)[2]?.['_id'] as string, { name: 'Changed' })?.['_id'];
    const added = sandbox.insert(table)['_id'];
    sandbox.log.clear();
    const second = await runVendor(account, { streams: [stream], bookmarks: first.bookmarks });
    const dated = (row: Row): string =>
      [row[key], row['createdAt'], '9999'].find((date) => typeof date === 'string') as string;
    const due = sandbox.truth(stream).filter((row) => dated(row) >= value);
    expect(due.map(({ _id }) => _id)).toEqual(expect.arrayContaining([changed, added]));
    expect(due.length).toBeLessThan(sandbox.truth(stream).length);
    expect(differences(stream, recordsOf(second, stream), due)).toEqual([]);
    const third = await runVendor(account, { streams: [stream], bookmarks: second.bookmarks });
    expect(recordsOf(third, stream).length).toBeLessThanOrEqual(recordsOf(second, stream).length);
  });

  test('brings an archived course, whose date of change stays, with a full refresh only', async () => {
    await start();
    const account = await openVendor(sandbox.config);
    const first = await runVendor(account, { streams: ['courses'] });
    const archived = sandbox.truth('courses')[1]?.['_id'] as string;
    sandbox.update('courses', archived, { status: 'archived' });
    const second = await runVendor(account, { streams: ['courses'], bookmarks: first.bookmarks });
    expect(recordsOf(second, 'courses').map(({ _id }) => _id)).not.toContain(archived);
    expectTruth(await runVendor(account, { streams: ['courses'] }));
  });

  test.each(['courses', 'paths', 'path_sessions', 'path_sessions_detailed'])(
    'lets the portal choose the rows of %s, by the full second',
    async (stream) => {
      await start();
      const account = await openVendor(sandbox.config);
      const { bookmarks } = await runVendor(account, { streams: [stream] });
      sandbox.log.clear();
      const { report } = await runVendor(account, { streams: [stream], bookmarks });
      const queries = sandbox.log
        .toArray()
        .flatMap(({ path, query }) => (/courses$|paths$|sessions$/.test(path) ? [query] : []));
      const bound = `${(bookmarks.get(stream)?.value ?? '').slice(0, 19)}.000Z`;
      expect(queries.map(decodeURIComponent)).toContainEqual(expect.stringContaining(`modifiedAt[gte]=${bound}`));
      expect(queries.join()).toContain('[gte]');
      expect(report.errors).toEqual([]);
    },
  );

  test('checks rows of a filter that the portal ignores', async () => {
    await start();
    const account = await openVendor({ ...sandbox.config, start_date: '2025-03-01T00:00:00.000Z' });
    const misspelt: typeof account = {
      ...account,
      vendor: {
        ...account.vendor,
        streams: (config) =>
          account.vendor
            .streams(config)
            .map((stream) => ({ ...stream, query: { 'modified[gte]': '2025-03-01T00:00:00.000Z' } })),
      },
    };
    const run = await runVendor(misspelt, { streams: ['courses'] });
    const due = sandbox.truth('courses').filter(({ modifiedAt }) => String(modifiedAt) >= '2025-03-01');
    expect(due.length).toBeLessThan(sandbox.truth('courses').length);
    expect(differences('courses', recordsOf(run, 'courses'), due)).toEqual([]);
  });

  test('reads a list anew whose cursor has died since the last run', async () => {
    let now = Date.now();
    await start({ cursorSeconds: 60 }, { pageSize: 5, users: 30, clock: () => now });
    const account = await openVendor(sandbox.config);
    const stop = new AbortController();
    let pages = 0;
    const cut = await runVendor(account, {
      streams: ['users'],
      signal: stop.signal,
      onRows: () => {
        pages += 1;
        if (pages === 3) stop.abort(new Error('cut'));
      },
    });
    expect(cut.bookmarks.get('users')?.list?.at).toEqual(expect.stringContaining('next='));
    now += 3600_000;
    const run = await runVendor(account, { streams: ['users'], bookmarks: cut.bookmarks });
    expectTruth(run);
    expect(run.log.join('\n')).toContain('it was read from its start');
  });

  test('goes on after a stop where it was', async () => {
    await start({}, { pageSize: 5, users: 30 });
    const account = await openVendor(sandbox.config);
    const stop = new AbortController();
    let pages = 0;
    const cut = await runVendor(account, {
      streams: ['user_memberships'],
      signal: stop.signal,
      onRows: () => {
        pages += 1;
        if (pages === 12) stop.abort(new Error('cut'));
      },
    });
    const run = await runVendor(account, { streams: ['user_memberships'], bookmarks: cut.bookmarks });
    expect(run.report.errors).toEqual([]);
    expect(recordsOf(run, 'user_memberships').length).toBeLessThan(sandbox.truth('user_memberships').length);
    const all = [...recordsOf(cut, 'user_memberships'), ...recordsOf(run, 'user_memberships')];
    const unique = new Map(all.map((record) => [keyOf(referenceOf('user_memberships'), record), record]));
    expect(differences('user_memberships', [...unique.values()], sandbox.truth('user_memberships'))).toEqual([]);
  });
});

describe('credentials and scopes', () => {
  test('checks a good pair of either generation', async () => {
    await start();
    const { granted, leftOut } = await checkVendor(await openVendor(sandbox.config));
    expect(granted).toHaveLength(20);
    expect(leftOut).toEqual([]);
  });

  test.each([{ key: 'f'.repeat(32) }, { username: 'f'.repeat(32) }])('rejects a wrong pair: %o', async (wrong) => {
    await start();
    const checking = checkVendor(await openVendor({ ...sandbox.config, ...wrong }));
    await expect(checking).rejects.toThrow(CredentialsError);
    await expect(checking).rejects.toThrow('invalid_client');
    await expect(checking).rejects.toThrow('region: Settings > API v2');
    expect(sandbox.log.requests).toBe(1);
  });

  test('rejects a revoked key, and says where a good one is found', async () => {
    await start();
    const account = await openVendor(sandbox.config);
    sandbox.setFaults([{ kind: 'key-revoked', afterRequests: 6 }]);
    const run = await runVendor(account, { streams: ['users', 'user_managers', 'tags'] });
    expect(run.report.errors.some((error) => error instanceof CredentialsError)).toBe(true);
  });

  test('tells a key of API v1 from one of API v2', async () => {
    await start({ generation: 'v1' });
    const checking = checkVendor(await openVendor({ ...sandbox.config, api_version: 'v2' }));
    await expect(checking).rejects.toThrow(CredentialsError);
    await expect(checking).rejects.toThrow('api_version v1');
  });

  test('finds that a key of API v1 may read nothing of API v2', async () => {
    await start({ generation: 'v1', v1TokenOnV2: 'invalid_scope' });
    const checking = checkVendor(await openVendor({ ...sandbox.config, api_version: 'v2' }));
    await expect(checking).rejects.toThrow(CredentialsError);
  });

  test.each(['object', 'string'] as const)(
    'names the missing scope (403 with an %s) and reads the rest',
    async (scopeError) => {
      const scopes = ['users:read', 'groups:read', 'courses:read', 'paths:read', 'customFields:read'];
      await start({ scopes, scopeError });
      const account = await openVendor(sandbox.config);
      const run = await runVendor(account, { streams: ['users', 'tags', 'course_tags'] });
      expect(run.report.streams).toMatchObject({
        users: { outcome: 'complete' },
        tags: { outcome: 'failed' },
        course_tags: { outcome: 'failed' },
      });
      expect(run.report.errors).toHaveLength(2);
      for (const error of run.report.errors) {
        expect(error).toBeInstanceOf(PermissionError);
        expect(error.message).toContain(`Reading ${error.stream ?? ''} needs the scope tags:read.`);
      }
      const byDefault = await runVendor(account, { streams: 'defaults' });
      expect(byDefault.report.errors).toEqual([]);
      expect(byDefault.report.streams['tags']).toMatchObject({
        outcome: 'skipped',
        reason: expect.stringContaining('the scope tags:read'),
      });
      expect(byDefault.report.streams['users']).toMatchObject({ outcome: 'complete' });
      const { leftOut } = await checkVendor(account);
      expect(leftOut.map(({ family }) => family)).toContain('tags:read');
      expect(leftOut.map(({ family }) => family)).not.toContain('users:read');
    },
  );

  test('finds a missing scope that opens only lists below others', async () => {
    const scopes = ['classrooms:read', 'paths:read'];
    await start({ scopes });
    const { granted, leftOut } = await checkVendor(await openVendor(sandbox.config));
    expect(granted.map(({ family }) => family).toSorted()).toEqual(scopes);
    expect(leftOut.map(({ family }) => family)).toContain('attendanceSheets:read');
  });

  test('passes the check without the scope that it tries', async () => {
    await start({ scopes: ['users:read'] });
    const { granted } = await checkVendor(await openVendor(sandbox.config));
    expect(granted.map(({ family }) => family)).toEqual(['users:read']);
  });

  test('leaves out products that are switched off', async () => {
    await start({ disabled: ['skills', 'courseCustomFields'] });
    const run = await runVendor(await openVendor(sandbox.config), {
      streams: ['skills', 'skill_powers', 'course_custom_field_values', 'courses'],
    });
    expect(run.report.errors).toHaveLength(3);
    for (const error of run.report.errors) expect(error).toBeInstanceOf(PermissionError);
    expect(run.report.errors.map(({ message }) => message).join('\n')).toContain('the Skills product');
    expect(run.report.streams['courses']).toMatchObject({ outcome: 'complete' });
  });

  test.each(['string', 'number'] as const)('renews its token (lifetime as a %s)', async (expiresIn) => {
    // 161 requests, eight at a time, take at least two lifetimes of a token.
    await start({ tokenSeconds: 1, expiresIn }, { users: 40, latencyMs: 120 });
    const run = await runVendor(await openVendor(sandbox.config), {
      streams: ['users', 'user_managers', 'user_memberships', 'user_certificates', 'user_custom_links'],
    });
    expectTruth(run);
    expect(sandbox.log.flags['token-minted']).toBeGreaterThan(1);
  });

  test('makes one token for all requests, and one more when another client has ended it', async () => {
    await start({ maxTokens: 1 });
    let isTaken = false;
    const run = await runVendor(await openVendor(sandbox.config), {
      streams: ['users', 'user_managers', 'groups', 'group_memberships', 'tags'],
      onRows: () => {
        if (isTaken) return;
        isTaken = true;
        const { username, key } = sandbox.config;
        void fetch(`${sandbox.url}/api/v2/oauth2/token`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ grant_type: 'client_credentials', client_id: username, client_secret: key }),
        });
      },
    });
    expectTruth(run);
    expect(sandbox.log.flags['token-minted']).toBe(3);
  });

  test('never sends its token to another origin that a link names', async () => {
    await start({ linkOrigin: () => sandbox.elsewhere.url }, { pageSize: 5 });
    const run = await runVendor(await openVendor(sandbox.config), { streams: ['users'] });
    expect(run.report.errors[0]).toBeInstanceOf(ResponseShapeError);
    expect(run.report.errors[0]?.message).toContain('not followed');
    expect(sandbox.elsewhere.requests).toEqual([]);
  });

  test('does not follow a redirect', async () => {
    await start({}, { faults: [{ kind: 'redirect', paths: /users/ }] });
    const run = await runVendor(await openVendor(sandbox.config), { streams: ['users'] });
    expect(run.report.errors).toHaveLength(1);
    expect(sandbox.elsewhere.requests).toEqual([]);
  });

  test('uses the host of the region, and an address of its own below its path', async () => {
    await start();
    const connectionOf = async (more: Row) => {
      return (await openVendor({ ...sandbox.config, base_url: null, ...more })).connection;
    };
    expect(await connectionOf({})).toMatchObject({ origin: 'https://app.360learning.com', basePath: '/api/v2' });
    expect(await connectionOf({ region: 'us' })).toMatchObject({ origin: 'https://app.us.360learning.com' });
    expect(await connectionOf({ base_url: 'https://proxy.acme.example/360' })).toMatchObject({
      origin: 'https://proxy.acme.example',
      basePath: '/360/api/v2',
      auth: { tokenPath: '/360/api/v2/oauth2/token' },
    });
  });
});

describe('API v1', () => {
  test('reads all 19 streams as the portal has them, twice in the same order', async () => {
    await start({ generation: 'v1' }, { users: 40 });
    const account = await openVendor(sandbox.config);
    const first = await runVendor(account);
    expect([...first.records.keys()].sort()).toEqual(Object.keys(referencesOfV1).sort());
    for (const [stream, records] of first.records)
      expect({ stream, isEmpty: records.length === 0 }).toEqual({ stream, isEmpty: false });
    expectTruth(first, 'v1');
    const second = await runVendor(account);
    expect([...second.records]).toEqual([...first.records]);
    expect(sandbox.log.writes).toBe(0);
    expect(sandbox.log.flags).toEqual({});
    // The key stays out of addresses.
    expect(sandbox.log.toArray().filter(({ query }) => /apiKey|company/i.test(query))).toEqual([]);
  });

  test('reads the few fields of courses that older accounts send', async () => {
    await start({ generation: 'v1', v1Courses: 'recorded' });
    expectTruth(await runVendor(await openVendor(sandbox.config), { streams: ['courses'] }), 'v1');
  });

  test.each([
    ['courses', 'courses', 'modificationDate'],
    ['paths', 'paths', 'modifiedAt'],
  ])('brings in a second run of %s what changed', async (stream, table, key) => {
    await start({ generation: 'v1' });
    const account = await openVendor(sandbox.config);
    const first = await runVendor(account, { streams: [stream] });
    const changed = sandbox.truth(table)[2]?.['_id'] as string;
    sandbox.update(table, changed, { name: 'Changed' });
    sandbox.log.clear();
    const second = await runVendor(account, { streams: [stream], bookmarks: first.bookmarks });
    const value = first.bookmarks.get(stream)?.value ?? '';
    const due = rowsOf(stream, 'v1').filter((row) => String(row[key]) >= value);
    expect(due.map(({ _id }) => _id)).toContain(changed);
    expect(differences(stream, recordsOf(second, stream), due, 'v1')).toEqual([]);
    expect(sandbox.log.at(0)?.query).toContain('modifiedAfter=');
  });

  test('begins anew after API v2, whose lists have other rows', async () => {
    await start({});
    const before = await runVendor(await openVendor(sandbox.config), { streams: ['courses'] });
    expect(before.bookmarks.get('courses')?.value).toEqual(expect.any(String));
    await sandbox.close();
    await start({ generation: 'v1' });
    const after = await runVendor(await openVendor(sandbox.config), {
      streams: ['courses'],
      bookmarks: before.bookmarks,
    });
    expectTruth(after, 'v1');
  });

  test('checks the key', async () => {
    await start({ generation: 'v1' });
    const { granted } = await checkVendor(await openVendor(sandbox.config));
    expect(granted.map(({ streams }) => streams.length)).toEqual([19]);
    await expect(checkVendor(await openVendor({ ...sandbox.config, key: '0'.repeat(32) }))).rejects.toThrow(
      CredentialsError,
    );
  });

  test.each<FaultKind>(['502', 'reset-in-body', 'truncated-wrong-length', '200-with-error-body', 'html-login'])(
    'reads everything in spite of %s now and then',
    async (kind) => {
      await start({ generation: 'v1' }, { users: 12, faults: [{ kind, every: 6, times: 4 }] });
      expectTruth(await runVendor(await openVendor(sandbox.config)), 'v1');
    },
  );

  test('reads statistics of programs in either form, and of the session as a whole where they name nobody', async () => {
    await start({ generation: 'v1', v1ProgramStats: 'object' });
    const streams = ['program_session_stats', 'program_session_users'];
    expectTruth(await runVendor(await openVendor(sandbox.config), { streams }), 'v1');
  });

  test('fails loudly when statistics are built differently', async () => {
    await start({ generation: 'v1' }, { faults: [{ kind: 'missing-envelope', paths: /stats/ }] });
    const run = await runVendor(await openVendor(sandbox.config), { streams: ['course_stats'] });
    expect(run.report.errors[0]).toBeInstanceOf(ResponseShapeError);
  });

  test('does not take an empty object for the statistics of a session', () => {
    const { records } = programSessionStats;
    const context = { partition: { sessionId: 's' }, since: null, until: '2026-01-01T00:00:00Z' };
    if (typeof records !== 'function') throw new TypeError('records should be a function');
    expect(records({}, context)).toBeUndefined();
    expect(records({ progress: 50 }, context)).toEqual([{ progress: 50 }]);
  });
});
