import { defineStream, flag, integer, ofParent, singlePage, text, type ParentLink } from '@singer-io-ts/tap';
import { academies as family } from '../families.ts';
import { changes, moment, uuid } from '../fields.ts';
import { pages } from '../paging.ts';
import { partOf } from '../parents.ts';
import { academyIdField, academyPath, inAcademies, type Academies } from './academy.ts';

/** Events of the academies and their sessions. Who attends is in answers of a form that nobody documents. */
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

  return [
    events,

    // https://developers.workramp.com/reference/get-all-event-sessions
    defineStream({
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
    }),
  ];
};
