import type { PageView, Paginator, Position } from '../../define/paginator.ts';
import type { Query } from '../../define/request.ts';
import { ResponseShapeError } from '../../errors/response-shape-error.ts';
import { TransientError } from '../../errors/transient-error.ts';
import type { EndSign } from './end-sign.ts';

export interface PageNumberOptions {
  /** Query parameter of the page number; default `page`. */
  readonly parameter?: string;
  /** Number of the first page; default 1. */
  readonly first?: number;
  /** Further parameters of every page, such as the page size. */
  readonly query?: Query;
  readonly hasNext: EndSign;
  /** Which page the answer says it is; another one than asked for is asked for again. */
  readonly current?: (page: PageView) => number | null;
  /** The vendor may not page at all: a page 2 that is page 1 again, and has no end sign, ends the list. */
  readonly ignoresPaging?: true;
  readonly total?: Paginator['total'];
  /** The vendor freezes the list while it is paged. */
  readonly stable?: true;
}

/** The number of a page as a header tells it, for `current`. */
export const headerNumber = (name: string) => {
  return ({ headers }: Pick<PageView, 'headers'>): number | null => {
    const value = headers.get(name)?.trim() ?? '';
    return /^\d+$/.test(value) ? Number(value) : null;
  };
};

/** Pages 1, 2, 3 ... Ends when `hasNext` says so; when it can't say, with the first empty page. */
export const pageNumber = (options: PageNumberOptions): Paginator => {
  const { parameter = 'page', first = 1 } = options;
  return {
    kind: 'page number',
    first,
    stable: options.stable === true,
    missingMeansEnd: true,
    // A page that says whether it is the last one is a page; where it repeats another, something else is wrong.
    ...(options.ignoresPaging === true && { ignoresPaging: (page: PageView) => options.hasNext(page) === 'unknown' }),
    ...(options.total !== undefined && { total: options.total }),
    ask: (at) => ({ query: { ...options.query, [parameter]: numberOf(at) } }),
    after: (page, at) => {
      const current = options.current?.(page) ?? null;
      if (current !== null && current !== numberOf(at)) {
        throw new TransientError(
          `Page ${String(numberOf(at))} was asked for, but page ${String(current)} was answered.`,
        );
      }
      const sign = options.hasNext(page);
      const ended = sign === 'end' || (sign === 'unknown' && page.rows.length === 0);
      return ended ? 'end' : { at: numberOf(at) + 1 };
    },
    predict: (at) => numberOf(at) + 1,
    before: (at) => (numberOf(at) > first ? numberOf(at) - 1 : null),
  };
};

export const numberOf = (at: Position): number => {
  if (typeof at !== 'number' || !Number.isSafeInteger(at) || at < 0) {
    throw new ResponseShapeError(`A page position should be a whole number, but is ${JSON.stringify(at)}.`);
  }
  return at;
};
