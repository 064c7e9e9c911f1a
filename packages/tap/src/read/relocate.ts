import type { Position } from '../define/paginator.ts';
import type { ListPosition } from '../state/bookmark.ts';
import { anchorOf } from './digest.ts';
import { MissingError } from '../errors/missing-error.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import { fetchAt, fetchIfThere, type ListSource, type ReadPage } from './page.ts';

/** Pages looked through, on either side, for the row that was last read. */
const SEARCHED_PAGES = 4;

/**
 * Where to go on with a list that may have shifted since its state was written: at the remembered page if the page read
 * before it is as it was, else at the page that now holds the row read last. null: not found, read it from the start.
 */
export const relocate = async (source: ListSource, { at, anchor, pass }: ListPosition): Promise<Position | null> => {
  const { before, predict, first } = source.stream.paginate;
  if (before === undefined) return pass === 2 || at === first || (await stillLeads(source, at)) ? at : null;
  if (anchor === null || predict === undefined) return at;
  const backward = pass === 2;
  const previous = backward ? predict(at) : before(at);
  if (previous === null) return at;
  const page = await fetchIfThere(source, previous);
  if (page !== null && (backward ? edge(page, 0) === anchor.first : edge(page, -1) === anchor.last)) return at;
  const candidates = [page, ...(await neighbours(source, previous))];
  // Reading forward goes on from the page with the row read last; backward from the one with the row read first.
  for (const wanted of backward ? [anchor.first, anchor.last] : [anchor.last, anchor.first]) {
    const found = candidates.find((candidate) => candidate?.keys().some((key) => anchorOf(key) === wanted) === true);
    if (found !== undefined && found !== null) return found.at;
  }
  return null;
};

/** Links and tokens end after a while, each vendor refusing them in its own way. */
const stillLeads = async (source: ListSource, at: Position): Promise<boolean> => {
  try {
    await fetchAt(source, at, source.signal);
    return true;
  } catch (error) {
    if (error instanceof MissingError || error instanceof ResponseShapeError) return false;
    throw error;
  }
};

const edge = (page: ReadPage, index: 0 | -1): string | null => {
  const key = page.keys().at(index);
  return key === undefined ? null : anchorOf(key);
};

const neighbours = async (source: ListSource, around: Position): Promise<(ReadPage | null)[]> => {
  const { before, predict } = source.stream.paginate;
  const found: (ReadPage | null)[] = [];
  let [lower, upper]: [Position | null, Position | null] = [around, around];
  for (let distance = 1; distance <= SEARCHED_PAGES; distance += 1) {
    upper = upper === null ? null : (predict?.(upper) ?? null);
    lower = lower === null ? null : (before?.(lower) ?? null);
    if (upper !== null) {
      const page = await fetchIfThere(source, upper);
      found.push(page);
      if (page === null || page.next === 'end') upper = null;
    }
    if (lower !== null) found.push(await fetchIfThere(source, lower));
  }
  return found;
};
