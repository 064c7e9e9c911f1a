import assert from 'node:assert/strict';
import { startSandbox, type Drift, type DriftPlan, type Sandbox } from '@singer-io-ts/sandbox';
import { expectedStream } from './learnupon-reference.ts';
import { createRandom } from './random.ts';
import { readMessages, type ProtocolRun, type Record } from './run-protocol.ts';
import { createFolder, runTap } from './tap-process.ts';

export type Order = 'id' | 'updated' | 'name';

/** Full tables and incremental lists, each of them alone and below a parent. */
const streams = {
  list: ['users', 'groups', 'courses', 'mark_completes'],
  child: ['enrollments', 'group_memberships'],
  incremental: ['users', 'groups', 'enrollments'],
};
const all = [...streams.list, ...streams.child];

const places = ['front', 'middle', 'border', 'end', 'random'] as const;

/** Inserts, updates and deletes every few requests of each list, at different places. */
const driftPlan = (seed: number): DriftPlan => {
  const random = createRandom(seed);
  return all.flatMap((resource) => {
    const paths =
      resource === 'enrollments' ? /\/enrollments\/search/ : new RegExp(`/${resource.replace('_c', 'c')}\\?`);
    return (['insert', 'update', 'delete'] as const).map((action): Drift => ({
      resource,
      action,
      at: places[random.below(places.length)] ?? 'middle',
      every: 5 + random.below(4),
      afterRequests: random.below(3),
      paths,
    }));
  });
};

const keyOf = (key: readonly string[], record: Record): string => JSON.stringify(key.map((part) => record[part]));

/** What a target that keeps the last row of each key has. */
const load = (sandbox: Sandbox, table: Map<string, Map<string, Record>>, run: ProtocolRun): void => {
  for (const [stream, rows] of run.rows) {
    const loaded = table.get(stream) ?? new Map<string, Record>();
    const { key } = expectedStream(sandbox, stream).reference;
    for (const { record } of rows) loaded.set(keyOf(key, record), record);
    table.set(stream, loaded);
  }
};

const parentOf: Readonly<{ [stream: string]: readonly [parent: string, column: string] }> = {
  enrollments: ['courses', 'course_id'],
  group_memberships: ['groups', 'group_id'],
};

/** Drift can put a row below a parent that is gone, where no list shows it. */
const isReachable = (sandbox: Sandbox, stream: string): ((row: Record) => boolean) => {
  const [parent, column] = parentOf[stream] ?? [];
  if (parent === undefined || column === undefined) return () => true;
  const parents = new Set(sandbox.truth(parent).map(({ id }) => id));
  return (row) => parents.has(row[column]);
};

/** Keys of the rows that were there from `sinceMs` on and still are. */
const survivorsOf = (sandbox: Sandbox, stream: string, sinceMs: number): string[] => {
  const { key } = expectedStream(sandbox, stream).reference;
  const rows = sandbox.survivors(stream, sinceMs).filter(isReachable(sandbox, stream));
  return rows.map((row) => keyOf(key, row));
};

export interface DriftOptions {
  readonly seed: number;
  readonly order: Order;
  readonly users?: number;
}

/**
 * A portal that changes under two runs, the second from the state of the first, and is quiet under a third. No row that
 * was there throughout a run may be missing from it, and what a target then holds is the portal.
 */
export const expectNothingMissed = async ({ seed, order, users = 40 }: DriftOptions): Promise<void> => {
  const sandbox = await startSandbox({
    ...{ vendor: 'learnupon', users, pageSize: 6, limit: 'none', seed, options: { order } },
  });
  const folder = await createFolder();
  try {
    const config = await folder.write('config.json', { ...sandbox.config, max_requests_per_second: 1000 });
    const run = async (state: unknown): Promise<ProtocolRun> => {
      const from = state === null ? [] : ['--state', await folder.write('state.json', state)];
      const result = readMessages(await runTap(['sync', '--config', config, '--streams', all.join(','), ...from]));
      assert.equal(result.code, 0, `seed ${String(seed)}, ${order}: ${result.stderr}`);
      return result;
    };
    // Lists of one page can't shift.
    for (const stream of ['groups', 'courses', 'mark_completes']) {
      for (let count = 0; count < 40; count += 1) sandbox.insert(stream);
    }
    const table = new Map<string, Map<string, Record>>();
    let state: unknown = null;
    for (const turn of ['first', 'second'] as const) {
      // Rows born in the same millisecond would count as old.
      const sinceMs = Date.now() - 1;
      const before = new Map(all.map((stream) => [stream, sandbox.history(stream).length]));
      sandbox.setDrift(driftPlan(seed * 2 + (turn === 'first' ? 0 : 1)));
      const result = await run(state);
      sandbox.setDrift([]);
      state = result.state;
      load(sandbox, table, result);
      for (const stream of all) {
        const changes = sandbox.history(stream).length - (before.get(stream) ?? 0);
        assert.ok(changes > 1, `seed ${String(seed)}, ${order}: ${stream} was to change and did not`);
        if (turn === 'second' && streams.incremental.includes(stream)) continue;
        const { key } = expectedStream(sandbox, stream).reference;
        const emitted = new Set((result.rows.get(stream) ?? []).map(({ record }) => keyOf(key, record)));
        const missed = survivorsOf(sandbox, stream, sinceMs).filter((key) => !emitted.has(key));
        assert.deepEqual({ seed, order, turn, stream, missed }, { seed, order, turn, stream, missed: [] });
      }
    }
    load(sandbox, table, await run(state));
    for (const stream of all) {
      const loaded = table.get(stream);
      const { rows, reference } = expectedStream(sandbox, stream);
      const reachable = isReachable(sandbox, stream);
      const stale = rows
        .filter(({ record }) => reachable(record))
        .map(({ record }) => ({ record, got: loaded?.get(keyOf(reference.key, record)) }))
        .filter(({ record, got }) => JSON.stringify(sorted(record)) !== JSON.stringify(sorted(got ?? {})));
      assert.deepEqual({ seed, order, stream, stale }, { seed, order, stream, stale: [] });
    }
  } finally {
    await sandbox.close();
    await folder.remove();
  }
};

const sorted = (record: Record): unknown => Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1));
