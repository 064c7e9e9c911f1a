import type { Reply, Row, VendorRequest } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import type { RowSource, Table } from '../../../table.ts';
import { derived } from '../../../table.ts';
import { camelRow } from '../casing.ts';
import { badRequest, enveloped, isLegacy, isTrue, notFound, whole, wholeNumber } from '../conventions.ts';
import { ChildTable, Filters } from '../tables.ts';
import type { Part, World } from '../world.ts';
import { get, roll, without } from '../world.ts';
import { attributes, employee, firstGroupId, groupSlots, groupsTable, userSlot, usersTable } from './people.ts';

export interface Users extends Part {
  readonly users: Table;
  readonly groups: Table;
  readonly memberships: Table;
}

/**
 * `users` (key `id`), deactivated ones included; `user_custom_attributes` (`id`) in its new shape, deactivated ones
 * included; `groups` (`id`); `group_users` (`group_id` added, `id`). The users of a group are as generated: a later
 * change of a user does not show in them.
 */
export function usersPart(world: World): Users {
  const users = usersTable(world, () => [{ table: memberships, index: '_user' }]);
  const groups = groupsTable(world, () => [{ table: memberships, index: 'group_id' }]);
  const memberships: Table = membershipsTable(world);
  const filters = new Filters();
  const withAttributes = derived(users, (row) => [attributesRow(world, row)]);
  return {
    users,
    groups,
    memberships,
    resources: { users, user_custom_attributes: withAttributes, groups, group_users: memberships },
    routes: [
      get('/api/v1/users/attributes', (request) => {
        const source = isTrue(request.query, 'includeDeleted')
          ? users.all()
          : filters.rows(users, 'attributes', (row) => row['isDeleted'] === false);
        if (isLegacy(world, request)) return whole(source, { render: (row) => legacyAttributesRow(world, row) });
        return enveloped({ world, key: 'users', source, isStated: true, render: (row) => attributesRow(world, row) });
      }),
      get('/api/v1/users', (request) => listUsers(world, users, filters, request)),
      get('/api/v1/attributes/user/{id}', ({ params }) =>
        users.has(Number(params['id']))
          ? json(
              200,
              Object.fromEntries(attributes(world, userSlot(params['id'])).map(({ label, value }) => [label, value])),
            )
          : json(400, `User ${params['id'] ?? ''} not found`),
      ),
      get('/api/v1/groups', () => whole(groups.all())),
      get('/api/v1/groups/{id}/users', ({ params }) => {
        const id = Number(params['id']);
        if (!groups.has(id)) return notFound;
        return whole(memberships.where('group_id', id), { render: (row) => without(row, 'group_id') });
      }),
    ],
  };
}

/** Convention B: `limit`, a page number from 0, a bare array; the whole tenant (or a refusal) without `limit`. */
function listUsers(world: World, users: Table, filters: Filters, request: VendorRequest) {
  const { query } = request;
  const hasLimit = wholeNumber(query, 'limit', 0, 1) > 0;
  if (!hasLimit) {
    world.setup.flag('users-without-limit');
    if (world.options.usersWithoutLimit === '400') return badRequest;
  } else if (wholeNumber(query, 'limit', 0, 1) > 99) world.setup.flag('users-limit-over-99');
  return {
    source: userRows(world, users, filters, query),
    paging: {
      kind: 'page' as const,
      read: () => {
        const size = wholeNumber(query, 'limit', Math.max(1, users.size), 1);
        return { size, index: hasLimit ? wholeNumber(query, 'page', 0, 0) : 0 };
      },
      write: ({ rows }: { readonly rows: readonly Row[] }): Reply => ({ status: 200, body: rows }),
    },
  };
}

function userRows(world: World, users: Table, filters: Filters, query: URLSearchParams): RowSource {
  const withDeleted = isTrue(query, 'includeDeleted');
  const [email, name] = [query.get('email'), query.get('name')];
  const custom = [...query.entries()].find(([key]) => /^custom_attributes\[.+\]$/.test(key));
  const apiName = custom?.[0].slice('custom_attributes['.length, -1);
  if (withDeleted && email === null && name === null && custom === undefined) return users.all();
  return filters.rows(users, JSON.stringify([withDeleted, email, name, custom]), (row) => {
    if (!withDeleted && row['isDeleted'] !== false) return false;
    if (email !== null && row['email'] !== email) return false;
    if (name !== null && row['name'] !== name) return false;
    if (custom === undefined) return true;
    return attributes(world, userSlot(row['id'])).some(
      ({ api_name, value }) => api_name === apiName && value === custom[1],
    );
  });
}

/** The new shape: snake_case and whole milliseconds. */
function attributesRow(world: World, row: Row): Row {
  const custom = attributes(world, userSlot(row['id'])).map(({ id, api_name, value }) => ({ id, api_name, value }));
  return {
    id: row['id'],
    name: row['name'],
    email: row['email'],
    is_admin: row['isAdmin'],
    is_deleted: row['isDeleted'],
    is_permanently_deleted: row['isPermanentlyDeleted'],
    created_at: Math.round(Number(row['createdAt'])),
    updated_at: Math.round(Number(row['updatedAt'])),
    custom_attributes:
      world.options.customAttributes === 'object'
        ? Object.fromEntries(custom.map(({ api_name, value }) => [api_name, value]))
        : custom,
  };
}

function legacyAttributesRow(world: World, row: Row): Row {
  const shape = camelRow(attributesRow(world, row));
  const isFull = userSlot(row['id']) % 2 === 0;
  return {
    ...shape,
    createdAt: row['createdAt'],
    updatedAt: row['updatedAt'],
    ...(isFull ? { directReports: row['directReports'], certifications: row['certifications'] } : {}),
  };
}

/** Slot s below `users` is the first group of employee s; the others are the second groups of every third one. */
function membershipsTable(world: World): Table {
  const { users, groups } = world.counts;
  const base = (slot: number): { user: number; group: number } => {
    if (slot < users) return { user: slot, group: groupSlots(world, slot)[0] ?? 0 };
    const user = (slot - users) * 3;
    return { user, group: groupSlots(world, user)[1] ?? 0 };
  };
  const ids = (slot: number): { group_id: number; _user: number } => {
    const { user, group } = base(slot);
    return { group_id: firstGroupId + group, _user: employee(world, user).id };
  };
  return new ChildTable(
    {
      name: 'group_users',
      count: users + Math.ceil(users / 3),
      idOf: (slot) => {
        const { group_id, _user } = ids(slot);
        return `${String(group_id)}|${String(_user)}`;
      },
      keyFields: ['group_id', 'id'],
      hidden: ['_user'],
      indexes: { group_id: (slot) => ids(slot).group_id, _user: (slot) => ids(slot)._user },
      make: (slot, given) => {
        const of = { ...ids(slot), ...given };
        return { group_id: of.group_id, ...memberRow(world, userSlot(of._user)) };
      },
    },
    world.setup.nowMs,
    (turn, within) => {
      // Further in than the generated users, so that no pair of group and user comes twice.
      const user = employee(world, users + 1_000_000 + turn).id;
      const group = within?.index === 'group_id' ? within.key : firstGroupId + roll(world, groups, turn, 31);
      return { group_id: group, _user: user, id: user };
    },
  );
}

function memberRow(world: World, slot: number): Row {
  const it = employee(world, slot);
  return {
    id: it.id,
    name: it.name,
    email: it.email,
    isAdmin: it.isAdmin,
    isDeleted: it.isDeleted,
    isPermanentlyDeleted: it.isErased,
    createdAt: it.createdMs,
    updatedAt: it.updatedMs,
    directReports: [],
    certifications: [],
    customAttributes: attributes(world, slot).map(({ id, api_name, value }) => ({ id, apiName: api_name, value })),
  };
}
