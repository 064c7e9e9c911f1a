import type { Route, Row } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import type { Key, Table } from '../../../table.ts';
import { derived } from '../../../table.ts';
import { camelRow } from '../casing.ts';
import { badRequest, enveloped, isLegacy, logged, noSuchScorm, notFound, whole } from '../conventions.ts';
import { legacyRow } from './legacy-row.ts';
import { Filters, joined, passing } from '../tables.ts';
import type { Part, World } from '../world.ts';
import { get, without } from '../world.ts';
import type { AssignmentTable, AssignmentTables } from './assignment-table.ts';
import { challengeAssignments, challengeRow } from './challenge-assignments.ts';
import { changesOf } from './changes.ts';
import type { Content } from './content.ts';
import { guideAssignments, guideRow } from './guide-assignments.ts';
import { pathAssignments, pathRow } from './path-assignments.ts';
import { listRange } from './range.ts';
import { scormAssignments, scormRow } from './scorm-assignments.ts';
import type { Users } from './users.ts';
import { userAssignments } from './user-assignments.ts';

/**
 * Date ranges: `guide_assignments` (key `guide_assignment.id`), `path_assignments` (`path_assignment.id`),
 * `scorm_assignments` (`scorm_assignment.id`), tombstones included, in snake_case. A delete leaves a tombstone.
 * By parent, live ones only: `guide_assignments_by_guide` and `path_assignments_by_path` (`id`; the parent is in
 * `course_id` and `training_series_id`), `scorm_assignments_by_scorm` (`scorm_id` added; no natural key),
 * `challenge_assignments` (`challenge_id` added; no natural key). Logs: `guide_assignment_changes`,
 * `guide_assignment_change_events` (`id`, `status`, `occurredAt`).
 * By user: `user_assignments` (`_type` of guide, path, challenge or scorm, and `user_id` added; `_type`, `id`).
 */
export function assignmentsPart(world: World, content: Content, { users }: Users): Part {
  const tables = {
    guide: guideAssignments(world),
    path: pathAssignments(world),
    scorm: scormAssignments(world),
    challenge: challengeAssignments(world),
  };
  const { guides, paths, scorms, challenges } = content;
  const live = (table: AssignmentTable, of: Table, key: string, shape: (row: Row) => Row) =>
    derived(table, (row) => {
      const isLive = (row[`${key}_assignment`] as Row)['is_deleted'] === false;
      return isLive && of.has((row[key] as Row)['id'] as Key) ? [shape(row)] : [];
    });
  const ofChallenge = derived(tables.challenge, (row) => {
    const isLive = !tables.challenge.isDeleted(row['id'] as Key) && challenges.has(row['challenge_id'] as Key);
    return isLive ? [challengeRow(row)] : [];
  });
  const everyUser = joined(...userAssignments(world, tables, users).resources);
  return {
    resources: {
      guide_assignments: tables.guide,
      guide_assignments_by_guide: live(tables.guide, guides, 'guide', (row) => guideRow(world, row)),
      guide_assignment_changes: derived(tables.guide, (row) => changesOf(world, tables.guide, row).slice(-1)),
      guide_assignment_change_events: derived(tables.guide, (row) => changesOf(world, tables.guide, row)),
      path_assignments: tables.path,
      path_assignments_by_path: live(tables.path, paths, 'path', (row) => pathRow(world, row)),
      scorm_assignments: tables.scorm,
      scorm_assignments_by_scorm: live(tables.scorm, scorms, 'scorm', (row) => scormRow(row)),
      challenge_assignments: ofChallenge,
      challenge_user_assignments: tables.challenge,
      user_assignments: everyUser,
    },
    routes: [
      ...rangeRoutes(world, tables),
      ...logRoutes(world, tables.guide),
      ...parentRoutes(world, content, tables),
      get('/api/v1/users/{id}/assignments', (request) =>
        users.has(Number(request.params['id']))
          ? userAssignments(world, tables, users).reply(request, Number(request.params['id']))
          : notFound,
      ),
      get('/api/v1/{user_id}/guide_assignments', ({ params }) => {
        const id = Number(params['user_id']);
        if (!users.has(id)) return notFound;
        const source = passing(tables.guide.where('_user', id), isLive('guide'));
        return whole(source, { render: (row) => camelRow(without(guideRow(world, row), 'paths')) });
      }),
    ],
  };
}

function isLive(key: string): (row: Row) => boolean {
  return (row) => (row[`${key}_assignment`] as Row)['is_deleted'] === false;
}

function rangeRoutes(world: World, tables: AssignmentTables): Route[] {
  return (['guide', 'path', 'scorm'] as const).map((kind) =>
    get(`/api/v1/assignments/${kind}`, (request) => listRange(world, tables[kind], kind, request)),
  );
}

/** `startTime` and `endTime` are required, in milliseconds. */
function logRoutes(world: World, table: AssignmentTable): Route[] {
  const filters = new Filters();
  return (['guides', 'guide_assignments'] as const).map((name) =>
    get(`/api/v1/logs/${name}`, ({ query }) => {
      const [from, to] = [query.get('startTime'), query.get('endTime')];
      if (from === null || to === null || !/^\d+$/.test(from) || !/^\d+$/.test(to)) return badRequest;
      const through = query.get('createdThrough');
      const rows = filters.computed(table, JSON.stringify([name, from, to, through]), function* () {
        for (const row of table.rows()) {
          if (through !== null && (row['guide_assignment'] as Row)['path_id'] !== null) continue;
          const inRange = changesOf(world, table, row).filter(
            ({ occurredAt }) => Number(occurredAt) >= Number(from) && Number(occurredAt) <= Number(to),
          );
          yield* name === 'guides' ? inRange.slice(-1) : inRange;
        }
      });
      return logged(world, rows);
    }),
  );
}

function parentRoutes(world: World, { guides, paths, scorms, challenges }: Content, tables: AssignmentTables): Route[] {
  const ofParent = (kind: keyof AssignmentTables, id: string, userId: string | null) =>
    passing(
      tables[kind].where('_parent', id),
      (row) => isLive(kind)(row) && (userId === null || String((row['user'] as Row)['id']) === userId),
    );
  return [
    get('/api/v1/guides/{id}/assignments', (request) => {
      const { id = '' } = request.params;
      if (!guides.has(id)) return notFound;
      const source = ofParent('guide', id, request.query.get('user_id'));
      const render = (row: Row): Row => guideRow(world, row);
      return isLegacy(world, request)
        ? whole(source, { render: (row) => legacyRow(render(row)) })
        : enveloped({ world, key: 'assignments', source, isStated: true, render });
    }),
    get('/api/v1/paths/{id}/assignments', (request) => {
      const { id = '' } = request.params;
      if (!paths.has(id)) return notFound;
      const source = ofParent('path', id, request.query.get('user_id'));
      const render = (row: Row): Row => pathRow(world, row);
      return isLegacy(world, request)
        ? whole(source, { render: (row) => legacyRow(render(row)) })
        : enveloped({ world, key: 'assignments', source, isStated: true, render });
    }),
    get('/api/v1/path_assignments/{id}', ({ params }) => {
      const row = tables.path.get(params['id'] ?? '');
      return row === undefined ? notFound : json(200, camelRow(pathRow(world, row)));
    }),
    get('/api/v1/scorm/{id}/assigned_users', (request) => {
      const { id = '' } = request.params;
      const scorm = scorms.get(id);
      if (scorm === undefined) return noSuchScorm;
      const source = ofParent('scorm', id, null);
      const render = (row: Row): Row => without(scormRow(row), 'scorm_id');
      if (isLegacy(world, request)) {
        const wrap = (rows: readonly Row[]): Row => ({ name: scorm['title'], assignments: rows });
        return whole(source, { render: (row) => camelRow(render(row)), wrap, envelope: 'assignments' });
      }
      const data = {
        scorm: {
          id,
          display_title: scorm['title'],
          description: null,
          folder_id: null,
          source_id: null,
          created_at: scorm['created_at'],
          updated_at: null,
        },
      };
      return enveloped({ world, key: 'assignments', source, isStated: true, data, render });
    }),
    get('/api/v1/challenge/{id}', (request) => {
      const { id = '' } = request.params;
      const challenge = challenges.get(id);
      if (challenge === undefined) return notFound;
      const source = passing(
        tables.challenge.where('_parent', id),
        (row) => !tables.challenge.isDeleted(row['id'] as Key),
      );
      const render = (row: Row): Row => without(challengeRow(row), 'challenge_id');
      if (isLegacy(world, request)) {
        const wrap = (rows: readonly Row[]): Row => ({
          name: challenge['display_title'],
          id,
          challengeUserAssignments: rows,
        });
        return whole(source, { render: (row) => camelRow(render(row)), wrap, envelope: 'challengeUserAssignments' });
      }
      return enveloped({
        world,
        key: 'challenge_user_assignments',
        source,
        isStated: true,
        data: { challenge },
        render,
      });
    }),
  ];
}
