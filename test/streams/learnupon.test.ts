import { afterEach, describe, expect, test } from '@jest/globals';
import { ConfigError, CredentialsError, PermissionError, ResponseShapeError } from '@singer-io-ts/tap';
import { startSandbox, type FaultPlan, type Sandbox, type SandboxOptions } from '@singer-io-ts/sandbox';
import type { LearnUponOptions } from '../../packages/sandbox/src/portals/learnupon/options.ts';
import { compareInstants } from '../../packages/tap/src/shape/instant.ts';
import { readConfig } from '../../src/config.ts';
import { learnupon } from '../../src/streams/learnupon/index.ts';
import { expectedStream, learnuponReference } from '../support/learnupon-reference.ts';
import {
  checkVendor,
  openVendor,
  runVendor,
  type Emitted,
  type VendorRun,
  type VendorRunOptions,
} from '../support/vendor-run.ts';

const opened: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of opened.splice(0)) await sandbox.close();
});

type Options = Omit<SandboxOptions, 'vendor' | 'options'> & { readonly options?: LearnUponOptions };

const open = async (options: Options = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({
    ...{ vendor: 'learnupon', users: 12, limit: 'none', gzip: false, pageSize: 10 },
    ...options,
  });
  opened.push(sandbox);
  return sandbox;
};

const account = (sandbox: Sandbox, config: object = {}) => openVendor({ ...sandbox.config, ...config });
const read = async (sandbox: Sandbox, options: VendorRunOptions = {}, config: object = {}): Promise<VendorRun> =>
  await runVendor(await account(sandbox, config), options);

const rowsOf = (run: VendorRun, stream: string): readonly Emitted[] => run.records.get(stream) ?? [];

/** The run's records against the portal's own data, in whatever order; `_extra` apart. */
const expectTruth = (sandbox: Sandbox, run: VendorRun, streams: readonly string[]): void => {
  for (const stream of streams) {
    const { reference, rows } = expectedStream(sandbox, stream);
    const keyOf = (row: Readonly<Record<string, unknown>>): string =>
      JSON.stringify(reference.key.map((part) => row[part]));
    const known = (row: Emitted): Emitted =>
      Object.fromEntries(Object.entries(row).filter(([column]) => column !== '_extra'));
    const read = new Map(rowsOf(run, stream).map((row) => [keyOf(row), known(row)]));
    const wanted = new Map(rows.map(({ record }) => [keyOf(record), known(record)]));
    expect({ stream, keys: [...read.keys()].toSorted() }).toEqual({ stream, keys: [...wanted.keys()].toSorted() });
    for (const [key, row] of wanted) expect({ stream, ...read.get(key) }).toEqual({ stream, ...row });
  }
};

/** Those whose every answer depends on an open question; `audit_trails` and `ilts` have made-up keys. */
const madeUp = new Set(['audit_trails', 'ilts']);
const allStreams = (sandbox: Sandbox): readonly string[] =>
  Object.keys(learnuponReference(sandbox)).filter((name) => !madeUp.has(name));

const causeOf = async (promise: Promise<unknown>): Promise<unknown> =>
  await promise.then(
    () => 'no error',
    (error: unknown) => error,
  );

const inTheSingular = {
  ...{ licenses: 'license', certifications: 'certification', resources: 'resource', audit_trails: 'audit-trails' },
  ...{ bulk_operation_jobs: 'job', assignment_answers: 'answer', ecommerce_products: 'product' },
  ecommerce_orders: 'order',
};

describe('every answer that the vendor leaves open gives the same records', () => {
  const answers: readonly (readonly [string, LearnUponOptions, Partial<Options>])[] = [
    ['LU-Has-Next-Page capitalized', { hasNext: 'capitalized' }, {}],
    ['LU-Has-Next-Page as digits', { hasNext: 'digits', pastEnd: '404' }, {}],
    ['LU-Has-Next-Page in capitals', { hasNext: 'upper', pastEnd: 'last' }, {}],
    ['pages of 499', {}, { pageSize: 499, users: 520 }],
    ['small lists with paging headers', { smallListsPage: true }, {}],
    ['no paging headers, nothing past the end', {}, { faults: [{ kind: 'stripped-headers' }] }],
    ['no paging headers, 404 past the end', { pastEnd: '404' }, { faults: [{ kind: 'stripped-headers' }] }],
    ['ids of parents as text', { textIds: true }, {}],
    ['memberships by their own id', { membershipIds: 'membership' }, {}],
    ['definitions misspelt', { definitionsKey: 'misspelt' }, {}],
    ['definitions as the body', { definitionsKey: 'array' }, {}],
    ['an audit trail that refuses windows beyond its own', { auditWindow: 'refused' }, {}],
    ['errors by message alone', { errors: 'message' }, {}],
    ['errors under a good status', { errors: 'status-200' }, {}],
    ['several versions per course', { spanVersions: true }, {}],
    ['lists that were never seen, in the singular', { envelopes: inTheSingular }, {}],
    ['sorted by change', { order: 'updated' }, {}],
    ['XML unless JSON is asked for', { xmlWithoutAccept: true }, {}],
    ['quota headers on errors, too', { quotaHeadersOnErrors: true }, {}],
  ];

  test.each(answers)('%s', async (_, options, more) => {
    const sandbox = await open({ ...more, options });
    const few = (more.users ?? 0) > 100 ? ['users', 'courses', 'enrollments', 'groups', 'timezones'] : undefined;
    const run = await read(sandbox, { discovers: true, ...(few !== undefined && { streams: few }) });
    expect(run.report.errors).toEqual([]);
    expectTruth(sandbox, run, few ?? allStreams(sandbox));
    expect(sandbox.log.flags).toEqual({});
  });

  test('users without a time of change under version 1.2', async () => {
    const sandbox = await open({ options: { userVersions: 'separate' } });
    const first = await read(sandbox, { streams: ['users'] });
    expect(rowsOf(first, 'users').every(({ updated_at }) => updated_at === null)).toBe(true);
    // Nothing tells what changed, so everything comes again.
    const second = await read(sandbox, { streams: ['users'], bookmarks: first.bookmarks });
    expect(rowsOf(second, 'users')).toEqual(rowsOf(first, 'users'));
    expect(rowsOf(second, 'users')).toHaveLength(12);
  });
});

test('an enrollment that is listed under several versions of its course is emitted once', async () => {
  const sandbox = await open({ options: { spanVersions: true } });
  const run = await read(sandbox, { streams: ['enrollments'] });
  const ids = rowsOf(run, 'enrollments').map(({ id }) => id);
  expect(ids.toSorted()).toEqual(sandbox.truth('enrollments').map(({ id }) => id));
});

describe('a selector that the portal ignores', () => {
  test.each([
    ['enrollments', 'course_id', {}],
    ['enrollments', 'user_id', { enrollment_parent: 'users' }],
    ['learning_path_enrollments', 'lp_id', {}],
    ['ilts', 'course_id', {}],
  ] as const)('fails %s by %s instead of giving every parent all rows', async (stream, selector, config) => {
    const sandbox = await open({ options: { ignoredSelectors: [selector] } });
    const { report } = await read(sandbox, { streams: [stream, 'groups'] }, config);
    expect(report.errors).toHaveLength(1);
    expect(report.errors[0]).toBeInstanceOf(ResponseShapeError);
    expect(report.errors[0]?.message).toMatch(new RegExp(`${stream}: rows with .* were asked for`));
    expect(report.streams['groups']?.outcome).toBe('complete');
  });
});

describe('the check', () => {
  test('asks for definitions first and proves every list', async () => {
    const sandbox = await open();
    const { leftOut, granted } = await checkVendor(await account(sandbox));
    expect(leftOut).toEqual([]);
    expect(granted.flatMap(({ streams }) => streams)).toHaveLength(learnupon.streams(await configOf()).length);
    expect([...sandbox.log][0]?.path).toBe('/api/v1/users/customuserdata');
    expect([...sandbox.log].every(({ method }) => method === 'GET')).toBe(true);
  });

  test.each([
    [401, 'envelope'],
    [401, 'html'],
    [401, 'empty'],
    [403, 'envelope'],
    [403, 'html'],
  ] as const)('tells a wrong key by %i and a body that is %s', async (unauthorizedStatus, unauthorizedBody) => {
    const sandbox = await open({ options: { unauthorizedStatus, unauthorizedBody } });
    const error = await causeOf(checkVendor(await account(sandbox, { key: 'ofsomebodyelse' })));
    expect(error).toBeInstanceOf(CredentialsError);
    expect(String(error)).toContain('Settings > Integrations > API Keys');
    expect(String(error)).not.toContain('ofsomebodyelse');
  });

  test('tells a wrong key by an error under a good status', async () => {
    const sandbox = await open({ options: { errors: 'status-200' } });
    const error = await causeOf(checkVendor(await account(sandbox, { key: 'ofsomebodyelse' })));
    expect(error).toBeInstanceOf(CredentialsError);
  });

  test.each(['html', 'html-404', 'json-404', 'redirect'] as const)(
    'tells a portal that does not exist by %s',
    async (unknownPortal) => {
      const sandbox = await open({ options: { unknownPortal } });
      const error = await causeOf(checkVendor(await account(sandbox)));
      expect(error).toBeInstanceOf(ConfigError);
      expect(String(error)).toMatch(/[Cc]heck subdomain/);
      expect(String(error)).not.toMatch(/run again later/i);
    },
  );

  test.each(['403', '401', '404', '400'] as const)(
    'leaves out features that are not on the plan and answer %s',
    async (featureOff) => {
      const disabled = ['bulk_operations', 'ecommerce', 'gamification', 'licenses'] as const;
      const sandbox = await open({ options: { disabled, featureOff } });
      const { leftOut } = await checkVendor(await account(sandbox));
      expect(leftOut.map(({ family }) => family).toSorted()).toEqual(
        [
          'badges',
          'bulk_operation_jobs',
          'ecommerce_orders',
          'ecommerce_products',
          'leaderboard',
          'licenses',
        ].toSorted(),
      );
    },
  );
});

describe('features that are not on the plan', () => {
  test.each(['403', '401', '404', '400'] as const)(
    'are skipped by default where they answer %s',
    async (featureOff) => {
      const sandbox = await open({ users: 8, options: { disabled: ['bulk_operations', 'gamification'], featureOff } });
      const { report } = await read(sandbox, { streams: 'defaults' });
      expect(report.errors).toEqual([]);
      const skipped = Object.entries(report.streams).filter(([, { outcome }]) => outcome === 'skipped');
      expect(skipped.map(([name]) => name).toSorted()).toEqual(['badges', 'bulk_operation_jobs', 'leaderboard']);
    },
  );

  test('fail where someone named them, and say what they need', async () => {
    const sandbox = await open({ options: { disabled: ['bulk_operations'] } });
    const { report } = await read(sandbox, { streams: ['bulk_operation_jobs'] });
    expect(report.errors[0]).toBeInstanceOf(PermissionError);
    expect(report.errors[0]?.message).toContain('bulk operations feature');
  });
});

describe('discovery', () => {
  test('does not lose custom fields when one answer comes without its list', async () => {
    const faults: FaultPlan = [{ kind: 'missing-envelope', paths: /customuserdata/, times: 1 }];
    const sandbox = await open({ faults });
    const { streams } = await read(sandbox, { discovers: true, streams: ['timezones'] });
    const custom = streams.find(({ name }) => name === 'users')?.fields['CustomData'];
    expect(custom?.kind === 'object' && Object.keys(custom.properties ?? {})).toContain('department');
  });

  test('fails rather than forget them when no answer has it', async () => {
    const sandbox = await open({ faults: [{ kind: 'missing-envelope', paths: /customuserdata/ }] });
    const error = await causeOf(read(sandbox, { discovers: true, streams: ['timezones'] }));
    expect(error).toBeInstanceOf(ResponseShapeError);
    expect(String(error)).toContain('customDataFieldDefinitions');
  });
});

describe('quota', () => {
  test.each(['1 minute', '1 week'])('a portal that keeps refusing by its %s limit ends the run', async (span) => {
    const sandbox = await open({
      limit: { requests: 3, windowMs: span === '1 week' ? 7 * 86_400_000 : 60_000 },
      // The portal's clock stands still, so its quota never comes back.
      clock: () => Date.UTC(2026, 0, 1),
    });
    const { report } = await read(sandbox, { streams: ['timezones', 'locations', 'badges', 'portals', 'groups'] });
    expect(report.errors.length).toBeGreaterThan(0);
    expect(report.errors.map(({ name }) => name)).toContain('QuotaError');
    expect(report.rateLimited).toBeGreaterThan(0);
  });

  test('the weekly floor stops a run before the quota is spent', async () => {
    const sandbox = await startSandbox({ vendor: 'learnupon', users: 24, pageSize: 5, options: { weekLimit: 40 } });
    opened.push(sandbox);
    const { report } = await read(sandbox, { streams: ['users', 'enrollments'] }, { weekly_request_floor: 30 });
    expect(report.errors.map(({ message }) => message).join('\n')).toContain('weekly requests');
    expect(sandbox.log.deniedCount).toBe(0);
    expect(sandbox.log.requests).toBeLessThan(20);
  });
});

describe('parents', () => {
  test('that go while their children are read are skipped', async () => {
    const sandbox = await open();
    const gone = sandbox.truth('courses')[5]!['id'] as number;
    const { report, log } = await read(sandbox, {
      streams: ['courses', 'enrollments', 'course_modules'],
      onRows: (stream) => {
        if (stream === 'courses' && sandbox.truth('courses').some(({ id }) => id === gone)) {
          sandbox.delete('courses', gone);
        }
      },
    });
    expect(report.errors).toEqual([]);
    expectMissing(log, 'enrollments', (report.streams['enrollments']?.missing_parents ?? 0) > 0);
  });

  test('that go before their exams are asked for are skipped', async () => {
    const sandbox = await open();
    const exam = sandbox.truth('exams')[0]!['exam_id'] as number;
    sandbox.delete('exams', exam);
    const run = await read(sandbox, { streams: ['exams', 'exam_questions'] });
    expect(run.report.errors).toEqual([]);
    expect(run.report.streams['exams']?.missing_parents).toBe(1);
    expect(run.log.join('\n')).toContain('no longer exist at the vendor');
    expectTruth(sandbox, run, ['exams', 'exam_questions']);
  });

  test('read enrollments of deleted courses only learner by learner', async () => {
    const sandbox = await open();
    const orphans = sandbox.truth('orphan_enrollments').map(({ id }) => id);
    const byCourse = await read(sandbox, { streams: ['enrollments'] });
    const byUser = await read(sandbox, { streams: ['enrollments'] }, { enrollment_parent: 'users' });
    const idsOf = (run: VendorRun): Set<unknown> => new Set(rowsOf(run, 'enrollments').map(({ id }) => id));
    expect(orphans.length).toBeGreaterThan(0);
    expect(orphans.filter((id) => idsOf(byCourse).has(id))).toEqual([]);
    expect(orphans.filter((id) => !idsOf(byUser).has(id))).toEqual([]);
  });
});

const expectMissing = (log: readonly string[], stream: string, expected: boolean): void => {
  const isSaid = log.some((line) => line.includes(`${stream}:`) && line.includes('no longer exist'));
  expect(isSaid).toBe(expected);
};

describe('incremental streams', () => {
  test('read the last quarter of an hour before the bookmark again', async () => {
    const sandbox = await open({ options: { oddities: false } });
    const first = await read(sandbox, { streams: ['users'] });
    const bookmark = first.bookmarks.get('users')?.value ?? '';
    const [late, old] = sandbox.truth('users').map(({ id }) => id as number);
    const before = (minutes: number): string => new Date(Date.parse(bookmark) - minutes * 60_000).toISOString();
    // A change that began before the bookmark and was stored after it.
    sandbox.update('users', late!, { first_name: 'Late', updated_at: before(10) });
    sandbox.update('users', old!, { first_name: 'Old', updated_at: before(20) });
    const second = await read(sandbox, { streams: ['users'], bookmarks: first.bookmarks });
    const names = rowsOf(second, 'users').map(({ first_name }) => first_name);
    expect(names).toContain('Late');
    expect(names).not.toContain('Old');
  });

  test('ask the audit trail for no more than its 30 days, then from the bookmark on', async () => {
    const sandbox = await open({ options: { auditWindow: 'refused' } });
    const rangeOf = (): readonly number[] => {
      const query = [...sandbox.log].findLast(({ path }) => path.endsWith('/audit-trails'))?.query ?? '';
      const range = new URLSearchParams(query).get('date_range') ?? '';
      expect(range).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      return range.split(',').map((text) => Date.parse(text));
    };
    const future = await read(sandbox, { streams: ['audit_trails'] }, { start_date: '2099-01-01T00:00:00Z' });
    expect(future.report.errors).toEqual([]);
    expect(rangeOf()).toEqual(rangeOf().toSorted((a, b) => a - b));
    const first = await read(sandbox, { streams: ['audit_trails'] });
    const [from = 0, to = 0] = rangeOf();
    expect(first.report.errors).toEqual([]);
    expect(to - from).toBeLessThan(30 * 86_400_000);
    expect(to).toBeGreaterThan(Date.now() - 5_000);
    const kept = sandbox
      .truth('audit_trails')
      .filter(({ date_and_time_utc: at }) => Date.parse(String(at)) > Date.now() - 30 * 86_400_000 + 200_000);
    expect(rowsOf(first, 'audit_trails').length).toBeGreaterThanOrEqual(kept.length);

    const user = sandbox.truth('users')[0]!;
    sandbox.delete('users', user['id'] as number);
    const second = await read(sandbox, { streams: ['audit_trails'], bookmarks: first.bookmarks });
    const newest = first.bookmarks.get('audit_trails')?.value ?? '';
    expect(Date.parse(newest) - (rangeOf()[0] ?? 0)).toBe(3_600_000);
    expect(rowsOf(second, 'audit_trails')).toContainEqual(
      expect.objectContaining({ action: 3, impacted_user_email: user['email'] }),
    );
  });

  test('never let a bookmark pass the start of the reading', async () => {
    const sandbox = await open();
    const future = '2999-01-01T00:00:00Z';
    sandbox.update('groups', sandbox.truth('groups')[0]!['id'] as number, { updated_at: future });
    const { bookmarks } = await read(sandbox, { streams: ['groups'] });
    const value = bookmarks.get('groups')?.value ?? future;
    expect(compareInstants(value, new Date(Date.now() + 60_000).toISOString())).toBeLessThan(0);
  });
});

const configOf = async (values: object = {}) => (await openVendor({ ...base, ...values })).config;
const base = { vendor: 'learnupon', subdomain: 'acme', username: 'reader', key: 'secret' };

describe('the definition', () => {
  test('has every documented column of every stream, and no other', async () => {
    const sandbox = await open();
    const reference = learnuponReference(sandbox);
    const streams = learnupon.streams(await configOf());
    expect(streams.map(({ name }) => name).toSorted()).toEqual(Object.keys(reference).toSorted());
    for (const { name, fields, primaryKey, replicationKey } of streams) {
      const { columns, key, madeUp: made = [], replicationKey: change } = reference[name]!;
      expect({ name, fields: Object.keys(fields).toSorted() }).toEqual({
        name,
        fields: [...new Set([...Object.keys(columns), ...made, ...key])].toSorted(),
      });
      expect({ name, primaryKey, replicationKey }).toEqual({ name, primaryKey: key, replicationKey: change });
    }
  });

  test('reads the cheap streams by default', async () => {
    const costly = learnupon.streams(await configOf()).filter(({ selectedByDefault }) => selectedByDefault === false);
    expect(costly.map(({ name }) => name)).toEqual([
      ...['course_modules', 'exams', 'exam_questions', 'exam_enrollments', 'exam_answers', 'assignment_answers'],
      ...['enrollment_modules', 'user_awards', 'ilts'],
    ]);
  });

  test('hides links that sign people up and links to reports', async () => {
    const sensitive = learnupon
      .streams(await configOf())
      .flatMap(({ name, fields }) =>
        Object.entries(fields).flatMap(([field, { sensitive: is }]) => (is === true ? [`${name}.${field}`] : [])),
      );
    expect(sensitive).toEqual([
      ...['group_invites.accept_url', 'group_invite_course_enrollments.accept_url', 'bulk_operation_jobs.report_url'],
    ]);
  });

  test('marks as beta what nobody has seen', async () => {
    const beta = learnupon.streams(await configOf()).filter((stream) => stream.beta === true);
    expect(beta.map(({ name }) => name).toSorted()).toEqual([
      ...['assignment_answers', 'audit_trails', 'bulk_operation_jobs', 'certifications', 'ecommerce_orders'],
      ...['ecommerce_products', 'enrollment_modules', 'licenses', 'resources', 'user_awards'],
    ]);
  });

  test.each([
    [{ subdomain: 'acme' }, 'https://acme.learnupon.com', '/api/v1'],
    [{ subdomain: 'https://Acme.learnupon.com/' }, 'https://acme.learnupon.com', '/api/v1'],
    [{ subdomain: 'acme.learnupon.com/api/v1' }, 'https://acme.learnupon.com', '/api/v1'],
    [{ base_url: 'https://acme.learnuponau.com' }, 'https://acme.learnuponau.com', '/api/v1'],
    [{ base_url: 'https://learn.acme.example/api/v1/' }, 'https://learn.acme.example', '/api/v1'],
    [{ base_url: 'https://proxy.acme.example/lms' }, 'https://proxy.acme.example', '/lms/api/v1'],
  ])('reads %j at %s', async (values, origin, basePath) => {
    const connection = learnupon.connect(await configOf(values));
    expect({ origin: connection.origin, basePath: connection.basePath }).toEqual({ origin, basePath });
  });

  test('sends a regional host to base_url', () => {
    const { problems } = readConfig(
      { ...base, subdomain: 'acme.learnuponau.com' },
      { fixedVendor: null, complete: true },
    );
    expect(problems.join('\n')).toContain('base_url');
  });
});
