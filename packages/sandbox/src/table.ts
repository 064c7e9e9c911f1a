import type { Row } from './portal.ts';
import { SlotList } from './slot-list.ts';

export type Key = string | number;

/** A list that a route pages through. */
export interface RowSource {
  readonly size: number;
  slice(offset: number, limit: number): Row[];
  /** Where drift can hit this list; absent for lists that no drift reaches. */
  readonly partition?: Partition;
}

export interface Partition {
  readonly table: Table;
  /** Absent = the whole table. */
  readonly within?: { readonly index: string; readonly key: Key };
  /** The slots of a filtered list, in its order. */
  readonly slots?: ArrayLike<number>;
}

/** `front`, `middle`, `end` of a list, a position, or nothing for the table's own order. */
export type Place = 'front' | 'middle' | 'end' | number;

/** What tests may ask of every stream's data. */
export interface Resource {
  rows(): Iterable<Row>;
  /** Rows that existed throughout [sinceMs, now], as they are now. */
  survivors(sinceMs: number): Iterable<Row>;
}

export interface TableSetup {
  readonly name: string;
  readonly count: number;
  /** Identity of a row without building the row; join the parts of a compound key with `|`. */
  readonly idOf: (slot: number) => Key;
  /** Inverse of idOf for the rows that the table began with; makes lookups in big tables cheap. */
  readonly slotOf?: (id: Key) => number | undefined;
  /**
   * The full record, parents' keys included, for any slot number (inserted rows are further slots).
   * `given` holds what an insert or update fixed; the table lays it over the result.
   */
  readonly make: (slot: number, given: Row) => Row;
  /** Columns by which lists are cut, each with its value for a slot. */
  readonly indexes?: Readonly<Record<string, (slot: number) => Key>>;
  /** Columns that only indexes and `make` read: what an insert gives for them is not part of the row. */
  readonly hidden?: readonly string[];
  /** Fields that hold the id, for inserts that name an id themselves. */
  readonly keyFields?: readonly string[];
  /** Order of the list at the start: a sort key per slot; ties keep slot order. */
  readonly order?: { readonly by: (slot: number) => Key; readonly descending?: boolean };
  /** What an insert sets beside the made record, for example created_at. */
  readonly onInsert?: (slot: number, atMs: number) => Row;
  /** What an update changes, for example updated_at and a name. */
  readonly onUpdate?: (row: Row, atMs: number, revision: number) => Row;
  /** Where an updated row goes, for lists ordered by last change. */
  readonly movesOnUpdate?: 'front' | 'end';
  /** Where a new row goes when nobody says; default `end`. */
  readonly insertsAt?: 'front' | 'end';
  /** Told before a row goes, for example to write an audit trail. */
  readonly onDelete?: (row: Row, atMs: number) => void;
  /** Child rows that vanish with their parent. */
  readonly cascade?: () => readonly { readonly table: Table; readonly index: string }[];
}

export interface Change {
  readonly atMs: number;
  readonly action: 'insert' | 'update' | 'delete';
  readonly id: Key;
}

/** Rows of one resource: generated from their number on demand, with inserts, updates and deletes laid over. */
export class Table implements Resource {
  readonly setup: TableSetup;
  readonly history: Change[] = [];
  readonly #nowMs: () => number;
  readonly #given = new Map<number, Row>();
  readonly #bornAtMs = new Map<number, number>();
  readonly #revisions = new Map<number, number>();
  readonly #partitions = new Map<string, Map<Key, SlotList>>();
  readonly #insertedById = new Map<Key, number>();
  #order: SlotList | undefined;
  #slotsById: Map<Key, number> | undefined;
  #nextSlot: number;

  constructor(setup: TableSetup, nowMs: () => number) {
    this.setup = setup;
    this.#nowMs = nowMs;
    this.#nextSlot = setup.count;
  }

  get size(): number {
    return this.#all().length;
  }

  all(): RowSource {
    return this.#source(() => this.#all(), { table: this });
  }

  /** The rows whose indexed column has this value. */
  where(index: string, key: Key): RowSource {
    return this.#source(() => this.#within(index, key), { table: this, within: { index, key } });
  }

  /** The rows whose number or id passes, in list order; rows are not built for the test. */
  whereId(passes: (id: Key, slot: number) => boolean): RowSource {
    return this.ofSlots(
      this.#all()
        .view()
        .filter((slot) => passes(this.#idOf(slot), slot)),
    );
  }

  /** The rows that pass, in list order or sorted; builds every row, so only for modest tables. */
  match(passes: (row: Row) => boolean, compare?: (a: Row, b: Row) => number): RowSource {
    const found: { slot: number; row: Row }[] = [];
    for (const slot of this.#all().view()) {
      const row = this.#row(slot);
      if (passes(row)) found.push({ slot, row });
    }
    if (compare !== undefined) found.sort((a, b) => compare(a.row, b.row));
    return this.ofSlots(found.map(({ slot }) => slot));
  }

  ofSlots(slots: ArrayLike<number>): RowSource {
    return {
      size: slots.length,
      slice: (offset, limit) =>
        Array.from({ length: Math.max(0, Math.min(limit, slots.length - offset)) }, (_, i) =>
          this.#row(slots[offset + i] ?? 0),
        ),
      partition: { table: this, slots },
    };
  }

  *rows(): Generator<Row> {
    for (const slot of Int32Array.from(this.#all().view())) yield this.#row(slot);
  }

  *survivors(sinceMs: number): Generator<Row> {
    for (const slot of Int32Array.from(this.#all().view())) {
      if ((this.#bornAtMs.get(slot) ?? -Infinity) <= sinceMs) yield this.#row(slot);
    }
  }

  get(id: Key): Row | undefined {
    const slot = this.#slotOf(id);
    return slot === undefined ? undefined : this.#row(slot);
  }

  has(id: Key): boolean {
    return this.#slotOf(id) !== undefined;
  }

  /** `within` decides both the parent of the new row and the list that `place` counts in. */
  insert(row: Row = {}, place?: Place, within?: Partition['within']): Row {
    const slot = this.#nextSlot;
    this.#nextSlot += 1;
    const order = this.#all();
    const atMs = this.#nowMs();
    const parent = within === undefined ? {} : { [within.index]: within.key };
    this.#given.set(slot, { ...this.setup.onInsert?.(slot, atMs), ...parent, ...row });
    this.#bornAtMs.set(slot, atMs);
    order.insert(within === undefined ? this.#position(order, place) : order.length, slot);
    for (const [index, lists] of this.#partitions) {
      const key = this.#indexValue(index, slot);
      const list = lists.get(key);
      if (list === undefined) lists.set(key, new SlotList([slot]));
      else list.insert(this.#position(list, within?.index === index ? place : undefined), slot);
    }
    const id = this.#idOf(slot);
    this.#slotsById?.set(id, slot);
    this.#insertedById.set(id, slot);
    this.history.push({ atMs, action: 'insert', id });
    return this.#row(slot);
  }

  update(id: Key, patch: Row = {}): Row | undefined {
    const slot = this.#slotOf(id);
    if (slot === undefined) return undefined;
    const atMs = this.#nowMs();
    const revision = (this.#revisions.get(slot) ?? 0) + 1;
    this.#revisions.set(slot, revision);
    const touched = this.setup.onUpdate?.(this.#row(slot), atMs, revision);
    this.#given.set(slot, { ...this.#given.get(slot), ...touched, ...patch });
    if (this.setup.movesOnUpdate !== undefined) {
      for (const list of this.#listsOf(slot)) {
        list.remove(slot);
        list.insert(this.setup.movesOnUpdate === 'front' ? 0 : list.length, slot);
      }
    }
    this.history.push({ atMs, action: 'update', id });
    return this.#row(slot);
  }

  delete(id: Key): boolean {
    const slot = this.#slotOf(id);
    if (slot === undefined) return false;
    this.setup.onDelete?.(this.#row(slot), this.#nowMs());
    for (const list of this.#listsOf(slot)) list.remove(slot);
    this.#slotsById?.delete(id);
    this.#insertedById.delete(id);
    this.history.push({ atMs: this.#nowMs(), action: 'delete', id });
    for (const { table, index } of this.setup.cascade?.() ?? []) table.#deleteAll(index, id);
    return true;
  }

  /** The id at a place of the whole list or of one partition. */
  idAt(place: Place, within?: Partition['within']): Key | undefined {
    const list = within === undefined ? this.#all() : this.#within(within.index, within.key);
    const position = this.#position(list, place);
    const slot = list.at(Math.min(position, list.length - 1));
    return slot === undefined ? undefined : this.#idOf(slot);
  }

  positionOfSlot(slot: number): number {
    return this.#all().positionOf(slot);
  }

  #deleteAll(index: string, key: Key): void {
    for (const slot of Int32Array.from(this.#within(index, key).view())) this.delete(this.#idOf(slot));
  }

  #source(list: () => SlotList, partition: Partition): RowSource {
    return {
      get size() {
        return list().length;
      },
      slice: (offset, limit) => Array.from(list().view(offset, offset + limit), (slot) => this.#row(slot)),
      partition,
    };
  }

  #row(slot: number): Row {
    const given = this.#given.get(slot);
    if (given === undefined) return this.setup.make(slot, {});
    const row = { ...this.setup.make(slot, given), ...given };
    for (const column of this.setup.hidden ?? []) Reflect.deleteProperty(row, column);
    return row;
  }

  #idOf(slot: number): Key {
    const given = this.#given.get(slot);
    const fields = this.setup.keyFields;
    if (given === undefined || !fields?.some((field) => field in given)) return this.setup.idOf(slot);
    const row = this.#row(slot);
    const parts = fields.map((field) => row[field] as Key);
    return parts.length === 1 ? (parts[0] ?? '') : parts.join('|');
  }

  #slotOf(id: Key): number | undefined {
    const direct = this.setup.slotOf?.(id);
    if (direct !== undefined && direct >= 0 && direct < this.setup.count && this.setup.idOf(direct) === id) {
      // A deleted row may have come back under its old id.
      return this.#all().positionOf(direct) === -1 ? this.#insertedById.get(id) : direct;
    }
    return this.setup.slotOf === undefined ? this.#byId().get(id) : this.#insertedById.get(id);
  }

  #byId(): Map<Key, number> {
    this.#slotsById ??= new Map(Array.from(this.#all().view(), (slot) => [this.#idOf(slot), slot]));
    return this.#slotsById;
  }

  #all(): SlotList {
    this.#order ??= this.#firstOrder();
    return this.#order;
  }

  #firstOrder(): SlotList {
    const { count, order } = this.setup;
    if (order === undefined) return new SlotList(count);
    const keys = Array.from({ length: count }, (_, slot) => order.by(slot));
    const sign = order.descending === true ? -1 : 1;
    const compare = (a: Key, b: Key): number => (a < b ? -sign : a > b ? sign : 0);
    return new SlotList(Array.from(keys.keys()).sort((a, b) => compare(keys[a] ?? 0, keys[b] ?? 0) || a - b));
  }

  #within(index: string, key: Key): SlotList {
    let lists = this.#partitions.get(index);
    if (lists === undefined) {
      const slots = new Map<Key, number[]>();
      for (const slot of this.#all().view()) {
        const value = this.#indexValue(index, slot);
        const list = slots.get(value);
        if (list === undefined) slots.set(value, [slot]);
        else list.push(slot);
      }
      lists = new Map(Array.from(slots, ([value, list]) => [value, new SlotList(list)]));
      this.#partitions.set(index, lists);
    }
    return lists.get(key) ?? new SlotList(0);
  }

  #indexValue(index: string, slot: number): Key {
    const given = this.#given.get(slot)?.[index];
    if (given !== undefined) return given as Key;
    const valueOf = this.setup.indexes?.[index];
    if (valueOf === undefined) throw new Error(`table ${this.setup.name} has no index ${index}`);
    return valueOf(slot);
  }

  #listsOf(slot: number): SlotList[] {
    const lists = [this.#all()];
    for (const [index, partition] of this.#partitions) {
      const list = partition.get(this.#indexValue(index, slot));
      if (list !== undefined) lists.push(list);
    }
    return lists;
  }

  #position(list: SlotList, place: Place | undefined): number {
    if (typeof place === 'number') return place;
    const named = place ?? this.setup.insertsAt ?? 'end';
    return named === 'front' ? 0 : named === 'middle' ? Math.floor(list.length / 2) : list.length;
  }
}

export function rowSource(rows: readonly Row[]): RowSource {
  return { size: rows.length, slice: (offset, limit) => rows.slice(offset, offset + limit) };
}

/** Rows that never change. */
export function constant(rows: readonly Row[]): Resource {
  return { rows: () => rows, survivors: () => rows };
}

/** Lists read one after the other as if they were one. */
export function concatenated(first: RowSource, second: RowSource): RowSource {
  return {
    size: first.size + second.size,
    slice(offset, limit) {
      const head = first.slice(offset, limit);
      return head.length === limit
        ? head
        : [...head, ...second.slice(Math.max(0, offset - first.size), limit - head.length)];
    },
  };
}

/** Rows that a vendor computes from another table's rows; they live as long as these. */
export function derived(table: Resource, rowsOf: (row: Row) => Iterable<Row>): Resource {
  function* each(rows: Iterable<Row>): Generator<Row> {
    for (const row of rows) yield* rowsOf(row);
  }
  return { rows: () => each(table.rows()), survivors: (sinceMs) => each(table.survivors(sinceMs)) };
}
