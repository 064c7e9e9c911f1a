import { defineStream, id, instant, list, text, type ParentLink } from '@singer-io-ts/tap';
import { byValue, filteredPages } from './paging.ts';
import { scope } from './scope.ts';

// https://360learning.readme.io/reference/v2usersgetuserscontroller_getusers
export const users = defineStream({
  name: 'users',
  description: 'Users, invited and deleted ones included; they have no date of change, so the stream is a full table',
  source: 'https://360learning.readme.io/reference/v2usersgetuserscontroller_getusers',
  ...scope('users:read'),
  path: '/users',
  records: '',
  paginate: filteredPages({ narrower: byValue('mail', 'username'), hidden: ['invited', 'deleted'] }),
  primaryKey: ['_id'],
  fields: {
    _id: id('User', 'text'),
    status: text('active, invited or deleted'),
    lang: text('Language of the profile'),
    mail: text('E-mail address; absent where usernames are used'),
    username: text('Username, on platforms that use them'),
    firstName: text('First name'),
    lastName: text('Last name'),
    job: text('Job title'),
    organization: text('Organization'),
    phone: text('Phone number'),
    custom: text('Additional information; custom fields are in user_custom_field_values'),
    primaryGroupId: text('Main group'),
    deletedAt: list(instant('iso', 'Deletion'), 'Every deletion; a deleted user is only deactivated'),
    reactivatedAt: list(instant('iso', 'Reactivation'), 'Every reactivation'),
    lastLoginDate: instant('iso', 'Last login'),
    toBeDeactivatedAt: instant('iso', 'Planned deactivation'),
    profileImageId: text('Image'),
  },
});

export const ofUser: ParentLink = {
  stream: users,
  partition: ({ _id: user }) => (typeof user === 'string' ? { userId: user } : null),
};
