import {
  decimal,
  defineStream,
  flag,
  integer,
  isRow,
  list,
  object,
  raw,
  text,
  type Fields,
  type Row,
} from '@singer-io-ts/tap';
import { learnUp } from './families.ts';
import { changes, learner, moment, tags, uuid } from './fields.ts';
import { snakeRow } from './legacy.ts';
import { BEGINNING, isoWindow, largePages } from './paging.ts';

/**
 * Assignments are listed as `{user, guide, guide_assignment}`: of the assignment, id and last change are lifted to the
 * row, where keys and bookmarks can be. The vendor documents the keys in both cases.
 */
const lifted =
  (assignment: string) =>
  (row: Row): Row => {
    const snake = snakeRow(row);
    const inner = snake[assignment];
    return isRow(inner) ? { id: inner['id'], updated_at: inner['updated_at'], ...snake } : snake;
  };

const lift = {
  id: uuid('Assignment'),
  updated_at: moment('Last change, where the vendor tells it'),
} satisfies Fields;

/** Created or changed within the window; deletions come with `is_deleted`. */
const changed = {
  ...learnUp,
  query: (context: Parameters<typeof isoWindow>[0]) => ({ ...isoWindow(context), include_deleted: true }),
  records: 'data.assignments',
  paginate: largePages,
  primaryKey: ['id'],
  replicationKey: 'updated_at',
  // A row need not tell when it changed, and may be listed for another date than that: its creation or deletion.
  bookmarkBy: 'window',
  // Nothing says when a change shows up in the list.
  lookbackHours: 1,
  // Pages far into a long range are slow, and the order of the rows is not documented.
  pieces: { days: 180, from: BEGINNING },
} as const;

// https://developers.workramp.com/reference/get-guide-assignments-in-date-range
export const guideAssignments = defineStream({
  ...changed,
  name: 'guide_assignments',
  description: 'Assignments of guides, deleted ones included',
  source: 'https://developers.workramp.com/reference/get-guide-assignments-in-date-range',
  path: '/api/v1/assignments/guide',
  prepare: lifted('guide_assignment'),
  fields: {
    ...lift,
    user: learner,
    guide: object(
      {
        id: text('Guide'),
        display_title: text('Title'),
        time_estimate_seconds: integer('Estimated time in seconds'),
      },
      'Guide',
    ),
    guide_assignment: object(
      {
        id: text('Assignment'),
        status: text('assigned, not_started, in_progress, completed, overdue, needs_grading or failed'),
        is_completed: flag('Completed'),
        is_completed_and_passed: flag('Completed and passed'),
        is_mandatory: flag('Mandatory'),
        is_deleted: flag('Deleted'),
        completion_percentage: integer('Progress, 0 to 100'),
        score: decimal('Score in percent'),
        override_score: decimal('Score in percent that someone set instead'),
        rating: integer("Learner's rating"),
        num_viewed_tasks: integer('Tasks viewed'),
        num_completed_tasks: integer('Tasks completed'),
        num_completed_test_questions: integer('Test questions answered'),
        num_graded_test_questions: integer('Test questions graded'),
        num_correct_test_questions: integer('Test questions answered correctly'),
        time_spent: decimal('Time spent; the vendor names no unit'),
        esignatures: list(raw('Signature as JSON text'), 'Signatures'),
        path_id: text('Path through which it was assigned'),
        path_assignment_id: text('Path assignment that it belongs to'),
        ...changes,
        due_date: moment('Due date'),
        completed_at: moment('Completion'),
        last_viewed_at: moment('Last view'),
      },
      'Assignment',
    ),
  },
});

// https://developers.workramp.com/reference/get-path-assignments-in-date-range
export const pathAssignments = defineStream({
  ...changed,
  name: 'path_assignments',
  description: 'Assignments of paths, deleted ones included',
  source: 'https://developers.workramp.com/reference/get-path-assignments-in-date-range',
  beta: true,
  path: '/api/v1/assignments/path',
  prepare: lifted('path_assignment'),
  fields: {
    ...lift,
    user: learner,
    path: object(
      {
        id: text('Path'),
        display_title: text('Name'),
        total_time_estimate: integer('Estimated time in seconds'),
      },
      'Path',
    ),
    path_assignment: object(
      {
        id: text('Assignment'),
        assigned_from: text('How it was assigned'),
        assigner_id: integer('Who assigned it'),
        completion_percentage: integer('Progress, 0 to 100'),
        num_modules: integer('Modules'),
        num_modules_completed: integer('Modules completed'),
        num_modules_failed: integer('Modules failed'),
        num_modules_graded: integer('Modules graded'),
        overall_grade: decimal('Grade in percent'),
        status: text('assigned, not_started, in_progress, overdue, needs_grading, completed or failed'),
        time_spent: decimal('Time spent; the vendor names no unit'),
        is_archived: flag('Archived'),
        is_bulk_completing: flag('Is being completed in bulk'),
        is_completed: flag('Completed'),
        is_failed: flag('Failed'),
        is_passed: flag('Passed'),
        is_submitted_on_time: flag('Submitted on time'),
        is_deleted: flag('Deleted'),
        completed_at: moment('Completion'),
        ...changes,
        due_date: moment('Due date'),
        expires_at: moment('End of validity'),
      },
      'Assignment',
    ),
  },
});

// https://developers.workramp.com/reference/get-scorm-assignments-in-date-range
export const scormAssignments = defineStream({
  ...changed,
  name: 'scorm_assignments',
  description: 'Assignments of SCORM courses, deleted ones included',
  source: 'https://developers.workramp.com/reference/get-scorm-assignments-in-date-range',
  beta: true,
  path: '/api/v1/assignments/scorm',
  prepare: lifted('scorm_assignment'),
  fields: {
    ...lift,
    user: learner,
    scorm: object({ id: text('SCORM course'), display_title: text('Title') }, 'SCORM course'),
    scorm_assignment: object(
      {
        id: text('Assignment'),
        is_completed: flag('Completed'),
        completion_percentage: integer('Progress, 0 to 100'),
        score: decimal('Score in percent'),
        due_at: moment('Due date'),
        due_date: moment('Due date, the same again'),
        tags,
        top_level_content_id: text('SCORM course'),
        assigner_user_id: integer('Who assigned it'),
        training_series_user_assignment_ids: list(text('Path assignment'), 'Path assignments that it belongs to'),
        ...changes,
        completed_at: moment('Completion'),
        time_spent: decimal('Time spent; the vendor names no unit'),
        status: text('Status'),
        is_deleted: flag('Deleted'),
      },
      'Assignment',
    ),
  },
});
