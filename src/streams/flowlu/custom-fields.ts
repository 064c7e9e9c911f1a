import { decimal, defineStream, flag, id, integer, text } from '@singer-io-ts/tap';
import { inCustomFields } from './lists.ts';

// https://www.flowlu.com/api/
export const customFields = defineStream({
  ...inCustomFields,
  name: 'custom_fields',
  description: 'Definitions of custom fields',
  path: '/customfields/fields/list',
  fields: {
    id: id('Custom field'),
    active: flag('In use'),
    api_use_alias: flag('The record column is cf_<alias> instead of cf_<id>'),
    cache_parent_id: integer('Parent, as cached'),
    fieldset_id: integer('Set (custom_field_sets)'),
    group_id: integer('Group'),
    group_label_field_id: integer('Field that labels the group'),
    hidden_detail: flag('Hidden on the detail page'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    parent_id: integer('Parent (custom_fields)'),
    required: flag('Required'),
    scope_id: integer('Scope'),
    show_in_mobile: flag('Shown in the mobile app'),
    show_on_detail_page: flag('Shown on the detail page'),
    webhook_use_alias: flag('Webhooks use cf_<alias> instead of cf_<id>'),
    name: text('Name'),
    type: text('Code of the type: boolean, smalltext ...'),
    module: text('Module it belongs to'),
    model: text('Entity it belongs to'),
    alias: text('Machine name'),
    cache_value: text('Value, as cached'),
    formula: text('Formula'),
    hint: text('Hint'),
  },
});

// https://www.flowlu.com/api/
export const customFieldSets = defineStream({
  ...inCustomFields,
  name: 'custom_field_sets',
  description: 'Sets of custom fields',
  path: '/customfields/fieldsets/list',
  fields: {
    id: id('Set'),
    group_id: integer('Group'),
    name: text('Name'),
    module: text('Module it belongs to'),
    model: text('Entity it belongs to'),
    group_field: text('Field that groups the set'),
  },
});
