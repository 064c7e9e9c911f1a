import type { List, Page, Paging, Position, Reply, Row, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { Partition, RowSource, Table } from '../../table.ts';
import { rowSource } from '../../table.ts';
import type { Cursor } from './cursors.ts';
import { anchorsBefore, decodeCursor, encodeCursor, resumeAt } from './cursors.ts';
import { failure } from './failures.ts';
import type { Conditions, Filters } from './filters.ts';
import { conditionsOf, predicate } from './filters.ts';
import type { World } from './world.ts';
import { without } from './world.ts';

export const perishableHeaders = ['link'];

export interface ListSetup {
  /** The dossier's stream name; the option `pageSizes` goes by it. */
  readonly stream: string;
  /** The vendor's page size. */
  readonly size: number;
  readonly table?: Table;
  readonly within?: Partition['within'];
  /** Instead of a table: rows that the vendor computes. */
  readonly rows?: () => readonly Row[];
  readonly filters?: Filters;
  /** Rows that the option `unfiltered: live` hides from requests without a `status` filter. */
  readonly isHidden?: (row: Row) => boolean;
  /** Rows that no request to this list finds. */
  readonly isNeverListed?: (row: Row) => boolean;
  /** Parents' keys and other fields that the vendor leaves out of the record. */
  readonly omit?: readonly string[];
  /** Identity of a row within the list. Default `_id`. */
  readonly keys?: readonly string[];
  /** What stands in the array, when it is not the record. */
  readonly item?: (row: Row) => unknown;
}

/** A bare array with a `Link` header while more rows follow: the only paging of v2. */
export function paged(world: World, request: VendorRequest, setup: ListSetup): List | Reply {
  const { options } = world;
  const filters = setup.filters ?? {};
  const text = request.query.get('next');
  const cursor = text === null ? undefined : decodeCursor(text, request.path);
  const isOver = cursor !== undefined && request.atMs - cursor.mintedMs > (options.cursorSeconds ?? Infinity) * 1000;
  if (isOver || (text !== null && cursor === undefined)) return failure(400, 'invalidCursor');
  // A cursor remembers the filters of its first request; those beside it are not read.
  const conditions = cursor?.conditions ?? conditionsOf(request, filters, options);
  const base = sourceOf(world, setup, filters, conditions);
  if (base === undefined) return failure(400, 'invalidFilter');
  const keyOf = (row: Row): string => (setup.keys ?? ['_id']).map((key) => String(row[key])).join('|');
  const shift = cursor === undefined ? 0 : resumeAt(base, cursor, keyOf) - cursor.offset;
  return {
    source: shifted(base, shift),
    paging: cursorPaging(world, setup, { base, shift, cursor, conditions, keyOf }),
  };
}

/** Everything in one answer, as a bare array. */
export function whole(
  setup: Omit<ListSetup, 'stream' | 'size' | 'filters' | 'keys'>,
  source = unfilteredSource(setup),
): List {
  return {
    source,
    paging: {
      kind: 'none',
      read: () => ({ size: Math.max(1, source.size), index: 0 }),
      write: ({ rows }) => json(200, rows.map(itemOf(setup))),
    },
  };
}

/** Everything that passes the filters, in one answer. */
export function wholeFiltered(world: World, request: VendorRequest, setup: ListSetup): List | Reply {
  const filters = setup.filters ?? {};
  const source = sourceOf(world, setup, filters, conditionsOf(request, filters, world.options));
  return source === undefined ? failure(400, 'invalidFilter') : whole(setup, source);
}

interface Reading {
  readonly base: RowSource;
  readonly shift: number;
  readonly cursor: Cursor | undefined;
  readonly conditions: Conditions;
  readonly keyOf: (row: Row) => string;
}

function cursorPaging(world: World, setup: ListSetup, reading: Reading): Paging {
  const { options } = world;
  const size = options.pageSizes?.[setup.stream] ?? world.setup.pageSize ?? setup.size;
  return {
    kind: 'token',
    read: (): Position => ({ size, index: reading.cursor?.index ?? 0 }),
    write: (page, request) => {
      const isShort = options.shortPages === true && page.index % 2 === 1 && page.rows.length > 1;
      const rows = isShort ? page.rows.slice(0, Math.floor(page.rows.length / 2)) : page.rows;
      const isFull = page.rows.length === size && options.emptyLastPage === true;
      const body = rows.map(itemOf(setup));
      if (!page.hasNext && !isShort && !isFull) return json(200, body);
      const next = nextCursor(world, reading, page, isShort ? rows.length : undefined, request);
      return json(200, body, { Link: `<${linkTo(world, request.path, encodeCursor(next))}>; rel="next"` });
    },
  };
}

function nextCursor(
  world: World,
  { base, shift, conditions, keyOf }: Reading,
  page: Page,
  kept: number | undefined,
  request: VendorRequest,
): Cursor {
  // A page that a fault slipped in has read nothing.
  const isSlippedIn = page.rows.length === 0 && page.hasNext;
  const offset = isSlippedIn ? page.offset : page.offset + page.size;
  const position = kept === undefined ? offset + shift : page.offset + shift + kept;
  return {
    path: request.path,
    conditions,
    index: page.index + 1,
    offset,
    position,
    anchors: world.options.cursor === 'offset' ? [] : anchorsBefore(base, position, keyOf),
    mintedMs: request.atMs,
  };
}

function linkTo(world: World, path: string, next: string): string {
  const { link, linkOrigin } = world.options;
  const origin = typeof linkOrigin === 'function' ? linkOrigin() : (linkOrigin ?? world.setup.origin());
  const query = `?next=${next}`;
  switch (link ?? 'absolute') {
    case 'query':
      return query;
    case 'bare':
      return `${path.slice(1)}${query}`;
    case 'path':
      return `${path}${query}`;
    case 'absolute':
      return `${origin}${path}${query}`;
  }
}

function itemOf({ item, omit = [] }: Pick<ListSetup, 'item' | 'omit'>): (row: Row) => unknown {
  return item ?? ((row) => (omit.length === 0 ? row : without(row, omit)));
}

function unfilteredSource({ table, within, rows }: Pick<ListSetup, 'table' | 'within' | 'rows'>): RowSource {
  if (table === undefined) return rowSource(rows?.() ?? []);
  return within === undefined ? table.all() : table.where(within.index, within.key);
}

/** Filtered whole tables are remembered until they change: a client reads one of them page by page. */
const filteredTables = new WeakMap<Table, { readonly key: string; readonly source: RowSource }>();

function sourceOf(world: World, setup: ListSetup, filters: Filters, conditions: Conditions): RowSource | undefined {
  const { options } = world;
  const passes = predicate(conditions, filters, options);
  if (passes === undefined) return undefined;
  const { isHidden, isNeverListed } = setup;
  const hides =
    options.unfiltered === 'live' && isHidden !== undefined && !conditions.some(([name]) => name.startsWith('status['));
  if (conditions.length === 0 && !hides && isNeverListed === undefined) return unfilteredSource(setup);
  const keeps = (row: Row): boolean => !(hides && isHidden(row)) && isNeverListed?.(row) !== true && passes(row);
  const { table, within } = setup;
  if (table === undefined || within !== undefined) {
    const all = unfilteredSource(setup);
    return {
      ...rowSource(all.slice(0, all.size).filter(keeps)),
      ...(all.partition === undefined ? {} : { partition: all.partition }),
    };
  }
  const key = JSON.stringify([table.history.length, hides, conditions]);
  const known = filteredTables.get(table);
  if (known?.key === key) return known.source;
  const source = table.match(keeps);
  filteredTables.set(table, { key, source });
  return source;
}

/** The same list, moved so that the asked offset is where a keyset cursor goes on. */
function shifted(base: RowSource, shift: number): RowSource {
  if (shift === 0) return base;
  return {
    get size() {
      return Math.max(0, base.size - shift);
    },
    slice: (offset, limit) => {
      const from = offset + shift;
      // Only the fault of endless pages asks for less than the beginning.
      return base.slice(from < 0 && base.size > 0 ? ((from % base.size) + base.size) % base.size : from, limit);
    },
    ...(base.partition === undefined ? {} : { partition: base.partition }),
  };
}
