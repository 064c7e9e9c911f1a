import { afterEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox, type SandboxOptions } from '@singer-io-ts/sandbox';
import type { WorkRampOptions } from '../../packages/sandbox/src/portals/workramp/options.ts';
import { isDeepStrictEqual } from 'node:util';
import { openVendor, runVendor, type Emitted, type VendorRun, type VendorRunOptions } from '../support/vendor-run.ts';
import type { Row } from '../support/reference.ts';
import { normalised, recordOf, references } from './workramp-reference.ts';

const opened: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of opened.splice(0)) await sandbox.close();
});

const open = async (options: Omit<SandboxOptions, 'vendor'> = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({ vendor: 'workramp', users: 18, limit: 'none', gzip: false, ...options });
  opened.push(sandbox);
  return sandbox;
};

const read = async (sandbox: Sandbox, options: VendorRunOptions = {}, config: object = {}): Promise<VendorRun> =>
  await runVendor(await openVendor({ ...sandbox.config, ...config }), options);

const rowsIn = (run: VendorRun, stream: string): readonly Emitted[] => run.records.get(stream) ?? [];

const without = (record: Row, name: string | undefined): Row =>
  Object.fromEntries(Object.entries(record).filter(([each]) => each !== name));

/** Differences between what came and what the portal has, a few of them. */
const differences = (stream: string, truth: readonly Row[], run: VendorRun): readonly unknown[] => {
  const { key, madeUp } = references[stream] ?? { key: [], madeUp: undefined };
  const names = key.length > 0 ? key : null;
  const keyOf = (record: Row): string =>
    JSON.stringify((names ?? Object.keys(record).toSorted()).map((name) => normalised(record[name])));
  const wanted = new Map(truth.map((row) => recordOf(stream, row)).map((record) => [keyOf(record), record]));
  const problems: unknown[] = [];
  const seen = new Set<string>();
  const made = new Set<unknown>();
  for (const emitted of rowsIn(run, stream)) {
    const record = normalised(without(emitted, madeUp)) as Row;
    const expected = wanted.get(keyOf(record));
    if (expected === undefined) problems.push({ notThere: record });
    else if (!isDeepStrictEqual(normalised(expected), record)) problems.push({ expected, record });
    if (seen.has(keyOf(record)) && madeUp === undefined) problems.push({ twice: keyOf(record) });
    if (madeUp !== undefined) made.add(emitted[madeUp]);
    seen.add(keyOf(record));
  }
  const count = rowsIn(run, stream).length;
  if (count !== truth.length) problems.push({ count, wanted: truth.length });
  if (madeUp !== undefined && made.size !== count) problems.push({ sharedKeys: count - made.size });
  const missing = [...wanted].filter(([rowKey]) => !seen.has(rowKey)).map(([, record]) => record);
  if (missing.length > 0) problems.push({ missing: missing.length, first: missing[0] });
  return problems.slice(0, 2);
};

const expectTruth = (sandbox: Sandbox, run: VendorRun, streams: readonly string[] = Object.keys(references)): void => {
  const failed = Object.entries(run.report.streams)
    .filter(([, { outcome }]) => outcome !== 'complete')
    .map(([stream, { outcome, reason }]) => ({ stream, outcome, reason }));
  expect(failed).toEqual([]);
  for (const stream of streams) {
    expect({ stream, differences: differences(stream, sandbox.truth(stream), run) }).toEqual({
      stream,
      differences: [],
    });
  }
};

describe('every stream', () => {
  test('equals the portal, value by value', async () => {
    const sandbox = await open();
    const run = await read(sandbox);
    expect(run.streams.map(({ name }) => name).toSorted()).toEqual(Object.keys(references).toSorted());
    expectTruth(sandbox, run);
    expect(sandbox.log.writes).toBe(0);
    expect(sandbox.log.flags).toEqual({});
  }, 60_000);

  const alternatives: readonly (readonly [string, WorkRampOptions])[] = [
    [
      'one way',
      {
        ...{ tenant: 'new', order: 'updated', itemCount: 'page', unstatedMaxPerPage: 50, perPageOver: 'clamp' },
        ...{ usersWithoutLimit: '400', userAssignments: 'whole', scimStartIndex: 'page', rangeCasing: 'camel' },
        ...{ rangeWithoutTimes: '400', pathAssignmentUpdatedAt: true, pathUserId: 'string', changeId: 'change' },
        ...{ permanentlyDeleted: 'listed', customAttributes: 'object', sessionTimes: 'ms', contactStatus: 'absent' },
        ...{ contactCreatedAt: 'iso', certificationCreatedAt: 'iso' },
        ...{ pathCompletedAt: 'seconds', collections: 'object', detailsNesting: 'beside' },
        ...{
          certificationEnrollments: 'awarded_certifications',
          resellerCustomers: 'empty',
          attendees: 'empty-object',
        },
      },
    ],
    [
      'another way',
      {
        ...{ academies: 3, itemCount: 'absent', perPageOver: 'default', unstatedMaxPerPage: 60, oddities: false },
        ...{ rangeCasing: 'outer-camel', rangeWithoutTimes: 'empty', sessionTimes: 'absent' },
        ...{ contactCreatedAt: 'ms', certificationEnrollments: 'bare', attendees: 'bare-array' },
      },
    ],
  ];

  test('of who is enrolled or awarded brings every row, also where ids are those of the contact or certification', async () => {
    const sandbox = await open({ options: { enrollmentRowId: 'contact', awardId: 'certification' } });
    const streams = [
      ...['academy_path_enrollments_by_path', 'academy_certification_enrollments'],
      ...['academy_awarded_certifications', 'academy_contact_awarded_certifications'],
    ];
    const run = await read(sandbox, { streams });
    for (const stream of streams) {
      const texts = (rows: readonly Row[]) =>
        rows.map((row) => JSON.stringify(row, Object.keys(row).toSorted())).toSorted();
      const truth = sandbox.truth(stream).map((row) => normalised(recordOf(stream, row)) as Row);
      expect(texts(rowsIn(run, stream).map((row) => normalised(row) as Row))).toEqual(texts(truth));
    }
  }, 60_000);

  test.each(alternatives)(
    'equals it where the vendor answers what is not documented %s',
    async (_, options) => {
      const sandbox = await open({ options, seed: 5 });
      expectTruth(sandbox, await read(sandbox));
    },
    60_000,
  );
});

describe('lists of many pages', () => {
  const long = ['users', 'user_custom_attributes', 'scim_users', 'guide_assignments', 'academy_registrations'];

  test.each(['record', 'page'] as const)(
    'are whole, and in the same order again, where startIndex counts by %s',
    async (scimStartIndex) => {
      const sandbox = await open({ users: 210, options: { scimStartIndex } });
      const [first, second] = [await read(sandbox, { streams: long }), await read(sandbox, { streams: long })];
      expectTruth(sandbox, first, long);
      for (const stream of long) expect(rowsIn(second, stream)).toEqual(rowsIn(first, stream));
      expect(rowsIn(first, 'scim_users').length).toBeGreaterThan(200);
      // What the question about index 2 shows again is no sign of a list that moved.
      expect(first.report.streams['scim_users']).toMatchObject({ passes: 2 });
    },
    60_000,
  );

  test('lose no row that is there throughout while rows come, go and change', async () => {
    const names = ['users', 'academy_contacts', 'guide_assignments', 'academy_registrations'];
    const sandbox = await open({ users: 210, options: { order: 'updated' } });
    const startMs = Date.now();
    const actions = ['insert', 'delete', 'update'] as const;
    sandbox.setDrift(
      names.flatMap((resource) =>
        actions.map((action, index) => ({ resource, action, at: 'border', every: 3 + index })),
      ),
    );
    const run = await read(sandbox, { streams: names });
    for (const stream of names) {
      const { key } = references[stream] ?? { key: [] };
      const keyOf = (row: Row) => JSON.stringify(key.map((name) => row[name]));
      const seen = new Set(rowsIn(run, stream).map(keyOf));
      const lost = sandbox.survivors(stream, startMs).filter((row) => !seen.has(keyOf(recordOf(stream, row))));
      expect({ stream, lost: lost.length }).toEqual({ stream, lost: 0 });
    }
  }, 60_000);
});

describe('accounts from before paging', () => {
  const legacy = [
    ...['user_custom_attributes', 'guides', 'guide_assignments_by_guide', 'paths', 'path_assignments_by_path'],
    ...['certifications', 'scorm_assignments_by_scorm', 'challenge_assignments', 'user_assignments'],
  ];

  test('answer in the new form when they are told to', async () => {
    const sandbox = await open({ options: { tenant: 'old' } });
    await read(sandbox, { streams: legacy });
    const asked = [...sandbox.log].filter(({ query }) => query.includes('legacy_mode'));
    expect(asked.length).toBeGreaterThan(legacy.length);
    expect(asked.every(({ query }) => query.includes('legacy_mode=false'))).toBe(true);
  }, 60_000);

  test('are read in the old form, too', async () => {
    const sandbox = await open({ options: { tenant: 'always-legacy' } });
    const run = await read(sandbox, { streams: legacy });
    for (const stream of legacy) {
      const { key, madeUp } = references[stream] ?? { key: [], madeUp: undefined };
      const truth = sandbox.truth(stream).map((row) => recordOf(stream, row));
      expect({ stream, rows: rowsIn(run, stream).length }).toEqual({ stream, rows: truth.length });
      if (madeUp !== undefined) continue;
      const byKey = new Map(truth.map((row) => [JSON.stringify(key.map((name) => row[name])), row]));
      for (const record of rowsIn(run, stream)) {
        const expected = byKey.get(JSON.stringify(key.map((name) => record[name])));
        // Legacy rows have fewer members, and tell fractions of a millisecond.
        for (const [name, value] of Object.entries(record)) {
          if (value === null || typeof value === 'object' || /(_at|date|accessed)/.test(name)) continue;
          expect({ stream, name, value }).toEqual({ stream, name, value: expected?.[name] });
        }
      }
    }
  }, 60_000);
});

describe('links that are signed anew on every read', () => {
  const streams = ['paths', 'academy_trainings'];

  test('are left out, so that what did not change comes out the same', async () => {
    const sandbox = await open({ users: 60 });
    const [first, second] = [await read(sandbox, { streams }), await read(sandbox, { streams })];
    for (const stream of streams) {
      expect(rowsIn(second, stream)).toEqual(rowsIn(first, stream));
      expect(rowsIn(first, stream).some((row) => 'card_banner' in row)).toBe(false);
      expect(JSON.stringify(rowsIn(first, stream))).not.toContain('card_banner');
    }
  }, 60_000);

  test('come when they are asked for', async () => {
    const sandbox = await open({ users: 60 });
    const config = { stream_options: streams.map((stream) => ({ stream, include_sensitive: true })) };
    const run = await read(sandbox, { streams }, config);
    for (const stream of streams) {
      expect(rowsIn(run, stream).some(({ card_banner }) => String(card_banner).startsWith('https://'))).toBe(true);
    }
  }, 60_000);
});
