import { defineStream, id, integer, raw, text } from '@singer-io-ts/tap';
import { DEFINITIONS_PATH, definitionKeys } from './custom-data.ts';
import { perhapsPages } from './paging.ts';

// https://docs.learnupon.com/api/#custom-user-data
export const customUserDataDefinitions = defineStream({
  name: 'custom_user_data_definitions',
  description: 'Custom fields of users',
  source: 'https://docs.learnupon.com/api/#custom-user-data',
  path: DEFINITIONS_PATH,
  records: definitionKeys,
  paginate: perhapsPages,
  primaryKey: ['id'],
  fields: {
    id: id('Definition'),
    type_id: integer(
      '1 text, 2 decimal, 3 integer, 4 choice of text, 5 choice of decimals, 6 choice of integers, 7 date',
    ),
    label: text('Label'),
    predefined_values: raw('Choices, separated by commas'),
  },
});
