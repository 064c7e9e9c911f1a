import { isLosslessNumber } from 'lossless-json';
import { cleanText, cleanValue, putNew } from './clean.ts';
import { INEXACT, type Refusal } from './scalar.ts';

/** Names are the vendor's and can be the customer's own: a count that would grow without end is not kept. */
const MAX_COUNTED_NAMES = 1000;

/** Airbyte's `meta.changes`: the value could not be written as the type that the schema declares. */
export interface Change {
  /** Emitted name; dotted, with list positions, below the top level. */
  readonly field: string;
  readonly change: 'NULLED';
  readonly reason: 'SOURCE_SERIALIZATION_ERROR';
}

/** What shaping met, by the vendor's dotted field name (list positions left out). */
export interface ShapeStatistics {
  records: number;
  readonly unknownFields: Map<string, number>;
  readonly wrongTypes: Map<string, number>;
  readonly inexactNumbers: Map<string, number>;
}

/** Where a value stands. */
export interface Place {
  /** Vendor's names with list positions: the name in `_extra`. */
  readonly source: string;
  /** Emitted names with list positions: the name in `meta.changes`. */
  readonly emitted: string;
}

const count = (counts: Map<string, number>, name: string): void => {
  const seen = counts.get(name);
  if (seen !== undefined || counts.size < MAX_COUNTED_NAMES) counts.set(name, (seen ?? 0) + 1);
};

/** A copy without the members that `isHidden` picks by dotted name (list positions left out) and own key. */
const prune = (value: unknown, name: string, isHidden: (name: string, key: string) => boolean): unknown => {
  if (typeof value !== 'object' || value === null || isLosslessNumber(value)) return value;
  if (Array.isArray(value)) return value.map((item) => prune(item, name, isHidden));
  const kept: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const path = `${name}.${key}`;
    if (!isHidden(path, key)) putNew(kept, key, prune(item, path, isHidden));
  }
  return kept;
};

/** `a.b.c` -> `a`, `a.b`. */
const ancestorsOf = (name: string): string[] => {
  const parts = name.split('.');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
};

/** `a.b.c` -> itself, `b.c`, `c`: a vendor's name may hold dots. */
const endingsOf = (name: string): string[] => {
  const parts = name.split('.');
  return parts.map((_, index) => parts.slice(index).join('.'));
};

/** What is noted about the record being shaped, and the counts of all. */
export class Notes {
  /** null: nothing yet. */
  extra: Record<string, unknown> | null = null;
  changes: Change[] | null = null;
  readonly statistics: ShapeStatistics = {
    records: 0,
    unknownFields: new Map(),
    wrongTypes: new Map(),
    inexactNumbers: new Map(),
  };
  readonly #keepExtra: boolean;
  readonly #hidden: ReadonlySet<string>;
  /** Names that something hidden is below of. */
  readonly #hiding: ReadonlySet<string>;

  /** @param hidden dotted vendor names that never leave the connector. */
  constructor(keepExtra: boolean, hidden: ReadonlySet<string>) {
    this.#keepExtra = keepExtra;
    this.#hidden = hidden;
    this.#hiding = new Set([...hidden].flatMap(ancestorsOf));
  }

  begin(): void {
    this.extra = null;
    this.changes = null;
    this.statistics.records += 1;
  }

  /** A field that the full schema does not know. */
  unknown(place: Place, name: string, value: unknown): void {
    if (this.#hidden.has(name)) return;
    count(this.statistics.unknownFields, name);
    this.#put(place.source, this.withoutHidden(value, name));
  }

  /** A known field whose value its type can't hold; the raw form is kept, without what must not be shown. */
  refused(refusal: Refusal, place: Place, name: string, value: unknown): void {
    count(refusal === INEXACT ? this.statistics.inexactNumbers : this.statistics.wrongTypes, name);
    this.changes ??= [];
    this.changes.push({ field: place.emitted, change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' });
    this.#put(place.source, this.#hiding.has(name) ? this.#withoutHiddenKeys(value, name) : value);
  }

  /** An open value without its hidden members; text may hold them in writing, so it is withheld whole. */
  withoutHidden(value: unknown, name: string): unknown {
    if (!this.#hiding.has(name)) return value;
    return typeof value === 'string' ? null : prune(value, name, (path) => this.#hidden.has(path));
  }

  /** The value is not built as expected, so a hidden member may be at any depth. */
  #withoutHiddenKeys(value: unknown, name: string): unknown {
    if (typeof value === 'string') return null;
    const below = [...this.#hidden].filter((hidden) => hidden.startsWith(`${name}.`));
    const keys = new Set(below.flatMap((hidden) => endingsOf(hidden.slice(name.length + 1))));
    return prune(value, name, (_, key) => keys.has(key));
  }

  #put(source: string, value: unknown): void {
    if (!this.#keepExtra) return;
    this.extra ??= {};
    putNew(this.extra, cleanText(source), cleanValue(value));
  }
}
