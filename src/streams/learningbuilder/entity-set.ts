import { defineStream, type Stream } from '@singer-io-ts/tap';
import type { Config } from '../../config.ts';
import { changedSince } from './changed-since.ts';
import { columnsOf } from './columns.ts';
import { plainRow, rowsIn, withDoubles } from './envelope.ts';
import type { EntitySet, Service, Version } from './metadata.ts';
import { odataPages, type Keyset } from './paging.ts';
import type { WellKnown } from './well-known.ts';

const ODATA = 'https://heuristicsolutions.atlassian.net/wiki/spaces/DOCS/pages/419168273';

/** A column named by the user may change late or be set by hand: rows of the day before are read again. */
const LOOKBACK_HOURS = 24;

/** A key may be bound to the rows of its owner, without a word in any answer. */
const EMPTY_HINT =
  "If there should be any, the key may be limited to its owner's rows (Member ID Field of the entity): use a key whose owner has an unrestricted feed.";

export interface SetOptions {
  readonly name: string;
  /** `/data` or `/OData`. */
  readonly root: string;
  readonly service: Service;
  readonly known: WellKnown | undefined;
  readonly permission: string;
}

const descriptionOf = ({ name }: EntitySet, known: WellKnown | undefined): string => {
  if (known === undefined) return `Entity set ${name}, as the tenant's administrator defined it.`;
  return known.sets[0] === name ? known.description : `${known.description} Entity set ${name}.`;
};

/** Metadata may declare a key, or not; that of a well-known set may be known better. */
const keyOf = (set: EntitySet, known: WellKnown | undefined): readonly string[] => {
  if (known?.key === null) return [];
  if (set.key.length > 0 || known === undefined) return set.key;
  return known.key.every((part) => set.properties.some(({ name }) => name === part)) ? known.key : [];
};

const keysetOf = ({ key, properties }: EntitySet): Keyset | null => {
  const [name] = key;
  const type = properties.find((property) => property.name === name)?.type;
  if (key.length !== 1 || name === undefined) return null;
  return type === 'Edm.Int32' || type === 'Edm.Int64' ? { name, type } : null;
};

const queryOf = (set: EntitySet, column: string | undefined, version: Version) =>
  column === undefined || column === '' ? {} : { query: changedSince(set, column, version) };

/** The stream of one entity set. */
export const streamOf = (
  set: EntitySet,
  { name, root, service, known, permission }: SetOptions,
  { stream_options }: Pick<Config, 'stream_options'>,
): Stream => {
  const option = stream_options.find(({ stream }) => stream === name);
  const key = keyOf(set, known);
  const follows = option?.replication_key;
  const isFiltered = follows !== undefined && follows !== '';
  const descriptions = Object.fromEntries((known?.columns ?? []).map((column) => [column.name, column.description]));
  const doubles = set.properties.filter(({ type }) => type === 'Edm.Double').map((property) => property.name);
  return defineStream({
    name,
    description: descriptionOf(set, known),
    source: known?.source ?? ODATA,
    permission,
    optional: true,
    emptyHint: EMPTY_HINT,
    path: `${root}/${encodeURIComponent(set.name)}`,
    ...queryOf(set, follows, service.version),
    ...(isFiltered && { lookbackHours: LOOKBACK_HOURS }),
    records: rowsIn,
    paginate: odataPages({
      version: service.version,
      key: set.key,
      keyset: isFiltered || known?.key === null ? null : keysetOf(set),
      isFiltered,
    }),
    primaryKey: key,
    // Views are declared to have keys that their queries don't keep.
    keyMayRepeat: true,
    fields: columnsOf(set, key, service, descriptions),
    prepare: (row) => withDoubles(plainRow(row), doubles),
  });
};
