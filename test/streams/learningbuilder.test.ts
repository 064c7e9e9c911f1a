import { describe, expect, test } from '@jest/globals';
import type { LearningBuilderOptions } from '../../packages/sandbox/src/portals/learningbuilder/options.ts';
import { CredentialsError } from '../../packages/tap/src/errors/credentials-error.ts';
import { checkVendor, openVendor, type VendorRun } from '../support/vendor-run.ts';
import {
  asDoubles,
  asIs,
  expectTruth,
  open,
  read,
  withPlainDigits,
  without,
  type Adapt,
} from './learningbuilder-portal.ts';
import { sets } from './learningbuilder-reference.ts';

describe('every entity set', () => {
  test('equals the portal, value by value', async () => {
    const sandbox = await open();
    const run = await read(sandbox);
    expect(run.streams.map(({ name }) => name).toSorted()).toEqual(
      Object.values(sets)
        .map(({ stream }) => stream)
        .toSorted(),
    );
    expectTruth(sandbox, run);
    expect(sandbox.log.writes).toBe(0);
    expect(sandbox.log.flags).toEqual({});
  }, 60_000);
});

describe('dialects', () => {
  const dialects: readonly (readonly [string, LearningBuilderOptions, Adapt])[] = [
    ['version 4', { odata: 'v4' }, asDoubles],
    ['version 4.01, with opaque tokens', { odata: 'v4.01', nextToken: 'opaque' }, asDoubles],
    ['version 2', { odata: 'v2' }, without(['TheTexts', 'APoint'], withPlainDigits)],
    ['version 3 in verbose JSON', { json: 'verbose', nextToken: 'opaque' }, withPlainDigits],
    ['version 3 in light JSON alone', { json: 'light', nextLink: 'relative' }, asIs],
  ];

  test.each(dialects)(
    'equal the portal in %s',
    async (_, options, adapt) => {
      const sandbox = await open({ options });
      expectTruth(sandbox, await read(sandbox), Object.keys(sets), adapt);
      expect(sandbox.log.flags).toEqual({});
    },
    60_000,
  );
});

test.each(['v3', 'v4'] as const)('numbers longer than a double keep their digits in %s', async (odata) => {
  const run = await read(await open({ options: { odata } }), { streams: ['vdev_every_type'] });
  const rows = run.records.get('vdev_every_type') ?? [];
  expect(rows.some((row) => /^792281625142643375935439503\d\d$/.test(String(row['ADecimal'])))).toBe(true);
  expect(rows.some((row) => /^900719925474099[67]$/.test(String(row['AnInt64'])))).toBe(true);
});

describe('pages', () => {
  const some = ['MemberRoles', 'SeatAssignments', 'CustomListItems', 'WORKFLOW_LOG', 'AssessmentInstances'];
  const streams = some.map((set) => sets[set]?.stream ?? '');
  const ways: readonly (readonly [string, LearningBuilderOptions])[] = [
    ['whole lists', { paging: 'none' }],
    ['lists that are cut without a word', { paging: 'truncate' }],
    ['lists that are cut, in no order', { paging: 'truncate', order: 'heap' }],
    ['lists that are cut, verbose, in version 2', { paging: 'truncate', odata: 'v2', verboseList: 'array' }],
    ['lists that are cut, in version 4', { paging: 'truncate', odata: 'v4' }],
    ['links from the root', { nextLink: 'rooted' }],
    ['links of a query alone', { nextLink: 'query' }],
    ['links to a machine behind the proxy', { nextLink: 'internal-host' }],
  ];

  test.each(ways)(
    'are read to the end: %s',
    async (_, options) => {
      const sandbox = await open({ options });
      const run = await read(sandbox, { streams });
      expectTruth(sandbox, run, some, withPlainDigits);
      const again = await read(sandbox, { streams });
      for (const stream of streams) expect(again.records.get(stream)).toEqual(run.records.get(stream));
      expect(sandbox.log.flags).toEqual({});
    },
    60_000,
  );
});

describe('a tenant', () => {
  test('with the names of SQL objects has the same streams', async () => {
    const sandbox = await open({ options: { setNames: 'sql' } });
    const run = await read(sandbox, { streams: ['profiles', 'workflow_logs'] });
    expect(run.records.get('profiles')).toHaveLength(sandbox.truth('vPROFILE').length);
    expectTruth(sandbox, run, ['WORKFLOW_LOG']);
    const names = new Set(run.streams.map(({ name }) => name));
    for (const name of ['applications', 'activity_instances', 'application_extrinsic']) expect(names).toContain(name);
  });

  test('with the legacy service alone has its members', async () => {
    const sandbox = await open({ options: { services: ['legacy'] } });
    const run = await read(sandbox);
    expect(run.streams.map(({ name }) => name)).toEqual(['members']);
    expectTruth(sandbox, run, ['Members']);
    await checkVendor(await openVendor(sandbox.config));
  });

  test('without the legacy service has no members', async () => {
    const sandbox = await open({ options: { services: ['data'], sets: ['Profiles'] } });
    const run = await read(sandbox);
    expect(run.streams.map(({ name }) => name)).toEqual(['profiles']);
  });

  test('whose metadata has no keys gives them in stream_options', async () => {
    const sandbox = await open({
      options: { keyless: ['CustomListItems', 'Profiles'], sets: ['CustomListItems', 'Profiles'] },
    });
    const run = await read(
      sandbox,
      {},
      { stream_options: [{ stream: 'custom_list_items', primary_key: ['ItemCode'] }] },
    );
    expectTruth(sandbox, run, ['CustomListItems', 'Profiles']);
    expect(run.streams.find(({ name }) => name === 'profiles')?.primaryKey).toEqual(['MemberId']);
  });

  test('that hides rows is told what an empty stream may mean', async () => {
    const sandbox = await open({ options: { oddities: false } });
    for (const { UploadGuid: id } of sandbox.truth('Uploads')) sandbox.delete('Uploads', String(id));
    const { log, records } = await read(sandbox, { streams: ['uploads', 'profiles'] });
    expect(records.get('uploads')).toEqual([]);
    expect(log.filter((line) => line.includes('Member ID Field'))).toHaveLength(1);
  });

  test('that closes one set keeps the others', async () => {
    const sandbox = await open({ options: { denied: ['Profiles'], removed: ['Uploads'] } });
    const { leftOut } = await checkVendor(await openVendor(sandbox.config));
    expect(leftOut.map(({ family }) => family).toSorted()).toEqual(['profiles', 'uploads']);
    expect(leftOut[0]?.reason).toMatch(/Authorization Rule Set.*entity of the OData service/);
    const run = await read(sandbox, { streams: 'defaults' });
    expect(run.report.streams['profiles']?.outcome).toBe('skipped');
    expect(run.report.streams['member_roles']?.outcome).toBe('complete');
  });
});

describe('a replication key of the user', () => {
  test.each(['v2', 'v3', 'v4'] as const)('brings what changed and nothing else in %s', async (odata) => {
    const sandbox = await open({ options: { odata, oddities: false } });
    const config = {
      stream_options: [{ stream: 'vdev_certification_feed', replication_key: 'LastModifiedOn', lookback_hours: 0 }],
    };
    const streams = ['vdev_certification_feed'];
    const first = await read(sandbox, { streams }, config);
    expect(first.records.get('vdev_certification_feed')).toHaveLength(sandbox.truth('vdev_CERTIFICATION_FEED').length);
    const second = await read(sandbox, { streams, bookmarks: first.bookmarks }, config);
    const rows = second.records.get('vdev_certification_feed') ?? [];
    const last = first.bookmarks.get('vdev_certification_feed')?.value ?? '';
    expect(rows.length).toBeLessThan(5);
    for (const row of rows) expect(String(row['LastModifiedOn']) >= last).toBe(true);
  });
});

describe('bad moments', () => {
  test('are waited for, and nothing of them is taken for data', async () => {
    const sandbox = await open();
    sandbox.setFaults([
      { kind: '500', every: 7 },
      { kind: 'html-503', every: 11 },
      { kind: 'truncated-wrong-length', every: 13 },
      { kind: 'missing-envelope', every: 17 },
    ]);
    expectTruth(sandbox, await read(sandbox, { maxRetries: 8 }));
  }, 60_000);

  test.each(['redirect-login', 'html-login', '401'] as const)(
    'that are a key which ends (%s) stop the run and say where to look',
    async (badKey) => {
      const sandbox = await open({ options: { badKey } });
      let ended = false;
      const run = await read(sandbox, {
        onRows: () => {
          if (!ended) sandbox.revokeKey();
          ended = true;
        },
      });
      expect(run.report.errors.some((error) => error instanceof CredentialsError)).toBe(true);
      expect(run.report.errors.map(({ message }) => message).join(' ')).toMatch(/required role expired/);
    },
    60_000,
  );
});

describe('a tenant that changes', () => {
  test('has new columns in the next run', async () => {
    const few = await read(await open({ options: { customColumns: 3 } }), { streams: ['application_extrinsic'] });
    const many = await read(await open({ options: { customColumns: 9 } }), { streams: ['application_extrinsic'] });
    const columnsOf = ({ streams }: VendorRun) =>
      Object.keys(streams.find(({ name }) => name === 'application_extrinsic')?.fields ?? {}).length;
    expect(columnsOf(many) - columnsOf(few)).toBeGreaterThanOrEqual(6);
  });

  test('loses no row that is there throughout while rows come and go', async () => {
    const sandbox = await open({ users: 60 });
    const startMs = Date.now();
    let turns = 0;
    const run = await read(sandbox, {
      streams: ['profiles', 'member_roles', 'applications'],
      onRows: () => {
        turns += 1;
        if (turns > 20) return;
        const [victim] = sandbox.truth('Profiles').slice(turns % 3);
        if (victim !== undefined) sandbox.delete('Profiles', victim['MemberId'] as number);
        sandbox.insert('MemberRoles');
      },
    });
    for (const [set, stream, key] of [
      ['Profiles', 'profiles', 'MemberId'],
      ['MemberRoles', 'member_roles', 'MemberRoleId'],
    ] as const) {
      const seen = new Set(run.records.get(stream)?.map((row) => row[key]));
      for (const row of sandbox.survivors(set, startMs)) expect(seen).toContain(row[key]);
    }
  }, 60_000);
});

describe('check', () => {
  test('accepts a good key', async () => {
    const sandbox = await open();
    const { leftOut } = await checkVendor(await openVendor(sandbox.config));
    expect(leftOut).toEqual([]);
  });

  test.each(['401-basic', '401', '403', 'redirect-login', 'html-login'] as const)(
    'rejects a bad key that is answered with %s',
    async (badKey) => {
      const sandbox = await open({ options: { badKey } });
      sandbox.revokeKey();
      await expect(checkVendor(await openVendor(sandbox.config))).rejects.toThrow(CredentialsError);
      await expect(checkVendor(await openVendor(sandbox.config))).rejects.toThrow(/required role expired/);
    },
  );
});
