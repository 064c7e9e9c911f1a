import { decimal, defineStream, flag, id, instant, integer, list, raw, text, type ParentLink } from '@singer-io-ts/tap';
import { byId } from './by-id.ts';
import { onlyMatching } from './filtered.ts';
import { pages, perhapsPages } from './paging.ts';
import { personOf } from './people.ts';

// https://docs.learnupon.com/api/#learning-paths
export const learningPaths = defineStream({
  name: 'learning_paths',
  description: 'Learning paths, drafts included',
  source: 'https://docs.learnupon.com/api/#learning-paths',
  path: '/learning_paths',
  query: { include_draft: true, include_courses: true },
  records: 'learning_paths',
  paginate: perhapsPages,
  primaryKey: ['id'],
  fields: {
    id: id('Learning path'),
    name: text('Name'),
    sellable: flag('May be sold'),
    cataloged: flag('Shown in the catalog'),
    keywords: text('Keywords, separated by commas'),
    due_days_after_enrollment: integer('Days from enrollment until due'),
    send_due_date_reminders: flag('Sends reminders before the due date'),
    due_date_reminder_days: integer('Days of the first reminder before the due date'),
    due_date_reminder_days_2: integer('Days of the second reminder before the due date'),
    minute_length: decimal('Length in the unit of path_length_unit, despite the name'),
    path_length_unit: text('minutes or hours'),
    price: integer('Price in cents'),
    published_status_id: text('published, draft, archived or under_revision'),
    difficulty_level: text('not_applicable, basic, intermediate or advanced'),
    description_html: text('Description as HTML'),
    description_text: text('Description as text'),
    thumbnail_image_url: text('Thumbnail'),
    credits_to_be_awarded: text('Credits such as CEU:2.00,CPE:3.00'),
    created_at: instant('iso', 'Creation'),
    date_published: instant('iso', 'Publication'),
    due_date_after_enrollment: instant('iso', 'Due date of enrollments'),
    courses: list(raw('Course as JSON text'), 'Courses of the path, in their order'),
  },
});

const ofLearningPath: ParentLink = {
  stream: learningPaths,
  partition: byId('lp_id'),
};

// https://docs.learnupon.com/api/#learning-path-enrollments
export const learningPathEnrollments = defineStream({
  name: 'learning_path_enrollments',
  description: 'Enrollments of learners in learning paths, unenrolled ones included',
  source: 'https://docs.learnupon.com/api/#learning-path-enrollments',
  parent: ofLearningPath,
  path: '/learning_path_enrollments/search',
  query: ({ partition: { lp_id } }) => ({ lp_id }),
  records: onlyMatching('learning_path_enrollments', ['enrollments'], 'lp_id'),
  paginate: pages,
  primaryKey: ['id'],
  fields: {
    id: id('Enrollment'),
    lp_id: integer('Learning path'),
    lp_name: text('Name of the learning path'),
    user_id: integer('Learner'),
    ...personOf("Learner's"),
    username: text("Learner's username"),
    percentage: integer('Score'),
    status: text('not_started, in_progress or completed'),
    unenrolled: flag('The learner was unenrolled'),
    date_enrolled: instant('iso', 'Enrollment'),
    date_started: instant('iso', 'First launch'),
    date_completed: instant('iso', 'Completion'),
    date_lastaccessed: instant('iso', 'Last launch'),
    due_date: instant('iso', 'Due date'),
    certificate_name: text('Certificate'),
    cert_expires_at: instant('iso', 'End of the certificate'),
    was_recertified: flag('Was certified again'),
  },
});
