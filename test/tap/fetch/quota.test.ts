import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { QuotaError } from '../../../packages/tap/src/errors/quota-error.ts';
import type { Clock } from '../../../packages/tap/src/fetch/clock.ts';
import { createPace, type Pace } from '../../../packages/tap/src/fetch/pace.ts';
import { createQuota, type Quota } from '../../../packages/tap/src/fetch/quota.ts';
import { errorOf } from './vendor-server.ts';

// Bottleneck's own timers, in simulated time.
beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const clock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) =>
    new Promise((resolve, reject) => {
      setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        reject(signal.reason as Error);
      });
    }),
};

interface Setup {
  readonly quota: Quota;
  readonly pace: Pace;
  readonly signal: AbortSignal;
  readonly stop: AbortController;
  readonly pauses: { readonly untilMs: number; readonly waitMs: number }[];
}

const setup = (requests: number, perSeconds: number, concurrency: number): Setup => {
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const pauses: { untilMs: number; waitMs: number }[] = [];
  const pace = createPace({ limits: { rate: { requests, perSeconds }, concurrency } });
  const quota = createQuota({
    ...{ pace, concurrency, clock, signal: stop.signal },
    maxWaitMs: 600_000,
    onPause: (untilMs, waitMs) => pauses.push({ untilMs, waitMs }),
  });
  return { quota, pace, signal: stop.signal, stop, pauses };
};

const cause = { stream: 'users', sentence: 'because' };

const lasting = async (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Most that fall into any window of this length. */
const mostWithin = (times: readonly number[], windowMs: number): number =>
  Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length));

describe('the quota', () => {
  test('lets requests pass evenly, never more in a window than the vendor allows, and hardly fewer', async () => {
    const { quota, signal } = setup(10, 1, 4);
    const starts: number[] = [];
    const startedAtMs = Date.now();
    const all = Promise.all(
      Array.from({ length: 300 }, async () =>
        quota.run(async () => {
          starts.push(Date.now());
          await lasting(200);
        }, signal),
      ),
    );
    await jest.advanceTimersByTimeAsync(60_000);
    await all;
    expect(mostWithin(starts, 1000)).toBeLessThanOrEqual(10);
    // 300 requests at nine a second, and the last one's answer.
    expect(starts.at(-1)! - startedAtMs).toBeLessThan((300 / 9) * 1000 * 1.03);
  });

  test('keeps to the number of requests in flight when answers are slow', async () => {
    const { quota, signal } = setup(1000, 1, 3);
    let inFlight = 0;
    let most = 0;
    const all = Promise.all(
      Array.from({ length: 30 }, async () =>
        quota.run(async () => {
          inFlight += 1;
          most = Math.max(most, inFlight);
          await lasting(500);
          inFlight -= 1;
        }, signal),
      ),
    );
    await jest.advanceTimersByTimeAsync(10_000);
    await all;
    expect(most).toBe(3);
  });

  test('follows the pace when it changes', async () => {
    const { quota, pace, signal } = setup(10, 0.9, 1);
    const starts: number[] = [];
    const run = async (count: number): Promise<void> => {
      for (let index = 0; index < count; index += 1) {
        await quota.run(async () => {
          starts.push(Date.now());
        }, signal);
      }
    };
    const first = run(10);
    await jest.advanceTimersByTimeAsync(5000);
    await first;
    pace.limited(Date.now(), Date.now());
    quota.repace();
    const second = run(10);
    await jest.advanceTimersByTimeAsync(10_000);
    await second;
    expect(starts[9]! - starts[1]!).toBeGreaterThanOrEqual(8 * 100);
    expect(starts[9]! - starts[1]!).toBeLessThan(8 * 110);
    expect(starts[19]! - starts[11]!).toBeGreaterThanOrEqual(8 * 200);
    expect(starts[19]! - starts[11]!).toBeLessThan(8 * 210);
  });

  test('holds everybody during a pause, even who was waiting for a turn, then lets one ask alone', async () => {
    const { quota, signal, pauses } = setup(10, 0.9, 4);
    const spans: { from: number; to: number }[] = [];
    let isFirst = true;
    let untilMs = 0;
    const all = Promise.all(
      Array.from({ length: 12 }, async () =>
        quota.run(async () => {
          const from = Date.now();
          await lasting(50);
          if (isFirst) {
            isFirst = false;
            untilMs = Date.now() + 5000;
            quota.pause(untilMs, cause);
          }
          spans.push({ from, to: Date.now() });
        }, signal),
      ),
    );
    await jest.advanceTimersByTimeAsync(20_000);
    await all;
    const before = spans.filter(({ from }) => from < untilMs);
    const after = spans.filter(({ from }) => from >= untilMs);
    expect(before).toHaveLength(1);
    expect(after).toHaveLength(11);
    expect(after[0]!.to).toBeLessThanOrEqual(after[1]!.from);
    expect(pauses).toHaveLength(1);
  });

  test('a pause that is made longer is told with what it adds, and a shorter one changes nothing', async () => {
    const { quota, signal, pauses } = setup(10, 1, 1);
    const nowMs = Date.now();
    quota.pause(nowMs + 5000, cause);
    quota.pause(nowMs + 3000, cause);
    quota.pause(nowMs + 8000, cause);
    expect(pauses.map(({ waitMs }) => waitMs)).toEqual([5000, 3000]);
    let ranAtMs = 0;
    const run = quota.run(async () => {
      ranAtMs = Date.now();
    }, signal);
    await jest.advanceTimersByTimeAsync(20_000);
    await run;
    expect(ranAtMs - nowMs).toBeGreaterThanOrEqual(8000);
    expect(ranAtMs - nowMs).toBeLessThan(8300);
  });

  test('a probe that fails lets the others go on; one that is limited again does not', async () => {
    const { quota, signal } = setup(100, 1, 2);
    quota.pause(Date.now() + 1000, cause);
    const order: string[] = [];
    const failing = quota
      .run(async () => {
        order.push('probe');
        await lasting(20);
        quota.pause(Date.now() + 1000, cause);
        throw new Error('limited again');
      }, signal)
      .catch(() => order.push('probe failed'));
    const second = quota
      .run(async () => {
        order.push('second probe');
        await lasting(20);
        order.push('second probe done');
        throw new Error('broken');
      }, signal)
      .catch(() => undefined);
    const third = quota.run(async () => order.push('third'), signal);
    await jest.advanceTimersByTimeAsync(1500);
    expect(order).toEqual(['probe', 'probe failed']);
    await jest.advanceTimersByTimeAsync(1500);
    await Promise.all([failing, second, third]);
    expect(order).toEqual(['probe', 'probe failed', 'second probe', 'second probe done', 'third']);
  });

  test('whoever waits can go at once: for a pause, for a turn, for room', async () => {
    const { quota, signal } = setup(1, 10, 1);
    const first = quota.run(async () => undefined, signal);
    await jest.advanceTimersByTimeAsync(100);
    await first;
    const reasons: unknown[] = [];
    const controllers = Array.from({ length: 6 }, () => new AbortController());
    for (const controller of controllers) {
      void quota
        .run(async () => reasons.push('ran'), controller.signal)
        .catch((reason: unknown) => reasons.push(reason));
    }
    await jest.advanceTimersByTimeAsync(100);
    controllers.forEach((controller, index) => {
      controller.abort(index);
    });
    await jest.advanceTimersByTimeAsync(10);
    expect(reasons).toEqual(expect.arrayContaining([0, 1, 2, 3, 4, 5]));
    expect(reasons).toHaveLength(6);
    let hasRun = false;
    const next = quota.run(async () => {
      hasRun = true;
    }, signal);
    await jest.advanceTimersByTimeAsync(120_000);
    await next;
    expect(hasRun).toBe(true);
  });

  test('a pause longer than the run may wait fails who waits and who comes', async () => {
    const { quota, signal } = setup(1000, 1, 1);
    quota.pause(Date.now() + 1000, cause);
    const waiting = errorOf(
      quota.run(async () => undefined, signal),
      QuotaError,
    );
    const untilMs = Date.now() + 700_000;
    quota.pause(untilMs, cause);
    expect((await waiting).resumeAtMs).toBe(untilMs);
    expect(
      (
        await errorOf(
          quota.run(async () => undefined, signal),
          QuotaError,
        )
      ).resumeAtMs,
    ).toBe(untilMs);
  });

  test('closing fails who waits and lets nothing through', async () => {
    const { quota, signal, stop } = setup(1, 10, 1);
    const first = quota.run(async () => undefined, signal);
    await jest.advanceTimersByTimeAsync(100);
    await first;
    const waiting = Array.from({ length: 5 }, async () => errorOf(quota.run(async () => undefined, signal)));
    stop.abort(new Error('stopped'));
    const closed = quota.close();
    await jest.advanceTimersByTimeAsync(60_000);
    await closed;
    for (const error of await Promise.all(waiting)) expect(error.message).toMatch(/stopped|closed/);
    await errorOf(quota.run(async () => undefined, new AbortController().signal));
  });
});
