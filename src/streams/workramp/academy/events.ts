import {
  bodyFlag,
  defineStream,
  flag,
  id,
  integer,
  isRow,
  ofParent,
  pageNumber,
  singlePage,
  text,
  type Fields,
  type ParentLink,
} from '@singer-io-ts/tap';
import { academies as family } from '../families.ts';
import { changes, moment, uuid } from '../fields.ts';
import { keyedRows } from '../keyed-rows.ts';
import { arrayIn } from '../legacy.ts';
import { member, pages } from '../paging.ts';
import { partOf } from '../parents.ts';
import { academyIdField, academyPath, inAcademies, type Academies } from './academy.ts';

/** Bare, or in an envelope of either depth. The vendor's example is an empty object: nobody attends. */
const attendeesIn = (body: unknown): readonly unknown[] | undefined => {
  if (Array.isArray(body)) return body as readonly unknown[];
  if (isRow(body) && Object.keys(body).length === 0) return [];
  return arrayIn(body, 'attendees') ?? arrayIn(body, 'data') ?? arrayIn(member(body, 'data'), 'attendees');
};

/** Whether attendees are paged is not documented: without `has_more`, page 2 tells. */
const attendeePages = pageNumber({
  query: { per_page: 100 },
  hasNext: (page) => (member(page.body, 'has_more') === undefined ? 'unknown' : bodyFlag('has_more')(page)),
  ignoresPaging: true,
});

const attendee = {
  attendee_key: id('Hash of the parent and the row: a row that changes becomes another one', 'text'),
  id: text('Contact or attendance: the vendor does not say'),
  name: text("Contact's name"),
  email: text("Contact's e-mail address"),
  status: text('Whether the contact is registered or has attended'),
} satisfies Fields;

/** Events of the academies, their sessions and who attends them. */
export const eventStreams = (academies: Academies) => {
  // https://developers.workramp.com/reference/get-all-academy-events
  const events = defineStream({
    name: 'academy_events',
    description: 'Events of the academies',
    source: 'https://developers.workramp.com/reference/get-all-academy-events',
    ...inAcademies(academies),
    path: academyPath('events'),
    records: 'data.events',
    paginate: pages,
    primaryKey: ['id'],
    fields: {
      ...academyIdField,
      id: uuid('Event'),
      title: text('Title'),
      description: text('Description'),
      published: flag('Published'),
      num_live_sessions: integer('Live sessions'),
      num_on_demand_content: integer('Contents on demand'),
      ...changes,
    },
  });
  const ofEvent: ParentLink = { stream: events, partition: partOf('event_id') };

  // https://developers.workramp.com/reference/get-all-event-sessions
  const sessions = defineStream({
    name: 'academy_event_sessions',
    description: 'Sessions of each event',
    source: 'https://developers.workramp.com/reference/get-all-event-sessions',
    ...family,
    parent: ofEvent,
    path: academyPath('events', { part: 'event_id' }),
    records: 'data.event.academy_event_sessions',
    paginate: singlePage(),
    primaryKey: ['id'],
    fields: {
      ...academyIdField,
      event_id: ofParent(uuid('Event')),
      id: uuid('Session'),
      title: text('Title'),
      description: text('Description'),
      start_time: moment('Start'),
      end_time: moment('End'),
      ...changes,
      url: text('Address of the session'),
      zoom_api_account_id: text('Zoom account'),
      zoom_meeting_id: text('Zoom meeting'),
      zoom_meeting_join_url: text('Link to join the meeting', { sensitive: true }),
      zoom_meeting_start_url: text('Link to start the meeting as its host', { sensitive: true }),
    },
  });

  return [
    events,
    sessions,

    // https://developers.workramp.com/reference/get-attendees-for-event
    defineStream({
      name: 'academy_event_attendees',
      description:
        'Who attends each event; what a row holds is not documented, so all of it but these fields is in _extra',
      source: 'https://developers.workramp.com/reference/get-attendees-for-event',
      ...family,
      beta: true,
      selectedByDefault: false,
      parent: ofEvent,
      path: academyPath('events', { part: 'event_id' }, 'attendees'),
      records: keyedRows('attendee_key', 'event_id', attendeesIn),
      paginate: attendeePages,
      primaryKey: ['attendee_key'],
      fields: { ...academyIdField, event_id: ofParent(uuid('Event')), ...attendee },
    }),

    // https://developers.workramp.com/reference/get-attendees-for-event-session
    defineStream({
      name: 'academy_event_session_attendees',
      description: 'Who attends each session of an event, with what academy_event_attendees tells',
      source: 'https://developers.workramp.com/reference/get-attendees-for-event-session',
      ...family,
      beta: true,
      selectedByDefault: false,
      parent: { stream: sessions, partition: partOf('event_session_id') },
      path: academyPath('event_sessions', { part: 'event_session_id' }, 'attendees'),
      records: keyedRows('attendee_key', 'event_session_id', attendeesIn),
      paginate: attendeePages,
      primaryKey: ['attendee_key'],
      fields: {
        ...academyIdField,
        event_id: ofParent(uuid('Event')),
        event_session_id: ofParent(uuid('Session')),
        ...attendee,
      },
    }),
  ];
};
