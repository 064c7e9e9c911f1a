import {
  decimal,
  defineStream,
  flag,
  id,
  instant,
  integer,
  isRow,
  ofParent,
  pathPart,
  text,
  type ParentLink,
} from '@singer-io-ts/tap';
import { byId } from './by-id.ts';
import { enrollmentsBy } from './enrollments.ts';
import { ofAssignment } from './modules.ts';
import { perhapsPages } from './paging.ts';

// https://docs.learnupon.com/api/#assignments
export const assignmentAnswers = defineStream({
  name: 'assignment_answers',
  description: 'What learners handed in for assignments; one request per assignment',
  source: 'https://docs.learnupon.com/api/#assignments',
  beta: true,
  selectedByDefault: false,
  parent: ofAssignment,
  path: ({ partition: { assignment_id } }) => `/assignments/${pathPart(assignment_id)}/answers`,
  records: ['answers', 'answer', 'assignment_answers', 'assignments', ''],
  paginate: perhapsPages,
  primaryKey: ['id'],
  fields: {
    id: id('Answer'),
    assignment_id: integer('Module of the assignment'),
    user_id: integer('Learner'),
    answer: text('Answer'),
    feedback: text('Feedback'),
    score: decimal('Score'),
    status: text('Status'),
    answer_submitted_at: instant('iso', 'Submission'),
    reviewed_at: instant('iso', 'Review'),
    reviewed_by_user_id: integer('Reviewer'),
    was_rejected: flag('Was rejected'),
    rejected_at: instant('iso', 'Rejection'),
    rejected_by_user_id: integer('User who rejected it'),
    was_autocompleted: flag('Was completed by the portal'),
  },
});

const ofEnrollment = (parent: 'courses' | 'users'): ParentLink => ({
  stream: enrollmentsBy(parent),
  partition: byId('enrollment_id'),
});

// https://docs.learnupon.com/api/#enrollments
export const enrollmentModulesBy = (parent: 'courses' | 'users') =>
  defineStream({
    name: 'enrollment_modules',
    description: 'Progress by module; one request per enrollment',
    source: 'https://docs.learnupon.com/api/#enrollments',
    beta: true,
    selectedByDefault: false,
    parent: ofEnrollment(parent),
    path: ({ partition: { enrollment_id } }) => `/enrollments/${pathPart(enrollment_id)}/modules`,
    records: (body) => {
      if (!isRow(body)) return Array.isArray(body) ? body : undefined;
      const enrollments = body['enrollments'] ?? body['enrollment'];
      const enrollment: unknown = Array.isArray(enrollments) ? enrollments[0] : enrollments;
      const found = body['modules'] ?? (isRow(enrollment) ? enrollment['modules'] : undefined);
      return Array.isArray(found) ? found : undefined;
    },
    paginate: perhapsPages,
    primaryKey: ['enrollment_id', 'id'],
    fields: {
      enrollment_id: ofParent(id('Enrollment')),
      id: id('Module'),
      title: text('Title'),
      sequence: integer('Place in the course'),
      status: text('not_started, in_progress, completed, passed, failed or pending_review'),
      date_started: instant('iso', 'Start'),
      date_completed: instant('iso', 'Completion'),
      date_lastaccessed: instant('iso', 'Last launch'),
    },
  });
