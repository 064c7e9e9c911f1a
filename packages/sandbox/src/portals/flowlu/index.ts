import type { List, PortalFactory, Reply, Route, Row, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { Resource } from '../../table.ts';
import { derived } from '../../table.ts';
import { apiRoot, authenticate, permission } from './access.ts';
import { customColumns, optionsOf } from './custom-fields.ts';
import { EntityTable } from './entity-table.ts';
import { badKey, failure, notAPortal, throttled } from './failures.ts';
import { encoded, listed, listedRows, withDetail } from './lists.ts';
import { OAuth } from './oauth.ts';
import { profile } from './rows.ts';
import { World } from './world.ts';
import { create, recordWrite, remove, update } from './writes.ts';

/** Other names under which clients reached an entity. */
const aliases: Readonly<Record<string, string>> = { 'task/task': 'task/tasks', 'crm/contact': 'crm/account' };

/**
 * https://www.flowlu.com/api/ - resources are the records of `{module}/{entity}/list` by the dossier's stream names.
 * No stream adds a parent's key: every list is flat and its records hold their foreign keys.
 */
export const createPortal: PortalFactory = (setup) => {
  const world = new World(setup);
  const { options } = world;
  const key = setup.credentials['key'] ?? 'sandbox-flowlu-api-key';
  const oauth = new OAuth(world);
  const tables = world.entities.map((entity) => new EntityTable(world, entity));
  const byPath = new Map(tables.map((table) => [table.entity.path, table]));
  const streams = Object.fromEntries(tables.map((table) => [table.entity.stream, table]));

  const find = (module = '', entity = ''): EntityTable | Reply => {
    const refusal = permission(module, entity, options);
    if (refusal !== undefined) return refusal;
    const path = `${module}/${entity}`;
    const table = byPath.get(aliases[path] ?? path);
    if (table !== undefined) return table;
    const isModule = [...byPath.keys()].some((known) => known.startsWith(`${module}/`));
    return failure(isModule ? (options.unknownEntityCode ?? 30) : 31);
  };
  const onTable = (reply: (table: EntityTable, request: VendorRequest) => Reply | List): Route['reply'] => {
    return (request) => {
      const table = find(request.params['module'], request.params['entity']);
      return table instanceof EntityTable ? reply(table, request) : table;
    };
  };
  const getOne = (table: EntityTable, id: number, query: URLSearchParams): Reply => {
    const row = table.get(table.keyOf(id));
    return row === undefined
      ? failure(20)
      : json(200, encoded(world, { response: detailed(world, table, row, query) }));
  };
  /** Children of a record, by the name of their entity; the foreign key is named after the parent. */
  const related: Route['reply'] = ({ params, query, ...request }) => {
    const { module = '', entity = '', id = '', alias = '' } = params;
    const parent = find(module, entity);
    if (!(parent instanceof EntityTable)) return parent;
    if (parent.entity.stream === 'custom_fields' && alias === 'options')
      return listedRows(world, optionsOf(Number(id)));
    const child = find(module, alias);
    const column = [`${entity}_id`, `${entity.replace(/s$/, '')}_id`].find(
      (name) => child instanceof EntityTable && name in child.entity.columns,
    );
    if (!(child instanceof EntityTable) || column === undefined) return failure(30);
    const filtered = new URLSearchParams(query);
    filtered.set(`filter[${column}]`, id);
    return listed(world, child, { ...request, params, query: filtered });
  };
  const belongsTo: Route['reply'] = ({ params, query }) => {
    const { module = '', entity = '', id = '', alias = '' } = params;
    const child = find(module, entity);
    if (!(child instanceof EntityTable)) return child;
    const parent = find(module, alias);
    const row = child.get(child.keyOf(Number(id)));
    if (row === undefined) return failure(20);
    if (!(parent instanceof EntityTable) || !(`${alias}_id` in row)) return failure(30);
    return getOne(parent, Number(row[`${alias}_id`]), query);
  };
  const writing = (
    action: 'create' | 'update' | 'delete',
    reply: (table: EntityTable, request: VendorRequest) => Reply,
  ): Route['reply'] => {
    const answer = onTable(reply);
    return (request) => {
      recordWrite(world, action);
      return answer(request);
    };
  };

  const one = `${apiRoot}/{module}/{entity}`;
  const routes: Route[] = [
    ...oauth.routes,
    { method: 'GET', path: `${one}/list`, reply: onTable((table, request) => listed(world, table, request)) },
    {
      method: 'GET',
      path: `${one}/get/{id}`,
      reply: onTable((table, { params, query }) => getOne(table, Number(params['id']), query)),
    },
    {
      method: 'GET',
      path: `${one}/get`,
      // The user behind a token; a key stands for no user.
      reply: onTable((table, { headers, query }) =>
        table.entity.stream === 'users' && headers.authorization !== undefined
          ? getOne(table, world.idOf('users', 0), query)
          : failure(12),
      ),
    },
    { method: 'GET', path: `${one}/delete/{id}`, reply: writing('delete', remove) },
    {
      method: 'POST',
      path: `${one}/create`,
      reply: writing('create', (table, request) => create(world, table, request)),
    },
    {
      method: 'POST',
      path: `${one}/update/{id}`,
      reply: writing('update', (table, request) => update(world, table, request)),
    },
    { method: 'GET', path: `${one}/{id}/{alias}/list`, reply: related },
    { method: 'GET', path: `${one}/{id}/{alias}/get`, reply: belongsTo },
    { method: 'GET', path: `${one}/{id}/{alias}/delete/{child}`, reply: writing('delete', () => failure(22)) },
    { method: 'POST', path: `${one}/{id}/{alias}/create`, reply: writing('create', () => failure(22)) },
    { method: 'POST', path: `${one}/{id}/{alias}/update/{child}`, reply: writing('update', () => failure(22)) },
  ];

  return {
    limits: [{ name: 'second', requests: options.requestsPerSecond ?? 1, windowMs: 1000 }],
    routes,
    resources: { ...streams, calendar_events: events(streams['tasks'] as Resource) },
    perishableHeaders: [],
    config: () => ({ subdomain: 'sandbox', key, timezone: world.timezone }),
    authenticate: (request) => authenticate(request, key, oauth, options),
    unauthorized: () => badKey(options, 'authorization failed'),
    notFound: ({ method, path }) => {
      if (!path.startsWith(`${apiRoot}/`)) return notAPortal;
      if (method !== 'GET') setup.flag('write-called');
      return failure(path.endsWith('/list') && method === 'GET' ? 20 : 30);
    },
    rateLimited: (_request, { waitMs }) => throttled(options, waitMs),
    errorWithStatus200: () => failure(options.faultCode ?? 13),
  };
};

/** get/{id} spells the tax id of accounts in lower case and has columns that lists may lack. */
function detailed(world: World, { entity: { stream } }: EntityTable, row: Row, query: URLSearchParams): Row {
  const slot = world.slotOf(stream, Number(row['id']));
  const whole = { ...(stream === 'users' ? profile(slot) : {}), ...customColumns(world, stream, slot), ...row };
  const spelt =
    stream === 'accounts'
      ? Object.fromEntries(Object.entries(whole).map(([name, value]) => [name === 'VAT' ? 'vat' : name, value]))
      : whole;
  return query.get('customfields') === '1' ? withDetail(world, stream, spelt) : spelt;
}

/** Events are tasks of type 20 to 23. */
function events(tasks: Resource): Resource {
  return derived(tasks, (row) => ([20, 21, 22, 23].includes(Number(row['type'])) ? [row] : []));
}
