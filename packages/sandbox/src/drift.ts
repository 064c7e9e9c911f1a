import { hash } from './random.ts';
import type { Key, Partition, Place, Resource } from './table.ts';
import { Table } from './table.ts';

/** One stream of changes while a client reads. */
export interface Drift {
  readonly resource: string;
  readonly action: 'insert' | 'update' | 'delete';
  /**
   * Where in the list that was read last. `border` is the last row read: deleted, the next page loses a row; with a row
   * inserted before it, it comes again on the next page. `random` is seeded. Default `middle`.
   */
  readonly at?: 'front' | 'middle' | 'border' | 'end' | 'random';
  /** A change after every N-th answered list request that matches. */
  readonly every: number;
  readonly paths?: RegExp;
  /** `while-read`: only requests that read this resource count. `all`: every good answer does, also one that is no list. */
  readonly counts?: 'while-read' | 'all';
  readonly times?: number;
  readonly afterRequests?: number;
}

export type DriftPlan = readonly Drift[];

/** What a list request read. */
export interface Reading {
  readonly partition: Partition;
  /** Position after the last row served. */
  readonly end: number;
}

export class DriftEngine {
  readonly #plan: readonly { readonly drift: Drift; matched: number; applied: number }[];
  readonly #resources: Readonly<Record<string, Resource>>;
  readonly #seed: number;
  readonly #lastRead = new Map<Table, Reading>();

  constructor(plan: DriftPlan, resources: Readonly<Record<string, Resource>>, seed: number) {
    this.#plan = plan.map((drift) => ({ drift, matched: 0, applied: 0 }));
    this.#resources = resources;
    this.#seed = seed;
    for (const { resource } of plan) tableOf(resources, resource);
  }

  /** After each good answer; `reading` is undefined when it was no list. */
  step(target: string, reading: Reading | undefined): void {
    const read = reading?.partition.table;
    if (reading !== undefined) this.#lastRead.set(reading.partition.table, reading);
    for (const state of this.#plan) {
      const { drift } = state;
      if (drift.paths !== undefined && !drift.paths.test(target)) continue;
      if (read === undefined && drift.counts !== 'all') continue;
      if (drift.counts === 'while-read' && read !== tableOf(this.#resources, drift.resource)) continue;
      state.matched += 1;
      const counted = state.matched - (drift.afterRequests ?? 0);
      if (counted <= 0 || counted % drift.every !== 0 || state.applied >= (drift.times ?? Infinity)) continue;
      state.applied += 1;
      this.#change(drift, state.applied);
    }
  }

  #change(drift: Drift, turn: number): void {
    const table = tableOf(this.#resources, drift.resource);
    const reading = this.#lastRead.get(table);
    const within = reading?.partition.within;
    const place = this.#place(drift, turn, table, reading);
    if (drift.action === 'insert') {
      table.insert({}, place, within);
      return;
    }
    const id: Key | undefined = table.idAt(place, within);
    if (id === undefined) return;
    if (drift.action === 'update') table.update(id);
    else table.delete(id);
  }

  #place(drift: Drift, turn: number, table: Table, reading: Reading | undefined): Place {
    const slots = reading?.partition.slots;
    const size = slots?.length ?? sizeOf(table, reading?.partition.within);
    const position = positionIn(drift, size, reading?.end ?? 0, hash(this.#seed, turn, drift.every));
    if (slots === undefined) return position;
    // A filtered list: the same row's position in the whole table.
    const slot = slots[Math.min(position, slots.length - 1)];
    return slot === undefined ? 0 : Math.max(0, table.positionOfSlot(slot));
  }
}

function sizeOf(table: Table, within: Partition['within']): number {
  return within === undefined ? table.size : table.where(within.index, within.key).size;
}

function positionIn(drift: Drift, size: number, end: number, dice: number): number {
  switch (drift.at ?? 'middle') {
    case 'front':
      return 0;
    case 'middle':
      return Math.floor(size / 2);
    case 'end':
      return drift.action === 'insert' ? size : Math.max(0, size - 1);
    case 'random':
      return size === 0 ? 0 : dice % size;
    case 'border':
      return Math.max(0, end - 1);
  }
}

export function tableOf(resources: Readonly<Record<string, Resource>>, name: string): Table {
  const resource = resources[name];
  if (resource instanceof Table) return resource;
  const known = Object.keys(resources).filter((key) => resources[key] instanceof Table);
  throw new RangeError(`no resource "${name}" that can change; there are: ${known.join(', ')}`);
}
