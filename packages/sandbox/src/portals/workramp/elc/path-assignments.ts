import type { Row } from '../../../portal.ts';
import { hash } from '../../../random.ts';
import { tags, title } from '../words.ts';
import type { World } from '../world.ts';
import { kinds, slotOfUid, uid } from '../world.ts';
import { AssignmentTable } from './assignment-table.ts';
import { adminId, briefUser } from './people.ts';

/** Rows of `/assignments/path`; the inner fields are those of the vendor's webhook payload. */
export function pathAssignments(world: World): AssignmentTable {
  return new AssignmentTable({
    world,
    name: 'path_assignments',
    kind: kinds.pathAssignment,
    parentKind: kinds.path,
    parents: world.counts.paths,
    count: world.counts.users,
    key: 'path_assignment',
    make: (it) => {
      const isDone = it.percent === 100;
      return {
        user: briefUser(world, it.userSlot),
        path: {
          id: uid(world, kinds.path, it.parentSlot),
          display_title: title(world, kinds.path, it.parentSlot),
          total_time_estimate: 18_000,
        },
        path_assignment: {
          id: it.id,
          assigned_from: it.slot % 6 === 2 ? 'group' : null,
          assigner_id: adminId(world, it.slot, 70),
          completion_percentage: it.percent,
          num_modules: 5,
          num_modules_completed: Math.floor(it.percent / 20),
          num_modules_failed: 0,
          num_modules_graded: Math.floor(it.percent / 20),
          overall_grade: isDone ? 92.5 : null,
          status: isDone
            ? 'completed'
            : it.percent === 0
              ? 'not_started'
              : it.slot % 2 === 0
                ? 'in_progress'
                : 'overdue',
          time_spent: it.percent === 0 ? null : it.percent * 12,
          is_archived: it.slot % 17 === 4,
          is_bulk_completing: false,
          is_completed: isDone,
          is_failed: false,
          is_passed: isDone,
          is_submitted_on_time: isDone ? it.slot % 5 !== 1 : null,
          is_deleted: it.isDeleted,
          completed_at: it.completedMs,
          created_at: it.createdMs,
          due_date: it.dueMs,
          expires_at: null,
          ...(world.options.pathAssignmentUpdatedAt === true ? { updated_at: it.updatedMs } : {}),
        },
      };
    },
    progress: (_assignment, atMs) => ({
      status: 'completed',
      is_completed: true,
      is_passed: true,
      completion_percentage: 100,
      completed_at: atMs,
    }),
  });
}

/** The row of `/paths/{id}/assignments` for one of the date range. */
export function pathRow(world: World, row: Row): Row {
  const { user, path, path_assignment: it } = row as Record<'user' | 'path' | 'path_assignment', Row>;
  const slot = hash(slotOfUid(String(it['id'])));
  return {
    id: it['id'],
    user_id: world.options.pathUserId === 'string' ? String(user['id']) : user['id'],
    title: path['display_title'],
    training_series_id: path['id'],
    assigner_id: it['assigner_id'],
    overall_grade: it['overall_grade'],
    is_completed: it['is_completed'],
    due_date: it['due_date'],
    created_at: it['created_at'],
    updated_at: it['completed_at'] ?? it['created_at'],
    created_through: slot % 3 === 0 ? null : 'Automatic Assignment',
    num_modules: it['num_modules'],
    modules_completed: it['num_modules_completed'],
    completion_percentage: it['completion_percentage'],
    completed_at: it['completed_at'],
    tags: tags(world, 71, slot),
    time_spent: it['time_spent'],
    status: it['status'],
    is_completed_on_time: it['is_submitted_on_time'],
    passed: it['is_passed'],
    passing_grade_required: slot % 2 === 0 ? null : 70,
    is_overdue: it['status'] === 'overdue' ? true : null,
    num_days_overdue: it['status'] === 'overdue' ? 3 : null,
    first_accessed_at: it['completed_at'],
    last_accessed_at: it['completed_at'],
  };
}
