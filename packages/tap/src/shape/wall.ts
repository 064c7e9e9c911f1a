const DAY_MS = 86_400_000;
const MAX_CACHED_DAYS = 50_000;
const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

/** The years that four digits write: 0001 to 9999. */
const MIN_MS = -62_135_596_800_000;
const MAX_MS = 253_402_300_799_999;

export const clampMs = (ms: number): number => Math.min(Math.max(ms, MIN_MS), MAX_MS);

// Records of one page share few days, and toISOString costs several times a look-up.
const days = new Map<number, string>();
const dayText = (day: number): string => {
  const cached = days.get(day);
  if (cached !== undefined) return cached;
  if (days.size >= MAX_CACHED_DAYS) days.clear();
  const text = new Date(day * DAY_MS).toISOString().slice(0, 11);
  days.set(day, text);
  return text;
};

const twoDigits = (number: number): string => TWO_DIGITS[number] ?? '';

/** Epoch milliseconds as `YYYY-MM-DDTHH:MM:SS`, the fraction cut; undefined outside the years 0001 to 9999. */
export const wallOf = (ms: number): string | undefined => {
  if (!(ms >= MIN_MS && ms <= MAX_MS)) return undefined;
  const day = Math.floor(ms / DAY_MS);
  const seconds = Math.floor((ms - day * DAY_MS) / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${dayText(day)}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}:${twoDigits(seconds % 60)}`;
};

/** Epoch milliseconds of `YYYY-MM-DDTHH:MM:SS` read as UTC. */
export const msOfWall = (wall: string): number => Date.parse(`${wall}Z`);

/** Three digits: what wallOf cut off. */
export const millisecondsOf = (ms: number): string => String(((ms % 1000) + 1000) % 1000).padStart(3, '0');
