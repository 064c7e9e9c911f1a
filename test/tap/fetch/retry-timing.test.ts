import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import type { Limits } from '../../../packages/tap/src/define/limits.ts';
import type { ResponseHeaders } from '../../../packages/tap/src/define/request.ts';
import {
  backoffMs,
  jitterMs,
  rateLimitWaitMs,
  resetMs,
  retryAfterMs,
  serverTimeMs,
  windowBoundaryMs,
} from '../../../packages/tap/src/fetch/retry-timing.ts';

const headers = (values: Record<string, string>): ResponseHeaders => ({
  get: (name) => values[name.toLowerCase()] ?? null,
});

const NOW = Date.parse('2026-11-24T06:00:10Z');
const DATE = 'Tue, 24 Nov 2026 06:00:00 GMT';

describe('Retry-After', () => {
  test.each([
    ['0', 0],
    ['30', 30_000],
    [' 30 ', 30_000],
    ['1.5', 1500],
    ['Tue, 24 Nov 2026 06:02:00 GMT', 110_000],
    ['Tuesday, 24-Nov-26 06:02:00 GMT', 110_000],
    ['2026-11-24T06:02:00Z', 110_000],
    ['Tue, 24 Nov 2026 05:00:00 GMT', 0],
    ['', null],
    ['-5', null],
    ['soon', null],
    ['1e3', null],
    ['Infinity', null],
    ['99999999999999999999', null],
    ['30, 30', null],
  ])('%j is %p', (value, expected) => {
    expect(retryAfterMs(headers({ 'retry-after': value }), NOW)).toBe(expected);
  });

  test('is missing', () => {
    expect(retryAfterMs(headers({}), NOW)).toBeNull();
  });

  test('as a date counts from the Date header of the same answer', () => {
    const answer = headers({ 'retry-after': 'Tue, 24 Nov 2026 06:02:00 GMT', date: DATE });
    expect(retryAfterMs(answer, NOW)).toBe(120_000);
    expect(retryAfterMs(answer, NOW + 9_000_000)).toBe(120_000);
  });

  test('is never negative or not a number, whatever it says', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (value, date) => {
        const ms = retryAfterMs(headers({ 'retry-after': value, date }), NOW);
        expect(ms === null || (Number.isFinite(ms) && ms >= 0)).toBe(true);
      }),
    );
  });
});

describe('Date', () => {
  test.each([
    [{ date: DATE }, NOW - 10_000],
    [{ date: DATE, age: '0' }, NOW - 10_000],
    [{ date: DATE, age: '120' }, null],
    [{ date: 'yesterday' }, null],
    [{ date: '5' }, null],
    [{}, null],
  ])('%j is %p', (values, expected) => {
    expect(serverTimeMs(headers(values))).toBe(expected);
  });
});

describe('a reset header', () => {
  test.each([
    ['seconds', '42', 42_000],
    ['epoch-seconds', String(NOW / 1000 + 5), 15_000],
    ['epoch-milliseconds', String(NOW + 5000), 15_000],
    ['epoch-seconds', String(NOW / 1000 - 500), 0],
    ['epoch-seconds', 'x', null],
  ] as const)('in %s: %s', (form, value, expected) => {
    expect(resetMs(headers({ 'x-reset': value, date: DATE }), { name: 'X-Reset', form }, NOW)).toBe(expected);
  });

  test('that the vendor has not is no wait', () => {
    expect(resetMs(headers({ 'x-reset': '42' }), undefined, NOW)).toBeNull();
    expect(resetMs(headers({}), { name: 'x-reset', form: 'seconds' }, NOW)).toBeNull();
  });
});

describe('the next clock window', () => {
  test.each([
    [60, '2026-11-24T06:00:10Z', 50_000],
    [60, '2026-11-24T06:00:00Z', 60_000],
    [3600, '2026-11-24T06:59:59.500Z', 500],
    [1, '2026-11-24T06:00:10.250Z', 750],
  ])('of %i s at %s', (seconds, at, expected) => {
    expect(windowBoundaryMs(seconds, Date.parse(at))).toBe(expected);
  });

  test('is always ahead and never further than a window', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 86_400 }), fc.integer({ min: -1e12, max: 4e12 }), (seconds, nowMs) => {
        const ms = windowBoundaryMs(seconds, nowMs);
        expect(ms).toBeGreaterThan(0);
        expect(ms).toBeLessThanOrEqual(seconds * 1000);
        // Without the sign of a negative zero.
        expect(Math.abs((nowMs + ms) % (seconds * 1000))).toBe(0);
      }),
    );
  });
});

describe('a 429', () => {
  const limits: Limits = {
    rate: { requests: 300, perSeconds: 60 },
    concurrency: 4,
    windowSeconds: 60,
    resetHeader: { name: 'x-reset', form: 'seconds' },
  };
  test.each([
    [{ 'retry-after': '7', 'x-reset': '8', date: DATE }, 7000],
    [{ 'x-reset': '8', date: DATE }, 8000],
    [{ date: DATE }, 60_000],
    [{}, 50_000],
  ])('%j is waited for %p', (values, expected) => {
    expect(rateLimitWaitMs(headers(values), limits, NOW)).toBe(expected);
  });

  test('says nothing where neither the answer nor the limits tell', () => {
    expect(rateLimitWaitMs(headers({ date: DATE }), { rate: limits.rate, concurrency: 1 }, NOW)).toBeNull();
  });
});

describe('backoff', () => {
  test('doubles from a second to half a minute at most, and any part of it is drawn', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 60, 5000].map((retries) => backoffMs(retries, 1))).toEqual([
      1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000, 30_000,
    ]);
    expect(backoffMs(3, 0)).toBe(0);
    expect(backoffMs(3, 0.5)).toBe(4000);
  });

  test('jitter is a tenth of the wait, at least 0.1 s and at most 1 s', () => {
    expect([0, 500, 5000, 60_000].map((ms) => jitterMs(ms, 1))).toEqual([100, 100, 500, 1000]);
    expect(jitterMs(60_000, 0)).toBe(0);
  });
});
