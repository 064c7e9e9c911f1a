/** An ordered list of row numbers: 4 bytes each, so that a million rows can shift without being built. */
export class SlotList {
  #slots: Int32Array;
  #length: number;

  constructor(initial: number | Int32Array | readonly number[]) {
    this.#slots =
      typeof initial === 'number' ? Int32Array.from({ length: initial }, (_, slot) => slot) : Int32Array.from(initial);
    this.#length = this.#slots.length;
  }

  get length(): number {
    return this.#length;
  }

  at(position: number): number | undefined {
    return position < 0 || position >= this.#length ? undefined : this.#slots[position];
  }

  positionOf(slot: number): number {
    const position = this.#slots.indexOf(slot);
    return position < this.#length ? position : -1;
  }

  insert(position: number, slot: number): void {
    if (this.#length === this.#slots.length) {
      const larger = new Int32Array(Math.ceil(this.#length * 1.25) + 16);
      larger.set(this.#slots);
      this.#slots = larger;
    }
    const at = Math.min(Math.max(0, position), this.#length);
    this.#slots.copyWithin(at + 1, at, this.#length);
    this.#slots[at] = slot;
    this.#length += 1;
  }

  remove(slot: number): void {
    const position = this.positionOf(slot);
    if (position === -1) return;
    this.#slots.copyWithin(position, position + 1, this.#length);
    this.#length -= 1;
  }

  view(from = 0, to = this.#length): Int32Array {
    return this.#slots.subarray(Math.min(from, this.#length), Math.min(to, this.#length));
  }
}
