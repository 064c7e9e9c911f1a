import type { Reply, Row, VendorRequest } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import { derived } from '../../../table.ts';
import { plainFailure } from '../failures.ts';
import { title } from '../words.ts';
import type { Part, World } from '../world.ts';
import { slotOf } from '../world.ts';
import type { Holdings, V1Routes } from './access.ts';
import { dated, isRefusal, personOf, picked, rowNamed, userNamed } from './access.ts';

/** v2-like names, but steps carry titles and sessions are listed by id. */
function pathRow(world: World, holdings: Holdings, row: Row): Row {
  const sessions = holdings.sessions.where('pathId', String(row['_id']));
  return {
    ...picked(
      row,
      '_id',
      'name',
      'authorId',
      'groupId',
      'createdAt',
      'modifiedAt',
      'sourceLang',
      'defaultLang',
      'description',
    ),
    certificatePDF: row['certificateId'] !== undefined,
    sessionIds: sessions.slice(0, sessions.size).map(({ _id }) => _id),
    steps: (row['steps'] as readonly Row[]).map(({ _id, type }) => ({
      _id,
      title: title(world, slotOf(_id), 320),
      type,
    })),
  };
}

/** Keyed `sessionId`: there is no `_id`. */
function sessionRow(holdings: Holdings, row: Row): Row {
  return {
    sessionId: row['_id'],
    sessionName: row['name'],
    sessionOwnerGroup: row['groupId'],
    pathId: row['pathId'],
    pathName: holdings.paths.get(String(row['pathId']))?.['name'],
    ...picked(row, 'startDate', 'endDate'),
  };
}

function statisticsIn(holdings: Holdings, session: Row): Row[] {
  const source = holdings.statistics.where('sessionId', String(session['_id']));
  return source.slice(0, source.size);
}

function userStats(holdings: Holdings, row: Row): Row {
  const user = holdings.users.get(String(row['userId']));
  return {
    ...personOf(user, row['userId']),
    deleted: user?.['status'] === 'deleted',
    // Seconds here, milliseconds in v2.
    totalTimeSpentInSeconds: Number(row['timeSpent']) / 1000,
    ...picked(row, 'progress', 'score', 'completedAt'),
    detailedStatus: row['status'],
  };
}

function headOf(holdings: Holdings, session: Row): Row {
  return picked(sessionRow(holdings, session), 'sessionId', 'sessionName', 'pathId', 'pathName');
}

function usersStatus(rows: readonly Row[]): Row {
  return {
    enrolled: rows.length,
    completed: rows.filter(({ completedAt }) => completedAt !== undefined).length,
    inProgress: rows.filter(({ startedAt, completedAt }) => startedAt !== undefined && completedAt === undefined)
      .length,
    selfEnrolled: rows.filter(({ selfEnrolled }) => selfEnrolled === true).length,
  };
}

/**
 * v1_paths, v1_path_sessions: no parents. v1_path_users: + `pathId`. v1_path_session_stats: the object as served.
 * v1_path_session_user_stats: one row of `usersStats`, + `sessionId`.
 */
export function pathsPart(world: World, routes: V1Routes, holdings: Holdings): Part {
  const { paths, sessions, enrollments, users } = holdings;
  const unknownSession = plainFailure(404, 'session_not_found');
  const inSession = (request: VendorRequest, reply: (session: Row) => Reply): Reply => {
    const session = rowNamed(sessions, request.params['id'] ?? '', unknownSession);
    return isRefusal(session) ? session : reply(session);
  };
  const pathUsers = (path: Row): Row[] => {
    const source = enrollments.where('pathId', String(path['_id']));
    const ids = new Set(source.slice(0, source.size).map(({ userId }) => String(userId)));
    return [...ids].map((id) => personOf(users.get(id), id));
  };
  const sessionStats = (session: Row): Row => ({
    ...headOf(holdings, session),
    usersStatus: usersStatus(statisticsIn(holdings, session)),
  });
  return {
    resources: {
      v1_paths: derived(paths, (row) => [pathRow(world, holdings, row)]),
      v1_path_users: derived(paths, (row) => pathUsers(row).map((user) => ({ pathId: row['_id'], ...user }))),
      v1_path_sessions: derived(sessions, (row) => [sessionRow(holdings, row)]),
      v1_path_session_stats: derived(sessions, (row) => [sessionStats(row)]),
      v1_path_session_user_stats: derived(sessions, (session) =>
        statisticsIn(holdings, session).map((row) => ({ sessionId: session['_id'], ...userStats(holdings, row) })),
      ),
    },
    routes: [
      routes.list('/paths', (request) => {
        const passes = dated(request, { modified: 'modifiedAt' });
        if (passes === undefined) return plainFailure(400, 'bad_request');
        return [...paths.rows()].filter(passes).map((row) => pathRow(world, holdings, row));
      }),
      routes.list('/paths/sessions', () => [...sessions.rows()].map((row) => sessionRow(holdings, row))),
      routes.get('/paths/sessions/{id}', (request) =>
        inSession(request, (session) => json(200, sessionRow(holdings, session))),
      ),
      routes.get('/paths/sessions/{id}/stats', (request) =>
        inSession(request, (session) => json(200, sessionStats(session))),
      ),
      routes.get('/paths/sessions/{id}/stats/users', (request) =>
        inSession(request, (session) => {
          const passes = dated(request, { completed: 'completedAt' });
          if (passes === undefined) return plainFailure(400, 'bad_request');
          const usersStats = statisticsIn(holdings, session)
            .filter(passes)
            .map((row) => userStats(holdings, row));
          return json(200, { ...headOf(holdings, session), usersStats });
        }),
      ),
      routes.get('/paths/sessions/{id}/stats/{user}', (request) =>
        inSession(request, (session) => {
          const user = userNamed(holdings, request.params['user'] ?? '');
          if (isRefusal(user)) return user;
          const row = statisticsIn(holdings, session).find(({ userId }) => userId === user['_id']);
          return row === undefined ? plainFailure(400, 'user_not_in_session') : json(200, userStats(holdings, row));
        }),
      ),
      routes.get('/paths/sessions/{id}/users', (request) =>
        inSession(request, (session) =>
          json(
            200,
            statisticsIn(holdings, session).map(({ userId }) => personOf(users.get(String(userId)), userId)),
          ),
        ),
      ),
      routes.get('/paths/{id}', ({ params }) => {
        const row = rowNamed(paths, params['id'] ?? '', plainFailure(400, 'path_not_found'));
        return isRefusal(row) ? row : json(200, pathRow(world, holdings, row));
      }),
      routes.list('/paths/{id}/users', ({ params }) => {
        const row = rowNamed(paths, params['id'] ?? '', plainFailure(400, 'path_not_found'));
        return isRefusal(row) ? row : pathUsers(row);
      }),
      routes.list('/paths/{user}/getPaths', ({ params }) => {
        const user = userNamed(holdings, params['user'] ?? '');
        if (isRefusal(user)) return user;
        const ids = new Set(
          [...enrollments.rows()].filter(({ userId }) => userId === user['_id']).map(({ pathId }) => String(pathId)),
        );
        return [...ids]
          .map((id) => paths.get(id))
          .filter((row) => row !== undefined)
          .map((row) => pathRow(world, holdings, row));
      }),
    ],
  };
}
