import { defineStream, flag, id, integer, text } from '@singer-io-ts/tap';
import { byValue, filteredPages } from './paging.ts';
import { scope } from './scope.ts';

// https://360learning.readme.io/reference/v2integrationsgetintegrationscontroller_getintegrations
export const integrations = defineStream({
  name: 'integrations',
  description: 'Integrations of content platforms',
  source: 'https://360learning.readme.io/reference/v2integrationsgetintegrationscontroller_getintegrations',
  ...scope('integrations:read'),
  path: '/integrations',
  records: '',
  paginate: filteredPages({ narrower: byValue('externalPlatform') }),
  primaryKey: ['_id'],
  fields: {
    _id: id('Integration', 'text'),
    externalPlatform: text('Platform'),
    authorId: text('Author'),
    groupId: text('Group'),
    defaultCompletion: flag('Completion that is assumed'),
    defaultProgress: integer('Progress that is assumed, in percent'),
    noGroupPropagation: flag('Its courses stay in the group'),
    externalPlatformLogoUrl: text('Logo'),
    externalPlatformUnicolorLogoUrl: text('Logo in one color'),
  },
});
