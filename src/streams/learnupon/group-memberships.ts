import { defineStream, id, instant, ofParent, text } from '@singer-io-ts/tap';
import { ofGroup } from './groups.ts';
import { pages } from './paging.ts';

// https://docs.learnupon.com/api/#group-memberships
export const groupMemberships = defineStream({
  name: 'group_memberships',
  description: 'Which users belong to which groups',
  source: 'https://docs.learnupon.com/api/#group-memberships',
  parent: ofGroup,
  path: '/group_memberships',
  // Without version_id, whose 1.1 would make `id` the membership's.
  query: ({ partition: { group_id } }) => ({ group_id }),
  records: ['user', 'users'],
  paginate: pages,
  primaryKey: ['group_id', 'user_id'],
  fields: {
    group_id: ofParent(id('Group')),
    user_id: id('User', 'integer', { from: 'id' }),
    first_name: text('First name'),
    last_name: text('Last name'),
    email: text('E-mail address'),
    created_at: instant('iso', "Creation of the user's account"),
    locale: text('Language code'),
  },
});
