import type { Reply, Row, VendorRequest } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import type { Resource, Table } from '../../../table.ts';
import { derived } from '../../../table.ts';
import { camelRow } from '../casing.ts';
import { head, isLegacy, isTrue, perPage, wholeNumber } from '../conventions.ts';
import { everyRow } from '../tables.ts';
import type { World } from '../world.ts';
import { without } from '../world.ts';
import type { AssignmentTable, AssignmentTables } from './assignment-table.ts';
import { legacyRow } from './legacy-row.ts';
import { challengeUserRow } from './challenge-assignments.ts';
import { guideRow } from './guide-assignments.ts';
import { pathRow } from './path-assignments.ts';
import { scormUserRow } from './scorm-assignments.ts';

interface UserAssignments {
  readonly resources: readonly Resource[];
  readonly reply: (request: VendorRequest, userId: number) => Reply;
}

const legacyKeys = {
  challenge: 'challengeAssignments',
  guide: 'courseAssignments',
  path: 'trainingSeriesAssignments',
  scorm: 'scormAssignments',
} as const;

/** `/users/{id}/assignments`: four arrays in one answer, which share one page number. */
export function userAssignments(world: World, tables: AssignmentTables, users: Table): UserAssignments {
  const shapes: Record<keyof AssignmentTables, (row: Row) => Row> = {
    challenge: challengeUserRow,
    guide: (row) => without(guideRow(world, row), 'paths'),
    path: (row) => pathRow(world, row),
    scorm: scormUserRow,
  };
  const types = ['challenge', 'guide', 'path', 'scorm'] as const;
  const isLive = (table: AssignmentTable, type: string, row: Row): boolean =>
    !table.isDeleted(String(((row[`${type}_assignment`] ?? row) as Row)['id']));
  const userOf = (type: string, row: Row): unknown =>
    type === 'challenge' ? row['user_id'] : (row['user'] as Row)['id'];
  return {
    resources: types.map((type) =>
      derived(tables[type], (row) => {
        const userId = userOf(type, row);
        if (!isLive(tables[type], type, row) || !users.has(Number(userId))) return [];
        return [{ _type: type, user_id: userId, ...shapes[type](row) }];
      }),
    ),
    reply: (request, userId) => {
      const lists = types.map((type) => {
        const rows = everyRow(tables[type].where('_user', userId)).filter((row) => isLive(tables[type], type, row));
        return { type, rows: rows.map(shapes[type]) };
      });
      if (isTrue(request.query, 'webhook_payloads'))
        return json(200, Object.fromEntries(lists.map(({ type, rows }) => [`${type}Assignments`, rows.map(camelRow)])));
      if (isLegacy(world, request))
        return json(200, Object.fromEntries(lists.map(({ type, rows }) => [legacyKeys[type], rows.map(legacyRow)])));
      const size = perPage(world, request.query, true);
      if (typeof size !== 'number') return size;
      const isWhole = world.options.userAssignments === 'whole';
      const index = wholeNumber(request.query, 'page', 1, 1) - 1;
      const cut = (rows: readonly Row[]): readonly Row[] =>
        isWhole ? rows : rows.slice(index * size, (index + 1) * size);
      const hasNext = !isWhole && lists.some(({ rows }) => rows.length > (index + 1) * size);
      const total = Math.max(...lists.map(({ rows }) => rows.length));
      return {
        status: 200,
        envelope: 'data.guide_assignments',
        body: {
          ...head(world, { rows: lists.flatMap(({ rows }) => cut(rows)), index, size, hasNext, total }, request),
          data: Object.fromEntries(lists.map(({ type, rows }) => [`${type}_assignments`, cut(rows)])),
        },
      };
    },
  };
}
