import {
  decimal,
  defineStream,
  flag,
  id,
  instant,
  integer,
  isRow,
  object,
  ofParent,
  pathPart,
  singlePage,
  text,
  type Row,
} from '@singer-io-ts/tap';
import { byValue, filteredPages } from './paging.ts';
import { ofPathSession } from './path-sessions.ts';
import { scope } from './scope.ts';

const fullTable =
  'Only their completion could be asked for by date, which learners in progress and later changes would miss, so the stream is a full table';

const fields = {
  userId: text('Learner'),
  progress: integer('Progress in percent'),
  status: object(
    {
      type: text(
        'awaitingCorrection, late, notYetStarted, onTime, sessionNotOpened, successful, toRetake or unsuccessful',
      ),
      reason: text('mandatoryReplay (toRetake) or sessionEnded (unsuccessful)'),
    },
    'State',
  ),
  timeSpent: decimal('Time spent in milliseconds'),
  enrolledAt: instant('iso', 'Enrollment'),
  selfEnrolled: flag('The learner enrolled without help'),
  unenrolledAt: instant('iso', 'End of the enrollment'),
  startedAt: instant('iso', 'Start'),
  completedAt: instant('iso', 'Completion'),
  dueDate: instant('iso', 'Due date'),
  score: integer('Score in percent'),
  certificateId: text('Certificate that the learner got (not the outline)'),
};

/** The filter `status` asks for that of the enrollment; the record's own `status` is the learner's progress. */
const statusOf = ({ unenrolledAt }: Row) => (unenrolledAt === undefined ? 'published' : 'archived');

// https://360learning.readme.io/reference/v2pathsgetpathstatscontroller_getpathstats
export const pathStats = defineStream({
  name: 'path_stats',
  description: `Progress of learners in path sessions, one row per enrollment. ${fullTable}`,
  source: 'https://360learning.readme.io/reference/v2pathsgetpathstatscontroller_getpathstats',
  ...scope('pathStats:read'),
  path: '/paths/stats',
  records: '',
  paginate: filteredPages({ narrower: byValue('userId'), hidden: ['archived'], statusOf }),
  primaryKey: ['_id'],
  fields: { _id: id('Enrollment', 'text'), pathId: text('Path'), sessionId: text('Path session'), ...fields },
});

// https://360learning.readme.io/reference/v2pathsgetuserstatscontroller_getuserstats
export const pathSessionUserStats = defineStream({
  name: 'path_session_user_stats',
  description: `The same as path_stats, by one request per session. ${fullTable}`,
  source: 'https://360learning.readme.io/reference/v2pathsgetuserstatscontroller_getuserstats',
  ...scope('pathStats:read'),
  selectedByDefault: false,
  parent: ofPathSession,
  path: ({ partition: { pathId, sessionId } }) =>
    `/paths/${pathPart(pathId)}/sessions/${pathPart(sessionId)}/user-stats`,
  records: '',
  paginate: filteredPages({ narrower: byValue('userId'), onlyFullPages: true }),
  primaryKey: ['_id'],
  fields: {
    _id: id('Enrollment', 'text'),
    pathId: ofParent(text('Path')),
    sessionId: ofParent(text('Path session')),
    ...fields,
  },
});

// https://360learning.readme.io/reference/v2pathsv2pathsgetsessionstatscontroller_getsessionstats
export const pathSessionMetrics = defineStream({
  name: 'path_session_metrics',
  description: 'Learners by state and certificates of sessions; one request per session',
  source: 'https://360learning.readme.io/reference/v2pathsv2pathsgetsessionstatscontroller_getsessionstats',
  ...scope('pathStats:read'),
  selectedByDefault: false,
  parent: ofPathSession,
  path: ({ partition: { pathId, sessionId } }) =>
    `/paths/${pathPart(pathId)}/sessions/${pathPart(sessionId)}/user-statuses`,
  records: (body) => (isRow(body) && 'usersCountByStatus' in body ? [body] : undefined),
  paginate: singlePage(),
  primaryKey: ['pathId', 'sessionId'],
  fields: {
    pathId: ofParent(id('Path', 'text')),
    sessionId: ofParent(id('Path session', 'text')),
    certificates: integer('Certificates issued'),
    usersCountByStatus: object(
      {
        awaitingCorrection: integer('Wait for a correction'),
        late: integer('Late'),
        notYetStarted: integer('Not started'),
        onTime: integer('On time'),
        sessionNotOpened: integer('The session has not begun'),
        successful: integer('Successful'),
        toRetake: integer('Must repeat steps'),
        unsuccessful: integer('Not successful'),
      },
      'Learners by state',
    ),
  },
});
