import {
  decimal,
  defineStream,
  flag,
  id,
  instant,
  integer,
  isRow,
  list,
  object,
  ofParent,
  pathPart,
  singlePage,
  text,
  type ParentLink,
} from '@singer-io-ts/tap';
import { changedSince } from './changed-since.ts';
import { customFieldValue } from './custom-field-value.ts';
import { byDate, filteredPages, pages } from './paging.ts';
import { ofPath } from './paths.ts';
import { scope } from './scope.ts';
import { translations } from './translations.ts';

const fields = {
  _id: id('Path session', 'text'),
  pathId: text('Path'),
  groupId: text('Group that owns it'),
  mainInstructorId: text('Instructor'),
  name: text('Title'),
  createdAt: instant('iso', 'Creation'),
  modifiedAt: instant('iso', 'Last change'),
  startDate: instant('iso', 'Start'),
  endDate: instant('iso', 'End; absent: open'),
  instructorIds: list(text('User'), 'Further instructors'),
  isAudienceBuilder: flag('Its learners follow rules, see path_session_audiences'),
  registrationRequestValidation: text(
    'Who grants requests: disabled, instructors, managers, adminsAndManagers or adminsCoachesInstructorsManagers',
  ),
  userLimit: integer('Seats for learners who enroll themselves'),
  automaticReenrollment: object(
    {
      type: text('certificationExpiryDate or pathCompletionDate'),
      delayDays: decimal('Days'),
      recurrenceMonths: decimal('Months'),
    },
    'When learners are enrolled again',
  ),
  ipFiltering: object(
    { active: flag('Active'), authorizedAddresses: list(text('Address'), 'Addresses that may take part') },
    'Restriction to networks',
  ),
  additionalInformation: text('Note'),
  rootSessionId: text('Session of the outer path, on sessions of a path in a path'),
};

// https://360learning.readme.io/reference/v2pathsgetallpathsessionscontroller_getallpathsessions
export const pathSessions = defineStream({
  name: 'path_sessions',
  description: 'Sessions of paths',
  source: 'https://360learning.readme.io/reference/v2pathsgetallpathsessionscontroller_getallpathsessions',
  ...scope('paths:read'),
  path: '/paths/sessions',
  query: changedSince('modifiedAt'),
  records: '',
  paginate: filteredPages({ narrower: byDate('createdAt') }),
  primaryKey: ['_id'],
  replicationKey: 'modifiedAt',
  fields,
});

// https://360learning.readme.io/reference/v2pathsgetpathsessionscontroller_getpathsessions
export const pathSessionsDetailed = defineStream({
  name: 'path_sessions_detailed',
  description: 'Sessions of paths with their translations; one request per path',
  source: 'https://360learning.readme.io/reference/v2pathsgetpathsessionscontroller_getpathsessions',
  ...scope('paths:read'),
  selectedByDefault: false,
  parent: ofPath,
  path: ({ partition }) => `/paths/${pathPart(partition['pathId'])}/sessions`,
  query: changedSince('modifiedAt'),
  records: '',
  paginate: filteredPages({ narrower: byDate('createdAt'), onlyFullPages: true }),
  primaryKey: ['_id'],
  replicationKey: 'modifiedAt',
  fields: { ...fields, pathId: ofParent(text('Path')), translations },
});

const partitionOf: ParentLink['partition'] = ({ _id: session, pathId: path }) =>
  typeof session === 'string' && typeof path === 'string' ? { pathId: path, sessionId: session } : null;

export const ofPathSession: ParentLink = { stream: pathSessions, partition: partitionOf };

/** Only these have an audience. */
const ofAudienceBuilder: ParentLink = {
  stream: pathSessions,
  partition: (row, parent) => (row['isAudienceBuilder'] === true ? partitionOf(row, parent) : null),
};

const ofSession = { pathId: ofParent(id('Path', 'text')), sessionId: ofParent(id('Path session', 'text')) };

// https://360learning.readme.io/reference/v2pathsgetsessionaudiencecontroller_getsessionaudience
export const pathSessionAudiences = defineStream({
  name: 'path_session_audiences',
  description: 'Rules by which sessions get their learners; one request per session that has some',
  source: 'https://360learning.readme.io/reference/v2pathsgetsessionaudiencecontroller_getsessionaudience',
  ...scope('paths:read'),
  selectedByDefault: false,
  parent: ofAudienceBuilder,
  path: ({ partition: { pathId, sessionId } }) =>
    `/paths/${pathPart(pathId)}/sessions/${pathPart(sessionId)}/audiences`,
  records: (body) => (isRow(body) && 'mode' in body ? [body] : undefined),
  paginate: singlePage(),
  primaryKey: ['pathId', 'sessionId'],
  fields: {
    ...ofSession,
    mode: text('dynamic, dynamicEnrollment, dynamicUnenrollment or manual'),
    filters: list(
      object({ type: text('users, groups or excludedLearners'), ids: list(text('User or group'), 'Who') }, 'One rule'),
      'Rules',
    ),
  },
});

// https://360learning.readme.io/reference/v2pathsgetpathsessioncustomfieldvaluescontroller_getpathsessioncustomfieldvalues
export const pathSessionCustomFieldValues = defineStream({
  name: 'path_session_custom_field_values',
  description: 'Values of custom fields of sessions; one request per session',
  source:
    'https://360learning.readme.io/reference/v2pathsgetpathsessioncustomfieldvaluescontroller_getpathsessioncustomfieldvalues',
  ...scope('paths:read'),
  selectedByDefault: false,
  parent: ofPathSession,
  path: ({ partition: { pathId, sessionId } }) =>
    `/paths/${pathPart(pathId)}/sessions/${pathPart(sessionId)}/custom-fields/values`,
  records: '',
  paginate: pages,
  primaryKey: ['sessionId', 'customFieldId'],
  fields: { ...ofSession, ...customFieldValue },
});
