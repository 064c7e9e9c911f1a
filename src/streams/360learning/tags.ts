import { defineStream, flag, id, text } from '@singer-io-ts/tap';
import { filteredPages } from './paging.ts';
import { scope } from './scope.ts';

// https://360learning.readme.io/reference/v2tagsgettagscontroller_gettags
export const tags = defineStream({
  name: 'tags',
  description: 'Tags of courses and paths',
  source: 'https://360learning.readme.io/reference/v2tagsgettagscontroller_gettags',
  ...scope('tags:read'),
  path: '/tags',
  records: '',
  paginate: filteredPages({ narrower: () => [{ 'isMain[eq]': true }, { 'isMain[eq]': false }] }),
  primaryKey: ['_id'],
  fields: {
    _id: id('Tag', 'text'),
    name: text('Name'),
    isMain: flag('Main tag'),
    source: text('native or integration'),
    externalId: text('Id on another platform'),
  },
});
