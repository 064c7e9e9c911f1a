import {
  decimal,
  defineStream,
  flag,
  id,
  instant,
  list,
  object,
  ofParent,
  openObject,
  pathPart,
  text,
  type ParentLink,
} from '@singer-io-ts/tap';
import { changedSince } from './changed-since.ts';
import { byDate, filteredPages, pages } from './paging.ts';
import { scope } from './scope.ts';
import { translations } from './translations.ts';

// https://360learning.readme.io/reference/v2pathsgetpathscontroller_getpaths
export const paths = defineStream({
  name: 'paths',
  description: 'Paths with their steps; deleted paths are no longer listed',
  source: 'https://360learning.readme.io/reference/v2pathsgetpathscontroller_getpaths',
  ...scope('paths:read'),
  path: '/paths',
  query: changedSince('modifiedAt'),
  records: '',
  paginate: filteredPages({ narrower: byDate('createdAt'), hidden: ['archived'] }),
  primaryKey: ['_id'],
  replicationKey: 'modifiedAt',
  fields: {
    _id: id('Path', 'text'),
    name: text('Title'),
    status: text('archived or published'),
    authorId: text('Author'),
    groupId: text('Group that owns it'),
    coAuthorIds: list(text('User'), 'Co-authors'),
    createdAt: instant('iso', 'Creation'),
    modifiedAt: instant('iso', 'Last change'),
    sourceLang: text('Language of writing'),
    defaultLang: text('Language for readers without a translation'),
    options: object(
      {
        linearProgression: flag('Steps are taken in order'),
        mandatoryReplay: flag('Failed steps must be repeated'),
        displayForum: flag('Shows the forum'),
        displayClassroomMessages: flag('Shows messages of classrooms'),
        automatedReminders: flag('Sends reminders'),
        notificationOnStepCreation: flag('Tells of new steps'),
      },
      'Behaviour',
    ),
    steps: list(
      object(
        {
          _id: text('Course, classroom or whatever the step is; the same one may come several times'),
          type: text('assessment, classroom, course, email, path, program, slackMessage or teamsMessage'),
          subtype: text('quiz'),
          options: openObject('Options, which depend on the type'),
        },
        'One step',
      ),
      'Steps in order',
    ),
    translations,
    certificateId: text('Certificate outline that completion brings'),
    description: text('Description'),
    additionalInformation: text('Note of administrators'),
    coverPicture: text('Picture'),
    estimatedDuration: object(
      { unit: text('minute, hour, day, week or month'), value: decimal('In this unit') },
      'Estimated duration',
    ),
    estimatedWeeklyCommitment: object(
      { min: decimal('At least'), max: decimal('At most') },
      'Estimated hours per week',
    ),
  },
});

export const ofPath: ParentLink = {
  stream: paths,
  partition: ({ _id: path }) => (typeof path === 'string' ? { pathId: path } : null),
};

const pathId = ofParent(id('Path', 'text'));

// https://360learning.readme.io/reference/v2pathsgetenrollmentscontroller_getenrollments
export const pathEnrollments = defineStream({
  name: 'path_enrollments',
  description: 'Enrollments of learners in path sessions, ended ones included (archived); one request per path',
  source: 'https://360learning.readme.io/reference/v2pathsgetenrollmentscontroller_getenrollments',
  ...scope('paths:read'),
  parent: ofPath,
  // The vendor's own filter would miss new enrollments, which have no modifiedAt yet.
  path: ({ partition }) => `/paths/${pathPart(partition['pathId'])}/enrollments`,
  records: '',
  paginate: filteredPages({ narrower: byDate('createdAt'), hidden: ['archived'], onlyFullPages: true }),
  primaryKey: ['_id'],
  replicationKey: 'modifiedAt',
  createdKey: 'createdAt',
  fields: {
    _id: id('Enrollment', 'text'),
    pathId,
    sessionId: text('Path session'),
    userId: text('Learner'),
    status: text('archived (ended) or published'),
    createdAt: instant('iso', 'Creation'),
    isSelfEnrolled: flag('The learner enrolled without help'),
    modifiedAt: instant('iso', 'Last change; absent until then'),
    archivedAt: instant('iso', 'End'),
  },
});

// https://360learning.readme.io/reference/v2pathsgetpathtagscontroller_gettags
export const pathTags = defineStream({
  name: 'path_tags',
  description: 'Tags of paths; one request per path',
  source: 'https://360learning.readme.io/reference/v2pathsgetpathtagscontroller_gettags',
  ...scope('tags:read'),
  selectedByDefault: false,
  parent: ofPath,
  path: ({ partition }) => `/paths/${pathPart(partition['pathId'])}/tags`,
  records: '',
  paginate: pages,
  primaryKey: ['pathId', 'tagId', 'source'],
  fields: { pathId, tagId: id('Tag', 'text'), source: id('native or integration', 'text') },
});
