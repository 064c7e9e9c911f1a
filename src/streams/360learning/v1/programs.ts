import {
  decimal,
  defineStream,
  flag,
  id,
  instant,
  isRow,
  list,
  object,
  ofParent,
  pathPart,
  raw,
  singlePage,
  surrogateKey,
  text,
  type ParentLink,
  type Partition,
  type Row,
} from '@singer-io-ts/tap';
import { underKey } from './key.ts';
import { person } from './person.ts';

const step = {
  _id: text('Course or whatever the step is'),
  type: text('Kind'),
};

// https://api.360learning.com
export const programTemplates = defineStream({
  name: 'program_templates',
  description: 'Templates of programs (API v1); the vendor turned programs into paths in 2023 and 2024',
  source: 'https://api.360learning.com',
  ...underKey,
  path: '/programs/templates',
  records: '',
  paginate: singlePage(),
  primaryKey: ['_id'],
  fields: {
    _id: id('Template', 'text'),
    name: text('Name'),
    description: text('Description'),
    author: text('E-mail address of the author'),
    elements: list(object({ ...step, title: text('Title') }, 'One step'), 'Steps'),
    skills: list(raw('Tag'), 'Tags'),
    templateCustom: text('Free text'),
  },
});

// https://api.360learning.com
export const programSessions = defineStream({
  name: 'program_sessions',
  description: 'Sessions of programs (API v1); the vendor turned programs into paths in 2023 and 2024',
  source: 'https://api.360learning.com',
  ...underKey,
  path: '/programs/sessions',
  records: '',
  paginate: singlePage(),
  primaryKey: ['_id'],
  fields: {
    _id: id('Session', 'text'),
    name: text('Name'),
    author: text('E-mail address of the author'),
    description: text('Description'),
    programTemplate: text('Template'),
    startDate: instant('iso', 'Start'),
    endDate: instant('iso', 'End'),
    programDuration: decimal('Duration in programDurationType'),
    programDurationType: text('Unit of the duration'),
    tutors: list(raw('User'), 'Tutors'),
    skills: list(raw('Tag'), 'Tags'),
    modules: list(object(step, 'One step'), 'Steps'),
    hasUserLimit: flag('Seats are limited'),
    validateRegistrations: flag('Registrations are granted by somebody'),
    sessionCustom: text('Free text'),
    templateCustom: text('Free text of the template'),
  },
});

const ofProgramSession: ParentLink = {
  stream: programSessions,
  partition: ({ _id: session }) => (typeof session === 'string' ? { sessionId: session } : null),
};

const sessionId = ofParent(id('Program session', 'text'));

// https://api.360learning.com
export const programSessionUsers = defineStream({
  name: 'program_session_users',
  description: 'Learners of program sessions (API v1); one request per session',
  source: 'https://api.360learning.com',
  ...underKey,
  beta: true,
  selectedByDefault: false,
  parent: ofProgramSession,
  path: ({ partition }) => `/programs/sessions/${pathPart(partition['sessionId'])}/users`,
  records: '',
  paginate: singlePage(),
  primaryKey: ['sessionId', '_id'],
  fields: {
    sessionId,
    _id: id('Learner', 'text'),
    ...person,
  },
});

/** Bare, as statistics of a path session are, or one object for the session as a whole. */
const statistics = (body: unknown): readonly unknown[] | undefined => {
  if (Array.isArray(body)) return body as readonly unknown[];
  if (!isRow(body) || Object.keys(body).length === 0) return undefined;
  const { usersStats } = body;
  return Array.isArray(usersStats) ? (usersStats as readonly unknown[]) : [body];
};

/** Rows that name nobody are told apart by all of them. */
const withKey = (row: Row, { sessionId: session }: Partition): Row => {
  const user = isRow(row['user']) ? row['user'] : row;
  return { ...row, statKey: surrogateKey(session, user['_id'] ?? user['mail'] ?? JSON.stringify(row)) };
};

// https://api.360learning.com
export const programSessionStats = defineStream({
  name: 'program_session_stats',
  description: 'Progress of learners in program sessions (API v1), as the vendor sends it; one request per session',
  source: 'https://api.360learning.com',
  ...underKey,
  beta: true,
  selectedByDefault: false,
  parent: ofProgramSession,
  path: ({ partition }) => `/programs/sessions/${pathPart(partition['sessionId'])}/stats`,
  records: statistics,
  paginate: singlePage(),
  primaryKey: ['statKey'],
  prepare: withKey,
  fields: {
    statKey: id('Hash of session and learner', 'text'),
    sessionId,
    _id: text('Learner, where the row is the learner'),
    ...person,
    user: object({ _id: text('Learner'), ...person }, 'Learner, where the row has one'),
    progress: decimal('Progress in percent'),
    score: decimal('Score in percent'),
    completedAt: instant('iso', 'Completion'),
    timeSpentInMinutes: decimal('Time spent in minutes'),
  },
});
