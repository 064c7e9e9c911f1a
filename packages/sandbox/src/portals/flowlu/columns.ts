import { hash, uuid } from '../../random.ts';
import type { World } from './world.ts';
import { oddText } from './odd-texts.ts';

/** One value to make: the place in the world, and a salt that differs per entity and column. */
export interface Cell {
  readonly world: World;
  readonly stream: string;
  readonly slot: number;
  readonly salt: number;
}

export type Column = (cell: Cell) => unknown;

function roll({ world, salt, slot }: Cell, sides: number, turn = 0): number {
  return hash(world.seed, salt, slot, turn) % Math.max(1, sides);
}

/** The same for every column of a row. */
function rollRow({ world, stream, slot }: Cell, sides: number): number {
  return hash(world.seed, world.numberOf(stream), slot, 77) % Math.max(1, sides);
}

/** Now and then one of the ways in which the vendor says "nothing". */
function orNothing(cell: Cell, sides: number, nothings: readonly unknown[], value: () => unknown): unknown {
  return roll(cell, sides, 9) === 0 ? nothings[roll(cell, nothings.length, 10)] : value();
}

export function oneOf(...values: readonly unknown[]): Column {
  return (cell) => values[roll(cell, values.length)];
}

export const flag: Column = (cell) => orNothing(cell, 15, [null], () => roll(cell, 2));
export const small: Column = (cell) => orNothing(cell, 12, [null], () => roll(cell, 5));
export const seconds: Column = (cell) => orNothing(cell, 12, [null, 0], () => roll(cell, 480) * 60);

/** A manual sort index; rows dragged between two others get a fraction. */
export const ordering: Column = (cell) => (roll(cell, 14) === 3 ? cell.slot * 10 + 2.5 : cell.slot * 10);

/** A foreign key. Empty ones come as null or as 0; one to an entity without rows leads nowhere. */
export function key(stream: string): Column {
  return (cell) =>
    orNothing(cell, 8, [null, 0], () => cell.world.idOf(stream, roll(cell, cell.world.countOf(stream), 1)));
}

export function rarely(column: Column): Column {
  return (cell) => (roll(cell, 9, 8) === 0 ? column(cell) : roll(cell, 2, 7) === 0 ? null : 0);
}

/** A foreign key to something that no stream holds. */
export const reference: Column = (cell) => orNothing(cell, 4, [null, 0], () => 1 + roll(cell, 900));
/** An id of another system: text, even when it looks like a number. */
export const referenceText: Column = (cell) =>
  orNothing(cell, 2, [null, ''], () =>
    roll(cell, 2) === 0 ? `imp-${String(roll(cell, 9999))}` : `00${String(roll(cell, 9999))}`,
  );

export const money: Column = (cell) => orNothing(cell, 9, [null, 0], () => roll(cell, 2_000_000) / 100);
export const moneyText: Column = (cell) => orNothing(cell, 9, [null, ''], () => (roll(cell, 50_000) / 100).toFixed(2));

/** Amounts have up to 20 digits; the option hugeAmounts decides how those arrive that no double holds. */
export const largeMoney: Column = (cell) => {
  const isHuge = cell.world.odd && (cell.world.options.hugeAmounts ?? 'text') !== 'off' && roll(cell, 60, 5) === 0;
  return isHuge ? `9${String(10 ** 16 + roll(cell, 10 ** 8))}.${String(10 + roll(cell, 89, 6))}` : money(cell);
};

export const rate: Column = (cell) => oneOf(0, 23, 6, 5.5, 1.0835, null)(cell);
export const quantity: Column = (cell) => oneOf(1, 10, 3, 2.5)(cell);

/** A name that differs per row, with odd texts in between. */
export function title(plain: string): Column {
  return (cell) => oddText(cell.world, `${plain} ${String(cell.slot + 1)}`, cell.salt, cell.slot);
}

/** The same text in every row, or nothing. */
export function text(plain: string): Column {
  return (cell) => orNothing(cell, 7, ['', null], () => plain);
}

export const blank: Column = (cell) => ['', '', null, '', 'see remarks'][roll(cell, 5)];
export const prose: Column = (cell) =>
  orNothing(cell, 3, ['', null], () => oddText(cell.world, '<p>As agreed &amp; noted.</p>', cell.salt, cell.slot));
export const email: Column = (cell) =>
  orNothing(
    cell,
    9,
    ['', null],
    () => `person${roll(cell, 9) === 0 ? '+' : '.'}${String(cell.slot)}@northwind.example`,
  );
export const uuidText: Column = (cell) =>
  orNothing(cell, 9, ['', null], () => uuid(cell.world.seed, cell.salt, cell.slot));

export function numbered(prefix: string): Column {
  return (cell) => `${prefix}${String(100 + cell.slot)}`;
}

export const created: Column = ({ world, stream, slot }) => world.zone.text(world.createdMs(stream, slot));
export const updated: Column = ({ world, stream, slot }) => world.zone.text(world.updatedMs(stream, slot));

function later(cell: Cell): number {
  return cell.world.createdMs(cell.stream, cell.slot) + roll(cell, 90 * 86_400, 4) * 1000;
}

export const moment: Column = (cell) => {
  const nothings = cell.world.odd ? [null, '', '0000-00-00 00:00:00'] : [null];
  return orNothing(cell, 3, nothings, () => cell.world.zone.text(later(cell)));
};
export const day: Column = (cell) => {
  const nothings = cell.world.odd ? [null, '', '0000-00-00'] : [null];
  return orNothing(cell, 3, nothings, () => cell.world.zone.day(later(cell)));
};
export const paidDate: Column = (cell) => (cell.world.options.paidDate === 'datetime' ? moment(cell) : day(cell));
export const deleted: Column = (cell) =>
  cell.world.options.softDeleted === 'listed' && cell.slot % 9 === 4 ? cell.world.zone.text(later(cell)) : null;

function ofForm(form: 'number' | 'text' | 'datetime', atMs: number, world: World): unknown {
  const epoch = Math.floor(atMs / 1000);
  return form === 'number' ? epoch : form === 'text' ? String(epoch) : world.zone.text(atMs);
}
export const timestamp: Column = (cell) =>
  orNothing(cell, 12, [null, 0], () => ofForm(cell.world.options.timestamps ?? 'number', later(cell), cell.world));
export const lastActive: Column = (cell) => {
  const form = cell.world.options.lastActive === 'datetime' ? 'datetime' : 'text';
  return orNothing(cell, 9, [null, ''], () => ofForm(form, later(cell), cell.world));
};

/** 0 task, 1 inbox item, 20-23 events, 30 template, 40 milestone: one endpoint holds them all. */
export const taskType = oneOf(0, 0, 0, 0, 0, 1, 20, 21, 22, 23, 30, 40);
function isArchived({ slot }: Cell): boolean {
  return slot % 8 === 5;
}
export const archiveStatus: Column = (cell) => (isArchived(cell) ? 10 : 0);
export const archiveText: Column = (cell) => (isArchived(cell) ? '1' : '0');
export const archiveFlag: Column = (cell) => (isArchived(cell) ? 1 : 0);

/** Every third account is a person (2), the others are organizations (1). */
function accountTypeOf(slot: number): number {
  return slot % 3 === 2 ? 2 : 1;
}
export const accountType: Column = ({ slot }) => accountTypeOf(slot);
export const organizationAccount: Column = (cell) =>
  orNothing(cell, 8, [null, 0], () => {
    const slot = roll(cell, cell.world.countOf('accounts'));
    return cell.world.idOf('accounts', slot - (slot % 3));
  });
export const personAccount: Column = (cell) =>
  orNothing(cell, 8, [null, 0], () => {
    const slot = roll(cell, Math.floor(cell.world.countOf('accounts') / 3)) * 3 + 2;
    return cell.world.idOf('accounts', slot);
  });
/** Text, where every other key of an account is a number. */
export const contactText: Column = (cell) => {
  const id = personAccount(cell);
  return typeof id === 'number' && id > 0 ? String(id) : null;
};
function linkedSlot(cell: Cell): number {
  return rollRow(cell, cell.world.countOf('accounts'));
}
export const linkedAccount: Column = (cell) => cell.world.idOf('accounts', linkedSlot(cell));
export const linkedAccountType: Column = (cell) => accountTypeOf(linkedSlot(cell));

function pipelineOf(world: World, stageSlot: number): number {
  return world.idOf('pipelines', stageSlot % Math.max(1, world.countOf('pipelines')));
}
export const pipelineOfSlot: Column = ({ world, slot }) => pipelineOf(world, slot);
export const stageOfRow: Column = (cell) =>
  cell.world.idOf('pipeline_stages', rollRow(cell, cell.world.countOf('pipeline_stages')));
export const pipelineOfRow: Column = (cell) =>
  pipelineOf(cell.world, rollRow(cell, cell.world.countOf('pipeline_stages')));
