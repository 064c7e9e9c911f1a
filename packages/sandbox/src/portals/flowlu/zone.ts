const quarterMs = 900_000;
const dayMs = 86_400_000;

/** Writes moments as a portal does: `YYYY-MM-DD hh:mm:ss` in its own zone, without an offset. */
export class Zone {
  readonly #format: Intl.DateTimeFormat;
  /** By the moments that Intl was asked about: asking it for every cell would take most of the time. */
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
      second: 'numeric',
    });
  }

  text(atMs: number): string {
    return new Date(atMs + this.#offsetMs(atMs)).toISOString().slice(0, 19).replace('T', ' ');
  }

  day(atMs: number): string {
    return this.text(atMs).slice(0, 10);
  }

  /** A day that begins and ends with one offset has it throughout; on the others it changes at a quarter of an hour. */
  #offsetMs(atMs: number): number {
    const day = floorTo(atMs, dayMs);
    const offsetMs = this.#ask(day);
    return offsetMs === this.#ask(day + dayMs) ? offsetMs : this.#ask(floorTo(atMs, quarterMs));
  }

  #ask(atMs: number): number {
    let offsetMs = this.#offsetsMs.get(atMs);
    if (offsetMs === undefined) {
      const parts = Object.fromEntries(
        this.#format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]),
      );
      const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
      offsetMs = Date.UTC(year, month - 1, day, hour, minute, second) - atMs;
      this.#offsetsMs.set(atMs, offsetMs);
    }
    return offsetMs;
  }
}

function floorTo(atMs: number, stepMs: number): number {
  return Math.floor(atMs / stepMs) * stepMs;
}
