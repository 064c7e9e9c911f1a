import { defineStream, id, integer, text, type RequestContext } from '@singer-io-ts/tap';
import { changeEvents, learnUp } from './families.ts';
import { moment, uuid } from './fields.ts';
import { boundsOf, logPages } from './paging.ts';

/** The logs want epoch milliseconds, both of them. */
const window = (context: RequestContext) => {
  const { startMs, endMs } = boundsOf(context);
  return { startTime: startMs, endTime: endMs };
};

const log = {
  query: window,
  records: '',
  paginate: logPages,
  // Whether the id is the change's or the assignment's is not documented.
  primaryKey: ['id', 'status', 'occurredAt'],
  replicationKey: 'occurredAt',
  lookbackHours: 1,
  fields: {
    id: uuid('Change or assignment: the vendor does not say'),
    guideId: text('Guide'),
    guideName: text('Title of the guide'),
    trainingSeriesId: text('Path through which it was assigned'),
    userId: integer('Learner'),
    userEmail: text("Learner's e-mail address"),
    status: id('assigned, completed, deleted ...', 'text'),
    occurredAt: moment('When'),
  },
} as const;

// https://developers.workramp.com/reference/get-all-unique-guide-assignment-changes
export const guideAssignmentChanges = defineStream({
  ...log,
  name: 'guide_assignment_changes',
  description: 'The latest change of each guide assignment: assigned, completed or deleted',
  source: 'https://developers.workramp.com/reference/get-all-unique-guide-assignment-changes',
  ...learnUp,
  path: '/api/v1/logs/guides',
});

// Only in the vendor's OpenAPI document: https://developers.workramp.com/reference/getting-started
export const guideAssignmentChangeEvents = defineStream({
  ...log,
  name: 'guide_assignment_change_events',
  description: 'Every change of guide assignments: assigned, completed or deleted',
  source: 'https://developers.workramp.com/reference/getting-started',
  ...changeEvents,
  path: '/api/v1/logs/guide_assignments',
});
