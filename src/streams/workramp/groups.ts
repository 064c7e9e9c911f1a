import { defineStream, flag, id, integer, list, object, ofParent, raw, singlePage, text } from '@singer-io-ts/tap';
import { learnUp } from './families.ts';
import { camelChanges } from './fields.ts';
import { numberedPartOf } from './parents.ts';
import { userFields } from './users.ts';

// https://developers.workramp.com/reference/get-all-groups
export const groups = defineStream({
  name: 'groups',
  description: 'Groups of users',
  source: 'https://developers.workramp.com/reference/get-all-groups',
  ...learnUp,
  path: '/api/v1/groups',
  records: '',
  paginate: singlePage(),
  primaryKey: ['id'],
  fields: {
    id: id('Group'),
    enterpriseId: integer('Account'),
    name: text('Name'),
    ...camelChanges,
    originalName: text('Name before it was changed'),
    hasManagers: flag('Has managers'),
    fromSso: flag('Comes from single sign-on'),
    groupAutomationsCount: integer('Automations'),
    activeGroupAutomationsCount: integer('Automations that are switched on'),
    description: text('Description'),
  },
});

// Only in the vendor's OpenAPI document: https://developers.workramp.com/reference/getting-started
export const groupUsers = defineStream({
  name: 'group_users',
  description: 'Members of groups, one request per group; scim_groups tells memberships in fewer',
  source: 'https://developers.workramp.com/reference/getting-started',
  ...learnUp,
  selectedByDefault: false,
  parent: { stream: groups, partition: numberedPartOf('group_id') },
  path: ({ partition }) => `/api/v1/groups/${String(partition['group_id'])}/users`,
  records: '',
  paginate: singlePage(),
  primaryKey: ['group_id', 'id'],
  fields: {
    group_id: ofParent(id('Group')),
    ...userFields,
    customAttributes: list(
      object(
        { id: integer('Attribute'), apiName: text('API name of the attribute'), value: raw('Value as text') },
        'Value of one custom attribute',
      ),
      'Custom attributes; an attribute may repeat',
    ),
  },
});
