import type { Row } from '../../portal.ts';
import { hash } from '../../random.ts';
import type { Column } from './columns.ts';
import { customColumns, definitionRow } from './custom-fields.ts';
import type { Entity } from './entity.ts';
import type { World } from './world.ts';

/** Builds the listed records of one entity. */
export function rowMaker(world: World, entity: Entity): (slot: number) => Row {
  const { stream } = entity;
  const columns: [string, Column, number][] = Object.entries(entity.columns).map(([name, column], position) => [
    name,
    column,
    hash(world.numberOf(stream), position),
  ]);
  const shift = world.numberOf(stream);
  const hasCustom = listsCustomColumns(world, stream);
  return (slot) => {
    const id = world.idOf(stream, slot);
    const row: Row = { id: stream === 'users' ? String(id) : id };
    for (const [name, column, salt] of columns) row[name] = column({ world, stream, slot, salt });
    if (stream === 'custom_fields') Object.assign(row, definitionRow(id));
    if (stream === 'products') Object.assign(row, priceColumns(world, slot));
    if (stream === 'users' && world.options.userProfile === true) Object.assign(row, profile(slot));
    if (hasCustom) Object.assign(row, customColumns(world, stream, slot));
    return world.odd && stream !== 'custom_fields' ? distorted(row, slot + shift) : row;
  };
}

function listsCustomColumns({ options }: World, stream: string): boolean {
  const lists = options.customFieldLists ?? 'leads';
  return lists === 'all' || (lists === 'leads' && stream === 'leads');
}

/** One pair of columns per price list, so that the set of columns is the portal's own; all text. */
function priceColumns(world: World, slot: number): Row {
  const row: Row = {};
  for (let list = 0; list < world.countOf('price_lists'); list += 1) {
    const id = String(world.idOf('price_lists', list));
    row[`pricelist_currency_${id}`] = list === 0 ? 'EUR' : 'USD';
    row[`pricelist_price_${id}`] = hash(world.seed, 81, list, slot) % 5 === 0 ? null : `${String(100 + slot)}.00`;
  }
  return row;
}

/** Profile columns of users, which only get/{id} is sure to have. */
export function profile(slot: number): Row {
  return {
    email_personal: '',
    phone_mobile: `+35191000${String(slot).padStart(4, '0')}`,
    phone_work: null,
    phone_internal: '',
    web: '',
    description: null,
    ref: null,
    ref_id: null,
    link_linkedin: '',
  };
}

/** Whole rows that break the documented types: numbers as text, columns nobody knows, nothing but the id. */
function distorted(row: Row, turn: number): Row {
  if (turn % 41 === 17) {
    return Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        name !== 'id' && typeof value === 'number' ? String(value) : value,
      ]),
    );
  }
  if (turn % 97 === 50) {
    return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, name === 'id' ? value : null]));
  }
  if (turn % 23 === 9)
    return { ...row, plugin_state: { revision: turn, flags: [1, null, 'x'] }, Unknown_Column: 'new' };
  return row;
}
