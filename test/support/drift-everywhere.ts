import assert from 'node:assert/strict';
import type { Drift, DriftPlan, Sandbox } from '@singer-io-ts/sandbox';
import type { Account } from './accounts.ts';
import { openAccount } from './open-account.ts';
import { createRandom } from './random.ts';
import { discoverCatalog, runProtocol, type Protocol, type ProtocolRun, type Record } from './run-protocol.ts';

const places = ['front', 'middle', 'border', 'end', 'random'] as const;
const actions = ['insert', 'update', 'delete'] as const;

/** Names of columns that move with the row itself. What it shows of other rows may change without its own date. */
const OWN_CHANGE = /^(updated|modified)/i;

/** Tables that a dozen lists show, several rows of each row: changed while any of them is read, they outrun the reader. */
const WIDELY_SHOWN = new Set(['guide_assignments']);

/** Each table changes in each way while it is read, and now and then at other times. */
const planOf = ({ tables }: Sandbox, seed: number): DriftPlan => {
  const random = createRandom(seed);
  const anyPlace = () => places[random.below(places.length)] ?? 'middle';
  return tables.flatMap((resource) =>
    actions.flatMap((action): Drift[] => {
      const rarely: Drift = {
        ...{ resource, action, at: anyPlace(), every: 8 + random.below(16), afterRequests: -random.below(8) },
        ...{ counts: 'all', times: 6 },
      };
      const often: Drift = {
        ...{ resource, action, at: anyPlace(), every: 6 + random.below(5), afterRequests: random.below(3) },
        counts: 'while-read',
      };
      return WIDELY_SHOWN.has(resource) ? [rarely] : [rarely, often];
    }),
  );
};

/** Ids of rows that were deleted and came again, as a member who leaves a group and joins it again. */
const revivedIn = (sandbox: Sandbox): readonly string[] =>
  sandbox.tables.flatMap((table) => {
    const deleted = new Set<unknown>();
    return sandbox.history(table).flatMap(({ action, id }) => {
      if (action === 'delete') deleted.add(id);
      return action === 'insert' && deleted.has(id) ? [String(id)] : [];
    });
  });

/** Such an id is made of the parts of the record's key; other ids are given once. */
const isRevived = (revived: readonly string[], key: string): boolean => {
  const parts = JSON.parse(key) as unknown;
  if (!Array.isArray(parts) || parts.length < 2) return false;
  const sortedKey = parts.map(String).toSorted().join('|');
  return revived.some((id) => id.split('|').toSorted().join('|') === sortedKey);
};

/**
 * All streams of an account that changes everywhere under two runs, the second from the state of the first, and is quiet
 * under a third. What one quiet run before and another one after them both read was there throughout: the first run may
 * miss none of it. What a target then holds is what the last quiet run reads.
 */
export const expectNothingMissedAnywhere = async (
  account: Account,
  { seed, protocol }: { readonly seed: number; readonly protocol: Protocol },
): Promise<void> => {
  const opened = await openAccount(account, { users: 14, pageSize: 6, seed }, { max_concurrency: 8 });
  const { sandbox, folder, config, streams } = opened;
  const said = (facts: object) => ({ of: account.title, seed, protocol, ...facts });
  try {
    const keys = new Map(streams.map((stream) => [stream, account.expected(sandbox, stream).reference.key]));
    const keyIn = (stream: string, record: Record): string => {
      const key = keys.get(stream) ?? [];
      return JSON.stringify(key.length === 0 ? record : key.map((part) => record[part]));
    };
    const catalog = await discoverCatalog(protocol, folder, config);
    const read = async (state: unknown): Promise<ProtocolRun> => {
      const result = await runProtocol(protocol, folder, config, catalog, { state });
      assert.equal(result.code, 0, `${account.title}, seed ${String(seed)}: ${result.stderr.slice(-2000)}`);
      return result;
    };
    const rowsIn = (run: ProtocolRun, stream: string) =>
      new Map((run.rows.get(stream) ?? []).map(({ record }) => [keyIn(stream, record), record]));

    const before = await read(null);
    sandbox.setDrift(planOf(sandbox, seed));
    const first = await read(null);
    sandbox.setDrift(planOf(sandbox, seed + 1000));
    const second = await read(first.state);
    sandbox.setDrift([]);
    const third = await read(second.state);
    const after = await read(null);

    for (const table of sandbox.tables) {
      assert.ok(sandbox.history(table).length > 2, `${account.title}: ${table} was to change and did not`);
    }
    const revived = revivedIn(sandbox);
    for (const stream of streams) {
      const [old, kept, now] = [rowsIn(before, stream), rowsIn(first, stream), rowsIn(after, stream)];
      const missed = [...old.keys()].filter((key) => now.has(key) && !kept.has(key) && !isRevived(revived, key));
      assert.deepEqual(said({ stream, missed }), said({ stream, missed: [] }));
      const held = new Map([...kept, ...rowsIn(second, stream), ...rowsIn(third, stream)]);
      const stale = [...now].flatMap(([key, record]) => {
        const got = held.get(key);
        const columns = Object.keys(record).filter((name) => OWN_CHANGE.test(name) && record[name] !== got?.[name]);
        return got !== undefined && columns.length === 0
          ? []
          : [{ key, columns: got === undefined ? 'missing' : columns }];
      });
      assert.deepEqual(said({ stream, stale }), said({ stream, stale: [] }));
    }
  } finally {
    await opened.close();
  }
};
