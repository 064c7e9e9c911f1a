import type { Row } from '../../portal.ts';
import { hash } from '../../random.ts';
import type { Key, Partition, Place, RowSource, TableSetup } from '../../table.ts';
import { Table } from '../../table.ts';
import type { Entity } from './entity.ts';
import { rowMaker } from './rows.ts';
import type { Criterion, Selection, Sort } from './selection.ts';
import { compareRows } from './selection.ts';
import type { World } from './world.ts';

const keptLists = 24;
const rowsAtOnce = 1000;

/** Slots in list order, and their ids beside them. */
interface SortedList {
  readonly slots: Int32Array;
  readonly ids: Float64Array;
}

/** A table that can be read filtered and sorted. */
export class EntityTable extends Table {
  readonly entity: Entity;
  readonly #world: World;
  readonly #lists = new Map<string, SortedList & { readonly changes: number }>();

  constructor(world: World, entity: Entity) {
    super(tableSetup(world, entity), world.setup.nowMs);
    this.entity = entity;
    this.#world = world;
  }

  select(selection: Selection): RowSource {
    const { criteria, ids, sort } = selection;
    if (criteria.length === 0 && ids === undefined && sort.length === 0) return this.all();
    const list = this.#sorted(selection);
    return this.ofSlots((ids === undefined ? list : narrowed(list, ids, sort)).slots);
  }

  /** A new row goes where the list's order puts it; only a list without an order has other places. */
  override insert(row?: Row, place?: Place, within?: Partition['within']): Row {
    return super.insert(row, this.#world.options.defaultOrder === 'shuffled' ? place : undefined, within);
  }

  /** Where deleted rows stay listed, deleting writes `deleted_at`. */
  override delete(id: Key): boolean {
    const { options, zone, setup } = this.#world;
    if (options.softDeleted !== 'listed' || !('deleted_at' in this.entity.columns)) return super.delete(id);
    return this.update(id, { deleted_at: zone.text(setup.nowMs()) }) !== undefined;
  }

  /** Ids of users are text. */
  keyOf(id: number): Key {
    return this.entity.stream === 'users' ? String(id) : id;
  }

  /** All rows that meet the criteria, sorted; remembered until the table changes. */
  #sorted({ criteria, sort, name }: Selection): SortedList {
    const changes = this.history.length;
    const known = this.#lists.get(name);
    if (known?.changes === changes) return known;
    const all = this.#allInOrder();
    const needsRows = criteria.length > 0 || sort.some(({ column }) => column !== 'id');
    const list = needsRows ? this.#searched(all, criteria, sort) : sortedById(all, sort);
    this.#lists.delete(name);
    this.#lists.set(name, { ...list, changes });
    const [oldest] = this.#lists.keys();
    if (this.#lists.size > keptLists && oldest !== undefined) this.#lists.delete(oldest);
    return list;
  }

  #allInOrder(): SortedList {
    const slots: number[] = [];
    const ids: number[] = [];
    this.whereId((id, slot) => {
      slots.push(slot);
      ids.push(Number(id));
      return false;
    });
    return { slots: Int32Array.from(slots), ids: Float64Array.from(ids) };
  }

  #searched(all: SortedList, criteria: readonly Criterion[], sort: readonly Sort[]): SortedList {
    const found: { readonly at: number; readonly row: Row }[] = [];
    for (let from = 0; from < all.slots.length; from += rowsAtOnce) {
      const rows = this.ofSlots(all.slots.subarray(from, from + rowsAtOnce)).slice(0, rowsAtOnce);
      for (const [i, row] of rows.entries()) {
        if (!criteria.every((passes) => passes(row))) continue;
        // Only what sorting needs is kept, or a big table would be held twice.
        found.push({ at: from + i, row: Object.fromEntries(sort.map(({ column }) => [column, row[column]])) });
      }
    }
    if (sort.length > 0) found.sort((a, b) => compareRows(a.row, b.row, sort));
    return picked(
      all,
      found.map(({ at }) => at),
    );
  }
}

function picked({ slots, ids }: SortedList, positions: readonly number[]): SortedList {
  return {
    slots: Int32Array.from(positions, (at) => slots[at] ?? 0),
    ids: Float64Array.from(positions, (at) => ids[at] ?? 0),
  };
}

function sortedById(all: SortedList, sort: readonly Sort[]): SortedList {
  const [first] = sort;
  if (first === undefined) return all;
  const sign = first.descending ? -1 : 1;
  const positions = [...all.ids.keys()].sort((a, b) => sign * ((all.ids[a] ?? 0) - (all.ids[b] ?? 0)));
  return picked(all, positions);
}

function narrowed(list: SortedList, ids: NonNullable<Selection['ids']>, sort: readonly Sort[]): SortedList {
  const { above, test } = ids;
  const [first] = sort;
  if (above !== undefined && first?.column === 'id' && !first.descending) {
    const start = firstAbove(list.ids, above);
    return { slots: list.slots.subarray(start), ids: list.ids.subarray(start) };
  }
  return picked(
    list,
    [...list.ids.keys()].filter((at) => test(list.ids[at])),
  );
}

/** Keyset reading asks this for every page of a list that may have a million rows. */
function firstAbove(ids: Float64Array, value: number): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ids[middle] ?? Infinity) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

const touchable = ['name', 'comment', 'position', 'role', 'description', 'note'];

function tableSetup(world: World, entity: Entity): TableSetup {
  const { stream, columns } = entity;
  const count = world.countOf(stream);
  const key = (id: number): Key => (stream === 'users' ? String(id) : id);
  const createdColumn = ['created_date', 'created', 'register_date'].find((name) => name in columns);
  const updatedColumn = ['updated_date', 'updated'].find((name) => name in columns);
  const at = (column: string | undefined, atMs: number): Row =>
    column === undefined ? {} : { [column]: world.zone.text(atMs) };
  const touched = touchable.find((name) => name in columns);
  return {
    name: stream,
    count,
    idOf: (slot) => key(world.idOf(stream, slot)),
    slotOf: (id) => world.slotOf(stream, Number(id)),
    keyFields: ['id'],
    make: rowMaker(world, entity),
    onInsert: (_slot, atMs) => ({ ...at(createdColumn, atMs), ...at(updatedColumn, atMs) }),
    onUpdate: (row, atMs, revision) => {
      const before = touched === undefined ? undefined : row[touched];
      const value =
        typeof before === 'number'
          ? before + revision
          : `${(typeof before === 'string' ? before : '').replace(/ rev \d+$/, '')} rev ${String(revision)}`;
      return { ...at(updatedColumn, atMs), ...(touched === undefined ? {} : { [touched]: value }) };
    },
    ...order(world, stream),
  };
}

function order(world: World, stream: string): Pick<TableSetup, 'order' | 'insertsAt' | 'movesOnUpdate'> {
  switch (world.options.defaultOrder ?? 'newest') {
    case 'newest':
      return { insertsAt: 'front' };
    case 'oldest':
      return {};
    case 'updated':
      return {
        order: { by: (slot) => world.updatedMs(stream, slot), descending: true },
        insertsAt: 'front',
        movesOnUpdate: 'front',
      };
    case 'shuffled':
      return { order: { by: (slot) => hash(world.seed, world.numberOf(stream), slot) } };
  }
}
