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
  singlePage,
  text,
} from '@singer-io-ts/tap';
import { underKey } from './key.ts';
import { modifiedAfter } from './modified-after.ts';

// https://360learning.readme.io/docs/list-all-courses-migration-guide
export const courses = defineStream({
  name: 'courses',
  description: 'Courses, drafts and deleted ones included (API v1)',
  source: 'https://360learning.readme.io/docs/list-all-courses-migration-guide',
  ...underKey,
  path: '/courses',
  query: modifiedAfter,
  records: '',
  paginate: singlePage(),
  primaryKey: ['_id'],
  replicationKey: 'modificationDate',
  fields: {
    _id: id('Course', 'text'),
    author: text('E-mail address of the author'),
    creationDate: instant('iso', 'Creation'),
    modificationDate: instant('iso', 'Last change'),
    name: text('Title'),
    description: text('Description'),
    lang: text('Language'),
    status: text('draft, published, archived or deleted'),
    group: text('Group'),
    groupName: text('Name of the group'),
    coAuthors: list(text('E-mail address'), 'Co-authors'),
    courseDuration: decimal('Estimated duration in minutes'),
    translationsLangs: list(
      object(
        {
          lang: text('Language'),
          published: flag('Published'),
          translators: list(text('E-mail address'), 'Translators'),
        },
        'Translation into one language',
      ),
      'Translations',
    ),
    reactionScore: decimal('Score of reactions'),
    relevanceScore: decimal('Score of relevance'),
    skills: list(text('Tag'), 'Tags'),
  },
});

const listIn = (row: unknown, name: string): readonly unknown[] | undefined => {
  const value = isRow(row) ? row[name] : undefined;
  return Array.isArray(value) ? (value as readonly unknown[]) : undefined;
};

/** `[{course, stats: [{user, attempts: [...]}]}]`: one row per attempt. */
const attemptsOf = (body: unknown): readonly unknown[] | undefined => {
  if (!Array.isArray(body)) return undefined;
  const rows: unknown[] = [];
  for (const wrapped of body as readonly unknown[]) {
    const course = isRow(wrapped) ? wrapped['course'] : undefined;
    const learners = listIn(wrapped, 'stats');
    if (!isRow(course) || learners === undefined) return undefined;
    for (const learner of learners) {
      const user = isRow(learner) ? learner['user'] : undefined;
      const attempts = listIn(learner, 'attempts');
      if (!isRow(user) || attempts === undefined) return undefined;
      for (const attempt of attempts) {
        if (!isRow(attempt)) return undefined;
        rows.push({ ...attempt, courseId: course['_id'], userId: user['_id'], course, user });
      }
    }
  }
  return rows;
};

// https://360learning.readme.io/docs/migrate-getcoursesstats
export const courseStats = defineStream({
  name: 'course_stats',
  description:
    'Attempts of learners at courses (API v1, which leaves out attempts beyond a number that it does not tell). A correction does not move lastActivity, so the stream is a full table',
  source: 'https://360learning.readme.io/docs/migrate-getcoursesstats',
  ...underKey,
  path: '/courses/stats',
  records: attemptsOf,
  paginate: singlePage(),
  primaryKey: ['_id'],
  fields: {
    _id: id('Attempt', 'text'),
    courseId: text('Course'),
    userId: text('Learner'),
    progress: integer('Progress in percent'),
    score: integer('Score in percent'),
    completedAt: instant('iso', 'Completion'),
    firstActivity: instant('iso', 'First activity'),
    lastActivity: instant('iso', 'Last activity'),
    path: text('Path, when played in one'),
    pathSession: text('Path session, when played in one'),
    globalTime: decimal('Time spent in milliseconds'),
    course: object({ _id: text('Course'), name: text('Title') }, 'Course'),
    user: object(
      {
        _id: text('Learner'),
        mail: text('E-mail address'),
        firstName: text('First name'),
        lastName: text('Last name'),
      },
      'Learner',
    ),
  },
});
