import type { Row } from '../../../portal.ts';
import { hash } from '../../../random.ts';
import { tags, title } from '../words.ts';
import type { World } from '../world.ts';
import { kinds, roll, slotOfUid, uid } from '../world.ts';
import { AssignmentTable } from './assignment-table.ts';
import { adminId, rangeUser } from './people.ts';

/** Rows of `/assignments/guide`. */
export function guideAssignments(world: World): AssignmentTable {
  return new AssignmentTable({
    world,
    name: 'guide_assignments',
    kind: kinds.guideAssignment,
    parentKind: kinds.guide,
    parents: world.counts.guides,
    count: world.counts.users * 3,
    key: 'guide_assignment',
    make: (it) => {
      const isDone = it.percent === 100;
      const viaPath = it.slot % 4 === 1;
      return {
        user: rangeUser(world, it.userSlot),
        guide: {
          id: uid(world, kinds.guide, it.parentSlot),
          display_title: title(world, kinds.guide, it.parentSlot),
          time_estimate_seconds: it.parentSlot % 5 === 2 ? null : 1800,
        },
        guide_assignment: {
          id: it.id,
          status: isDone ? 'completed' : it.percent > 0 ? 'in_progress' : 'assigned',
          is_completed: isDone,
          is_completed_and_passed: isDone && it.slot % 7 !== 3,
          is_mandatory: it.slot % 2 === 0,
          is_deleted: it.isDeleted,
          completion_percentage: it.percent,
          score: isDone ? 70 + (it.slot % 31) : null,
          override_score: it.slot % 41 === 7 ? 87.5 : null,
          rating: isDone && it.slot % 3 === 1 ? 1 + (it.slot % 5) : null,
          num_viewed_tasks: Math.floor(it.percent / 10),
          num_completed_tasks: Math.floor(it.percent / 12),
          num_completed_test_questions: it.percent > 50 ? 2 : 0,
          num_graded_test_questions: it.percent > 50 ? 2 : 0,
          num_correct_test_questions: it.percent > 50 ? 1 : 0,
          time_spent: it.percent === 0 ? null : 60 + roll(world, 4000, it.slot, 61),
          esignatures: world.odd && it.slot % 23 === 9 ? [{ signed: true, name: 'I. C.' }] : [],
          path_id: viaPath ? uid(world, kinds.path, roll(world, world.counts.paths, it.slot, 62)) : null,
          path_assignment_id: viaPath
            ? uid(world, kinds.pathAssignment, roll(world, world.counts.users, it.slot, 63))
            : null,
          created_at: it.createdMs,
          updated_at: it.updatedMs,
          due_date: it.dueMs,
          completed_at: it.completedMs,
          last_viewed_at: it.percent === 0 ? null : it.updatedMs,
          ...(world.odd && it.slot % 19 === 6 ? { review: { by: null, notes: '' } } : {}),
        },
      };
    },
    progress: (assignment, atMs) => ({
      status: 'completed',
      is_completed: true,
      completion_percentage: 100,
      completed_at: atMs,
      last_viewed_at: atMs,
      time_spent: Number(assignment['time_spent'] ?? 0) + 60,
    }),
  });
}

/** The row of `/guides/{id}/assignments` for one of the date range. */
export function guideRow(world: World, row: Row): Row {
  const { user, guide, guide_assignment: it } = row as Record<'user' | 'guide' | 'guide_assignment', Row>;
  const slot = hash(slotOfUid(String(it['id'])));
  const isDone = it['is_completed'] === true;
  const dueMs = it['due_date'];
  const series = it['path_assignment_id'];
  return {
    id: it['id'],
    user_id: user['id'],
    title: guide['display_title'],
    course_id: guide['id'],
    training_series_user_assignment_id: series,
    training_series_user_assignment_ids: series === null ? [] : [series],
    assigner_id: adminId(world, slot, 64),
    due_date: dueMs,
    num_viewed_tasks: it['num_viewed_tasks'],
    num_completed_tasks: it['num_completed_tasks'],
    num_completed_test_questions: slot % 4 === 0 ? null : it['num_completed_test_questions'],
    num_graded_test_questions: it['num_graded_test_questions'],
    num_correct_test_questions: it['num_correct_test_questions'],
    score: it['score'],
    is_archived: slot % 9 === 2 ? null : false,
    is_completed: isDone,
    completion_percentage: it['completion_percentage'],
    created_at: it['created_at'],
    updated_at: it['updated_at'],
    completed_at: it['completed_at'],
    tags: tags(world, 65, slot),
    status: isDone ? 'completed' : it['completion_percentage'] === 0 ? 'not_started' : 'in_progress',
    is_completed_on_time: isDone && typeof dueMs === 'number' ? Number(it['completed_at']) <= dueMs : null,
    passed: it['is_completed_and_passed'],
    passing_grade_required: slot % 3 === 0 ? null : 80,
    is_overdue: slot % 11 === 3 ? null : slot % 11 === 4,
    num_days_overdue: slot % 11 === 4 ? 3 : null,
    is_retaken: slot % 13 === 1,
    retake_count: slot % 13 === 1 ? 1 : 0,
    time_spent: it['time_spent'],
    first_accessed_at: it['last_viewed_at'],
    last_accessed_at: it['last_viewed_at'],
    paths:
      typeof it['path_id'] === 'string'
        ? [{ id: it['path_id'], name: title(world, kinds.path, slotOfUid(it['path_id'])) }]
        : [],
  };
}
