import {
  defineStream,
  flag,
  id,
  instant,
  integer,
  ofParent,
  surrogateKey,
  text,
  type ParentLink,
  type Row,
} from '@singer-io-ts/tap';
import { byId } from './by-id.ts';
import { ofCourse } from './courses.ts';
import { onlyMatching } from './filtered.ts';
import { perhapsPages } from './paging.ts';
import { personOf } from './people.ts';

// https://docs.learnupon.com/api/#locations
export const locations = defineStream({
  name: 'locations',
  description: 'Locations of sessions',
  source: 'https://docs.learnupon.com/api/#locations',
  optional: true,
  path: '/locations',
  records: 'locations',
  paginate: perhapsPages,
  primaryKey: ['id'],
  fields: {
    id: id('Location'),
    title: text('Title'),
    address_1: text('First line of the address'),
    address_2: text('Second line of the address'),
    address_3: text('Third line of the address'),
    timezone: text('Time zone by its Rails name'),
    country_code: text('Country'),
    notes: text('Notes'),
  },
});

// https://docs.learnupon.com/api/#timezones
export const timezones = defineStream({
  name: 'timezones',
  description: 'Time zones that the portal knows',
  source: 'https://docs.learnupon.com/api/#timezones',
  path: '/timezones',
  records: 'timezones',
  paginate: perhapsPages,
  primaryKey: ['id'],
  fields: { id: id('Rails name', 'text'), name: text('Name with the offset of today') },
});

// https://docs.learnupon.com/api/#users
export const instructorUsers = defineStream({
  name: 'instructor_users',
  description: 'Users who can instruct (legacy classroom training)',
  source: 'https://docs.learnupon.com/api/#users',
  optional: true,
  path: '/users/instructor_users',
  records: 'instructor_users',
  paginate: perhapsPages,
  primaryKey: ['id'],
  fields: {
    id: id('User'),
    username: text('Username'),
    ...personOf("Instructor's"),
    instructor_pm_id: integer("Instructor's membership of the portal"),
    user_type: text('learner, instructor, manager or admin'),
  },
});

/** The records have no id. */
const withKey = (row: Row, { course_id }: Readonly<Record<string, string | number>>): Row => {
  return { ...row, ilt_key: surrogateKey(course_id, row['component_title'], row['start_date']) };
};

// https://docs.learnupon.com/api/#ilts
export const ilts = defineStream({
  name: 'ilts',
  description: 'Sessions of legacy classroom trainings; modules has the current ones',
  source: 'https://docs.learnupon.com/api/#ilts',
  selectedByDefault: false,
  parent: ofCourse,
  path: '/ilts/search',
  query: ({ partition: { course_id } }) => ({ course_id }),
  records: onlyMatching('ilts', ['ilts'], 'course_id'),
  paginate: perhapsPages,
  primaryKey: ['ilt_key'],
  prepare: withKey,
  fields: {
    ilt_key: id('Hash of course, title and start', 'text'),
    course_id: ofParent(id('Course version')),
    course_name: text('Name of the course'),
    session_enrollment_type: integer('How learners are enrolled'),
    component_title: text('Title'),
    description: text('Description'),
    start_date: instant('iso', 'Start'),
    end_date: instant('iso', 'End'),
    max_capacity: integer('Seats'),
    instructor_name: text('Instructor'),
    location_id: integer('Location'),
    location_title: text('Title of the location'),
    timezone: text('Time zone by its Rails name'),
    session_type: text('Kind of session'),
    webinar_connection_name: text('Webinar account'),
    webinar_title: text('Webinar'),
  },
});

// https://docs.learnupon.com/api/#webinars
export const webinarConnections = defineStream({
  name: 'webinar_connections',
  description: 'Webinar accounts of the portal (legacy)',
  source: 'https://docs.learnupon.com/api/#webinars',
  optional: true,
  path: '/webinar_connections',
  records: 'webinar_connections',
  paginate: perhapsPages,
  primaryKey: ['id'],
  fields: { id: id('Webinar account'), name: text('Name'), has_default_password: flag('Has the default password') },
});

const ofWebinarConnection: ParentLink = {
  stream: webinarConnections,
  partition: byId('webinar_connection_id'),
};

// https://docs.learnupon.com/api/#webinars
export const webinars = defineStream({
  name: 'webinars',
  description: 'Webinars of an account (legacy)',
  source: 'https://docs.learnupon.com/api/#webinars',
  parent: ofWebinarConnection,
  path: '/webinars',
  query: ({ partition: { webinar_connection_id } }) => ({ webinar_connection_id }),
  records: 'webinars',
  paginate: perhapsPages,
  primaryKey: ['webinar_connection_id', 'id'],
  fields: { webinar_connection_id: ofParent(id('Webinar account')), id: id('Webinar', 'text'), title: text('Title') },
});
