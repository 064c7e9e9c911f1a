import type { Row } from '../../portal.ts';
import { derived } from '../../table.ts';
import { failure } from './failures.ts';
import { anyOf, oneOf } from './filters.ts';
import { paged, whole } from './lists.ts';
import type { Routes } from './routes.ts';
import { text } from './words.ts';
import type { Part, World } from './world.ts';
import { collection, day, iso, oid, pastMs, roll, slotOf } from './world.ts';

const names = [
  'Department',
  'Hire date',
  'Cost centre',
  'Level',
  'Région',
  'Review on',
  'T-shirt',
  'Provider',
  'Union',
  'Budget code',
  'Floor',
  'Expiry',
];

function makeField(world: World, slot: number): Row {
  return {
    _id: oid(world, 'customField', slot),
    name: slot < names.length ? names[slot] : text(world, `Field ${String(slot)}`, 40, slot),
    targetType: slot % 2 === 0 ? 'users' : 'contents',
    type: slot % 4 === 1 || slot % 6 === 4 ? 'date' : 'string',
  };
}

/** A calendar date without zone; the schema says date-time, so that is an option. */
function dateValue(world: World, ...parts: readonly number[]): string {
  const atMs = pastMs(world, 2000, ...parts);
  return world.options.customDates === 'datetime' ? iso(atMs) : day(atMs);
}

/** The values of one user, course or session. */
export function customFieldValues(world: World, targetType: 'users' | 'contents', ownerSlot: number, salt = 0): Row[] {
  return names
    .map((_name, slot) => makeField(world, slot))
    .filter((field, slot) => field['targetType'] === targetType && roll(world, 3, 41, salt, ownerSlot, slot) > 0)
    .map(({ _id, type }, i) => ({
      customFieldId: _id,
      type,
      value:
        type === 'date'
          ? dateValue(world, 42, salt, ownerSlot, i)
          : text(world, `Value ${String(ownerSlot % 7)}`, 43, salt, ownerSlot, i),
    }));
}

/** One of them says that the field may be left blank. */
function authorizedText(world: World, i: number): string {
  if (world.options.blankAuthorizedValue === true && i === 2) return '';
  return `${i === 1 && world.odd ? '日本 🚀 ' : ''}Value ${String(i)}`;
}

/** Every third field takes any value: its list is empty. */
function authorizedValues(world: World, field: Row): Row[] {
  const slot = slotOf(field['_id']);
  return Array.from({ length: slot % 3 === 2 ? 0 : 2 + (slot % 4) }, (_, i) => ({
    customFieldId: field['_id'],
    value: field['type'] === 'date' ? day(Date.UTC(2026, i, 1 + (slot % 28))) : authorizedText(world, i),
  }));
}

/** custom_fields: no parent. custom_field_authorized_values: {customFieldId, value}, from a bare array of strings. */
export function customFieldsPart(world: World, routes: Routes): Part {
  const fields = collection(world, 'customField', {
    name: 'custom_fields',
    count: names.length,
    make: (slot) => makeField(world, slot),
    onUpdate: (_row, _atMs, revision) => ({ name: `Renamed field ${String(revision)}` }),
  });
  const filters = {
    name: anyOf,
    targetType: oneOf(['users', 'contents'], ...anyOf.operators),
    type: oneOf(['string', 'date'], ...anyOf.operators),
  };
  return {
    resources: {
      custom_fields: fields,
      custom_field_authorized_values: derived(fields, (field) => authorizedValues(world, field)),
    },
    routes: [
      routes.get('customFields:read', '/custom-fields', (request) =>
        paged(world, request, { stream: 'custom_fields', size: 1000, table: fields, filters }),
      ),
      routes.get('customFields:read', '/custom-fields/{customFieldId}/authorized-values', ({ params }) => {
        const field = fields.get(params['customFieldId'] ?? '');
        if (field === undefined) return failure(404, 'customFieldNotFound');
        return whole({ rows: () => authorizedValues(world, field), item: (row) => row['value'] });
      }),
    ],
  };
}
