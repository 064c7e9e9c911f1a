import { defineStream, id, ofParent, singlePage, text, type ParentLink } from '@singer-io-ts/tap';
import { withKey } from './key.ts';

// https://360learning.readme.io/docs/list-all-users-migration-guide
export const users = defineStream({
  name: 'users',
  description: 'Users (API v1)',
  source: 'https://360learning.readme.io/docs/list-all-users-migration-guide',
  ...withKey,
  path: '/users',
  records: '',
  paginate: singlePage(),
  primaryKey: ['_id'],
  fields: {
    _id: id('User', 'text'),
    mail: text('E-mail address; absent where usernames are used'),
    firstName: text('First name'),
    lastName: text('Last name'),
    custom: text('Additional information'),
    primaryGroupId: text('Main group'),
  },
});

const ofMail: ParentLink = {
  stream: users,
  partition: ({ mail }) => (typeof mail === 'string' && mail !== '' ? { mail } : null),
};

// https://360learning.readme.io/docs/list-all-custom-user-links-for-a-user-migration-guide
export const customUserLinks = defineStream({
  name: 'custom_user_links',
  description: 'Links of users, who are asked for by e-mail address (API v1); one request per user',
  source: 'https://360learning.readme.io/docs/list-all-custom-user-links-for-a-user-migration-guide',
  ...withKey,
  selectedByDefault: false,
  parent: ofMail,
  path: '/customuserlinks',
  query: ({ partition: { mail } }) => ({ mail }),
  records: '',
  paginate: singlePage(),
  // The vendor gives them no id.
  primaryKey: ['mail', 'type', 'url'],
  fields: {
    mail: ofParent(id('E-mail address of the user', 'text')),
    type: id("The custom link by the customer's own key", 'text'),
    url: id('Address', 'text'),
    name: text('Name'),
    iconName: text('Icon'),
  },
});
