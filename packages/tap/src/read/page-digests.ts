/** More pages than this are not remembered in state, which must stay small. */
const PAGES_IN_STATE = 512;

/**
 * One digest per page of the first pass. A later pass re-emits only from pages that differ, also after a restart, when
 * the keys seen are gone. 0 stands for a page that is not known.
 */
export interface PageDigests {
  readonly length: () => number;
  readonly set: (index: number, digest: number) => void;
  /** Whether the page at `index` is known to hold the same keys; undefined when it isn't known. */
  readonly same: (index: number, digest: number) => boolean | undefined;
  /** base64 of little-endian uint32, or null when there are too many. */
  readonly encode: () => string | null;
}

const short = (digest: number): number => digest >>> 0 || 1;

export const createPageDigests = (encoded: string | null): PageDigests => {
  const digests: number[] = [];
  if (encoded !== null) {
    const bytes = Buffer.from(encoded, 'base64');
    for (let index = 0; index + 4 <= bytes.length; index += 4) digests.push(bytes.readUInt32LE(index));
  }
  return {
    length: () => digests.length,
    set: (index, digest) => {
      while (digests.length < index) digests.push(0);
      digests[index] = short(digest);
    },
    same: (index, digest) => {
      const known = digests[index] ?? 0;
      return known === 0 ? undefined : known === short(digest);
    },
    encode: () => {
      if (digests.length > PAGES_IN_STATE) return null;
      const bytes = Buffer.alloc(digests.length * 4);
      digests.forEach((digest, index) => bytes.writeUInt32LE(digest, index * 4));
      return bytes.toString('base64');
    },
  };
};
