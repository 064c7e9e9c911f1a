import type { Row, VendorRequest } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import type { Resource } from '../../../table.ts';
import { derived } from '../../../table.ts';
import { plainFailure } from '../failures.ts';
import { title } from '../words.ts';
import type { Part, World } from '../world.ts';
import { iso, oid, pastMs, roll, slotOf } from '../world.ts';
import type { Holdings, V1Routes } from './access.ts';
import { dated, defined, isRefusal, personOf, picked, rowNamed, userNamed } from './access.ts';

const draftCount = 4;

function mailOf(holdings: Holdings, id: unknown): unknown {
  return holdings.users.get(String(id))?.['mail'];
}

function courseRow(world: World, holdings: Holdings, row: Row): Row {
  const slot = slotOf(row['_id']);
  const common = {
    _id: row['_id'],
    author: mailOf(holdings, row['authorId']),
    creationDate: row['createdAt'],
    modificationDate: row['modifiedAt'],
    name: row['name'],
    status: row['status'],
  };
  if (world.options.v1Courses === 'recorded')
    return defined({ ...common, description: row['description'] ?? '', skills: [] });
  const translations = row['translations'] as readonly Row[];
  return defined({
    ...common,
    lang: row['sourceLang'],
    group: row['groupId'],
    groupName: holdings.groups.get(String(row['groupId']))?.['name'],
    coAuthors: (row['coAuthorIds'] as readonly unknown[]).map((id) => mailOf(holdings, id) ?? null),
    courseDuration: row['duration'],
    translationsLangs: translations.map(({ lang, published, translatorIds }) => ({
      lang,
      published,
      translators: translatorIds,
    })),
    reactionScore: roll(world, 101, 310, slot) / 100,
    relevanceScore: slot % 4 === 0 ? null : roll(world, 101, 311, slot),
  });
}

/** Drafts are seen through v1 only. */
function drafts(world: World, holdings: Holdings): Row[] {
  return Array.from({ length: draftCount }, (_, slot) => {
    const createdAt = iso(pastMs(world, 100, 312, slot));
    return courseRow(world, holdings, {
      _id: oid(world, 'course', 0x10_00_00_00 + slot),
      name: title(world, slot, 313),
      status: 'draft',
      authorId: oid(world, 'user', 1),
      groupId: oid(world, 'group', 0),
      coAuthorIds: [],
      translations: [],
      sourceLang: 'fr',
      createdAt,
      modifiedAt: createdAt,
    });
  });
}

function attemptRow(row: Row): Row {
  return defined({
    ...picked(row, '_id', 'progress', 'score', 'completedAt'),
    firstActivity: row['firstActivityAt'],
    lastActivity: row['lastActivityAt'],
    path: row['pathId'],
    pathSession: row['pathSessionId'],
    globalTime: row['timeSpent'],
  });
}

/** Attempts by course and user: no key at the top of a row. */
function courseStats(world: World, holdings: Holdings, passes: (attempt: Row) => boolean): Row[] {
  const byCourse = new Map<unknown, Map<unknown, Row[]>>();
  const counts = new Map<unknown, number>();
  for (const attempt of holdings.attempts.rows()) {
    if (!passes({ ...attempt, createdAt: attempt['firstActivityAt'] ?? attempt['completedAt'] })) continue;
    const { courseId, userId } = attempt;
    const count = (counts.get(courseId) ?? 0) + 1;
    counts.set(courseId, count);
    if (count > (world.options.v1StatsCap ?? Infinity)) continue;
    const byUser = byCourse.get(courseId) ?? new Map<unknown, Row[]>();
    byCourse.set(courseId, byUser);
    byUser.set(userId, [...(byUser.get(userId) ?? []), attemptRow(attempt)]);
  }
  return [...holdings.courses.rows()].map((course) => ({
    course: picked(course, '_id', 'name'),
    stats: [...(byCourse.get(course['_id']) ?? [])].map(([userId, attempts]) => ({
      user: personOf(holdings.users.get(String(userId)), userId),
      attempts,
    })),
  }));
}

/** v1_courses (published, archived, deleted and draft), v1_course_stats ({course, stats}, as served): no parents. */
export function coursesPart(world: World, routes: V1Routes, holdings: Holdings): Part {
  const shown = derived(holdings.courses, (row) => [courseRow(world, holdings, row)]);
  const courses: Resource = {
    rows: () => [...shown.rows(), ...drafts(world, holdings)],
    survivors: (sinceMs) => [...shown.survivors(sinceMs), ...drafts(world, holdings)],
  };
  const all = (): Row[] => courseStats(world, holdings, () => true);
  const statsOf = (id: unknown): readonly Row[] =>
    (all().find(({ course }) => (course as Row)['_id'] === id)?.['stats'] ?? []) as readonly Row[];
  const courseNamed = ({ params }: VendorRequest): ReturnType<typeof rowNamed> =>
    rowNamed(holdings.courses, params['id'] ?? '', plainFailure(400, 'course_not_found'));
  const badRequest = plainFailure(400, 'bad_request');
  return {
    resources: { v1_courses: courses, v1_course_stats: { rows: all, survivors: all } },
    routes: [
      routes.list('/courses', (request) => {
        const passes = dated(request, { created: 'creationDate', modified: 'modificationDate' });
        return passes === undefined ? badRequest : [...courses.rows()].filter(passes);
      }),
      routes.list('/courses/stats', (request) => {
        const fields = { createdAt: 'createdAt', firstActivityAt: 'firstActivityAt', lastActivityAt: 'lastActivityAt' };
        const passes = dated(request, fields);
        return passes === undefined ? badRequest : courseStats(world, holdings, passes);
      }),
      routes.get('/courses/{id}', (request) => {
        const row = courseNamed(request);
        return isRefusal(row) ? row : json(200, courseRow(world, holdings, row));
      }),
      routes.list('/courses/{id}/stats', (request) => {
        const row = courseNamed(request);
        return isRefusal(row) ? row : statsOf(row['_id']);
      }),
      routes.get('/courses/{id}/stats/{user}', (request) => {
        const row = courseNamed(request);
        if (isRefusal(row)) return row;
        const user = userNamed(holdings, request.params['user'] ?? '');
        if (isRefusal(user)) return user;
        const found = statsOf(row['_id']).find((one) => (one['user'] as Row)['_id'] === user['_id']);
        return json(200, found ?? { user: personOf(user, user['_id']), attempts: [] });
      }),
      routes.list('/users/{user}/courses', ({ params }) => {
        const user = userNamed(holdings, params['user'] ?? '');
        if (isRefusal(user)) return user;
        return all().flatMap(({ course, stats }) =>
          (stats as readonly Row[])
            .filter((one) => (one['user'] as Row)['_id'] === user['_id'])
            .map(({ attempts }) => ({ course, attempts })),
        );
      }),
    ],
  };
}
