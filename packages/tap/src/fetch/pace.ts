import type { Limits } from '../define/limits.ts';

/** The part of every ceiling that is used; the rest is for clocks and networks that are not even. */
const MARGIN = 0.9;

export interface PaceOptions {
  readonly limits: Limits;
  readonly maxRequestsPerSecond?: number | undefined;
  readonly maxRequestsPerHour?: number | undefined;
}

/** How fast to ask, from what the answers tell. Pure: the time is a parameter. */
export interface Pace {
  sent(nowMs: number): void;
  /** `remaining` is the header's number, or null when the answer has none. */
  answered(nowMs: number, remaining: number | null): void;
  /** The answer to a request sent at `sentAtMs` was 429. */
  limited(nowMs: number, sentAtMs: number): void;
  /** Time between two requests. */
  intervalMs(nowMs: number): number;
}

export const createPace = (options: PaceOptions): Pace => {
  const ceilingPerMs = lowestCeiling(options);
  let factor = 1;
  let changedAtMs = 0;
  return {
    sent: () => undefined,
    answered: () => undefined,
    limited: (nowMs, sentAtMs) => {
      if (sentAtMs < changedAtMs) return;
      factor /= 2;
      changedAtMs = nowMs;
    },
    intervalMs: () => 1 / (ceilingPerMs * factor),
  };
};

const lowestCeiling = ({ limits, maxRequestsPerSecond, maxRequestsPerHour }: PaceOptions): number =>
  MARGIN *
  Math.min(
    ...[limits.rate, ...(limits.also ?? [])].map(({ requests, perSeconds }) => requests / perSeconds / 1000),
    (maxRequestsPerSecond ?? Infinity) / 1000,
    (maxRequestsPerHour ?? Infinity) / 3_600_000,
  );
