import type { Row } from '../../../portal.ts';
import { tags, title } from '../words.ts';
import type { World } from '../world.ts';
import { kinds, uid } from '../world.ts';
import { AssignmentTable } from './assignment-table.ts';
import { adminId, briefUser } from './people.ts';

/** Rows of `/assignments/scorm`; the inner fields are those of the vendor's other SCORM assignments. */
export function scormAssignments(world: World): AssignmentTable {
  return new AssignmentTable({
    world,
    name: 'scorm_assignments',
    kind: kinds.scormAssignment,
    parentKind: kinds.scorm,
    parents: world.counts.scorms,
    count: world.counts.users,
    key: 'scorm_assignment',
    make: (it) => {
      const isDone = it.percent === 100;
      return {
        user: briefUser(world, it.userSlot),
        scorm: {
          id: uid(world, kinds.scorm, it.parentSlot),
          display_title: title(world, kinds.scorm, it.parentSlot),
        },
        scorm_assignment: {
          id: it.id,
          is_completed: isDone,
          completion_percentage: it.percent === 0 && it.slot % 2 === 0 ? null : it.percent,
          score: isDone ? 80 + (it.slot % 20) + (it.slot % 2) / 2 : null,
          due_at: it.dueMs,
          due_date: it.dueMs,
          tags: tags(world, 72, it.slot),
          top_level_content_id: uid(world, kinds.scorm, it.parentSlot),
          assigner_user_id: adminId(world, it.slot, 73),
          training_series_user_assignment_ids: [],
          created_at: it.createdMs,
          updated_at: it.updatedMs,
          completed_at: it.completedMs,
          time_spent: it.percent === 0 ? null : it.percent * 7,
          status: isDone ? 'completed' : 'in_progress',
          is_deleted: it.isDeleted,
        },
      };
    },
    progress: (_assignment, atMs) => ({
      status: 'completed',
      is_completed: true,
      completion_percentage: 100,
      completed_at: atMs,
    }),
  });
}

/** The row of `/scorm/{id}/assigned_users`, with `scorm_id`; it has no id, and its user none either. */
export function scormRow(row: Row): Row {
  const { user, scorm, scorm_assignment: it } = row as Record<'user' | 'scorm' | 'scorm_assignment', Row>;
  const { assigner_user_id: assigner } = it;
  return {
    scorm_id: scorm['id'],
    completed_at: it['completed_at'],
    completion_percentage: it['completion_percentage'],
    due_date: it['due_date'],
    date_assigned: it['created_at'],
    assigner: typeof assigner === 'number' ? `admin${String(assigner)}@acme.test` : '',
    time_spent_in_minutes: Math.floor(Number(it['time_spent'] ?? 0) / 60),
    user: { name: user['name'], email: user['email'] },
  };
}

/** The SCORM row of `/users/{id}/assignments`: without the user. */
export function scormUserRow(row: Row): Row {
  const it = row['scorm_assignment'] as Row;
  return Object.fromEntries(
    [
      'id',
      'top_level_content_id',
      'assigner_user_id',
      'is_completed',
      'completion_percentage',
      'score',
      'due_at',
      'due_date',
      'tags',
      'training_series_user_assignment_ids',
    ].map((field) => [field, it[field]]),
  );
}
