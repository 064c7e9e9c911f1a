import {
  defineStream,
  object,
  ofParent,
  singlePage,
  text,
  type ParentLink,
  type RequestContext,
} from '@singer-io-ts/tap';
import { academies as family } from '../families.ts';
import { moment, uuid } from '../fields.ts';
import { pages } from '../paging.ts';
import { partOf } from '../parents.ts';
import { academyIdField, academyPath, inAcademies, type Academies } from './academy.ts';
import { orderedContentFields, orderedContentsIn } from './contents.ts';
import { contactEnrollment, enrolledContact } from './enrollments.ts';

const ofCertificationField = { certification_id: ofParent(uuid('Certification')) };

/** The list takes whole seconds; awards of the second in which the last window ended come again. */
const awardedSince = ({ since }: RequestContext) =>
  since === null ? {} : { start: Math.floor(Date.parse(since) / 1000) };

/** Certifications of the academies, what they hold, who is enrolled in them and who was awarded them. */
export const certificationStreams = (academies: Academies, ofContact: ParentLink) => {
  // https://developers.workramp.com/reference/get-all-certifications-2
  const certifications = defineStream({
    name: 'academy_certifications',
    description: 'Certifications of the academies',
    source: 'https://developers.workramp.com/reference/get-all-certifications-2',
    ...inAcademies(academies),
    path: academyPath('certifications'),
    records: 'data.certifications',
    paginate: pages,
    primaryKey: ['id'],
    fields: {
      ...academyIdField,
      id: uuid('Certification'),
      name: text('Name'),
      description: text('Description'),
      created_at: moment('Creation'),
      awarded_by_name: text('Who awards it'),
      awarded_by_title: text('Title of who awards it'),
    },
  });
  const ofCertification: ParentLink = { stream: certifications, partition: partOf('certification_id') };

  return [
    certifications,

    // https://developers.workramp.com/reference/get-certification-1
    defineStream({
      name: 'academy_certification_contents',
      description: 'What each certification holds, in order',
      source: 'https://developers.workramp.com/reference/get-certification-1',
      ...family,
      parent: ofCertification,
      path: academyPath('certifications', { part: 'certification_id' }, 'details'),
      records: orderedContentsIn('certification'),
      paginate: singlePage(),
      primaryKey: ['id'],
      fields: { ...academyIdField, ...ofCertificationField, ...orderedContentFields },
    }),

    // https://developers.workramp.com/reference/get-certification
    defineStream({
      name: 'academy_certification_enrollments',
      description: 'Enrollments in each certification, those without an award included',
      source: 'https://developers.workramp.com/reference/get-certification',
      ...family,
      parent: ofCertification,
      path: academyPath('certifications', { part: 'certification_id' }),
      // Misspelt in the vendor's example; its schema says that `data` is the list.
      records: ['data.awarded_certifictions', 'data.awarded_certifications', 'data'],
      paginate: pages,
      primaryKey: ['certification_id', 'id'],
      fields: { ...academyIdField, ...ofCertificationField, ...enrolledContact, awarded_at: moment('Award') },
    }),

    // https://developers.workramp.com/reference/get-all-awarded-certifications
    defineStream({
      name: 'academy_awarded_certifications',
      description: 'Awards of certifications; one that is revoked is no longer listed',
      source: 'https://developers.workramp.com/reference/get-all-awarded-certifications',
      ...inAcademies(academies),
      path: academyPath('awarded_certifications'),
      query: awardedSince,
      records: 'data.awarded_certifications',
      paginate: pages,
      // The id may be the certification's, repeated for every holder.
      primaryKey: ['user_id', 'id'],
      replicationKey: 'awarded_at',
      lookbackHours: 1,
      fields: {
        ...academyIdField,
        id: uuid('Award or certification: the vendor does not say'),
        name: text('Name of the certification'),
        description: text('Description of the certification'),
        user_id: uuid('Contact'),
        user_name: text("Contact's name"),
        user_email: text("Contact's e-mail address"),
        awarded_at: moment('Award'),
      },
    }),

    // https://developers.workramp.com/reference/get-all-certifications-for-a-contact
    defineStream({
      name: 'academy_contact_certifications',
      description: 'Certification enrollments of each contact, the most detailed list of them',
      source: 'https://developers.workramp.com/reference/get-all-certifications-for-a-contact',
      ...family,
      selectedByDefault: false,
      parent: ofContact,
      path: academyPath('contacts', { part: 'contact_id' }, 'certifications'),
      records: 'data.certification_enrollments',
      paginate: pages,
      primaryKey: ['id'],
      fields: {
        ...academyIdField,
        contact_id: ofParent(uuid('Contact')),
        ...contactEnrollment,
        certification: object(
          {
            id: text('Certification'),
            name: text('Name'),
            description: text('Description'),
            created_at: moment('Creation'),
            awarded_by_name: text('Who awards it'),
            awarded_by_title: text('Title of who awards it'),
          },
          'Certification',
        ),
        linked_in_add_to_profile_clicked_at: moment('When the contact added it to a LinkedIn profile'),
      },
    }),

    // https://developers.workramp.com/reference/get-all-awarded-certifications-for-a-user
    defineStream({
      name: 'academy_contact_awarded_certifications',
      description: 'Awards of each contact, with their badges',
      source: 'https://developers.workramp.com/reference/get-all-awarded-certifications-for-a-user',
      ...family,
      selectedByDefault: false,
      parent: ofContact,
      path: academyPath('users', { part: 'contact_id' }, 'awarded_certifications'),
      records: 'data.awarded_certifications',
      paginate: pages,
      primaryKey: ['user_id', 'id'],
      fields: {
        ...academyIdField,
        user_id: ofParent({ ...uuid('Contact'), from: 'contact_id' }),
        id: uuid('Award or certification: the vendor does not say'),
        display_title: text('Name of the certification'),
        badge_image: text('Picture of the badge'),
      },
    }),
  ];
};
