import type { Row } from '../../../portal.ts';
import { tags, title } from '../words.ts';
import type { World } from '../world.ts';
import { kinds, uid } from '../world.ts';
import { AssignmentTable } from './assignment-table.ts';
import { adminId, briefUser } from './people.ts';

/** Challenge assignments in the richer shape of `/users/{id}/assignments`, with the user laid beside it. */
export function challengeAssignments(world: World): AssignmentTable {
  return new AssignmentTable({
    world,
    name: 'challenge_user_assignments',
    kind: kinds.challengeAssignment,
    parentKind: kinds.challenge,
    parents: world.counts.challenges,
    count: Math.ceil(world.counts.users / 2),
    make: (it) => {
      const isDone = it.percent === 100;
      const user = briefUser(world, it.userSlot);
      return {
        id: it.id,
        user_id: user['id'],
        title: title(world, kinds.challenge, it.parentSlot),
        challenge_id: uid(world, kinds.challenge, it.parentSlot),
        training_series_user_assignment_id: null,
        due_date: it.dueMs,
        reviewers_due_date: it.slot % 2 === 0 ? null : it.dueMs,
        is_submitted: it.percent >= 65,
        is_partially_graded: it.percent === 65,
        is_fully_graded: isDone,
        calculated_grade: isDone ? 0.8 : 0,
        passed: isDone,
        created_at: it.createdMs,
        updated_at: it.updatedMs,
        completed_at: it.completedMs,
        completion_percentage: it.percent,
        tags: tags(world, 74, it.slot),
        status: isDone
          ? 'completed'
          : it.percent === 65
            ? 'needs_grading'
            : it.percent === 0
              ? 'not_started'
              : 'in_progress',
        is_completed: isDone,
        is_completed_on_time: isDone ? true : null,
        passing_grade_required: null,
        is_overdue: null,
        num_days_overdue: null,
        date_first_accessed: it.percent === 0 ? null : it.createdMs,
        date_last_accessed: it.percent === 0 ? null : it.updatedMs,
        assigner_id: adminId(world, it.slot, 75),
        user: { name: user['name'], email: user['email'] },
      };
    },
    progress: (_row, atMs) => ({
      status: 'completed',
      is_completed: true,
      completion_percentage: 100,
      completed_at: atMs,
    }),
  });
}

/** The row of `/challenge/{id}`, with `challenge_id`; it has no id, and its user none either. */
export function challengeRow(row: Row): Row {
  return {
    challenge_id: row['challenge_id'],
    completion_date: row['completed_at'],
    grade: {
      earned_points: row['passed'] === true ? 16 : 0,
      total_points: 20,
      incomplete: row['passed'] === true ? 0 : 4,
    },
    is_fully_graded: row['is_fully_graded'],
    time_spent: Math.floor(Number(row['completion_percentage']) / 10),
    passed: row['passed'],
    user: row['user'],
  };
}

export function challengeUserRow(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([field]) => field !== 'user' && field !== 'is_deleted'));
}
