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
import { underKey } from './key.ts';
import { modifiedAfter } from './modified-after.ts';
import { person } from './person.ts';

// https://360learning.readme.io/docs/list-all-paths-migration-guide
export const paths = defineStream({
  name: 'paths',
  description: 'Paths with their steps (API v1)',
  source: 'https://360learning.readme.io/docs/list-all-paths-migration-guide',
  ...underKey,
  path: '/paths',
  query: modifiedAfter,
  records: '',
  paginate: singlePage(),
  primaryKey: ['_id'],
  replicationKey: 'modifiedAt',
  fields: {
    _id: id('Path', 'text'),
    name: text('Title'),
    authorId: text('Author'),
    groupId: text('Group'),
    createdAt: instant('iso', 'Creation'),
    modifiedAt: instant('iso', 'Last change'),
    sourceLang: text('Language of writing'),
    defaultLang: text('Language for readers without a translation'),
    description: text('Description'),
    certificatePDF: flag('Completion brings a certificate'),
    sessionIds: list(text('Path session'), 'Sessions'),
    steps: list(
      object({ _id: text('Course or whatever the step is'), title: text('Title'), type: text('Kind') }, 'One step'),
      'Steps in order',
    ),
  },
});

const ofPath: ParentLink = {
  stream: paths,
  partition: ({ _id: path }) => (typeof path === 'string' ? { pathId: path } : null),
};

// https://360learning.readme.io/docs/list-all-enrollments-migration-guide
export const pathUsers = defineStream({
  name: 'path_users',
  description: 'Learners of paths (API v1); one request per path',
  source: 'https://360learning.readme.io/docs/list-all-enrollments-migration-guide',
  ...underKey,
  selectedByDefault: false,
  parent: ofPath,
  path: ({ partition }) => `/paths/${pathPart(partition['pathId'])}/users`,
  records: '',
  paginate: singlePage(),
  primaryKey: ['pathId', '_id'],
  fields: { pathId: ofParent(id('Path', 'text')), _id: id('Learner', 'text'), ...person },
});

// https://360learning.readme.io/docs/list-all-sessions-in-a-path-migration-guide
export const pathSessions = defineStream({
  name: 'path_sessions',
  description: 'Sessions of paths (API v1)',
  source: 'https://360learning.readme.io/docs/list-all-sessions-in-a-path-migration-guide',
  ...underKey,
  path: '/paths/sessions',
  records: '',
  paginate: singlePage(),
  primaryKey: ['sessionId'],
  fields: {
    sessionId: id('Path session', 'text'),
    sessionName: text('Title'),
    sessionOwnerGroup: text('Group that owns it'),
    pathId: text('Path'),
    pathName: text('Title of the path'),
    startDate: instant('iso', 'Start'),
    endDate: instant('iso', 'End; absent: open'),
  },
});

const ofPathSession: ParentLink = {
  stream: pathSessions,
  partition: ({ sessionId: session }) => (typeof session === 'string' ? { sessionId: session } : null),
};

// https://360learning.readme.io/docs/retrieve-metrics-for-a-path-session-migration-guide
export const pathSessionStats = defineStream({
  name: 'path_session_stats',
  description: 'Learners of path sessions by state (API v1); one request per session',
  source: 'https://360learning.readme.io/docs/retrieve-metrics-for-a-path-session-migration-guide',
  ...underKey,
  selectedByDefault: false,
  parent: ofPathSession,
  path: ({ partition }) => `/paths/sessions/${pathPart(partition['sessionId'])}/stats`,
  records: (body) => (isRow(body) && 'usersStatus' in body ? [body] : undefined),
  paginate: singlePage(),
  primaryKey: ['sessionId'],
  fields: {
    sessionId: ofParent(id('Path session', 'text')),
    sessionName: text('Title'),
    pathId: text('Path'),
    pathName: text('Title of the path'),
    usersStatus: object(
      {
        enrolled: integer('Enrolled'),
        completed: integer('Completed'),
        inProgress: integer('In progress'),
        selfEnrolled: integer('Enrolled themselves'),
      },
      'Learners by state',
    ),
  },
});

/** A learner who was enrolled again in the same session may come again; nothing else tells the rows apart. */
const numbered = (body: unknown): readonly unknown[] | undefined => {
  const rows = isRow(body) ? body['usersStats'] : undefined;
  if (!Array.isArray(rows)) return undefined;
  const seen = new Map<unknown, number>();
  return rows.map((row: unknown) => {
    if (!isRow(row)) return row;
    const occurrence = (seen.get(row['_id']) ?? 0) + 1;
    seen.set(row['_id'], occurrence);
    return { ...row, occurrence };
  });
};

// https://360learning.readme.io/docs/list-all-user-path-session-statistics-migration-guide
export const pathSessionUserStats = defineStream({
  name: 'path_session_user_stats',
  description: 'Progress of learners in path sessions (API v1); one request per session',
  source: 'https://360learning.readme.io/docs/list-all-user-path-session-statistics-migration-guide',
  ...underKey,
  selectedByDefault: false,
  parent: ofPathSession,
  path: ({ partition }) => `/paths/sessions/${pathPart(partition['sessionId'])}/stats/users`,
  records: numbered,
  paginate: singlePage(),
  primaryKey: ['sessionId', '_id', 'occurrence'],
  fields: {
    sessionId: ofParent(id('Path session', 'text')),
    _id: id('Learner', 'text'),
    occurrence: id("Place among the learner's rows in this session, from 1"),
    ...person,
    deleted: flag('The learner was deleted'),
    totalTimeSpentInSeconds: decimal('Time spent in seconds'),
    progress: decimal('Progress in percent'),
    score: decimal('Score in percent'),
    completedAt: instant('iso', 'Completion'),
    detailedStatus: object({ type: text('As path_stats.status of API v2'), reason: text('Why') }, 'State'),
  },
});
