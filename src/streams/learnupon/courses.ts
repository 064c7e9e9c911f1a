import { decimal, defineStream, flag, id, instant, integer, raw, text, type ParentLink } from '@singer-io-ts/tap';
import { wholeNumber } from './by-id.ts';
import { customDataFieldValues } from './custom-data.ts';
import { pages } from './paging.ts';

// https://docs.learnupon.com/api/#courses
export const courses = defineStream({
  name: 'courses',
  description: 'Courses in all their versions, drafts and licensed ones included',
  source: 'https://docs.learnupon.com/api/#courses',
  path: '/courses',
  // Without these the list has only the published current versions, and enrollments on others would be missed.
  query: { include_all_versions: true, include_draft: true, include_licensed_courses: true },
  records: 'courses',
  paginate: pages,
  primaryKey: ['id'],
  fields: {
    id: id('Course version'),
    source_id: integer('Course, the same for all its versions'),
    version: integer('Version'),
    name: text('Name'),
    keywords: text('Keywords, separated by commas'),
    reference_code: text('Reference code'),
    created_at: instant('iso', 'Creation'),
    date_published: instant('iso', 'Publication; null: never published'),
    published_status_id: text('published, draft, archived or under_revision'),
    sellable: flag('May be sold'),
    cataloged: flag('Shown in the catalog'),
    manager_can_enroll: flag('Managers may enroll'),
    allow_users_rate_course: flag('Learners may rate it'),
    send_due_date_reminders: flag('Sends reminders before the due date'),
    number_of_reviews: integer('Reviews'),
    number_of_stars: integer('Sum of the stars of all reviews'),
    minute_length: decimal('Length in the unit of course_length_unit, despite the name'),
    course_length_unit: text('minutes or hours'),
    num_enrolled: integer('Enrolled; counted by the vendor from time to time, without unenrolled ones'),
    num_not_started: integer('Not started; as num_enrolled'),
    num_in_progress: integer('In progress; as num_enrolled'),
    num_completed: integer('Completed; as num_enrolled'),
    num_passed: integer('Passed; as num_enrolled'),
    num_failed: integer('Failed; as num_enrolled'),
    num_pending_review: integer('Waiting for a review; as num_enrolled'),
    number_of_modules: integer('Modules'),
    price: integer('Price in cents'),
    difficulty_level: text('not_applicable, basic, intermediate or advanced'),
    description_html: text('Description as HTML'),
    description_text: text('Description as text'),
    objectives_html: text('Objectives as HTML'),
    objectives_text: text('Objectives as text'),
    credits_to_be_awarded: text('Credits such as CEU:2.00,CPE:3.00'),
    due_days_after_enrollment: integer('Days from enrollment until due'),
    due_date_after_enrollment: instant('iso', 'Due date of enrollments'),
    due_date_reminder_days: integer('Days of the first reminder before the due date'),
    due_date_reminder_days_2: integer('Days of the second reminder before the due date'),
    thumbnail_image_url: text('Thumbnail'),
    owner_id: integer('Owner'),
    owner_first_name: text("Owner's first name"),
    owner_last_name: text("Owner's last name"),
    owner_email: text("Owner's e-mail address"),
    license_expires: instant('iso', 'End of the license (licensed courses)'),
    license_number_enrollments_purchased: integer('Enrollments bought (licensed courses)'),
    license_is_open_ended: flag('License without an end (licensed courses)'),
    license_has_unlimited_enrollments: flag('License without a limit (licensed courses)'),
    learning_awards: raw('Awards'),
    customDataFieldValues,
  },
});

/** One partition per course version; `source_id` tells answers that span versions from a filter that was ignored. */
export const ofCourse: ParentLink = {
  stream: courses,
  partition: ({ id, source_id: source }) => {
    const course = wholeNumber(id);
    return course === null ? null : { course_id: course, source_id: wholeNumber(source) ?? course };
  },
};
