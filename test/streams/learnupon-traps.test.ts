import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '@singer-io-ts/sandbox';
import type { Bookmark } from '../../packages/tap/src/state/bookmark.ts';
import { openVendor, runVendor, type Emitted, type VendorRun, type VendorRunOptions } from '../support/vendor-run.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const closing = (server: Server) => ({
  close: () =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
});

/** A host before the portal that answers some requests itself. */
const openBefore = async (sandbox: Sandbox, instead: (target: string) => Answer | undefined): Promise<string> => {
  const server = createServer((incoming, outgoing) => {
    const target = (incoming.url ?? '').replace('/api/v1', '');
    const own = instead(target);
    if (own !== undefined) {
      outgoing.writeHead(own.status, { 'content-type': 'application/json' });
      outgoing.end(typeof own.body === 'string' ? own.body : JSON.stringify(own.body));
      return;
    }
    const forwarded = request(`${sandbox.url}${incoming.url ?? ''}`, { headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    forwarded.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push(closing(server));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};

const open = async (options: object = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({
    ...{ vendor: 'learnupon', users: 12, limit: 'none', gzip: false, pageSize: 10 },
    options,
  });
  opened.push(sandbox);
  return sandbox;
};

const read = async (
  sandbox: Sandbox,
  instead: (target: string) => Answer | undefined,
  options: VendorRunOptions,
  config: object = {},
): Promise<VendorRun> => {
  const base_url = await openBefore(sandbox, instead);
  return await runVendor(await openVendor({ ...sandbox.config, base_url, ...config }), options);
};

const rowsOf = (run: VendorRun, stream: string): readonly Emitted[] => run.records.get(stream) ?? [];
const error = (status: number, message: string): Answer => ({
  status,
  body: { response_type: 'ERROR', response_code: status, message },
});

describe('one parent of many', () => {
  test.each([403, 401])(
    'that answers %i fails its stream, which is not taken for one that is not granted',
    async (status) => {
      const sandbox = await open();
      const refused = sandbox.truth('courses')[6]!['id'] as number;
      const run = await read(
        sandbox,
        (target) => (target.includes(`course_id=${String(refused)}`) ? error(status, 'No') : undefined),
        { streams: 'defaults' },
      );
      expect(run.report.streams['enrollments']?.outcome).toBe('failed');
      expect(rowsOf(run, 'enrollments').length).toBeGreaterThan(0);
      const others = Object.entries(run.report.streams).filter(([, { outcome }]) => outcome !== 'complete');
      expect(others.map(([name]) => name)).toEqual(['enrollments']);
    },
  );
});

test('an exam that is refused does not keep what belongs to exams back', async () => {
  const sandbox = await open();
  const exam = sandbox.truth('exams')[0]!['exam_id'] as number;
  const streams = ['exams', 'exam_questions', 'exam_enrollments'];
  const run = await read(sandbox, (target) => (target === `/exams/${String(exam)}` ? error(403, 'No') : undefined), {
    streams,
  });
  expect(streams.map((name) => run.report.streams[name]?.outcome)).toEqual(['failed', 'complete', 'complete']);
  expect(rowsOf(run, 'exam_questions')).toHaveLength(sandbox.truth('exam_questions').length);
});

describe('a change of enrollment_parent', () => {
  test.each(['completed', 'stopped half-way'])('after a run that was %s loses nothing', async (end) => {
    const sandbox = await open({ oddities: false });
    const account = async (enrollment_parent: string) => await openVendor({ ...sandbox.config, enrollment_parent });
    const first = await runVendor(await account('courses'), { streams: ['enrollments'] });
    const written = first.bookmarks.get('enrollments');
    if (written === undefined) throw new Error('no bookmark was written');
    const position = {
      window: { from: null, startedAt: null, maxSeen: null },
      parent: { after: [5_127_005, 4_980_005], current: null },
    };
    const left: Bookmark = end === 'completed' ? written : { ...written, ...position, value: null, done: false };
    const second = await runVendor(await account('users'), {
      streams: ['enrollments'],
      bookmarks: new Map([['enrollments', left]]),
    });
    const ids = new Set([...rowsOf(first, 'enrollments'), ...rowsOf(second, 'enrollments')].map(({ id }) => id));
    const truth = [...sandbox.truth('enrollments'), ...sandbox.truth('orphan_enrollments')].map(({ id }) => id);
    expect(truth.filter((id) => !ids.has(id))).toEqual([]);
    // From then on only what changes.
    const third = await runVendor(await account('users'), { streams: ['enrollments'], bookmarks: second.bookmarks });
    expect(rowsOf(third, 'enrollments').length).toBeLessThan(rowsOf(second, 'enrollments').length);
  });
});

describe('odd answers', () => {
  test('an error that is only asked to be tried again is tried again', async () => {
    const sandbox = await open();
    let asked = 0;
    const run = await read(
      sandbox,
      (target) => {
        if (!target.startsWith('/badges')) return undefined;
        asked += 1;
        return asked <= 3 ? error(400, 'internal error, please try again') : undefined;
      },
      { streams: ['badges'] },
    );
    expect(run.report.errors).toEqual([]);
    expect(rowsOf(run, 'badges')).toHaveLength(12);
  });

  test.each([
    { message: 'Number of requests has exceeded the 1 minute limit' },
    { response_type: 'ERROR', response_code: 429, message: 'slow down' },
    { response_type: 'ERROR', code: 'rate_limit_exceeded', message: 'slow down' },
  ])('%j under a good status means waiting', async (body) => {
    const sandbox = await open();
    let asked = 0;
    const run = await read(
      sandbox,
      (target) => {
        asked += target.startsWith('/badges') ? 1 : 0;
        return asked === 1 ? { status: 200, body } : undefined;
      },
      { streams: ['badges'], maxRetries: 0 },
    );
    expect(run.report.errors).toEqual([]);
    expect(run.report.rateLimited).toBe(1);
  });

  test.each([{ message: 'Something went wrong' }, { error: 'Something went wrong' }])(
    '%j under a good status is an error with its own words',
    async (body) => {
      const sandbox = await open();
      const run = await read(sandbox, () => ({ status: 200, body }), { streams: ['badges'], maxRetries: 1 });
      expect(run.report.errors[0]?.message).toContain('Something went wrong');
    },
  );

  test('a row that has a message is a row', async () => {
    const sandbox = await open();
    const body = { resources: [{ id: 1, title: 'a', message: 'hello' }], message: null };
    const run = await read(
      sandbox,
      (target) => (target.startsWith('/resources') && target.endsWith('page=1') ? { status: 200, body } : undefined),
      { streams: ['resources'] },
    );
    expect(rowsOf(run, 'resources')[0]).toMatchObject({ id: 1, title: 'a', _extra: { message: 'hello' } });
  });

  test('plain days, fractions, offsets and blanks are read as times', async () => {
    const sandbox = await open();
    const rows = [
      { id: 1, due_date: '2025-06-01', date_started: '2025-06-01T10:00:00.123Z', date_completed: '' },
      { id: 2, due_date: '2025-06-01T02:00:00+02:00', date_started: null, date_completed: '0000-00-00' },
    ].map((row) => ({ ...row, lp_id: 75_100 }));
    const run = await read(
      sandbox,
      (target) =>
        target.startsWith('/learning_path_enrollments')
          ? {
              status: 200,
              body: { enrollments: target.includes('lp_id=75100&') && target.endsWith('page=1') ? rows : [] },
            }
          : undefined,
      { streams: ['learning_path_enrollments'] },
    );
    expect(run.report.errors).toEqual([]);
    expect(rowsOf(run, 'learning_path_enrollments')).toMatchObject([
      { id: 1, due_date: '2025-06-01T00:00:00Z', date_started: '2025-06-01T10:00:00.123Z', date_completed: null },
      { id: 2, due_date: '2025-06-01T00:00:00Z', date_started: null, date_completed: null },
    ]);
  });

  test('exams in a list of one, modules without numbers, ids as text', async () => {
    const sandbox = await open();
    const modules = [
      { id: '405002', exam_id: '110000', session_id: '', location_id: '', start_at: '', component_type: 'exam' },
      { id: 405_003, exam_id: '', session_id: null, component_type: 'assignment' },
    ];
    const run = await read(
      sandbox,
      (target) => {
        if (target.startsWith('/modules'))
          return { status: 200, body: { modules: target.endsWith('page=1') ? modules : [] } };
        return target === '/exams/110000?' || target === '/exams/110000'
          ? { status: 200, body: { exam: [{ exam_id: 110_000, name: 'Quiz', attempts: 3 }] } }
          : undefined;
      },
      { streams: ['modules', 'exams', 'assignment_answers'] },
    );
    expect(run.report.errors).toEqual([]);
    expect(rowsOf(run, 'modules')).toMatchObject([
      { module_key: '405002', id: 405_002, exam_id: 110_000, session_id: null, location_id: null, start_at: null },
      { module_key: '405003', id: 405_003, exam_id: null },
    ]);
    expect(rowsOf(run, 'exams')).toMatchObject([{ exam_id: 110_000, name: 'Quiz', attempts: '3' }]);
  });

  test('a shop that speaks JSON:API', async () => {
    const sandbox = await open();
    const data = [{ id: 'or_1', type: 'order', attributes: { number: 'R1', total: '147.60' }, relationships: {} }];
    const run = await read(
      sandbox,
      (target) =>
        target.startsWith('/ecommerce/orders')
          ? { status: 200, body: { data: target.endsWith('page=1') ? data : [], meta: { total_pages: 1 } } }
          : undefined,
      { streams: ['ecommerce_orders'] },
    );
    expect(rowsOf(run, 'ecommerce_orders')).toMatchObject([{ id: 'or_1', number: 'R1', total: '147.60' }]);
  });
});

test('no request can make new keys', async () => {
  const { connection } = await openVendor({ vendor: 'learnupon', subdomain: 'acme', username: 'a', key: 'b' });
  for (const path of ['/api/v1/portals/1/generate_keys', '/lms/api/v1/portals/1/GENERATE_KEYS/']) {
    expect(connection.forbiddenPaths?.some((pattern) => pattern.test(path))).toBe(true);
  }
});
