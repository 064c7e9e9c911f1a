import type { PortalSetup } from '../../portal.ts';
import { hash } from '../../random.ts';
import type { Entity } from './entity.ts';
import { entitiesFor } from './entities/index.ts';
import type { FlowluOptions } from './options.ts';
import { Zone } from './zone.ts';

/** The generated history ends here, whatever the clock says, so that one seed gives one world. */
const asOfMs = Date.UTC(2025, 6, 1);
const historyMs = 900 * 86_400_000;
/** In European zones the hour after this is told twice. */
const clockChangeMs = Date.UTC(2024, 9, 27, 0, 5);

interface Known {
  readonly number: number;
  readonly count: number;
}

/** What the parts of the portal share: sizes, ids and moments of every row, known without building it. */
export class World {
  readonly setup: PortalSetup;
  readonly options: FlowluOptions;
  readonly seed: number;
  readonly odd: boolean;
  readonly zone: Zone;
  readonly entities: readonly Entity[];
  readonly #known: ReadonlyMap<string, Known>;

  constructor(setup: PortalSetup) {
    this.setup = setup;
    this.options = setup.options;
    this.seed = setup.seed;
    this.odd = this.options.oddities ?? true;
    this.zone = new Zone(this.timezone);
    this.entities = entitiesFor(this.options);
    this.#known = new Map(
      this.entities.map((entity, number) => [
        entity.stream,
        {
          number: number + 1,
          count: this.options.empty?.includes(entity.path) === true ? 0 : entity.rows(setup.users),
        },
      ]),
    );
  }

  get timezone(): string {
    return this.options.timezone ?? 'Europe/Lisbon';
  }

  numberOf(stream: string): number {
    return this.#of(stream).number;
  }

  countOf(stream: string): number {
    return this.#of(stream).count;
  }

  /** Ids grow with time and have gaps; the first slots are the newest rows unless the option defaultOrder says otherwise. */
  idOf(stream: string, slot: number): number {
    const { count, number } = this.#of(stream);
    const rank = slot < count && this.#isNewestFirst ? count - 1 - slot : slot;
    return stream === 'custom_fields' ? rank + 1 : 3 * rank + 1 + (number % 20);
  }

  slotOf(stream: string, id: number): number {
    const { count, number } = this.#of(stream);
    const rank = stream === 'custom_fields' ? id - 1 : (id - 1 - (number % 20)) / 3;
    return rank < count && this.#isNewestFirst ? count - 1 - rank : rank;
  }

  createdMs(stream: string, slot: number): number {
    const { number } = this.#of(stream);
    if (slot % 31 === 11) return clockChangeMs + (hash(this.seed, 71, number, slot) % 6000) * 1000;
    return asOfMs - Math.floor(share(this.seed, 72, number, slot) * historyMs);
  }

  updatedMs(stream: string, slot: number): number {
    const createdMs = this.createdMs(stream, slot);
    return createdMs + Math.floor(share(this.seed, 73, this.numberOf(stream), slot) * (asOfMs - createdMs));
  }

  get #isNewestFirst(): boolean {
    return (this.options.defaultOrder ?? 'newest') === 'newest';
  }

  #of(stream: string): Known {
    const known = this.#known.get(stream);
    if (known === undefined) throw new RangeError(`Flowlu has no stream "${stream}"`);
    return known;
  }
}

function share(...parts: readonly number[]): number {
  return hash(...parts) / 0x1_0000_0000;
}
