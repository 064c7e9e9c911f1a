import type { Row } from '../../../portal.ts';
import type { Key, TableSetup } from '../../../table.ts';
import { hash } from '../../../random.ts';
import { comparable, encode, isExpressible } from '../edm.ts';
import type { Cell, Column, EntitySet } from '../sets/entity-set.ts';
import type { World } from '../world.ts';

/** A set as this server shows it. */
export interface ServedSet {
  readonly set: EntitySet;
  /** As the metadata and the path name it. */
  readonly name: string;
  readonly columns: readonly Column[];
  readonly column: (name: string) => Column | undefined;
  readonly cell: (slot: number) => Cell;
  /** The key grows with each row, as identities do. */
  readonly grows: boolean;
}

/** `all` are the sets that foreign keys may lead to. */
export function serveSets(world: World, sets: readonly EntitySet[], all: readonly EntitySet[]): ServedSet[] {
  const { users } = world.setup;
  const byName = new Map(all.map((set) => [set.name, set]));
  const named = (name: string): EntitySet => {
    const set = byName.get(name);
    if (set === undefined) throw new RangeError(`no set ${name}`);
    return set;
  };
  const countOf = (name: string): number => named(name).count(users);
  const keyIn = (name: string, slot: number): number => {
    const { firstId = 1, step = 1 } = named(name);
    return firstId + slot * step;
  };
  return sets.map((set) => {
    const columns = set.columns.filter(({ type }) => isExpressible(type, world.dialect));
    const byColumn = new Map(columns.map((column) => [column.name, column]));
    return {
      set,
      name: world.options.setNames === 'sql' ? set.sqlName : set.name,
      columns,
      column: (name) => byColumn.get(name),
      cell: (slot) => ({ world, slot, countOf, keyIn }),
      grows: set.firstId !== undefined,
    };
  });
}

/** Rows by their key; where it repeats, by their number in the view. */
export function tableSetup(world: World, served: ServedSet): TableSetup {
  const { set, columns, cell } = served;
  const { firstId, step = 1 } = set;
  const count = set.count(world.setup.users);
  const stamped = (name: string | undefined, atMs: number): Row => {
    const column = name === undefined ? undefined : served.column(name);
    return column === undefined ? {} : { [column.name]: encode(column.type, world.stampMs(atMs), world.dialect) };
  };
  return {
    name: served.name,
    count,
    ...(firstId === undefined
      ? { idOf: (slot) => (set.repeats === true ? slot + 1 : (set.idOf?.(cell(slot)) ?? slot)) }
      : { idOf: (slot) => firstId + slot * step, slotOf: (id) => (Number(id) - firstId) / step }),
    ...(set.repeats === true ? {} : { keyFields: set.key }),
    make: (slot) => {
      const row: Row = {};
      for (const { name, type, value } of columns) {
        const wire = encode(type, value(cell(slot)), world.dialect);
        if (wire !== undefined) row[name] = wire;
      }
      return row;
    },
    order:
      world.options.order === undefined || world.options.order === 'key'
        ? { by: () => 0 }
        : { by: (slot) => hash(world.setup.seed, 300, slot) },
    onInsert: (_slot, atMs) => ({ ...stamped(set.createdColumn, atMs), ...stamped(set.modifiedColumn, atMs) }),
    onUpdate: (row, atMs, revision) => ({ ...stamped(set.modifiedColumn, atMs), ...touch(row, set.touched, revision) }),
  };
}

function touch(row: Row, column: string | undefined, revision: number): Row {
  if (column === undefined) return {};
  const before = row[column];
  const text = typeof before === 'string' ? before.replace(/ rev \d+$/, '') : '';
  return { [column]: `${text} rev ${String(revision)}` };
}

/** What a list is sorted by, column by column; undefined stands for null, which comes first. */
export type SortKeys = readonly (Key | undefined)[];

export interface Sort {
  readonly column: Column;
  readonly descending: boolean;
}

export function sortKeysOf(row: Row, order: readonly Sort[]): SortKeys {
  return order.map(({ column }) => comparable(column.type, row[column.name]));
}

export function compareKeys(a: SortKeys, b: SortKeys, order: readonly Sort[]): number {
  for (const [i, { descending }] of order.entries()) {
    const [left, right] = [a[i], b[i]];
    if (left === right) continue;
    const sign = left === undefined || (right !== undefined && left < right) ? -1 : 1;
    return descending ? -sign : sign;
  }
  return 0;
}
