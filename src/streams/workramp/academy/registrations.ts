import {
  decimal,
  defineStream,
  flag,
  integer,
  object,
  ofParent,
  text,
  type Fields,
  type ParentLink,
  type RequestContext,
} from '@singer-io-ts/tap';
import { academies as family } from '../families.ts';
import { cardBanner, moment, uuid } from '../fields.ts';
import { isoWindow, pages } from '../paging.ts';
import { academyIdField, academyPath, inAcademies, unwrapped, type Academies } from './academy.ts';

const registration = {
  id: uuid('Registration'),
  created_at: moment('Creation'),
  completed_at: moment('Completion'),
  due_at: moment('Due date'),
  due_date: moment('Due date, the same again'),
  is_completed: flag('Completed'),
  completion_percentage: decimal('Progress, 0 to 100'),
  score: decimal('Score, 0 to 100'),
  grading_status: text('Whether it is graded'),
  pass_status: text('Whether it is passed'),
  content: object(
    {
      id: text('Training'),
      type: text('guide, scorm or resource'),
      title: text('Title'),
      description: text('Description'),
      academy_overview_description: text('Description in the academy'),
      card_banner: cardBanner,
      created_at: moment('Creation'),
    },
    'Training',
  ),
  user: object(
    {
      id: text('Contact'),
      email: text('E-mail address'),
      display_name: text('Name as it is shown'),
      first_name: text('First name'),
      last_name: text('Last name'),
    },
    'Contact',
  ),
  enrollment_method: text('invited or self-started'),
  internal_assigner_id: integer('Who assigned it, a user of the Employee Learning Cloud'),
  time_spent: decimal('Time spent; the vendor names no unit'),
} satisfies Fields;

const unnested = (row: Parameters<typeof unwrapped>[0]) => unwrapped(row, 'content', 'user');

const all = academyPath('registrations');
const byDate = academyPath('registrations', 'by_date_range');

/**
 * Everything each time, since no date says when progress was made. With a `replication_key` of the user's choice in
 * `stream_options`, windows are read instead: which date the vendor compares is not documented, so what it answers is
 * taken as it is.
 * https://developers.workramp.com/reference/get-all-registrations
 */
export const registrationsOf = (academies: Academies) =>
  defineStream({
    name: 'academy_registrations',
    description:
      "Registrations of contacts for trainings; with replication_key created_at, the vendor's windows by date",
    source: 'https://developers.workramp.com/reference/get-all-registrations',
    ...inAcademies(academies),
    path: (context: RequestContext) => (context.since === null ? all(context) : byDate(context)),
    query: (context: RequestContext) => (context.since === null ? {} : isoWindow(context)),
    records: 'data.registrations',
    paginate: pages,
    primaryKey: ['id'],
    bookmarkBy: 'window',
    // The list by date may be switched off: that must not pass for an academy that is gone.
    missingPartition: ({ since }) => (since === null ? 'skip' : 'fail'),
    lookbackHours: 1,
    prepare: unnested,
    fields: { ...academyIdField, ...registration },
  });

// https://developers.workramp.com/reference/get-all-registrations-for-a-training
export const trainingRegistrationsOf = (parent: ParentLink) =>
  defineStream({
    name: 'academy_training_registrations',
    description: 'Registrations for each training, with how the contact was enrolled',
    source: 'https://developers.workramp.com/reference/get-all-registrations-for-a-training',
    ...family,
    selectedByDefault: false,
    parent,
    path: academyPath('trainings', { part: 'training_id' }, 'registrations'),
    records: 'data.registrations',
    paginate: pages,
    primaryKey: ['id'],
    prepare: unnested,
    fields: { ...academyIdField, training_id: ofParent(uuid('Training')), ...registration },
  });

// https://developers.workramp.com/reference/get-all-registrations-for-a-contact
export const contactRegistrationsOf = (parent: ParentLink) =>
  defineStream({
    name: 'academy_contact_registrations',
    description: 'Registrations of each contact, with the time spent',
    source: 'https://developers.workramp.com/reference/get-all-registrations-for-a-contact',
    ...family,
    selectedByDefault: false,
    parent,
    path: academyPath('contacts', { part: 'contact_id' }, 'registrations'),
    records: 'data.registrations',
    paginate: pages,
    primaryKey: ['id'],
    prepare: unnested,
    fields: { ...academyIdField, contact_id: ofParent(uuid('Contact')), ...registration },
  });
