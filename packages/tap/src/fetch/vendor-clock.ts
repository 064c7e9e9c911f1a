/** How many answers the estimate remembers. */
const SAMPLES = 15;

/**
 * The vendor's clock. A `Date` header is cut to the second and has travelled, so an answer's offset is at most the true
 * one, and so is the median: the estimate is never ahead of the vendor's clock (up to about a second behind).
 */
export interface VendorClock {
  /** `serverMs` from an answer that arrived at `localMs`. */
  observe(serverMs: number, localMs: number): void;
  nowMs(localMs: number): number;
}

export const createVendorClock = (): VendorClock => {
  const offsets: number[] = [];
  let medianMs = 0;
  return {
    observe: (serverMs, localMs) => {
      offsets.push(serverMs - localMs);
      if (offsets.length > SAMPLES) offsets.shift();
      const sorted = offsets.toSorted((a, b) => a - b);
      medianMs = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
    },
    nowMs: (localMs) => Math.round(localMs + medianMs),
  };
};
