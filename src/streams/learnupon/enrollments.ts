import { defineStream, flag, id, instant, integer, list, object, text, type RequestContext } from '@singer-io-ts/tap';
import { ofCourse } from './courses.ts';
import { onlyMatching } from './filtered.ts';
import { pages } from './paging.ts';
import { personOf } from './people.ts';
import { settlingHours } from './settling.ts';
import { ofUser } from './users.ts';

const byUser = onlyMatching('enrollments', ['enrollments'], 'user_id');
const byCourse = onlyMatching('enrollments', ['enrollments'], 'course_id');
const bySource = onlyMatching('enrollments', ['enrollments'], 'course_source_id');

/** Whether a course's list holds its other versions too is not known: both are accepted, other courses are not. */
const enrollmentsOf = (body: unknown, context: RequestContext): readonly unknown[] | undefined => {
  const { course_id, source_id } = context.partition;
  if (course_id === undefined) return byUser(body, context);
  try {
    return byCourse(body, context);
  } catch {
    return bySource(body, { ...context, partition: { course_source_id: source_id ?? course_id } });
  }
};

// https://docs.learnupon.com/api/#enrollments
export const enrollmentsBy = (parent: 'courses' | 'users') =>
  defineStream({
    name: 'enrollments',
    description: 'Enrollments of learners in course versions, unenrolled ones included; several per learner are normal',
    source: 'https://docs.learnupon.com/api/#enrollments',
    parent: parent === 'courses' ? ofCourse : ofUser,
    // Read by user, those of deleted courses are found too.
    variant: parent,
    partitionsOverlap: parent === 'courses',
    path: '/enrollments/search',
    query: ({ partition: { course_id, user_id } }) => ({ course_id, user_id }),
    records: enrollmentsOf,
    paginate: pages,
    primaryKey: ['id'],
    replicationKey: 'updated_at',
    lookbackHours: settlingHours,
    fields: {
      id: id('Enrollment'),
      course_id: integer('Course version'),
      course_source_id: integer('Course, the same for all its versions'),
      version: integer('Version of the course'),
      course_name: text('Name of the course'),
      user_id: integer('Learner'),
      ...personOf("Learner's"),
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
