import type { Row } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { Table } from '../../table.ts';
import { derived } from '../../table.ts';
import { statisticsFilters } from './courses.ts';
import { failure } from './failures.ts';
import { anyOf, dateRange, oneOf } from './filters.ts';
import { paged } from './lists.ts';
import type { Routes } from './routes.ts';
import { isReply, pathOfSession, sessionIn } from './sessions.ts';
import type { Part, World } from './world.ts';
import { after, collection, iso, oid, optional, pastMs, roll, skewed, slotOf } from './world.ts';

const statuses = [
  'awaitingCorrection',
  'late',
  'notYetStarted',
  'onTime',
  'sessionNotOpened',
  'successful',
  'toRetake',
  'unsuccessful',
] as const;

function sessionSlotOf(world: World, slot: number): number {
  return skewed(world, world.counts.sessions, 130, slot);
}

function userOf(world: World, slot: number): string {
  return oid(world, 'user', Math.floor(slot / 2) % world.counts.users);
}

function isUnenrolled(slot: number): boolean {
  return slot % 12 === 7;
}

function enrolledMs(world: World, slot: number): number {
  return pastMs(world, 200, 131, slot);
}

function makeEnrollment(world: World, slot: number, given: Row): Row {
  const pathId = given['pathId'];
  const sessionSlot = pathId === undefined ? sessionSlotOf(world, slot) : slotOf(pathId) * 3 + (slot % 3);
  return {
    pathId: pathId ?? pathOfSession(world, sessionSlot),
    _id: oid(world, 'enrollment', slot),
    createdAt: iso(enrolledMs(world, slot)),
    isSelfEnrolled: slot % 5 === 2,
    // Rows without it are what a filter by it never finds.
    ...optional(slot % 4 !== 1, { modifiedAt: iso(after(world, enrolledMs(world, slot), 30, 132, slot)) }),
    sessionId: oid(world, 'session', sessionSlot),
    status: isUnenrolled(slot) ? 'archived' : 'published',
    ...optional(isUnenrolled(slot), { archivedAt: iso(after(world, enrolledMs(world, slot), 30, 133, slot)) }),
    userId: userOf(world, slot),
  };
}

function changeEnrollment(row: Row, atMs: number): Row {
  return row['status'] === 'archived'
    ? { status: 'published', modifiedAt: iso(atMs) }
    : { status: 'archived', archivedAt: iso(atMs), modifiedAt: iso(atMs) };
}

function statusOf(world: World, slot: number): Row {
  const type = statuses[roll(world, statuses.length, 134, slot)];
  if (type === 'toRetake' && slot % 2 === 0) return { type, reason: 'mandatoryReplay' };
  return type === 'unsuccessful' ? { type, reason: 'sessionEnded' } : { type };
}

function makeStatistics(world: World, slot: number, given: Row): Row {
  const sessionId = given['sessionId'] ?? oid(world, 'session', sessionSlotOf(world, slot));
  // What is enrolled while the sandbox runs happens at that moment.
  const bornAt = given['enrolledAt'];
  const startMs = typeof bornAt === 'string' ? Date.parse(bornAt) : enrolledMs(world, slot);
  const later = (days: number, salt: number): string =>
    iso(bornAt === undefined ? after(world, startMs, days, salt, slot) : startMs);
  const status = statusOf(world, slot);
  const isDone = status['type'] === 'successful' || status['type'] === 'unsuccessful';
  return {
    _id: oid(world, 'enrollment', slot),
    // A row stays onTime, up to 97 %, until it is corrected.
    progress: isDone ? 100 : status['type'] === 'notYetStarted' ? 0 : roll(world, 98, 135, slot),
    status,
    timeSpent: world.odd && slot % 18 === 4 ? 5_400_000.5 : roll(world, 9_000_000, 136, slot),
    userId: userOf(world, slot),
    enrolledAt: iso(startMs),
    selfEnrolled: slot % 5 === 2,
    ...optional(isUnenrolled(slot), { unenrolledAt: later(30, 133) }),
    ...optional(status['type'] !== 'notYetStarted', { startedAt: later(5, 137) }),
    ...optional(isDone, { completedAt: later(60, 138), score: roll(world, 101, 139, slot) }),
    ...optional(slot % 3 === 0, { dueDate: iso(after(world, startMs, 90, 140, slot)) }),
    // The certificate awarded to the user, not the outline.
    ...optional(status['type'] === 'successful' && slot % 2 === 0, { certificateId: oid(world, 'certificate', slot) }),
    pathId: pathOfSession(world, slotOf(sessionId)),
    sessionId,
  };
}

/** Progress moves without completedAt; a completed row changes later while completedAt stays. */
function changeStatistics(row: Row, atMs: number, revision: number): Row {
  if (row['completedAt'] !== undefined) return { score: (Number(row['score'] ?? 0) + 1) % 101 };
  if (revision % 2 === 0) return { progress: 100, status: { type: 'successful' }, completedAt: iso(atMs), score: 90 };
  return {
    progress: Math.min(97, Number(row['progress']) + 1),
    status: { type: 'onTime' },
    timeSpent: Number(row['timeSpent']) + 1000,
  };
}

function metricsOf(statistics: Table, session: Row): Row {
  const source = statistics.where('sessionId', String(session['_id']));
  const rows = source.slice(0, source.size);
  const usersCountByStatus = Object.fromEntries(
    statuses.map((type) => [type, rows.filter((row) => (row['status'] as Row)['type'] === type).length]),
  );
  return { certificates: rows.filter((row) => row['certificateId'] !== undefined).length, usersCountByStatus };
}

/**
 * path_enrollments: + `pathId`. path_stats: no parent. path_session_user_stats: + `pathId`, `sessionId`, which makes it
 * equal to path_stats. path_session_metrics: + `pathId`, `sessionId`.
 */
export function enrollmentsPart(
  world: World,
  routes: Routes,
  { paths, sessions }: { readonly paths: Table; readonly sessions: Table },
): Part & { readonly enrollments: Table; readonly statistics: Table } {
  const enrollments = collection(world, 'enrollment', {
    name: 'path_enrollments',
    count: world.counts.users * 2,
    make: (slot, given) => makeEnrollment(world, slot, given),
    indexes: { pathId: (slot) => pathOfSession(world, sessionSlotOf(world, slot)) },
    onInsert: (_slot, atMs) => ({ createdAt: iso(atMs), modifiedAt: iso(atMs), status: 'published' }),
    onUpdate: changeEnrollment,
  });
  const statistics = collection(world, 'enrollment', {
    name: 'path_stats',
    count: world.counts.users * 2,
    make: (slot, given) => makeStatistics(world, slot, given),
    indexes: { sessionId: (slot) => oid(world, 'session', sessionSlotOf(world, slot)) },
    onInsert: (_slot, atMs) => ({ enrolledAt: iso(atMs) }),
    onUpdate: changeStatistics,
  });
  const publication = oneOf(['archived', 'published'], 'eq');
  const isArchived = (row: Row): boolean => row['unenrolledAt'] !== undefined;
  return {
    enrollments,
    statistics,
    resources: {
      path_enrollments: enrollments,
      path_stats: statistics,
      path_session_user_stats: derived(statistics, (row) => [row]),
      path_session_metrics: derived(sessions, (row) => [
        { pathId: row['pathId'], sessionId: row['_id'], ...metricsOf(statistics, row) },
      ]),
    },
    routes: [
      routes.get('paths:read', '/paths/{pathId}/enrollments', (request) => {
        const key = request.params['pathId'] ?? '';
        if (!paths.has(key)) return failure(404, 'pathNotFound');
        return paged(world, request, {
          stream: 'path_enrollments',
          size: 5000,
          table: enrollments,
          within: { index: 'pathId', key },
          omit: ['pathId'],
          filters: { status: publication, createdAt: dateRange, modifiedAt: dateRange, sessionId: anyOf },
          isHidden: (row) => row['status'] === 'archived',
        });
      }),
      routes.get(
        'pathStats:read',
        '/paths/stats',
        routes.flaky((request) =>
          paged(world, request, {
            stream: 'path_stats',
            size: 2000,
            table: statistics,
            isHidden: isArchived,
            filters: {
              ...statisticsFilters,
              pathId: anyOf,
              // The record's own status is an object; the filter asks for the enrollment's.
              status: { ...publication, read: (row) => (isArchived(row) ? 'archived' : 'published') },
            },
          }),
        ),
      ),
      routes.get('pathStats:read', '/paths/{pathId}/sessions/{sessionId}/user-stats', (request) => {
        const session = sessionIn(paths, sessions, request);
        if (isReply(session)) return session;
        return paged(world, request, {
          stream: 'path_session_user_stats',
          size: 2000,
          table: statistics,
          within: { index: 'sessionId', key: String(session['_id']) },
          filters: statisticsFilters,
          omit: ['pathId', 'sessionId'],
        });
      }),
      routes.get('pathStats:read', '/paths/{pathId}/sessions/{sessionId}/user-statuses', (request) => {
        const session = sessionIn(paths, sessions, request);
        return isReply(session) ? session : json(200, metricsOf(statistics, session));
      }),
    ],
  };
}
