import type { Row } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { Table } from '../../table.ts';
import { derived } from '../../table.ts';
import { customFieldValues } from './custom-fields.ts';
import { failure } from './failures.ts';
import type { Filters } from './filters.ts';
import { among, anyOf, dateRange, exactly, oneOf } from './filters.ts';
import { paged, whole } from './lists.ts';
import type { Routes } from './routes.ts';
import { ofProduct } from './routes.ts';
import { contentLanguages, surprise, text, title, translations } from './words.ts';
import type { Part, World } from './world.ts';
import { after, choose, collection, groupId, iso, oid, optional, pastMs, roll, slotOf, userId } from './world.ts';

function makeCourse(world: World, slot: number): Row {
  const { odd } = world;
  const type = slot % 6 === 5 ? 'external' : slot % 6 === 2 ? 'elearning standard' : 'native';
  const lang = choose(world, contentLanguages, 60, slot);
  return {
    _id: oid(world, 'course', slot),
    name: text(world, title(world, slot, 61), 62, slot),
    sourceLang: lang,
    defaultLang: lang,
    authorId: userId(world, 63, slot),
    groupId: groupId(world, 64, slot),
    coAuthorIds: slot % 3 === 1 ? [userId(world, 65, slot), userId(world, 66, slot)] : [],
    createdAt: iso(modifiedMs(world, slot) - 86_400_000 * (1 + roll(world, 400, 67, slot))),
    modifiedAt: iso(modifiedMs(world, slot)),
    status: slot % 10 === 3 ? 'archived' : slot % 10 === 7 ? 'deleted' : 'published',
    type,
    ...optional(slot % 4 !== 2, {
      duration: odd && slot % 19 === 5 ? '25' : odd && slot % 7 === 3 ? 12.5 : 5 + roll(world, 90, 68, slot),
    }),
    ...optional(slot % 2 === 0, { description: text(world, '<p>What every employee needs to know.</p>', 69, slot) }),
    ...optional(type === 'external', { externalPlatform: 'SkillVideo' }),
    ...optional(slot % 5 !== 4, { currentVersionNumber: 1 + (slot % 6) }),
    ...optional(slot % 3 === 0, { collaborativeLearning: slot % 6 === 0 }),
    translations: translations(world, slot, ['name', 'description']),
    ...surprise(world, slot),
  };
}

function modifiedMs(world: World, slot: number): number {
  return pastMs(world, 500, 70, slot);
}

/** The trap of `modifiedAt`: archiving, restoring and translating leave it alone. */
export function changeContent(row: Row, atMs: number, revision: number): Row {
  switch (slotOf(row['_id']) % 4) {
    case 1:
      return { status: row['status'] === 'archived' ? 'published' : 'archived' };
    case 3:
      return {
        translations: [
          { lang: 'de', published: true, translatorIds: [], translatedFields: { name: `Neu ${String(revision)}` } },
        ],
      };
    default:
      return { name: `Renamed ${String(revision)}`, modifiedAt: iso(atMs) };
  }
}

/** Tags of a course or path. */
export function tagsOf(world: World, slot: number, salt: number): Row[] {
  const { tags } = world.counts;
  const first = roll(world, tags, 71, salt, slot);
  return Array.from({ length: roll(world, 4, 72, salt, slot) }, (_, i) => ({
    tagId: oid(world, 'tag', (first + i) % tags),
    source: (slot + i) % 3 === 0 ? 'integration' : 'native',
  }));
}

function makeAttempt(world: World, slot: number): Row {
  const userSlot = Math.floor(slot / 5) % world.counts.users;
  const firstMs = pastMs(world, 300, 80, slot);
  const lastMs = after(world, firstMs, 20, 81, slot);
  const isDone = slot % 3 !== 1;
  const session = roll(world, world.counts.sessions, 82, slot);
  return {
    _id: oid(world, 'attempt', slot),
    ...optional(slot % 6 !== 4, { versionNumber: 1 + (slot % 6) }),
    lang: choose(world, contentLanguages, 83, slot),
    ...optional(slot % 8 !== 7, { firstActivityAt: iso(firstMs), lastActivityAt: iso(lastMs) }),
    timeSpent: world.odd && slot % 16 === 9 ? 1_487_000.25 : roll(world, 7_200_000, 84, slot),
    // Handed in with a correction pending: completed, though under 100.
    progress: isDone ? (slot % 15 === 0 ? 85 : 100) : roll(world, 100, 85, slot),
    ...optional(isDone && slot % 4 !== 3, { score: world.odd && slot % 44 === 8 ? '80' : roll(world, 101, 86, slot) }),
    ...optional(isDone, { completedAt: iso(lastMs) }),
    ...optional(slot % 4 === 2, {
      pathId: oid(world, 'path', Math.floor(session / 3)),
      pathSessionId: oid(world, 'session', session),
    }),
    courseId: oid(world, 'course', roll(world, world.counts.courses, 87, slot)),
    userId: oid(world, 'user', userSlot),
  };
}

/** Progress of open attempts moves without completedAt; scores of completed ones change while completedAt stays. */
function changeAttempt(row: Row, atMs: number, revision: number): Row {
  const seen = { lastActivityAt: iso(atMs), timeSpent: Number(row['timeSpent']) + 60_000 };
  if (row['completedAt'] !== undefined) return { ...seen, score: (Number(row['score'] ?? 0) + 1) % 101 };
  return revision % 2 === 0
    ? { ...seen, progress: 100, completedAt: iso(atMs) }
    : { ...seen, progress: Math.min(99, Number(row['progress']) + 1) };
}

export const statisticsFilters: Filters = { completedAt: dateRange, userId: anyOf };

/**
 * courses, course_stats: no parent. course_tags: {courseId, tagId, source}. course_custom_field_values: + `courseId`.
 */
export function coursesPart(
  world: World,
  routes: Routes,
): Part & { readonly courses: Table; readonly attempts: Table } {
  const courses = collection(world, 'course', {
    name: 'courses',
    count: world.counts.courses,
    make: (slot) => makeCourse(world, slot),
    modifiedMs: (slot) => modifiedMs(world, slot),
    onInsert: (_slot, atMs) => ({ createdAt: iso(atMs), modifiedAt: iso(atMs) }),
    onUpdate: changeContent,
  });
  const attempts = collection(world, 'attempt', {
    name: 'course_stats',
    count: world.counts.users * 5,
    make: (slot) => makeAttempt(world, slot),
    onInsert: (slot, atMs) => ({
      firstActivityAt: iso(atMs),
      lastActivityAt: iso(atMs),
      ...optional(slot % 3 !== 1, { completedAt: iso(atMs) }),
    }),
    onUpdate: changeAttempt,
  });
  const courseTags = (row: Row): Row[] =>
    tagsOf(world, slotOf(row['_id']), 1).map((tag) => ({ courseId: row['_id'], ...tag }));
  const valuesOf = (row: Row): Row[] =>
    customFieldValues(world, 'contents', slotOf(row['_id']), 2).map((value) => ({ courseId: row['_id'], ...value }));
  const filters: Filters = {
    createdAt: dateRange,
    modifiedAt: dateRange,
    status: oneOf(['archived', 'deleted', 'published'], 'eq'),
    type: oneOf(['elearning standard', 'external', 'native'], 'eq'),
    authorId: exactly,
    groupId: exactly,
    // No field of the record answers to this one.
    originalAuthorId: { ...exactly, read: (row) => row['authorId'] },
    tagIds: { ...among, read: (row) => courseTags(row).map(({ tagId }) => tagId) },
    coAuthorIds: among,
    sourceLang: { operators: ['eq', 'in'] },
    collaborativeLearning: oneOf(['true', 'false'], 'eq'),
  };
  const unknownCourse = failure(404, 'courseNotFound');
  return {
    courses,
    attempts,
    resources: {
      courses,
      course_stats: attempts,
      course_tags: derived(courses, courseTags),
      course_custom_field_values: derived(courses, (row) =>
        world.options.disabled?.includes('courseCustomFields') === true ? [] : valuesOf(row),
      ),
    },
    routes: [
      routes.get('courses:read', '/courses', (request) =>
        paged(world, request, {
          stream: 'courses',
          size: 500,
          table: courses,
          filters,
          isHidden: (row) => row['status'] !== 'published',
        }),
      ),
      routes.get(
        'courseStats:read',
        '/courses/stats',
        routes.flaky((request) =>
          paged(world, request, {
            stream: 'course_stats',
            size: 500,
            table: attempts,
            filters: { ...statisticsFilters, courseId: anyOf },
          }),
        ),
      ),
      routes.get('courses:read', '/courses/{courseId}', ({ params }) => {
        const row = courses.get(params['courseId'] ?? '');
        return row === undefined ? unknownCourse : json(200, row);
      }),
      routes.get('tags:read', '/courses/{courseId}/tags', (request) => {
        const row = courses.get(request.params['courseId'] ?? '');
        if (row === undefined) return unknownCourse;
        return paged(world, request, {
          stream: 'course_tags',
          size: 500,
          rows: () => courseTags(row),
          omit: ['courseId'],
          keys: ['tagId', 'source'],
        });
      }),
      routes.get(
        'courses:read',
        '/courses/{courseId}/custom-fields/values',
        ofProduct(world, 'courseCustomFields', ({ params }) => {
          const row = courses.get(params['courseId'] ?? '');
          return row === undefined ? unknownCourse : whole({ rows: () => valuesOf(row), omit: ['courseId'] });
        }),
      ),
    ],
  };
}
