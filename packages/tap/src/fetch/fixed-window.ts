/** Part of a limit that stays unused, for what others do between two answers. */
export const RESERVE = 0.1;

/** How wrong a count may be, because requests are on their way while it is made. */
export const noiseOf = (limit: number): number => Math.max(3, limit * 0.03);

/** Part of the reserve that is kept to the last moment. */
const LEAST_RESERVE = 0.4;

/** A burst at a window's beginning is not the rate of the whole window. */
const SHORTEST_BASIS_WINDOWS = 1 / 4;

/** The last moments of a window are not divided by next to nothing. */
const SHORTEST_LEFT_WINDOWS = 0.02;

/** Follows a vendor's fixed windows: when they begin, what others had in them, and what is left for us in this one. */
export interface FixedWindow {
  /** An answer says that `used` requests were counted at `atMs`; `oursSince` counts ours from a time on. */
  observe(used: number, atMs: number, oursSince: (fromMs: number) => number): void;
  /** What is left, spread over the rest of the window; negative when others are expected to need it all. */
  ratePerMs(nowMs: number, remaining: number): number;
  /** Time until the next window begins. */
  leftMs(nowMs: number): number;
}

/** `othersBefore`: what others had in the window before the first. */
export const createFixedWindow = (
  limit: number,
  windowMs: number,
  first: { readonly startMs: number; readonly othersBefore: number },
): FixedWindow => {
  let { startMs, othersBefore } = first;
  let lastUsed = 0;
  let others = 0;

  const begin = (atMs: number): void => {
    startMs = atMs;
    othersBefore = others;
    others = 0;
    lastUsed = 0;
  };
  const roll = (nowMs: number): void => {
    while (nowMs >= startMs + windowMs) begin(startMs + windowMs);
  };
  const leftMs = (nowMs: number): number => {
    roll(nowMs);
    return startMs + windowMs - nowMs;
  };

  return {
    observe: (used, atMs, oursSince) => {
      roll(atMs);
      // Windows begin where the count falls, which corrects a beginning that was expected too late or too early.
      if (used < lastUsed - noiseOf(limit)) {
        if (atMs - startMs > windowMs / 2) begin(atMs);
        else startMs = atMs;
      }
      lastUsed = used;
      others = Math.max(0, used - oursSince(startMs));
    },
    ratePerMs: (nowMs, remaining) => {
      const left = Math.max(leftMs(nowMs), windowMs * SHORTEST_LEFT_WINDOWS);
      const basisMs = Math.max(windowMs - left, windowMs * SHORTEST_BASIS_WINDOWS);
      // As much as in the window before; what goes beyond goes on at its rate.
      const excess = Math.max(0, others - othersBefore);
      const expected = Math.max(othersBefore - others, (excess * left) / basisMs);
      // The less time is left for surprises, the less has to be kept for them.
      const reserve = limit * RESERVE * Math.max(LEAST_RESERVE, left / windowMs);
      return (remaining - reserve - expected) / left;
    },
    leftMs,
  };
};
