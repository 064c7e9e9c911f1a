import {
  isRow,
  ResponseShapeError,
  type PageView,
  type Paginator,
  type Position,
  type Query,
  type Refusal,
} from '@singer-io-ts/tap';
import { countIn, nextLinkIn } from './envelope.ts';
import type { Version } from './metadata.ts';
import { FIRST, ONE_ROW, isLink, placeOf, textOf, type Option, type Place } from './position.ts';

/** A single key of whole numbers, by which rows can be asked for that come after the last one. */
export interface Keyset {
  readonly name: string;
  readonly type: 'Edm.Int32' | 'Edm.Int64';
}

export interface PagingOptions {
  readonly version: Version;
  /** Key parts, for the order of lists that are read by `$skip`. */
  readonly key: readonly string[];
  /** null: the key is no single number, or `$filter` is needed for something else. */
  readonly keyset: Keyset | null;
  /** The stream's own query has a `$filter`. */
  readonly isFiltered: boolean;
}

/** Asked for once a service ran out of time, then half of it each time. */
const FIRST_TOP = 250;
/** A view that can't give so few rows in time is out of order. */
const LEAST_TOP = 10;

/**
 * Path and query of a next link, whatever host it names: behind a proxy services write the name of their own machine. The
 * path must still be the list's, which the engine checks.
 */
const pathOf = (link: string, url: URL): string => {
  const next = URL.canParse(link, url.href) ? new URL(link, url) : undefined;
  if (next === undefined) throw new ResponseShapeError('The link to the next page is no address.');
  const isSame = plain(next.pathname) === plain(url.pathname);
  return next.origin === url.origin || isSame ? next.pathname + next.search : next.href;
};

/** Ends a link whose token says how many rows came before it: what is deleted or added among them moves the others. */
const COUNTS_ROWS = '#counts-rows';

const tokenIn = ({ searchParams }: URL): string => searchParams.get('$skiptoken') ?? '';

const numbersIn = (token: string): readonly number[] => (token.match(/\d+/g) ?? ['0']).map(Number);

/** A token of the last row's key, which is what services usually give, may look the same only by chance. */
const countsRows = (link: string, { rows, url }: PageView, key: readonly string[]): boolean => {
  const last = rows.at(-1);
  const next = URL.canParse(link, url.href) ? tokenIn(new URL(link, url)) : '';
  if (next === '' || !isRow(last)) return false;
  const before = numbersIn(tokenIn(url));
  const isOffset = numbersIn(next).some((number) => before.includes(number - rows.length));
  return isOffset && !(key.length > 0 && key.every((part) => next.includes(String(last[part]))));
};

const plain = (path: string): string => path.replace(/(\(\))?\/?$/, '');

const keysIn = (rows: readonly unknown[], name: string): readonly bigint[] | null => {
  const keys: bigint[] = [];
  for (const row of rows) {
    const value = isRow(row) ? String(row[name]) : '';
    if (!/^-?\d+$/.test(value)) return null;
    keys.push(BigInt(value));
  }
  return keys;
};

const isAscending = (keys: readonly bigint[], after: bigint | null): boolean =>
  keys.every((key, index) => {
    const before = index === 0 ? after : keys[index - 1];
    return before === null || before === undefined || key > before;
  });

/** The database's own timeout is a 500 that says so; a gateway's is 504. */
const isTimeout = ({ status, message }: Refusal): boolean =>
  status === 504 || ((status === 500 || status === null) && /time-?out|timed out|in time/i.test(message));

const isRefused = ({ status }: Refusal): boolean => status === 400 || status === 501;

const less = ({ top }: Place): number | null => {
  if (top === null) return FIRST_TOP;
  return top / 2 < LEAST_TOP ? null : Math.floor(top / 2);
};

/** The whole list's count: only where nothing but these was asked for. */
const WHOLE = new Set(['$count', '$inlinecount', '$filter', '$orderby', '$top']);

/**
 * The first request asks for an order and the count alone, so that a service which pages does it in its own way: its next
 * links are followed as they are. A page without a link ends the list only if the count says so or the service has nothing when asked
 * for what comes after it, since some cut a list without a word. What a service refuses is left out; what takes it too
 * long is asked for in smaller pages, then without its links, which would end with the rows asked for.
 * https://www.odata.org/documentation/odata-version-3-0/odata-version-3-0-core-protocol/
 */
export const odataPages = ({ version, key, keyset, isFiltered }: PagingOptions): Paginator => {
  const suffix = version === 'v3' && keyset?.type === 'Edm.Int64' ? 'L' : '';
  const count: Query = version === 'v4' ? { $count: true } : { $inlinecount: 'allpages' };

  const queryAt = ({ way, value, top, without }: Place): Query => {
    return {
      ...(way === 'first' && !without.includes('count') && count),
      ...(without.includes('filter') && { $filter: undefined }),
      ...(way === 'after' && keyset !== null && { $filter: `${keyset.name} gt ${String(value)}${suffix}` }),
      ...(key.length > 0 && !without.includes('orderby') && { $orderby: key.join(',') }),
      ...((way === 'skip' || way === 'more') && { $skip: String(value) }),
      ...(top !== null && { $top: top }),
    };
  };

  const afterRows = ({ rows, body }: PageView, place: Place): Place | 'end' => {
    const { way, value, top } = place;
    if (rows.length === 0) return 'end';
    if (way === 'skip') return { ...place, value: value + BigInt(rows.length) };
    if (way === 'more') return { ...place, way: 'skip', value: 0n };
    const all = countIn(body);
    if (way === 'first' && all !== null && rows.length >= all) return 'end';
    const keys = keyset === null ? null : keysIn(rows, keyset.name);
    if (keys !== null && isAscending(keys, way === 'after' ? value : null)) {
      return { ...place, way: 'after', value: keys.at(-1) ?? 0n };
    }
    // The filter or the order is not honoured.
    if (way === 'after') return { ...place, way: 'skip', value: 0n };
    return { ...place, way: top === null ? 'more' : 'skip', value: BigInt(rows.length) };
  };

  /** The option that the place can do without next: the one that the service names, if it does. */
  const spare = ({ way, without }: Place, { message }: Refusal): Option | undefined => {
    const used = [
      ...(key.length > 0 ? (['orderby'] as const) : []),
      ...(way === 'first' ? (['count'] as const) : []),
      ...(isFiltered ? (['filter'] as const) : []),
    ].filter((option) => !without.includes(option));
    // Before that stands the address, with all options.
    const said = message.split('The vendor says:')[1]?.toLowerCase() ?? '';
    return used.find((option) => said.includes(option)) ?? used[0];
  };

  const smaller = (place: Place): Place | null => {
    const top = less(place);
    if (top === null) return null;
    return place.way === 'more' ? { ...place, way: 'skip', value: 0n, top } : { ...place, top };
  };

  const sparing = (place: Place, option: Option | undefined): Place | null =>
    option === undefined ? null : { ...place, without: [...place.without, option] };

  const instead = (refusal: Refusal, position: Position): Place | null => {
    if (isLink(position)) return isTimeout(refusal) ? smaller(FIRST) : null;
    const place = placeOf(position);
    // Counting may be what takes so long.
    const isCounted = place.way === 'first' && !place.without.includes('count');
    if (isTimeout(refusal)) return isCounted ? sparing(place, 'count') : smaller(place);
    if (!isRefused(refusal)) return null;
    if (place.way === 'after') return { ...place, way: 'skip', value: 0n };
    // More rows than the service gives at once may be what it refuses.
    return (
      (place.top === null ? null : smaller(place)) ??
      sparing(place, spare(place, refusal)) ??
      (place.top === ONE_ROW.top ? { ...place, top: null } : null)
    );
  };

  return {
    kind: 'OData',
    first: null,
    stable: (next) => {
      if (isLink(next)) return !/[?&](\$|%24)skip=/.test(next) && !next.endsWith(COUNTS_ROWS);
      const { way } = placeOf(next);
      return way === 'first' || way === 'after';
    },
    // From a list that is read in another way, again from its beginning.
    overlaps: (at) => !isLink(at) && placeOf(at).way === 'skip' && placeOf(at).value === 0n,
    total: ({ body, url }) => ([...url.searchParams.keys()].every((name) => WHOLE.has(name)) ? countIn(body) : null),
    ask: (position) =>
      isLink(position) ? { url: position.replace(COUNTS_ROWS, '') } : { query: queryAt(placeOf(position)) },
    after: (page, position) => {
      const link = nextLinkIn(page.body);
      if (link !== undefined && link !== null && typeof link !== 'string') {
        throw new ResponseShapeError('The link to the next page is no text.');
      }
      const place = isLink(position) ? null : placeOf(position);
      const isFollowed = place === null || place.top === null;
      if (isFollowed && typeof link === 'string' && link !== '') {
        return { at: `${pathOf(link, page.url)}${countsRows(link, page, key) ? COUNTS_ROWS : ''}` };
      }
      // A chain of links ends where the last page has none.
      const next = place === null ? 'end' : afterRows(page, place);
      return next === 'end' ? 'end' : { at: textOf(next) };
    },
    instead: (refusal, position) => {
      const place = instead(refusal, position);
      return place === null ? null : textOf(place);
    },
  };
};
