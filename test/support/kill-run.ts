import assert from 'node:assert/strict';
import type { OpenedAccount } from './open-account.ts';
import { createRandom } from './random.ts';
import { discoverCatalog, readMessages, type EmittedRow, type Protocol, type ProtocolRun } from './run-protocol.ts';
import { runTap } from './tap-process.ts';

/** One stream's bookmark, which is the same in both protocols. */
interface Bookmark {
  readonly seq: number;
  readonly done: boolean;
  /** `piece`: the window is read in pieces. */
  readonly list?: { readonly piece?: string } | null;
}

export interface KilledRun {
  /** All that was seen of all attempts, by stream, in the order of emission. */
  readonly rows: ReadonlyMap<string, readonly EmittedRow[]>;
  /** Runs that ended by SIGKILL. */
  readonly kills: number;
  /** Rows of all attempts, as a multiple of those of one run without a kill. */
  readonly ratio: number;
}

/** What a reader has seen when it dies: whole lines up to a point, and what they said of each stream. */
interface Attempt {
  readonly run: ProtocolRun;
  readonly bookmarks: ReadonlyMap<string, Bookmark>;
  /** Rows of a stream before its last STATE. */
  readonly covered: ReadonlyMap<string, number>;
  /** Streams that had a STATE before their last one, with the rows before the first of them: a page. */
  readonly underWay: ReadonlyMap<string, number>;
}

type Line = Readonly<{
  type: string;
  stream?: string;
  record?: { readonly stream?: string; readonly data?: unknown };
  value?: { readonly bookmarks: Readonly<{ [stream: string]: Bookmark }> };
  state?: {
    readonly stream: { readonly stream_descriptor: { readonly name: string }; readonly stream_state: Bookmark };
  };
}>;

const bookmarksIn = ({ value, state }: Line): Readonly<{ [stream: string]: Bookmark }> => {
  if (state === undefined) return value?.bookmarks ?? {};
  const { stream_descriptor: descriptor, stream_state: bookmark } = state.stream;
  return { [descriptor.name]: bookmark };
};

const attemptOf = (run: ProtocolRun, lines: readonly string[], before: ReadonlyMap<string, Bookmark>): Attempt => {
  const bookmarks = new Map(before);
  const rows = new Map<string, number>();
  const covered = new Map<string, number>();
  const underWay = new Map<string, number>();
  for (const line of lines) {
    const message = JSON.parse(line) as Line;
    if (message.type === 'RECORD') {
      const stream = message.stream ?? message.record?.stream ?? '';
      rows.set(stream, (rows.get(stream) ?? 0) + 1);
    }
    if (message.type !== 'STATE') continue;
    for (const [stream, bookmark] of Object.entries(bookmarksIn(message))) {
      const isNew = bookmark.seq !== bookmarks.get(stream)?.seq;
      bookmarks.set(stream, bookmark);
      if (!isNew) continue;
      covered.set(stream, rows.get(stream) ?? 0);
      if (!bookmark.done && !underWay.has(stream)) underWay.set(stream, rows.get(stream) ?? 0);
    }
  }
  return { run, bookmarks, covered, underWay };
};

const placeOf = (bookmark: Bookmark | undefined): string => JSON.stringify({ ...bookmark, seq: 0 });

const countsOf = ({ rows }: ProtocolRun): ReadonlyMap<string, number> =>
  new Map([...rows].map(([stream, list]) => [stream, list.length]));

const requestsOf = (stderr: string): readonly (readonly [stream: string, requests: number])[] => {
  const line = stderr.split('\n').find((each) => each.startsWith('{"report"')) ?? '{}';
  const { streams = {} } = JSON.parse(line) as {
    streams?: Readonly<{ [stream: string]: { readonly requests: number } }>;
  };
  return Object.entries(streams).map(([stream, { requests }]) => [stream, requests]);
};

/** What the next attempt is given: Singer's last STATE, the last one of each stream of Airbyte's. */
const newerState = (before: unknown, now: unknown): unknown => {
  if (!Array.isArray(now) || !Array.isArray(before)) return now ?? before;
  const states = [before, now].flat() as Required<Line>['state'][];
  return [...new Map(states.map((state) => [state.stream.stream_descriptor.name, state])).values()];
};

/**
 * Rows that may come twice after a kill: those of a page in the midst of which a position lies, or of a list that turns
 * out not to page when its second page is asked for. Pages of other parents may be longer than the first one.
 */
const againOf = (firstPage: number): number => Math.max(6, 2 * firstPage);

export interface KillOptions {
  readonly protocol: Protocol;
  /** So often in a reading of all there is. */
  readonly kills: number;
  /** Once more in a second reading, which goes on from where the first one ended. */
  readonly again?: boolean;
  readonly seed: number;
  /** Default: all. */
  readonly streams?: readonly string[];
}

/**
 * Reads streams of an account, is killed with SIGKILL after a random line again and again, each time going on from
 * the last STATE seen, until it is left alone. Each attempt must stand further than the one before, and what a STATE
 * covers must not be read twice.
 */
export const runWithKills = async (
  { account, folder, config }: OpenedAccount,
  { protocol, kills, again = false, seed, streams }: KillOptions,
): Promise<KilledRun> => {
  const random = createRandom(seed);
  const catalog = await discoverCatalog(protocol, folder, config, streams);
  const verb = protocol === 'singer' ? 'sync' : 'read';
  const said = (text: string): string => `${account.title}, ${protocol}, seed ${String(seed)}: ${text}`;
  const run = async (state: unknown, lines: number | null): Promise<{ run: ProtocolRun; lines: readonly string[] }> => {
    const from = state === null ? [] : ['--state', await folder.write(`state-${protocol}.json`, state)];
    const result = await runTap([verb, '--config', config, '--catalog', catalog, ...from], {
      onLine: (_, index, child) => index + 1 === lines && child.kill('SIGKILL'),
    });
    // What came through the pipe after the last line was never read.
    const seen = lines === null ? result.lines : result.lines.slice(0, lines);
    return { run: readMessages({ ...result, lines: seen }), lines: seen };
  };

  const clean = await run(null, null);
  assert.equal(clean.run.code, 0, said(clean.run.stderr));
  const whole = countsOf(clean.run);
  const { underWay } = attemptOf(clean.run, clean.lines, new Map());
  for (const [stream, requests] of requestsOf(clean.run.stderr)) {
    // A list of one page is asked for twice where it also names the parents of another.
    const isSilent = requests > 2 && (whole.get(stream) ?? 0) > 0 && !underWay.has(stream);
    assert.ok(!isSilent, said(`${stream} says nothing of where it stands in ${String(requests)} requests`));
  }

  const rows = new Map<string, EmittedRow[]>();
  let total = 0;
  let bookmarks: ReadonlyMap<string, Bookmark> = new Map();
  let covered = new Map<string, number>();
  let state: unknown = null;
  let killed = 0;

  /** One run, killed after so many lines; false: it came to its end before. */
  const attempt = async (killAt: number | null): Promise<boolean> => {
    const { run: result, lines } = await run(state, killAt);
    const seen = attemptOf(result, lines, bookmarks);
    for (const [stream, list] of result.rows) {
      total += list.length;
      const all = rows.get(stream) ?? [];
      all.push(...list);
      rows.set(stream, all);
    }
    const next = new Map<string, number>();
    for (const [stream, bookmark] of seen.bookmarks) {
      const before = bookmarks.get(stream);
      const rowsNow = result.rows.get(stream)?.length ?? 0;
      const isCarriedOn = before?.done === false;
      const soFar = isCarriedOn ? (covered.get(stream) ?? 0) : 0;
      if (isCarriedOn) {
        // A row is in the piece that it was created in and in the one that it was changed in.
        const left = (whole.get(stream) ?? 0) - (before.list?.piece === undefined ? soFar : 0);
        const most = left + againOf(underWay.get(stream) ?? 0);
        assert.ok(
          rowsNow <= most,
          said(`${stream} began anew: ${String(rowsNow)} rows where ${String(most)} were left`),
        );
      }
      if (seen.covered.has(stream) && rowsNow > 0) {
        const moved = placeOf(bookmark) !== placeOf(before) || bookmark.done;
        assert.ok(moved, said(`${stream} stands where it stood, after ${String(rowsNow)} rows`));
      }
      next.set(stream, soFar + (seen.covered.get(stream) ?? 0));
    }
    state = newerState(state, result.state);
    bookmarks = seen.bookmarks;
    covered = next;
    if (killAt !== null && result.signal === 'SIGKILL') {
      killed += 1;
      return true;
    }
    assert.equal(result.code, 0, said(result.stderr));
    return false;
  };

  /** How far the first reading is, in lines of the clean one. */
  let behind = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    // As far on average as leaves as much for each kill that is to come.
    const killAt = 1 + random.below(Math.ceil((2 * (clean.lines.length - behind)) / (kills - kill + 1)));
    if (!(await attempt(killAt))) break;
    behind += killAt;
  }
  await attempt(null);
  if (again && (await attempt(1 + random.below(clean.lines.length)))) await attempt(null);
  const cleanTotal = [...whole.values()].reduce((sum, count) => sum + count, 0);
  return { rows, kills: killed, ratio: total / cleanTotal };
};
