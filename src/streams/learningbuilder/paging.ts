import { isRow, ResponseShapeError, type PageView, type Paginator, type Query } from '@singer-io-ts/tap';
import { nextLinkIn } from './envelope.ts';
import type { Version } from './metadata.ts';

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
}

/**
 * Position as state keeps it: null, `/data/...` (a next link), `after:<key>`, `more:<rows>` (is there more than what came?)
 * or `skip:<rows>`.
 */
const numbered = (position: unknown, way: 'after' | 'more' | 'skip'): bigint | null => {
  const digits = typeof position === 'string' ? new RegExp(`^${way}:(-?\\d+)$`).exec(position)?.[1] : undefined;
  return digits === undefined ? null : BigInt(digits);
};

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

/**
 * The first request has no options, so that a service which pages does it in its own way: its next links are followed as
 * they are. A page without a link ends the list only if the service says nothing when asked for what comes after it,
 * since some cut a list without a word.
 * https://www.odata.org/documentation/odata-version-3-0/odata-version-3-0-core-protocol/
 */
export const odataPages = ({ version, key, keyset }: PagingOptions): Paginator => {
  const order: Query = key.length === 0 ? {} : { $orderby: key.join(',') };
  const suffix = version === 'v3' && keyset?.type === 'Edm.Int64' ? 'L' : '';

  const withoutLink = ({ rows }: PageView, position: unknown): ReturnType<Paginator['after']> => {
    if (rows.length === 0) return 'end';
    if (numbered(position, 'more') !== null) return { at: 'skip:0' };
    const skipped = numbered(position, 'skip');
    if (skipped !== null) return { at: `skip:${String(skipped + BigInt(rows.length))}` };
    const after = numbered(position, 'after');
    const keys = keyset === null ? null : keysIn(rows, keyset.name);
    if (keys !== null && isAscending(keys, after)) return { at: `after:${String(keys.at(-1))}` };
    if (after === null) return { at: `more:${String(rows.length)}` };
    // The filter or the order is not honoured.
    return { at: 'skip:0' };
  };

  return {
    kind: 'OData',
    first: null,
    stable: (next) =>
      typeof next !== 'string' ||
      !(/[?&](\$|%24)skip=/.test(next) || numbered(next, 'more') !== null || numbered(next, 'skip') !== null),
    ask: (position) => {
      const after = numbered(position, 'after');
      if (after !== null && keyset !== null) {
        return { query: { $filter: `${keyset.name} gt ${String(after)}${suffix}`, $orderby: keyset.name } };
      }
      const skip = numbered(position, 'skip') ?? numbered(position, 'more');
      if (skip !== null) return { query: { ...order, $skip: String(skip) } };
      return typeof position === 'string' ? { url: position } : { query: {} };
    },
    after: (page, position) => {
      const link = nextLinkIn(page.body);
      if (typeof link === 'string' && link !== '') return { at: pathOf(link, page.url) };
      if (link !== undefined && link !== null && link !== '') {
        throw new ResponseShapeError('The link to the next page is no text.');
      }
      // A chain of links ends where the last page has none.
      const isLinked = typeof position === 'string' && position.startsWith('/');
      return isLinked ? 'end' : withoutLink(page, position);
    },
  };
};
