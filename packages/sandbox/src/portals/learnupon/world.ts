import type { PortalSetup, Reply, Route, Row, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import { hash, pick } from '../../random.ts';
import type { Key, Resource, TableSetup } from '../../table.ts';
import { Table } from '../../table.ts';
import type { Feature, LearnUponOptions } from './options.ts';

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
  readonly courses: number;
  readonly groups: number;
  readonly learningPaths: number;
  /** Blocks of eight modules: see modules.ts. */
  readonly moduleBlocks: number;
}

export interface World {
  readonly setup: PortalSetup;
  readonly options: LearnUponOptions;
  readonly counts: Counts;
  readonly odd: boolean;
}

export function createWorld(setup: PortalSetup): World {
  const options: LearnUponOptions = setup.options;
  const { users } = setup;
  const courses = clamp(Math.ceil(users / 10), 12, 3000);
  return {
    setup,
    options,
    odd: options.oddities ?? true,
    counts: {
      users,
      courses,
      groups: clamp(Math.ceil(users / 20), 5, 2000),
      learningPaths: clamp(Math.ceil(users / 50), 3, 200),
      moduleBlocks: Math.ceil(courses * 0.75),
    },
  };
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

/** A table whose ids are `firstId + slot`. */
export function numbered(
  world: World,
  firstId: number,
  setup: Omit<TableSetup, 'idOf' | 'slotOf'> & { readonly idField?: string },
): Table {
  return new Table(
    {
      ...setup,
      idOf: (slot) => firstId + slot,
      slotOf: (id) => Number(id) - firstId,
      keyFields: [setup.idField ?? 'id'],
    },
    world.setup.nowMs,
  );
}

/** Order, and where changed rows go, for the lists whose order the option `order` chooses. */
export function ordered(
  world: World,
  by: { readonly updated: (slot: number) => Key; readonly name?: (slot: number) => Key },
): Pick<TableSetup, 'order' | 'movesOnUpdate' | 'insertsAt'> {
  const { order } = world.options;
  if (order === 'updated')
    return { order: { by: by.updated, descending: true }, movesOnUpdate: 'front', insertsAt: 'front' };
  return order === 'name' && by.name !== undefined ? { order: { by: by.name } } : {};
}

/** UTC with seconds and `Z`, no milliseconds. */
export function iso(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

export function day(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** A moment within the `days` before the end of the generated history. */
export function pastMs(world: World, days: number, ...parts: readonly number[]): number {
  return asOfMs - Math.floor((hash(world.setup.seed, ...parts) / 2 ** 32) * days * dayMs);
}

export function after(atMs: number, days: number, world: World, ...parts: readonly number[]): number {
  return atMs + Math.floor((hash(world.setup.seed, ...parts) / 2 ** 32) * days * dayMs);
}

export function choose<T>(world: World, list: readonly T[], ...parts: readonly number[]): T {
  return pick(list, world.setup.seed, ...parts);
}

export function roll(world: World, sides: number, ...parts: readonly number[]): number {
  return hash(world.setup.seed, ...parts) % sides;
}

/** Which of `count` parents a child belongs to: the low ones have many, the high ones few. */
export function skewed(world: World, count: number, ...parts: readonly number[]): number {
  const share = hash(world.setup.seed, ...parts) / 2 ** 32;
  return Math.floor(count * share * share);
}

/** Laid over routes of a feature that the plan may lack. */
export function onPlan(world: World, feature: Feature, routes: readonly Route[]): Route[] {
  const isOff = world.options.disabled?.includes(feature) ?? false;
  const status = Number(world.options.featureOff ?? '403');
  const refusal: Reply = json(status, {
    response_type: 'ERROR',
    response_code: status,
    code: 'feature_not_enabled',
    message: 'This feature is not enabled for your portal',
  });
  return isOff ? routes.map((route) => ({ ...route, reply: () => refusal })) : [...routes];
}

export function get(path: string, reply: Route['reply']): Route {
  return { method: 'GET', path: `/api/v1${path}`, reply };
}

/** Keeps rows whose fields equal the query's values, for those of `names` that the query has. */
export function matchesQuery(request: VendorRequest, row: Row, names: Readonly<Record<string, string>>): boolean {
  return Object.entries(names).every(([parameter, field]) => {
    const wanted = request.query.get(parameter);
    return wanted === null || wanted.toLowerCase() === String(row[field]).toLowerCase();
  });
}

export function without(row: Row, ...fields: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([field]) => !fields.includes(field)));
}
