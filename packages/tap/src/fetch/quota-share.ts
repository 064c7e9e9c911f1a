import { createFixedWindow, noiseOf, RESERVE, type FixedWindow } from './fixed-window.ts';

/**
 * Our share of a limit that other programs of the customer use too, from the vendor's "remaining" header.
 *
 * A vendor counts in one of two ways, and the header looks the same for both:
 * - a sliding window: used = ours + others' in the last window. Room comes back as old requests leave the window.
 * - fixed windows: used = ours + others' since the window began. All room comes back at once when the next begins.
 *
 * A vendor is taken for sliding until it proves the opposite: fewer used than we alone had in the last window.
 */
export interface QuotaShare {
  sent(nowMs: number): void;
  answered(nowMs: number, sentAtMs: number, remaining: number): void;
  /** Requests per millisecond that leave the others theirs. */
  ratePerMs(nowMs: number): number;
  /** How long nothing is left; 0 while there is something. */
  pauseMs(nowMs: number): number;
}

export interface QuotaShareOptions {
  readonly limit: number;
  readonly windowMs: number;
  /** Requests per millisecond at most. */
  readonly ceilingPerMs: number;
}

/** Part of the limit that is always asked for, so that the numbers stay fresh and nobody starves. */
const FLOOR = 0.05;

/** Others' use is expected to go on as in the last sixth of a window, for a quarter of one, but not for ever. */
const TREND_WINDOWS = 1 / 6;
const TREND_HORIZON_WINDOWS = 1 / 4;
const TREND_MOST = 0.3;
const SHORTEST_TREND_WINDOWS = 0.03;

/** Longest wait for room before one request finds out. */
const LONGEST_PAUSE_MS = 10_000;

interface Observation {
  readonly atMs: number;
  readonly others: number;
}

export const createQuotaShare = ({ limit: configured, windowMs, ceilingPerMs }: QuotaShareOptions): QuotaShare => {
  let limit = configured;
  let sends: number[] = [];
  let remaining: number | null = null;
  /** Sliding: what others had in the window, over the last part of it. */
  let seen: Observation[] = [];
  let fixed: FixedWindow | null = null;

  const sentBetween = (fromMs: number, toMs: number): number =>
    sends.reduce((count, atMs) => (atMs > fromMs && atMs <= toMs ? count + 1 : count), 0);

  const forget = (nowMs: number): void => {
    const fromMs = nowMs - windowMs * 1.1;
    if (sends.length > 0 && (sends[0] ?? 0) < fromMs) sends = sends.filter((atMs) => atMs >= fromMs);
    seen = seen.filter(({ atMs }) => atMs > nowMs - windowMs * TREND_WINDOWS);
  };

  const provesFixed = (used: number, nowMs: number, sentAtMs: number): boolean => {
    const slackMs = nowMs - sentAtMs + windowMs * 0.02;
    return used + noiseOf(limit) < sentBetween(nowMs - windowMs + slackMs, sentAtMs);
  };

  const answered = (nowMs: number, sentAtMs: number, left: number): void => {
    forget(nowMs);
    limit = Math.max(limit, left + 1);
    remaining = left;
    const used = limit - left;
    // The vendor counted at some moment between sending and answering.
    const countedAtMs = (sentAtMs + nowMs) / 2;
    if (fixed === null && provesFixed(used, nowMs, sentAtMs)) {
      const othersBefore = Math.max(0, ...seen.map(({ others }) => others));
      fixed = createFixedWindow(limit, windowMs, { startMs: countedAtMs, othersBefore });
    }
    fixed?.observe(used, countedAtMs, (fromMs) => sentBetween(fromMs, countedAtMs));
    seen.push({ atMs: nowMs, others: Math.max(0, used - sentBetween(countedAtMs - windowMs, countedAtMs)) });
  };

  const slidingRate = (left: number): number => {
    const first = seen[0];
    const last = seen.at(-1);
    if (first === undefined || last === undefined) return ceilingPerMs;
    const spanMs = Math.max(last.atMs - first.atMs, windowMs * SHORTEST_TREND_WINDOWS);
    const growthPerMs = Math.max(0, last.others - first.others - noiseOf(limit)) / spanMs;
    const growth = Math.min(growthPerMs * windowMs * TREND_HORIZON_WINDOWS, limit * TREND_MOST);
    const rate = (limit * (1 - RESERVE) - last.others - growth) / windowMs;
    // What is left tells at once what an estimate over a window tells late.
    return Math.min(ceilingPerMs, rate) * Math.min(1, left / (limit * RESERVE));
  };

  return {
    sent: (nowMs) => {
      sends.push(nowMs);
    },
    answered,
    ratePerMs: (nowMs) => {
      if (remaining === null) return ceilingPerMs;
      const rate = fixed === null ? slidingRate(remaining) : fixed.ratePerMs(nowMs, remaining);
      return Math.min(ceilingPerMs, Math.max(rate, (limit * FLOOR) / windowMs));
    },
    pauseMs: (nowMs) => {
      if (remaining !== 0) return 0;
      if (fixed !== null) return fixed.leftMs(nowMs);
      const oldestMs = sends.find((atMs) => atMs > nowMs - windowMs) ?? nowMs;
      return Math.min(LONGEST_PAUSE_MS, Math.max(oldestMs + windowMs - nowMs, windowMs * FLOOR));
    },
  };
};
