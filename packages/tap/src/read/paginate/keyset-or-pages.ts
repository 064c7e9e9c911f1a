import type { Next, PageView, Paginator, Position } from '../../define/paginator.ts';
import { isRow } from '../../define/json.ts';
import type { Query } from '../../define/request.ts';
import { ResponseShapeError } from '../../errors/response-shape-error.ts';

export interface KeysetOrPagesOptions {
  /** The vendor's field with whole numbers (or their text) by which the list is asked for in ascending order. */
  readonly key: string;
  /** Parameters of every request: the page size and the order. */
  readonly query: Query;
  /** The parameters that ask for rows whose key is greater. */
  readonly after: (key: number) => Query;
  /** Query parameter of the page number; default `page`. */
  readonly parameter?: string;
  /** Rows that the vendor says match the request, on this and all further pages; null when it doesn't say. */
  readonly matching: (page: PageView) => number | null;
  readonly total?: Paginator['total'];
}

/** So many empty pages in a row end the list although the vendor counts more rows; what is missing is then told. */
const EMPTY_PAGES = 2;

/** Position as state keeps it: `after:<key>[:<empty pages>]` or `page:<number>:<rows before it>[:<empty pages>]`. */
type At =
  | { readonly way: 'after'; readonly key: number; readonly empties: number }
  | { readonly way: 'page'; readonly page: number; readonly before: number; readonly empties: number };

/**
 * Rows after the last key seen, which nothing can shift, for vendors of whom it isn't known whether they honour the filter
 * and the order. Each answer is checked; the first that has rows it should not have makes the list go on by page numbers
 * instead, from then on read in several passes. Ends when the vendor's own count is reached or a page is empty.
 */
export const keysetOrPages = (options: KeysetOrPagesOptions): Paginator => {
  const { parameter = 'page', matching } = options;

  const keysOf = (rows: PageView['rows']): readonly number[] =>
    rows.map((row) => {
      const key = isRow(row) ? Number(row[options.key] ?? NaN) : NaN;
      if (Number.isSafeInteger(key)) return key;
      throw new ResponseShapeError(`A row has no ${options.key} that is a whole number to page by.`);
    });

  const afterEmpty = (page: PageView, at: At): Next => {
    const count = matching(page) ?? 0;
    const empties = at.empties + 1;
    if (count <= (at.way === 'page' ? at.before : 0) || empties > EMPTY_PAGES) return 'end';
    return { at: textOf(at.way === 'page' ? { ...at, page: at.page + 1, empties } : { ...at, empties }) };
  };

  const afterRows = (page: PageView, at: At): Next => {
    const { rows } = page;
    const keys = keysOf(rows);
    const count = matching(page);
    const before = at.way === 'page' ? at.before + rows.length : rows.length;
    if (count !== null && before >= count) return 'end';
    if (at.way === 'page') return { at: textOf({ way: 'page', page: at.page + 1, before, empties: 0 }) };
    if (isAscending(keys, at.key)) return { at: textOf({ way: 'after', key: keys.at(-1) ?? 0, empties: 0 }) };
    // Rows from the beginning: what answered is the first page. Else only the order is not as asked.
    const isFirstPage = at.key === -Infinity || keys.some((key) => key <= at.key);
    return { at: textOf({ way: 'page', page: isFirstPage ? 2 : 1, before: isFirstPage ? before : 0, empties: 0 }) };
  };

  return {
    kind: 'keyset or page number',
    first: null,
    stable: (at) => parse(at).way !== 'page',
    // A filter that finds nothing answers an empty list; 'nothing is there' where rows are counted is a fault.
    missingMeansEnd: (at, before) => parse(at).way === 'page' || (before !== null && matching(before) === null),
    ...(options.total !== undefined && { total: options.total }),
    ask: (position) => {
      const at = parse(position);
      if (at.way === 'page') return { query: { ...options.query, [parameter]: at.page } };
      return { query: at.key === -Infinity ? options.query : { ...options.query, ...options.after(at.key) } };
    },
    after: (page, position) => (page.rows.length === 0 ? afterEmpty : afterRows)(page, parse(position)),
    predict: (position) => {
      const at = parse(position);
      return at.way === 'page' && at.page > 1 ? neighbour(at, 1) : null;
    },
    before: (position) => {
      const at = parse(position);
      return at.way === 'page' && at.page > 1 ? neighbour(at, -1) : null;
    },
  };
};

/** The rows before a page are known only when it is read in order; else all pages before are taken to be of one size. */
const neighbour = (at: At & { readonly way: 'page' }, step: 1 | -1): string => {
  const page = at.page + step;
  return textOf({ way: 'page', page, before: Math.round((at.before * (page - 1)) / (at.page - 1)), empties: 0 });
};

const isAscending = (keys: readonly number[], above: number): boolean =>
  keys.every((key, index) => key > (keys[index - 1] ?? above));

const textOf = (at: At): string => {
  const empties = at.empties === 0 ? '' : `:${String(at.empties)}`;
  return at.way === 'after'
    ? `after:${at.key === -Infinity ? '' : String(at.key)}${empties}`
    : `page:${String(at.page)}:${String(at.before)}${empties}`;
};

const parse = (position: Position): At => {
  if (position === null) return FIRST;
  const match = typeof position === 'string' ? POSITION.exec(position) : null;
  if (match === null) {
    throw new ResponseShapeError(`A list's position should be after:<key> or page:<number>:<rows>, but is not.`);
  }
  const [, key, afterEmpties, page, before, pageEmpties] = match;
  return page === undefined
    ? { way: 'after', key: key === '' ? -Infinity : Number(key), empties: Number(afterEmpties ?? 0) }
    : { way: 'page', page: Number(page), before: Number(before), empties: Number(pageEmpties ?? 0) };
};

const POSITION = /^(?:after:(-?\d{1,16}|)(?::(\d))?|page:(\d{1,9}):(\d{1,12})(?::(\d))?)$/;
const FIRST: At = { way: 'after', key: -Infinity, empties: 0 };
