const hourMs = 3_600_000;

/** Writes moments as a portal does: `YYYY-MM-DD hh:mm:ss` in its own zone, without an offset. */
export class Zone {
  readonly #format: Intl.DateTimeFormat;
  /** By quarter hour: zones change their offset at those only, and asking Intl for every cell would take most of the time. */
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

  #offsetMs(atMs: number): number {
    const quarter = Math.floor(atMs / (hourMs / 4));
    let offsetMs = this.#offsetsMs.get(quarter);
    if (offsetMs === undefined) {
      const startMs = (quarter * hourMs) / 4;
      const parts = Object.fromEntries(
        this.#format.formatToParts(startMs).map(({ type, value }) => [type, Number(value)]),
      );
      const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
      offsetMs = Date.UTC(year, month - 1, day, hour, minute, second) - startMs;
      this.#offsetsMs.set(quarter, offsetMs);
    }
    return offsetMs;
  }
}
