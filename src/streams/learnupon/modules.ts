import {
  decimal,
  defineStream,
  id,
  instant,
  integer,
  ofParent,
  text,
  type Fields,
  type ParentLink,
  type Row,
} from '@singer-io-ts/tap';
import { byId } from './by-id.ts';
import { ofCourse } from './courses.ts';
import { onlyMatching } from './filtered.ts';
import { perhapsPages } from './paging.ts';
import { settlingHours } from './settling.ts';

const isPart = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/**
 * Since March 2022 all sessions of one live learning event share the module's id, and other modules have no session, so
 * the key is a text of both.
 */
const withKey = (row: Row): Row => {
  const { id: module, session_id: session } = row;
  if (!isPart(module)) return row;
  return {
    ...row,
    module_key: isPart(session) && session !== '' ? `${String(module)}-${String(session)}` : String(module),
  };
};

const fields = {
  module_key: id('Module and session: 12 or 12-345', 'text'),
  id: integer('Module; the same for all sessions of a live learning event'),
  training_id: integer('Live learning event'),
  session_id: integer('Live learning session'),
  title: text('Title'),
  tags: text('Tags, separated by commas'),
  component_type: text('page, assignment, ilt session, exam, tincan, scorm, e signature, text, video ...'),
  exam_id: integer('Exam or survey'),
  sequence: integer('Place in the course, where the list is of one course'),
  number_of_linked_courses: integer('Courses that use it'),
  created_at: instant('iso', 'Creation'),
  updated_at: instant('iso', 'Last change'),
  description_html: text('Description as HTML'),
  description_text: text('Description as text'),
  creator_id: integer('Creator'),
  creator_first_name: text("Creator's first name"),
  creator_last_name: text("Creator's last name"),
  creator_email: text("Creator's e-mail address"),
  creator_username: text("Creator's username"),
  assignment_passing_percentage: decimal('Score that passes the assignment'),
  assignment_question_html: text('Question of the assignment as HTML'),
  assignment_question_text: text('Question of the assignment as text'),
  location_id: integer('Location'),
  location: text('Title of the location'),
  address_1: text('First line of the address'),
  address_2: text('Second line of the address'),
  address_3: text('Third line of the address'),
  location_state_code: text('State'),
  location_country_code: text('Country'),
  timezone: text('Time zone by its Rails name'),
  start_at: instant('iso', 'Start of the session'),
  end_at: instant('iso', 'End of the session'),
  number_enrolled_on_session: integer('Enrolled in the session'),
  max_capacity: integer('Seats'),
  session_tutor_id: integer('Instructor of the session'),
  tutor_first_name: text("Instructor's first name"),
  tutor_last_name: text("Instructor's last name"),
  tutor_email: text("Instructor's e-mail address"),
  tutor_username: text("Instructor's username"),
} satisfies Fields;

// https://docs.learnupon.com/api/#modules
export const modules = defineStream({
  name: 'modules',
  description: 'Modules of the portal; one row per session of live learning events',
  source: 'https://docs.learnupon.com/api/#modules',
  path: '/modules',
  records: 'modules',
  paginate: perhapsPages,
  primaryKey: ['module_key'],
  replicationKey: 'updated_at',
  lookbackHours: settlingHours,
  prepare: withKey,
  fields,
});

// https://docs.learnupon.com/api/#modules
export const courseModules = defineStream({
  name: 'course_modules',
  description: 'Which course holds which modules, in which order',
  source: 'https://docs.learnupon.com/api/#modules',
  selectedByDefault: false,
  parent: ofCourse,
  path: '/modules',
  query: ({ partition: { course_id } }) => ({ course_id }),
  records: onlyMatching('course_modules', ['modules'], 'course_id'),
  paginate: perhapsPages,
  primaryKey: ['course_id', 'module_key'],
  prepare: withKey,
  fields: { course_id: ofParent(id('Course version')), ...fields },
});

/** There is no list of exams: their ids come from the modules. */
export const ofExamModule: ParentLink = { stream: modules, partition: byId('exam_id', 'exam_id') };

const assignment = byId('assignment_id');

export const ofAssignment: ParentLink = {
  stream: modules,
  partition: (row) => (row['component_type'] === 'assignment' ? assignment(row) : null),
};
