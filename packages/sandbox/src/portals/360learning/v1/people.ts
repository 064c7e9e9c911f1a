import type { Row } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import { derived } from '../../../table.ts';
import { plainFailure } from '../failures.ts';
import type { Part, World } from '../world.ts';
import { oid, roll, slotOf } from '../world.ts';
import type { Holdings, V1Routes } from './access.ts';
import { isRefusal, picked, rowNamed, userNamed } from './access.ts';

const listed = ['_id', 'mail', 'firstName', 'lastName', 'custom', 'primaryGroupId'] as const;

function rowsOf(holdings: Holdings, stream: string, field: string, key: unknown): Row[] {
  return [...(holdings.resources[stream]?.rows() ?? [])].filter((row) => row[field] === key);
}

/** The detail uses `""` where the list leaves out. */
function detail(world: World, holdings: Holdings, row: Row): Row {
  const id = row['_id'];
  const slot = slotOf(id);
  const fieldNames = new Map(
    [...(holdings.resources['custom_fields']?.rows() ?? [])].map(({ _id, name }) => [_id, name]),
  );
  const members = holdings.memberships.where('userId', String(id));
  return {
    ...picked(row, ...listed),
    customFields: rowsOf(holdings, 'user_custom_field_values', 'userId', id).map(({ customFieldId, value }) => ({
      customFieldId,
      name: fieldNames.get(customFieldId),
      value,
    })),
    certifications: [],
    managers: rowsOf(holdings, 'user_managers', 'userId', id).map(({ managerId }) => managerId),
    subordinates: rowsOf(holdings, 'user_subordinates', 'userId', id).map(({ subordinateId }) => subordinateId),
    groups: members.slice(0, members.size).map((member) => member['groupId']),
    paths: [],
    skills: [],
    labels: [],
    lastLoginAt: row['lastLoginDate'] ?? '',
    toDeactivateAt: row['toBeDeactivatedAt'] ?? '',
    totalTimeSpentInMinutes: roll(world, 900, 300, slot) / 4,
    averageScore: slot % 3 === 0 ? null : roll(world, 101, 301, slot),
    externalIds: [],
    achievements: [],
    counts: { courses: slot % 5, comments: 0 },
  };
}

function groupRow(row: Row): Row {
  const { parentId, ...rest } = picked(row, '_id', 'name', 'parentId', 'public', 'custom');
  return parentId === undefined ? rest : { ...rest, parent: parentId };
}

/** v1_users (live ones), v1_groups: no parents. */
export function peoplePart(world: World, routes: V1Routes, holdings: Holdings): Part {
  const { users, groups, memberships } = holdings;
  const isLive = (row: Row): boolean => row['status'] !== 'deleted';
  const membersOf = (group: Row, ...roles: readonly string[]): unknown[] => {
    const members = memberships.where('groupId', String(group['_id']));
    return members
      .slice(0, members.size)
      .filter(({ role }) => roles.includes(String(role)))
      .map(({ userId }) => userId);
  };
  const programs = [{ _id: oid(world, 'program', 0), name: 'Programme 0' }];
  const groupNamed = (text: string): ReturnType<typeof rowNamed> =>
    rowNamed(groups, text, plainFailure(400, 'group_not_found'));
  return {
    resources: {
      v1_users: derived(users, (row) => (isLive(row) ? [picked(row, ...listed)] : [])),
      v1_groups: derived(groups, (row) => [groupRow(row)]),
    },
    routes: [
      routes.list('/users', ({ query }) =>
        [...users.rows()]
          .filter((row) => query.get('deleted') === 'true' || isLive(row))
          .map((row) => picked(row, ...listed)),
      ),
      routes.get('/users/{user}', ({ params }) => {
        const row = userNamed(holdings, params['user'] ?? '');
        return isRefusal(row) ? row : json(200, detail(world, holdings, row));
      }),
      routes.list('/users/{user}/programs', ({ params }) => {
        const row = userNamed(holdings, params['user'] ?? '');
        return isRefusal(row) ? row : programs;
      }),
      routes.list('/groups', () => [...groups.rows()].map(groupRow)),
      routes.get('/groups/{id}', ({ params }) => {
        const row = groupNamed(params['id'] ?? '');
        if (isRefusal(row)) return row;
        return json(200, {
          ...groupRow(row),
          admins: membersOf(row, 'admin', 'owner', 'userAdmin'),
          authors: membersOf(row, 'editor', 'contributor'),
          coaches: membersOf(row, 'coach'),
          users: membersOf(row, 'learner'),
        });
      }),
      ...(['programs', 'catalog', 'pathsSessions'] as const).map((name) =>
        routes.list(`/groups/{id}/${name}`, ({ params }) => {
          const row = groupNamed(params['id'] ?? '');
          if (isRefusal(row)) return row;
          if (name === 'programs') return programs;
          const contentType = name === 'catalog' ? 'course' : 'path-session';
          return rowsOf(holdings, 'group_catalog_contents', 'groupId', row['_id'])
            .filter((content) => content['contentType'] === contentType)
            .map(({ contentId }) => ({ _id: contentId }));
        }),
      ),
    ],
  };
}
