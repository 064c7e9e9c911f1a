/** 32-bit hash of integers: the only source of chance in the sandbox, so that one seed always gives one world. */
export function hash(...parts: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const part of parts) {
    state = Math.imul(state ^ (part | 0), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    state ^= state >>> 16;
  }
  return state >>> 0;
}

/** A number in [0, 1). */
export function chance(...parts: readonly number[]): number {
  return hash(...parts) / 0x1_0000_0000;
}

export function pick<T>(list: readonly T[], ...parts: readonly number[]): T {
  const item = list[hash(...parts) % list.length];
  if (item === undefined) throw new RangeError('cannot pick from an empty list');
  return item;
}

/** A version-4-shaped UUID that depends on nothing but its parts. */
export function uuid(...parts: readonly number[]): string {
  const hex = [1, 2, 3, 4]
    .map((word) =>
      hash(...parts, word)
        .toString(16)
        .padStart(8, '0'),
    )
    .join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Lower-case hex of any length, for Mongo-like ids and key-like strings. */
export function hex(length: number, ...parts: readonly number[]): string {
  let text = '';
  for (let word = 0; text.length < length; word += 1)
    text += hash(...parts, word)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, length);
}
