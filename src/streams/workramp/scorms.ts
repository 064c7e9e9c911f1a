import {
  defineStream,
  id,
  integer,
  ofParent,
  pathPart,
  surrogateKey,
  text,
  type ParentLink,
  type Row,
  type Partition,
} from '@singer-io-ts/tap';
import { learnUp } from './families.ts';
import { addressedLearner, moment, uuid } from './fields.ts';
import { modernOrLegacy } from './legacy.ts';
import { member, modernPages, pages } from './paging.ts';
import { partOf } from './parents.ts';

// https://developers.workramp.com/reference/get-all-scorms
export const scorms = defineStream({
  name: 'scorms',
  description: 'SCORM courses of the Employee Learning Cloud',
  source: 'https://developers.workramp.com/reference/get-all-scorms',
  ...learnUp,
  path: '/api/v1/scorms',
  records: 'data.scorms',
  paginate: pages,
  primaryKey: ['id'],
  fields: {
    id: uuid('SCORM course'),
    title: text('Title'),
    created_at: moment('Creation'),
    time_estimate: integer('Estimated time; the vendor names no unit'),
  },
});

const ofScorm: ParentLink = { stream: scorms, partition: partOf('scorm_id') };

const withKey = (row: Row, { scorm_id }: Partition): Row => ({
  ...row,
  assignment_key: surrogateKey(scorm_id, member(row['user'], 'email'), row['date_assigned']),
});

// https://developers.workramp.com/reference/get-scorm-assignments
export const scormAssignmentsByScorm = defineStream({
  name: 'scorm_assignments_by_scorm',
  description:
    'Assignments of each SCORM course, with the minutes spent; scorm_assignments has ids, this list has none',
  source: 'https://developers.workramp.com/reference/get-scorm-assignments',
  ...learnUp,
  selectedByDefault: false,
  parent: ofScorm,
  path: ({ partition }) => `/api/v1/scorm/${pathPart(partition['scorm_id'])}/assigned_users`,
  records: modernOrLegacy('assignments', 'assignments'),
  paginate: modernPages,
  primaryKey: ['assignment_key'],
  prepare: withKey,
  fields: {
    assignment_key: id("Hash of course, learner's address and assignment", 'text'),
    scorm_id: ofParent(uuid('SCORM course')),
    completed_at: moment('Completion'),
    completion_percentage: integer('Progress, 0 to 100'),
    due_date: moment('Due date'),
    date_assigned: moment('Assignment'),
    assigner: text('E-mail address of who assigned it'),
    time_spent_in_minutes: integer('Minutes spent'),
    user: addressedLearner,
  },
});
