import type { Paginator } from '../../define/paginator.ts';
import type { Query } from '../../define/request.ts';
import type { EndSign } from './end-sign.ts';
import { numberOf } from './page-number.ts';

export interface OffsetOptions {
  /** Query parameter of the offset; default `offset`. */
  readonly parameter?: string;
  /** Where counting starts: 0, or 1 for SCIM's startIndex. */
  readonly first?: number;
  /** Query parameter of the page size. */
  readonly sizeParameter?: string;
  readonly size: number;
  readonly query?: Query;
  readonly hasNext: EndSign;
  readonly total?: Paginator['total'];
}

/**
 * Rows from an offset. The next offset counts the rows that came, not those asked for, since a server may clamp the page
 * size; therefore the next page can't be predicted.
 */
export const offset = (options: OffsetOptions): Paginator => {
  const { parameter = 'offset', first = 0, size } = options;
  return {
    kind: 'offset',
    first,
    stable: false,
    missingMeansEnd: true,
    ...(options.total !== undefined && { total: options.total }),
    ask: (at) => ({
      query: {
        ...options.query,
        [parameter]: numberOf(at),
        ...(options.sizeParameter !== undefined && { [options.sizeParameter]: size }),
      },
    }),
    after: (page, at) => {
      const sign = options.hasNext(page);
      if (sign === 'end' || page.rows.length === 0) return 'end';
      return { at: numberOf(at) + page.rows.length };
    },
    before: (at) => (numberOf(at) > first ? Math.max(first, numberOf(at) - size) : null),
  };
};
