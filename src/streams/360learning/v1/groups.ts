import { defineStream, flag, id, singlePage, text } from '@singer-io-ts/tap';
import { underKey } from './key.ts';

// https://360learning.readme.io/docs/list-all-groups-migration-guide
export const groups = defineStream({
  name: 'groups',
  description: 'Groups (API v1)',
  source: 'https://360learning.readme.io/docs/list-all-groups-migration-guide',
  ...underKey,
  path: '/groups',
  records: '',
  paginate: singlePage(),
  primaryKey: ['_id'],
  fields: {
    _id: id('Group', 'text'),
    name: text('Name'),
    parent: text('Parent group; absent on the platform group'),
    public: flag('Public'),
    custom: text('Free text of administrators'),
  },
});
