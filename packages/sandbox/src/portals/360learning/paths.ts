import type { Row } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { Table } from '../../table.ts';
import { derived } from '../../table.ts';
import { changeContent, tagsOf } from './courses.ts';
import { failure } from './failures.ts';
import { dateRange, oneOf } from './filters.ts';
import { paged } from './lists.ts';
import type { Routes } from './routes.ts';
import { contentLanguages, surprise, text, title, translations } from './words.ts';
import type { Part, World } from './world.ts';
import { choose, collection, groupId, iso, oid, optional, pastMs, roll, slotOf, userId } from './world.ts';

const optionNames = [
  'linearProgression',
  'mandatoryReplay',
  'displayForum',
  'displayClassroomMessages',
  'automatedReminders',
  'notificationOnStepCreation',
] as const;

/** A step's `_id` is that of its resource, so the same id may stand twice in a path and in many paths. */
function makeStep(world: World, pathSlot: number, position: number): Row {
  const { courses, classrooms, paths } = world.counts;
  const dice = roll(world, 1000, 90, pathSlot, position);
  switch ((pathSlot + position) % 7) {
    case 0:
    case 1:
      return {
        _id: oid(world, 'course', dice % courses),
        type: 'course',
        options: {
          optional: dice % 2 === 0,
          showCorrection: 'onCompletion',
          showForum: 'never',
          minScore: 70,
          attemptsLimit: 3,
          relativeDate: { unit: 'day', value: 3 },
          timeLimit: { mode: 'maxTime', value: 1800 },
          availability: { mode: 'always' },
        },
      };
    case 2:
      return {
        _id: oid(world, 'course', dice % courses),
        type: 'course',
        subtype: 'quiz',
        options: {
          optional: false,
          thresholds: [{ thresholdValue: 80, waivedStepIds: [oid(world, 'course', dice % courses)] }],
        },
      };
    case 3:
      return {
        _id: oid(world, 'classroom', dice % classrooms),
        type: 'classroom',
        options: {
          optional: false,
          autoRegistration: false,
          selfRegistration: { enabled: true, delay: 2 },
          attendanceSheets: { unit: 'day', number: 2 },
        },
      };
    case 4:
      return {
        _id: oid(world, 'assessment', dice),
        type: 'assessment',
        options: { isExamination: dice % 2 === 0, minScore: 50 },
      };
    case 5:
      return {
        _id: oid(world, dice % 2 === 0 ? 'path' : 'program', dice % paths),
        type: dice % 2 === 0 ? 'path' : 'program',
        options: { optional: true },
      };
    default:
      return {
        _id: oid(world, 'media', dice),
        type: choose(world, ['email', 'slackMessage', 'teamsMessage'], 91, pathSlot, position),
        options: {
          recipientType: 'learners',
          scheduling: { relativeTo: 'sessionStart', relativity: { unit: 'day', value: -1 }, condition: 'none' },
        },
      };
  }
}

function makePath(world: World, slot: number): Row {
  const lang = choose(world, contentLanguages, 92, slot);
  return {
    _id: oid(world, 'path', slot),
    name: text(world, title(world, slot, 93), 94, slot),
    status: slot % 5 === 3 ? 'archived' : 'published',
    authorId: userId(world, 95, slot),
    groupId: groupId(world, 96, slot),
    coAuthorIds: slot % 2 === 0 ? [userId(world, 97, slot)] : [],
    createdAt: iso(modifiedMs(world, slot) - 86_400_000 * (1 + roll(world, 200, 98, slot))),
    modifiedAt: iso(modifiedMs(world, slot)),
    sourceLang: lang,
    defaultLang: lang,
    ...optional(slot % 3 === 0, { certificateId: oid(world, 'outline', slot % 4) }),
    options: Object.fromEntries(optionNames.map((name, i) => [name, (slot + i) % 2 === 0])),
    steps: Array.from({ length: slot % 6 === 5 ? 0 : 1 + roll(world, 7, 99, slot) }, (_, i) =>
      makeStep(world, slot, i),
    ),
    translations: translations(world, slot, ['name', 'description']),
    ...optional(slot % 2 === 1, { description: text(world, '<b>Everything</b> about it', 100, slot) }),
    ...optional(slot % 3 === 1, { additionalInformation: `SAP-${String(slot)}` }),
    ...optional(slot % 4 === 2, { coverPicture: oid(world, 'media', slot) }),
    ...optional(slot % 4 === 0, {
      estimatedDuration: { unit: 'week', value: world.odd ? 1.5 : 2 },
      estimatedWeeklyCommitment: { min: 2, max: 4 },
    }),
    ...surprise(world, slot),
  };
}

function modifiedMs(world: World, slot: number): number {
  return pastMs(world, 400, 101, slot);
}

/** paths: no parent. path_tags: {pathId, tagId, source}. */
export function pathsPart(
  world: World,
  routes: Routes,
  owned: () => readonly { readonly table: Table; readonly index: string }[],
): Part & { readonly paths: Table } {
  const paths = collection(world, 'path', {
    name: 'paths',
    count: world.counts.paths,
    make: (slot) => makePath(world, slot),
    modifiedMs: (slot) => modifiedMs(world, slot),
    onInsert: (_slot, atMs) => ({ createdAt: iso(atMs), modifiedAt: iso(atMs) }),
    onUpdate: changeContent,
    cascade: owned,
  });
  const pathTags = (row: Row): Row[] =>
    tagsOf(world, slotOf(row['_id']), 2).map((tag) => ({ pathId: row['_id'], ...tag }));
  const filters = { createdAt: dateRange, modifiedAt: dateRange, status: oneOf(['archived', 'published'], 'eq') };
  const unknownPath = failure(404, 'pathNotFound');
  return {
    paths,
    resources: { paths, path_tags: derived(paths, pathTags) },
    routes: [
      routes.get('paths:read', '/paths', (request) =>
        paged(world, request, {
          stream: 'paths',
          size: 200,
          table: paths,
          filters,
          isHidden: (row) => row['status'] === 'archived',
        }),
      ),
      routes.get('paths:read', '/paths/{pathId}', ({ params }) => {
        const row = paths.get(params['pathId'] ?? '');
        return row === undefined ? unknownPath : json(200, row);
      }),
      routes.get('tags:read', '/paths/{pathId}/tags', (request) => {
        const row = paths.get(request.params['pathId'] ?? '');
        if (row === undefined) return unknownPath;
        return paged(world, request, {
          stream: 'path_tags',
          size: 500,
          rows: () => pathTags(row),
          omit: ['pathId'],
          keys: ['tagId', 'source'],
        });
      }),
    ],
  };
}
