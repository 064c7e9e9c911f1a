import type { Row } from '../../../portal.ts';
import type { Key, Partition, Place, RowSource } from '../../../table.ts';
import { ChildTable, Filters } from '../tables.ts';
import type { Kind, World } from '../world.ts';
import { choose, laterMs, ordered, pastMs, roll, slotOfUid, uid, uuidSetup } from '../world.ts';
import { firstUserId, userSlot } from './people.ts';

/** What is generated about an assignment before it has a vendor's shape. */
export interface Assigned {
  readonly id: string;
  readonly slot: number;
  readonly userSlot: number;
  readonly parentSlot: number;
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly completedMs: number | null;
  readonly dueMs: number | null;
  /** 0 to 100. */
  readonly percent: number;
  readonly isDeleted: boolean;
}

export interface AssignmentSetup {
  readonly world: World;
  readonly name: string;
  readonly kind: Kind;
  readonly parentKind: Kind;
  readonly parents: number;
  readonly count: number;
  /** Key of the assignment in the row, for example `guide_assignment`; absent when the row itself is the assignment. */
  readonly key?: string;
  readonly make: (assigned: Assigned) => Row;
  /** The object in the row that changes when the learner makes progress. */
  readonly progress: (assignment: Row, atMs: number) => Row;
}

interface Times {
  readonly createdMs: number;
  readonly updatedMs: number;
  readonly isDeleted: boolean;
  readonly parentId: Key;
}

export interface RangeFilter {
  readonly fromMs: number;
  readonly toMs: number;
  readonly withDeleted: boolean;
  readonly parentId: string | null;
}

/**
 * Assignments of employees. A deletion leaves a tombstone (`is_deleted`), which only `include_deleted` shows; the times
 * that date ranges compare are kept apart from the rows, as not every row shows them.
 */
export class AssignmentTable extends ChildTable {
  readonly #assignments: AssignmentSetup;
  readonly #touched = new Map<Key, Times>();
  readonly #filters = new Filters();

  constructor(setup: AssignmentSetup) {
    const { world, kind, parentKind, parents, key } = setup;
    super(
      uuidSetup(world, kind, {
        name: setup.name,
        count: setup.count,
        hidden: ['_user', '_parent', '_createdMs'],
        indexes: {
          _user: (slot) => firstUserId + generate(setup, slot).userSlot,
          _parent: (slot) => uid(world, parentKind, generate(setup, slot).parentSlot),
        },
        ...ordered(world, (slot) => generate(setup, slot).updatedMs),
        make: (slot, given) => setup.make(adopted(generate(setup, slot), given)),
        onInsert: (_slot, atMs) => ({ _createdMs: atMs }),
        onUpdate: (row, atMs) => {
          const assignment = key === undefined ? row : (row[key] as Row);
          const bumps = world.options.progressBumpsUpdatedAt ?? true;
          const moved = bumps && 'updated_at' in assignment ? { updated_at: atMs } : {};
          const changed = { ...assignment, ...setup.progress(assignment, atMs), ...moved };
          return key === undefined ? changed : { [key]: changed };
        },
      }),
      world.setup.nowMs,
      (turn, within) => ({
        _user: within?.index === '_user' ? within.key : firstUserId + roll(world, world.counts.users, kind, turn, 41),
        _parent:
          within?.index === '_parent' ? within.key : uid(world, parentKind, roll(world, parents, kind, turn, 42)),
      }),
    );
    this.#assignments = setup;
  }

  override insert(row: Row = {}, place?: Place, within?: Partition['within']): Row {
    const made = super.insert(row, place, within);
    const id = this.history.at(-1)?.id ?? '';
    const atMs = this.#assignments.world.setup.nowMs();
    const parentId = within?.index === '_parent' ? within.key : this.#times(id, slotOfUid(id)).parentId;
    this.#touched.set(id, { createdMs: atMs, updatedMs: atMs, isDeleted: false, parentId });
    return made;
  }

  override update(id: Key, patch: Row = {}): Row | undefined {
    const changed = super.update(id, patch);
    if (changed !== undefined && (this.#assignments.world.options.progressBumpsUpdatedAt ?? true)) this.#touch(id, {});
    return changed;
  }

  override delete(id: Key): boolean {
    const row = this.get(id);
    if (row === undefined || this.#times(id, slotOfUid(id)).isDeleted) return false;
    const { key, world } = this.#assignments;
    const bumps = world.options.deletionBumpsUpdatedAt ?? true;
    const assignment = key === undefined ? row : (row[key] as Row);
    const moved = bumps && 'updated_at' in assignment ? { updated_at: world.setup.nowMs() } : {};
    const tombstone = { ...assignment, is_deleted: true, ...moved };
    super.update(id, key === undefined ? tombstone : { [key]: tombstone });
    this.#touch(id, { isDeleted: true }, bumps);
    return true;
  }

  /** The rows that were created or last changed in a range, both ends included. */
  inRange({ fromMs, toMs, withDeleted, parentId }: RangeFilter): RowSource {
    const isIn = (ms: number): boolean => ms >= fromMs && ms <= toMs;
    return this.#filters.ids(this, JSON.stringify([fromMs, toMs, withDeleted, parentId]), (id, slot) => {
      const times = this.#touched.get(id) ?? generateTimes(this.#assignments, slot);
      if (times.isDeleted && !withDeleted) return false;
      if (!isIn(times.createdMs) && !isIn(times.updatedMs)) return false;
      return parentId === null || this.#times(id, slot).parentId === parentId;
    });
  }

  isDeleted(id: Key): boolean {
    return this.#times(id, slotOfUid(id)).isDeleted;
  }

  times(id: Key): Times {
    return this.#times(id, slotOfUid(id));
  }

  #touch(id: Key, change: Partial<Times>, bumps = true): void {
    const times = this.#times(id, slotOfUid(id));
    const updatedMs = bumps ? this.#assignments.world.setup.nowMs() : times.updatedMs;
    this.#touched.set(id, { ...times, updatedMs, ...change });
  }

  #times(id: Key, slot: number): Times {
    const touched = this.#touched.get(id);
    if (touched !== undefined) return touched;
    const { createdMs, updatedMs, isDeleted, parentSlot } = generate(this.#assignments, slot);
    return {
      createdMs,
      updatedMs,
      isDeleted,
      parentId: uid(this.#assignments.world, this.#assignments.parentKind, parentSlot),
    };
  }
}

/** Apart from the rest, as a date range asks this of every assignment. */
function generateTimes({ world, kind }: AssignmentSetup, slot: number): Omit<Times, 'parentId'> {
  const createdMs = pastMs(world, 700, kind, slot, 43);
  return { createdMs, updatedMs: laterMs(world, createdMs, kind, slot, 44), isDeleted: slot % 29 === 11 };
}

function generate(setup: AssignmentSetup, slot: number): Assigned {
  const { world, kind, parents } = setup;
  const { createdMs, updatedMs, isDeleted } = generateTimes(setup, slot);
  const percent = choose(world, [0, 0, 40, 65, 100, 100], kind, slot, 45);
  const share = roll(world, 10_000, kind, slot, 46) / 10_000;
  return {
    id: uid(world, kind, slot),
    slot,
    userSlot: roll(world, world.counts.users, kind, slot, 47),
    // The first parents have many assignments, the last ones few or none.
    parentSlot: Math.floor(parents * share * share),
    createdMs,
    updatedMs,
    completedMs: percent === 100 ? updatedMs : null,
    dueMs: slot % 3 === 0 ? null : createdMs + 30 * 86_400_000,
    percent,
    isDeleted,
  };
}

function adopted(assigned: Assigned, given: Row): Assigned {
  const [user, parent, createdMs] = [given['_user'], given['_parent'], given['_createdMs']];
  return {
    ...assigned,
    ...(user === undefined ? {} : { userSlot: userSlot(user) }),
    ...(parent === undefined ? {} : { parentSlot: slotOfUid(parent as Key) }),
    ...(typeof createdMs === 'number'
      ? { createdMs, updatedMs: createdMs, completedMs: null, percent: 0, isDeleted: false }
      : {}),
  };
}

export interface AssignmentTables {
  readonly guide: AssignmentTable;
  readonly path: AssignmentTable;
  readonly scorm: AssignmentTable;
  readonly challenge: AssignmentTable;
}
