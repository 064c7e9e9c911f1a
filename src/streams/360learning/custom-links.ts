import { defineStream, id, integer, text } from '@singer-io-ts/tap';
import { pages } from './paging.ts';
import { scope } from './scope.ts';

// https://360learning.readme.io/reference/v2customlinksgetcustomlinksbycompanycontroller_getcustomlinksbycompany
export const customLinks = defineStream({
  name: 'custom_links',
  description: 'Kinds of links that users can have; their addresses are in user_custom_links',
  source:
    'https://360learning.readme.io/reference/v2customlinksgetcustomlinksbycompanycontroller_getcustomlinksbycompany',
  ...scope('customLinks:read'),
  path: '/custom-links',
  records: '',
  paginate: pages,
  primaryKey: ['_id'],
  fields: {
    _id: id('Custom link', 'text'),
    name: text('Name'),
    order: integer('Place'),
    type: text("The customer's own key, not shown to learners"),
    iconName: text('agenda, absence, certificate, convention, default, inbox or survey'),
  },
});
