import {
  defineStream,
  flag,
  integer,
  pathPart,
  singlePage,
  text,
  type Fields,
  type ParentLink,
} from '@singer-io-ts/tap';
import { certificationLists, learnUp } from './families.ts';
import { camelChanges, changes, uuid } from './fields.ts';
import { modernOrLegacy } from './legacy.ts';
import { modernPages } from './paging.ts';
import { partOf } from './parents.ts';
import { ofUser } from './users.ts';

// Only in the vendor's OpenAPI document: https://developers.workramp.com/reference/getting-started
export const certifications = defineStream({
  name: 'certifications',
  description: 'Certifications (badges) of the Employee Learning Cloud',
  source: 'https://developers.workramp.com/reference/getting-started',
  ...certificationLists,
  path: '/api/v1/certifications',
  records: modernOrLegacy('certifications'),
  paginate: modernPages,
  primaryKey: ['id'],
  fields: {
    id: uuid('Certification'),
    title: text('Title'),
    is_deleted: flag('Deleted'),
    ...changes,
  },
});

const ofCertification: ParentLink = { stream: certifications, partition: partOf('certification_id') };

/** One of the assignment ids says what the award was given for; the others are absent. */
const award = {
  id: uuid('Award'),
  userId: integer('Holder'),
  certificationId: text('Certification'),
  courseUserAssignmentId: text('Guide assignment that it was given for'),
  challengeUserAssignmentId: text('Challenge assignment that it was given for'),
  trainingSeriesUserAssignmentId: text('Path assignment that it was given for'),
  trainingClassSessionAttendeeId: text('Attendance that it was given for'),
  assignmentId: text('SCORM assignment that it was given for'),
  ...camelChanges,
} satisfies Fields;

// Only in the vendor's OpenAPI document: https://developers.workramp.com/reference/getting-started
export const certificationAwards = defineStream({
  name: 'certification_awards',
  description: 'Awards of each certification',
  source: 'https://developers.workramp.com/reference/getting-started',
  family: 'certifications',
  parent: ofCertification,
  path: ({ partition }) => `/api/v1/certifications/${pathPart(partition['certification_id'])}/awards`,
  records: '',
  paginate: singlePage(),
  primaryKey: ['id'],
  fields: {
    ...award,
    fileUrl: text('Link to the certificate, which may be signed', { sensitive: true }),
  },
});

// Only in the vendor's OpenAPI document: https://developers.workramp.com/reference/getting-started
export const userCertificationAwards = defineStream({
  name: 'user_certification_awards',
  description: 'Awards of certifications, user by user; the same as certification_awards',
  source: 'https://developers.workramp.com/reference/getting-started',
  ...learnUp,
  selectedByDefault: false,
  parent: ofUser,
  path: ({ partition }) => `/api/v1/users/${String(partition['user_id'])}/certifications`,
  records: '',
  paginate: singlePage(),
  primaryKey: ['id'],
  fields: award,
});
