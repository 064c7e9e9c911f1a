import type { List, Reply, VendorRequest } from '../../../portal.ts';
import type { Row } from '../../../portal.ts';
import { camelKey, camelRow } from '../casing.ts';
import { badRequest, enveloped, isoTime, isTrue } from '../conventions.ts';
import { passing } from '../tables.ts';
import type { World } from '../world.ts';
import type { AssignmentTable } from './assignment-table.ts';

/** `/assignments/{guide,path,scorm}`: every assignment created or updated between `start_time` and `end_time`. */
export function listRange(world: World, table: AssignmentTable, kind: string, request: VendorRequest): List | Reply {
  const { query } = request;
  const [startMs, endMs, dueMs] = ['start_time', 'end_time', 'due_date'].map((name) => isoTime(query, name));
  if ([startMs, endMs, dueMs].some((time) => Number.isNaN(time))) return badRequest;
  const isUnbounded = startMs === null && endMs === null;
  if (isUnbounded && world.options.rangeWithoutTimes === '400') return badRequest;
  const found = table.inRange({
    fromMs: isUnbounded && world.options.rangeWithoutTimes === 'empty' ? Infinity : (startMs ?? -Infinity),
    toMs: endMs ?? Infinity,
    withDeleted: isTrue(query, 'include_deleted'),
    parentId: query.get(`${kind}_id`),
  });
  const isDue = (row: Row): boolean => (row[`${kind}_assignment`] as Row)['due_date'] === dueMs;
  return enveloped({
    world,
    key: 'assignments',
    source: dueMs === null ? found : passing(found, isDue),
    isStated: true,
    render: (row) => cased(world, row),
  });
}

function cased({ options }: World, row: Row): Row {
  switch (options.rangeCasing ?? 'snake') {
    case 'snake':
      return row;
    case 'camel':
      return camelRow(row);
    case 'outer-camel':
      return Object.fromEntries(Object.entries(row).map(([key, value]) => [camelKey(key), value]));
  }
}
