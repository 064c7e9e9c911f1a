import type { Row } from '../../../portal.ts';
import type { World } from '../world.ts';
import { kinds, slotOfUid, uid } from '../world.ts';
import type { AssignmentTable } from './assignment-table.ts';

/** What the change logs say about one assignment, oldest first. */
export function changesOf(world: World, table: AssignmentTable, row: Row): Row[] {
  const { user, guide, guide_assignment: it } = row as Record<'user' | 'guide' | 'guide_assignment', Row>;
  const id = String(it['id']);
  const times = table.times(id);
  const moments: [status: string, occurredAt: number][] = [['assigned', times.createdMs]];
  if (typeof it['completed_at'] === 'number') moments.push(['completed', it['completed_at']]);
  if (times.isDeleted) moments.push(['deleted', times.updatedMs]);
  return moments.map(([status, occurredAt], turn) => ({
    id: world.options.changeId === 'change' ? uid(world, kinds.change, slotOfUid(id) * 3 + turn) : id,
    guideId: guide['id'],
    guideName: guide['display_title'],
    trainingSeriesId: it['path_id'],
    userId: user['id'],
    userEmail: user['email'],
    status,
    occurredAt,
  }));
}
