import { isLosslessNumber } from 'lossless-json';
import type { InstantForm } from '../define/fields.ts';
import { EMITTED_INSTANT, parseIso, type WrittenInstant } from './iso.ts';
import { clampMs, millisecondsOf, msOfWall, wallOf } from './wall.ts';
import { zoneOf } from './zone.ts';

/** Below it a number can only be seconds, from it on only milliseconds: it is March 1973 in ms and the year 5138 in s. */
const MILLISECONDS_FROM = 1e11;
/** .NET's DateTime.MinValue: "not set". */
const ZERO_WALL = '0001-01-01T00:00:00';

const join = (wall: string | undefined, fraction: string): string | undefined => {
  if (wall === undefined) return undefined;
  return fraction === '' ? `${wall}Z` : `${wall}.${fraction}Z`;
};

const toUtc = ({ wall, fraction, offsetMinutes }: WrittenInstant, timezone: string): string | undefined => {
  if (offsetMinutes === 0 || (offsetMinutes === null && timezone === 'UTC')) return join(wall, fraction);
  const wallMs = msOfWall(wall);
  const utcMs = offsetMinutes === null ? zoneOf(timezone).toUtcMs(wallMs) : wallMs - offsetMinutes * 60_000;
  return join(wallOf(utcMs), fraction);
};

const parseIsoText = (text: string, timezone: string): string | null | undefined => {
  if (text.startsWith('0000-00-00')) return null;
  const written = parseIso(text);
  if (written === undefined) return undefined;
  if (written.wall === ZERO_WALL && Number(written.fraction) === 0) return null;
  return toUtc(written, timezone);
};

/** Decimal text of an epoch -> UTC text; the fraction is kept by its digits, never by floating point. */
const parseEpoch = (text: string, form: InstantForm): string | null | undefined => {
  const match = /^([+-]?)(\d{1,15})(?:\.(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, digits = '', decimals = ''] = match;
  let whole = Number(digits);
  if (whole === 0 && Number(decimals) === 0) return null;
  // A field of text instants only holds an epoch when its length says which: a bare year or a compact date is none.
  const isText = form === 'iso' || form === 'odata';
  if (isText && digits.length !== 10 && digits.length !== 13) return undefined;
  const isMs = whole >= MILLISECONDS_FROM || (form === 'epoch-milliseconds' && (whole === 0 || sign === '-'));
  let kept = decimals.slice(0, isMs ? 3 : 6);
  if (sign === '-') {
    // The fraction counts upwards from the second before.
    const complement = Number(kept) === 0 ? 0 : 10 ** kept.length - Number(kept);
    whole = complement === 0 ? -whole : -whole - 1;
    kept = kept === '' ? '' : String(complement).padStart(kept.length, '0');
  }
  if (!isMs) return join(wallOf(whole * 1000), kept);
  const wall = wallOf(whole);
  return wall === ZERO_WALL ? null : join(wall, `${millisecondsOf(whole)}${kept}`);
};

/**
 * OData's verbose JSON: ticks are milliseconds of the wall clock, so the offset (minutes) is taken away; without one
 * (Edm.DateTime) the clock is the server's, like the zoneless text of the same value in light JSON.
 * https://www.odata.org/documentation/odata-version-2-0/json-format/
 */
const parseOdata = (text: string, timezone: string): string | null | undefined => {
  const match = /^\/Date\((-?\d{1,15})([+-]\d{1,4})?\)\/$/.exec(text);
  if (match === null) return undefined;
  const [, ticks, offset] = match;
  const ms = Number(ticks);
  const wall = wallOf(ms);
  if (wall === undefined) return undefined;
  if (wall === ZERO_WALL) return null;
  return toUtc(
    { wall, fraction: millisecondsOf(ms), offsetMinutes: offset === undefined ? null : Number(offset) },
    timezone,
  );
};

/**
 * A vendor's point in time as UTC text `YYYY-MM-DDTHH:MM:SS[.f]Z`, its fraction cut at six digits.
 *
 * `form` says what to expect. Since vendors mix forms within one field (six by one documentation), a value that can only
 * be read one way is read that way: ISO text in an epoch field, seconds in a millisecond field.
 *
 * Returns null for "not set" (null, '', `0000-00-00...`, 0001-01-01 midnight, epoch 0) and undefined for what is no
 * instant in the years 0001 to 9999.
 *
 * @param timezone IANA name, for text without an offset.
 */
export const parseInstant = (value: unknown, form: InstantForm, timezone: string): string | null | undefined => {
  if (typeof value === 'string') {
    if (EMITTED_INSTANT.test(value)) return value;
    const text = value.trim();
    if (text === '') return null;
    if (text.charAt(4) === '-') return parseIsoText(text, timezone);
    return text.startsWith('/') ? parseOdata(text, timezone) : parseEpoch(text, form);
  }
  if (typeof value === 'number') return parseEpoch(String(value), form);
  if (value === null || value === undefined) return null;
  return isLosslessNumber(value) ? parseEpoch(value.value, form) : undefined;
};

/** Negative, zero or positive as `a` is before, at or after `b`; both UTC text as parseInstant returns it. */
export const compareInstants = (a: string, b: string): number => {
  const wallA = a.slice(0, 19);
  const wallB = b.slice(0, 19);
  if (wallA !== wallB) return wallA < wallB ? -1 : 1;
  const fractionA = a.slice(20, -1).padEnd(6, '0');
  const fractionB = b.slice(20, -1).padEnd(6, '0');
  if (fractionA === fractionB) return 0;
  return fractionA < fractionB ? -1 : 1;
};

/** Epoch milliseconds as UTC text with three digits; clamped to the years 0001 to 9999. */
export const instantFromMs = (ms: number): string => new Date(clampMs(ms)).toISOString();

/** `hours` may be negative or broken; the fraction stays as it is. Clamped to the years 0001 to 9999. */
export const addHours = (instant: string, hours: number): string => {
  const ms = clampMs(msOfWall(instant.slice(0, 19)) + Math.round(hours * 3600) * 1000);
  return `${wallOf(ms) ?? ''}${instant.slice(19)}`;
};

/** Strict, for config and state: a full date-time with an offset, or a date alone (midnight UTC). Otherwise null. */
export const parseRfc3339 = (text: string): string | null => {
  const isStrict = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d))?$/.test(text);
  const written = isStrict ? parseIso(text) : undefined;
  return written === undefined ? null : (toUtc(written, 'UTC') ?? null);
};
