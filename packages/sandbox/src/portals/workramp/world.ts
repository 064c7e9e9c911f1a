import type { PortalSetup, Route, Row } from '../../portal.ts';
import { hash, pick } from '../../random.ts';
import type { Key, Resource, TableSetup } from '../../table.ts';
import type { WorkRampOptions } from './options.ts';

/** The generated history ends here, whatever the clock says, so that one seed gives one world. */
export const asOfMs = Date.UTC(2026, 5, 1);
const dayMs = 86_400_000;

/** One part of the portal: what it holds and what it serves. */
export interface Part {
  readonly resources: Readonly<Record<string, Resource>>;
  readonly routes: readonly Route[];
}

export interface Counts {
  readonly users: number;
  readonly groups: number;
  readonly guides: number;
  readonly paths: number;
  readonly scorms: number;
  readonly challenges: number;
  readonly certifications: number;
}

export interface World {
  readonly setup: PortalSetup;
  readonly options: WorkRampOptions;
  readonly counts: Counts;
  readonly odd: boolean;
  readonly academies: readonly string[];
  /** Another number on each call, for URLs that are signed anew on every read. */
  readonly nextReading: () => number;
}

export function createWorld(setup: PortalSetup): World {
  const options: WorkRampOptions = setup.options;
  const { users } = setup;
  let readings = 0;
  return {
    setup,
    options,
    odd: options.oddities ?? true,
    nextReading: () => {
      readings += 1;
      return readings;
    },
    academies: Array.from({ length: options.academies ?? 2 }, (_, slot) => uuidOf(setup.seed, kinds.academy, slot)),
    counts: {
      users,
      groups: clamp(Math.ceil(users / 20), 5, 500),
      guides: clamp(Math.ceil(users / 5), 25, 2000),
      paths: clamp(Math.ceil(users / 10), 22, 500),
      scorms: clamp(Math.ceil(users / 20), 21, 300),
      challenges: clamp(Math.ceil(users / 40), 4, 100),
      certifications: clamp(Math.ceil(users / 40), 5, 100),
    },
  };
}

/** One number per kind of UUID, so that no two kinds share one. */
export const kinds = {
  academy: 1,
  guide: 2,
  guideAssignment: 3,
  path: 4,
  pathAssignment: 5,
  scorm: 6,
  scormAssignment: 7,
  challenge: 8,
  challengeAssignment: 9,
  certification: 10,
  award: 11,
  event: 12,
  session: 13,
  resource: 14,
  folder: 15,
  library: 16,
  webhook: 17,
  change: 18,
  contact: 20,
  training: 21,
  registration: 22,
  academyPath: 23,
  pathEnrollment: 24,
  academyCertification: 25,
  certificationEnrollment: 26,
  collection: 27,
  content: 28,
  academyEvent: 29,
  academySession: 30,
  attribute: 31,
  attributeValue: 32,
  academyWebhook: 33,
} as const;

export type Kind = (typeof kinds)[keyof typeof kinds];

/** Version-7-shaped; ends in the kind and the slot, so that lookups in big tables need no index. */
function uuidOf(seed: number, kind: number, slot: number): string {
  const noise = hash(seed, kind, slot, 77).toString(16).padStart(8, '0');
  const more = hash(seed, kind, slot, 78).toString(16).padStart(8, '0');
  const tail = kind.toString(16).padStart(2, '0') + slot.toString(16).padStart(10, '0');
  return `019${noise.slice(0, 5)}-${more.slice(0, 4)}-7${noise.slice(5, 8)}-a${more.slice(4, 7)}-${tail}`;
}

export function uid(world: World, kind: Kind, slot: number): string {
  return uuidOf(world.setup.seed, kind, slot);
}

export function slotOfUid(id: Key): number {
  return Number.parseInt(String(id).slice(26), 16);
}

export function uuidSetup(world: World, kind: Kind, setup: Omit<TableSetup, 'idOf' | 'slotOf'>): TableSetup {
  return { keyFields: ['id'], ...setup, idOf: (slot) => uid(world, kind, slot), slotOf: slotOfUid };
}

/** Order, and where changed rows go, for the lists whose order the option `order` chooses. */
export function ordered(
  world: World,
  updatedMs: (slot: number) => number,
): Pick<TableSetup, 'order' | 'movesOnUpdate' | 'insertsAt'> {
  return world.options.order === 'updated'
    ? { order: { by: updatedMs, descending: true }, movesOnUpdate: 'front', insertsAt: 'front' }
    : {};
}

export function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high);
}

export function roll(world: World, sides: number, ...parts: readonly number[]): number {
  return hash(world.setup.seed, ...parts) % sides;
}

export function choose<T>(world: World, list: readonly T[], ...parts: readonly number[]): T {
  return pick(list, world.setup.seed, ...parts);
}

/** Whole milliseconds within the `days` before the end of the generated history. */
export function pastMs(world: World, days: number, ...parts: readonly number[]): number {
  return asOfMs - Math.floor((hash(world.setup.seed, ...parts) / 2 ** 32) * days * dayMs);
}

/** Between a moment and the end of the generated history. */
export function laterMs(world: World, fromMs: number, ...parts: readonly number[]): number {
  return fromMs + Math.floor((hash(world.setup.seed, ...parts) / 2 ** 32) * Math.max(0, asOfMs - fromMs));
}

/** Milliseconds with a fraction, as the older endpoints send them. */
export function fractional(ms: number): number {
  return Math.floor(ms) + (Math.floor(ms) % 997) / 1000;
}

export function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** `2025-06-17 18:29:56 UTC` */
export function ruby(ms: number): string {
  return `${iso(ms).slice(0, 19).replace('T', ' ')} UTC`;
}

export function without(row: Row, ...fields: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([field]) => !fields.includes(field)));
}

export function get(path: string, reply: Route['reply']): Route {
  return { method: 'GET', path, reply };
}
