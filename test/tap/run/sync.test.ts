import { describe, expect, test } from '@jest/globals';
import {
  bodyFlag,
  CredentialsError,
  defineStream,
  id,
  ofParent,
  pageNumber,
  PermissionError,
  ResponseShapeError,
  TransientError,
  type Stream,
} from '@singer-io-ts/tap';
import type { Output } from '@singer-io-ts/tap/emit/output.ts';
import type { Clock } from '@singer-io-ts/tap/fetch/clock.ts';
import type { FetchedPage, Fetcher, PageRequest } from '@singer-io-ts/tap/fetch/fetcher.ts';
import type { SyncOptions } from '@singer-io-ts/tap/run/sync-options.ts';
import { runSync } from '@singer-io-ts/tap/run/sync.ts';
import type { Bookmark } from '@singer-io-ts/tap/state/bookmark.ts';
import { select } from '../../support/memory-run.ts';

const paginate = pageNumber({ hasNext: bodyFlag('has_more') });

const streamOf = (name: string): Stream =>
  defineStream({
    name,
    description: name,
    source: 'test',
    path: `/${name}`,
    records: 'items',
    paginate,
    primaryKey: ['id'],
    fields: { id: id('Row') },
  });

const pageOf = (request: PageRequest, body: unknown): FetchedPage => {
  const page = {
    status: 200,
    headers: { get: () => null },
    body,
    bytes: 10,
    url: new URL(`https://api.example${request.path}`),
    serverTimeMs: null,
  };
  request.inspect?.(page);
  return page;
};

const rows = (...ids: readonly number[]) => ({ items: ids.map((value) => ({ id: value })), has_more: false });

type Answer = (request: PageRequest) => unknown;

const fetcherOf = (answer: Answer) => {
  const asked: string[] = [];
  const fetcher: Fetcher = {
    statistics: { requests: 0, retries: 0, rateLimited: 0, secondsWaited: 0, requestsByStream: new Map() },
    vendorNowMs: () => Date.UTC(2026, 0, 1),
    close: () => Promise.resolve(),
    fetchPage: async (request) => {
      asked.push(request.path + JSON.stringify(request.query ?? {}));
      return pageOf(request, await answer(request));
    },
  };
  return { fetcher, asked };
};

const record = () => {
  const events: string[] = [];
  const states = new Map<string, Bookmark[]>();
  const output: Output = {
    begin: () => Promise.resolve(),
    startStream: ({ stream }) => Promise.resolve(void events.push(`start ${stream.name}`)),
    writeRows: ({ stream }, written) => {
      for (const row of written.rows as { id: number }[]) events.push(`${stream.name} ${String(row.id)}`);
      return Promise.resolve(written.rows.length);
    },
    writeState: ({ stream }, bookmark) => {
      states.set(stream.name, [...(states.get(stream.name) ?? []), bookmark]);
      return Promise.resolve();
    },
    waiting: ({ stream }) => Promise.resolve(void events.push(`waiting ${stream.name}`)),
    finishStream: ({ stream }, outcome) => Promise.resolve(void events.push(`${outcome.kind} ${stream.name}`)),
    fail: (name) => Promise.resolve(void events.push(`fail ${String(name)}`)),
    end: () => Promise.resolve(void events.push('end')),
  };
  return { output, events, states };
};

const idle: Clock = {
  now: () => 0,
  sleep: (_ms, signal) =>
    new Promise((_, reject) => {
      signal?.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    }),
};

const sync = (streams: readonly Stream[], answer: Answer, more: Partial<SyncOptions> = {}) => {
  const { fetcher, asked } = fetcherOf(answer);
  const recorded = record();
  const logged: string[] = [];
  const run = runSync({
    selection: { streams: streams.map((stream) => select(stream)), unknown: [] },
    bookmarks: new Map(),
    inputState: undefined,
    output: recorded.output,
    openFetcher: () => fetcher,
    check: () => Promise.resolve(),
    connection: {
      origin: 'https://api.example',
      basePath: '',
      auth: { kind: 'bearer', token: 'none' },
      limits: { rate: { requests: 1000, perSeconds: 1 }, concurrency: 4 },
    },
    vendorName: 'memory',
    log: (level, message) => void logged.push(`${level} ${message}`),
    limit: null,
    signal: new AbortController().signal,
    clock: idle,
    concurrency: 4,
    ...more,
  });
  return { run, asked, logged, ...recorded };
};

describe('a stream that fails', () => {
  test('does not stop the others and is reported as failed', async () => {
    const { run, events } = sync([streamOf('bad'), streamOf('good')], ({ path }) => {
      if (path === '/bad') throw new TransientError('down');
      return rows(1, 2);
    });
    const report = await run;
    expect(events).toEqual(expect.arrayContaining(['failed bad', 'good 1', 'good 2', 'complete good', 'end']));
    expect(report.errors.map(({ stream }) => stream)).toEqual(['bad']);
    expect(report.streams['bad']).toMatchObject({ outcome: 'failed', reason: 'down' });
  });

  test.each([
    [false, 'skipped', 0],
    [true, 'failed', 1],
  ] as const)('for want of a permission, and chosen explicitly: %s, is %s', async (explicit, outcome, errors) => {
    const denied: Stream = { ...streamOf('denied'), permission: 'the scope denied:read' };
    const { run, logged } = sync(
      [denied],
      () => {
        throw new PermissionError('GET /denied answered 403.');
      },
      { selection: { streams: [select(denied, { explicit })], unknown: [] } },
    );
    const report = await run;
    expect(report.streams['denied']?.outcome).toBe(outcome);
    expect(report.errors).toHaveLength(errors);
    expect(logged.join('\n')).toContain(explicit ? '403' : 'denied:read');
  });

  test('with a 401 is only not granted while the check still accepts the key', async () => {
    const answer: Answer = ({ path }) => {
      if (path === '/odd') throw new CredentialsError('GET /odd answered 401.');
      return rows(1);
    };
    const odd = await sync([streamOf('odd'), streamOf('good')], answer).run;
    expect(odd.errors[0]).toBeInstanceOf(PermissionError);
    const dead = await sync([streamOf('odd'), streamOf('good')], answer, {
      check: () => Promise.reject(new CredentialsError('GET /me answered 401.')),
    }).run;
    expect(dead.errors[0]).toBeInstanceOf(CredentialsError);
  });

  test.each([
    ['a 403', new PermissionError('GET /odd answered 403.', { status: 403 }), 'skipped'],
    ['a web page', new TransientError('GET /odd answered 200: a web page instead of data.', { status: 200 }), 'failed'],
  ] as const)('with %s is a dead key once the check says so, else what it seems', async (_, error, outcome) => {
    const streams = [streamOf('odd'), streamOf('good')];
    const selection = { streams: streams.map((stream) => select(stream, { explicit: false })), unknown: [] };
    const answer: Answer = ({ path }) => {
      if (path === '/odd') throw error;
      return rows(1);
    };
    const alive = await sync(streams, answer, { selection }).run;
    expect(alive.streams['odd']?.outcome).toBe(outcome);
    const rejected = new CredentialsError('GET /me answered 403.');
    const dead = await sync(streams, answer, { selection, check: () => Promise.reject(rejected) }).run;
    expect(dead.errors[0]).toBeInstanceOf(CredentialsError);
    expect(dead.streams['odd']?.outcome).toBe('failed');
  });

  test('because the key is dead is told of each stream under its own name', async () => {
    const dead = await sync(
      [streamOf('first'), streamOf('second')],
      ({ path }) => {
        throw new CredentialsError(`GET ${path} answered 401.`, { stream: path.slice(1) });
      },
      { check: () => Promise.reject(new CredentialsError('GET /me answered 401.', { stream: 'check' })) },
    ).run;
    expect(dead.errors.map(({ stream, message }) => [stream, message]).toSorted()).toEqual([
      ['first', 'GET /me answered 401.'],
      ['second', 'GET /me answered 401.'],
    ]);
  });

  test('because a row has no key keeps its bookmark before that row, and the others are read', async () => {
    const { run, events, states, output } = sync([streamOf('bad'), streamOf('good')], ({ path }) =>
      path === '/bad' ? { items: [{ id: null }], has_more: false } : rows(1),
    );
    const write = output.writeRows.bind(output);
    output.writeRows = (selected, written) => {
      if (selected.stream.name === 'bad') throw new ResponseShapeError('bad: a row has no id.');
      return write(selected, written);
    };
    const report = await run;
    expect(report.errors.map(({ message, stream }) => [stream, message])).toEqual([['bad', 'bad: a row has no id.']]);
    expect(events).toEqual(expect.arrayContaining(['failed bad', 'complete good']));
    expect(states.get('bad')?.at(-1)?.done).toBe(false);
  });

  test('because nobody knows it is told, and the others are read', async () => {
    const { run, events } = sync([streamOf('good')], () => rows(1), {
      selection: { streams: [select(streamOf('good'))], unknown: ['gone'] },
    });
    const report = await run;
    expect(events).toEqual(expect.arrayContaining(['fail gone', 'complete good']));
    expect(report.errors).toHaveLength(1);
  });
});

test('a STATE is written at least every minute while nothing comes, each one different', async () => {
  let nowMs = 0;
  let wake: (() => void) | null = null;
  const clock: Clock = {
    now: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const until = nowMs + ms;
        wake = () => {
          if (nowMs >= until) resolve();
        };
        signal?.addEventListener('abort', () => {
          reject(signal.reason as Error);
        });
      }),
  };
  let release: (body: unknown) => void = () => undefined;
  const { run, states } = sync([streamOf('slow')], () => new Promise((resolve) => (release = resolve)), { clock });
  const times: number[] = [];
  let seen = 0;
  for (let second = 0; second < 600; second += 1) {
    nowMs += 1000;
    (wake as (() => void) | null)?.();
    await new Promise((resolve) => setImmediate(resolve));
    const count = states.get('slow')?.length ?? 0;
    if (count > seen) times.push(second);
    seen = count;
  }
  expect(seen).toBeGreaterThanOrEqual(10);
  times.forEach((time, index) => {
    expect(time - (times[index - 1] ?? 0)).toBeLessThanOrEqual(60);
  });
  const texts = (states.get('slow') ?? []).map((bookmark) => JSON.stringify(bookmark));
  expect(new Set(texts).size).toBe(texts.length);
  release(rows(1));
  await run;
});

test('a sample stops after so many rows and leaves the bookmark as it was', async () => {
  const { run, events, states } = sync([streamOf('long')], () => rows(1, 2, 3, 4), { limit: 2 });
  const report = await run;
  expect(events.filter((event) => event.startsWith('long'))).toEqual(['long 1', 'long 2']);
  expect(report.streams['long']?.rows).toBe(2);
  expect(states.get('long')?.every(({ done, value }) => !done && value === null)).toBe(true);
});

describe('child streams', () => {
  const parents = streamOf('parents');
  const childOf = (name: string): Stream =>
    defineStream({
      name,
      description: name,
      source: 'test',
      parent: { stream: parents, partition: (row) => ({ parent_id: Number(row['id']) }) },
      path: `/${name}`,
      query: ({ partition }) => ({ parent_id: partition['parent_id'] }),
      records: 'items',
      paginate,
      primaryKey: ['id'],
      fields: { id: id('Row'), parent_id: ofParent(id('Parent')) },
    });

  test('share one reading of their parents', async () => {
    const { run, asked } = sync([childOf('first'), childOf('second')], ({ path }) =>
      path === '/parents' ? rows(1, 2, 3) : rows(1),
    );
    await run;
    expect(asked.filter((request) => request.startsWith('/parents'))).toHaveLength(1);
    expect(asked).toHaveLength(7);
  });

  test('of 100,000 parents keep a state of less than 10 kB', async () => {
    const perPage = 500;
    const stop = new AbortController();
    let children = 0;
    const { run, states } = sync(
      [childOf('many')],
      ({ path, query }) => {
        const page = Number(query?.['page'] ?? 1);
        if (path !== '/parents') {
          children += 1;
          // The state is as long after a few thousand parents as after all.
          if (children > 3000) stop.abort(new Error('enough'));
          return { items: [{ id: children }], has_more: false };
        }
        const items = Array.from({ length: perPage }, (_, index) => ({ id: (page - 1) * perPage + index }));
        return { items, has_more: page * perPage < 100_000 };
      },
      { signal: stop.signal },
    );
    await run;
    const written = states.get('many') ?? [];
    expect(written.at(-1)?.parent?.after[0]).toBeGreaterThan(1000);
    expect(Math.max(...written.map((bookmark) => JSON.stringify(bookmark).length))).toBeLessThan(10_000);
  }, 60_000);

  test('of a parent that no longer exists are passed over, said and counted', async () => {
    const { MissingError } = await import('@singer-io-ts/tap');
    const { run, logged } = sync([childOf('orphans')], ({ path, query }) => {
      if (path === '/parents') return rows(1, 2);
      if (query?.['parent_id'] === 1) throw new MissingError('gone');
      return rows(7);
    });
    const report = await run;
    expect(report.streams['orphans']).toMatchObject({ outcome: 'complete', rows: 1, missing_parents: 1 });
    expect(logged.join('\n')).toContain('1 parents no longer exist');
  });
});
