import type { Row } from '../../portal.ts';
import type { Table } from '../../table.ts';
import { derived } from '../../table.ts';
import { failure, listed, numberIn } from './conventions.ts';
import { courseIdOf, owner } from './courses.ts';
import { userIdOf } from './users.ts';
import { courseTitle, person, text } from './words.ts';
import type { Part, World } from './world.ts';
import { after, choose, get, iso, matchesQuery, numbered, ordered, pastMs, roll, skewed, without } from './world.ts';

const firstGroupId = 86_000;
export const groupIdOf = (slot: number): number => firstGroupId + slot;
const groupTitle = (slot: number): string => `Depot ${String(slot)}`;

function groupsTable(world: World, audit: (entry: Row) => void, children: () => readonly Table[]): Table {
  const updatedMs = (slot: number): number => pastMs(world, 500, 80, slot);
  return numbered(world, firstGroupId, {
    name: 'groups',
    count: world.counts.groups,
    make: (slot) => ({
      id: groupIdOf(slot),
      title: groupTitle(slot),
      number_of_members: roll(world, 60, 81, slot),
      description: slot % 3 === 1 ? null : text(world, '', 82, slot),
      created_at: iso(updatedMs(slot) - 90 * 86_400_000),
      updated_at: world.odd && slot % 23 === 11 ? null : iso(updatedMs(slot)),
    }),
    ...ordered(world, { updated: updatedMs, name: groupTitle }),
    onInsert: (_slot, atMs) => ({ created_at: iso(atMs), updated_at: iso(atMs) }),
    onUpdate: (row, atMs, revision) => ({
      updated_at: iso(atMs),
      title: `${String(row['title'])} ${String(revision)}`,
    }),
    onDelete: (row) => {
      audit({ action: 11, impacted_data: row['title'] });
    },
    cascade: () => children().map((table) => ({ table, index: 'group_id' })),
  });
}

function membershipsTable(world: World): Table {
  const groupOf = (slot: number): number => groupIdOf(skewed(world, world.counts.groups, 83, slot));
  const userOf = (slot: number): number => userIdOf(slot % world.counts.users);
  // A learner's second membership may fall into the group of the first; that pair is the key, so it moves one group on.
  const group = (slot: number): number => {
    const own = groupOf(slot);
    if (slot < world.counts.users || own !== groupOf(slot - world.counts.users)) return own;
    return groupIdOf((own - firstGroupId + 1) % world.counts.groups);
  };
  return numbered(world, 30_112_000, {
    name: 'group_memberships',
    idField: 'membership_id',
    count: Math.floor(world.counts.users * 1.5),
    indexes: { group_id: group, user_id: userOf },
    make: (slot, given) => {
      const userId = Number(given['user_id'] ?? (slot < world.counts.users * 1.5 ? userOf(slot) : 2_990_000 + slot));
      const user = person(world, userId - userIdOf(0));
      return {
        membership_id: 30_112_000 + slot,
        group_id: Number(given['group_id'] ?? group(slot)),
        user_id: userId,
        first_name: user.first_name,
        last_name: user.last_name,
        email: user.email,
        created_at: iso(pastMs(world, 400, 84, slot)),
        locale: choose(world, ['en', 'de'], 85, slot),
      };
    },
    onInsert: (_slot, atMs) => ({ created_at: iso(atMs) }),
    onUpdate: (row, _atMs, revision) => ({ last_name: `${String(row['last_name'])} ${String(revision)}` }),
  });
}

function managersTable(world: World): Table {
  return numbered(world, 30_200, {
    name: 'group_managers',
    count: world.counts.groups,
    indexes: { group_id: (slot) => groupIdOf(slot) },
    make: (slot, given) => {
      const groupId = Number(given['group_id'] ?? groupIdOf(slot));
      const by = owner(world, 86, slot);
      const createdMs = pastMs(world, 500, 87, slot);
      return {
        id: 30_200 + slot,
        group_id: groupId,
        group_title: groupTitle(groupId - firstGroupId),
        description: '',
        can_create_users: slot % 2 === 0,
        number_of_members: roll(world, 60, 81, slot),
        number_of_courses: roll(world, 9, 88, slot),
        user_id: by.id,
        email: by.email,
        first_name: by.first_name,
        last_name: by.last_name,
        created_at: iso(createdMs),
        updated_at: iso(after(createdMs, 30, world, 89, slot)),
      };
    },
    onInsert: (_slot, atMs) => ({ created_at: iso(atMs), updated_at: iso(atMs) }),
    onUpdate: (_row, atMs) => ({ updated_at: iso(atMs) }),
  });
}

function groupCoursesTable(world: World): Table {
  const { groups, courses } = world.counts;
  const group = (slot: number): number => groupIdOf(slot % groups);
  const course = (slot: number): number => courseIdOf((slot + Math.floor(slot / groups) * 3) % courses);
  return numbered(world, 51_000, {
    name: 'group_courses',
    count: groups * 3,
    indexes: { group_id: group, course_id: course },
    make: (slot, given) => {
      const [groupId, courseId] = [
        Number(given['group_id'] ?? group(slot)),
        Number(given['course_id'] ?? course(slot)),
      ];
      return {
        id: 51_000 + slot,
        group_id: groupId,
        course_id: courseId,
        group_title: groupTitle(groupId - firstGroupId),
        course_name: courseTitle(world, courseId - courseIdOf(0)),
      };
    },
  });
}

export interface GroupsPart extends Part {
  /** Rows of these go when their course goes. */
  readonly ofCourses: readonly Table[];
}

export function groupsPart(world: World, audit: (entry: Row) => void): GroupsPart {
  const memberships = membershipsTable(world);
  const managers = managersTable(world);
  const groupCourses = groupCoursesTable(world);
  const groups = groupsTable(world, audit, () => [memberships, managers, groupCourses]);
  const member = (row: Row): Row => ({ id: row['user_id'], ...without(row, 'membership_id', 'group_id', 'user_id') });
  const membership = (row: Row): Row => ({ ...without(row, 'membership_id', 'group_id'), id: row['membership_id'] });
  const userGroup = (row: Row): Row[] => {
    const group = groups.get(row['group_id'] as number);
    return group === undefined ? [] : [{ user_id: row['user_id'], ...without(group, 'number_of_members') }];
  };
  return {
    ofCourses: [groupCourses],
    resources: {
      groups,
      group_memberships: memberships,
      user_groups: derived(memberships, userGroup),
      group_managers: managers,
      group_courses: groupCourses,
    },
    routes: [
      get('/groups', (request) => {
        const title = request.query.get('title')?.toLowerCase();
        const rows =
          title === undefined
            ? groups.all()
            : groups.match((row) => String(row['title']).toLowerCase().includes(title));
        return listed(world, 'groups', rows, 'groups');
      }),
      get('/group_memberships', (request) => {
        const [groupId, userId] = [numberIn(request, 'group_id'), numberIn(request, 'user_id')];
        // An unknown group is an empty list, no selector at all is not found.
        if (groupId !== undefined) {
          const isOwn = request.query.get('version_id') === '1.1' || world.options.membershipIds === 'membership';
          const render = isOwn ? membership : member;
          return listed(world, 'group_memberships', memberships.where('group_id', groupId), 'user', { render });
        }
        if (userId === undefined) return failure(404, 'Group or user not found');
        return listed(world, 'user_groups', memberships.where('user_id', userId), 'group', {
          render: (row) => without(userGroup(row)[0] ?? {}, 'user_id'),
        });
      }),
      get('/group_managers', (request) =>
        listed(
          world,
          'group_managers',
          managers.match((row) =>
            matchesQuery(request, row, { group_id: 'group_id', user_id: 'user_id', email: 'email' }),
          ),
          'group_manager',
        ),
      ),
      get('/group_courses', (request) =>
        listed(
          world,
          'group_courses',
          groupCourses.match((row) => matchesQuery(request, row, { group_id: 'group_id', course_id: 'course_id' })),
          'group_courses',
        ),
      ),
    ],
  };
}
