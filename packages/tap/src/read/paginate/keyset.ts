import type { Paginator, Position } from '../../define/paginator.ts';
import { isRow } from '../../define/json.ts';
import type { Query } from '../../define/request.ts';
import { ResponseShapeError } from '../../errors/response-shape-error.ts';
import { TransientError } from '../../errors/transient-error.ts';

export interface KeysetOptions {
  /** The vendor's field by which the list is asked for in ascending order. */
  readonly key: string;
  /** The parameters of a page: those after `last`, or the first ones (null). */
  readonly query: (last: string | number | null) => Query;
  readonly total?: Paginator['total'];
}

/**
 * Rows whose key is greater than the last one seen: no insert or delete can shift a row out of reach. Ends with an empty
 * page. A server that ignores the filter answers a key that isn't greater: an error, never a silent restart.
 */
export const keyset = (options: KeysetOptions): Paginator => ({
  kind: 'keyset',
  first: null,
  stable: true,
  ...(options.total !== undefined && { total: options.total }),
  ask: (at) => ({ query: options.query(keyAt(at)) }),
  after: ({ rows }, at) => {
    if (rows.length === 0) return 'end';
    let last = keyAt(at);
    for (const row of rows) {
      const key = isRow(row) ? row[options.key] : undefined;
      if (typeof key !== 'number' && typeof key !== 'string') {
        throw new ResponseShapeError(`A row has no ${options.key} to page by.`);
      }
      if (last !== null && !isAfter(key, last)) {
        throw new TransientError(
          `Rows after ${options.key} ${String(last)} were asked for, but ${String(key)} was answered: the filter or the order is ignored.`,
        );
      }
      last = key;
    }
    return { at: last };
  },
});

const keyAt = (at: Position): string | number | null => (typeof at === 'number' || typeof at === 'string' ? at : null);

/** Numeric text compares as a number: vendors send the same id as 9 and "10". */
const isAfter = (key: string | number, last: string | number): boolean => {
  const [a, b] = [Number(key), Number(last)];
  return Number.isNaN(a) || Number.isNaN(b) ? String(key) > String(last) : a > b;
};
