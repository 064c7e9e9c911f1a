import type { FlowluOptions } from './options.ts';
import type { List, Paging, Row, VendorRequest } from '../../portal.ts';
import type { RowSource } from '../../table.ts';
import { rowSource } from '../../table.ts';
import { customColumns, customDetail } from './custom-fields.ts';
import type { EntityTable } from './entity-table.ts';
import { failure } from './failures.ts';
import { readSelection } from './selection.ts';
import type { World } from './world.ts';

const envelope = 'response.items';

/** A whole number from 1 on; undefined = absent or nonsense. */
function positive(text: string | null): number | undefined {
  return text !== null && /^\d+$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

/**
 * Paging by `page` and `limit` of the query; a JSON body, `count`, `per_page` and `offset` do nothing.
 * `all` = rows without filters, which `total` counts.
 */
function paged(world: World, source: RowSource, all: () => number): Paging {
  const { options, setup } = world;
  const defaultSize = setup.pageSize ?? options.defaultLimit ?? 50;
  const maxSize = setup.pageSize ?? options.maxLimit ?? 100;
  return {
    kind: 'page',
    read: ({ query }) => {
      const limit = positive(query.get('limit'));
      const page = positive(query.get('page')) ?? 1;
      let size = limit ?? defaultSize;
      if (size > maxSize) {
        if (options.overLimit === 'reject') return failure(12, 'invalid request: limit');
        if (options.overLimit === 'default') size = defaultSize;
        else if (options.overLimit !== 'honour') size = maxSize;
      }
      const lastIndex = Math.max(0, Math.ceil(source.size / size) - 1);
      return { size, index: options.beyondEnd === 'repeat-last' ? Math.min(page - 1, lastIndex) : page - 1 };
    },
    write: ({ rows, total }, { query }) => {
      const page = positive(query.get('page')) ?? 1;
      const counts = countsFor(options.totals ?? 'both', all(), total);
      return {
        status: 200,
        envelope,
        body: encoded(world, { response: { ...counts, page, count: rows.length, items: rows } }),
      };
    },
  };
}

function countsFor(totals: NonNullable<FlowluOptions['totals']>, all: number, filtered: number): Row {
  switch (totals) {
    case 'both':
      return { total: all, total_result: filtered };
    case 'filtered':
      return { total: filtered };
    case 'total-result-only':
      return { total_result: filtered };
    case 'none':
      return {};
    case 'zero':
      return { total: 0 };
  }
}

/** With the option hugeAmounts `number` the long amounts, held as text, leave as bare JSON numbers. */
export function encoded({ options }: World, body: Row): unknown {
  return options.hugeAmounts === 'number' ? JSON.stringify(body).replace(/"(9\d{17}\.\d\d)"/g, '$1') : body;
}

export function listed(world: World, table: EntityTable, { query }: VendorRequest): List {
  const source = table.select(readSelection(world, table.entity, query));
  return { source, paging: paged(world, source, () => table.size), render: rendering(world, table, query) };
}

export function listedRows(world: World, rows: readonly Row[]): List {
  const source = rowSource(rows);
  return { source, paging: paged(world, source, () => rows.length) };
}

/** `customfields=1`, then the choice of columns by `fields=id,name`. */
function rendering(world: World, { entity: { stream } }: EntityTable, query: URLSearchParams): (row: Row) => Row {
  const chosen = query
    .get('fields')
    ?.split(',')
    .map((name) => name.trim());
  const detailed = query.get('customfields') === '1';
  return (row) => {
    const whole = detailed ? withDetail(world, stream, row) : row;
    if (chosen === undefined) return whole;
    return Object.fromEntries(Object.entries(whole).filter(([name]) => chosen.includes(name)));
  };
}

export function withDetail(world: World, stream: string, row: Row): Row {
  const columns = customColumns(world, stream, world.slotOf(stream, Number(row['id'])));
  const rest =
    world.options.customFieldDetail === 'replace'
      ? Object.fromEntries(Object.entries(row).filter(([name]) => !name.startsWith('cf_')))
      : row;
  return { ...rest, customfields: customDetail(stream, { ...columns, ...row }) };
}
