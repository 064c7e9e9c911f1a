import { ResponseShapeError, type Position } from '@singer-io-ts/tap';

/** What a request can do without when a service refuses it. */
export type Option = 'count' | 'orderby' | 'filter';

/** Where a list that has no links goes on. */
export interface Place {
  /** The beginning, rows after a key, whether there are more than so many rows, or rows after so many. */
  readonly way: 'first' | 'after' | 'more' | 'skip';
  readonly value: bigint;
  /** Rows to ask for at most; null: as many as the service gives. */
  readonly top: number | null;
  readonly without: readonly Option[];
}

export const FIRST: Place = { way: 'first', value: 0n, top: null, without: [] };

/** One row, without an order or a count that a view may take long for. */
export const ONE_ROW: Place = { way: 'first', value: 0n, top: 1, without: ['count', 'orderby'] };

const PLACE = /^(first|after|more|skip):(-?\d{1,20})(?:;top=(\d{1,6}))?(?:;without=([a-z,]+))?$/;

/** `after:42`, `skip:500;top=125;without=orderby`; the beginning is null. */
export const textOf = ({ way, value, top, without }: Place): Position => {
  const suffix = `${top === null ? '' : `;top=${String(top)}`}${without.length === 0 ? '' : `;without=${without.join(',')}`}`;
  return way === 'first' && suffix === '' ? null : `${way}:${String(value)}${suffix}`;
};

/** A next link, as path and query. */
export const isLink = (position: Position): position is string =>
  typeof position === 'string' && position.startsWith('/');

const isOption = (name: string): name is Option => name === 'count' || name === 'orderby' || name === 'filter';

export const placeOf = (position: Position): Place => {
  if (position === null) return FIRST;
  const match = typeof position === 'string' ? PLACE.exec(position) : null;
  if (match === null) throw new ResponseShapeError('The position in the state is none of an OData list.');
  const [, way = 'first', value = '0', top, without = ''] = match;
  return {
    way: way as Place['way'],
    value: BigInt(value),
    top: top === undefined ? null : Number(top),
    without: without.split(',').filter(isOption),
  };
};
