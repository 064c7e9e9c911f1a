import { afterEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox, type SandboxOptions } from '@singer-io-ts/sandbox';
import { expectRows } from '../support/compare.ts';
import { expectedStream, learnuponReference, type ReferenceOptions } from '../support/learnupon-reference.ts';
import { discoverCatalog, runProtocol, type Protocol, type ProtocolRun } from '../support/run-protocol.ts';
import { createFolder, type Folder } from '../support/tap-process.ts';

interface Portal {
  readonly sandbox: Sandbox;
  readonly folder: Folder;
  readonly config: string;
}

const opened: Portal[] = [];

afterEach(async () => {
  for (const { sandbox, folder } of opened.splice(0)) {
    await sandbox.close();
    await folder.remove();
  }
});

const openPortal = async (options: Omit<SandboxOptions, 'vendor'>, config: object = {}): Promise<Portal> => {
  const sandbox = await startSandbox({ vendor: 'learnupon', users: 40, pageSize: 7, limit: 'none', ...options });
  const folder = await createFolder();
  const portal = {
    sandbox,
    folder,
    config: await folder.write('config.json', { ...sandbox.config, max_requests_per_second: 1000, ...config }),
  };
  opened.push(portal);
  return portal;
};

/** The trail grows and ages by itself while it is read. */
const AGING = 'audit_trails';

const run = async (
  { folder, config }: Portal,
  protocol: Protocol,
  streams?: readonly string[],
  state?: unknown,
): Promise<ProtocolRun> => {
  const catalog = await discoverCatalog(protocol, folder, config, streams);
  const result = await runProtocol(protocol, folder, config, catalog, { state });
  expect({ code: result.code, stderr: result.code === 0 ? '' : result.stderr }).toEqual({ code: 0, stderr: '' });
  return result;
};

const rowsOf = (result: ProtocolRun, stream: string) => result.rows.get(stream) ?? [];

const expectTruth = (
  { sandbox }: Portal,
  result: ProtocolRun,
  protocol: Protocol,
  streams: readonly string[],
  options: ReferenceOptions = {},
): void => {
  for (const stream of streams) {
    const isList = !children.has(stream) && stream !== AGING;
    expectRows(expectedStream(sandbox, stream, options), rowsOf(result, stream), {
      changes: protocol === 'airbyte',
      ordered: isList,
    });
  }
};

/** Streams that are read parent by parent, in the order of the parents' keys. */
const children = new Set([
  ...['enrollments', 'group_memberships', 'learning_path_enrollments', 'course_modules', 'exams', 'exam_questions'],
  ...[
    'exam_enrollments',
    'exam_answers',
    'assignment_answers',
    'enrollment_modules',
    'user_awards',
    'ilts',
    'webinars',
  ],
]);

const allStreams = (sandbox: Sandbox): readonly string[] => Object.keys(learnuponReference(sandbox));

/** Both protocols read all streams and are held against the portal's own data, then against each other. */
const expectBothTrue = async (portal: Portal, options: ReferenceOptions = {}): Promise<void> => {
  const streams = allStreams(portal.sandbox);
  const [singer, airbyte] = await Promise.all([run(portal, 'singer'), run(portal, 'airbyte')]);
  expect([...singer.rows.keys()].toSorted()).toEqual([...streams].toSorted());
  expect([...airbyte.rows.keys()].toSorted()).toEqual([...streams].toSorted());
  expectTruth(portal, singer, 'singer', streams, options);
  expectTruth(portal, airbyte, 'airbyte', streams, options);
  for (const stream of streams) {
    const texts = (result: ProtocolRun) => rowsOf(result, stream).map(({ record }) => JSON.stringify(record));
    expect({ stream, rows: texts(airbyte) }).toEqual({ stream, rows: texts(singer) });
  }
};

describe('all streams of a portal, through both protocols', () => {
  test('equal its own data, value by value and in the same order', async () => {
    const portal = await openPortal({});
    await expectBothTrue(portal);
    expect(portal.sandbox.log.flags).toEqual({});
    expect(portal.sandbox.log.writes).toBe(0);
  }, 120_000);

  test('equal it on an older portal with usernames and lists in order of change', async () => {
    await expectBothTrue(
      await openPortal({
        options: {
          ...{ legacy: true, usernames: true, order: 'updated', enrollmentModules: 'modules' },
          ...{ xmlWithoutAccept: true, quotaHeaders: false, unauthorizedBody: 'html', noSelector: 'all' },
          envelopes: {
            ...{ resources: 'resources', licenses: '', certifications: '', assignment_answers: '', audit_trails: '' },
            ...{ bulk_operation_jobs: 'bulk_operation_jobs', ecommerce_products: '', ecommerce_orders: 'data' },
          },
        },
      }),
    );
  }, 120_000);

  test('equal it where a course answers with its other versions too, lists in order of name', async () => {
    const portal = await openPortal({
      options: {
        ...{ order: 'name', spanVersions: true, noSelector: 'empty', rejectsContentType: false },
        envelopes: {
          ...{ resources: '', assignment_answers: 'assignment_answers', audit_trails: 'audit_trail' },
          ...{ bulk_operation_jobs: '', ecommerce_products: 'data', ecommerce_orders: '' },
        },
      },
    });
    await expectBothTrue(portal);
  }, 120_000);

  test('equal it with enrollments read learner by learner and sensitive columns asked for', async () => {
    const sensitive = ['group_invites', 'group_invite_course_enrollments', 'bulk_operation_jobs'];
    const portal = await openPortal(
      { seed: 7 },
      {
        enrollment_parent: 'users',
        stream_options: sensitive.map((stream) => ({ stream, include_sensitive: true })),
      },
    );
    await expectBothTrue(portal, { byUser: true, sensitive: true });
  }, 120_000);
});

/** Columns that no reading can understand, and one that nobody has heard of. */
const broken = { sign_in_count: 'many', enabled: 'perhaps', created_at: 'yesterday', account_expires: '31/12/2026' };
const unheard = { favourite: { colour: 'blue\u0000', sizes: [1, 2.5, null] } };

describe('what a column can not hold', () => {
  test('is null there, whole in _extra, and named to Airbyte', async () => {
    const portal = await openPortal({ users: 20 });
    const { sandbox } = portal;
    const ids = sandbox.truth('users').map(({ id }) => id as number);
    sandbox.update('users', ids[3]!, { ...broken, ...unheard });
    sandbox.update('users', ids[4]!, { CustomData: { department: 'X', hourly_rate: 'a lot', shoe_size: 44 } });
    sandbox.update('users', ids[5]!, { customDataFieldValues: [{ definition_id: 'none', value: true, weight: 3 }] });
    for (const protocol of ['singer', 'airbyte'] as const) {
      const result = await run(portal, protocol, ['users']);
      expectTruth(portal, result, protocol, ['users']);
      const record = rowsOf(result, 'users').find(({ record: { id } }) => id === ids[3])?.record;
      expect(record).toMatchObject({ sign_in_count: null, enabled: null, created_at: null, account_expires: null });
      expect(record?.['_extra']).toMatchObject({ ...broken, favourite: { colour: 'blue', sizes: [1, 2.5, null] } });
    }
  }, 60_000);
});

describe('the second run', () => {
  const incremental = ['users', 'groups', 'enrollments', 'modules', 'group_managers', 'course_instructors'];
  const whole = ['courses', 'group_memberships', 'learning_paths'];

  test.each(['singer', 'airbyte'] as const)(
    'of %s brings exactly the rows that changed, and full tables again',
    async (protocol) => {
      const portal = await openPortal({ users: 40 });
      const { sandbox } = portal;
      const first = await run(portal, protocol, [...incremental, ...whole]);
      const before = new Map(
        incremental.map((stream) => {
          const values = sandbox.truth(stream).map(({ updated_at: changed }) => changed);
          return [
            stream,
            values
              .filter((value) => typeof value === 'string')
              .toSorted()
              .at(-1),
          ];
        }),
      );
      const changed = new Map<string, Set<unknown>>();
      for (const stream of incremental) {
        const keys = expectedStream(sandbox, stream).rows.map(({ record }) => record[firstKey(sandbox, stream)]);
        const touched = [keys[0], keys[3], keys.at(-1)].filter((key) => key !== undefined);
        for (const key of touched) sandbox.update(stream, key as string | number);
        changed.set(stream, new Set(touched));
        sandbox.delete(stream, keys[2] as string | number);
      }
      for (const stream of ['users', 'groups'] as const) {
        changed.get(stream)?.add(sandbox.insert(stream)['id']);
      }
      const second = await run(portal, protocol, [...incremental, ...whole], first.state);
      expectTruth(portal, second, protocol, whole);
      for (const stream of incremental) {
        // Rows at the bookmark itself come again, and those without a time of change always.
        const expected = expectedStream(sandbox, stream);
        const bound = before.get(stream);
        const due = expected.rows.filter(({ record: { updated_at: value } }) => value === null || value! >= bound!);
        expectRows({ ...expected, rows: due }, rowsOf(second, stream), { changes: protocol === 'airbyte' });
        const ids = new Set(rowsOf(second, stream).map(({ record }) => record[firstKey(sandbox, stream)]));
        expect([...changed.get(stream)!].filter((id) => !ids.has(id) && stillThere(sandbox, stream, id))).toEqual([]);
        expect(rowsOf(second, stream).length).toBeLessThan(rowsOf(first, stream).length);
      }
      const third = await run(portal, protocol, incremental, second.state);
      for (const stream of incremental) {
        const ids = new Set(rowsOf(second, stream).map(({ record }) => JSON.stringify(record)));
        expect(rowsOf(third, stream).filter(({ record }) => !ids.has(JSON.stringify(record)))).toEqual([]);
      }
    },
    60_000,
  );

  test('reads everything again where an older portal tells no time of change', async () => {
    const portal = await openPortal({ users: 20, options: { legacy: true } });
    const first = await run(portal, 'singer', ['enrollments']);
    portal.sandbox.update('enrollments', portal.sandbox.truth('enrollments')[0]!['id'] as number);
    const second = await run(portal, 'singer', ['enrollments'], first.state);
    expectTruth(portal, second, 'singer', ['enrollments']);
  }, 60_000);
});

const firstKey = (sandbox: Sandbox, stream: string): string => learnuponReference(sandbox)[stream]?.key[0] ?? 'id';

const stillThere = (sandbox: Sandbox, stream: string, key: unknown): boolean =>
  expectedStream(sandbox, stream).rows.some(({ record }) => record[firstKey(sandbox, stream)] === key);

describe('an answer whose rows are under a name that nobody knows', () => {
  test('fails its stream with a sentence, and no other one', async () => {
    const portal = await openPortal({ users: 20, options: { envelopes: { licenses: 'permits' } } });
    const catalog = await discoverCatalog('airbyte', portal.folder, portal.config, ['licenses', 'portals']);
    const result = await runProtocol('airbyte', portal.folder, portal.config, catalog);
    expect(result.code).toBe(1);
    expect(result.stderr.trimEnd().split('\n').at(-1)).toMatch(/^CRITICAL .*licenses/);
    expect(Object.fromEntries(result.statuses)).toEqual({ licenses: 'INCOMPLETE', portals: 'COMPLETE' });
    expectTruth(portal, result, 'airbyte', ['portals']);
  }, 60_000);
});
