import type { Row } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { Table } from '../../table.ts';
import { derived } from '../../table.ts';
import { customFieldValues } from './custom-fields.ts';
import { failure } from './failures.ts';
import { anyOf, oneOf } from './filters.ts';
import { paged, whole } from './lists.ts';
import type { Routes } from './routes.ts';
import { languages, person, surprise, text } from './words.ts';
import type { Part, World } from './world.ts';
import { after, choose, collection, groupId, iso, oid, optional, pastMs, roll, slotOf } from './world.ts';

const userFilters = {
  mail: anyOf,
  username: anyOf,
  status: oneOf(['active', 'invited', 'deleted'], 'eq', 'ne'),
};

function makeUser(world: World, slot: number): Row {
  const { odd } = world;
  const user = person(world, slot);
  const isDeleted = slot % 9 === 4;
  // Pseudonymized: the names, mail and username are replaced, the id stays.
  const isPseudonymized = isDeleted && slot % 2 === 0;
  const hasUsername = slot % 17 === 8;
  const deletedMs = pastMs(world, 300, 20, slot);
  return {
    _id: oid(world, 'user', slot),
    ...optional(!hasUsername, { mail: isPseudonymized ? `deleted-${String(slot)}@360learning.invalid` : user.mail }),
    ...optional(hasUsername, { username: user.username }),
    status: isDeleted ? 'deleted' : slot % 11 === 5 ? 'invited' : 'active',
    lang: choose(world, languages, 21, slot),
    ...optional(slot % 23 !== 7, {
      firstName: isPseudonymized ? 'Deleted' : user.firstName,
      lastName: isPseudonymized ? 'User' : user.lastName,
    }),
    ...optional(slot % 3 === 0, { job: text(world, 'Account manager', 22, slot) }),
    ...optional(slot % 4 === 1, { organization: odd && slot % 20 === 1 ? null : 'Acme' }),
    // Some clients of the write API store numbers.
    ...optional(slot % 5 === 2, {
      phone: odd && slot % 35 === 2 ? 33_611_223_344 : odd && slot % 25 === 7 ? '' : '+33611223344',
    }),
    ...optional(slot % 2 === 1, { custom: text(world, `EMP-${String(slot).padStart(5, '0')}`, 23, slot) }),
    ...optional(slot % 6 !== 5, { primaryGroupId: groupId(world, 24, slot) }),
    ...optional(isDeleted || slot % 13 === 6, {
      deletedAt: [...(slot % 5 === 0 ? [iso(deletedMs - 9_000_000_000)] : []), iso(deletedMs)],
    }),
    ...optional(slot % 13 === 6 && !isDeleted, { reactivatedAt: [iso(after(world, deletedMs, 60, 25, slot))] }),
    ...optional(slot % 11 !== 5, { lastLoginDate: iso(pastMs(world, 90, 26, slot)) }),
    ...optional(slot % 19 === 9, { toBeDeactivatedAt: odd && slot % 38 === 9 ? '' : '2026-12-31T22:59:59.000Z' }),
    ...optional(slot % 8 === 3, { profileImageId: oid(world, 'media', slot) }),
    ...surprise(world, slot),
  };
}

/** A third of the changes are soft deletions and reactivations; no timestamp tells of the others. */
function changeUser(row: Row, atMs: number, revision: number): Row {
  if (slotOf(row['_id']) % 3 !== 1) return { firstName: `Renamed ${String(revision)}` };
  const times = (field: string): unknown[] => (Array.isArray(row[field]) ? (row[field] as unknown[]) : []);
  return row['status'] === 'deleted'
    ? { status: 'active', reactivatedAt: [...times('reactivatedAt'), iso(atMs)] }
    : { status: 'deleted', deletedAt: [...times('deletedAt'), iso(atMs)] };
}

/** One manager per ten people, and now and then a second one. */
function managerSlots(world: World, slot: number): number[] {
  const { users } = world.counts;
  if (slot >= users || slot % 10 === 0) return [];
  const first = slot - (slot % 10);
  return slot % 10 === 7 && first + 10 < users ? [first, first + 10] : [first];
}

function subordinateSlots(world: World, slot: number): number[] {
  if (slot % 10 !== 0) return [];
  const candidates = [slot - 3, ...Array.from({ length: 9 }, (_, i) => slot + 1 + i)];
  return candidates.filter((candidate) => candidate >= 0 && managerSlots(world, candidate).includes(slot));
}

/**
 * users: no parent. user_custom_field_values, user_custom_links: + `userId`. user_managers: {userId, managerId} and
 * user_subordinates: {userId, subordinateId}, each from a bare array of ids.
 */
export function usersPart(
  world: World,
  routes: Routes,
  owned: () => readonly { table: Table; index: string }[],
): Part & { readonly users: Table } {
  const users: Table = collection(world, 'user', {
    name: 'users',
    count: world.counts.users,
    make: (slot) => makeUser(world, slot),
    onInsert: (_slot, atMs) => ({ status: 'active', lastLoginDate: iso(atMs) }),
    onUpdate: changeUser,
    cascade: () => [...owned(), { table: links, index: 'userId' }],
  });
  const links: Table = collection(world, 'userLink', {
    name: 'user_custom_links',
    count: Math.ceil(world.counts.users / 2),
    make: (slot, given) => ({
      _id: oid(world, 'userLink', slot),
      userId: given['userId'] ?? oid(world, 'user', (slot * 2) % world.counts.users),
      customLinkId: oid(world, 'customLink', roll(world, 6, 30, slot)),
      url: world.odd && slot % 10 === 3 ? '' : `https://hr.acme.example/${String(slot)}?q=é`,
    }),
    indexes: { userId: (slot) => oid(world, 'user', (slot * 2) % world.counts.users) },
    onUpdate: (_row, _atMs, revision) => ({ url: `https://hr.acme.example/changed/${String(revision)}` }),
  });
  const valuesOf = (row: Row): Row[] =>
    customFieldValues(world, 'users', slotOf(row['_id'])).map((value) => ({ userId: row['_id'], ...value }));
  const idsOf =
    (field: string, slots: (world: World, slot: number) => number[]) =>
    (row: Row): Row[] =>
      slots(world, slotOf(row['_id'])).map((slot) => ({ userId: row['_id'], [field]: oid(world, 'user', slot) }));
  const managersOf = idsOf('managerId', managerSlots);
  const subordinatesOf = idsOf('subordinateId', subordinateSlots);
  const unknownUser = failure(404, 'userNotFound');
  return {
    users,
    resources: {
      users,
      user_custom_field_values: derived(users, valuesOf),
      user_custom_links: links,
      user_managers: derived(users, managersOf),
      user_subordinates: derived(users, subordinatesOf),
    },
    routes: [
      routes.get('users:read', '/users', (request) =>
        paged(world, request, {
          stream: 'users',
          size: 500,
          table: users,
          filters: userFilters,
          isHidden: (row) => row['status'] === 'deleted',
        }),
      ),
      routes.get('users:read', '/users/{userId}', ({ params }) => {
        const row = users.get(params['userId'] ?? '');
        return row === undefined ? unknownUser : json(200, row);
      }),
      routes.get('users:read', '/users/{userId}/custom-fields/values', ({ params }) => {
        const row = users.get(params['userId'] ?? '');
        return row === undefined ? unknownUser : whole({ rows: () => valuesOf(row), omit: ['userId'] });
      }),
      routes.get('users:read', '/users/{userId}/custom-links', (request) => {
        const key = request.params['userId'] ?? '';
        if (!users.has(key)) return unknownUser;
        return paged(world, request, {
          stream: 'user_custom_links',
          size: 1000,
          table: links,
          within: { index: 'userId', key },
          omit: ['userId'],
        });
      }),
      ...(
        [
          ['managers', 'managerId', managersOf],
          ['subordinates', 'subordinateId', subordinatesOf],
        ] as const
      ).map(([name, field, rowsOf]) =>
        routes.get('users:read', `/users/{userId}/${name}`, (request) => {
          const row = users.get(request.params['userId'] ?? '');
          if (row === undefined) return unknownUser;
          return paged(world, request, {
            stream: `user_${name}`,
            size: 1000,
            rows: () => rowsOf(row),
            keys: [field],
            item: (one) => one[field],
          });
        }),
      ),
    ],
  };
}
