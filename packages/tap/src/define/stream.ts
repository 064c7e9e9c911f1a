import type { Fields } from './fields.ts';
import type { Row } from './json.ts';
import type { Paginator } from './paginator.ts';
import type { Query } from './request.ts';

/** Key parts of one parent, by the name under which the child's request and fields use them. */
export type Partition = Readonly<Record<string, string | number>>;

/** The partitions that one row of a parent's list names. */
export const partitionsIn = ({ partition }: ParentLink, row: Row, parent: Partition): readonly Partition[] => {
  const named = partition(row, parent);
  if (named === null) return [];
  return isSeveral(named) ? named : [named];
};

const isSeveral = (named: Partition | readonly Partition[]): named is readonly Partition[] => Array.isArray(named);

/** Whether the stream is one list per partition, be they a parent's rows or the config's. */
export const isPartitioned = ({ parent, partitions }: Stream): boolean =>
  parent !== undefined || partitions !== undefined;

/** What a stream's path and query may depend on. */
export interface RequestContext {
  /** Empty for a stream without a parent. */
  readonly partition: Partition;
  /** Lower bound of the window (UTC instant, lookback already subtracted), or null: everything. */
  readonly since: string | null;
  /** Upper bound of the window: the run's start on the vendor's clock (UTC instant). */
  readonly until: string;
}

/** The list whose rows name a child stream's partitions. */
export interface ParentLink {
  readonly stream: Stream;
  /** One row of the parent's list -> its partition, or several, or null: this row has no children. */
  readonly partition: (row: Row, parent: Partition) => Partition | readonly Partition[] | null;
  /** Further lists that name partitions of the same form; one that several lists name is read once. */
  readonly also?: readonly ParentLink[];
}

/** How a window is cut, for lists that are slow to page through or go only so deep. */
export interface Pieces {
  readonly days: number;
  /** Where the first one begins when the window has no lower bound: nothing is older (UTC instant). */
  readonly from: string;
}

export interface StreamDefinition<F extends Fields = Fields> {
  /** Lower snake_case; the Singer stream, the Airbyte stream and the table. */
  readonly name: string;
  readonly description: string;
  /** The vendor's page that documents it. */
  readonly source: string;
  /** Streams that one permission opens or closes together; what `check` reports on. Default: the stream's name. */
  readonly family?: string;
  /** The vendor's scope, permission or plan feature that reading needs, for messages and the README. */
  readonly permission?: string;
  /** Its envelope or fields were never seen in a real answer. */
  readonly beta?: true;
  /** false: costs one request per row of a large parent, so it is read only when asked for. */
  readonly selectedByDefault?: boolean;
  readonly parent?: ParentLink;
  /**
   * Which of several ways of reading the stream the config chose, where they find different rows: a bookmark of another
   * way is not carried on.
   */
  readonly variant?: string;
  /**
   * Partitions that the config names (accounts, sites), where no parent's list does. Never beside `parent`. None: the
   * stream can't be read, for want of its `permission`.
   */
  readonly partitions?: readonly Partition[];
  /** Not every account has this list: a 404 for it then means that it is not granted, and is not taken for a fault. */
  readonly optional?: true;
  /** What an empty list may mean besides that there is nothing, as a sentence; said when the whole stream has no rows. */
  readonly emptyHint?: string;
  readonly path: string | ((context: RequestContext) => string);
  readonly query?: Query | ((context: RequestContext) => Query);
  /**
   * Where the rows are: '' when the body is the array; a dotted path; several candidates in order; or a function for
   * what a path can't say (it throws ResponseShapeError or returns undefined when the rows are not there).
   */
  readonly records:
    string | readonly string[] | ((body: unknown, context: RequestContext) => readonly unknown[] | undefined);
  /** The envelope holds one object (or an array of one), not a list. */
  readonly single?: true;
  readonly paginate: Paginator;
  readonly primaryKey: readonly (keyof F & string)[];
  /** Nobody promises that the key is unique: rows that share it and differ are all emitted, and the log says so. */
  readonly keyMayRepeat?: true;
  /** An `instant` field. Omitted: the stream is a full table. */
  readonly replicationKey?: keyof F & string;
  /**
   * An `instant` field that stands in for the replication key on rows that have none: their creation, where the vendor
   * dates only later changes.
   */
  readonly createdKey?: keyof F & string;
  /**
   * `rows` (default): the bookmark follows the greatest replication value, and rows below the window's bound are left
   * out. `window`: no field tells, or not on every row, by which date the vendor's filter chose a row: whatever it answers
   * belongs to the window, and the bookmark moves to when its reading began.
   */
  readonly bookmarkBy?: 'rows' | 'window';
  /**
   * Parameters that may make the vendor leave out rows whose replication key is before an instant, where it is not known
   * whether it does: used once they are proved against the whole list, and proved again each week. They may bring some more.
   */
  readonly changedSince?: (since: string, replicationKey: string) => Query;
  /**
   * The window is asked for piece by piece, oldest first, to its end: `since` and `until` of a request are then those of a
   * piece.
   */
  readonly pieces?: Pieces;
  /** Several partitions may hold the same row: it is emitted under the first one. Its key must not have a part of theirs. */
  readonly partitionsOverlap?: boolean;
  /** Overlap that is read again, in hours, when the vendor's filter or clock is coarse. */
  readonly lookbackHours?: number;
  /** The partition does not exist (any more) when its request answers 404: skipped (default), counted, said once. */
  readonly missingPartition?: 'skip' | 'fail' | ((context: RequestContext) => 'skip' | 'fail');
  readonly fields: F;
  /** Vendor row -> row with the names of `fields`: surrogate keys, unwrapped nesting. Must not drop what it doesn't know. */
  readonly prepare?: (row: Row, partition: Partition) => Row;
}

export type Stream = StreamDefinition;

/**
 * A stream is data. The key's parts and the replication key must be fields, which the compiler checks.
 *
 * @throws TypeError for what types can't say: a name that is not snake_case, a replication key that is not an instant.
 */
export const defineStream = <const F extends Fields>(definition: StreamDefinition<F>): Stream => {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(definition.name)) {
    throw new TypeError(
      `stream name ${JSON.stringify(definition.name)} must be lower snake_case, at most 63 characters`,
    );
  }
  for (const key of [definition.replicationKey, definition.createdKey]) {
    if (key !== undefined && definition.fields[key]?.kind !== 'instant') {
      throw new TypeError(`${definition.name}: replicationKey ${key} must be an instant field`);
    }
  }
  if (definition.partitions !== undefined && definition.parent !== undefined) {
    throw new TypeError(`${definition.name}: partitions come from the config or from a parent, not from both`);
  }
  // Widened: whoever reads streams knows their fields only by name.
  return definition as unknown as Stream;
};
