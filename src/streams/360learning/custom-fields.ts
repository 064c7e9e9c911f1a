import { defineStream, id, ofParent, pathPart, text, type ParentLink } from '@singer-io-ts/tap';
import { bareValues } from './bare-values.ts';
import { byValue, filteredPages, pages } from './paging.ts';
import { scope } from './scope.ts';

// https://360learning.readme.io/reference/v2customfieldsgetcustomfieldscontroller_getcustomfields
export const customFields = defineStream({
  name: 'custom_fields',
  description: 'Definitions of custom fields; their values are in the streams *_custom_field_values',
  source: 'https://360learning.readme.io/reference/v2customfieldsgetcustomfieldscontroller_getcustomfields',
  ...scope('customFields:read'),
  path: '/custom-fields',
  records: '',
  paginate: filteredPages({ narrower: byValue('name') }),
  primaryKey: ['_id'],
  fields: {
    _id: id('Custom field', 'text'),
    name: text('Name'),
    targetType: text('users or contents'),
    type: text('string or date'),
  },
});

const ofCustomField: ParentLink = {
  stream: customFields,
  partition: ({ _id: field }) => (typeof field === 'string' ? { customFieldId: field } : null),
};

// https://360learning.readme.io/reference/v2customfieldsgetauthorizedvaluescontroller_getauthorizedvalues
export const customFieldAuthorizedValues = defineStream({
  name: 'custom_field_authorized_values',
  description: 'Values that custom fields may have; one request per custom field',
  source: 'https://360learning.readme.io/reference/v2customfieldsgetauthorizedvaluescontroller_getauthorizedvalues',
  ...scope('customFields:read'),
  parent: ofCustomField,
  path: ({ partition }) => `/custom-fields/${pathPart(partition['customFieldId'])}/authorized-values`,
  records: bareValues('value'),
  paginate: pages,
  primaryKey: ['customFieldId', 'value'],
  // No id, but a text that may be empty.
  fields: { customFieldId: ofParent(id('Custom field', 'text')), value: text('Value; of a date its day') },
});
