import type { Row } from '../../../portal.ts';
import type { Partition, Place, RowSource } from '../../../table.ts';
import { Table } from '../../../table.ts';
import type { World } from '../world.ts';
import type { Filter } from './filter.ts';
import type { ServedSet, Sort, SortKeys } from './served-set.ts';
import { compareKeys, sortKeysOf, tableSetup } from './served-set.ts';

const keptLists = 24;
const rowsAtOnce = 1000;

export interface Selection {
  /** Names the filter, so that a list can be remembered. */
  readonly name: string;
  readonly passes?: Filter['passes'];
  /** Only rows whose growing key is above this, or is this. */
  readonly above?: { readonly key: number; readonly inclusive: boolean };
  readonly order: readonly Sort[];
}

/** Slots in the asked order. */
interface SortedList {
  readonly slots: Int32Array;
  readonly keysAt: (position: number) => SortKeys;
}

export interface Selected {
  readonly source: RowSource;
  /** How many rows come before those that sort after these keys. */
  readonly positionAfter: (keys: SortKeys) => number;
}

/** A table that can be read filtered and sorted, as SQL would. */
export class SetTable extends Table {
  readonly served: ServedSet;
  readonly #keepsPlaces: boolean;
  readonly #lists = new Map<string, SortedList & { readonly changes: number }>();
  /** Rows stand in the order of their keys: true until somebody inserts a key of his own. */
  #standsByKey: boolean;

  constructor(world: World, served: ServedSet) {
    super(tableSetup(world, served), world.setup.nowMs);
    this.served = served;
    this.#keepsPlaces = world.options.order === 'heap' || world.options.order === 'unstable';
    this.#standsByKey = served.grows && !this.#keepsPlaces;
  }

  /** Without an order of its own a view has places; in the order of keys, new keys come last. */
  override insert(row: Row = {}, place?: Place, within?: Partition['within']): Row {
    if (this.served.set.key.some((name) => name in row)) this.#standsByKey = false;
    return super.insert(row, this.#keepsPlaces ? place : undefined, within);
  }

  select(selection: Selection): Selected {
    const { order, passes, above } = selection;
    const isWhole = passes === undefined && above === undefined;
    if (isWhole && (order.length === 0 || (this.#standsByKey && this.#isByKey(order)))) {
      return { source: this.all(), positionAfter: (keys) => firstPast(this.#sorted(selection), keys, order, false) };
    }
    const list = this.#sorted(selection);
    const start = above === undefined ? 0 : firstPast(list, [above.key], order, above.inclusive);
    return {
      source: this.ofSlots(start === 0 ? list.slots : list.slots.subarray(start)),
      positionAfter: (keys) => Math.max(0, firstPast(list, keys, order, false) - start),
    };
  }

  /** The growing key, upwards. */
  #isByKey([first, ...others]: readonly Sort[]): boolean {
    const { grows, set } = this.served;
    return grows && others.length === 0 && first?.descending === false && first.column.name === set.key[0];
  }

  /** Remembered until the table changes: keyset reading asks for the same list for every page. */
  #sorted(selection: Selection): SortedList {
    const changes = this.history.length;
    const name = `${selection.name} ${selection.order.map(({ column, descending }) => `${column.name}${descending ? '-' : '+'}`).join()}`;
    const known = this.#lists.get(name);
    if (known?.changes === changes) return known;
    const needsRows = selection.passes !== undefined || !this.#isByKey(selection.order);
    const list = needsRows ? this.#searched(selection) : this.#byId();
    this.#lists.delete(name);
    this.#lists.set(name, { ...list, changes });
    const [oldest] = this.#lists.keys();
    if (this.#lists.size > keptLists && oldest !== undefined) this.#lists.delete(oldest);
    return list;
  }

  /** By the growing key, without building rows. */
  #byId(): SortedList {
    const slots = new Int32Array(this.size);
    const ids = new Float64Array(this.size);
    let found = 0;
    this.whereId((id, slot) => {
      slots[found] = slot;
      ids[found] = Number(id);
      found += 1;
      return false;
    });
    if (this.#standsByKey) return { slots, keysAt: (position) => [ids[position]] };
    const at = [...slots.keys()].sort((a, b) => (ids[a] ?? 0) - (ids[b] ?? 0));
    return { slots: Int32Array.from(at, (from) => slots[from] ?? 0), keysAt: (position) => [ids[at[position] ?? 0]] };
  }

  #searched({ passes, order }: Selection): SortedList {
    const found: { readonly slot: number; readonly keys: SortKeys }[] = [];
    const all: number[] = [];
    this.whereId((_id, slot) => {
      all.push(slot);
      return false;
    });
    for (let from = 0; from < all.length; from += rowsAtOnce) {
      const slots = all.slice(from, from + rowsAtOnce);
      for (const [i, row] of this.ofSlots(slots).slice(0, rowsAtOnce).entries()) {
        if (passes?.(row) === false) continue;
        found.push({ slot: slots[i] ?? 0, keys: sortKeysOf(row, order) });
      }
    }
    if (order.length > 0) found.sort((a, b) => compareKeys(a.keys, b.keys, order));
    return {
      slots: Int32Array.from(found, ({ slot }) => slot),
      keysAt: (position) => found[position]?.keys ?? [],
    };
  }
}

/** Position of the first row after these keys, or of the first with them. */
function firstPast(list: SortedList, keys: SortKeys, order: readonly Sort[], inclusive: boolean): number {
  let low = 0;
  let high = list.slots.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const difference = compareKeys(list.keysAt(middle), keys, order);
    if (inclusive ? difference >= 0 : difference > 0) high = middle;
    else low = middle + 1;
  }
  return low;
}
