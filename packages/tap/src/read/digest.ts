import { hashKey } from '../shape/key.ts';

/** 53-bit digest of keys in their order: equal pages have equal digests. */
export const digestOf = (keys: readonly string[]): number => {
  let high = keys.length;
  let low = 0x9e3779b9;
  for (const key of keys) {
    const hash = hashKey(key);
    high = (Math.imul(high ^ hash.high, 0x85ebca6b) + 0x165667b1) >>> 0;
    low = (Math.imul(low ^ hash.low, 0xc2b2ae35) + hash.high) >>> 0;
  }
  return (high & 0x1fffff) * 0x100000000 + low;
};

/** 64-bit hash of one key as text, for anchors in state: no personal data (an e-mail used as a key) is kept there. */
export const anchorOf = (key: string): string => {
  const { high, low } = hashKey(key);
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
};
