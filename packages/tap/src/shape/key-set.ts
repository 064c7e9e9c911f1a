import { hashKey } from './hash.ts';

const TABLES = 256;
const FIRST_SLOTS = 32;
/** Fuller tables make long probes, emptier ones cost memory. */
const MAX_LOAD = 0.8;
/** One small table grows at a time, so there is never a second copy of the whole set. */
const GROWTH = 1.3;

/** Open addressing; a slot is two uint32, and both 0 means free. */
interface Table {
  slots: Uint32Array;
  used: number;
}

/**
 * A set of keys that remembers 64 bits of each: about 12 bytes a key. Two different keys out of ten million are taken
 * for one with a probability of 3 in a million.
 */
export class KeySet {
  #size = 0;
  readonly #limit: number;
  readonly #tables: readonly Table[];

  /** @param limit how many keys it remembers; further ones are all "new", never wrongly "seen". */
  constructor(limit = Infinity) {
    this.#limit = limit;
    this.#tables = Array.from({ length: TABLES }, () => ({ slots: new Uint32Array(FIRST_SLOTS * 2), used: 0 }));
  }

  get size(): number {
    return this.#size;
  }

  /** Keys were not remembered because the limit was reached. */
  get full(): boolean {
    return this.#size >= this.#limit;
  }

  get bytes(): number {
    return this.#tables.reduce((bytes, { slots }) => bytes + slots.byteLength, 0);
  }

  has(key: string): boolean {
    const { high, low } = hashOf(key);
    const { slots } = this.#tableOf(high);
    return slots[find(slots, high, low) + 1] !== 0;
  }

  /** Whether the key is new. */
  add(key: string): boolean {
    const { high, low } = hashOf(key);
    const table = this.#tableOf(high);
    const at = find(table.slots, high, low);
    if (table.slots[at + 1] !== 0) return false;
    if (this.full) return true;
    table.slots[at] = high;
    table.slots[at + 1] = low;
    table.used += 1;
    this.#size += 1;
    if (table.used > (table.slots.length / 2) * MAX_LOAD) grow(table);
    return true;
  }

  #tableOf(high: number): Table {
    const table = this.#tables[high >>> 24];
    if (table === undefined) throw new RangeError('a hash half is an unsigned 32-bit number');
    return table;
  }
}

/** The lower half is never 0, which marks a free slot. */
const hashOf = (key: string): { high: number; low: number } => {
  const { high, low } = hashKey(key);
  return { high, low: low === 0 ? 1 : low };
};

/** Where the hash is, or the free slot where it belongs. */
const find = (slots: Uint32Array, high: number, low: number): number => {
  const count = slots.length / 2;
  let slot = Math.floor((low / 0x1_0000_0000) * count);
  for (;;) {
    const at = slot * 2;
    if (slots[at + 1] === 0 || (slots[at + 1] === low && slots[at] === high)) return at;
    slot = slot + 1 === count ? 0 : slot + 1;
  }
};

const grow = (table: Table): void => {
  const old = table.slots;
  const slots = new Uint32Array(Math.ceil((old.length / 2) * GROWTH) * 2);
  for (let at = 0; at < old.length; at += 2) {
    const high = old[at] ?? 0;
    const low = old[at + 1] ?? 0;
    if (low === 0) continue;
    const to = find(slots, high, low);
    slots[to] = high;
    slots[to + 1] = low;
  }
  table.slots = slots;
};
