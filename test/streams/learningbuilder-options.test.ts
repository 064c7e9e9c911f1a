import { describe, expect, test } from '@jest/globals';
import type { Sandbox } from '@singer-io-ts/sandbox';
import type { LearningBuilderOptions } from '../../packages/sandbox/src/portals/learningbuilder/options.ts';
import { CredentialsError, PermissionError } from '@singer-io-ts/tap';
import { checkVendor, openVendor, openVendorFetcher, type VendorRun } from '../support/vendor-run.ts';
import { asDoubles, expectTruth, open, read, withPlainDigits, without } from './learningbuilder-portal.ts';
import { recordOf, sets } from './learningbuilder-reference.ts';

const some = ['MemberRoles', 'SeatAssignments', 'CustomListItems', 'WORKFLOW_LOG', 'AssessmentInstances'];
const streams = some.map((set) => sets[set]?.stream ?? '');

/** What each request asked for, in order: `$filter $orderby`. */
const optionsAsked = (sandbox: Sandbox, set: string): readonly string[] =>
  [...sandbox.log]
    .filter(({ path }) => path === `/data/${set}`)
    .map(({ query }) => [...new URLSearchParams(query).keys()].filter((name) => name.startsWith('$')).join(' '));

describe('a service that refuses a query option', () => {
  const cases: readonly (readonly [string, LearningBuilderOptions])[] = [
    ['the count', { refuses: ['$inlinecount'] }],
    ['the count, in version 4, as not implemented', { odata: 'v4', refuses: ['$count'], refusedStatus: 501 }],
    [
      'the count, in verbose lists without an envelope',
      { odata: 'v2', verboseList: 'array', refuses: ['$inlinecount'] },
    ],
    ['the order', { refuses: ['$orderby'], paging: 'truncate' }],
    ['the filter', { refuses: ['$filter'], paging: 'truncate', refusedStatus: 501 }],
    ['filter and order', { refuses: ['$filter', '$orderby'], paging: 'truncate' }],
    ['filter, order and count', { refuses: ['$filter', '$orderby', '$inlinecount'], paging: 'truncate' }],
    ['all but links', { refuses: ['$filter', '$orderby', '$inlinecount', '$top'] }],
    [
      'everything, but says how many rows there are',
      { refuses: ['$filter', '$orderby', '$skip', '$top'], paging: 'none' },
    ],
  ];

  test.each(cases)(
    'is read without it: %s',
    async (_, options) => {
      const sandbox = await open({ options });
      const run = await read(sandbox, { streams });
      expectTruth(sandbox, run, some, withPlainDigits);
      const { leftOut } = await checkVendor(await openVendor(sandbox.config));
      expect(leftOut).toEqual([]);
    },
    60_000,
  );

  test('is asked for it when a pass begins, not for each page', async () => {
    const sandbox = await open({ options: { refuses: ['$orderby'], paging: 'truncate' } });
    await read(sandbox, { streams: ['member_roles'] });
    const asked = optionsAsked(sandbox, 'MemberRoles');
    expect(asked.filter((options) => options.includes('$orderby')).length).toBeLessThan(asked.length / 3);
  });

  test('is read whole for a replication key of the user, and only what changed leaves', async () => {
    const stream = 'vdev_certification_feed';
    const sandbox = await open({ options: { refuses: ['$filter'], oddities: false } });
    const config = { stream_options: [{ stream, replication_key: 'LastModifiedOn', lookback_hours: 0 }] };
    const first = await read(sandbox, { streams: [stream] }, config);
    const second = await read(sandbox, { streams: [stream], bookmarks: first.bookmarks }, config);
    expect(second.report.streams[stream]).toMatchObject({ outcome: 'complete' });
    expect(second.records.get(stream)?.length).toBeLessThan(5);
    expect(second.report.streams[stream]?.filtered).toBeGreaterThan(5);
  });

  test('fails aloud when nothing is left that tells whether there are more rows', async () => {
    const refuses = ['$filter', '$orderby', '$skip', '$inlinecount'];
    const sandbox = await open({ options: { refuses, paging: 'truncate' } });
    const run = await read(sandbox, { streams: ['member_roles'] });
    expect(run.report.streams['member_roles']).toMatchObject({ outcome: 'failed' });
    expect(run.report.errors[0]?.message).toMatch(/not allowed/);
  });
});

describe('a view that takes the database too long', () => {
  test.each<[string, LearningBuilderOptions]>([
    ['with links', {}],
    ['in version 4', { odata: 'v4' }],
    ['cut without a word', { paging: 'truncate' }],
    ['with few rows at a time', { topCap: 60 }],
  ])(
    'is read in smaller pages: %s',
    async (_, options) => {
      const queryTimeout = { MemberRoles: 40, SeatAssignments: 40, CustomListItems: 16 };
      const sandbox = await open({ users: 80, pageSize: 100, options: { queryTimeout, ...options } });
      const run = await read(sandbox, { streams });
      expectTruth(sandbox, run, some, withPlainDigits);
      const asked = optionsAsked(sandbox, 'MemberRoles');
      expect(asked.some((names) => names.includes('$top'))).toBe(true);
    },
    60_000,
  );

  test('fails as an outage when even a few rows take it too long', async () => {
    const sandbox = await open({ users: 80, pageSize: 100, options: { queryTimeout: { MemberRoles: 3 } } });
    const run = await read(sandbox, { streams: ['member_roles', 'profiles'] });
    expect(run.report.streams).toMatchObject({
      member_roles: { outcome: 'failed' },
      profiles: { outcome: 'complete' },
    });
    expect(run.report.errors.map(({ failureType }) => failureType)).toEqual(['transient_error']);
    expect(run.report.errors[0]?.message).toMatch(/Timeout.*database too long/s);
  });
});

describe('the number of rows', () => {
  test.each<[string, LearningBuilderOptions]>([
    ['as text', {}],
    ['as a number', { countAs: 'number' }],
    ['in verbose JSON', { odata: 'v2' }],
    ['in version 4', { odata: 'v4' }],
    ['in version 4.01', { odata: 'v4.01' }],
    ['of lists that are cut', { paging: 'truncate' }],
    ['of whole lists', { paging: 'none' }],
  ])('is in the report where the service tells it: %s', async (_, options) => {
    const sandbox = await open({ options });
    const { report, log } = await read(sandbox, { streams: ['profiles', 'custom_list_items'] });
    expect(report.streams['profiles']?.total).toBe(sandbox.truth('Profiles').length);
    expect(report.streams['custom_list_items']?.total).toBe(sandbox.truth('CustomListItems').length);
    expect(log.filter((line) => line.includes('the vendor says it has'))).toEqual([]);
  });

  test('spares the request after a whole list', async () => {
    const sandbox = await open({ options: { paging: 'none' } });
    const { report } = await read(sandbox, { streams: ['profiles'] });
    expect(report.streams['profiles']).toMatchObject({ requests: 1 });
  });
});

describe('whatever a service is like', () => {
  const cases: readonly (readonly [string, LearningBuilderOptions])[] = [
    ['schema of 2006', { schemaNamespace: '2006/04' }],
    ['schema of 2007', { schemaNamespace: '2007/05' }],
    ['links with opaque tokens', { nextToken: 'opaque' }],
    ['rows in no order, with links', { order: 'heap' }],
    ['rows in another order each time', { order: 'unstable' }],
    ['the page size of the client', { maxPageSize: 'honour' }],
    ['a page size that is ignored in version 4', { odata: 'v4', maxPageSize: 'ignore' }],
    ['few rows at a time, clamped', { topCap: 5, overTop: 'clamp', paging: 'truncate' }],
    ['short queries', { maxQueryString: 260 }],
    ['closed metadata', { openMetadata: false }],
    ['errors of Web API', { errorBody: 'webapi' }],
    ['verbose JSON whatever is asked', { json: 'verbose' }],
    ['light JSON whatever is asked', { json: 'light' }],
  ];

  test.each(cases)(
    'every row comes with its values: %s',
    async (_, options) => {
      const sandbox = await open({ options });
      expectTruth(sandbox, await read(sandbox, { streams }), some, withPlainDigits);
      expect(sandbox.log.flags).toEqual({});
    },
    60_000,
  );

  test('links with the last key bring every row, but for keys that repeat, and the count tells of those', async () => {
    const sandbox = await open({ options: { nextToken: 'key' } });
    const run = await read(sandbox, { streams });
    expectTruth(sandbox, run, some.slice(0, -1), withPlainDigits);
    const { rows = 0, total } = run.report.streams['assessment_instances'] ?? {};
    expect(total).toBe(sandbox.truth('AssessmentInstances').length);
    expect(rows).toBeLessThan(total ?? 0);
    expect(run.log.join('\n')).toMatch(/assessment_instances: the vendor says it has \d+ rows, \d+ were read/);
  });

  test('dates of version 4 may be moments at the offset of the site', async () => {
    const sandbox = await open({ options: { odata: 'v4', dates: 'date-time-offset' } });
    expectTruth(sandbox, await read(sandbox), Object.keys(sets), asDoubles);
  }, 60_000);

  test.each(['Europe/Lisbon', 'Australia/Adelaide'])('its times are those of the zone %s', async (serverZone) => {
    const sandbox = await open({ options: { serverZone } });
    const run = await read(sandbox, { streams: ['member_roles'] }, { timezone: serverZone });
    const began = new Map(run.records.get('member_roles')?.map((row) => [row['MemberRoleId'], row['CreatedOn']]));
    for (const row of sandbox.truth('MemberRoles')) {
      expect(began.get(row['MemberRoleId'])).toBe(recordOf(row, serverZone)['CreatedOn']);
    }
  });

  test('moments with an offset in verbose JSON are the clock at that offset', async () => {
    const sandbox = await open({ options: { odata: 'v2' } });
    const rows = (await read(sandbox, { streams: ['vdev_every_type'] })).records.get('vdev_every_type') ?? [];
    const verbose = new Map(rows.map((row) => [row['RowId'], row['ADateTimeOffset']]));
    const light = await read(await open(), { streams: ['vdev_every_type'] });
    const written = sandbox.truth('vdev_EVERY_TYPE').map((row) => String(row['ADateTimeOffset']));
    expect(written.some((text) => /\([^)]*[+-](?!0000)\d{4}\)/.test(text))).toBe(true);
    for (const row of light.records.get('vdev_every_type') ?? []) {
      const withoutFraction = (value: unknown) => String(value).replace(/\.\d+Z$/, 'Z');
      expect(withoutFraction(verbose.get(row['RowId']))).toBe(withoutFraction(row['ADateTimeOffset']));
    }
  });

  test.each<[string, LearningBuilderOptions]>([
    ['429 and a web page', { throttleBody: 'html' }],
    ['429 and an empty body', { throttleBody: 'empty' }],
    ['503 and JSON, with a time to wait', { throttleStatus: 503, throttleBody: 'json', retryAfter: true }],
  ])(
    'throttling as %s is waited for',
    async (_, options) => {
      const sandbox = await open({ options });
      sandbox.setFaults([{ kind: 'rate-limit', every: 4 }]);
      expectTruth(sandbox, await read(sandbox, { streams, maxRetries: 8 }), some);
    },
    60_000,
  );
});

describe('what a tenant may have', () => {
  const columnsOf = ({ streams: found }: VendorRun, name: string): readonly string[] =>
    Object.keys(found.find((stream) => stream.name === name)?.fields ?? {});

  test('attributes whose names are escaped keep their names and values', async () => {
    const sandbox = await open({ options: { customNames: 'escaped' } });
    const run = await read(sandbox, { streams: ['application_extrinsic'] });
    expect(columnsOf(run, 'application_extrinsic').some((name) => name.includes('_x0020_'))).toBe(true);
    expectTruth(sandbox, run, ['ApplicationExtrinsic'], without(['Application_x0020_Date'], withPlainDigits));
    const dates = run.records.get('application_extrinsic')?.map((row) => row['Application_x0020_Date']);
    expect(
      dates?.every(
        (date) => date === null || (typeof date === 'string' && /^\d{4}-\d\d-\d\dT0[45]:00:00Z$/.test(date)),
      ),
    ).toBe(true);
  });

  test('legacy members whose roles are a collection keep them', async () => {
    const sandbox = await open({ options: { legacyRoles: 'nested' } });
    const run = await read(sandbox, { streams: ['members'] });
    const emitted = new Map(run.records.get('members')?.map((row) => [row['MemberId'], row]));
    const truth = sandbox.truth('Members');
    expect(emitted.size).toBe(truth.length);
    for (const row of truth) expect(emitted.get(row['MemberId'])).toMatchObject({ Roles: row['Roles'] });
  });

  test('legacy members are read by links of their own service', async () => {
    const sandbox = await open({ options: { nextLink: 'relative' } });
    const run = await read(sandbox, { streams: ['members'] });
    expectTruth(sandbox, run, ['Members']);
    expect([...sandbox.log].some(({ path }) => path === '/OData/Members')).toBe(true);
  });

  test('a key that sees its own rows alone reads those, and is told so where there are none', async () => {
    const rowFiltered = ['Profiles', 'PaymentTransactions', 'Uploads'];
    const sandbox = await open({ options: { rowFiltered } });
    const { log, report } = await read(sandbox, { streams: ['profiles', 'payment_transactions'] });
    const rows = [report.streams['profiles']?.rows ?? 0, report.streams['payment_transactions']?.rows ?? 0];
    expect(rows[0]).toBeLessThanOrEqual(1);
    const empty = rows.filter((count) => count === 0).length;
    expect(log.filter((line) => line.includes('Member ID Field'))).toHaveLength(empty);
  });

  test('a role that expires between runs is named as the reason', async () => {
    let nowMs = Date.UTC(2026, 9, 20);
    const sandbox = await open({ clock: () => nowMs, options: { roleExpiresAtMs: nowMs + 3_600_000 } });
    const first = await read(sandbox, { streams: ['profiles'] });
    expect(first.report.streams['profiles']?.outcome).toBe('complete');
    nowMs += 2 * 3_600_000;
    const account = await openVendor(sandbox.config);
    await expect(checkVendor(account)).rejects.toThrow(CredentialsError);
    await expect(checkVendor(account)).rejects.toThrow(/required role expired/);
  });

  test.each(['odata', 'webapi', 'html'] as const)('a set that is closed says so in %s', async (errorBody) => {
    const sandbox = await open({ options: { denied: ['Profiles'], errorBody } });
    const { report } = await read(sandbox, { streams: ['profiles', 'member_roles'] });
    expect(report.streams).toMatchObject({ profiles: { outcome: 'failed' }, member_roles: { outcome: 'complete' } });
    expect(report.errors[0]).toBeInstanceOf(PermissionError);
    expect(report.errors[0]?.message).toMatch(/Authorization Rule Set/);
  });

  test('one without legacy service or without data has what it has', async () => {
    for (const services of [['data'], ['legacy']] as const) {
      const sandbox = await open({ options: { services } });
      const run = await read(sandbox, { streams: 'defaults' });
      expect(Object.values(run.report.streams).every(({ outcome }) => outcome === 'complete')).toBe(true);
      expect(run.streams.some(({ name }) => name === 'members')).toBe(services[0] === 'legacy');
    }
  }, 60_000);
});

describe('what is never asked', () => {
  test.each([
    '/API/LearningPlanInstance/GetOrCreate',
    '/API/ActivityInstance/GetOrCreate',
    '/API/WorkflowInstance/AttributeValues',
    '/account/sso',
    '/data/Profiles/1',
  ])('%s', async (path) => {
    const sandbox = await open();
    const fetcher = openVendorFetcher(await openVendor(sandbox.config), new AbortController().signal);
    await expect(fetcher.fetchPage({ path, stream: 'profiles' })).rejects.toThrow(/never asked/);
    await fetcher.close();
    expect(sandbox.log.requests).toBe(0);
  });
});

test('a key that the metadata names but that repeats is said, and another one of the user taken', async () => {
  const sandbox = await open();
  const stream_options = [{ stream: 'member_roles', primary_key: ['RoleName'] }];
  const { log, records } = await read(sandbox, { streams: ['member_roles'] }, { stream_options });
  expect(log.join('\n')).toMatch(/member_roles: rows that differ share their primary key \(RoleName\)/);
  expect(records.get('member_roles')?.length).toBeGreaterThan(0);
});
