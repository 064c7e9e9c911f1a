import type { Row } from '../../portal.ts';
import { json } from '../../portal.ts';
import { derived } from '../../table.ts';
import { failure } from './failures.ts';
import { dateRange, exactly, oneOf } from './filters.ts';
import { paged, whole } from './lists.ts';
import type { Routes } from './routes.ts';
import type { Part, World } from './world.ts';
import { collection, groupId, iso, oid, optional, pastMs, slotOf, userId } from './world.ts';

const types = [
  'addUsersToGroups',
  'removeUsersFromGroups',
  'importExternalStatistics',
  'importExternalCourses',
  'upsertSkills',
  'upsertJobs',
  'upsertLibraries',
  'deleteGroups',
  'assignJobsToUsers',
] as const;
const statuses = ['completed', 'completed', 'completed', 'error', 'pending', 'queued', 'running'] as const;

function makeOperation(world: World, slot: number): Row {
  const status = statuses[slot % statuses.length] ?? 'completed';
  const createdMs = pastMs(world, 90, 240, slot);
  const hasEnded = status === 'completed' || status === 'error';
  const hasStarted = hasEnded || status === 'running';
  return {
    _id: oid(world, 'operation', slot),
    type: types[slot % types.length],
    createdAt: iso(createdMs),
    status,
    ...optional(status !== 'pending', { queuedAt: iso(createdMs + 1000) }),
    ...optional(hasStarted, {
      startedAt: iso(createdMs + 2000),
      progress: { index: slot * 10, updatedAt: iso(createdMs + 40_000) },
    }),
    ...optional(hasEnded, { endedAt: iso(createdMs + 41_000) }),
    ...optional(status === 'error', { errorMessage: `an error occurred: ${oid(world, 'operation', slot)}00000000` }),
  };
}

function hasRun(operation: Row): boolean {
  return operation['status'] === 'completed' || operation['status'] === 'error';
}

function resultsOf(world: World, operation: Row): Row[] {
  if (!hasRun(operation)) return [];
  const slot = slotOf(operation['_id']);
  return Array.from({ length: slot % 4 }, (_, index) => ({
    operationId: operation['_id'],
    index,
    input: { userId: userId(world, 241, slot, index), groupId: groupId(world, 242, slot), role: 'learner' },
    ...(index % 2 === 0
      ? { status: 'success', resourceId: userId(world, 241, slot, index) }
      : { status: 'error', errorMessage: 'user_not_found' }),
  }));
}

/**
 * bulk_operations: no parent. bulk_operation_results: + `operationId`, `index` (from 0). Bulk endpoints have no rate.
 */
export function operationsPart(world: World, routes: Routes): Part {
  const operations = collection(world, 'operation', {
    name: 'bulk_operations',
    count: Math.ceil(world.counts.users / 4) + 10,
    make: (slot) => makeOperation(world, slot),
    onInsert: (_slot, atMs) => ({ createdAt: iso(atMs) }),
    onUpdate: (_row, atMs) => ({ status: 'completed', queuedAt: iso(atMs), startedAt: iso(atMs), endedAt: iso(atMs) }),
  });
  const filters = {
    createdAt: dateRange,
    status: oneOf(['pending', 'queued', 'running', 'completed', 'error'], 'eq'),
    type: exactly,
  };
  const unlimited = { unlimited: true };
  return {
    resources: {
      bulk_operations: operations,
      bulk_operation_results: derived(operations, (row) => resultsOf(world, row)),
    },
    routes: [
      routes.get(
        'bulkOperations:read',
        '/bulk/operations',
        (request) => paged(world, request, { stream: 'bulk_operations', size: 20, table: operations, filters }),
        unlimited,
      ),
      routes.get(
        'bulkOperations:read',
        '/bulk/operations/{bulkOperationId}',
        ({ params }) => {
          const row = operations.get(params['bulkOperationId'] ?? '');
          return row === undefined ? failure(404, 'bulkOperationNotFound') : json(200, row);
        },
        unlimited,
      ),
      routes.get(
        'bulkOperations:read',
        '/bulk/operations/{bulkOperationId}/results',
        ({ params }) => {
          const row = operations.get(params['bulkOperationId'] ?? '');
          if (row === undefined) return failure(404, 'bulkOperationNotFound');
          if (!hasRun(row)) return failure(400, 'bulkOperationNotRun');
          return whole({ rows: () => resultsOf(world, row), omit: ['operationId', 'index'] });
        },
        unlimited,
      ),
    ],
  };
}
