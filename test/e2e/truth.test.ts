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

interface Comparison extends ReferenceOptions {
  readonly repeats?: boolean;
}

const expectTruth = (
  { sandbox }: Portal,
  result: ProtocolRun,
  protocol: Protocol,
  streams: readonly string[],
  { repeats = false, ...options }: Comparison = {},
): void => {
  for (const stream of streams) {
    const isList = !children.has(stream) && stream !== AGING;
    expectRows(expectedStream(sandbox, stream, options), rowsOf(result, stream), {
      repeats,
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
const expectBothTrue = async (portal: Portal, options: Comparison = {}): Promise<void> => {
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
    await expectBothTrue(portal, { repeats: true });
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
