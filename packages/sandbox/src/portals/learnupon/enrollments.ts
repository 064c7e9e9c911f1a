import type { Reply, Row, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { Key, RowSource, Table } from '../../table.ts';
import { concatenated, derived, rowSource } from '../../table.ts';
import { failure, listed } from './conventions.ts';
import { courseIdOf, courseKind, sourceIdOf, versionOf } from './courses.ts';
import { isSameLogin, userIdOf } from './users.ts';
import { courseTitle, person } from './words.ts';
import type { Part, World } from './world.ts';
import { after, choose, get, iso, numbered, ordered, pastMs, roll, skewed, without } from './world.ts';

const firstEnrollmentId = 336_900_000;
const firstOrphanId = 335_000_000;
const statuses = ['not_started', 'in_progress', 'completed', 'passed', 'failed', 'pending_review'] as const;

/** Every tenth enrollment repeats learner and course of the one before. */
function original(slot: number): number {
  return slot % 10 === 9 ? slot - 1 : slot;
}

function userSlotOf(world: World, slot: number): number {
  return roll(world, world.counts.users, 60, original(slot));
}

/** Archived versions and licensed courses have learners, drafts have none. */
function courseSlotOf(world: World, slot: number): number {
  const course = skewed(world, world.counts.courses, 61, original(slot));
  return courseKind(course) === 'draft' ? course - 1 : course;
}

function updatedMs(world: World, slot: number): number {
  return pastMs(world, 300, 62, slot);
}

function makeEnrollment(world: World, id: number, slot: number, given: Row): Row {
  const courseSlot = Number(given['course_id'] ?? courseIdOf(courseSlotOf(world, slot))) - courseIdOf(0);
  const userSlot = Number(given['user_id'] ?? userIdOf(userSlotOf(world, slot))) - userIdOf(0);
  const user = person(world, userSlot);
  const status = choose(world, statuses, 63, slot);
  const changedMs = updatedMs(world, slot);
  const enrolledMs = changedMs - roll(world, 60, 64, slot) * 86_400_000;
  const isStarted = status !== 'not_started';
  const isDone = status === 'completed' || status === 'passed' || status === 'failed';
  // Admin-set completions fall on full hours, at times before the enrollment itself.
  const completedMs = slot % 21 === 4 ? Math.floor(enrolledMs / 3_600_000) * 3_600_000 - 86_400_000 : changedMs;
  const isLegacy = world.options.legacy === true;
  return {
    id,
    course_id: courseIdOf(courseSlot),
    course_source_id: sourceIdOf(courseSlot),
    version: versionOf(courseSlot),
    user_id: userIdOf(userSlot),
    percentage: isDone ? roll(world, 101, 65, slot) : null,
    has_attempts_remaining: true,
    date_started: isStarted ? iso(after(enrolledMs, 1, world, 66, slot)) : null,
    date_completed: isDone ? iso(completedMs) : null,
    date_lastaccessed: isStarted ? iso(changedMs) : null,
    date_enrolled: iso(enrolledMs),
    course_name: courseTitle(world, courseSlot),
    first_name: user.first_name,
    last_name: user.last_name,
    email: user.email,
    ...(world.options.usernames === true ? { username: user.username } : {}),
    certificate_name: status === 'passed' ? 'Forklift Operator' : null,
    percentage_complete: isStarted ? (isDone ? 100 : roll(world, 100, 67, slot)) : null,
    unenrolled: slot % 14 === 6,
    due_date: slot % 3 === 0 ? iso(Math.ceil(enrolledMs / 86_400_000) * 86_400_000 + 30 * 86_400_000) : null,
    calculated_due_date: null,
    is_overdue: slot % 8 === 5 ? null : false,
    cert_expires_at: status === 'passed' ? iso(changedMs + 730 * 86_400_000) : null,
    course_access_expires_at: null,
    status,
    was_recertified: slot % 10 === 9,
    from_store: isLegacy ? null : false,
    from_catalog: isLegacy ? null : slot % 4 === 1,
    group_id: slot % 5 === 2 ? 86_000 + roll(world, world.counts.groups, 68, slot) : null,
    ...(isLegacy ? {} : { updated_at: world.odd && slot % 29 === 4 ? null : iso(changedMs) }),
    ...(world.odd && slot % 33 === 8 ? { enrolled_by: 'rule' } : {}),
  };
}

function enrollmentTable(world: World, name: string, firstId: number, count: number, setup: object): Table {
  return numbered(world, firstId, {
    name,
    count,
    make: (slot, given) => makeEnrollment(world, firstId + slot, slot, given),
    indexes: {
      course_id: (slot) => courseIdOf(courseSlotOf(world, slot)),
      user_id: (slot) => userIdOf(userSlotOf(world, slot)),
    },
    ...ordered(world, { updated: (slot) => updatedMs(world, slot) }),
    onInsert: (_slot, atMs) => ({
      date_enrolled: iso(atMs),
      ...(world.options.legacy === true ? {} : { updated_at: iso(atMs) }),
    }),
    onUpdate: (_row, atMs, revision) => ({
      ...(world.options.legacy === true ? {} : { updated_at: iso(atMs) }),
      percentage: revision % 101,
      status: 'in_progress',
      date_completed: null,
    }),
    ...setup,
  });
}

export interface EnrollmentsPart extends Part {
  readonly enrollments: Table;
}

export function enrollmentsPart(
  world: World,
  courses: () => Table,
  users: Table,
  audit: (entry: Row) => void,
): EnrollmentsPart {
  const enrollments = enrollmentTable(world, 'enrollments', firstEnrollmentId, world.counts.users * 3, {
    onDelete: (row: Row) => {
      audit({ action: 2, impacted_user_email: row['email'], impacted_data: row['course_name'] });
    },
  });
  // Completed enrollments that outlived their course: only a search by learner finds them.
  const orphans = numbered(world, firstOrphanId, {
    name: 'orphan_enrollments',
    count: Math.ceil(world.counts.users / 20),
    indexes: { user_id: (slot) => userIdOf(userSlotOf(world, slot)) },
    make: (slot, given) => ({
      ...makeEnrollment(world, firstOrphanId + slot, slot, given),
      course_id: 4_000_000 + slot,
      course_source_id: 3_900_000 + slot,
      course_name: `Gone ${String(slot)}`,
      status: 'completed',
    }),
  });
  const markCompletes = numbered(world, 881_000, {
    name: 'mark_completes',
    count: Math.ceil(world.counts.users / 4),
    make: (slot) => makeMarkComplete(world, slot),
    onInsert: (_slot, atMs) => ({ created_at: iso(atMs) }),
  });

  function bySelector(request: VendorRequest): RowSource | Reply | undefined {
    const { query } = request;
    const courseId = query.get('course_id');
    const courseName = query.get('course_name');
    const login = query.get('email') ?? query.get('username');
    const userId = query.get('user_id');
    if (isIgnored(world, query, 'course_id') || isIgnored(world, query, 'user_id')) return enrollments.all();
    if (courseId !== null) return byCourse(Number(courseId));
    if (courseName !== null) {
      const wanted = courseName.trim().toLowerCase();
      const [course] = courses()
        .match((row) => String(row['name']).trim().toLowerCase() === wanted)
        .slice(0, 1);
      return course === undefined ? failure(404, 'Course not found') : byCourse(Number(course['id']));
    }
    if (userId !== null) return users.has(Number(userId)) ? byUser(Number(userId)) : failure(404, 'User not found');
    if (login !== null) {
      const same = (value: unknown): boolean => isSameLogin(value, login);
      const [user] = users.match((row) => login !== '' && (same(row['email']) || same(row['username']))).slice(0, 1);
      return user === undefined ? failure(404, 'User not found') : byUser(Number(user['id']));
    }
    return undefined;
  }

  function byUser(id: number): RowSource {
    const [own, left] = [enrollments.where('user_id', id), orphans.where('user_id', id)];
    return left.size === 0 ? own : concatenated(own, left);
  }

  function byCourse(id: number): RowSource | Reply {
    const course = courses().get(id);
    if (course === undefined) return failure(404, 'Course not found');
    const own = enrollments.where('course_id', id);
    if (world.options.spanVersions !== true) return own;
    const isSibling = (row: Row): boolean => row['source_id'] === course['source_id'] && row['id'] !== id;
    return [...courses().match(isSibling).slice(0, 9)]
      .map((row) => enrollments.where('course_id', row['id'] as Key))
      .reduce(concatenated, own);
  }

  const modulesOf = (enrollment: Row): Row[] => makeModules(world, enrollment);
  return {
    enrollments,
    resources: {
      enrollments,
      orphan_enrollments: orphans,
      enrollment_modules: derived(enrollments, modulesOf),
      mark_completes: markCompletes,
    },
    routes: [
      get('/enrollments/search', (request) => {
        const source = bySelector(request) ?? withoutSelector(world, enrollments.all());
        return 'status' in source
          ? source
          : listed(world, 'enrollments', withinDays(world, request, source), 'enrollments');
      }),
      // Not a list, whatever the key.
      get('/enrollments', () => failure(401, 'Access denied')),
      get('/enrollments/{id}/modules', ({ params }) => {
        const row = enrollments.get(Number(params['id']));
        if (row === undefined) return failure(404, 'Enrollment not found');
        const modules = modulesOf(row).map((module) => without(module, 'enrollment_id'));
        return json(
          200,
          world.options.enrollmentModules === 'modules' ? { modules } : { enrollments: [{ ...row, modules }] },
        );
      }),
      get('/enrollments/{id}', ({ params }) => {
        const row = enrollments.get(Number(params['id'])) ?? orphans.get(Number(params['id']));
        return row === undefined ? failure(404, 'Enrollment not found') : json(200, { enrollments: [row] });
      }),
      get('/markcompletes', (request) => {
        const names = ['id', 'user_id', 'enrollment_id', 'course_id'].filter((name) => request.query.has(name));
        const valueOf = (row: Row, name: string): unknown =>
          name === 'course_id' ? enrollments.get(row['enrollment_id'] as Key)?.['course_id'] : row[name];
        const matches = (row: Row): boolean =>
          names.every((name) => String(valueOf(row, name)) === request.query.get(name));
        const rows = names.length === 0 ? markCompletes.all() : markCompletes.match(matches);
        return listed(world, 'mark_completes', rows, 'markcompletes');
      }),
    ],
  };
}

/** Whether the query has a selector that the portal does not know. */
export function isIgnored(world: World, query: URLSearchParams, name: 'course_id' | 'user_id' | 'lp_id'): boolean {
  return query.has(name) && world.options.ignoredSelectors?.includes(name) === true;
}

export function withoutSelector(world: World, all: RowSource): RowSource | Reply {
  const answer = world.options.noSelector ?? 'error';
  if (answer === 'error') return failure(400, 'At least one search parameter is required');
  return answer === 'empty' ? rowSource([]) : all;
}

/** `date_from` and `date_to` are plain UTC days, both included. */
export function withinDays(world: World, request: VendorRequest, source: RowSource): RowSource {
  const [from, to] = [request.query.get('date_from'), request.query.get('date_to')];
  if (from === null && to === null) return source;
  const field = world.options.dateFilter ?? 'date_enrolled';
  const rows = source.slice(0, source.size).filter((row) => {
    const date = typeof row[field] === 'string' ? row[field].slice(0, 10) : undefined;
    return date !== undefined && date >= (from ?? '') && date <= (to ?? '9999');
  });
  return { ...rowSource(rows), ...(source.partition === undefined ? {} : { partition: source.partition }) };
}

function makeModules(world: World, enrollment: Row): Row[] {
  const slot = Number(enrollment['id']);
  return Array.from({ length: 1 + roll(world, 3, 70, slot) }, (_, i) => ({
    enrollment_id: slot,
    id: 405_000 + (Number(enrollment['course_id']) - courseIdOf(0)) * 8 + i,
    title: `Part ${String(i + 1)}`,
    sequence: i + 1,
    status: enrollment['status'],
    date_started: enrollment['date_started'],
    date_completed: enrollment['date_completed'],
    date_lastaccessed: enrollment['date_lastaccessed'],
  }));
}

function makeMarkComplete(world: World, slot: number): Row {
  const completedMs = pastMs(world, 300, 72, slot);
  return {
    id: 881_000 + slot,
    percentage: slot % 3 === 0 ? 90 : null,
    // The admin who did it, not the learner.
    user_id: slot % 2 === 0 ? null : userIdOf(0),
    enrollment_id: slot % 11 === 3 ? null : firstEnrollmentId + slot * 3,
    notes: slot % 4 === 1 ? 'Paper test\r\nfiled' : null,
    status: choose(world, ['completed', 'passed', 'failed'], 73, slot),
    action_source_type: slot % 2 === 0 ? 'API' : 'UI',
    created_at: iso(after(completedMs, 3, world, 74, slot)),
    date_completed: iso(Math.floor(completedMs / 3_600_000) * 3_600_000),
  };
}
