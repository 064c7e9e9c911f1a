/**
 * Where the streams meet the one writer. A producer waits in `put` until its item is taken, so it holds at most one page
 * ready and asks for nothing while the reader of stdout is slow.
 */
export interface Channel<T> {
  readonly put: (item: T) => Promise<void>;
  /** For events that nobody waits for; they are few (waits, ticks, the end). */
  readonly offer: (item: T) => void;
  readonly take: () => Promise<T>;
  readonly size: () => number;
  /** Lets every producer go on at once; what it puts is no longer wanted. */
  readonly close: () => void;
}

export const createChannel = <T>(): Channel<T> => {
  const ready: { item: T; taken: () => void }[] = [];
  let wake: (() => void) | null = null;
  let closed = false;
  const add = (item: T, taken: () => void) => {
    ready.push({ item, taken });
    wake?.();
    wake = null;
  };
  return {
    put: (item) =>
      new Promise((resolve) => {
        if (closed) resolve();
        else add(item, resolve);
      }),
    offer: (item) => {
      add(item, () => undefined);
    },
    take: async () => {
      for (;;) {
        const next = ready.shift();
        if (next !== undefined) {
          next.taken();
          return next.item;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    size: () => ready.length,
    close: () => {
      closed = true;
      for (const { taken } of ready.splice(0)) taken();
    },
  };
};
