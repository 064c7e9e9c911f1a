import { bodyFlag, defineStream, id, instant, integer, ofParent, pageNumber, type Stream } from '@singer-io-ts/tap';
import type { Output, StreamOutcome } from '../../packages/tap/src/emit/output.ts';
import type { Fetcher } from '../../packages/tap/src/fetch/fetcher.ts';
import { runSync } from '../../packages/tap/src/run/sync.ts';
import type { SyncReport } from '../../packages/tap/src/run/report.ts';
import type { SelectedStream } from '../../packages/tap/src/select/selection.ts';
import type { Bookmark } from '../../packages/tap/src/state/bookmark.ts';
import { readState } from '../../packages/tap/src/state/read-state.ts';
import { systemClock } from '../../packages/tap/src/fetch/clock.ts';

const paginate = pageNumber({ hasNext: bodyFlag('has_more') });
const fields = { id: id('Item'), version: integer('Version'), updated_at: instant('iso', 'Change') };

export const fullTable = defineStream({
  name: 'items',
  description: 'Items',
  source: 'test',
  path: '/items',
  records: 'items',
  paginate,
  primaryKey: ['id'],
  fields,
});

export const incremental: Stream = { ...fullTable, replicationKey: 'updated_at' };

const parents = defineStream({
  name: 'parents',
  description: 'Parents',
  source: 'test',
  path: '/parents',
  records: 'items',
  paginate,
  primaryKey: ['id'],
  fields: { id: id('Parent') },
});

export const child = defineStream({
  name: 'items',
  description: 'Items of a parent',
  source: 'test',
  parent: { stream: parents, partition: (row) => ({ parent_id: Number(row['id']) }) },
  path: '/items',
  query: ({ partition }) => ({ parent_id: partition['parent_id'] }),
  records: 'items',
  paginate,
  primaryKey: ['id'],
  fields: { ...fields, parent_id: ofParent(id('Parent')) },
});

export const incrementalChild: Stream = { ...child, replicationKey: 'updated_at' };

export const select = (stream: Stream, more: Partial<SelectedStream> = {}): SelectedStream => ({
  stream,
  fields: stream.fields,
  extra: true,
  mode: stream.replicationKey === undefined ? 'full_table' : 'incremental',
  replicationKey: stream.replicationKey ?? null,
  primaryKey: stream.primaryKey,
  startDate: null,
  lookbackHours: 0,
  verify: true,
  explicit: true,
  generation: null,
  ...more,
});

export type OutputEvent =
  | { readonly kind: 'row'; readonly id: number; readonly version: number }
  | { readonly kind: 'state'; readonly bookmark: Bookmark }
  | { readonly kind: 'end'; readonly outcome: StreamOutcome };

/** Collects what is written, as the reader of stdout would see it. */
const memoryOutput = (events: OutputEvent[], onEvent: () => void = () => undefined): Output => ({
  begin: () => Promise.resolve(),
  startStream: () => Promise.resolve(),
  writeRows: (_, { rows }) => {
    for (const row of rows as { id: number; version: number }[]) {
      events.push({ kind: 'row', id: row.id, version: row.version });
      onEvent();
    }
    return Promise.resolve(rows.length);
  },
  writeState: (_, bookmark) => {
    // Through JSON, as a state file does.
    events.push({ kind: 'state', bookmark: JSON.parse(JSON.stringify(bookmark)) as Bookmark });
    onEvent();
    return Promise.resolve();
  },
  waiting: () => Promise.resolve(),
  finishStream: (_, outcome) => {
    events.push({ kind: 'end', outcome });
    return Promise.resolve();
  },
  fail: () => Promise.resolve(),
  end: () => Promise.resolve(),
});

export interface MemoryRun {
  readonly events: readonly OutputEvent[];
  readonly report: SyncReport;
  readonly log: readonly string[];
}

/** One run from a state; `cutAfter` events it is stopped, as by a kill: what came before is all that was seen. */
export const runInMemory = async (
  selected: SelectedStream,
  fetcher: Fetcher,
  state: Bookmark | null,
  cutAfter = Infinity,
  concurrency = 4,
): Promise<MemoryRun> => {
  const events: OutputEvent[] = [];
  const log: string[] = [];
  const cut = new AbortController();
  const report = await runSync({
    selection: { streams: [selected], unknown: [] },
    bookmarks: readState(state === null ? null : { bookmarks: { [selected.stream.name]: state } }, 'memory'),
    inputState: null,
    output: memoryOutput(events, () => {
      if (events.length >= cutAfter) cut.abort(new Error('cut'));
    }),
    openFetcher: () => fetcher,
    check: () => Promise.resolve(),
    connection: {
      origin: 'https://memory.example',
      basePath: '',
      auth: { kind: 'bearer', token: 'none' },
      limits: { rate: { requests: 1000, perSeconds: 1 }, concurrency },
    },
    vendorName: 'memory',
    log: (level, message) => void log.push(`${level}: ${message}`),
    limit: null,
    signal: cut.signal,
    clock: systemClock,
    concurrency,
  });
  return { events: events.slice(0, cutAfter === Infinity ? undefined : cutAfter), report, log };
};

export const lastState = (events: readonly OutputEvent[], otherwise: Bookmark | null): Bookmark | null => {
  const state = events.findLast((event) => event.kind === 'state');
  return state?.kind === 'state' ? state.bookmark : otherwise;
};
