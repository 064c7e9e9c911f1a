import { hashKey } from './hash.ts';
import { HashTable } from './hash-table.ts';

/** Beyond so many keys the set is cut into parts: what moves when one of them grows is then a fraction of it. */
const UNDIVIDED_KEYS = 3000;
const PARTS = 64;

/**
 * A set of keys that remembers 64 bits of each: 11 bytes a key, and no second copy while it grows. Two different keys
 * out of five million are taken for one with a probability of one in a million.
 */
export class KeySet {
  #size = 0;
  #parts: readonly HashTable[] = [new HashTable()];
  readonly #limit: number;

  /** @param limit how many keys it remembers; further ones are all "new", never wrongly "seen". */
  constructor(limit = Infinity) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#size;
  }

  /** The limit is reached: further keys are not remembered. */
  get full(): boolean {
    return this.#size >= this.#limit;
  }

  get bytes(): number {
    return this.#parts.reduce((bytes, part) => bytes + part.bytes, 0);
  }

  has(key: string): boolean {
    const { high, low } = hashKey(key);
    return this.#partOf(high).has(high, low);
  }

  /** Whether the key is new. */
  add(key: string): boolean {
    const { high, low } = hashKey(key);
    const part = this.#partOf(high);
    if (this.full) return !part.has(high, low);
    if (!part.add(high, low)) return false;
    this.#size += 1;
    if (this.#size === UNDIVIDED_KEYS) this.#divide();
    return true;
  }

  #partOf(high: number): HashTable {
    // Remainders of a power of two are the lowest bits, which the table does not use.
    const part = this.#parts[high % this.#parts.length];
    if (part === undefined) throw new RangeError('a hash half is an unsigned 32-bit number');
    return part;
  }

  #divide(): void {
    const whole = this.#parts;
    this.#parts = Array.from({ length: PARTS }, () => new HashTable());
    for (const part of whole) part.each((high, low) => this.#partOf(high).add(high, low));
  }
}
