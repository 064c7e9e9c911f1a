import {
  decimal,
  defineStream,
  flag,
  integer,
  list,
  object,
  pathPart,
  raw,
  text,
  type Fields,
  type ParentLink,
} from '@singer-io-ts/tap';
import { learnUp } from './families.ts';
import { changes, moment, tags, uuid } from './fields.ts';
import { modernOrLegacy } from './legacy.ts';
import { modernPages } from './paging.ts';
import { partOf } from './parents.ts';

// https://developers.workramp.com/reference/get-all-guides
export const guides = defineStream({
  name: 'guides',
  description: 'Guides (courses) of the Employee Learning Cloud; deleted ones are no longer listed',
  source: 'https://developers.workramp.com/reference/get-all-guides',
  ...learnUp,
  path: '/api/v1/guides',
  records: modernOrLegacy('guides'),
  paginate: modernPages,
  primaryKey: ['id'],
  fields: {
    id: uuid('Guide'),
    title: text('Title'),
    num_total_tasks: integer('Tasks'),
    num_total_test_questions: integer('Test questions'),
    ...changes,
    tags,
  },
});

const ofGuide: ParentLink = { stream: guides, partition: partOf('guide_id') };

/** What assignments of all kinds tell about time and progress, besides their own fields. */
export const progress = {
  status: text('not_started, in_progress, overdue, needs_grading, completed or failed'),
  is_completed: flag('Completed'),
  is_completed_on_time: flag('Completed on time'),
  passed: flag('Passed'),
  passing_grade_required: raw('Whether, or which, grade passes'),
  is_overdue: flag('Overdue'),
  num_days_overdue: integer('Days overdue'),
  completion_percentage: integer('Progress, 0 to 100'),
} satisfies Fields;

/** Guide assignments as the lists by guide and by user show them. */
export const guideAssignmentFields = {
  id: uuid('Assignment'),
  user_id: integer('Learner'),
  title: text('Title of the guide'),
  course_id: text('Guide'),
  training_series_user_assignment_id: text('Path assignment that it belongs to'),
  training_series_user_assignment_ids: list(text('Path assignment'), 'Path assignments that it belongs to'),
  assigner_id: integer('Who assigned it'),
  due_date: moment('Due date'),
  num_viewed_tasks: integer('Tasks viewed'),
  num_completed_tasks: integer('Tasks completed'),
  num_completed_test_questions: integer('Test questions answered'),
  num_graded_test_questions: integer('Test questions graded'),
  num_correct_test_questions: integer('Test questions answered correctly'),
  score: decimal('Score in percent'),
  is_archived: flag('Archived'),
  ...progress,
  ...changes,
  completed_at: moment('Completion'),
  tags,
  is_retaken: flag('Was taken again'),
  retake_count: integer('How often it was taken again'),
  time_spent: decimal('Time spent; the vendor names no unit'),
  first_accessed_at: moment('First access'),
  last_accessed_at: moment('Last access'),
} satisfies Fields;

// https://developers.workramp.com/reference/get-all-assignments-for-a-guide
export const guideAssignmentsByGuide = defineStream({
  name: 'guide_assignments_by_guide',
  description:
    'Assignments of each guide, with tags, retakes and paths that guide_assignments does not have; deprecated by the vendor',
  source: 'https://developers.workramp.com/reference/get-all-assignments-for-a-guide',
  ...learnUp,
  selectedByDefault: false,
  parent: ofGuide,
  path: ({ partition }) => `/api/v1/guides/${pathPart(partition['guide_id'])}/assignments`,
  records: modernOrLegacy('assignments'),
  paginate: modernPages,
  primaryKey: ['id'],
  fields: {
    ...guideAssignmentFields,
    paths: list(
      object({ id: text('Path'), name: text('Name'), title: text('Name, as older accounts call it') }, 'Path'),
      'Paths through which it was assigned',
    ),
  },
});
