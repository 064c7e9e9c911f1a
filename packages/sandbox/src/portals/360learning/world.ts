import type { PortalSetup, Route, Row } from '../../portal.ts';
import { hash, hex, pick } from '../../random.ts';
import type { Resource, TableSetup } from '../../table.ts';
import { Table } from '../../table.ts';
import type { Learning360Options } from './options.ts';

/** The generated history ends here, whatever the clock says, so that one seed gives one world. */
const asOfMs = Date.UTC(2025, 6, 1);
const dayMs = 86_400_000;

/** One part of the portal: what it holds and what it serves. */
export interface Part {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly routes: readonly Route[];
}

export interface Counts {
  readonly users: number;
  readonly groups: number;
  readonly courses: number;
  readonly paths: number;
  readonly sessions: number;
  readonly classrooms: number;
  readonly slots: number;
  readonly skills: number;
  readonly tags: number;
}

export interface World {
  readonly setup: PortalSetup;
  readonly options: Learning360Options;
  readonly counts: Counts;
  readonly odd: boolean;
}

export function createWorld(setup: PortalSetup): World {
  const options: Learning360Options = setup.options;
  const { users } = setup;
  const paths = clamp(Math.ceil(users / 50), 4, 400);
  const classrooms = clamp(Math.ceil(users / 40), 4, 500);
  return {
    setup,
    options,
    odd: options.oddities ?? true,
    counts: {
      users,
      groups: clamp(Math.ceil(users / 20), 6, 2000),
      courses: clamp(Math.ceil(users / 10), 12, 3000),
      paths,
      sessions: paths * 3,
      classrooms,
      slots: classrooms * 3,
      skills: clamp(Math.ceil(users / 10), 10, 2000),
      tags: clamp(Math.ceil(users / 15), 8, 6000),
    },
  };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

const kinds = [
  'user',
  'group',
  'course',
  'attempt',
  'path',
  'session',
  'enrollment',
  'classroom',
  'slot',
  'registration',
  'sheet',
  'attendance',
  'outline',
  'certificate',
  'customField',
  'customLink',
  'userLink',
  'externalId',
  'integration',
  'need',
  'project',
  'tag',
  'operation',
  'subscription',
  'media',
  'assessment',
  'program',
  'company',
  'template',
] as const;
export type Kind = (typeof kinds)[number];

/** 24 hex digits like a Mongo ObjectId: kind, seed, and the slot at the end. */
export function oid(world: World, kind: Kind, slot: number): string {
  const code = kinds.indexOf(kind);
  const head = (0x60_00_a0_00 + code * 0x01_01_11).toString(16);
  return `${head}${hex(8, world.setup.seed, code)}${slot.toString(16).padStart(8, '0')}`;
}

export function slotOf(id: unknown): number {
  return typeof id === 'string' ? Number.parseInt(id.slice(16), 16) : Number.NaN;
}

type CollectionSetup = Omit<TableSetup, 'idOf' | 'slotOf' | 'keyFields' | 'order' | 'movesOnUpdate' | 'insertsAt'>;

/** A table of rows with ObjectIds in `_id`. `modifiedMs` is what the option `order: modified` sorts by. */
export function collection(
  world: World,
  kind: Kind,
  setup: CollectionSetup & { readonly modifiedMs?: (slot: number) => number },
): Table {
  return new Table(
    {
      ...setup,
      ...ordered(world, setup.modifiedMs),
      idOf: (slot) => oid(world, kind, slot),
      slotOf,
      keyFields: ['_id'],
    },
    world.setup.nowMs,
  );
}

/** Order, and where changed rows go, as the option `order` chooses. */
export function ordered(
  world: World,
  modifiedMs?: (slot: number) => number,
): Pick<TableSetup, 'order' | 'movesOnUpdate' | 'insertsAt'> {
  const { order } = world.options;
  if (order === 'shuffled') return { order: { by: (slot) => hash(world.setup.seed, 77, slot) } };
  if (order !== 'modified' || modifiedMs === undefined) return {};
  return { order: { by: modifiedMs, descending: true }, movesOnUpdate: 'front', insertsAt: 'front' };
}

/** UTC with milliseconds and `Z`. */
export function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

export function day(atMs: number): string {
  return iso(atMs).slice(0, 10);
}

/** A moment within the `days` before the end of the generated history. */
export function pastMs(world: World, days: number, ...parts: readonly number[]): number {
  return asOfMs - Math.floor(share(world, ...parts) * days * dayMs);
}

export function after(world: World, atMs: number, days: number, ...parts: readonly number[]): number {
  return atMs + Math.floor(share(world, ...parts) * days * dayMs);
}

export function choose<T>(world: World, list: readonly T[], ...parts: readonly number[]): T {
  return pick(list, world.setup.seed, ...parts);
}

export function roll(world: World, sides: number, ...parts: readonly number[]): number {
  return hash(world.setup.seed, ...parts) % sides;
}

/** Which of `count` parents a child belongs to: the low ones have many, the high ones few. */
export function skewed(world: World, count: number, ...parts: readonly number[]): number {
  return Math.floor(count * share(world, ...parts) ** 2);
}

function share(world: World, ...parts: readonly number[]): number {
  return hash(world.setup.seed, ...parts) / 2 ** 32;
}

export function without(row: Row, fields: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([field]) => !fields.includes(field)));
}

/** Absent rather than null: the vendor leaves unset properties out. */
export function optional(isSet: boolean, fields: Row): Row {
  return isSet ? fields : {};
}

export function userId(world: World, ...parts: readonly number[]): string {
  return oid(world, 'user', roll(world, world.counts.users, ...parts));
}

export function groupId(world: World, ...parts: readonly number[]): string {
  return oid(world, 'group', skewed(world, world.counts.groups, ...parts));
}
