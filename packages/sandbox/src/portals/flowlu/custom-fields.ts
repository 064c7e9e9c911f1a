import type { Row } from '../../portal.ts';
import { hash } from '../../random.ts';
import { oddText } from './odd-texts.ts';
import type { World } from './world.ts';

interface Definition {
  readonly id: number;
  readonly name: string;
  readonly type: 'smalltext' | 'list' | 'multilist' | 'boolean' | 'date' | 'number';
  readonly module: string;
  readonly model: string;
  readonly alias?: string;
  readonly api_use_alias?: number;
}

/** `model` of the custom fields -> stream. */
const streams: Readonly<Record<string, string>> = {
  'crm/lead': 'leads',
  'crm/account': 'accounts',
  'st/project': 'projects',
  'task/task': 'tasks',
};

const definitions: readonly Definition[] = [
  { id: 1, name: 'Importance', type: 'smalltext', module: 'crm', model: 'lead' },
  { id: 2, name: 'Contract type', type: 'list', module: 'crm', model: 'lead' },
  { id: 3, name: 'Signed', type: 'boolean', module: 'crm', model: 'lead' },
  { id: 4, name: 'Regions', type: 'multilist', module: 'crm', model: 'lead', alias: 'regions', api_use_alias: 1 },
  { id: 5, name: 'Segment', type: 'list', module: 'crm', model: 'account', alias: 'segment', api_use_alias: 1 },
  { id: 6, name: 'Credit limit', type: 'number', module: 'crm', model: 'account', alias: 'limit' },
  { id: 7, name: 'Kick-off 🚀', type: 'date', module: 'st', model: 'project' },
  { id: 8, name: 'Handover', type: 'date', module: 'crm', model: 'lead' },
  { id: 9, name: 'Checked', type: 'boolean', module: 'task', model: 'task', alias: 'checked', api_use_alias: 1 },
];

const options = [
  { id: 14, name: 'Retainer' },
  { id: 15, name: 'Fixed price' },
  { id: 16, name: 'Time & material' },
];

function definitionsOf(stream: string): readonly Definition[] {
  return definitions.filter(({ module, model }) => streams[`${module}/${model}`] === stream);
}

/** What the list customfields/fields says about a field, laid over the generated row. */
export function definitionRow(id: number): Row {
  const {
    alias = null,
    api_use_alias = 0,
    ...rest
  } = definitions.find((field) => field.id === id) ?? {
    id,
    name: `Unused field ${String(id)}`,
    type: 'smalltext',
    module: id % 2 === 0 ? 'fin' : 'crm',
    model: id % 2 === 0 ? 'invoice' : 'lead',
    alias: undefined,
    api_use_alias: 0,
  };
  return { ...rest, alias, api_use_alias, active: definitions.some((field) => field.id === id) ? 1 : 0 };
}

export function optionsOf(fieldId: number): Row[] {
  const isList = /list$/.test(definitions.find(({ id }) => id === fieldId)?.type ?? '');
  return isList ? options.map((option, i) => ({ ...option, field_id: fieldId, ordering: (i + 1) * 10 })) : [];
}

function columnOf({ id, alias, api_use_alias }: Definition): string {
  return api_use_alias === 1 && alias !== undefined ? `cf_${alias}` : `cf_${String(id)}`;
}

/** All values are text, even yes and no. */
function valueOf(world: World, { id, type }: Definition, slot: number): string | null {
  const dice = hash(world.seed, 61, id, slot);
  if (dice % 6 === 0) return dice % 4 === 0 ? null : '';
  const option = (turn: number): string => String(14 + (hash(world.seed, 62, id, slot, turn) % 3));
  switch (type) {
    case 'smalltext':
      return oddText(world, 'VIP', 63, slot);
    case 'list':
      return option(0);
    case 'multilist':
      return [option(1), option(2)].join(world.options.multiSelectSeparator ?? ',');
    case 'boolean':
      return String(dice % 2);
    case 'number':
      return `${String(dice % 90_000)}.50`;
    case 'date':
      return world.odd && dice % 11 === 0 ? '0000-00-00' : world.zone.day(world.updatedMs('leads', slot));
  }
}

/** `cf_{id}` or `cf_{alias}`; a list has a second column with the text of its option. */
export function customColumns(world: World, stream: string, slot: number): Row {
  const row: Row = {};
  for (const field of definitionsOf(stream)) {
    const value = valueOf(world, field, slot);
    const column = columnOf(field);
    row[column] = value;
    if (field.type === 'list') row[`${column}_value`] = options.find(({ id }) => String(id) === value)?.name ?? null;
  }
  return row;
}

/** The array of `customfields=1`. */
export function customDetail(stream: string, columns: Row): Row[] {
  return definitionsOf(stream).map((field) => ({
    id: String(field.id),
    title: field.name,
    alias: field.alias ?? '',
    api_use_alias: String(field.api_use_alias ?? 0),
    type: field.type,
    value: columns[columnOf(field)] ?? null,
  }));
}

/** The column that `filter[cf.field_{id or alias}]` means. */
export function customColumnNamed(stream: string, idOrAlias: string): string | undefined {
  const field = definitionsOf(stream).find(({ id, alias }) => String(id) === idOrAlias || alias === idOrAlias);
  return field === undefined ? undefined : columnOf(field);
}
