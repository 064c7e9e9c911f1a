import type { Row } from '../../portal.ts';
import type { Key, Partition, Place, Resource, RowSource, TableSetup } from '../../table.ts';
import { rowSource, Table } from '../../table.ts';

type Within = Partition['within'];

/** A table whose new rows need parents that fit together, for example a contact and a training of one academy. */
export class ChildTable extends Table {
  readonly #adopt: (turn: number, within: Within) => Row;
  #turn = 0;

  constructor(setup: TableSetup, nowMs: () => number, adopt: (turn: number, within: Within) => Row) {
    super(setup, nowMs);
    this.#adopt = adopt;
  }

  override insert(row: Row = {}, place?: Place, within?: Within): Row {
    this.#turn += 1;
    return super.insert({ ...this.#adopt(this.#turn, within), ...row }, place, within);
  }
}

interface Cached {
  readonly version: number;
  readonly source: RowSource;
}

const keptFilters = 64;

/** Remembers which rows pass a filter until the table changes, so that a deep page does not build every row again. */
export class Filters {
  readonly #cached = new Map<string, Cached>();

  /** `key` names the filter and its values. */
  rows(table: Table, key: string, passes: (row: Row) => boolean): RowSource {
    return this.#remember(table, `rows ${table.setup.name} ${key}`, () => {
      const rows = table.rows();
      // `whereId` asks about the rows in the order in which `rows` gives them.
      return table.whereId(() => {
        const next = rows.next();
        return next.done !== true && passes(next.value);
      });
    });
  }

  ids(table: Table, key: string, passes: (id: Key, slot: number) => boolean): RowSource {
    return this.#remember(table, `ids ${table.setup.name} ${key}`, () => table.whereId(passes));
  }

  /** Rows computed from a table. */
  computed(table: Table, key: string, rows: () => Iterable<Row>): RowSource {
    return this.#remember(table, `computed ${table.setup.name} ${key}`, () => ({
      ...rowSource([...rows()]),
      partition: { table },
    }));
  }

  #remember(table: Table, key: string, build: () => RowSource): RowSource {
    const version = table.history.length;
    const known = this.#cached.get(key);
    if (known?.version === version) return known.source;
    const source = build();
    this.#cached.delete(key);
    this.#cached.set(key, { version, source });
    const [oldest] = this.#cached.keys();
    if (this.#cached.size > keptFilters && oldest !== undefined) this.#cached.delete(oldest);
    return source;
  }
}

/** The rows of a short list that pass; drift still hits the list itself. */
export function passing(source: RowSource, passes: (row: Row) => boolean): RowSource {
  const kept = rowSource(everyRow(source).filter(passes));
  return source.partition === undefined ? kept : { ...kept, partition: source.partition };
}

export function everyRow(source: RowSource): Row[] {
  return source.slice(0, source.size);
}

export function joined(...resources: readonly Resource[]): Resource {
  return {
    *rows() {
      for (const resource of resources) yield* resource.rows();
    },
    *survivors(sinceMs) {
      for (const resource of resources) yield* resource.survivors(sinceMs);
    },
  };
}

export function fixed(rows: readonly Row[]): Resource {
  return { rows: () => rows, survivors: () => rows };
}
