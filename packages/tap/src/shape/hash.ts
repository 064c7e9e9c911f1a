const { imul } = Math;

/** 64 bits as two unsigned halves: JavaScript has no fast 64-bit integer. */
export interface Hash {
  readonly high: number;
  readonly low: number;
}

const mix = (hash: number, block: number): number => {
  let mixed = imul(block, 0xcc9e2d51);
  mixed = (mixed << 15) | (mixed >>> 17);
  mixed = hash ^ imul(mixed, 0x1b873593);
  return imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64;
};

/** MurmurHash3's finalizer: every input bit changes half of the output bits. */
const finish = (hash: number): number => {
  let mixed = imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
};

/** Spreads keys over 64 bits; two lanes that differ in seed and in what they mix. Not for secrets. */
export const hashKey = (key: string): Hash => {
  let high = 0x9e3779b9 ^ key.length;
  let low = 0x7f4a7c15;
  for (let index = 0; index < key.length; index += 1) {
    const unit = key.charCodeAt(index);
    high = mix(high, unit);
    low = imul(low ^ unit, 0x01000193);
    low ^= (high >>> 7) | (low << 11);
  }
  low = finish(low + high);
  high = finish(high ^ low);
  return { high: high >>> 0, low: low >>> 0 };
};
