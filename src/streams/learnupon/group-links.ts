import { defineStream, flag, id, instant, integer, text } from '@singer-io-ts/tap';
import { customDataFieldValues } from './custom-data.ts';
import { perhapsPages, pages } from './paging.ts';
import { personOf } from './people.ts';
import { settlingHours } from './settling.ts';

// https://docs.learnupon.com/api/#group-managers
export const groupManagers = defineStream({
  name: 'group_managers',
  description: 'Managers of groups',
  source: 'https://docs.learnupon.com/api/#group-managers',
  path: '/group_managers',
  records: ['group_manager', 'group_managers'],
  paginate: perhapsPages,
  primaryKey: ['id'],
  replicationKey: 'updated_at',
  lookbackHours: settlingHours,
  fields: {
    id: id('Link'),
    group_id: integer('Group'),
    group_title: text('Title of the group'),
    description: text('Description of the group'),
    can_create_users: flag('May create users'),
    number_of_members: integer('Members of the group'),
    number_of_courses: integer('Courses of the group'),
    user_id: integer('Manager'),
    ...personOf("Manager's"),
    created_at: instant('iso', 'Creation'),
    updated_at: instant('iso', 'Last change'),
  },
});

// https://docs.learnupon.com/api/#group-courses
export const groupCourses = defineStream({
  name: 'group_courses',
  description: 'Courses assigned to groups',
  source: 'https://docs.learnupon.com/api/#group-courses',
  path: '/group_courses',
  records: 'group_courses',
  paginate: perhapsPages,
  primaryKey: ['id'],
  fields: {
    id: id('Link'),
    group_id: integer('Group'),
    course_id: integer('Course version'),
    group_title: text('Title of the group'),
    course_name: text('Name of the course'),
  },
});

const acceptUrl = text('Relative link that signs the person up; whoever has it can use it', { sensitive: true });

// https://docs.learnupon.com/api/#group-invites
export const groupInvites = defineStream({
  name: 'group_invites',
  description: 'Log of invitations; people who have not accepted are only here',
  source: 'https://docs.learnupon.com/api/#group-invites',
  path: '/group_invites',
  records: ['group_invite', 'group_invites'],
  paginate: pages,
  primaryKey: ['id'],
  fields: {
    id: id('Invitation'),
    first_name: text('First name'),
    last_name: text('Last name'),
    username: text('Username'),
    invite_email_address: text('E-mail address of the invited person'),
    invite_status: text('sent, accepted, rejected or canceled'),
    group_id: integer('Group'),
    num_reminders_sent: integer('Reminders sent'),
    accept_url: acceptUrl,
    created_at: instant('iso', 'Creation'),
    expires_at: instant('iso', 'Expiry'),
    last_reminder_sent_at: instant('iso', 'Last reminder'),
    user_type: text('learner, instructor, manager or admin'),
    sf_contact_id: text('Salesforce contact'),
    sf_user_id: text('Salesforce user'),
    customDataFieldValues,
  },
});

// https://docs.learnupon.com/api/#group-invite-course-enrollments
export const groupInviteCourseEnrollments = defineStream({
  name: 'group_invite_course_enrollments',
  description: 'Courses that invited people will be enrolled in',
  source: 'https://docs.learnupon.com/api/#group-invite-course-enrollments',
  path: '/group_invite_course_enrollments',
  records: ['group_invite_course_enrollment', 'group_invite_course_enrollments'],
  paginate: perhapsPages,
  primaryKey: ['id'],
  fields: {
    id: id('Enrollment of an invitation'),
    group_invite_id: integer('Invitation'),
    user_id: integer('User, once accepted'),
    invite_email_address: text('E-mail address of the invited person'),
    num_reminders_sent: integer('Reminders sent'),
    first_name: text('First name'),
    last_name: text('Last name'),
    group_id: integer('Group'),
    course_id: integer('Course version'),
    course_name: text('Name of the course'),
    invite_status: text('sent, accepted, rejected or canceled'),
    created_at: instant('iso', 'Creation'),
    last_reminder_sent_at: instant('iso', 'Last reminder'),
    accept_url: acceptUrl,
    user_type: text('learner, instructor, manager or admin'),
  },
});
