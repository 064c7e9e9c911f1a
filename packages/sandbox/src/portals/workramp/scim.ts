import type { List, Reply, Row, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { RowSource, Table } from '../../table.ts';
import { derived } from '../../table.ts';
import { wholeNumber } from './conventions.ts';
import { attributes, userSlot } from './elc/people.ts';
import type { Users } from './elc/users.ts';
import { everyRow, Filters } from './tables.ts';
import type { Part, World } from './world.ts';
import { get } from './world.ts';

const extension = 'urn:ietf:params:scim:schemas:extension:workramp:2.0:User';
const host = 'https://app.workramp.com/scim/v2';

/** `scim_users` and `scim_groups` (key `id` each, an integer). Deactivated users are `active: false`. */
export function scimPart(world: World, { users, groups, memberships }: Users): Part {
  const filters = new Filters();
  const userShape = (row: Row): Row => scimUser(world, row);
  const groupShape = (row: Row): Row => scimGroup(row, memberships);
  return {
    resources: {
      scim_users: derived(users, (row) => [userShape(row)]),
      scim_groups: derived(groups, (row) => [groupShape(row)]),
    },
    routes: [
      get('/scim/v2/Users', (request) => {
        const source = filtered(users, filters, userShape, request.query.get('filter'));
        return source === undefined ? invalidFilter : listed(world, source, (row) => chosen(userShape(row), request));
      }),
      get('/scim/v2/Users/{id}', ({ params }) => one(users, params['id'], userShape)),
      get('/scim/v2/Groups', (request) => listed(world, groups.all(), (row) => chosen(groupShape(row), request))),
      get('/scim/v2/Groups/{id}', ({ params }) => one(groups, params['id'], groupShape)),
    ],
  };
}

function scimError(status: number, detail: string): Reply {
  const body = { schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'], status: String(status), detail };
  return { ...json(status, body), contentType: 'application/scim+json; charset=utf-8' };
}

const invalidFilter = scimError(400, 'Invalid filter');

function one(table: Table, id: string | undefined, shape: (row: Row) => Row): Reply {
  const row = table.get(Number(id));
  return row === undefined ? scimError(404, `Resource ${id ?? ''} not found`) : json(200, shape(row));
}

/** Only `eq` on four attributes. undefined = another filter. */
function filtered(
  users: Table,
  filters: Filters,
  shape: (row: Row) => Row,
  filter: string | null,
): RowSource | undefined {
  if (filter === null) return users.all();
  const [, name = '', value = ''] = /^(userName|id|emails|externalId) eq "?([^"]*)"?$/i.exec(filter.trim()) ?? [];
  if (name === '') return undefined;
  return filters.rows(users, filter, (row) => {
    const user = shape(row);
    const field = name.toLowerCase();
    if (field === 'id') return String(user['id']) === value;
    return (field === 'externalid' ? user['externalId'] : user['userName']) === value;
  });
}

/** Convention D. `startIndex` counts records from 1, or pages from 1, depending on whom one believes. */
function listed(world: World, source: RowSource, render: (row: Row) => Row): List {
  const counts = world.options.scimStartIndex ?? 'record';
  const start = ({ query }: VendorRequest): number => wholeNumber(query, 'startIndex', 1, 1);
  return {
    source,
    render,
    paging: {
      kind: counts === 'page' ? 'page' : 'offset',
      read: (request) => {
        const max = world.setup.pageSize ?? 200;
        const size = Math.min(wholeNumber(request.query, 'count', Math.min(100, max), 1), max);
        return counts === 'page' ? { size, index: start(request) - 1 } : { size, offset: start(request) - 1 };
      },
      write: ({ rows, total }, request) => ({
        status: 200,
        contentType: 'application/scim+json; charset=utf-8',
        envelope: 'Resources',
        body: {
          schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
          startIndex: start(request),
          itemsPerPage: rows.length,
          totalResults: total,
          Resources: rows,
        },
      }),
    },
  };
}

function chosen(row: Row, { query }: VendorRequest): Row {
  const names = (name: string): string[] | undefined => query.get(name)?.split(',');
  const [wanted, unwanted] = [names('attributes'), names('excludedAttributes')];
  return Object.fromEntries(
    Object.entries(row).filter(([field]) => {
      if (field === 'id' || field === 'schemas') return true;
      return (wanted?.includes(field) ?? true) && unwanted?.includes(field) !== true;
    }),
  );
}

function scimUser(world: World, row: Row): Row {
  const slot = userSlot(row['id']);
  const name = String(row['name']);
  const [givenName = '', ...rest] = name.split(' ');
  const custom = attributes(world, slot);
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    id: row['id'],
    userName: row['email'],
    name: { formatted: name, givenName, familyName: rest.join(' ') },
    emails: [{ value: row['email'] }],
    active: row['isDeleted'] === false,
    ...(slot % 3 === 0 ? { externalId: `00u${String(slot)}` } : {}),
    meta: { resourceType: 'User', location: `${host}/Users/${String(row['id'])}` },
    ...(custom.length === 0
      ? {}
      : { [extension]: Object.fromEntries(custom.map(({ api_name, value }) => [api_name, value])) }),
  };
}

function scimGroup(row: Row, memberships: Table): Row {
  return {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    id: row['id'],
    displayName: row['name'],
    members: everyRow(memberships.where('group_id', Number(row['id']))).map((member) => ({
      value: member['email'],
      $ref: `${host}/Users/${String(member['id'])}`,
      display: member['name'],
    })),
  };
}
