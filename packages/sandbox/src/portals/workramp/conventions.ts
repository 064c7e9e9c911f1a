import type { List, Page, Paging, Reply, Row, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import { hash } from '../../random.ts';
import type { RowSource } from '../../table.ts';
import type { World } from './world.ts';

const defaultPerPage = 20;
const statedMaxPerPage = 200;

/** 65 of the 73 documented 400s are empty objects. */
export const badRequest: Reply = json(400, {});
export const notFound: Reply = json(404, { type: 'not_found', message: 'Error. Not found.' });
export const forbidden: Reply = json(403, { type: 'forbidden', message: 'Error. Access denied.' });
export const noSuchScorm: Reply = json(404, {
  type: 'not_found',
  message: 'Error. The SCORM you are trying to search does not exist.',
});

/** Whether a list with the switch `legacy_mode` answers in the old shape. */
export function isLegacy({ options }: World, { query }: VendorRequest): boolean {
  const tenant = options.tenant ?? 'old';
  return tenant === 'always-legacy' || (tenant === 'old' && query.get('legacy_mode') !== 'false');
}

export interface EnvelopeOptions {
  readonly world: World;
  readonly key: string;
  readonly source: RowSource;
  /** Stated as 1 to 200 for this list; elsewhere the maximum is an option. */
  readonly isStated?: boolean;
  /** Further keys of `data`, before the rows. */
  readonly data?: Row;
  readonly render?: (row: Row) => Row;
  /** Replaces `data`, for envelopes whose shape is contradicted. */
  readonly dataOf?: (rows: readonly Row[]) => unknown;
}

/** Convention A: `page` from 1, `per_page`, and an envelope with `has_more`. Unknown parameters do nothing. */
export function enveloped(options: EnvelopeOptions): List {
  const { world, key, source, render } = options;
  const paging: Paging = {
    kind: 'page',
    read: ({ query }) => {
      const size = perPage(world, query, options.isStated ?? false);
      return typeof size === 'number' ? { size, index: wholeNumber(query, 'page', 1, 1) - 1 } : size;
    },
    write: (page, request) => ({
      status: 200,
      envelope: `data.${key}`,
      body: {
        ...head(world, page, request),
        data: options.dataOf?.(page.rows) ?? { ...options.data, [key]: page.rows },
      },
    }),
  };
  return render === undefined ? { source, paging } : { source, paging, render };
}

/** Everything of an envelope but `data`. */
export function head(
  world: World,
  { rows, index, size, hasNext, total }: Omit<Page, 'offset'>,
  request: VendorRequest,
): Row {
  const count = itemCount(world, rows.length, total, request, index);
  return {
    page: index + 1,
    per_page: size,
    has_more: hasNext,
    ...(count === undefined ? {} : { item_count: count }),
    url: echo(world, request),
  };
}

export function perPage(world: World, query: URLSearchParams, isStated: boolean): number | Reply {
  const real = isStated ? statedMaxPerPage : (world.options.unstatedMaxPerPage ?? statedMaxPerPage);
  const max = world.setup.pageSize ?? real;
  const byDefault = Math.min(defaultPerPage, max);
  const asked = wholeNumber(query, 'per_page', byDefault, 1);
  if (asked <= max) return asked;
  const over = world.options.perPageOver ?? 'clamp';
  return over === 'clamp' ? max : over === '400' ? badRequest : byDefault;
}

/** `item_count` means the rows of the page, all rows, or neither, depending on the example one reads. */
function itemCount(
  { options, setup }: World,
  rows: number,
  total: number,
  { path }: VendorRequest,
  index: number,
): number | undefined {
  switch (options.itemCount ?? 'erratic') {
    case 'page':
      return rows;
    case 'total':
      return total;
    case 'absent':
      return undefined;
    case 'erratic':
      return [rows, total, 1, undefined][hash(setup.seed, path.length, index) % 4];
  }
}

/** An echo of the path, with or without host, now and then with the literal parameter. It is not a next link. */
function echo({ setup }: World, { path }: VendorRequest): string {
  switch (hash(setup.seed, path.length, 5) % 3) {
    case 0:
      return path;
    case 1:
      return `https://app.workramp.com${path}`;
    default:
      return path.replace(/academies\/[^/]+/, 'academies/:academy_id');
  }
}

/** A whole number in the query; the default when absent, not one, or below `low`. */
export function wholeNumber(query: URLSearchParams, name: string, byDefault: number, low: number): number {
  const text = query.get(name);
  if (text === null || !/^-?\d+$/.test(text)) return byDefault;
  const value = Number(text);
  return value < low ? byDefault : value;
}

/** Convention E: everything at once. `wrap` puts the rows into an object under `envelope`. */
export function whole(
  source: RowSource,
  options: {
    readonly render?: (row: Row) => Row;
    readonly envelope?: string;
    readonly wrap?: (rows: readonly Row[]) => unknown;
  } = {},
): List {
  const { render, envelope, wrap } = options;
  const paging: Paging = {
    kind: 'none',
    read: () => ({ size: Math.max(1, source.size), index: 0 }),
    write: ({ rows }) => ({
      status: 200,
      body: wrap === undefined ? rows : wrap(rows),
      ...(envelope === undefined ? {} : { envelope }),
    }),
  };
  return render === undefined ? { source, paging } : { source, paging, render };
}

/** Convention C: `limit` (1,000, at most 10,000) and `offset`, a bare array. */
export function logged(world: World, source: RowSource): List {
  return {
    source,
    paging: {
      kind: 'offset',
      read: ({ query }) => ({
        size: Math.min(wholeNumber(query, 'limit', world.setup.pageSize ?? 1000, 1), 10_000),
        offset: wholeNumber(query, 'offset', 0, 0),
      }),
      write: ({ rows }) => ({ status: 200, body: rows }),
    },
  };
}

/** Milliseconds of an ISO 8601 time; null when the parameter is absent, NaN when it is no such time. */
export function isoTime(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  return /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
}

export function isTrue(query: URLSearchParams, name: string): boolean {
  return query.get(name) === 'true';
}
