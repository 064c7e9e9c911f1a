import type { Limits } from '../define/limits.ts';
import { createQuotaShare } from './quota-share.ts';

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
  answered(nowMs: number, sentAtMs: number, remaining: number | null): void;
  /** Instead of `answered`: the answer to a request sent at `sentAtMs` was 429. */
  limited(nowMs: number, sentAtMs: number): void;
  /** Time between two requests. */
  intervalMs(nowMs: number): number;
  /** How long the header says that nothing is left. */
  pauseMs(nowMs: number): number;
}

/**
 * A 429 halves the pace (a header that counts down needs less). It comes back by a twentieth of the ceiling every five
 * seconds up to a little below where it was, stays there, and only then tries to go beyond; each time that fails it
 * stays longer, because whoever uses the rest is there to stay.
 */
const DECREASE = 0.5;
const DECREASE_WITH_HEADER = 0.8;
const LOWEST_FACTOR = 0.05;
const RECOVERY_PER_MS = 0.05 / 5000;
const PLATEAU = 0.8;
const FIRST_PLATEAU_MS = 30_000;
const LONGEST_PLATEAU_MS = 240_000;

/** What is left of a shorter window is old news when it arrives. */
const SHORTEST_SHARED_WINDOW_SECONDS = 10;

export const createPace = (options: PaceOptions): Pace => {
  const { rate, remainingHeader } = options.limits;
  const ceilingPerMs = lowestCeiling(options);
  const isShared = remainingHeader !== undefined && rate.perSeconds >= SHORTEST_SHARED_WINDOW_SECONDS;
  const share = isShared
    ? createQuotaShare({ limit: rate.requests, windowMs: rate.perSeconds * 1000, ceilingPerMs })
    : null;
  let factorThen = 1;
  /** A 429 that follows a 429 is the same event. */
  let isAnsweredSince = true;
  let plateau = 1;
  let plateauMs = FIRST_PLATEAU_MS;
  let limitedAtMs = -Infinity;

  /** Rises to the plateau, stays there for a while, then goes on rising. */
  const factor = (nowMs: number): number => {
    if (limitedAtMs === -Infinity) return 1;
    const risenMs = nowMs - limitedAtMs;
    const toPlateauMs = Math.max(0, plateau - factorThen) / RECOVERY_PER_MS;
    if (risenMs <= toPlateauMs) return factorThen + risenMs * RECOVERY_PER_MS;
    const beyondMs = Math.max(0, risenMs - toPlateauMs - plateauMs);
    return Math.min(1, Math.max(plateau, factorThen) + beyondMs * RECOVERY_PER_MS);
  };

  return {
    sent: (nowMs) => share?.sent(nowMs),
    answered: (nowMs, sentAtMs, remaining) => {
      isAnsweredSince = true;
      if (remaining !== null) share?.answered(nowMs, sentAtMs, remaining);
    },
    limited: (nowMs, sentAtMs) => {
      // Those sent before the last 429 was known say nothing new.
      if (sentAtMs < limitedAtMs) return;
      const then = factor(nowMs);
      if (isAnsweredSince) {
        plateauMs = then >= 1 ? FIRST_PLATEAU_MS : Math.min(LONGEST_PLATEAU_MS, plateauMs * 2);
        plateau = then * PLATEAU;
        factorThen = Math.max(LOWEST_FACTOR, then * (share === null ? DECREASE : DECREASE_WITH_HEADER));
      }
      isAnsweredSince = false;
      limitedAtMs = nowMs;
    },
    intervalMs: (nowMs) => 1 / ((share?.ratePerMs(nowMs) ?? ceilingPerMs) * factor(nowMs)),
    pauseMs: (nowMs) => share?.pauseMs(nowMs) ?? 0,
  };
};

const HOUR_SECONDS = 3600;

/**
 * Requests per millisecond. What the user sets stands for the vendor's default of that kind, exactly: a portal may have
 * been granted more, or other clients may need their share.
 */
const lowestCeiling = ({ limits, maxRequestsPerSecond, maxRequestsPerHour }: PaceOptions): number => {
  const isSet = (perSeconds: number): boolean =>
    (perSeconds < HOUR_SECONDS ? maxRequestsPerSecond : maxRequestsPerHour) !== undefined;
  const defaults = [limits.rate, ...(limits.also ?? [])]
    .filter(({ perSeconds }) => !isSet(perSeconds))
    .map(({ requests, perSeconds }) => (MARGIN * requests) / perSeconds / 1000);
  return Math.min(...defaults, (maxRequestsPerSecond ?? Infinity) / 1000, (maxRequestsPerHour ?? Infinity) / 3_600_000);
};
