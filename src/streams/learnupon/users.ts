import { day, defineStream, flag, id, instant, integer, raw, text, type ParentLink } from '@singer-io-ts/tap';
import { byId } from './by-id.ts';
import { customData, customDataFieldValues } from './custom-data.ts';
import { pages } from './paging.ts';
import { settlingHours } from './settling.ts';

// https://docs.learnupon.com/api/#users
export const users = defineStream({
  name: 'users',
  description: 'Members of the portal; people who were only invited are in group_invites',
  source: 'https://docs.learnupon.com/api/#users',
  path: '/users',
  // 1.1 adds updated_at, 1.2 timezone_id.
  query: { version_id: '1.2' },
  records: ['user', 'users'],
  paginate: pages,
  primaryKey: ['id'],
  replicationKey: 'updated_at',
  lookbackHours: settlingHours,
  fields: {
    id: id('User'),
    first_name: text('First name'),
    last_name: text('Last name'),
    email: text('E-mail address; may be empty on portals with usernames'),
    username: text('Username, on portals that use them'),
    locale: text('Language code: en, de, pt_br ...'),
    created_at: instant('iso', 'Creation'),
    updated_at: instant('iso', 'Last change; absent on older portals'),
    last_sign_in_at: instant('iso', 'Last sign-in'),
    account_expires: day('Day on which the account expires'),
    sign_in_count: integer('Sign-ins'),
    number_of_enrollments: integer('Enrollments'),
    number_of_enrollments_accessed: integer('Enrollments that were opened'),
    enabled: flag('May sign in'),
    user_type: text('learner, instructor, manager or admin'),
    timezone_id: text('Time zone by its Rails name'),
    can_enroll: flag('Manager may enroll'),
    can_delete_users: flag('Manager may delete users'),
    can_unenroll_users: flag('Manager may unenroll'),
    can_move_groups: flag('Manager may move users between groups'),
    can_mark_complete: flag('Manager may mark courses complete'),
    can_act_as_instructor: flag('Manager may act as an instructor'),
    can_manage_trainings: flag('May manage live learning events'),
    can_manage_sessions: flag('May manage live learning sessions'),
    tutor_can_edit_their_courses: flag('Instructor may edit own courses'),
    tutor_can_create_courses: flag('Instructor may create courses'),
    membership_type: text('Membership type (Associations feature)'),
    number_of_points: integer('Points (gamification)'),
    number_of_badges: integer('Badges (gamification)'),
    sf_contact_id: text('Salesforce contact'),
    sf_user_id: text('Salesforce user'),
    is_salesforce_contact: flag('Comes from Salesforce'),
    CustomData: customData,
    customDataFieldValues,
    languages: raw('Languages'),
  },
});

export const ofUser: ParentLink = {
  stream: users,
  partition: byId('user_id'),
};
