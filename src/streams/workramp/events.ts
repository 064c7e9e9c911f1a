import { defineStream, flag, id, integer, isRow, list, object, singlePage, text, type Fields } from '@singer-io-ts/tap';
import { learnUp } from './families.ts';
import { moment, uuid } from './fields.ts';
import { arrayIn, without } from './legacy.ts';

/*
 * Events are read whole. With a filter by session date an event is answered with only the sessions that match, and one
 * without sessions not at all, so that pieces of one event would come from several windows and replace each other.
 */
const source = 'https://developers.workramp.com/reference/get-all-events';
const read = { source, ...learnUp, path: '/api/v1/events', paginate: singlePage() } as const;

const learner = {
  user_id: integer('User'),
  name: text('Full name'),
  email: text('E-mail address'),
  groups: list(text('Name of a group'), 'Groups of the user, by name'),
  registration_status: text('invited, registered, attended or declined'),
  registration_date: moment('Registration'),
  attended_event: flag('Attended'),
  invitation_date: moment('Invitation'),
  declined_date: moment('When the invitation was declined'),
  is_archived: flag('Archived'),
} satisfies Fields;

const session = {
  id: text('Session'),
  title: text('Title'),
  start_time: moment('Start'),
  end_time: moment('End'),
} satisfies Fields;

const sessionsOf = (body: unknown): readonly (readonly [event: unknown, session: unknown])[] | undefined =>
  arrayIn(body, 'events')?.flatMap((event) =>
    isRow(event) ? (arrayIn(event, 'sessions') ?? []).map((each) => [event['id'], each] as const) : [],
  );

const flatSessions = (body: unknown): readonly unknown[] | undefined =>
  sessionsOf(body)?.map(([event_id, each]) => {
    if (!isRow(each)) return each;
    return { ...without(each, 'learners'), event_id };
  });

const flatLearners = (body: unknown): readonly unknown[] | undefined =>
  sessionsOf(body)?.flatMap(([event_id, each]) =>
    (arrayIn(each, 'learners') ?? []).map((learner) =>
      isRow(learner) ? { ...learner, event_id, session_id: isRow(each) ? each['id'] : null } : learner,
    ),
  );

// https://developers.workramp.com/reference/get-all-events
export const events = defineStream({
  ...read,
  name: 'events',
  description: 'Events (training classes) with their sessions and who is registered',
  records: 'events',
  primaryKey: ['id'],
  fields: {
    id: uuid('Event'),
    name: text('Name'),
    type: text('single, training_class ...'),
    sessions: list(
      object({ ...session, learners: list(object(learner, 'Learner'), 'Who is invited or registered') }, 'Session'),
      'Sessions',
    ),
  },
});

// https://developers.workramp.com/reference/get-all-events
export const eventSessions = defineStream({
  ...read,
  name: 'event_sessions',
  description: 'Sessions of events, one row each',
  records: flatSessions,
  primaryKey: ['id'],
  fields: { ...session, id: uuid('Session'), event_id: text('Event') },
});

// https://developers.workramp.com/reference/get-all-events
export const eventRegistrations = defineStream({
  ...read,
  name: 'event_registrations',
  description: 'Who is invited to, registered for or attended which session',
  records: flatLearners,
  primaryKey: ['session_id', 'user_id'],
  fields: { ...learner, session_id: uuid('Session'), user_id: id('User'), event_id: text('Event') },
});
