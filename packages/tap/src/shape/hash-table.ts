const { floor } = Math;

/** Slots of a block; a slot is two uint32, and a low half of 0 means free. */
const BLOCK_SLOTS = 512;
const SLOT_BITS = 9;
const SLOT_MASK = BLOCK_SLOTS - 1;
const FIRST_SLOTS = 32;
/** Fuller tables make long probes, emptier ones cost memory. */
const MAX_LOAD = 0.8;
/** A table grows by an eighth, so it is seven tenths full or more. */
const GROWTH = 1 / 8;

// Where a growing table puts its hashes meanwhile. One for all, because growing never waits.
let aside = new Uint32Array(BLOCK_SLOTS * 2);

/**
 * 64-bit hashes, each half as an unsigned number: open addressing over blocks of one size. Growing adds blocks and
 * frees none, since freed arrays of ever other sizes stay with the process as holes.
 */
export class HashTable {
  #used = 0;
  #slots = FIRST_SLOTS;
  #blocks: Uint32Array[] = [new Uint32Array(FIRST_SLOTS * 2)];

  get bytes(): number {
    return this.#blocks.reduce((bytes, block) => bytes + block.byteLength, 0);
  }

  has(high: number, low: number): boolean {
    return this.#place(high, markable(low), false) === 'present';
  }

  /** Whether it is new. */
  add(high: number, low: number): boolean {
    if (this.#place(high, markable(low), true) === 'present') return false;
    this.#used += 1;
    if (this.#used > this.#slots * MAX_LOAD) this.#grow();
    return true;
  }

  each(visit: (high: number, low: number) => void): void {
    for (const block of this.#blocks) {
      for (let at = 0; at < block.length; at += 2) {
        const low = block[at + 1] ?? 0;
        if (low !== 0) visit(block[at] ?? 0, low);
      }
    }
  }

  #place(high: number, low: number, write: boolean): 'present' | 'absent' {
    let slot = floor((low / 0x1_0000_0000) * this.#slots);
    for (;;) {
      const block = this.#blocks[slot >>> SLOT_BITS];
      if (block === undefined) throw new RangeError('a slot lies in a block');
      const at = (slot & SLOT_MASK) * 2;
      if (block[at + 1] === 0) {
        if (write) {
          block[at] = high;
          block[at + 1] = low;
        }
        return 'absent';
      }
      if (block[at + 1] === low && block[at] === high) return 'present';
      slot = slot + 1 === this.#slots ? 0 : slot + 1;
    }
  }

  #grow(): void {
    if (aside.length < this.#used * 2) aside = new Uint32Array(this.#used * 4);
    const hashes = aside;
    let end = 0;
    this.each((high, low) => {
      hashes[end] = high;
      hashes[end + 1] = low;
      end += 2;
    });
    if (this.#slots < BLOCK_SLOTS) {
      this.#slots *= 2;
      this.#blocks = [new Uint32Array(this.#slots * 2)];
    } else {
      for (const block of this.#blocks) block.fill(0);
      const added = Math.ceil(this.#blocks.length * GROWTH);
      for (let index = 0; index < added; index += 1) this.#blocks.push(new Uint32Array(BLOCK_SLOTS * 2));
      this.#slots += added * BLOCK_SLOTS;
    }
    for (let at = 0; at < end; at += 2) this.#place(hashes[at] ?? 0, hashes[at + 1] ?? 0, true);
  }
}

/** One value of 2^32 gives way to its neighbour, because 0 marks a free slot. */
const markable = (low: number): number => (low === 0 ? 1 : low);
