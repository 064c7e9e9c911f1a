import { defineStream, id, instant, integer, text } from '@singer-io-ts/tap';
import { inCalendar } from './lists.ts';

// https://www.flowlu.com/api/
export const calendars = defineStream({
  ...inCalendar,
  name: 'calendars',
  description: 'Calendars; their events are in tasks',
  path: '/calendar/calendar/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Calendar'),
    type: integer('Type'),
    created_by: integer('Creator (users)'),
    sync_type: integer('External calendar'),
    updated_by: integer('Who changed it last (users)'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    color: text('Colour as #rrggbb'),
    etag: text('Tag of the external calendar'),
    timezone: text('Time zone'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
    uuid: text('UUID'),
  },
});
