import { defineStream, id, integer, isRow, list, ofParent, text, type Fields } from '@singer-io-ts/tap';
import { challengeAssignmentFields } from './challenges.ts';
import { learnUp } from './families.ts';
import { moment } from './fields.ts';
import { guideAssignmentFields } from './guides.ts';
import { arrayIn, isLegacy, snakeRow } from './legacy.ts';
import { modernSmallPages } from './paging.ts';
import { pathAssignmentFields } from './paths.ts';
import { ofUser } from './users.ts';

/** Kinds of assignments, by the name of their list in either mode. */
const kinds = [
  { type: 'challenge', modern: 'challenge_assignments', legacy: 'challengeAssignments' },
  { type: 'guide', modern: 'guide_assignments', legacy: 'courseAssignments' },
  { type: 'path', modern: 'path_assignments', legacy: 'trainingSeriesAssignments' },
  { type: 'scorm', modern: 'scorm_assignments', legacy: 'scormAssignments' },
] as const;

/** The four lists as one, each row with its kind; undefined when one of them is missing. */
const assignmentsOf = (body: unknown): readonly unknown[] | undefined => {
  const legacy = isLegacy(body);
  const holder = legacy ? body : isRow(body) ? body['data'] : undefined;
  const lists = kinds.map((kind) => ({ kind, rows: arrayIn(holder, legacy ? kind.legacy : kind.modern) }));
  if (lists.some(({ rows }) => rows === undefined)) return undefined;
  return lists.flatMap(({ kind, rows = [] }) =>
    rows.map((row) => (isRow(row) ? { _type: kind.type, ...(legacy ? snakeRow(row) : row) } : row)),
  );
};

const fields = {
  ...challengeAssignmentFields,
  ...pathAssignmentFields,
  ...guideAssignmentFields,
  top_level_content_id: text('SCORM course'),
  assigner_user_id: integer('Who assigned it'),
  due_at: moment('Due date'),
  training_series_user_assignment_ids: list(text('Path assignment'), 'Path assignments that it belongs to'),
} satisfies Fields;

// https://developers.workramp.com/reference/get-all-user-assignments
export const userAssignments = defineStream({
  name: 'user_assignments',
  description: 'Assignments of all kinds, user by user; the only list of challenge assignments with their ids',
  source: 'https://developers.workramp.com/reference/get-all-user-assignments',
  ...learnUp,
  selectedByDefault: false,
  parent: ofUser,
  path: ({ partition }) => `/api/v1/users/${String(partition['user_id'])}/assignments`,
  records: assignmentsOf,
  paginate: modernSmallPages,
  primaryKey: ['_type', 'id'],
  fields: {
    _type: id('challenge, guide, path or scorm', 'text'),
    ...fields,
    user_id: ofParent(id('Learner')),
    title: text('Title of what was assigned'),
  },
});
