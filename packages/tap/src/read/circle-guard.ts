import { ResponseShapeError } from '../errors/response-shape-error.ts';
import { confirmEnd } from './confirm-end.ts';
import { digestOf } from './digest.ts';
import { fetchAt, goesOn, type ListSource, type ReadPage } from './page.ts';

/** More empty pages than this in a row, each saying "more follows", are a list without an end. */
const EMPTY_PAGES = 5;
/** So many repeats in a row are a list that goes in circles; fewer can be rows that shifted by exactly one page. */
const REPEATED_PAGES = 3;

/** Notices pages and positions that come back. */
export const createCircleGuard = (source: ListSource) => {
  const { stream, signal } = source;
  const pages = new Set<number>();
  const positions = new Set<string>();
  let repeats = 0;
  let empties = 0;
  return async (page: ReadPage, first: boolean): Promise<ReadPage> => {
    if (first && page.next === 'end') return page;
    if (stream.paginate.predict === undefined && page.next !== 'end') {
      positions.add(JSON.stringify(page.at));
      if (positions.has(JSON.stringify(page.next.at))) {
        throw new ResponseShapeError(
          `${stream.name}: the next page leads back to a page already read; the list has no end.`,
        );
      }
    }
    empties = page.rows.length === 0 && goesOn(page.next) ? empties + 1 : 0;
    if (empties > EMPTY_PAGES && page.next !== 'end') {
      throw new ResponseShapeError(
        `${stream.name}: ${String(empties)} empty pages in a row say that more follow; the list has no end.`,
      );
    }
    if (page.mayBeWhole && isRepeat(pages, page)) {
      return { ...page, rows: [], keys: () => [], next: 'end', whole: true };
    }
    let checked = page;
    for (let ask = 0; isRepeat(pages, checked) && ask < 2; ask += 1) {
      checked = await confirmEnd(source, await fetchAt(source, page.at, signal));
    }
    if (!isRepeat(pages, checked)) {
      repeats = 0;
      if (checked.rows.length > 0) pages.add(digestOf(checked.keys()));
      return checked;
    }
    repeats += 1;
    if (repeats >= REPEATED_PAGES) {
      throw new ResponseShapeError(
        `${stream.name}: the same page came ${String(repeats + 1)} times in a row; the list has no end.`,
      );
    }
    return checked;
  };
};

const isRepeat = (pages: ReadonlySet<number>, page: ReadPage): boolean =>
  page.rows.length > 0 && pages.has(digestOf(page.keys()));
