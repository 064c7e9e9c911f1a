import { decimal, defineStream, flag, integer, pathPart, text, type Fields, type ParentLink } from '@singer-io-ts/tap';
import { pathLists } from './families.ts';
import { cardBanner, changes, moment, tags, uuid } from './fields.ts';
import { progress } from './guides.ts';
import { modernOrLegacy } from './legacy.ts';
import { modernPages } from './paging.ts';
import { partOf } from './parents.ts';

// Only in the vendor's OpenAPI document: https://developers.workramp.com/reference/getting-started
export const paths = defineStream({
  name: 'paths',
  description: 'Paths (training series) of the Employee Learning Cloud; deleted ones are no longer listed',
  source: 'https://developers.workramp.com/reference/getting-started',
  ...pathLists,
  path: '/api/v1/paths',
  records: modernOrLegacy('paths'),
  paginate: modernPages,
  primaryKey: ['id'],
  fields: {
    id: uuid('Path'),
    name: text('Name'),
    description: text('Description'),
    sequential_unlock: flag('Modules unlock one after the other'),
    passing_score_required_for_unlock: flag('The next module unlocks only when this one is passed'),
    ...changes,
    card_banner: cardBanner,
    time_estimate_seconds: integer('Estimated time in seconds'),
    num_guides: integer('Guides'),
    num_resources: integer('Resources'),
    num_challenges: integer('Challenges'),
    tags,
  },
});

const ofPath: ParentLink = { stream: paths, partition: partOf('path_id') };

/** Path assignments as the lists by path and by user show them. */
export const pathAssignmentFields = {
  id: uuid('Assignment'),
  user_id: integer('Learner'),
  title: text('Name of the path'),
  training_series_id: text('Path'),
  assigner_id: integer('Who assigned it'),
  overall_grade: decimal('Grade in percent'),
  due_date: moment('Due date'),
  ...changes,
  created_through: text('How it was assigned, such as Automatic Assignment'),
  num_modules: integer('Modules'),
  modules_completed: integer('Modules completed'),
  completed_at: moment('Completion'),
  tags,
  time_spent: decimal('Time spent; the vendor names no unit'),
  ...progress,
  first_accessed_at: moment('First access'),
  last_accessed_at: moment('Last access'),
} satisfies Fields;

// https://developers.workramp.com/reference/get-all-assignments-for-a-path
export const pathAssignmentsByPath = defineStream({
  name: 'path_assignments_by_path',
  description: 'Assignments of each path, with tags and grades that path_assignments does not have',
  source: 'https://developers.workramp.com/reference/get-all-assignments-for-a-path',
  family: 'paths',
  selectedByDefault: false,
  parent: ofPath,
  path: ({ partition }) => `/api/v1/paths/${pathPart(partition['path_id'])}/assignments`,
  records: modernOrLegacy('assignments'),
  paginate: modernPages,
  primaryKey: ['id'],
  fields: pathAssignmentFields,
});
