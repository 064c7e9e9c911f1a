const hourMs = 3_600_000;
const minuteMs = 60_000;

/** Wall clocks of the server: SQL `datetime` keeps no zone. A wall time is told in milliseconds as if it were UTC. */
export class Zone {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsetsMs = new Map<number, number>();

  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
    });
  }

  wallMs(instantMs: number): number {
    return instantMs + this.#offsetAtMs(instantMs);
  }

  /** Minutes east of UTC; of the two that an ambiguous hour has, the winter one. */
  offsetMinutes(wallMs: number): number {
    const usual = withinZoneRules(wallMs);
    const winterMs = Math.min(this.#offsetAtMs(usual - 24 * hourMs), this.#offsetAtMs(usual + 24 * hourMs));
    const offsetMs = this.#offsetAtMs(usual - winterMs);
    return offsetMs / minuteMs;
  }

  #offsetAtMs(instantMs: number): number {
    const hour = Math.floor(instantMs / hourMs) * hourMs;
    let offsetMs = this.#offsetsMs.get(hour);
    if (offsetMs === undefined) {
      const parts = Object.fromEntries(
        this.#format.formatToParts(hour).map(({ type, value }) => [type, Number(value)]),
      );
      const { year = 0, month = 1, day = 1, hour: hours = 0, minute = 0 } = parts;
      offsetMs = Date.UTC(year, month - 1, day, hours, minute) - hour;
      this.#offsetsMs.set(hour, offsetMs);
    }
    return offsetMs;
  }
}

/** Servers apply today's rules to all years, and know none before 1970. */
function withinZoneRules(wallMs: number): number {
  const date = new Date(wallMs);
  const year = date.getUTCFullYear();
  if (year >= 1990 && year <= 2037) return wallMs;
  date.setUTCFullYear(2024);
  return date.getTime();
}
