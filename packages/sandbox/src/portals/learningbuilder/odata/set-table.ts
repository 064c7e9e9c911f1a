import type { Row } from '../../../portal.ts';
import type { Key, Partition, Place, RowSource } from '../../../table.ts';
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

  constructor(world: World, served: ServedSet) {
    super(tableSetup(world, served), world.setup.nowMs);
    this.served = served;
    this.#keepsPlaces = world.options.order === 'heap' || world.options.order === 'unstable';
  }

  /** Without an order of its own a view has places; in the order of keys, new keys come last. */
  override insert(row?: Row, place?: Place, within?: Partition['within']): Row {
    return super.insert(row, this.#keepsPlaces ? place : undefined, within);
  }

  select(selection: Selection): Selected {
    const { order, passes, above } = selection;
    const list = this.#sorted(selection);
    const isWhole = passes === undefined && above === undefined && (order.length === 0 || this.#isByKey(order));
    const start = above === undefined ? 0 : firstPast(list, [above.key], order, above.inclusive);
    const slots = start === 0 ? list.slots : list.slots.subarray(start);
    return {
      source: isWhole && !this.#keepsPlaces ? this.all() : this.ofSlots(slots),
      positionAfter: (keys) => Math.max(0, firstPast(list, keys, order, false) - start),
    };
  }

  /** The growing key, upwards. */
  #isByKey(order: readonly Sort[]): boolean {
    return (
      this.served.grows &&
      order.length === 1 &&
      order[0]?.column.name === this.served.set.key[0] &&
      !order[0]?.descending
    );
  }

  /** Remembered until the table changes: keyset reading asks for the same list for every page. */
  #sorted(selection: Selection): SortedList {
    const changes = this.history.length;
    const name = `${selection.name} ${selection.order.map(({ column, descending }) => `${column.name}${descending ? '-' : '+'}`).join()}`;
    const known = this.#lists.get(name);
    if (known?.changes === changes) return known;
    const list =
      selection.passes === undefined && (selection.order.length === 0 || this.#isByKey(selection.order))
        ? this.#byId(selection.order.length > 0)
        : this.#searched(selection);
    this.#lists.delete(name);
    this.#lists.set(name, { ...list, changes });
    const [oldest] = this.#lists.keys();
    if (this.#lists.size > keptLists && oldest !== undefined) this.#lists.delete(oldest);
    return list;
  }

  #byId(isSorted: boolean): SortedList {
    const slots: number[] = [];
    const ids: Key[] = [];
    this.whereId((id, slot) => {
      slots.push(slot);
      ids.push(id);
      return false;
    });
    const at = [...slots.keys()];
    if (isSorted && this.#keepsPlaces) at.sort((a, b) => Number(ids[a]) - Number(ids[b]));
    return {
      slots: Int32Array.from(at, (position) => slots[position] ?? 0),
      keysAt: (position) => [Number(ids[at[position] ?? 0])],
    };
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
