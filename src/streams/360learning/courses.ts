import {
  decimal,
  defineStream,
  flag,
  id,
  instant,
  integer,
  list,
  ofParent,
  pathPart,
  text,
  type ParentLink,
} from '@singer-io-ts/tap';
import { changedSince } from './changed-since.ts';
import { customFieldValue } from './custom-field-value.ts';
import { byDate, byValue, filteredPages, pages } from './paging.ts';
import { scope } from './scope.ts';
import { translations } from './translations.ts';

// https://360learning.readme.io/reference/v2coursesgetcoursescontroller_getcourses
export const courses = defineStream({
  name: 'courses',
  description:
    'Courses, archived and deleted ones included. modifiedAt does not move when a course is archived, restored or translated: a full refresh now and then brings these changes',
  source: 'https://360learning.readme.io/reference/v2coursesgetcoursescontroller_getcourses',
  ...scope('courses:read'),
  path: '/courses',
  query: changedSince('modifiedAt'),
  records: '',
  paginate: filteredPages({ narrower: byDate('createdAt'), hidden: ['archived', 'deleted'] }),
  primaryKey: ['_id'],
  replicationKey: 'modifiedAt',
  fields: {
    _id: id('Course', 'text'),
    name: text('Title in the language of writing'),
    status: text('archived, deleted or published'),
    type: text('elearning standard, external or native'),
    authorId: text('Author'),
    groupId: text('Group in which it was made'),
    coAuthorIds: list(text('User'), 'Co-authors'),
    createdAt: instant('iso', 'Creation'),
    modifiedAt: instant('iso', 'Last change other than archiving, restoring and translating'),
    sourceLang: text('Language of writing'),
    defaultLang: text('Language for readers without a translation'),
    translations,
    description: text('Description, may be HTML'),
    duration: decimal('Estimated duration in minutes'),
    externalPlatform: text('Platform of an external course'),
    currentVersionNumber: integer('Latest version'),
    collaborativeLearning: flag('Has a forum'),
  },
});

const ofCourse: ParentLink = {
  stream: courses,
  partition: ({ _id: course }) => (typeof course === 'string' ? { courseId: course } : null),
};

const courseId = ofParent(id('Course', 'text'));

// https://360learning.readme.io/reference/v2coursesgetcoursetagscontroller_gettags
export const courseTags = defineStream({
  name: 'course_tags',
  description: 'Tags of courses; one request per course',
  source: 'https://360learning.readme.io/reference/v2coursesgetcoursetagscontroller_gettags',
  ...scope('tags:read'),
  selectedByDefault: false,
  parent: ofCourse,
  path: ({ partition }) => `/courses/${pathPart(partition['courseId'])}/tags`,
  records: '',
  paginate: pages,
  primaryKey: ['courseId', 'tagId', 'source'],
  fields: { courseId, tagId: id('Tag', 'text'), source: id('native or integration', 'text') },
});

// https://360learning.readme.io/reference/v2coursesgetcoursecustomfieldvaluescontroller_getcoursecustomfieldvalues
export const courseCustomFieldValues = defineStream({
  name: 'course_custom_field_values',
  description: 'Values of custom fields of courses; one request per course',
  source:
    'https://360learning.readme.io/reference/v2coursesgetcoursecustomfieldvaluescontroller_getcoursecustomfieldvalues',
  ...scope('courses:read'),
  permission: 'the scope courses:read and custom fields of courses',
  selectedByDefault: false,
  parent: ofCourse,
  path: ({ partition }) => `/courses/${pathPart(partition['courseId'])}/custom-fields/values`,
  records: '',
  paginate: pages,
  primaryKey: ['courseId', 'customFieldId'],
  fields: { courseId, ...customFieldValue },
});

// https://360learning.readme.io/reference/v2coursesgetallcoursestatscontroller_getallcoursestats
export const courseStats = defineStream({
  name: 'course_stats',
  description:
    'Attempts of learners at courses. Only their completion could be asked for by date, which attempts in progress and later corrections would miss, so the stream is a full table',
  source: 'https://360learning.readme.io/reference/v2coursesgetallcoursestatscontroller_getallcoursestats',
  ...scope('courseStats:read'),
  path: '/courses/stats',
  records: '',
  paginate: filteredPages({ narrower: byValue('userId') }),
  primaryKey: ['_id'],
  fields: {
    _id: id('Attempt', 'text'),
    courseId: text('Course'),
    userId: text('Learner'),
    lang: text('Language played'),
    timeSpent: decimal('Time spent in milliseconds'),
    progress: integer('Progress in percent; completed attempts may have less than 100'),
    score: integer('Score in percent'),
    firstActivityAt: instant('iso', 'First activity'),
    lastActivityAt: instant('iso', 'Last activity'),
    completedAt: instant('iso', 'Handed in, even if a correction is pending'),
    versionNumber: integer('Version of the course'),
    pathId: text('Path, when played in one'),
    pathSessionId: text('Path session, when played in one'),
  },
});
