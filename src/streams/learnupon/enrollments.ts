import {
  defineStream,
  flag,
  id,
  instant,
  integer,
  list,
  object,
  ResponseShapeError,
  text,
  type ParentLink,
  type RequestContext,
} from '@singer-io-ts/tap';
import { ofCourse } from './courses.ts';
import { pages } from './paging.ts';
import { users } from './users.ts';

const ofUser: ParentLink = {
  stream: users,
  partition: ({ id: user }) => (typeof user === 'number' ? { user_id: user } : null),
};

/**
 * The portal ignores parameters that it doesn't know and answers with everything: rows of another course or user mean
 * that the filter did not work. Other versions of the same course are accepted.
 */
const enrollmentsOf = (body: unknown, { partition }: RequestContext): readonly unknown[] | undefined => {
  const rows = (body as { enrollments?: unknown } | null)?.enrollments;
  if (!Array.isArray(rows)) return undefined;
  for (const row of rows as readonly Record<string, unknown>[]) {
    const stranger =
      partition['user_id'] === undefined
        ? row['course_id'] !== undefined &&
          row['course_id'] !== partition['course_id'] &&
          row['course_source_id'] !== partition['source_id']
        : row['user_id'] !== undefined && row['user_id'] !== partition['user_id'];
    if (stranger) {
      throw new ResponseShapeError(
        `enrollments: rows of ${JSON.stringify(partition)} were asked for, but others were answered; the portal ignores the filter.`,
      );
    }
  }
  return rows;
};

// https://docs.learnupon.com/api/#enrollments
export const enrollmentsBy = (parent: 'courses' | 'users') =>
  defineStream({
    name: 'enrollments',
    description: 'Enrollments of learners in course versions, unenrolled ones included; several per learner are normal',
    source: 'https://docs.learnupon.com/api/#enrollments',
    parent: parent === 'courses' ? ofCourse : ofUser,
    path: '/enrollments/search',
    query: ({ partition: { course_id, user_id } }) => ({ course_id: value(course_id), user_id: value(user_id) }),
    records: enrollmentsOf,
    paginate: pages,
    primaryKey: ['id'],
    replicationKey: 'updated_at',
    fields: {
      id: id('Enrollment'),
      course_id: integer('Course version'),
      course_source_id: integer('Course, the same for all its versions'),
      version: integer('Version of the course'),
      course_name: text('Name of the course'),
      user_id: integer('Learner'),
      first_name: text("Learner's first name"),
      last_name: text("Learner's last name"),
      email: text("Learner's e-mail address"),
      username: text("Learner's username"),
      status: text('not_started, in_progress, completed, passed, failed or pending_review'),
      percentage: integer('Score'),
      percentage_complete: integer('Progress; null: never launched'),
      date_enrolled: instant('iso', 'Enrollment'),
      date_started: instant('iso', 'First launch'),
      date_completed: instant('iso', 'Completion; may go back to null when a course is launched again'),
      date_lastaccessed: instant('iso', 'Last launch'),
      due_date: instant('iso', 'Due date'),
      calculated_due_date: instant('iso', 'Earliest due date of all rules'),
      is_overdue: flag('Overdue'),
      course_access_expires_at: instant('iso', 'End of access'),
      cert_expires_at: instant('iso', 'End of the certificate'),
      certificate_name: text('Certificate'),
      was_recertified: flag('Was certified again'),
      unenrolled: flag('The learner was unenrolled'),
      has_attempts_remaining: flag('Attempts are left'),
      from_store: flag('Bought in the store'),
      from_catalog: flag('Taken from the catalog'),
      group_id: integer('Group through which the learner was enrolled'),
      updated_at: instant('iso', 'Last change; absent on older portals'),
      modules: list(
        object(
          {
            id: integer('Module'),
            title: text('Title'),
            sequence: integer('Place in the course'),
            status: text('Status'),
            date_started: instant('iso', 'Start'),
            date_completed: instant('iso', 'Completion'),
            date_lastaccessed: instant('iso', 'Last launch'),
          },
          'Progress in one module',
        ),
        'Progress by module, where the portal sends it',
      ),
    },
  });

const value = (part: string | number | undefined): string | undefined =>
  part === undefined ? undefined : String(part);
