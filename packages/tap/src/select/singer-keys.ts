import type { Offer } from './offer.ts';
import type { SelectedStream } from './selection.ts';
import type { Warn } from './settings.ts';
import type { SingerCatalogStream, SingerMetadata } from './singer-catalog-input.ts';
import { didYouMean } from './suggest.ts';

type Keys = Pick<SelectedStream, 'mode' | 'primaryKey' | 'replicationKey'>;

const present = <T>(values: readonly (T | null | undefined)[]): T[] =>
  values.filter((value): value is T => value !== null && value !== undefined && value !== '');

const sameNames = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((name, index) => name === right[index]);

const streamMetadata = (entry: SingerCatalogStream): SingerMetadata[] =>
  (entry.metadata ?? [])
    .filter(({ breadcrumb }) => (breadcrumb ?? []).length === 0)
    .map(({ metadata }) => metadata ?? {})
    // Of two that say the same thing, the later one was added.
    .reverse();

const choosePrimaryKey = (
  { stream, fields, primaryKey }: Offer,
  entry: SingerCatalogStream,
  metadata: readonly SingerMetadata[],
  problems: string[],
): readonly string[] => {
  const keys = present([
    entry.key_properties,
    entry.table_key_properties,
    ...metadata.map((item) => item['table-key-properties']),
  ]);
  const wish = keys.find((key) => !sameNames(key, primaryKey) && !sameNames(key, stream.primaryKey));
  for (const part of wish ?? []) {
    if (Object.hasOwn(fields, part)) continue;
    const guess = didYouMean(part, Object.keys(fields));
    problems.push(`catalog: ${stream.name}: key_properties: there is no field "${part}"${guess}`);
  }
  return wish ?? primaryKey;
};

const methodsOf = (offer: Offer, entry: SingerCatalogStream, metadata: readonly SingerMetadata[]): string[] => {
  const byPeople = metadata.map((item) => item['replication-method']);
  const byEither = [
    entry.replication_method,
    entry.forced_replication_method,
    ...metadata.map((item) => item['forced-replication-method']),
  ];
  // A catalog from before the config gave a full table its replication key still says FULL_TABLE in the tap's own words.
  const given =
    offer.stream.replicationKey === undefined && offer.replicationKey !== null ? byPeople : [...byPeople, ...byEither];
  return present(given).map((method) => method.trim().toUpperCase().replaceAll('-', '_'));
};

/**
 * Key, replication key and method. Each is written in several places of a catalog, by the tap and by people, and not
 * all are rewritten together; so the one that differs from what the tap writes is somebody's wish, the entry's own
 * before the metadata's.
 */
export const chooseKeys = (offer: Offer, entry: SingerCatalogStream, problems: string[], warn: Warn): Keys => {
  const { stream, replicationKey } = offer;
  const { name } = stream;
  const metadata = streamMetadata(entry);
  const primaryKey = choosePrimaryKey(offer, entry, metadata, problems);

  const methods = methodsOf(offer, entry, metadata);
  const wrong = methods.find((method) => method !== 'FULL_TABLE' && method !== 'INCREMENTAL');
  if (wrong !== undefined) {
    problems.push(`catalog: ${name}: replication method ${wrong} is not possible; use FULL_TABLE or INCREMENTAL`);
  }
  const wish = present([entry.replication_key, ...metadata.map((item) => item['replication-key'])]).find(
    (key) => key !== replicationKey && key !== stream.replicationKey,
  );

  if (replicationKey === null) {
    if (stream.replicationKey === undefined && (methods.includes('INCREMENTAL') || wish !== undefined)) {
      warn(`catalog: ${name} has no replication key, it is read as FULL_TABLE`, name);
    }
    return { mode: 'full_table', primaryKey, replicationKey };
  }
  const mode = methods.includes('FULL_TABLE') ? 'full_table' : 'incremental';
  if (wish !== undefined && mode === 'incremental') {
    problems.push(
      `catalog: ${name}: replication key "${wish}" is not possible; the stream follows "${replicationKey}" (replication_key in stream_options changes it)`,
    );
  }
  return { mode, primaryKey, replicationKey };
};
