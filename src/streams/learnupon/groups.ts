import { defineStream, id, instant, integer, text, type ParentLink } from '@singer-io-ts/tap';
import { byId } from './by-id.ts';
import { pages } from './paging.ts';
import { settlingHours } from './settling.ts';

// https://docs.learnupon.com/api/#groups
export const groups = defineStream({
  name: 'groups',
  description: 'Groups of users',
  source: 'https://docs.learnupon.com/api/#groups',
  path: '/groups',
  records: 'groups',
  paginate: pages,
  primaryKey: ['id'],
  replicationKey: 'updated_at',
  lookbackHours: settlingHours,
  fields: {
    id: id('Group'),
    title: text('Title'),
    number_of_members: integer('Members; counted by the vendor from time to time'),
    description: text('Description'),
    created_at: instant('iso', 'Creation'),
    updated_at: instant('iso', 'Last change'),
  },
});

export const ofGroup: ParentLink = {
  stream: groups,
  partition: byId('group_id'),
};
