import { describe, expect, test } from '@jest/globals';
import { startSandbox, type Fault, type FaultKind, type FaultPlan, type Sandbox } from '@singer-io-ts/sandbox';
import { expectRows } from '../support/compare.ts';
import { expectedStream } from '../support/learnupon-reference.ts';
import { readMessages, type Protocol, type ProtocolRun } from '../support/run-protocol.ts';
import { createFolder, runTap, type Folder } from '../support/tap-process.ts';

/** Lists by page, lists that may or may not page, children of two parents. */
const streams = ['users', 'courses', 'groups', 'modules', 'enrollments', 'group_memberships', 'mark_completes'];

interface Portal {
  readonly sandbox: Sandbox;
  readonly run: (options?: { readonly state?: unknown; readonly streams?: readonly string[] }) => Promise<ProtocolRun>;
}

/** The vendor's clock stands one second before a full minute, when its quota begins anew: a 429 costs a second. */
const beforeTheMinute = () => Math.floor(Date.now() / 60_000) * 60_000 + 59_000;

const argsOf = async (protocol: Protocol, folder: Folder, config: string, names: readonly string[]) => {
  if (protocol === 'singer') return ['sync', '--config', config, '--streams', names.join(',')];
  const catalog = {
    streams: names.map((name) => ({
      stream: { name, json_schema: {} },
      sync_mode: 'full_refresh',
      destination_sync_mode: 'overwrite',
    })),
  };
  return ['read', '--config', config, '--catalog', await folder.write('catalog.json', catalog)];
};

const withPortal = async (
  { protocol = 'singer', config = {}, seed = 1 }: { protocol?: Protocol; config?: object; seed?: number },
  work: (portal: Portal) => Promise<void>,
): Promise<void> => {
  const sandbox = await startSandbox({
    ...{ vendor: 'learnupon', users: 60, pageSize: 10, limit: 'none', seed, clock: beforeTheMinute },
  });
  const folder = await createFolder();
  try {
    const path = await folder.write('config.json', { ...sandbox.config, max_requests_per_second: 1000, ...config });
    await work({
      sandbox,
      run: async ({ state, streams: names = streams } = {}) => {
        const from = state === undefined || state === null ? [] : ['--state', await folder.write('state.json', state)];
        return readMessages(await runTap([...(await argsOf(protocol, folder, path, names)), ...from]));
      },
    });
  } finally {
    await sandbox.close();
    await folder.remove();
  }
};

const expectTruth = (sandbox: Sandbox, runs: readonly ProtocolRun[], names: readonly string[] = streams): void => {
  for (const stream of names) {
    const rows = runs.flatMap((run) => run.rows.get(stream) ?? []);
    expectRows(expectedStream(sandbox, stream), rows, { repeats: runs.length > 1 });
  }
};

const told = ({ code, stderr }: ProtocolRun) => ({ code, stderr: code === 0 ? '' : stderr.slice(-1500) });

/** What has to be asked again until it is right; the rest of a fault beside its kind and its chance. */
const healing: readonly (readonly [FaultKind, Partial<Fault>?])[] = [
  ['rate-limit'],
  ['rate-limit-seconds'],
  ['rate-limit-date'],
  ['500'],
  ['502'],
  ['504'],
  ['html-503'],
  ['reset-before-headers'],
  ['reset-in-body'],
  ['stall-before-headers'],
  ['stall-in-body'],
  ['truncated-right-length'],
  ['truncated-wrong-length'],
  ['invalid-json'],
  ['gzip-truncated'],
  ['wrong-content-type'],
  ['html-login'],
  ['empty-200'],
  ['200-with-error-body'],
  ['repeated-page'],
  ['stripped-headers'],
];

const protocolOf = (position: number): Protocol => (position % 2 === 0 ? 'singer' : 'airbyte');

const expectHealed = async (plan: FaultPlan, position: number): Promise<void> => {
  const config = { request_timeout_seconds: plan.some(({ kind }) => kind.startsWith('stall')) ? 1 : 30 };
  await withPortal({ protocol: protocolOf(position), config, seed: 1 + position }, async ({ sandbox, run }) => {
    sandbox.setFaults(plan);
    const result = await run();
    expect(told(result)).toEqual({ code: 0, stderr: '' });
    for (const { kind } of plan) expect({ kind, times: sandbox.log.faults[kind] ?? 0 }).not.toEqual({ kind, times: 0 });
    expectTruth(sandbox, [result]);
  });
};

describe('a sync of whose requests one in ten fails', () => {
  test.concurrent.each(healing.map(([kind, more], position) => ({ kind, more, position })))(
    'by $kind reads the truth',
    ({ kind, more, position }) => expectHealed([{ kind, probability: 0.1, ...more }], position),
    120_000,
  );

  test.concurrent('by pages without rows between the others reads the truth', () =>
    expectHealed([{ kind: 'empty-page-in-the-middle', every: 3, paths: /\/users|\/group_memberships/ }], 0),
  );

  test.concurrent('by one page that comes twice in a list that may not page at all reads the truth', () =>
    expectHealed([{ kind: 'repeated-page', paths: /\/modules\?page=3/, times: 1 }], 0),
  );

  test.concurrent('by a proxy that drops the headers of whole lists reads the truth', () =>
    expectHealed([{ kind: 'stripped-headers', paths: /\/users\?|\/group_memberships|\/modules/ }], 1),
  );

  test.concurrent('by pages past the end that are not found reads the truth', () =>
    expectHealed([{ kind: '404-past-end' }, { kind: 'stripped-headers' }], 1),
  );
});

/** Kinds together, each at one in fifty; not all of them at the same requests. */
const groups = [healing.slice(3, 7), healing.slice(7, 11), healing.slice(11, 16), healing.slice(16)];

describe('a sync of whose requests one in fifty fails', () => {
  test.concurrent.each(groups.map((kinds, position) => ({ kinds: kinds.map(([kind]) => kind), position })))(
    'by each of $kinds reads the truth',
    ({ kinds, position }) =>
      expectHealed(
        kinds.map((kind, turn) => ({ kind, every: 50, afterRequests: turn * 7 })),
        position,
      ),
    120_000,
  );
});

interface Fatal {
  readonly title: string;
  readonly plan: FaultPlan;
  readonly code: number;
  /** What the last line says. */
  readonly sentence: RegExp;
  /** Streams that are read all the same. */
  readonly complete?: readonly string[];
  readonly config?: object;
}

const fatal: readonly Fatal[] = [
  {
    title: 'a key that is revoked after 60 requests',
    plan: [{ kind: 'key-revoked', afterRequests: 60 }],
    code: 4,
    sentence: /answered 401.*Settings > Integrations > API Keys/,
  },
  {
    title: 'a list without its envelope',
    plan: [{ kind: 'missing-envelope', paths: /\/users\?/ }],
    code: 1,
    sentence: /users: the answer has no list under "user"/,
    complete: streams.filter((stream) => stream !== 'users'),
  },
  {
    title: 'a child list without its envelope',
    plan: [{ kind: 'missing-envelope', paths: /\/enrollments\/search/ }],
    code: 1,
    sentence: /enrollments: the answer has no list/,
    complete: streams.filter((stream) => stream !== 'enrollments'),
  },
  {
    title: 'a list without an end',
    plan: [{ kind: 'endless-pages', paths: /\/users\?/ }],
    code: 1,
    sentence: /users: the same page came .* the list has no end/,
    complete: streams.filter((stream) => stream !== 'users'),
  },
  {
    title: 'a redirect to another origin after 60 requests',
    plan: [{ kind: 'redirect', afterRequests: 60 }],
    code: 3,
    sentence: /a redirect to 127\.0\.0\.1:\d+, which is not followed/,
  },
  {
    title: 'a vendor that is down after 60 requests',
    plan: [{ kind: '502', afterRequests: 60 }],
    code: 5,
    sentence: /answered 502/,
    config: { max_retries: 1 },
  },
  {
    title: 'a vendor that shows a login page after 60 requests',
    plan: [{ kind: 'html-login', afterRequests: 60 }],
    code: 5,
    sentence: /a web page instead of data/,
    config: { max_retries: 1 },
  },
  {
    title: 'a vendor whose good statuses carry errors after 60 requests',
    plan: [{ kind: '200-with-error-body', afterRequests: 60 }],
    code: 5,
    sentence: /answered 200: the vendor has a fault\. The vendor says: An internal error occurred/,
    config: { max_retries: 1 },
  },
  {
    title: 'a quota that is used up for longer than the user will wait',
    plan: [{ kind: 'rate-limit-seconds', seconds: 600, afterRequests: 60 }],
    code: 5,
    sentence: /quota is used up until .*longer than max_wait_minutes allows to wait\. Run again then\.$/,
    config: { max_wait_minutes: 5 },
  },
];

describe('a sync that can not be completed', () => {
  test.concurrent.each(fatal.map((fault, position) => ({ ...fault, position })))(
    'because of $title ends with $code and a sentence, and the next one reads the rest',
    async ({ plan, code, sentence, complete = [], config = {}, position }) => {
      const protocol = protocolOf(position);
      await withPortal({ protocol, config }, async ({ sandbox, run }) => {
        sandbox.setFaults(plan);
        const first = await run();
        const last = first.stderr.trimEnd().split('\n').at(-1) ?? '';
        expect({ code: first.code, last }).toEqual({ code, last: expect.stringMatching(/^CRITICAL /) });
        expect(last).toMatch(sentence);
        // No stack traces.
        expect(first.stderr).not.toMatch(/^\s+at /m);
        const incomplete = [...first.statuses].filter(([, status]) => status === 'INCOMPLETE');
        expect(first.traces).toHaveLength(incomplete.length);
        expectTruth(sandbox, [first], complete);
        expect(sandbox.elsewhere.requests).toEqual([]);
        sandbox.setFaults([]);
        sandbox.restoreKey();
        const second = await run({ state: first.state });
        expect(told(second)).toEqual({ code: 0, stderr: '' });
        expectTruth(sandbox, [first, second]);
      });
    },
    120_000,
  );
});
