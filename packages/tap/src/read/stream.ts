import type { Row } from '../define/json.ts';
import type { Query } from '../define/request.ts';
import type { Partition, RequestContext, Stream } from '../define/stream.ts';
import { MissingError } from '../errors/missing-error.ts';
import type { PermissionError } from '../errors/permission-error.ts';
import type { SelectedStream } from '../select/selection.ts';
import { addHours, compareInstants, instantFromMs } from '../shape/instant.ts';
import { compileReplication } from '../shape/replication.ts';
import type { Bookmark, ListPosition, Window } from '../state/bookmark.ts';
import { openBookmark } from '../state/open-bookmark.ts';
import { configPartitions } from './config-partitions.ts';
import { anchorOf } from './digest.ts';
import type { Parents, Surroundings } from './parents.ts';
import { createNarrowing } from './narrowing.ts';
import { comparePartitionKeys, partitionKey } from './partition-key.ts';
import { readPartitions } from './partitions.ts';
import type { ListSource, ReadPage } from './page.ts';
import { newFindings, readList, type ListFindings, type ListItem } from './passes.ts';
import { readPieces } from './pieces.ts';
import { createUnlessEmitted } from './unless-emitted.ts';

/** Rows to write, or a bookmark that is true once all rows before it are written. */
export type StreamItem =
  | { readonly kind: 'rows'; readonly rows: readonly Row[]; readonly partition: Partition }
  | { readonly kind: 'checkpoint'; readonly bookmark: Bookmark };

export interface StreamReading {
  readonly selected: SelectedStream;
  readonly vendorName: string;
  readonly bookmark: Bookmark | null;
  readonly surroundings: Surroundings;
  readonly parents: Parents;
  /** Partitions begun at once. */
  readonly openPartitions: number;
  readonly timezone: string;
  readonly findings: StreamFindings;
}

/** What the report says about a stream. */
export interface StreamFindings extends ListFindings {
  filtered: number;
  missingPartitions: number;
  /** Partitions that the config names and that are gone or refused. */
  passedOver: Partition[];
  /** On one page, rows that differ share their key. */
  keysRepeat: boolean;
  /** Whether the vendor's filter by change was found to be true; null: that was not looked at. */
  filterHolds: boolean | null;
}

export const newStreamFindings = (): StreamFindings => ({
  ...newFindings(),
  filtered: 0,
  missingPartitions: 0,
  passedOver: [],
  keysRepeat: false,
  filterHolds: null,
});

/** The bounds a window's requests may use. `until` lies after everything that the window must hold. */
export const contextOf = (since: string | null, nowMs: number, partition: Partition): RequestContext => ({
  partition,
  since,
  until: instantFromMs(nowMs),
});

const toldApartBy = ({ primaryKey, keyMayRepeat }: Stream): Pick<ListSource, 'toldApartBy'> => {
  if (primaryKey.length === 0) return { toldApartBy: 'rows' };
  return keyMayRepeat === true ? { toldApartBy: 'versions' } : {};
};

/**
 * One stream from where its bookmark stands to its end: rows, each page followed by the checkpoint that covers it. A
 * window that a stop left open is carried on with its first start and its greatest value, so that the next window begins
 * early enough for everything that changed while this one was read.
 */
export async function* readStream(reading: StreamReading): AsyncGenerator<StreamItem, void, undefined> {
  const { selected, surroundings, findings } = reading;
  const { stream } = selected;
  const { fetcher } = surroundings;
  const opened = openBookmark(selected, reading.vendorName, reading.bookmark);
  // The key that the destination tells rows apart by.
  const identified = { ...stream, primaryKey: selected.primaryKey };
  const looked = createUniqueness(findings);
  const narrowing = createNarrowing(selected, opened, {
    startedAt: opened.window?.startedAt ?? instantFromMs(fetcher.vendorNowMs()),
    timezone: reading.timezone,
    keyOf: surroundings.keyOf(identified, {}),
  });
  const since = (): string | null => {
    const from = narrowing.from();
    return from === null ? null : addHours(from, -selected.lookbackHours);
  };
  const clock = createWindowClock(selected, opened, fetcher.vendorNowMs());
  const filter = createFilter(selected, reading.timezone, findings, clock);
  const covered = createCovered(selected, opened);
  const unlessEmitted = createUnlessEmitted(stream, surroundings.keyOf(identified, {}));
  const sinceOf = (partition: Partition) => (covered.has(partition) ? since() : covered.sinceOfNew);

  const listOf = (
    partition: Partition,
    position: ListPosition | null,
    narrowedBy: Query | null = null,
    found: ListFindings = findings,
  ): AsyncGenerator<ListItem, void, undefined> => {
    const keyOf = surroundings.keyOf(identified, partition);
    const told = toldApartBy(identified);
    return readPieces({
      pieces: stream.pieces ?? null,
      window: contextOf(sinceOf(partition), fetcher.vendorNowMs(), partition),
      position,
      keyOf,
      read: (context, start) =>
        readList({ ...surroundings, stream, context, keyOf, narrowedBy, ...told }, start, selected.verify, found),
    });
  };
  const checkpoint = (list: ListPosition | null, parent: Bookmark['parent']): StreamItem => ({
    kind: 'checkpoint',
    bookmark: {
      ...opened,
      ...covered.state(),
      ...narrowing.state(),
      window: clock.window(),
      list,
      parent,
      done: false,
    },
  });

  const { parent: link, partitions: configured } = stream;
  if (link === undefined && configured === undefined) {
    for await (const { rows, position, page } of narrowing.list((query) => listOf({}, opened.list, query))) {
      clock.asked(page.askedAtMs);
      looked(page);
      yield { kind: 'rows', rows: filter(rows, since()), partition: {} };
      if (position !== null) yield checkpoint(position, null);
    }
    await narrowing.prove((query) => listOf({}, null, query, newFindings()));
    findings.filterHolds = narrowing.verdict();
  } else {
    const { all, askedAtMs } =
      link === undefined
        ? { all: configPartitions(stream), askedAtMs: fetcher.vendorNowMs() }
        : await reading.parents.partitionsOf(link);
    clock.asked(askedAtMs);
    let after = opened.parent;
    const remaining =
      after === null
        ? all
        : all.filter((partition) => comparePartitionKeys(partitionKey(partition), after?.after ?? []) > 0);
    const [head] = remaining;
    const passesOver = (partition: Partition, error: MissingError | PermissionError): boolean => {
      const isGone = error instanceof MissingError;
      const context = contextOf(sinceOf(partition), fetcher.vendorNowMs(), partition);
      if (isGone ? !skipsMissing(stream, context) : link !== undefined || selected.explicit) return false;
      if (link === undefined) findings.passedOver.push(partition);
      else findings.missingPartitions += 1;
      covered.leave(partition);
      return true;
    };
    for await (const { partition, item, resumable } of readPartitions({
      partitions: remaining,
      open: reading.openPartitions,
      read: (partition) => listOf(partition, partition === head && isSame(partition, opened) ? opened.list : null),
      passesOver,
      configured: link === undefined && after === null,
    })) {
      if (item !== null) {
        clock.asked(item.page.askedAtMs);
        looked(item.page);
        yield { kind: 'rows', rows: unlessEmitted(filter(item.rows, sinceOf(partition))), partition };
        if (resumable && item.position !== null) yield checkpoint(item.position, withCurrent(after, partition));
      } else if (resumable) {
        after = { after: partitionKey(partition), current: null };
        covered.add(partition);
        yield checkpoint(null, after);
      }
    }
  }
  yield {
    kind: 'checkpoint',
    bookmark: {
      ...opened,
      ...covered.state(),
      ...narrowing.finalState(clock.value()),
      value: clock.value(),
      window: null,
      list: null,
      parent: null,
      done: true,
    },
  };
}

const skipsMissing = ({ missingPartition = 'skip' }: Stream, context: RequestContext): boolean =>
  (typeof missingPartition === 'function' ? missingPartition(context) : missingPartition) === 'skip';

const withCurrent = (after: Bookmark['parent'], partition: Partition): Bookmark['parent'] => ({
  after: after?.after ?? [],
  current: partitionKey(partition),
});

/** A list position belongs to the partition it was written for; parents may have come or gone since. */
const isSame = (partition: Partition, { parent }: Bookmark): boolean =>
  comparePartitionKeys(partitionKey(partition), parent?.current ?? []) === 0;

/** Which of the config's partitions the bookmark speaks for: one that was added later is read from its beginning. */
const createCovered = ({ stream, mode, startDate, lookbackHours }: SelectedStream, { partitions }: Bookmark) => {
  const isConfigured = stream.partitions !== undefined;
  const nameOf = (partition: Partition) => anchorOf(JSON.stringify(partitionKey(partition)));
  // One that is taken out of the config is forgotten: when it comes back, what happened meanwhile is unread.
  const configured = new Set(stream.partitions?.map(nameOf));
  const names = new Set(partitions?.filter((name) => configured.has(name)));
  const missing = new Set<string>();
  return {
    sinceOfNew: mode === 'incremental' && startDate !== null ? addHours(startDate, -lookbackHours) : null,
    has: (partition: Partition) => !isConfigured || names.has(nameOf(partition)),
    leave: (partition: Partition) => {
      missing.add(nameOf(partition));
      names.delete(nameOf(partition));
    },
    add: (partition: Partition) => {
      if (!isConfigured) return;
      const name = nameOf(partition);
      if (!missing.has(name)) names.add(name);
    },
    state: (): Pick<Bookmark, 'partitions'> => (isConfigured ? { partitions: [...names].sort() } : {}),
  };
};

interface WindowClock {
  /** A page was asked for at this time of the vendor's clock. */
  asked(ms: number): void;
  saw(value: string): void;
  window(): Window;
  /** The next window's lower bound. */
  value(): string | null;
}

const createWindowClock = (
  { replicationKey, stream }: SelectedStream,
  { window, value }: Bookmark,
  nowMs: number,
): WindowClock => {
  const from = window?.from ?? null;
  const carried = window?.startedAt ?? null;
  let startedMs: number | null = null;
  let maxSeen = window?.maxSeen ?? null;
  const startedAt = () => carried ?? instantFromMs(startedMs ?? nowMs);
  return {
    asked: (ms) => {
      startedMs = Math.min(startedMs ?? Infinity, Math.floor(ms / 1000) * 1000);
    },
    saw: (seen) => {
      if (maxSeen === null || compareInstants(seen, maxSeen) > 0) maxSeen = seen;
    },
    window: () => ({ from, startedAt: startedAt(), maxSeen }),
    value: () => {
      if (replicationKey === null) return value;
      const seen = stream.bookmarkBy === 'window' ? startedAt() : maxSeen;
      if (seen === null) return from;
      const reached = compareInstants(seen, startedAt()) < 0 ? seen : startedAt();
      return from !== null && compareInstants(reached, from) < 0 ? from : reached;
    },
  };
};

/** Rows looked at for keys that repeat: those of the first pages. */
const KEYS_LOOKED_AT = 2000;

/** Across pages a key may repeat because rows shifted; on one page it does so because it is none. */
const createUniqueness = (findings: StreamFindings) => {
  let left = KEYS_LOOKED_AT;
  return ({ rows, keys }: ReadPage): void => {
    if (left <= 0) return;
    left -= rows.length;
    const names = keys();
    if (new Set(names).size === names.length) return;
    const seen = new Map<string, string>();
    for (const [index, row] of rows.entries()) {
      const text = JSON.stringify(row);
      const before = seen.get(names[index] ?? '');
      if (before === undefined) seen.set(names[index] ?? '', text);
      else if (before !== text) findings.keysRepeat = true;
    }
  };
};

/** Keeps rows that changed since the window's lower bound; rows without a value can't be told and are kept. */
const createFilter = (
  { stream, replicationKey, mode }: SelectedStream,
  timezone: string,
  findings: StreamFindings,
  clock: WindowClock,
) => {
  const field = replicationKey === null ? undefined : stream.fields[replicationKey];
  if (replicationKey === null || field?.kind !== 'instant' || stream.bookmarkBy === 'window') {
    return (rows: readonly Row[]) => rows;
  }
  const changed = compileReplication(replicationKey, field, timezone);
  const { createdKey } = stream;
  const createdField = createdKey === undefined ? undefined : stream.fields[createdKey];
  const created =
    createdKey !== undefined && createdField?.kind === 'instant' && replicationKey === stream.replicationKey
      ? compileReplication(createdKey, createdField, timezone)
      : () => null;
  const keeps = (row: Row, since: string | null): boolean => {
    const value = changed(row) ?? created(row);
    if (typeof value !== 'string') return true;
    clock.saw(value);
    if (mode === 'full_table' || since === null || compareInstants(value, since) >= 0) return true;
    findings.filtered += 1;
    return false;
  };
  return (rows: readonly Row[], since: string | null) => rows.filter((row) => keeps(row, since));
};
