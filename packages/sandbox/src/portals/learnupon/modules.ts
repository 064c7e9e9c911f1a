import type { Row } from '../../portal.ts';
import { Table } from '../../table.ts';
import { listed, numberIn } from './conventions.ts';
import { courseIdOf, owner } from './courses.ts';
import { text } from './words.ts';
import type { Part, World } from './world.ts';
import { after, get, iso, pastMs, roll, without } from './world.ts';

/**
 * Modules come in blocks of eight rows: page, scorm, exam, assignment, three sessions of one live event (which share
 * the module id), and by turns an event without sessions, a text, a video, an e-signature.
 */
const blockSize = 8;
const firstModuleId = 405_000;
const lastTypes = ['ilt session', 'text', 'video', 'e signature'] as const;

export const examIdOf = (block: number): number => 110_000 + block;
export const eventIdOf = (block: number): number => 14_000 + block;
export const sessionIdOf = (block: number, turn: number): number => 12_000 + block * 3 + turn;

export function moduleIdOf(slot: number): number {
  const place = slot % blockSize;
  return firstModuleId + (place === 5 || place === 6 ? slot - (place - 4) : slot);
}

export function isSurvey(block: number): boolean {
  return block % 3 === 2;
}

function typeOf(slot: number): string {
  const place = slot % blockSize;
  if (place >= 4 && place < 7) return 'ilt session';
  if (place === 7) return lastTypes[Math.floor(slot / blockSize) % lastTypes.length] ?? 'unknown';
  return ['page', 'scorm', 'exam', 'assignment'][place] ?? 'unknown';
}

function sessionOf(slot: number): number | null {
  const place = slot % blockSize;
  return place >= 4 && place < 7 ? sessionIdOf(Math.floor(slot / blockSize), place - 4) : null;
}

/** An event's id is not unique: its sessions share it. */
function keyOf(slot: number): string {
  const session = sessionOf(slot);
  return session === null ? String(moduleIdOf(slot)) : `${String(moduleIdOf(slot))}-${String(session)}`;
}

function makeModule(world: World, slot: number): Row {
  const block = Math.floor(slot / blockSize);
  const place = slot % blockSize;
  const type = typeOf(slot);
  const isEvent = type === 'ilt session';
  const isSession = isEvent && place < 7;
  const by = owner(world, 120, slot);
  const tutor = owner(world, 121, slot);
  const createdMs = pastMs(world, 500, 122, slot);
  const startMs = Math.floor(after(createdMs, 120, world, 123, slot) / 3_600_000) * 3_600_000;
  return {
    id: moduleIdOf(slot),
    title: text(world, `${type} ${String(block)}.${String(place)}`, 124, slot),
    number_of_linked_courses: place === 0 ? 2 : 1,
    tags: slot % 4 === 0 ? null : 'yard,induction',
    training_id: isEvent ? eventIdOf(block) + (isSession ? 0 : 500_000) : null,
    session_id: sessionOf(slot),
    created_at: iso(createdMs),
    updated_at: world.odd && slot % 27 === 9 ? null : iso(after(createdMs, 60, world, 125, slot)),
    exam_id: type === 'exam' ? examIdOf(block) : null,
    component_type: type,
    description_html: '',
    description_text: '',
    creator_id: by.id,
    creator_first_name: by.first_name,
    creator_last_name: by.last_name,
    creator_email: by.email,
    assignment_passing_percentage: type === 'assignment' ? 70 : '',
    assignment_question_html: type === 'assignment' ? '<p>Plan a route.</p>' : '',
    assignment_question_text: type === 'assignment' ? 'Plan a route.' : '',
    // Missing numbers and dates are empty strings here, and only here.
    location_id: isSession ? locationIdOf(world, slot) : '',
    location: isSession ? `Depot, Room ${String(roll(world, 5, 126, slot))}` : '',
    address_1: isSession ? '14 Quay Road' : '',
    address_2: '',
    address_3: '',
    location_country_code: isSession ? 'IE' : '',
    location_state_code: '',
    start_at: isSession ? iso(startMs) : '',
    end_at: isSession ? iso(startMs + 7_200_000) : '',
    timezone: isSession ? 'Dublin' : '',
    number_enrolled_on_session: isSession ? roll(world, 13, 127, slot) : null,
    max_capacity: isSession ? (slot % 5 === 0 ? 0 : 12) : null,
    session_tutor_id: isSession && slot % 3 !== 0 ? tutor.id : '',
    tutor_first_name: isSession ? tutor.first_name : '',
    tutor_last_name: isSession ? tutor.last_name : '',
    tutor_email: isSession ? tutor.email : '',
  };
}

export function locationIdOf(world: World, ...parts: readonly number[]): number {
  return 2_250 + roll(world, 8, 128, ...parts);
}

export interface ModulesPart extends Part {
  readonly modules: Table;
  readonly courseModules: Table;
}

export function modulesPart(world: World): ModulesPart {
  const { counts, setup } = world;
  const modules = new Table(
    {
      name: 'modules',
      count: counts.moduleBlocks * blockSize,
      idOf: keyOf,
      make: (slot) => makeModule(world, slot),
      onInsert: (_slot, atMs) => ({ created_at: iso(atMs), updated_at: iso(atMs) }),
      onUpdate: (row, atMs, revision) => ({
        updated_at: iso(atMs),
        title: `${String(row['title'])} ${String(revision)}`,
      }),
    },
    setup.nowMs,
  );
  // Links: every module belongs to one course, the page of each block to the next course as well.
  const linkCount = counts.moduleBlocks * (blockSize + 1);
  const linkedCourse = (link: number): number => {
    const block = Math.floor(link / (blockSize + 1));
    return courseIdOf((block + (link % (blockSize + 1) === blockSize ? 1 : 0)) % counts.courses);
  };
  const linkedModule = (link: number): number => {
    const place = link % (blockSize + 1);
    return Math.floor(link / (blockSize + 1)) * blockSize + (place === blockSize ? 0 : place);
  };
  const courseModules = new Table(
    {
      name: 'course_modules',
      count: linkCount,
      idOf: (link) => `${String(linkedCourse(link))}|${keyOf(linkedModule(link))}`,
      indexes: { course_id: linkedCourse },
      make: (link, given) => ({
        ...(modules.get(keyOf(linkedModule(link))) ?? makeModule(world, linkedModule(link))),
        course_id: Number(given['course_id'] ?? linkedCourse(link)),
        sequence: (link % (blockSize + 1)) + 1,
      }),
    },
    setup.nowMs,
  );
  return {
    modules,
    courseModules,
    resources: { modules, course_modules: courseModules },
    routes: [
      get('/modules', (request) => {
        const courseId = numberIn(request, 'course_id');
        if (courseId === undefined) return listed(world, 'modules', modules.all(), 'modules');
        return listed(world, 'modules', courseModules.where('course_id', courseId), 'modules', {
          render: (row) => without(row, 'course_id'),
        });
      }),
    ],
  };
}
