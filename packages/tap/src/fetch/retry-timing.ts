import type { Limits } from '../define/limits.ts';
import type { ResponseHeaders } from '../define/request.ts';

/**
 * Pure functions from headers to milliseconds. Times that a vendor names are compared with the vendor's own clock (the
 * `Date` header of the same answer), so that a wrong local clock doesn't matter.
 */

const BACKOFF_BASE_MS = 500;
const BACKOFF_CAP_MS = 30_000;

/** Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
export const backoffMs = (retriesConsumed: number, random: number): number =>
  Math.round(random * Math.min(BACKOFF_CAP_MS, BACKOFF_BASE_MS * 2 ** Math.min(retriesConsumed + 1, 30)));

/** `Date` as epoch milliseconds; null when it is missing, unreadable or stored by a cache on the way. */
export const serverTimeMs = (headers: ResponseHeaders): number | null => {
  const ageSeconds = Number(headers.get('age') ?? 0);
  if (!Number.isFinite(ageSeconds) || ageSeconds > 0) return null;
  return httpDateMs(headers.get('date'));
};

/**
 * How long the answer asks to wait, or null when it doesn't say.
 * `Retry-After` has two forms: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export const retryAfterMs = (headers: ResponseHeaders, nowMs: number): number | null => {
  const value = headers.get('retry-after')?.trim();
  if (value === undefined || value === '') return null;
  const seconds = secondsOf(value);
  if (seconds !== null) return seconds * 1000;
  const atMs = httpDateMs(value);
  return atMs === null ? null : Math.max(0, atMs - (serverTimeMs(headers) ?? nowMs));
};

/** The vendor's own header that tells when its window ends. */
export const resetMs = (headers: ResponseHeaders, reset: Limits['resetHeader'], nowMs: number): number | null => {
  if (reset === undefined) return null;
  const value = secondsOf(headers.get(reset.name)?.trim() ?? '');
  if (value === null) return null;
  const vendorNowMs = serverTimeMs(headers) ?? nowMs;
  switch (reset.form) {
    case 'seconds':
      return value * 1000;
    case 'epoch-seconds':
      return Math.max(0, value * 1000 - vendorNowMs);
    case 'epoch-milliseconds':
      return Math.max(0, value - vendorNowMs);
  }
};

/** Time until the next clock window begins: a multiple of `windowSeconds` since 1970 on the vendor's clock. */
export const windowBoundaryMs = (windowSeconds: number, vendorNowMs: number): number => {
  const windowMs = windowSeconds * 1000;
  return windowMs - (((vendorNowMs % windowMs) + windowMs) % windowMs);
};

/** The first of Retry-After, reset header and window boundary that the answer or the vendor's limits know. */
export const rateLimitWaitMs = (headers: ResponseHeaders, limits: Limits, vendorNowMs: number): number | null =>
  retryAfterMs(headers, vendorNowMs) ??
  resetMs(headers, limits.resetHeader, vendorNowMs) ??
  (limits.windowSeconds === undefined
    ? null
    : windowBoundaryMs(limits.windowSeconds, serverTimeMs(headers) ?? vendorNowMs));

/** Clients that wait for the same moment must not come back in the same moment. */
export const jitterMs = (waitMs: number, random: number): number =>
  Math.round(random * Math.min(1000, Math.max(100, waitMs / 10)));

/** Digits, perhaps with a fraction; null for anything else (a date, a negative number, a word). */
const secondsOf = (text: string): number | null => {
  if (!/^\d{1,15}(\.\d+)?$/.test(text)) return null;
  return Number(text);
};

const httpDateMs = (text: string | null): number | null => {
  // Date.parse reads almost anything as a date; an HTTP date begins with a weekday or is an ISO instant.
  if (text === null || !/^([A-Za-z]{3,9},? |\d{4}-\d{2}-\d{2}T)/.test(text)) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
};
