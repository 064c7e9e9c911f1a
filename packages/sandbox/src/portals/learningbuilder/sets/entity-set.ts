import type { Key } from '../../../table.ts';
import type { ColumnType } from '../edm.ts';
import type { World } from '../world.ts';

/** What a column's value may depend on. */
export interface Cell {
  readonly world: World;
  readonly slot: number;
  /** How many rows another set began with. */
  readonly countOf: (set: string) => number;
  /** The key of a row of another set, for foreign keys; sets here are named by their friendly names. */
  readonly keyIn: (set: string, slot: number) => number;
}

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** What the metadata says. Views often say false and send null. */
  readonly nullable: boolean;
  /** Sent, and not in the metadata. */
  readonly undeclared: boolean;
  /** Declared on the base type. */
  readonly inherited: boolean;
  /** A plain value, see `encode`. */
  readonly value: (cell: Cell) => unknown;
}

export interface EntitySet {
  /** Name that an administrator would give. */
  readonly name: string;
  /** The SQL object behind it. */
  readonly sqlName: string;
  readonly typeName: string;
  readonly key: readonly string[];
  readonly columns: readonly Column[];
  readonly count: (users: number) => number;
  /** Whole-number keys grow with the slot; other sets name their own. */
  readonly firstId?: number;
  readonly step?: number;
  /** Identity of a row, where the key is not one growing number; parts joined by `|`. */
  readonly idOf?: (cell: Cell) => Key;
  /** The key can repeat: rows are then known by their number in the view. */
  readonly repeats?: boolean;
  readonly baseType?: string;
  readonly openType?: boolean;
  /** "Member ID Field": the column that a row filter compares with the key's owner. */
  readonly ownerColumn?: string;
  /** A link to another set, by that set's key. */
  readonly navigation?: { readonly name: string; readonly set: string; readonly by: string };
  /** Text that an update changes. */
  readonly touched?: string;
  /** Column that an insert stamps, and one that an update stamps too. */
  readonly createdColumn?: string;
  readonly modifiedColumn?: string;
}

type Value<T> = (cell: Cell) => T | null | undefined;
type Flags = Partial<Pick<Column, 'nullable' | 'undeclared' | 'inherited'>>;

export function column(name: string, type: ColumnType, value: Value<unknown>, flags: Flags = {}): Column {
  return { name, type, nullable: true, undeclared: false, inherited: false, ...flags, value };
}

export function text(name: string, value: Value<string>, flags?: Flags): Column {
  return column(name, 'String', value, flags);
}

export function integer(name: string, value: Value<number>, flags?: Flags): Column {
  return column(name, 'Int32', value, flags);
}

export function flag(name: string, value: Value<boolean>, flags?: Flags): Column {
  return column(name, 'Boolean', value, flags);
}

/** SQL `datetime`. */
export function stamp(name: string, value: Value<number>, flags?: Flags): Column {
  return column(name, 'DateTime', value, flags);
}

/** SQL `date`. */
export function day(name: string, value: Value<number>, flags?: Flags): Column {
  return column(name, 'Date', value, flags);
}

export function decimal(name: string, value: Value<string>, flags?: Flags): Column {
  return column(name, 'Decimal', value, flags);
}

/** The set's own growing key. */
export function ownKey(name: string, set: string, flags?: Flags): Column {
  return integer(name, ({ keyIn, slot }) => keyIn(set, slot), { nullable: false, ...flags });
}

/** Key of a parent, the low slots of which have many children. */
export function parentKey(name: string, set: string, salt: number): Column {
  return integer(name, (cell) => cell.keyIn(set, parentSlot(cell, set, salt)));
}

export function parentSlot({ world, slot, countOf }: Cell, set: string, salt: number): number {
  return world.skewed(countOf(set), salt, slot);
}

/** Nothing in one of `sides` rows. */
export function sometimes<T>({ world, slot }: Cell, sides: number, salt: number, value: T): T | null {
  return world.roll(sides, salt, slot) === 0 ? null : value;
}
