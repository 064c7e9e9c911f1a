import type { Row } from '../define/json.ts';
import { isPartitioned } from '../define/stream.ts';
import type { Query } from '../define/request.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import type { SelectedStream } from '../select/selection.ts';
import { addHours, compareInstants } from '../shape/instant.ts';
import { KeySet } from '../shape/key-set.ts';
import { compileReplication } from '../shape/replication.ts';
import type { Bookmark } from '../state/bookmark.ts';
import type { ListItem } from './passes.ts';

/** A verdict is reached anew after so long; rows that a filter kept back meanwhile are then read. */
const VERDICT_HOURS = 7 * 24;
/** A proof looks further back than the window, so that there is something to compare. */
const PROOF_HOURS = 30 * 24;
/** Fewer rows prove nothing. */
const PROOF_ROWS = 5;
/** Keys that a proof remembers, 11 bytes each; what changes more than that in the time is read whole. */
const PROOF_KEYS = 2_000_000;
/** Days instead of moments, other zones and bounds that are excluded explain rows so much older than the bound. */
const SLACK_HOURS = 4 * 24;

/** How one window uses a filter by change of which it isn't known whether the vendor honours it. */
export interface Narrowing {
  /** Lower bound of the window, or null: everything. Earlier than the bookmark after a time in which a filter was trusted. */
  readonly from: () => string | null;
  /** The window's list, asked for with the filter if that is trusted. */
  readonly list: (read: ReadNarrowed) => AsyncGenerator<ListItem, void, undefined>;
  /** Once the list has ended: compares what the filter brings with what the list had, where that is due. */
  readonly prove: (read: ReadNarrowed) => Promise<void>;
  /** For a checkpoint in the window. */
  readonly state: () => Pick<Bookmark, 'filter'>;
  /** For the checkpoint that ends it. */
  readonly finalState: (value: string | null) => Pick<Bookmark, 'filter'>;
  /** What this window found out; null: nothing. */
  readonly verdict: () => boolean | null;
}

type ReadNarrowed = (narrowedBy: Query | null) => AsyncGenerator<ListItem, void, undefined>;

/**
 * A filter that brings too little loses rows, and one that brings everything saves nothing. So the first incremental window
 * asks without it, and afterwards with it for the last month: it is trusted when every row came that should, and none that
 * is much older. Lists of one page are not worth it.
 *
 * @param startedAt when the window began, which a resumed one has in common with its beginning
 */
export const createNarrowing = (
  selected: SelectedStream,
  opened: Bookmark,
  { startedAt, timezone, keyOf }: { startedAt: string; timezone: string; keyOf: (row: Row) => string },
): Narrowing => {
  const { stream, replicationKey, mode, lookbackHours } = selected;
  const windowFrom = opened.window?.from ?? null;
  const ask = mode === 'incremental' && replicationKey === stream.replicationKey ? stream.changedSince : undefined;
  const field = replicationKey === null ? undefined : stream.fields[replicationKey];
  let known = opened.filter;
  if (
    ask === undefined ||
    windowFrom === null ||
    replicationKey === null ||
    field?.kind !== 'instant' ||
    isPartitioned(stream)
  ) {
    const state = () => (known === undefined ? {} : { filter: known });
    return {
      from: () => windowFrom,
      list: (read) => read(null),
      prove: () => Promise.resolve(),
      state,
      finalState: state,
      verdict: () => null,
    };
  }

  const changed = compileReplication(replicationKey, field, timezone);
  const isDue = known === undefined || compareInstants(addHours(known.judgedAt, VERDICT_HOURS), startedAt) < 0;
  // A window goes on as it was begun.
  let isNarrowed = opened.list === null ? known?.trusted === true && !isDue : known?.inUse === true;
  let verdict: boolean | null = null;
  const from = (): string =>
    !isNarrowed && known !== undefined && compareInstants(known.readWholeTo, windowFrom) < 0
      ? known.readWholeTo
      : windowFrom;
  const sinceOf = (bound: string): string => addHours(bound, -lookbackHours);
  const isTooOld = (value: unknown, since: string): boolean =>
    typeof value === 'string' && compareInstants(value, addHours(since, -SLACK_HOURS)) < 0;
  const judge = (trusted: boolean): void => {
    verdict = trusted;
    known = { trusted, judgedAt: startedAt, readWholeTo: known?.readWholeTo ?? windowFrom, inUse: isNarrowed };
  };

  const proofSince = addHours(sinceOf(windowFrom), -PROOF_HOURS);
  // What came before a stop is not remembered: then the next window proves.
  const proof = isDue && opened.list === null ? newProof() : null;
  const note = ({ rows }: ListItem): void => {
    if (proof !== null) proof.pages += 1;
    for (const row of rows) {
      const value = changed(row);
      if (isNarrowed && isTooOld(value, sinceOf(windowFrom))) judge(false);
      if (proof === null) continue;
      if (typeof value !== 'string') proof.undated = true;
      else if (compareInstants(value, proofSince) >= 0) proof.wanted.add(keyOf(row));
      else if (isTooOld(value, proofSince)) proof.older = true;
    }
  };
  async function* noted(items: AsyncGenerator<ListItem, void, undefined>): ReturnType<ReadNarrowed> {
    for await (const item of items) {
      note(item);
      yield item;
    }
  }
  const isWhole = async (read: ReadNarrowed, wanted: KeySet): Promise<boolean> => {
    const found = new KeySet(PROOF_KEYS);
    for await (const { rows } of read(ask(proofSince, replicationKey))) {
      for (const row of rows) {
        if (isTooOld(changed(row), proofSince)) return false;
        const key = keyOf(row);
        if (wanted.has(key)) found.add(key);
      }
    }
    return found.size === wanted.size;
  };

  return {
    from,
    async *list(read) {
      if (!isNarrowed) return yield* noted(read(null));
      let isBegun = opened.list !== null;
      try {
        for await (const item of noted(read(ask(sinceOf(windowFrom), replicationKey)))) {
          isBegun = true;
          yield item;
        }
      } catch (error) {
        if (isBegun || !(error instanceof ResponseShapeError)) throw error;
        // The vendor refuses what it took before.
        judge(false);
        isNarrowed = false;
        yield* noted(read(null));
      }
    },
    prove: async (read) => {
      if (proof === null || proof.pages < 2) return;
      const { wanted, older, undated } = proof;
      // Rows without a date are no filter's.
      if (undated) judge(false);
      else if (older && wanted.size >= PROOF_ROWS && !wanted.full) judge(await refusedIsFalse(isWhole(read, wanted)));
    },
    state: () => (known === undefined ? {} : { filter: { ...known, inUse: isNarrowed } }),
    finalState: (value) => {
      if (known === undefined) return {};
      const readWholeTo = isNarrowed ? known.readWholeTo : (value ?? windowFrom);
      return { filter: { ...known, readWholeTo, inUse: false } };
    },
    verdict: () => verdict,
  };
};

const newProof = () => ({ wanted: new KeySet(PROOF_KEYS), pages: 0, older: false, undated: false });

const refusedIsFalse = async (proved: Promise<boolean>): Promise<boolean> => {
  try {
    return await proved;
  } catch (error) {
    if (error instanceof ResponseShapeError) return false;
    throw error;
  }
};
