import {
  defineStream,
  id,
  ofParent,
  singlePage,
  surrogateKey,
  text,
  type ParentLink,
  type Partition,
  type Row,
} from '@singer-io-ts/tap';
import { underKey } from './key.ts';

// https://360learning.readme.io/docs/list-all-users-migration-guide
export const users = defineStream({
  name: 'users',
  description: 'Users (API v1)',
  source: 'https://360learning.readme.io/docs/list-all-users-migration-guide',
  ...underKey,
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

/** All of a link: any part of it may be empty, and a user can have several of a kind. */
const withKey = (row: Row, { mail }: Partition): Row => {
  return { ...row, linkKey: surrogateKey(mail, ...Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))) };
};

// https://360learning.readme.io/docs/list-all-custom-user-links-for-a-user-migration-guide
export const customUserLinks = defineStream({
  name: 'custom_user_links',
  description: 'Links of users, who are asked for by e-mail address (API v1); one request per user',
  source: 'https://360learning.readme.io/docs/list-all-custom-user-links-for-a-user-migration-guide',
  ...underKey,
  selectedByDefault: false,
  parent: ofMail,
  path: '/customuserlinks',
  query: ({ partition: { mail } }) => ({ mail }),
  records: '',
  paginate: singlePage(),
  primaryKey: ['linkKey'],
  prepare: withKey,
  fields: {
    linkKey: id('Hash of the link and its user, since links have no id', 'text'),
    mail: ofParent(text('E-mail address of the user')),
    type: text("The custom link by the customer's own key"),
    url: text('Address'),
    name: text('Name'),
    iconName: text('Icon'),
  },
});
