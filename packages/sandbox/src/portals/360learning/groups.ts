import type { Row } from '../../portal.ts';
import { json } from '../../portal.ts';
import { derived, Table } from '../../table.ts';
import { failure, unknownRoute } from './failures.ts';
import { paged } from './lists.ts';
import type { Routes } from './routes.ts';
import { surprise, text, title } from './words.ts';
import type { Part, World } from './world.ts';
import { choose, collection, groupId, oid, optional, roll, slotOf } from './world.ts';

const otherRoles = ['admin', 'analyst', 'editor', 'coach', 'contributor', 'owner', 'userAdmin'] as const;
const legalDocuments = ['privacyPolicy', 'moderationCharter', 'termsOfUse', 'imprint'] as const;
const images = ['bannerImageId', 'backgroundImageId', 'faviconImageId', 'logoImageId'] as const;

function makeGroup(world: World, slot: number): Row {
  return {
    _id: oid(world, 'group', slot),
    name: slot === 0 ? 'Acme' : text(world, title(world, slot, 50), 51, slot),
    public: slot % 3 === 0,
    ...optional(slot > 0, { parentId: oid(world, 'group', Math.floor((slot - 1) / 4)) }),
    ...optional(slot % 2 === 1, { custom: `BU-${String(slot)}` }),
    ...Object.fromEntries(
      legalDocuments
        .filter((_name, i) => (slot + i) % 5 === 0)
        .map((name, i) => [
          name,
          { url: `https://acme.example/${name}.pdf`, ...optional(i % 2 === 0, { explicitConsent: true }) },
        ]),
    ),
    ...Object.fromEntries(
      images.filter((_name, i) => (slot + i) % 7 === 0).map((name, i) => [name, oid(world, 'media', slot * 4 + i)]),
    ),
    ...optional(slot % 10 === 0, { subdomain: `acme-${String(slot)}` }),
    ...optional(slot % 20 === 10, { url: `https://learn-${String(slot)}.acme.example` }),
    ...surprise(world, slot),
  };
}

/** Two rows per user: learner somewhere, and another role, now and then in the same group. */
function memberships(world: World): Table {
  const count = world.counts.users * 2;
  const groupOf = (slot: number): string => groupId(world, 52, slot % 6 === 5 ? slot - 1 : slot);
  const userOf = (slot: number): string => oid(world, 'user', slot < count ? Math.floor(slot / 2) : slot);
  const roleOf = (slot: number): string => (slot % 2 === 0 ? 'learner' : choose(world, otherRoles, 53, slot));
  return new Table(
    {
      name: 'group_memberships',
      count,
      idOf: (slot) => `${groupOf(slot)}|${userOf(slot)}|${roleOf(slot)}`,
      keyFields: ['groupId', 'userId', 'role'],
      make: (slot) => ({ groupId: groupOf(slot), userId: userOf(slot), role: roleOf(slot) }),
      indexes: { groupId: groupOf, userId: userOf },
    },
    world.setup.nowMs,
  );
}

const contents = {
  catalog: { course: 'courses', 'path-session': 'sessions' },
  library: { course: 'courses', path: 'paths' },
} as const;
type Shelf = keyof typeof contents;

/** Ids on a shelf of a group; many groups have none. */
function shelfIds(world: World, shelf: Shelf, contentType: string, group: Row): string[] | undefined {
  const counted = Object.entries(contents[shelf]).find(([name]) => name === contentType)?.[1];
  if (counted === undefined) return undefined;
  const slot = slotOf(group['_id']);
  const size = world.counts[counted];
  const kind = counted === 'courses' ? 'course' : counted === 'paths' ? 'path' : 'session';
  const length = slot === 0 ? Math.min(size, 40) : roll(world, 4, 54, slot, shelf.length);
  const first = roll(world, size, 55, slot, contentType.length);
  return Array.from({ length: Math.min(length, size) }, (_, i) => oid(world, kind, (first + i) % size));
}

function shelfRows(world: World, shelf: Shelf): (group: Row) => Row[] {
  return (group) =>
    Object.keys(contents[shelf]).flatMap((contentType) =>
      (shelfIds(world, shelf, contentType, group) ?? []).map((contentId) => ({
        groupId: group['_id'],
        contentType,
        contentId,
      })),
    );
}

/**
 * groups: no parent. group_memberships: + `groupId`; user_memberships (the same rows from the other side): + `userId`.
 * group_catalog_contents, group_library_contents: {groupId, contentType, contentId}, from bare arrays of ids.
 */
export function groupsPart(
  world: World,
  routes: Routes,
  hasUser: (id: string) => boolean,
): Part & { readonly groups: Table; readonly memberships: Table } {
  const members = memberships(world);
  const groups = collection(world, 'group', {
    name: 'groups',
    count: world.counts.groups,
    make: (slot) => makeGroup(world, slot),
    onUpdate: (_row, _atMs, revision) => ({ name: `Renamed group ${String(revision)}` }),
    cascade: () => [{ table: members, index: 'groupId' }],
  });
  const unknownGroup = failure(404, 'groupNotFound');
  const one = ({ params }: { params: Readonly<Record<string, string>> }): ReturnType<typeof json> => {
    const row = groups.get(params['groupId'] ?? '');
    return row === undefined ? unknownGroup : json(200, row);
  };
  return {
    groups,
    memberships: members,
    resources: {
      groups,
      group_memberships: members,
      user_memberships: derived(members, (row) => [row]),
      group_catalog_contents: derived(groups, shelfRows(world, 'catalog')),
      group_library_contents: derived(groups, shelfRows(world, 'library')),
    },
    routes: [
      routes.get('groups:read', '/groups', (request) =>
        paged(world, request, { stream: 'groups', size: 500, table: groups }),
      ),
      routes.get('groups:read', '/groups/{groupId}', one),
      routes.head('groups:read', '/groups/{groupId}', one),
      routes.get('groups:read', '/groups/{groupId}/roles', (request) => {
        const key = request.params['groupId'] ?? '';
        if (!groups.has(key)) return unknownGroup;
        return paged(world, request, {
          stream: 'group_memberships',
          size: 1000,
          table: members,
          within: { index: 'groupId', key },
          omit: ['groupId'],
          keys: ['userId', 'role'],
        });
      }),
      routes.get('users:read', '/users/{userId}/roles', (request) => {
        const key = request.params['userId'] ?? '';
        if (!hasUser(key)) return failure(404, 'userNotFound');
        return paged(world, request, {
          stream: 'user_memberships',
          size: 1000,
          table: members,
          within: { index: 'userId', key },
          omit: ['userId'],
          keys: ['groupId', 'role'],
        });
      }),
      ...(['catalog', 'library'] as const).map((shelf) =>
        routes.get('groups:read', `/groups/{groupId}/${shelf}/{contentType}-ids`, (request) => {
          const group = groups.get(request.params['groupId'] ?? '');
          if (group === undefined) return unknownGroup;
          const ids = shelfIds(world, shelf, request.params['contentType'] ?? '', group);
          if (ids === undefined) return unknownRoute;
          return paged(world, request, {
            stream: `group_${shelf}_contents`,
            size: 10_000,
            rows: () => ids.map((id) => ({ _id: id })),
            item: (row) => row['_id'],
          });
        }),
      ),
    ],
  };
}
