import { defineStream, id, instant, ofParent, text, type Row } from '@singer-io-ts/tap';
import { onlyMatching } from './filtered.ts';
import { ofGroup } from './groups.ts';
import { pages } from './paging.ts';

/** Should the portal answer the form of version 1.1 unasked, `id` is the membership's and the user's stands beside it. */
const withUser = (row: Row): Row => {
  const { id: membership, user_id: user, ...rest } = row;
  return user === undefined || user === null ? row : { ...rest, id: user, membership_id: membership };
};

// https://docs.learnupon.com/api/#group-memberships
export const groupMemberships = defineStream({
  name: 'group_memberships',
  description: 'Which users belong to which groups',
  source: 'https://docs.learnupon.com/api/#group-memberships',
  parent: ofGroup,
  path: '/group_memberships',
  // Without version_id, whose 1.1 would make `id` the membership's.
  query: ({ partition: { group_id } }) => ({ group_id }),
  records: onlyMatching('group_memberships', ['user', 'users'], 'group_id'),
  paginate: pages,
  primaryKey: ['group_id', 'user_id'],
  prepare: withUser,
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
