import { describe, expect, test } from '@jest/globals';
import type { Limits } from '../../../packages/tap/src/define/limits.ts';
import { createPace } from '../../../packages/tap/src/fetch/pace.ts';
import { simulate, type SimulationResult, type WindowKind } from './quota-simulation.ts';

const MINUTE = 60_000;
const DURATION = 10 * MINUTE;
const LIMIT = 300;

/** Every `gapMs` from one time to another. */
const evenly = (gapMs: number, fromMs = 0, toMs = DURATION): number[] =>
  Array.from({ length: Math.floor((toMs - fromMs) / gapMs) }, (_, index) => fromMs + index * gapMs);

/** `count` requests, `gapMs` apart, once per `everyMs`. */
const bursts = (count: number, gapMs: number, everyMs: number, fromMs: number): number[] =>
  evenly(everyMs, fromMs).flatMap((startMs) => Array.from({ length: count }, (_, index) => startMs + index * gapMs));

const others: Record<string, number[]> = {
  'nobody else': [],
  'half of it evenly': evenly(400),
  'half of it in batches of five': evenly(2000).flatMap((startMs) => [0, 1, 2, 3, 4].map((ms) => startMs + ms)),
  'a third of it in two seconds of every minute': bursts(100, 20, MINUTE, 7000),
  'half of it in ten seconds of every minute': bursts(150, 66, MINUTE, 20_000),
  'half of it in two bursts a minute': bursts(75, 30, MINUTE / 2, 11_000),
  'half of it from the middle of the run on': evenly(400, 4 * MINUTE + 10_000),
  'bursts of half of it from the middle of the run on': bursts(150, 20, MINUTE, 4 * MINUTE + 17_000),
  'half of it until the middle of the run': evenly(400, 0, 4 * MINUTE + 10_000),
};

const limits = (more: Partial<Limits> = {}): Limits => ({
  rate: { requests: LIMIT, perSeconds: 60 },
  concurrency: 4,
  ...more,
});

/** The same numbers on every machine: https://en.wikipedia.org/wiki/Linear_congruential_generator */
const randomFrom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

const run = (kind: WindowKind, asked: readonly number[], hasHeader: boolean, seed: number): SimulationResult =>
  simulate({
    pace: createPace({ limits: limits(hasHeader ? { remainingHeader: 'left' } : {}) }),
    ...{ limit: LIMIT, windowMs: MINUTE, kind, hasHeader, durationMs: DURATION, concurrency: 4 },
    others: asked,
    phaseMs: seed * 17_000,
    random: randomFrom(seed),
  });

const cases = (['sliding', 'fixed'] as const).flatMap((kind) =>
  Object.entries(others).flatMap(([name, asked]) => [1, 2, 3].map((seed) => ({ kind, name, asked, seed }))),
);

describe('with a header that tells what is left, 300 requests a minute', () => {
  test.each(cases)('$kind windows, others use $name (seed $seed)', ({ kind, asked, seed }) => {
    const result = run(kind, asked, true, seed);
    expect(result.refusedShare).toBeLessThan(0.01);
    expect(result.share).toBeGreaterThanOrEqual(0.75);
    expect(result.share).toBeLessThanOrEqual(1);
  });

  test.each(['sliding', 'fixed'] as const)('takes less when the limit is lower than documented (%s)', (kind) => {
    const result = simulate({
      pace: createPace({ limits: limits({ remainingHeader: 'left' }) }),
      ...{ limit: 200, windowMs: MINUTE, kind, hasHeader: true, durationMs: DURATION, concurrency: 4 },
      ...{ others: [], phaseMs: 0, random: randomFrom(5) },
    });
    expect(result.refused).toBe(0);
    expect(result.share).toBeGreaterThan(0.75);
  });

  test.each(['sliding', 'fixed'] as const)('does not take the documented limit for a use of it (%s)', (kind) => {
    const result = simulate({
      pace: createPace({ limits: limits({ remainingHeader: 'left' }) }),
      ...{ limit: 500, windowMs: MINUTE, kind, hasHeader: true, durationMs: DURATION, concurrency: 4 },
      ...{ others: evenly(MINUTE / 200), phaseMs: 0, random: randomFrom(5) },
    });
    expect(result.accepted / 10).toBeGreaterThan(250);
    expect(result.accepted / 10).toBeLessThanOrEqual(271);
  });

  test('still asks now and then when others use everything', () => {
    const { accepted, refused } = run('sliding', evenly(190), true, 1);
    expect(accepted).toBeGreaterThan(10);
    expect(accepted + refused).toBeLessThan(400);
  });
});

describe('without a header', () => {
  test.each(cases)('$kind windows, others use $name (seed $seed)', ({ kind, asked, seed }) => {
    const result = run(kind, asked, false, seed);
    expect(result.refusedShare).toBeLessThan(0.02);
    expect(result.share).toBeGreaterThan(0.6);
  });

  test("keeps a tenth of the vendor's lowest ceiling unused and takes the user's instead, exactly, where one is set", () => {
    const slower = limits({ also: [{ requests: 3000, perSeconds: 3600 }] });
    const every = (more: Partial<Parameters<typeof createPace>[0]>) =>
      createPace({ limits: limits(), ...more }).intervalMs(0);
    expect(every({})).toBeCloseTo(1000 / 4.5);
    expect(every({ maxRequestsPerSecond: 4 })).toBeCloseTo(1000 / 4);
    expect(every({ maxRequestsPerSecond: 9 })).toBeCloseTo(1000 / 9);
    expect(every({ maxRequestsPerHour: 7200 })).toBeCloseTo(1000 / 2);
    expect(every({ limits: slower })).toBeCloseTo(1000 / 0.75);
    expect(every({ limits: slower, maxRequestsPerSecond: 9 })).toBeCloseTo(1000 / 0.75);
    expect(every({ limits: slower, maxRequestsPerSecond: 9, maxRequestsPerHour: 7200 })).toBeCloseTo(1000 / 2);
  });

  test('halves on a 429 and recovers a twentieth per five seconds', () => {
    const pace = createPace({ limits: limits({ rate: { requests: 10, perSeconds: 9 } }) });
    expect(pace.intervalMs(0)).toBeCloseTo(1000);
    pace.limited(10_000, 9000);
    expect(pace.intervalMs(10_000)).toBeCloseTo(2000);
    expect(pace.intervalMs(15_000)).toBeCloseTo(1000 / 0.55);
    expect(pace.intervalMs(20_000)).toBeCloseTo(1000 / 0.6);
    // A little below the pace that was too fast it stays for a while.
    expect(pace.intervalMs(45_000)).toBeCloseTo(1250);
    expect(pace.intervalMs(65_000)).toBeCloseTo(1250);
    expect(pace.intervalMs(10 * MINUTE)).toBeCloseTo(1000);
  });

  test('halves once for all requests that were on their way, and once for a refusal that goes on', () => {
    const pace = createPace({ limits: limits({ rate: { requests: 10, perSeconds: 9 } }) });
    pace.limited(10_000, 9000);
    pace.limited(10_100, 9500);
    pace.limited(12_000, 11_000);
    expect(pace.intervalMs(12_000)).toBeLessThan(2001);
    pace.answered(13_000, 12_500, null);
    pace.limited(14_000, 13_500);
    expect(pace.intervalMs(14_000)).toBeGreaterThan(3000);
  });

  test('never stops altogether', () => {
    const pace = createPace({ limits: limits({ rate: { requests: 10, perSeconds: 9 } }) });
    for (let second = 0; second < 100; second += 1) {
      pace.answered(second * 1000, second * 1000, null);
      pace.limited(second * 1000 + 500, second * 1000 + 400);
    }
    expect(pace.intervalMs(100_000)).toBeLessThanOrEqual(20_000);
  });
});
