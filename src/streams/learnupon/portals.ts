import { day, defineStream, flag, id, instant, integer, text } from '@singer-io-ts/tap';
import { perhapsPages } from './paging.ts';

// https://docs.learnupon.com/api/#portals
export const portals = defineStream({
  name: 'portals',
  description: 'Sub-portals of a top-level portal; empty on a sub-portal',
  source: 'https://docs.learnupon.com/api/#portals',
  optional: true,
  path: '/portals',
  records: 'portals',
  paginate: perhapsPages,
  primaryKey: ['id'],
  fields: {
    id: id('Portal'),
    title: text('Title'),
    subdomain: text('Subdomain'),
    description: text('Description'),
    ui_theme: integer('Theme'),
    allow_course_authoring: flag('May author courses'),
    number_licenses_purchased: integer('Licenses bought'),
    number_licenses_used: integer('Licenses used'),
    number_of_members: integer('Members'),
    logo_image_url: text('Logo'),
    header_color: text('Color of the header'),
    navigation_color: text('Color of the navigation'),
    created_at: instant('iso', 'Creation'),
    updated_at: instant('iso', 'Last change'),
  },
});

// https://docs.learnupon.com/api/#licenses
export const licenses = defineStream({
  name: 'licenses',
  description: 'Licenses of courses to sub-portals',
  source: 'https://docs.learnupon.com/api/#licenses',
  permission: 'a top-level portal with sub-portals',
  beta: true,
  optional: true,
  path: '/licenses',
  records: ['licenses', 'license', 'course_licenses', ''],
  paginate: perhapsPages,
  primaryKey: ['id'],
  fields: {
    id: id('License'),
    course_id: integer('Course version'),
    portal_id: integer('Sub-portal'),
    expiry_date: day('Last day'),
    learner_limit: integer('Learners at most'),
    created_at: instant('iso', 'Creation'),
    updated_at: instant('iso', 'Last change'),
    allow_managers_to_enroll_learners: flag('Managers may enroll'),
    resale_option: text('not_allowed, allowed_without_price_change or allowed_with_price_change'),
  },
});

// https://docs.learnupon.com/api/#resources
export const resources = defineStream({
  name: 'resources',
  description: 'Files for learners',
  source: 'https://docs.learnupon.com/api/#resources',
  beta: true,
  optional: true,
  path: '/resources',
  records: ['learner_resources', 'resources', 'learner_resource', 'resource', ''],
  paginate: perhapsPages,
  primaryKey: ['id'],
  fields: {
    id: id('Resource'),
    title: text('Title'),
    description: text('Description as HTML'),
    file_name: text('File name'),
    file_size: integer('Size in kB'),
    content_type: text('Content type'),
    is_visible: flag('Shown to learners'),
  },
});

// https://docs.learnupon.com/api/#certifications
export const certifications = defineStream({
  name: 'certifications',
  description: 'Templates of certificates; what was awarded is on enrollments',
  source: 'https://docs.learnupon.com/api/#certifications',
  beta: true,
  optional: true,
  path: '/certifications',
  records: ['certifications', 'certification', 'certificates', ''],
  paginate: perhapsPages,
  primaryKey: ['guid'],
  fields: { guid: id('Template', 'text'), title: text('Title') },
});

// https://docs.learnupon.com/api/#bulk-operations
export const bulkOperationJobs = defineStream({
  name: 'bulk_operation_jobs',
  description: 'Bulk enrollments and unenrollments',
  source: 'https://docs.learnupon.com/api/#bulk-operations',
  permission: 'the bulk operations feature',
  beta: true,
  optional: true,
  path: '/bulk-operations/jobs',
  records: ['jobs', 'job', 'bulk_operation_jobs', 'bulk_operations', ''],
  paginate: perhapsPages,
  primaryKey: ['job_id'],
  fields: {
    job_id: id('Job', 'text'),
    status: text('in_progress, completed, failed, aborted or timeout'),
    operation: text('Operation'),
    num_operations: integer('Operations'),
    num_completed_operations: integer('Operations completed'),
    num_failed_operations: integer('Operations failed'),
    created_at: instant('iso', 'Creation'),
    completed_at: instant('iso', 'Completion'),
    report_url: text('Link to the report of the job', { sensitive: true }),
  },
});
