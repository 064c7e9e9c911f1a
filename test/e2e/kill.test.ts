import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '@singer-io-ts/sandbox';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { accounts } from '../support/accounts.ts';
import { runWithKills } from '../support/kill-run.ts';
import { expectPortal, openAccount } from '../support/open-account.ts';
import { createRandom } from '../support/random.ts';
import { createFolder, runTap, type Folder } from '../support/tap-process.ts';

const USERS = 20_000;
const KILLS = 10;

let sandbox: Sandbox;
let folder: Folder;
let config: string;

beforeAll(async () => {
  sandbox = await startSandbox({ vendor: 'learnupon', users: USERS, limit: 'none', latencyMs: [1, 6] });
  folder = await createFolder();
  config = await folder.write('config.json', { ...sandbox.config, max_requests_per_second: 1000 });
});

afterAll(async () => {
  await sandbox.close();
  await folder.remove();
});

interface Seen {
  readonly ids: Map<string, Set<number>>;
  total: number;
  state: unknown;
  states: number;
}

const take = (seen: Seen, line: string): void => {
  const message = JSON.parse(line) as { type: string; stream: string; record: { id: number }; value: unknown };
  if (message.type === 'STATE') {
    seen.state = message.value;
    seen.states += 1;
  }
  if (message.type !== 'RECORD') return;
  seen.total += 1;
  const ids = seen.ids.get(message.stream) ?? new Set();
  seen.ids.set(message.stream, ids.add(message.record.id));
};

const newSeen = (): Seen => ({ ids: new Map(), total: 0, state: null, states: 0 });

const truth = (resource: string): Set<unknown> => new Set(sandbox.truth(resource).map((row) => row['id']));

const expectWhole = (seen: Seen, streams: readonly string[]): void => {
  for (const stream of streams) {
    const missing = [...truth(stream)].filter((id) => seen.ids.get(stream)?.has(id as number) !== true);
    expect({ stream, missing: missing.slice(0, 5), count: missing.length }).toEqual({ stream, missing: [], count: 0 });
  }
};

/** How far a state is, for progress: pages or parents done, and streams finished. */
const progressOf = (state: unknown): string => JSON.stringify(state ?? null);

/** Whether the vendor has answered so many more requests: a moment in the reading, however slow the start was. */
const afterRequests = (count: number): (() => boolean) => {
  const until = sandbox.log.requests + count;
  return () => sandbox.log.requests >= until;
};

describe('a sync that is killed with SIGKILL', () => {
  test.each([
    ['after random lines', 'lines'],
    ['at random moments', 'moments'],
    ['while a slow reader holds it up', 'slow'],
  ] as const)(
    '%s goes on from the last STATE seen until all is read, without reading much twice',
    async (_, mode) => {
      const random = createRandom(mode.length);
      const seen = newSeen();
      let kills = 0;
      const streams = ['users', 'courses', 'groups'];
      for (let attempt = 0; ; attempt += 1) {
        expect(attempt).toBeLessThan(KILLS + 3);
        const killing = attempt < KILLS;
        const before = progressOf(seen.state);
        const beforeTotal = seen.total;
        const state = seen.state === null ? [] : ['--state', await folder.write('state.json', seen.state)];
        const killAt = 600 + random.below(3500);
        const result = await runTap(['sync', '--config', config, '--streams', streams.join(','), ...state], {
          ...(killing &&
            mode === 'lines' && { onLine: (_line, index, child) => index === killAt && child.kill('SIGKILL') }),
          ...(killing && mode === 'moments' && { killWhen: afterRequests(5 + random.below(40)) }),
          ...(killing &&
            mode === 'slow' && { readBytesPerSecond: 3_000_000, killWhen: afterRequests(8 + random.below(40)) }),
        });
        for (const line of result.lines) take(seen, line);
        if (killing && result.signal === 'SIGKILL') {
          kills += 1;
          // Whoever has read past a first page has a STATE to go on from that is not the one it came with.
          if (seen.total - beforeTotal > 1500) expect(progressOf(seen.state)).not.toBe(before);
          continue;
        }
        expect({ code: result.code, stderr: result.code === 0 ? '' : result.stderr }).toEqual({ code: 0, stderr: '' });
        break;
      }
      expect(kills).toBeGreaterThanOrEqual(3);
      expectWhole(seen, streams);
      const clean = streams.reduce((sum, stream) => sum + truth(stream).size, 0);
      expect(seen.total / clean).toBeLessThanOrEqual(2.5);
    },
    180_000,
  );

  test('leaves a folder that the next run goes on with: no torn line, nothing missing, nothing twice', async () => {
    const random = createRandom(4);
    let kills = 0;
    const out = join(folder.path, 'out');
    const streams = ['users', 'courses', 'groups'];
    for (let attempt = 0; ; attempt += 1) {
      expect(attempt).toBeLessThan(KILLS + 3);
      const result = await runTap(['sync', '--config', config, '--streams', streams.join(','), '--out', out], {
        ...(attempt < KILLS && { killWhen: afterRequests(5 + random.below(40)) }),
      });
      if (result.signal === 'SIGKILL') {
        kills += 1;
        continue;
      }
      expect({ code: result.code, stderr: result.code === 0 ? '' : result.stderr }).toEqual({ code: 0, stderr: '' });
      break;
    }
    expect(kills).toBeGreaterThanOrEqual(3);
    for (const stream of streams) {
      const lines = (await readFile(join(out, `${stream}.jsonl`), 'utf8')).split('\n').slice(0, -1);
      const ids = lines.map((line) => (JSON.parse(line) as { id: number }).id);
      expect(new Set(ids)).toEqual(truth(stream));
    }
  }, 180_000);
});

describe('child streams that are killed with SIGKILL', () => {
  test.each(['singer', 'airbyte'] as const)(
    'go on after the last parent that a STATE covers (%s)',
    async (protocol) => {
      const [learnupon] = accounts;
      if (learnupon === undefined) throw new TypeError('there is no account');
      const opened = await openAccount(learnupon, { users: 1500, pageSize: 500 });
      const streams = ['enrollments', 'group_memberships'];
      try {
        const { rows, kills } = await runWithKills(opened, { protocol, kills: 5, seed: 2, streams });
        expect(kills).toBeGreaterThanOrEqual(5);
        expectPortal(opened, rows, { repeats: true }, streams);
      } finally {
        await opened.close();
      }
    },
    180_000,
  );
});
