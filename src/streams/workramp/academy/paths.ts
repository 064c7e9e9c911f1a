import { defineStream, integer, object, ofParent, singlePage, text, type ParentLink } from '@singer-io-ts/tap';
import { academies as family } from '../families.ts';
import { moment, uuid } from '../fields.ts';
import { pages } from '../paging.ts';
import { partOf } from '../parents.ts';
import { academyIdField, academyPath, inAcademies, type Academies } from './academy.ts';
import { orderedContentFields, orderedContentsIn } from './contents.ts';
import { contactEnrollment, enrolledContact } from './enrollments.ts';

const ofPathField = { path_id: ofParent(uuid('Path')) };

/** Paths of the academies, what they hold and who is enrolled in them. */
export const pathStreams = (academies: Academies, ofContact: ParentLink) => {
  // https://developers.workramp.com/reference/get-all-paths-academy
  const paths = defineStream({
    name: 'academy_paths',
    description: 'Paths of the academies',
    source: 'https://developers.workramp.com/reference/get-all-paths-academy',
    ...inAcademies(academies),
    path: academyPath('paths'),
    records: 'data.paths',
    paginate: pages,
    primaryKey: ['id'],
    fields: {
      ...academyIdField,
      id: uuid('Path'),
      name: text('Name'),
      description: text('Description'),
      created_at: moment('Creation'),
    },
  });
  const ofPath: ParentLink = { stream: paths, partition: partOf('path_id') };

  return [
    paths,

    // https://developers.workramp.com/reference/get-path
    defineStream({
      name: 'academy_path_contents',
      description: 'What each path holds, in order',
      source: 'https://developers.workramp.com/reference/get-path',
      ...family,
      parent: ofPath,
      path: academyPath('paths', { part: 'path_id' }, 'details'),
      records: orderedContentsIn('path'),
      paginate: singlePage(),
      primaryKey: ['id'],
      fields: { ...academyIdField, ...ofPathField, ...orderedContentFields },
    }),

    // https://developers.workramp.com/reference/get-all-paths-1
    defineStream({
      name: 'academy_path_enrollments',
      description: 'Enrollments of contacts in paths, unfinished ones included',
      source: 'https://developers.workramp.com/reference/get-all-paths-1',
      ...inAcademies(academies),
      path: academyPath('paths_users'),
      // The vendor leaves out whoever is not done, unless told otherwise.
      query: { completed_only: false },
      records: 'data.paths_users',
      paginate: pages,
      primaryKey: ['id'],
      fields: {
        ...academyIdField,
        id: uuid('Enrollment'),
        user_id: text('Contact'),
        user_name: text("Contact's name"),
        user_email: text("Contact's e-mail address"),
        path_id: text('Path'),
        path_name: text('Name of the path'),
        path_description: text('Description of the path'),
        progress_percentage: integer('Progress, 0 to 100'),
        completed_at: moment('Completion'),
      },
    }),

    // https://developers.workramp.com/reference/get-all-enrollments-for-a-path
    defineStream({
      name: 'academy_path_enrollments_by_path',
      description: 'Enrollments in each path, with how the contact was enrolled',
      source: 'https://developers.workramp.com/reference/get-all-enrollments-for-a-path',
      ...family,
      selectedByDefault: false,
      parent: ofPath,
      path: academyPath('paths', { part: 'path_id' }),
      records: 'data.completed_paths',
      paginate: pages,
      primaryKey: ['path_id', 'id'],
      fields: { ...academyIdField, ...ofPathField, ...enrolledContact, completed_at: moment('Completion') },
    }),

    // https://developers.workramp.com/reference/get-all-paths-for-a-contact
    defineStream({
      name: 'academy_contact_paths',
      description: 'Path enrollments of each contact, the most detailed list of them',
      source: 'https://developers.workramp.com/reference/get-all-paths-for-a-contact',
      ...family,
      selectedByDefault: false,
      parent: ofContact,
      path: academyPath('contacts', { part: 'contact_id' }, 'paths'),
      records: 'data.path_enrollments',
      paginate: pages,
      primaryKey: ['id'],
      fields: {
        ...academyIdField,
        contact_id: ofParent(uuid('Contact')),
        ...contactEnrollment,
        path: object(
          {
            id: text('Path'),
            name: text('Name'),
            description: text('Description'),
            created_at: moment('Creation'),
          },
          'Path',
        ),
      },
    }),
  ];
};
