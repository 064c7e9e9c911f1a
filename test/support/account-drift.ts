import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Drift, DriftPlan } from '@singer-io-ts/sandbox';
import { accounts, type Account } from './accounts.ts';
import type { ExpectedRows } from './compare.ts';
import { openAccount, type OpenedAccount } from './open-account.ts';
import { createRandom } from './random.ts';
import { discoverCatalog, runProtocol, type Protocol, type Record } from './run-protocol.ts';

/** Lists of an account that change, each with what its requests look like. */
export interface DriftingAccount {
  readonly title: string;
  readonly account: Account;
  readonly options?: object;
  readonly users: number;
  /** Default 6: as many changes as pages would let a reader stand still. */
  readonly pageSize?: number;
  readonly lists: Readonly<{ [stream: string]: RegExp }>;
}

const accountOf = (title: string): Account => {
  const account = accounts.find((each) => each.title === title);
  if (account === undefined) throw new RangeError(`${title}: no such account`);
  return account;
};

const learningbuilder = {
  ...{ account: accountOf('learningbuilder'), users: 40 },
  lists: {
    ...{ profiles: /\/Profiles\?/, member_roles: /\/MemberRoles\?/, workflow_logs: /\/WORKFLOW_LOG\?/ },
    seat_assignments: /\/SeatAssignments\?/,
  },
};

const flowlu = {
  ...{ account: accountOf('flowlu'), users: 40 },
  lists: {
    ...{ leads: /\/lead\/list/, tasks: /\/tasks\/list/, timelogs: /\/timelogs\/list/ },
    invoice_items: /\/invoice_item\/list/,
  },
};

const learning360 = {
  ...{ account: accountOf('360learning v2'), users: 40 },
  lists: {
    ...{ users: /\/users(\?|$)/, course_stats: /\/courses\/stats/ },
    ...{ path_stats: /\/paths\/stats/, group_memberships: /\/groups\/[^/]+\/(users|members|roles)/ },
  },
};

/** Every way of paging, in orders in which rows move. */
export const driftingAccounts: readonly DriftingAccount[] = [
  {
    ...{ title: 'child lists of learnupon', account: accountOf('learnupon'), users: 60, pageSize: 4 },
    lists: {
      ...{ learning_path_enrollments: /\/learning_path_enrollments|\/learning-?paths?\/.*enroll/i },
      ...{ exam_enrollments: /\/exams\/\d+\/enrollments/, group_memberships: /\/group_memberships/ },
    },
  },
  { ...learning360, title: '360learning with offsets for cursors', options: { cursor: 'offset', order: 'modified' } },
  { ...learning360, title: '360learning with keys for cursors' },
  { ...learningbuilder, title: 'learningbuilder with links' },
  { ...learningbuilder, title: 'learningbuilder with lists that are cut', options: { paging: 'truncate' } },
  {
    ...{ title: 'workramp', account: accountOf('workramp'), users: 60, options: { order: 'updated' } },
    lists: {
      ...{ guide_assignments: /\/assignments\/guide\?/, academy_contacts: /\/academies\/[^/]+\/users\?/ },
      ...{ academy_registrations: /\/registrations\?/ },
    },
  },
  { ...flowlu, title: 'flowlu by key' },
  {
    ...{ ...flowlu, title: 'flowlu by page' },
    options: { orderBy: 'ignored', idFilter: 'ignored', defaultOrder: 'updated' },
  },
];

const places = ['front', 'middle', 'border', 'end', 'random'] as const;

const resourceOf = ({ account: { resourceOf: named } }: DriftingAccount, stream: string): string =>
  named?.(stream) ?? stream;

/** Inserts, updates and deletes every few requests of each list, at different places. */
const planOf = (drifting: DriftingAccount, seed: number): DriftPlan => {
  const random = createRandom(seed);
  return Object.entries(drifting.lists).flatMap(([stream, paths]) =>
    (['insert', 'update', 'delete'] as const).map((action): Drift => ({
      ...{ resource: resourceOf(drifting, stream), action, paths },
      at: places[random.below(places.length)] ?? 'middle',
      every: 5 + random.below(4),
      afterRequests: random.below(3),
    })),
  );
};

const keyIn = ({ reference: { key } }: ExpectedRows, record: Record): string =>
  JSON.stringify(key.map((part) => record[part]));

/** What rows should be that were there throughout. */
const survivorsOf = (
  { account, sandbox }: OpenedAccount,
  stream: string,
  resource: string,
  sinceMs: number,
): readonly string[] => {
  const lasting = new Set(sandbox.survivors(resource, sinceMs).map((row) => JSON.stringify(row)));
  const expected = account.expected(sandbox, stream);
  const isLasting = sandbox.truth(resource).map((row) => lasting.has(JSON.stringify(row)));
  return expected.rows.filter((_, index) => isLasting[index] === true).map(({ record }) => keyIn(expected, record));
};

/**
 * An account that changes under two runs, the second from the state of the first, and is quiet under a third. No row of
 * a list that is read whole may be missed that was there throughout, and what a target then holds is the account.
 */
export const expectNothingMissedIn = async (
  drifting: DriftingAccount,
  { seed, protocol }: { readonly seed: number; readonly protocol: Protocol },
): Promise<void> => {
  const { account, users, pageSize = 6, lists, options } = drifting;
  const opened = await openAccount(
    account,
    { users, pageSize, seed, ...(options !== undefined && { options }) },
    { max_concurrency: 8 },
  );
  const { sandbox, folder, config } = opened;
  const streams = Object.keys(lists);
  const said = (facts: object) => ({ of: drifting.title, seed, protocol, ...facts });
  try {
    const catalog = await discoverCatalog(protocol, folder, config, streams);
    const tables = new Map(streams.map((stream) => [stream, new Map<string, Record>()]));
    let state: unknown = null;
    const run = async () => {
      const result = await runProtocol(protocol, folder, config, catalog, { state });
      assert.equal(result.code, 0, `${drifting.title}, seed ${String(seed)}: ${result.stderr}`);
      state = result.state;
      for (const stream of streams) {
        const expected = account.expected(sandbox, stream);
        for (const { record } of result.rows.get(stream) ?? []) {
          const compared = account.compared?.(record, expected) ?? record;
          tables.get(stream)?.set(keyIn(expected, compared), compared);
        }
      }
      return result;
    };
    for (const turn of ['first', 'second'] as const) {
      // Rows born in the same millisecond would count as old.
      const sinceMs = Date.now() - 1;
      const before = new Map(streams.map((stream) => [stream, sandbox.history(resourceOf(drifting, stream)).length]));
      sandbox.setDrift(planOf(drifting, seed * 2 + (turn === 'first' ? 0 : 1)));
      await run();
      sandbox.setDrift([]);
      for (const stream of streams) {
        const resource = resourceOf(drifting, stream);
        const changes = sandbox.history(resource).length - (before.get(stream) ?? 0);
        // Of a list with a filter by change, the second run may be too short for one.
        if (turn === 'first') assert.ok(changes > 1, `${drifting.title}: ${stream} was to change and did not`);
        const missed = survivorsOf(opened, stream, resource, sinceMs).filter((key) => !tables.get(stream)?.has(key));
        assert.deepEqual(said({ turn, stream, missed }), said({ turn, stream, missed: [] }));
      }
    }
    await run();
    for (const stream of streams) {
      const expected = account.expected(sandbox, stream);
      const stale = expected.rows
        .map(({ record }) => ({ record, got: tables.get(stream)?.get(keyIn(expected, record)) }))
        .filter(({ record, got }) => !isDeepStrictEqual({ ...record }, { ...got }));
      assert.deepEqual(said({ stream, stale }), said({ stream, stale: [] }));
    }
  } finally {
    await opened.close();
  }
};
