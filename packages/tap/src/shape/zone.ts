const DAY_MS = 86_400_000;
/** A run touches few days; a backfill over a century stays below this. */
const MAX_CACHED_DAYS = 50_000;

/** An IANA time zone, read from the runtime's own data. */
export interface Zone {
  /** The instant (epoch ms) at which clocks of the zone show `wallMs`, a wall clock written as if it were UTC. */
  readonly toUtcMs: (wallMs: number) => number;
}

const UTC: Zone = { toUtcMs: (wallMs) => wallMs };

const createZone = (timezone: string): Zone => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

  /** How far the zone's clocks are ahead of UTC at an instant. */
  const offsetAtMs = (utcMs: number): number => {
    const wall = new Date(0);
    const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
    for (const { type, value } of format.formatToParts(utcMs)) part[type] = value;
    const year = part.era?.startsWith('B') === true ? 1 - Number(part.year) : Number(part.year);
    wall.setUTCFullYear(year, Number(part.month) - 1, Number(part.day));
    wall.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second));
    return wall.getTime() - Math.floor(utcMs / 1000) * 1000;
  };

  // The offset of a wall clock's whole day, or null when it may change within it: asking Intl costs microseconds.
  const offsetByDay = new Map<number, number | null>();
  const offsetOfDayMs = (day: number): number | null => {
    const cached = offsetByDay.get(day);
    if (cached !== undefined) return cached;
    const before = offsetAtMs((day - 1) * DAY_MS);
    const offset = before === offsetAtMs((day + 2) * DAY_MS) ? before : null;
    if (offsetByDay.size >= MAX_CACHED_DAYS) offsetByDay.clear();
    offsetByDay.set(day, offset);
    return offset;
  };

  return {
    toUtcMs: (wallMs) => {
      const day = Math.floor(wallMs / DAY_MS);
      const constant = offsetOfDayMs(day);
      if (constant !== null) return wallMs - constant;
      const earlier = wallMs - offsetAtMs((day - 1) * DAY_MS);
      const later = wallMs - offsetAtMs((day + 2) * DAY_MS);
      // A wall clock that occurs twice is its first occurrence, so that a bookmark never passes a row; one that is
      // skipped is moved forward by the gap (what Temporal calls "compatible").
      const isShown = (utcMs: number): boolean => utcMs + offsetAtMs(utcMs) === wallMs;
      return !isShown(earlier) && isShown(later) ? later : earlier;
    },
  };
};

const zones = new Map<string, Zone>();

/** @throws RangeError when the runtime does not know the zone. */
export const zoneOf = (timezone: string): Zone => {
  if (timezone === 'UTC') return UTC;
  let zone = zones.get(timezone);
  if (zone === undefined) {
    zone = createZone(timezone);
    zones.set(timezone, zone);
  }
  return zone;
};
