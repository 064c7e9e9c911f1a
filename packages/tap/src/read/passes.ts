import type { Paginator, Position } from '../define/paginator.ts';
import type { Row } from '../define/json.ts';
import { KeySet } from '../shape/key-set.ts';
import type { ListPosition } from '../state/bookmark.ts';
import { anchorOf, digestOf } from './digest.ts';
import { readBackward, readForward } from './list.ts';
import { fetchIfThere, type ListSource, type ReadPage } from './page.ts';
import { createPageDigests, type PageDigests } from './page-digests.ts';
import { relocate } from './relocate.ts';
import { createRepeats } from './repeats.ts';

/** Keys remembered of one list, 11 bytes each. Rows of longer lists are emitted again where a page changed, never missed. */
const REMEMBERED_KEYS = 2_000_000;

export interface ListItem {
  readonly rows: readonly Row[];
  /** Where to go on once `rows` are written; null: the list is finished. */
  readonly position: ListPosition | null;
  readonly page: ReadPage;
}

/** What reading a list found out about it; filled while it is read. */
export interface ListFindings {
  passes: number;
  /** Rows that only a later pass saw. */
  foundLater: number;
  moved: boolean;
  total: number | null;
  restarted: boolean;
}

export const newFindings = (): ListFindings => ({
  passes: 0,
  foundLater: 0,
  moved: false,
  total: null,
  restarted: false,
});

interface Reading {
  readonly source: ListSource;
  readonly findings: ListFindings;
  readonly digests: PageDigests;
  /** Keys of the rows emitted by this process; made when a second page shows that there is one. */
  seen: KeySet | null;
  /** The list is read more than once, if it has more than one page and they can shift. */
  readonly verify: boolean;
  moved: boolean;
  /** Tells rows without a key apart, in the pass that is under way. */
  repeats: (row: string) => string;
}

/**
 * Every row of a list that was there from the first page to the last, although rows are inserted and deleted meanwhile.
 *
 * One page, or pages that can't shift: one pass. Otherwise:
 *   1. forward, ahead of need. A delete before the reader hides one row from it, an insert shows one twice.
 *   2. backward; only rows not yet emitted. Inserts now hide, deletes show: a row is missed by both only if it crossed
 *      the reader the wrong way twice. Also finds rows that moved to the front of a list ordered by change.
 *   3. only if the passes differ (a page with other keys, a row seen twice): forward again, each page read once more after
 *      its successor. A row that crosses a border between two pages while the second is fetched is then on the page
 *      before, which is looked at again; where that has changed, rows may have crossed there and back, and both pages are
 *      looked at once more. Only a list that shifts there and back with every request can still hide a row.
 * The passes after the first cost requests, not rows. They don't restart after a stop: the position says the pass.
 */
export async function* readList(
  source: ListSource,
  start: ListPosition | null,
  verify: boolean,
  findings: ListFindings = newFindings(),
): AsyncGenerator<ListItem, void, undefined> {
  const { paginate } = source.stream;
  const from = start === null ? paginate.first : await relocate(source, start);
  if (from === null && start !== null && start.at !== null) findings.restarted = true;
  const restarted = findings.restarted && start?.pass !== 2;
  const reading: Reading = {
    source,
    findings,
    digests: createPageDigests(restarted ? null : (start?.pages ?? null)),
    seen:
      verify && start !== null && (start.pass > 1 || !isStable(paginate, start.at))
        ? new KeySet(REMEMBERED_KEYS)
        : null,
    verify,
    moved: start?.moved ?? false,
    repeats: createRepeats(),
  };
  const pass = restarted ? 1 : (start?.pass ?? 1);
  // The second pass has not begun while it has no anchor: it begins where the list ends by now.
  const resumed = start?.anchor === null ? null : from;
  let last: Position = from ?? start?.at ?? paginate.first;
  if (pass === 1) last = yield* firstPass(reading, from ?? paginate.first);
  if (!verify || reading.seen === null) return;
  if (pass <= 2) yield* secondPass(reading, pass === 2 ? resumed : null, last);
  if (pass === 3 || reading.moved) yield* thirdPass(reading, pass === 3 ? from : null);
  findings.moved = reading.moved;
}

const isStable = ({ stable }: Paginator, next: Position): boolean =>
  typeof stable === 'function' ? stable(next) : stable;

const positionAfter = (
  { digests, moved }: Reading,
  pass: ListPosition['pass'],
  at: Position,
  page: ReadPage,
  anchored: boolean,
): ListPosition => {
  const keys = page.keys();
  const [first, last] = [keys[0], keys.at(-1)];
  const anchor =
    anchored && first !== undefined && last !== undefined ? { first: anchorOf(first), last: anchorOf(last) } : null;
  return { pass, at, anchor, pages: digests.encode(), moved };
};

const note = (findings: ListFindings, pass: number, page: ReadPage): void => {
  findings.passes = Math.max(findings.passes, pass);
  if (page.total !== null) findings.total = page.total;
};

/** Emits every page; returns the position of the last one. */
async function* firstPass(reading: Reading, from: Position): AsyncGenerator<ListItem, Position, undefined> {
  const { source, digests, findings, verify } = reading;
  const { paginate } = source.stream;
  let index = indexOf(source, from, digests);
  let previous: ReadPage | null = null;
  for await (const page of readForward(source, from)) {
    note(findings, 1, page);
    const { next } = page;
    const isNowShifting = reading.seen === null && verify && next !== 'end' && !isStable(paginate, next.at);
    if (isNowShifting) {
      // What a stable list has already given may come again from its beginning.
      reading.seen = new KeySet(REMEMBERED_KEYS);
      if (previous !== null) unseen(reading, previous);
    }
    if (page.whole === true) reading.seen = null;
    if (reading.seen === null) {
      const anchored = next !== 'end' && !isStable(paginate, next.at);
      yield {
        rows: page.rows,
        position: next === 'end' ? null : positionAfter(reading, 1, next.at, page, anchored),
        page,
      };
      if (next === 'end') return page.at;
      previous = page;
      continue;
    }
    const overlaps = paginate.overlaps?.(page.at) === true;
    if (overlaps) reading.repeats = createRepeats();
    digests.set(index, digestOf(page.keys()));
    index = isNowShifting ? indexOf(source, next.at, digests) : index + 1;
    const rows = unseen(reading, page);
    const isExpected = isNowShifting || overlaps;
    if (rows.length < page.rows.length && !isExpected) reading.moved = true;
    const position =
      next === 'end' ? positionAfter(reading, 2, page.at, page, false) : positionAfter(reading, 1, next.at, page, true);
    yield { rows, position, page };
    if (next === 'end') return page.at;
  }
  return from;
}

/** Emits what the first pass did not; `at` is the position to go on with, null when the pass is done. */
const second = (reading: Reading, page: ReadPage, index: number, at: Position | null): ListItem => {
  const { findings, digests, source } = reading;
  note(findings, 2, page);
  const same = digests.same(index, digestOf(page.keys()));
  if (same === false) reading.moved = true;
  // Equal rows are counted on pages that are the same, too.
  const found = same === true && source.toldApartBy !== 'rows' ? [] : unseen(reading, page);
  const rows = same === true ? [] : found;
  if (same !== true) findings.foundLater += rows.length;
  if (at !== null) return { rows, page, position: positionAfter(reading, 2, at, page, true) };
  return {
    rows,
    page,
    position: reading.moved ? positionAfter(reading, 3, source.stream.paginate.first, page, false) : null,
  };
};

/** From the last page, wherever it is by now, back to the first. */
async function* secondPass(
  reading: Reading,
  resumed: Position | null,
  last: Position,
): AsyncGenerator<ListItem, void, undefined> {
  const { source } = reading;
  const { before, first } = source.stream.paginate;
  reading.repeats = createRepeats();
  if (before === undefined) return yield* secondPassForward(reading, first);
  let from = resumed;
  if (from === null) {
    from = yield* toTheEnd(reading, last);
    if (from === null) return;
  }
  let index = indexOf(source, from, reading.digests);
  for await (const page of readBackward(source, from)) {
    yield second(reading, page, index, before(page.at));
    index -= 1;
  }
}

/** Reads on from what was the last page; returns where to go back from. */
async function* toTheEnd(reading: Reading, last: Position): AsyncGenerator<ListItem, Position | null, undefined> {
  const { source } = reading;
  const before = source.stream.paginate.before?.(last) ?? null;
  let index = indexOf(source, last, reading.digests);
  for await (const page of readForward(source, last)) {
    const grown = page.at !== last || page.next !== 'end';
    if (grown) reading.moved = true;
    const item = second(reading, page, index, grown ? last : before);
    yield grown ? { ...item, position: positionAfter(reading, 2, last, page, false) } : item;
    // A list that grew is read back from its new end: rows may have crossed while that was looked for.
    if (page.next === 'end') return grown ? page.at : before;
    index += 1;
  }
  return before;
}

/** Links and tokens lead forward only; a stop during this pass begins it again. */
async function* secondPassForward(reading: Reading, first: Position): AsyncGenerator<ListItem, void, undefined> {
  let index = 0;
  for await (const page of readForward(reading.source, first)) {
    const item = second(reading, page, index, page.next === 'end' ? null : first);
    yield page.next === 'end' ? item : { ...item, position: positionAfter(reading, 2, first, page, false) };
    index += 1;
  }
}

/** How many pages stand before a position. */
const indexOf = ({ stream }: ListSource, at: Position, digests: PageDigests): number => {
  const { before } = stream.paginate;
  if (before === undefined) return digests.length();
  let count = 0;
  for (let position = before(at); position !== null; position = before(position)) count += 1;
  return count;
};

/** How far back a shift of more than one page is followed. */
const CHASED_PAGES = 8;

/** How often a border is looked at while the page before it keeps changing. */
const BORDER_LOOKS = 4;

interface Looked {
  readonly at: Position;
  digest: number;
}

async function* thirdPass(reading: Reading, resumed: Position | null): AsyncGenerator<ListItem, void, undefined> {
  const { source, findings } = reading;
  const behind: Looked[] = [];
  reading.repeats = createRepeats();
  for await (const page of readForward({ ...source, lookAhead: 0 }, resumed ?? source.stream.paginate.first)) {
    note(findings, 3, page);
    const current: Looked = { at: page.at, digest: digestOf(page.keys()) };
    const found = [...unseen(reading, page), ...(await chase(reading, behind, current))];
    behind.push(current);
    if (behind.length > CHASED_PAGES) behind.shift();
    findings.foundLater += found.length;
    yield {
      rows: found,
      page,
      position: page.next === 'end' ? null : positionAfter(reading, 3, page.next.at, page, true),
    };
  }
}

/** Rows that crossed the border before the current page, which was just fetched, or further borders before it. */
const chase = async (reading: Reading, behind: readonly Looked[], current: Looked): Promise<Row[]> => {
  const found: Row[] = [];
  const border = behind.at(-1);
  const look = async (page: Looked): Promise<number> => {
    const again = await fetchIfThere(reading.source, page.at);
    // Equal rows were counted when the page was there for the first time.
    const rows = again === null ? [] : unseen({ ...reading, repeats: (row) => row }, again);
    page.digest = again === null ? 0 : digestOf(again.keys());
    found.push(...rows);
    return rows.length;
  };
  for (let looks = 1; border !== undefined; looks += 1) {
    const { digest } = border;
    for (const page of behind.toReversed()) if ((await look(page)) === 0) break;
    if (border.digest === digest || looks === BORDER_LOOKS) break;
    await look(current);
  }
  return found;
};

const unseen = (reading: Reading, page: ReadPage): Row[] => {
  const identities = identitiesOf(reading, page);
  return page.rows.filter((_, index) => reading.seen?.add(identities[index] ?? '') !== false);
};

const identitiesOf = ({ source: { toldApartBy }, repeats }: Reading, page: ReadPage): readonly string[] => {
  if (toldApartBy === 'versions') return page.rows.map((row) => JSON.stringify(row));
  return toldApartBy === 'rows' ? page.keys().map(repeats) : page.keys();
};
