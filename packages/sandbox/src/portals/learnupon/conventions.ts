import type { List, Page, Paging, Reply, Row, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { RowSource } from '../../table.ts';
import { rowSource } from '../../table.ts';
import type { World } from './world.ts';

const realPageSize = 500;

export const perishableHeaders = [
  'lu-current-page',
  'lu-records-per-page',
  'lu-has-next-page',
  'x-lu-rate-limit-remaining-minute',
  'x-lu-rate-limit-remaining-week',
];

/** The vendor's error envelope; five independent clients key on its fields. */
export function failure(status: number, message: string): Reply {
  return json(status, { response_type: 'ERROR', response_code: status, message });
}

/** An error as the option `errors` tells it. */
export function told(world: World, reply: Reply): Reply {
  const { body, status } = reply;
  if (status < 400 || typeof body !== 'object' || body === null || !('message' in body)) return reply;
  switch (world.options.errors ?? 'envelope') {
    case 'message':
      return { ...reply, body: { message: body.message } };
    case 'type':
      return { ...reply, body: { response_type: 'ERROR', message: body.message } };
    case 'status-200':
      return { ...reply, status: 200, body: { ...body, response_type: 'ERROR', response_code: status } };
    default:
      return reply;
  }
}

const hasNextWords = {
  lower: ['false', 'true'],
  capitalized: ['False', 'True'],
  upper: ['FALSE', 'TRUE'],
  digits: ['0', '1'],
} as const;

/** Pages by `page`, told by three headers whose values are strings; unknown parameters (limit, per_page) do nothing. */
function paged(world: World, body: (rows: readonly Row[]) => unknown, envelope: string): Paging {
  const size = world.setup.pageSize ?? realPageSize;
  return {
    kind: 'page',
    read: ({ query }) => {
      const page = Number.parseInt(query.get('page') ?? '1', 10);
      return { size, index: Number.isFinite(page) && page > 1 ? page - 1 : 0 };
    },
    write: ({ rows, index, hasNext, total }: Page) => {
      if (world.options.pastEnd === '404' && index > 0 && index * size >= total) return failure(404, 'Page not found');
      return {
        status: 200,
        body: body(rows),
        envelope,
        headers: {
          'LU-Current-Page': String(index + 1),
          'LU-Records-Per-Page': String(size),
          'LU-Has-Next-Page': hasNextWords[world.options.hasNext ?? 'lower'][hasNext ? 1 : 0],
        },
      };
    },
  };
}

/** A page past the end may be the last one again. */
function pastEnd(world: World, source: RowSource, size: number): RowSource {
  if (world.options.pastEnd !== 'last') return source;
  const lastOffset = Math.max(0, Math.ceil(source.size / size) - 1) * size;
  return { ...source, size: source.size, slice: (offset, limit) => source.slice(Math.min(offset, lastOffset), limit) };
}

const withTextIds = new Set(['users', 'courses', 'groups', 'learning_paths']);

function textId(row: Row): Row {
  return { ...row, id: String(row['id']) };
}

export interface Listing {
  /** Keys that stand before the rows, for example field definitions. */
  readonly before?: Row;
  readonly render?: (row: Row) => Row;
}

/** One list under its irregular key. */
export function listed(world: World, stream: string, source: RowSource, envelope: string, listing: Listing = {}): List {
  const { before, render: own } = listing;
  const key = world.options.envelopes?.[stream] ?? envelope;
  const paging = paged(world, (rows) => (key === '' ? rows : { ...before, [key]: rows }), key);
  const isText = world.options.textIds === true && withTextIds.has(stream);
  const render = isText ? (row: Row) => textId(own === undefined ? row : own(row)) : own;
  const served = pastEnd(world, source, world.setup.pageSize ?? realPageSize);
  return render === undefined ? { source: served, paging } : { source: served, paging, render };
}

/** Small lists that come whole and without paging headers. */
export function whole(world: World, stream: string, rows: readonly Row[], envelope: string): List {
  const key = world.options.envelopes?.[stream] ?? envelope;
  if (world.options.smallListsPage === true) return listed(world, stream, rowSource(rows), envelope);
  return {
    source: rowSource(rows),
    paging: {
      kind: 'none',
      read: () => ({ size: Math.max(1, rows.length), index: 0 }),
      write: (page) => ({ status: 200, body: key === '' ? page.rows : { [key]: page.rows }, envelope: key }),
    },
  };
}

/** A whole number in the query; undefined when absent or not one. */
export function numberIn(request: VendorRequest, name: string): number | undefined {
  const text = request.query.get(name);
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
