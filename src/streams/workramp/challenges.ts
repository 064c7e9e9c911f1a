import {
  decimal,
  defineStream,
  flag,
  id,
  integer,
  object,
  ofParent,
  pathPart,
  text,
  type Fields,
  type ParentLink,
} from '@singer-io-ts/tap';
import { contentCatalogItems } from './content.ts';
import { learnUp } from './families.ts';
import { addressedLearner, changes, moment, tags, uuid } from './fields.ts';
import { progress } from './guides.ts';
import { keyedRows } from './keyed-rows.ts';
import { modernOrLegacy } from './legacy.ts';
import { modernPages } from './paging.ts';

/** There is no list of challenges: their ids end links of the content catalog, whatever it calls their type. */
const ofChallenge: ParentLink = {
  stream: contentCatalogItems,
  partition: ({ itemLink }) => {
    const found = typeof itemLink === 'string' ? /\/challenges\/([^/?#]+)\/?(?:[?#]|$)/.exec(itemLink)?.[1] : undefined;
    return found === undefined ? null : { challenge_id: found };
  },
};

// https://developers.workramp.com/reference/get-challenge-assignments
export const challengeAssignments = defineStream({
  name: 'challenge_assignments',
  description:
    'Results of each challenge that the content catalog links to; user_assignments has ids, this list has none',
  source: 'https://developers.workramp.com/reference/get-challenge-assignments',
  ...learnUp,
  selectedByDefault: false,
  parent: ofChallenge,
  path: ({ partition }) => `/api/v1/challenge/${pathPart(partition['challenge_id'])}`,
  // A challenge can be assigned to someone twice.
  records: keyedRows(
    'assignment_key',
    'challenge_id',
    modernOrLegacy('challenge_user_assignments', 'challengeUserAssignments'),
  ),
  paginate: modernPages,
  primaryKey: ['assignment_key'],
  fields: {
    assignment_key: id('Hash of challenge and row: a row that changes becomes another one', 'text'),
    challenge_id: ofParent(uuid('Challenge')),
    completion_date: moment('Completion'),
    grade: object(
      {
        earned_points: decimal('Points earned'),
        total_points: decimal('Points that can be earned'),
        incomplete: decimal('Points not graded yet'),
      },
      'Grade',
    ),
    is_fully_graded: flag('Graded as a whole'),
    time_spent: decimal('Time spent; the vendor names no unit'),
    passed: flag('Passed'),
    user: addressedLearner,
  },
});

/** Challenge assignments as the list by user shows them. */
export const challengeAssignmentFields = {
  id: uuid('Assignment'),
  user_id: integer('Learner'),
  title: text('Title of the challenge'),
  challenge_id: text('Challenge'),
  training_series_user_assignment_id: text('Path assignment that it belongs to'),
  due_date: moment('Due date'),
  reviewers_due_date: moment('Due date for reviewers'),
  is_submitted: flag('Submitted'),
  is_partially_graded: flag('Graded in part'),
  is_fully_graded: flag('Graded as a whole'),
  calculated_grade: decimal('Grade in percent'),
  ...progress,
  ...changes,
  completed_at: moment('Completion'),
  tags,
  date_first_accessed: moment('First access'),
  date_last_accessed: moment('Last access'),
  assigner_id: integer('Who assigned it'),
} satisfies Fields;
