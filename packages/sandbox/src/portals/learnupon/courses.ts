import type { Row } from '../../portal.ts';
import type { Table } from '../../table.ts';
import { failure, listed, numberIn } from './conventions.ts';
import { instructorSlot, userIdOf } from './users.ts';
import { courseTitle, person, text } from './words.ts';
import type { Part, World } from './world.ts';
import { after, choose, get, iso, matchesQuery, numbered, ordered, pastMs, roll, without } from './world.ts';

const firstCourseId = 5_127_000;
const firstSourceId = 4_980_000;

/** Custom *course* data, again under the misspelt key. */
const definitions = [{ id: 51_301, type_id: 1, label: 'cost_center' }];

export function courseIdOf(slot: number): number {
  return firstCourseId + slot;
}

/**
 * Four slots make a pattern: an archived version and the published one of the same source, a published course, and by
 * turns a draft, a licensed course, one under revision, a published one.
 */
type Kind = 'archived' | 'published' | 'draft' | 'licensed' | 'under_revision';
export function courseKind(slot: number): Kind {
  if (slot % 4 === 0) return 'archived';
  if (slot % 4 < 3) return 'published';
  return (['draft', 'licensed', 'under_revision', 'published'] as const)[Math.floor(slot / 4) % 4] ?? 'published';
}

export function sourceIdOf(slot: number): number {
  return firstSourceId + (slot % 4 === 1 ? slot - 1 : slot);
}

export function versionOf(slot: number): number {
  return slot % 4 === 1 ? 2 : 1;
}

function updatedMs(world: World, slot: number): number {
  return pastMs(world, 700, 40, slot);
}

export function owner(world: World, ...parts: readonly number[]): { readonly id: number } & ReturnType<typeof person> {
  const slot = instructorSlot(world, ...parts);
  return { id: userIdOf(slot), ...person(world, slot) };
}

function makeCourse(world: World, slot: number): Row {
  const kind = courseKind(slot);
  const createdMs = pastMs(world, 900, 41, slot);
  const by = owner(world, 42, slot);
  const isHours = slot % 5 === 2;
  const reviews = roll(world, 30, 43, slot);
  const isLicensed = kind === 'licensed';
  return {
    id: courseIdOf(slot),
    name: courseTitle(world, slot),
    version: versionOf(slot),
    source_id: sourceIdOf(slot),
    allow_users_rate_course: true,
    sellable: slot % 6 === 1,
    keywords: slot % 3 === 0 ? null : 'forklift, safety',
    cataloged: slot % 2 === 0,
    reference_code: slot % 4 === 2 ? null : `FS-${String(slot)}`,
    manager_can_enroll: true,
    number_of_reviews: reviews,
    number_of_stars: reviews * 4,
    // Cached counters that lag behind the enrollments.
    num_not_started: roll(world, 9, 44, slot),
    num_in_progress: roll(world, 9, 45, slot),
    num_completed: 0,
    num_passed: roll(world, 40, 46, slot),
    num_failed: 1,
    num_pending_review: 0,
    num_enrolled: roll(world, 60, 47, slot),
    number_of_modules: slot % 7 === 3 ? null : 8,
    due_days_after_enrollment: slot % 3 === 1 ? 30 : null,
    due_date_after_enrollment: slot % 16 === 5 ? iso(pastMs(world, 90, 48, slot)) : null,
    send_due_date_reminders: false,
    due_date_reminder_days: null,
    due_date_reminder_days_2: null,
    owner_first_name: by.first_name,
    owner_last_name: by.last_name,
    owner_email: by.email,
    owner_id: by.id,
    thumbnail_image_url: slot % 4 === 2 ? `https://cdn.fernhillsupply.example/${String(slot)}.png` : null,
    credits_to_be_awarded: slot % 3 === 0 ? 'CEU:1.50,CPE:3.00' : '',
    created_at: iso(createdMs),
    date_published: kind === 'draft' ? null : iso(after(createdMs, 20, world, 49, slot)),
    description_html: text(world, '<p>Safe truck handling.</p>', 50, slot),
    description_text: text(world, 'Safe truck handling.', 51, slot),
    objectives_html: '',
    objectives_text: '',
    price: slot % 6 === 1 ? 4900 : 0,
    course_length_unit: isHours ? 'hours' : 'minutes',
    minute_length: world.odd && slot % 14 === 9 ? '45' : isHours ? 1.5 : slot % 11 === 4 ? null : 45,
    published_status_id: isLicensed ? 'published' : kind,
    difficulty_level: choose(world, ['not_applicable', 'basic', 'intermediate', 'advanced'], 52, slot),
    license_expires: isLicensed ? iso(pastMs(world, 100, 53, slot)) : null,
    license_number_enrollments_purchased: isLicensed ? 50 : null,
    license_is_open_ended: isLicensed ? false : null,
    license_has_unlimited_enrollments: isLicensed ? false : null,
    ...(world.odd && slot % 10 === 7 ? { learning_awards: [] } : {}),
    ...(world.odd && slot % 8 === 6 ? { ai_translated: true } : {}),
    customDataFieldValues: slot % 4 === 1 ? [{ definition_id: 51_301, value: `CC-${String(slot)}` }] : [],
  };
}

export function coursesPart(
  world: World,
  audit: (entry: Row) => void,
  children: () => readonly Table[],
): Part & { readonly courses: Table; readonly instructors: Table } {
  const { counts } = world;
  const courses = numbered(world, firstCourseId, {
    name: 'courses',
    count: counts.courses,
    make: (slot) => makeCourse(world, slot),
    ...ordered(world, { updated: (slot) => updatedMs(world, slot), name: (slot) => courseTitle(world, slot) }),
    onInsert: (_slot, atMs) => ({ created_at: iso(atMs), date_published: iso(atMs), published_status_id: 'published' }),
    onUpdate: (row, _atMs, revision) => ({ name: `${String(row['name'])} (${String(revision)})` }),
    onDelete: (row) => {
      audit({ action: 6, impacted_data: row['name'] });
    },
    cascade: () => children().map((table) => ({ table, index: 'course_id' })),
  });
  const instructors = numbered(world, 66_000, {
    name: 'course_instructors',
    count: Math.ceil(counts.courses / 2),
    indexes: { course_id: (slot) => courseIdOf(slot * 2) },
    make: (slot, given) => makeInstructor(world, slot, given),
    onUpdate: (_row, atMs) => ({ updated_at: iso(atMs) }),
    onInsert: (_slot, atMs) => ({ created_at: iso(atMs), updated_at: iso(atMs) }),
  });
  return {
    courses,
    instructors,
    resources: { courses, course_instructors: instructors },
    routes: [
      get('/courses', (request) => {
        const { query } = request;
        const on = (name: string): boolean => query.get(name) === 'true';
        const name = query.get('name')?.toLowerCase();
        const id = numberIn(request, 'course_id');
        const shows = (row: Row): boolean => {
          const status = String(row['published_status_id']);
          if (row['license_is_open_ended'] !== null && !on('include_licensed_courses')) return false;
          if (status === 'draft' && !on('include_draft')) return false;
          if (['archived', 'under_revision'].includes(status) && !on('include_all_versions')) return false;
          if (id !== undefined && row['id'] !== id) return false;
          return name === undefined || String(row['name']).toLowerCase().includes(name);
        };
        return listed(world, 'courses', courses.match(shows), 'courses', {
          before: { customDataFieldDefintions: definitions },
        });
      }),
      // Measured by others: one course can't be asked for by its path.
      get('/courses/{id}', () => failure(404, 'Resource not found')),
      get('/course_instructors', (request) =>
        listed(
          world,
          'course_instructors',
          instructors.match((row) =>
            matchesQuery(request, row, { course_id: 'course_id', user_id: 'user_id', email: 'email' }),
          ),
          'course_instructor',
        ),
      ),
    ],
  };
}

function makeInstructor(world: World, slot: number, given: Row): Row {
  const courseSlot = Number(given['course_id'] ?? courseIdOf(slot * 2)) - firstCourseId;
  const by = owner(world, 55, slot);
  const createdMs = pastMs(world, 600, 56, slot);
  const {
    created_at: courseCreatedAt,
    date_published: published,
    ...course
  } = without(makeCourse(world, courseSlot), 'id', 'name', 'source_id', 'customDataFieldValues');
  return {
    id: 66_000 + slot,
    enrollment_count: roll(world, 60, 57, slot),
    course_id: courseIdOf(courseSlot),
    course_name: courseTitle(world, courseSlot),
    version: course['version'],
    user_id: by.id,
    email: by.email,
    first_name: by.first_name,
    last_name: by.last_name,
    published_status_id: course['published_status_id'],
    price: course['price'],
    created_at: iso(createdMs),
    updated_at: world.odd && slot % 9 === 1 ? null : iso(createdMs),
    course_created_at: courseCreatedAt,
    date_published: published,
  };
}
