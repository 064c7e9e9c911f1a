import type { Reply, Row, VendorRequest } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import type { Table } from '../../../table.ts';
import { derived } from '../../../table.ts';
import { plainFailure } from '../failures.ts';
import { text, title } from '../words.ts';
import type { Part, World } from '../world.ts';
import { collection, iso, oid, optional, pastMs, roll, slotOf, userId } from '../world.ts';
import type { Holdings, V1Routes } from './access.ts';
import { isRefusal, personOf, rowNamed, userNamed } from './access.ts';

const templateCount = 3;
const sessionCount = 7;

function makeTemplate(world: World, slot: number): Row {
  return {
    _id: oid(world, 'template', slot),
    name: text(world, title(world, slot, 330), 331, slot),
    description: '',
    author: `learner.${String(slot)}@acme.example`,
    elements: [{ title: 'Intro', type: 'course', _id: oid(world, 'course', slot) }],
    skills: [],
    ...optional(slot % 2 === 0, { templateCustom: `T-${String(slot)}` }),
  };
}

/** Old rows: the vendor meant to turn all programs into paths by March 2024. */
function makeProgram(world: World, slot: number): Row {
  const startMs = pastMs(world, 400, 332, slot) - 700 * 86_400_000;
  return {
    _id: oid(world, 'program', slot),
    name: text(world, title(world, slot, 333), 334, slot),
    author: `learner.${String(slot)}@acme.example`,
    description: text(world, 'Welcome', 335, slot),
    programTemplate: oid(world, 'template', slot % templateCount),
    startDate: iso(startMs),
    endDate: iso(startMs + 30 * 86_400_000),
    programDuration: 2,
    ...optional(slot !== 3, { programDurationType: 'week' }),
    tutors: [userId(world, 336, slot)],
    skills: [],
    modules: [{ type: 'course', _id: oid(world, 'course', slot) }],
    hasUserLimit: slot % 2 === 0,
    validateRegistrations: false,
    ...optional(slot % 2 === 1, { sessionCustom: `S-${String(slot)}`, templateCustom: '' }),
  };
}

function learnersOf(world: World, slot: number): string[] {
  return Array.from({ length: slot % 4 }, (_, i) => oid(world, 'user', (slot + i) % world.counts.users));
}

/**
 * v1_program_templates, v1_program_sessions: no parents. v1_program_session_users, v1_program_session_stats (one row per
 * learner; without learners none): + `sessionId`. `/programs` redirects to the sessions. What the statistics look like is
 * not documented.
 */
export function programsPart(world: World, routes: V1Routes, holdings: Holdings): Part {
  const templates = collection(world, 'template', {
    name: 'v1_program_templates',
    count: templateCount,
    make: (slot) => makeTemplate(world, slot),
  });
  const programs: Table = collection(world, 'program', {
    name: 'v1_program_sessions',
    count: sessionCount,
    make: (slot) => makeProgram(world, slot),
  });
  const inProgram = (request: VendorRequest, reply: (program: Row, slot: number) => Reply): Reply => {
    const row = rowNamed(programs, request.params['id'] ?? '', plainFailure(404, 'session_not_found'));
    return isRefusal(row) ? row : reply(row, slotOf(row['_id']));
  };
  const statsOf = (slot: number, id: string): Row => ({
    user: personOf(holdings.users.get(id), id),
    progress: roll(world, 101, 337, slot),
    timeSpentInMinutes: roll(world, 500, 338, slot),
  });
  const usersIn = (slot: number): Row[] => learnersOf(world, slot).map((id) => personOf(holdings.users.get(id), id));
  const statsIn = (slot: number): Row[] => learnersOf(world, slot).map((id) => statsOf(slot, id));
  const under =
    (program: Row) =>
    (row: Row): Row => ({ sessionId: program['_id'], ...row });
  return {
    resources: {
      v1_program_templates: templates,
      v1_program_sessions: programs,
      v1_program_session_users: derived(programs, (row) => usersIn(slotOf(row['_id'])).map(under(row))),
      v1_program_session_stats: derived(programs, (row) => statsIn(slotOf(row['_id'])).map(under(row))),
    },
    routes: [
      routes.get('/programs', () => ({ status: 302, headers: { Location: '/api/v1/programs/sessions' }, body: '' })),
      routes.list('/programs/templates', () => [...templates.rows()]),
      routes.list('/programs/sessions', () => [...programs.rows()]),
      routes.get('/programs/sessions/{id}', (request) => inProgram(request, (row) => json(200, row))),
      routes.get('/programs/sessions/{id}/users', (request) =>
        inProgram(request, (_row, slot) => json(200, usersIn(slot))),
      ),
      routes.get('/programs/sessions/{id}/stats', (request) =>
        inProgram(request, (row, slot) =>
          json(
            200,
            world.options.v1ProgramStats === 'object'
              ? { sessionId: row['_id'], sessionName: row['name'], usersStats: statsIn(slot) }
              : statsIn(slot),
          ),
        ),
      ),
      routes.get('/programs/sessions/{id}/stats/{user}', (request) =>
        inProgram(request, (_row, slot) => {
          const user = userNamed(holdings, request.params['user'] ?? '');
          return isRefusal(user) ? user : json(200, statsOf(slot, String(user['_id'])));
        }),
      ),
    ],
  };
}
