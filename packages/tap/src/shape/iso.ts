const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const MINUS = 45;
const PLUS = 43;
const ZERO = 48;
const COLON = 58;
const MAX_FRACTION_DIGITS = 6;

/**
 * Text that is already what is emitted, which most vendors' is. Days that need a second look (29 February, the years
 * that stand for "not set") don't match.
 */
export const EMITTED_INSTANT =
  /^[12]\d{3}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?Z$/;

/** A date-time as it is written; nothing is converted yet. */
export interface WrittenInstant {
  /** `YYYY-MM-DDTHH:MM:SS` as the clock shows it. */
  readonly wall: string;
  /** At most six digits, further ones cut; '' when none are written. */
  readonly fraction: string;
  /** Minutes ahead of UTC, or null when none is written. */
  readonly offsetMinutes: number | null;
}

/** The number that `count` decimal digits at `at` write, or -1. */
const digitsAt = (text: string, at: number, count: number): number => {
  let value = 0;
  for (let index = at; index < at + count; index += 1) {
    const digit = text.charCodeAt(index) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return -1;
    value = value * 10 + digit;
  }
  return value;
};

const isLeapYear = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Whether `text` begins with a day of the calendar, `YYYY-MM-DD`, in the years 0001 to 9999. */
const startsWithDay = (text: string): boolean => {
  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 2);
  const day = digitsAt(text, 8, 2);
  if (year < 1 || month < 1 || month > 12 || day < 1) return false;
  if (text.charCodeAt(4) !== MINUS || text.charCodeAt(7) !== MINUS) return false;
  return day <= (month === 2 && isLeapYear(year) ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0));
};

/** `''`, `Z`, `UTC`, `GMT`, `+hh`, `+hhmm`, `+hh:mm`, each after optional blanks; undefined when it is none of them. */
const parseOffset = (text: string, at: number): number | null | undefined => {
  const rest = text.slice(at).trimStart();
  if (rest === '') return null;
  if (rest === 'Z' || rest === 'z' || rest === 'UTC' || rest === 'GMT') return 0;
  const sign = rest.charCodeAt(0);
  if (sign !== PLUS && sign !== MINUS) return undefined;
  const hours = digitsAt(rest, 1, 2);
  const minutesAt = rest.charCodeAt(3) === COLON ? 4 : 3;
  const minutes = rest.length === 3 ? 0 : digitsAt(rest, minutesAt, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return undefined;
  if (rest.length !== 3 && rest.length !== minutesAt + 2) return undefined;
  return (sign === MINUS ? -1 : 1) * (hours * 60 + minutes);
};

/**
 * Reads ISO 8601 text and its common relatives: a `T` or a blank between date and time, no seconds, a fraction of any
 * length, a date alone (its midnight), Ruby's `2025-06-17 18:29:56 UTC`. The leap second :60 is read as :59.
 * Returns undefined for what is none of these or no moment of the calendar (30 February, hour 24).
 */
export const parseIso = (text: string): WrittenInstant | undefined => {
  if (!startsWithDay(text)) return undefined;
  const date = text.slice(0, 10);
  if (text.length === 10) return { wall: `${date}T00:00:00`, fraction: '', offsetMinutes: null };
  const separator = text.charAt(10);
  const hour = digitsAt(text, 11, 2);
  const minute = digitsAt(text, 14, 2);
  if (separator !== 'T' && separator !== ' ' && separator !== 't') return undefined;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || text.charCodeAt(13) !== COLON) return undefined;
  if (text.charCodeAt(16) !== COLON) {
    const offsetMinutes = parseOffset(text, 16);
    return offsetMinutes === undefined
      ? undefined
      : { wall: `${date}T${text.slice(11, 16)}:00`, fraction: '', offsetMinutes };
  }
  const second = digitsAt(text, 17, 2);
  if (second < 0 || second > 60) return undefined;
  let end = 19;
  if (text.charAt(19) === '.' || text.charAt(19) === ',') {
    end = 20;
    while (digitsAt(text, end, 1) >= 0) end += 1;
    if (end === 20) return undefined;
  }
  const offsetMinutes = parseOffset(text, end);
  if (offsetMinutes === undefined) return undefined;
  return {
    wall: `${date}T${second === 60 ? `${text.slice(11, 16)}:59` : text.slice(11, 19)}`,
    fraction: text.slice(20, Math.min(end, 20 + MAX_FRACTION_DIGITS)),
    offsetMinutes,
  };
};
