import type { List, Page, Paging, Position, Reply, Row, VendorRequest } from '../../../portal.ts';
import type { RowSource } from '../../../table.ts';
import { versionHeader } from '../dialect.ts';
import type { World } from '../world.ts';
import type { Form } from './accept.ts';
import { negotiate } from './accept.ts';
import { atomFeed } from './atom.ts';
import { odataFailure } from './failures.ts';
import { keysOf, nextOf, pageOf } from './next-link.ts';
import type { Query } from './query.ts';
import { readQuery } from './query.ts';
import { renderRow, stringify } from './render.ts';
import type { ServedSet, Sort, SortKeys } from './served-set.ts';
import type { Service } from './service.ts';
import type { SetTable } from './set-table.ts';

const realPageSize = 100;

/** One list request in all its forms. */
export function listRows(world: World, service: Service, table: SetTable, request: VendorRequest): List | Reply {
  const form = negotiate(world, request);
  if ('status' in form) return form;
  const query = readQuery(world, request, table.served);
  if ('status' in query) return query;
  const order = orderOf(world, table.served, query);
  const { source, positionAfter } = select(world, table, query, order);
  const size = pageSize(world, request, query, source.size);
  const timeoutRows = world.options.queryTimeout?.[table.served.name];
  if (timeoutRows !== undefined && Math.min(size, source.size - query.skip) > timeoutRows)
    return odataFailure(
      world,
      request,
      500,
      'Execution Timeout Expired. The timeout period elapsed prior to completion of the operation.',
    );

  const { rows, position, kind } = place(world, { source, query, size, order, positionAfter, request });
  return {
    source: rows,
    paging: {
      kind,
      read: () => position,
      write: (page) =>
        feed(world, service, table.served, {
          form,
          query,
          page,
          count: query.wantsCount ? source.size : undefined,
          next: nextOf(world, service, table.served, { request, query, page, order }),
        }),
    },
  };
}

/** The stack adds the key to any order, so that pages fit together; a bare view does not. */
function orderOf(world: World, { set, column }: ServedSet, { order }: Query): Sort[] {
  const { order: usual = 'key', nextToken } = world.options;
  if (order.length === 0 && usual !== 'key' && nextToken !== 'key') return [];
  const names = new Set(order.map((sort) => sort.column.name));
  const keys = set.key
    .filter((name) => !names.has(name))
    .flatMap((name) => {
      const found = column(name);
      return found === undefined ? [] : [{ column: found, descending: false }];
    });
  return [...order, ...keys];
}

export function select(
  world: World,
  table: SetTable,
  query: Query,
  order: readonly Sort[],
): ReturnType<SetTable['select']> {
  const { set, name, grows } = table.served;
  const owner = world.options.rowFiltered?.includes(name) === true ? set.ownerColumn : undefined;
  const isOwners = (row: Row): boolean => owner === undefined || row[owner] === world.ownerId;
  const { filter } = query;
  const floor = grows && isUpwardsBy(set.key[0], order) ? filter?.floor : undefined;
  const above = typeof floor?.key === 'number' ? { key: floor.key, inclusive: floor.inclusive } : undefined;
  const rest = above === undefined ? filter?.passes : filter?.rest?.passes;
  const restName = above === undefined ? query.filterText : (filter?.rest?.name ?? '');
  const passes =
    rest === undefined && owner === undefined ? undefined : (row: Row) => isOwners(row) && rest?.(row) !== false;
  return table.select({
    name: `${owner ?? ''} ${restName}`,
    ...(passes === undefined ? {} : { passes }),
    ...(above === undefined ? {} : { above }),
    order,
  });
}

function isUpwardsBy(column: string | undefined, [first, ...others]: readonly Sort[]): boolean {
  return others.length === 0 && first?.descending === false && first.column.name === column;
}

function pageSize(world: World, request: VendorRequest, { top }: Query, total: number): number {
  const { options, setup, dialect } = world;
  const wanted = top ?? Infinity;
  if (options.paging === 'none') return Math.max(1, Math.min(wanted, total));
  const ours = setup.pageSize ?? realPageSize;
  const honours = options.maxPageSize === 'honour' || (options.maxPageSize === undefined && dialect.isV4);
  const preferred = honours ? preferredSize(request) : undefined;
  return Math.max(1, Math.min(ours, preferred ?? ours, wanted));
}

function preferredSize({ headers }: VendorRequest): number | undefined {
  const size = Number(/(?:odata\.)?maxpagesize=(\d+)/.exec(String(headers['prefer'] ?? ''))?.[1] ?? '0');
  return size > 0 ? size : undefined;
}

interface Asked {
  readonly source: RowSource;
  readonly query: Query;
  readonly size: number;
  readonly order: readonly Sort[];
  readonly positionAfter: (keys: SortKeys) => number;
  readonly request: VendorRequest;
}

function place(world: World, asked: Asked): { rows: RowSource; position: Position; kind: Paging['kind'] } {
  const { source, query, size, order, positionAfter, request } = asked;
  const { token, skip, top } = query;
  if (
    world.options.order === 'unstable' &&
    order.length === 0 &&
    (request.query.has('$top') || request.query.has('$skip'))
  ) {
    return {
      rows: window(rotated(source, world.nextTurn()), 0, skip + (top ?? Infinity)),
      position: { offset: skip, size },
      kind: 'offset',
    };
  }
  if (world.options.nextToken === 'opaque') {
    const position = token === undefined ? { index: 0, size } : pageOf(token, size);
    return { rows: window(source, skip, skip + (top ?? Infinity)), position, kind: 'token' };
  }
  // `$skip` and `$top` go on as they were beside a token that names a row.
  const from = token === undefined ? skip : positionAfter(keysOf(token));
  return { rows: window(source, 0, skip + (top ?? Infinity)), position: { offset: from, size }, kind: 'offset' };
}

/** The part of a list that `$skip` and `$top` leave. */
function window(source: RowSource, from: number, to: number): RowSource {
  const slice: RowSource['slice'] = (offset, limit) =>
    source.slice(from + offset, Math.max(0, Math.min(limit, to - from - offset)));
  const size = Math.max(0, Math.min(source.size, to) - from);
  return source.partition === undefined ? { size, slice } : { size, slice, partition: source.partition };
}

function rotated(source: RowSource, turn: number): RowSource {
  const { size } = source;
  const shift = size === 0 ? 0 : (turn * 37) % size;
  return {
    ...(source.partition === undefined ? {} : { partition: source.partition }),
    size,
    slice: (offset, limit) => {
      const start = (offset + shift) % Math.max(1, size);
      const count = Math.max(0, Math.min(limit, size - offset));
      const head = source.slice(start, count);
      return [...head, ...source.slice(0, count - head.length)];
    },
  };
}

interface FeedSetup {
  readonly form: Form;
  readonly query: Query;
  readonly page: Page;
  readonly count: number | undefined;
  readonly next: string | undefined;
}

function feed(world: World, service: Service, served: ServedSet, setup: FeedSetup): Reply {
  const { form, query, page, count, next } = setup;
  const { dialect, options } = world;
  const serviceUrl = `${world.setup.origin()}${service.root}`;
  const linked = query.expands ? service.linkedRow(served) : undefined;
  const rows = page.rows.map((row) =>
    renderRow(row, served, { form, dialect, serviceUrl, select: query.select, linked }),
  );
  const headers = versionHeader(dialect);
  switch (form.kind) {
    case 'atom':
      return { status: 200, headers, contentType: form.contentType, body: atomFeed(served, rows, next, count) };
    case 'verbose': {
      const isArray = options.verboseList === 'array' && count === undefined && next === undefined;
      const d = isArray
        ? rows
        : {
            results: rows,
            ...(count === undefined ? {} : { __count: String(count) }),
            ...(next === undefined ? {} : { __next: next }),
          };
      return {
        status: 200,
        headers,
        contentType: form.contentType,
        envelope: isArray ? 'd' : 'd.results',
        body: { d },
      };
    }
    case 'light':
      return {
        status: 200,
        headers,
        contentType: form.contentType,
        envelope: 'value',
        body: {
          ...(form.metadata === 'none' ? {} : { 'odata.metadata': `${serviceUrl}/$metadata#${served.name}` }),
          ...(count === undefined ? {} : { 'odata.count': options.countAs === 'number' ? count : String(count) }),
          value: rows,
          ...(next === undefined ? {} : { 'odata.nextLink': next }),
        },
      };
    case 'v4': {
      const prefix = dialect.version === 'v4.01' ? '@' : '@odata.';
      const body = {
        ...(form.metadata === 'none' ? {} : { [`${prefix}context`]: `${serviceUrl}/$metadata#${served.name}` }),
        ...(count === undefined ? {} : { [`${prefix}count`]: count }),
        value: rows,
        ...(next === undefined ? {} : { [`${prefix}nextLink`]: next }),
      };
      return { status: 200, headers, contentType: form.contentType, envelope: 'value', body: exact(body) };
    }
  }
}

/** Bodies stay objects unless they hold digits that JSON.stringify can't write. */
function exact(body: Row): unknown {
  const text = stringify(body);
  return text === JSON.stringify(body) ? body : text;
}
