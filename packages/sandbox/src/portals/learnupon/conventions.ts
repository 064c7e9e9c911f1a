import type { List, Page, Paging, PortalSetup, Reply, Row, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { RowSource } from '../../table.ts';
import { rowSource } from '../../table.ts';

export const realPageSize = 500;

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

/** Pages by `page`, told by three headers whose values are strings; unknown parameters (limit, per_page) do nothing. */
function paged(setup: PortalSetup, body: (rows: readonly Row[]) => Row, envelope: string): Paging {
  const size = setup.pageSize ?? realPageSize;
  return {
    kind: 'page',
    read: ({ query }) => {
      const page = Number.parseInt(query.get('page') ?? '1', 10);
      return { size, index: Number.isFinite(page) && page > 1 ? page - 1 : 0 };
    },
    write: ({ rows, index, hasNext }: Page) => ({
      status: 200,
      body: body(rows),
      envelope,
      headers: {
        'LU-Current-Page': String(index + 1),
        'LU-Records-Per-Page': String(size),
        'LU-Has-Next-Page': String(hasNext),
      },
    }),
  };
}

/** One list under its irregular key, other keys of the envelope (field definitions) first. */
export function listed(
  setup: PortalSetup,
  source: RowSource,
  envelope: string,
  options: { readonly before?: Row; readonly render?: (row: Row) => Row } = {},
): List {
  const paging = paged(setup, (rows) => ({ ...options.before, [envelope]: rows }), envelope);
  return options.render === undefined ? { source, paging } : { source, paging, render: options.render };
}

/** Small lists that come whole and without paging headers. */
export function whole(rows: readonly Row[], envelope: string): List {
  return {
    source: rowSource(rows),
    paging: {
      kind: 'none',
      read: () => ({ size: Math.max(1, rows.length), index: 0 }),
      write: (page) => ({ status: 200, body: { [envelope]: page.rows }, envelope }),
    },
  };
}

/** A whole number in the query; undefined when absent or not one. */
export function numberIn(request: VendorRequest, name: string): number | undefined {
  const text = request.query.get(name);
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}
