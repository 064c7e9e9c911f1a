import type { Reply, Row, VendorRequest } from '../../portal.ts';
import type { RowSource, Table } from '../../table.ts';
import { failure, listed, numberIn } from './conventions.ts';
import { courseIdOf } from './courses.ts';
import { isIgnored, withinDays, withoutSelector } from './enrollments.ts';
import { userIdOf } from './users.ts';
import { courseTitle, person, text } from './words.ts';
import type { Part, World } from './world.ts';
import { after, choose, get, iso, numbered, pastMs, roll, skewed, without } from './world.ts';

const firstPathId = 75_100;
const pathName = (slot: number): string => `Warehouse Starter ${String(slot)}`;

function makePath(world: World, slot: number): Row {
  const createdMs = pastMs(world, 600, 100, slot);
  const isDraft = slot % 5 === 3;
  return {
    id: firstPathId + slot,
    name: pathName(slot),
    sellable: false,
    cataloged: true,
    keywords: slot % 2 === 0 ? null : 'start, warehouse',
    due_days_after_enrollment: slot % 2 === 0 ? 60 : null,
    send_due_date_reminders: false,
    due_date_reminder_days: null,
    due_date_reminder_days_2: null,
    minute_length: slot % 4 === 1 ? null : 180,
    path_length_unit: 'minutes',
    price: 0,
    published_status_id: isDraft ? 'draft' : 'published',
    difficulty_level: 'basic',
    description_html: text(world, '<p>First month.</p>', 101, slot),
    description_text: 'First month.',
    thumbnail_image_url: null,
    credits_to_be_awarded: '',
    created_at: iso(createdMs),
    date_published: isDraft ? null : iso(after(createdMs, 9, world, 102, slot)),
    due_date_after_enrollment: null,
    courses: Array.from({ length: 3 }, (_, i) => {
      const courseSlot = (slot * 3 + i) % world.counts.courses;
      return { id: courseIdOf(courseSlot), name: courseTitle(world, courseSlot), sequence: i + 1 };
    }),
  };
}

function makePathEnrollment(world: World, slot: number, pathId: number, userId: number): Row {
  const user = person(world, userId - userIdOf(0));
  const enrolledMs = pastMs(world, 300, 103, slot);
  const status = choose(world, ['not_started', 'in_progress', 'completed'] as const, 104, slot);
  const isStarted = status !== 'not_started';
  return {
    id: 4_410_000 + slot,
    percentage: status === 'completed' ? roll(world, 101, 105, slot) : null,
    lp_id: pathId,
    lp_name: pathName(pathId - firstPathId),
    user_id: userId,
    first_name: user.first_name,
    last_name: user.last_name,
    email: user.email,
    ...(world.options.usernames === true ? { username: user.username } : {}),
    certificate_name: null,
    unenrolled: slot % 12 === 7,
    status,
    due_date: slot % 3 === 0 ? iso(enrolledMs + 60 * 86_400_000) : null,
    date_started: isStarted ? iso(after(enrolledMs, 2, world, 106, slot)) : null,
    date_completed: status === 'completed' ? iso(after(enrolledMs, 20, world, 107, slot)) : null,
    date_lastaccessed: isStarted ? iso(after(enrolledMs, 30, world, 108, slot)) : null,
    date_enrolled: iso(enrolledMs),
    cert_expires_at: null,
    was_recertified: false,
  };
}

export function learningPathsPart(world: World, users: Table, audit: (entry: Row) => void): Part {
  const pathOf = (slot: number): number => firstPathId + skewed(world, world.counts.learningPaths, 109, slot);
  const userOf = (slot: number): number => userIdOf(roll(world, world.counts.users, 110, slot));
  const enrollments = numbered(world, 4_410_000, {
    name: 'learning_path_enrollments',
    count: Math.ceil(world.counts.users / 2),
    indexes: { lp_id: pathOf, user_id: userOf },
    make: (slot, given) =>
      makePathEnrollment(world, slot, Number(given['lp_id'] ?? pathOf(slot)), Number(given['user_id'] ?? userOf(slot))),
    onInsert: (_slot, atMs) => ({ date_enrolled: iso(atMs) }),
    onUpdate: (_row, atMs) => ({ status: 'in_progress', date_lastaccessed: iso(atMs) }),
  });
  const paths = numbered(world, firstPathId, {
    name: 'learning_paths',
    count: world.counts.learningPaths,
    make: (slot) => makePath(world, slot),
    onInsert: (_slot, atMs) => ({ created_at: iso(atMs), date_published: iso(atMs), published_status_id: 'published' }),
    onUpdate: (row, _atMs, revision) => ({ keywords: `${String(row['keywords'])} ${String(revision)}` }),
    onDelete: (row) => {
      audit({ action: 8, impacted_data: row['name'] });
    },
    cascade: () => [{ table: enrollments, index: 'lp_id' }],
  });

  function bySelector({ query }: VendorRequest): RowSource | Reply {
    const [id, name, userId] = [query.get('lp_id'), query.get('lp_name'), query.get('user_id')];
    const login = (query.get('email') ?? query.get('username'))?.toLowerCase();
    if (isIgnored(world, query, 'lp_id')) return enrollments.all();
    if (id !== null)
      return paths.has(Number(id)) ? enrollments.where('lp_id', Number(id)) : failure(404, 'Learning path not found');
    if (name !== null) return enrollments.match((row) => String(row['lp_name']).toLowerCase() === name.toLowerCase());
    if (userId !== null)
      return users.has(Number(userId)) ? enrollments.where('user_id', Number(userId)) : failure(404, 'User not found');
    if (login === undefined) return withoutSelector(world, enrollments.all());
    return enrollments.match((row) => String(row['email']).toLowerCase() === login || row['username'] === login);
  }

  return {
    resources: { learning_paths: paths, learning_path_enrollments: enrollments },
    routes: [
      get('/learning_paths', (request) => {
        const { query } = request;
        const [id, name] = [numberIn(request, 'id'), query.get('name')?.toLowerCase()];
        const rows = paths.match(
          (row) =>
            (row['published_status_id'] !== 'draft' || query.get('include_draft') === 'true') &&
            (id === undefined || row['id'] === id) &&
            (name === undefined || String(row['name']).toLowerCase().includes(name)),
        );
        const isWithCourses = query.get('include_courses') === 'true';
        return listed(
          world,
          'learning_paths',
          rows,
          'learning_paths',
          isWithCourses ? {} : { render: (row) => without(row, 'courses') },
        );
      }),
      get('/learning_path_enrollments/search', (request) => {
        const source = bySelector(request);
        if ('status' in source) return source;
        return listed(world, 'learning_path_enrollments', withinDays(world, request, source), 'enrollments');
      }),
      get('/learning_path_enrollments', () => failure(401, 'Access denied')),
    ],
  };
}
