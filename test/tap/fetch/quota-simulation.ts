import type { Pace } from '../../../packages/tap/src/fetch/pace.ts';

/** How a simulated vendor counts requests against its limit. */
export type WindowKind = 'sliding' | 'fixed';

export interface Simulation {
  readonly pace: Pace;
  readonly limit: number;
  readonly windowMs: number;
  readonly kind: WindowKind;
  /** Whether answers say how many requests are left. */
  readonly hasHeader: boolean;
  readonly durationMs: number;
  readonly concurrency: number;
  /** Sorted times at which another client asks. */
  readonly others: readonly number[];
  /** Time of the first window's beginning before the start. */
  readonly phaseMs: number;
  /** 0 to 1. */
  readonly random: () => number;
}

export interface SimulationResult {
  readonly accepted: number;
  readonly refused: number;
  readonly othersAccepted: number;
  /** Ours accepted, as a part of what the other client left. */
  readonly share: number;
  /** Ours refused, as a part of ours. */
  readonly refusedShare: number;
  /** Ours accepted per window, in order. */
  readonly perWindow: readonly number[];
}

/** A vendor, another client and ours with the same gate as the real one, in simulated time. */
export const simulate = (simulation: Simulation): SimulationResult => {
  const { pace, concurrency, durationMs, random } = simulation;
  const events = createEvents();
  const vendor = createVendor(simulation);
  const perWindow: number[] = [];
  let accepted = 0;
  let refused = 0;
  let othersAccepted = 0;
  let refusedInRow = 0;
  let refusedAtMs = -Infinity;
  let nextStartMs = 0;
  let pausedUntilMs = 0;
  let pauses = 0;
  let isProbing = false;
  let isProbeDue = false;
  let running = 0;

  const pause = (untilMs: number): void => {
    if (untilMs <= pausedUntilMs) return;
    pausedUntilMs = untilMs;
    pauses += 1;
    isProbeDue = true;
    events.at(untilMs, admit);
  };

  const admit = (nowMs: number): void => {
    while (running < concurrency && nowMs < durationMs) {
      if (pausedUntilMs > nowMs || isProbing) return;
      const isProbe = isProbeDue;
      isProbeDue = false;
      if (isProbe) isProbing = true;
      running += 1;
      const startMs = Math.max(nowMs, nextStartMs);
      nextStartMs = startMs + pace.intervalMs(nowMs);
      const admittedIn = pauses;
      events.at(startMs, (sentAtMs) => {
        if (admittedIn === pauses) send(sentAtMs, isProbe);
        else finish(sentAtMs, isProbe);
      });
    }
  };

  const finish = (nowMs: number, isProbe: boolean): void => {
    running -= 1;
    if (isProbe) isProbing = false;
    admit(nowMs);
  };

  const send = (sentAtMs: number, isProbe: boolean): void => {
    pace.sent(sentAtMs);
    const latencyMs = 120 + 250 * random();
    events.at(sentAtMs + latencyMs / 2, (arrivedMs) => {
      const remaining = vendor.ask(arrivedMs);
      events.at(sentAtMs + latencyMs, (nowMs) => {
        const window = Math.floor(nowMs / simulation.windowMs);
        if (remaining === null) {
          refused += 1;
          refusedInRow += sentAtMs >= refusedAtMs ? 1 : 0;
          refusedAtMs = nowMs;
          pace.limited(nowMs, sentAtMs);
          const waitMs = vendor.retryAfterMs(nowMs) ?? Math.min(60_000, 1000 * 2 ** (refusedInRow - 1));
          pause(nowMs + waitMs + 200 * random());
        } else {
          accepted += 1;
          refusedInRow = 0;
          perWindow[window] = (perWindow[window] ?? 0) + 1;
          pace.answered(nowMs, sentAtMs, simulation.hasHeader ? remaining : null);
          const pauseMs = pace.pauseMs(nowMs);
          if (pauseMs > 0) pause(nowMs + pauseMs);
        }
        finish(nowMs, isProbe);
      });
    });
  };

  for (const atMs of simulation.others) {
    events.at(atMs, (nowMs) => {
      if (vendor.ask(nowMs) !== null) othersAccepted += 1;
    });
  }
  events.at(0, admit);
  events.run(durationMs);

  const left = (simulation.limit * durationMs) / simulation.windowMs - othersAccepted;
  return {
    accepted,
    refused,
    othersAccepted,
    share: accepted / left,
    refusedShare: refused / (accepted + refused),
    perWindow,
  };
};

interface Vendor {
  /** What is left after this request, or null: refused (and not counted). */
  ask(nowMs: number): number | null;
  /** Null: the answer doesn't say. */
  retryAfterMs(nowMs: number): number | null;
}

const createVendor = ({ limit, windowMs, kind, phaseMs }: Simulation): Vendor => {
  let counted: number[] = [];
  const windowStart = (nowMs: number): number => Math.floor((nowMs + phaseMs) / windowMs) * windowMs - phaseMs;
  return {
    ask: (nowMs) => {
      const from = kind === 'fixed' ? windowStart(nowMs) : nowMs - windowMs + 1e-6;
      counted = counted.filter((atMs) => atMs >= from);
      if (counted.length >= limit) return null;
      counted.push(nowMs);
      return limit - counted.length;
    },
    retryAfterMs: (nowMs) => (kind === 'fixed' ? windowStart(nowMs) + windowMs - nowMs : null),
  };
};

interface Events {
  at(timeMs: number, happen: (nowMs: number) => void): void;
  run(untilMs: number): void;
}

/** A binary heap by time; equal times in the order of their making. */
const createEvents = (): Events => {
  type Event = { readonly timeMs: number; readonly order: number; readonly happen: (nowMs: number) => void };
  const heap: Event[] = [];
  let made = 0;
  const isBefore = (one: Event, other: Event): boolean =>
    one.timeMs < other.timeMs || (one.timeMs === other.timeMs && one.order < other.order);
  const swap = (one: number, other: number): void => {
    [heap[one], heap[other]] = [heap[other]!, heap[one]!];
  };
  const takeFirst = (): Event => {
    swap(0, heap.length - 1);
    const first = heap.pop()!;
    let index = 0;
    for (;;) {
      const children = [2 * index + 1, 2 * index + 2].filter((child) => child < heap.length);
      const least = children.reduce((best, child) => (isBefore(heap[child]!, heap[best]!) ? child : best), index);
      if (least === index) return first;
      swap(index, least);
      index = least;
    }
  };
  return {
    at: (timeMs, happen) => {
      heap.push({ timeMs, order: made, happen });
      made += 1;
      let index = heap.length - 1;
      while (index > 0) {
        const parent = Math.floor((index - 1) / 2);
        if (!isBefore(heap[index]!, heap[parent]!)) break;
        swap(index, parent);
        index = parent;
      }
    },
    run: (untilMs) => {
      while (heap.length > 0 && heap[0]!.timeMs < untilMs) {
        const { timeMs, happen } = takeFirst();
        happen(timeMs);
      }
    },
  };
};
