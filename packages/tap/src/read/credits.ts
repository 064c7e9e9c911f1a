/**
 * One pool of bytes for pages that are read ahead of their turn. Only look-ahead asks it, and never waits for it: without
 * room a page is simply asked for when its turn comes. So nothing can wait in a circle.
 */
export interface Credits {
  /** Reserves bytes, or answers false when there is no room. */
  readonly take: (bytes: number) => boolean;
  readonly give: (bytes: number) => void;
}

export const createCredits = (totalBytes: number): Credits => {
  let free = totalBytes;
  return {
    take: (bytes) => {
      if (bytes > free) return false;
      free -= bytes;
      return true;
    },
    give: (bytes) => {
      free += bytes;
    },
  };
};
