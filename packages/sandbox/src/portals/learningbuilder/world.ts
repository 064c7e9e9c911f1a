import type { PortalSetup } from '../../portal.ts';
import { chance, hash, pick } from '../../random.ts';
import type { Dialect } from './dialect.ts';
import { dialectOf } from './dialect.ts';
import type { LearningBuilderOptions } from './options.ts';
import { Words } from './words.ts';

/** The generated history ends here, whatever the clock says, so that one seed gives one world. */
const asOfMs = Date.UTC(2025, 6, 1);
const dayMs = 86_400_000;

/** Wall times that stand for "no date": .NET's first moment, SQL's first `datetime`, and what SQL makes of an empty text. */
const zeroDates = [-62_135_596_800_000, Date.UTC(1753, 0, 1), Date.UTC(1900, 0, 1)] as const;

export class World {
  readonly setup: PortalSetup;
  readonly options: LearningBuilderOptions;
  readonly dialect: Dialect;
  readonly words: Words;
  readonly isOdd: boolean;
  /** Member id of the key's owner. */
  readonly ownerId: number;
  #turn = 0;

  constructor(setup: PortalSetup) {
    this.setup = setup;
    this.options = setup.options;
    this.dialect = dialectOf(this.options);
    this.isOdd = this.options.oddities ?? true;
    this.ownerId = Number(setup.credentials['username'] ?? '42');
    this.words = new Words(setup.seed, this.isOdd);
  }

  roll(sides: number, ...parts: readonly number[]): number {
    return hash(this.setup.seed, ...parts) % sides;
  }

  choose<T>(list: readonly T[], ...parts: readonly number[]): T {
    return pick(list, this.setup.seed, ...parts);
  }

  /** A moment within the `days` before the end of the generated history, as the server's wall clock showed it. */
  pastMs(days: number, ...parts: readonly number[]): number {
    return this.stampMs(asOfMs - Math.floor(chance(this.setup.seed, ...parts) * days * dayMs));
  }

  /** Midnight of such a day. */
  pastDayMs(days: number, ...parts: readonly number[]): number {
    return Math.floor(this.pastMs(days, ...parts) / dayMs) * dayMs;
  }

  /** SQL `datetime` counts in 1/300 s: fractions end in 0, 3 or 7. */
  stampMs(instantMs: number): number {
    return Math.round(Math.round(this.dialect.zone.wallMs(instantMs) * 0.3) / 0.3);
  }

  /** Now and then a date that means none. */
  dateOrZero(wallMs: number, ...parts: readonly number[]): number {
    return this.isOdd && this.roll(17, 90, ...parts) === 0 ? this.choose(zeroDates, 91, ...parts) : wallMs;
  }

  /** Which of `count` parents a child belongs to: the low ones have many, the high ones few. */
  skewed(count: number, ...parts: readonly number[]): number {
    const share = chance(this.setup.seed, ...parts);
    return Math.floor(count * share * share);
  }

  /** Counts requests whose order nobody promised. */
  nextTurn(): number {
    this.#turn += 1;
    return this.#turn;
  }

  /** The tenant's release is at least this one. */
  hasRelease(needed: string): boolean {
    const parts = (text: string): number[] => text.split('.').map(Number);
    const have = parts(this.options.release ?? '13.3.0');
    const difference =
      parts(needed)
        .map((part, i) => (have[i] ?? 0) - part)
        .find((gap) => gap !== 0) ?? 0;
    return difference >= 0;
  }
}
