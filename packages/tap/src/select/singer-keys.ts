import type { Offer } from './offer.ts';
import type { SelectedStream } from './selection.ts';
import type { Warn } from './settings.ts';
import type { SingerCatalogStream } from './singer-catalog-input.ts';
import { didYouMean } from './suggest.ts';

const present = <T>(values: readonly (T | null | undefined)[]): T[] =>
  values.filter((value): value is T => value !== null && value !== undefined);

const sameNames = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((name, index) => name === right[index]);

/**
 * Key, replication key and method. Each is written in several places of a catalog, by the tap and by people, and not
 * all are rewritten together; so the one that differs from what the tap offers is somebody's wish, the entry's own
 * before the metadata's.
 */
export const chooseKeys = (
  offer: Offer,
  entry: SingerCatalogStream,
  problems: string[],
  warn: Warn,
): Pick<SelectedStream, 'mode' | 'primaryKey' | 'replicationKey'> => {
  const { stream, fields, replicationKey } = offer;
  const { name } = stream;
  const metadata = (entry.metadata ?? [])
    .filter(({ breadcrumb }) => (breadcrumb ?? []).length === 0)
    .map((item) => item.metadata ?? {})
    .reverse();

  const keys = present([
    entry.key_properties,
    entry.table_key_properties,
    ...metadata.map((item) => item['table-key-properties']),
  ]);
  const primaryKey = keys.find((key) => !sameNames(key, offer.primaryKey)) ?? offer.primaryKey;
  for (const part of primaryKey) {
    if (Object.hasOwn(fields, part)) continue;
    problems.push(
      `catalog: ${name}: key_properties: there is no field "${part}"${didYouMean(part, Object.keys(fields))}`,
    );
  }

  const methods = present([
    entry.replication_method,
    entry.forced_replication_method,
    ...metadata.flatMap((item) => [item['replication-method'], item['forced-replication-method']]),
  ])
    .map((method) => method.trim().toUpperCase().replaceAll('-', '_'))
    .filter((method) => method !== '');
  const wrong = methods.find((method) => method !== 'FULL_TABLE' && method !== 'INCREMENTAL');
  if (wrong !== undefined) {
    problems.push(`catalog: ${name}: replication method ${wrong} is not possible; use FULL_TABLE or INCREMENTAL`);
  }
  const wishes = present([entry.replication_key, ...metadata.map((item) => item['replication-key'])]);
  const wish = wishes.find((key) => key !== '' && key !== replicationKey);

  if (replicationKey === null) {
    if (methods.includes('INCREMENTAL') || wish !== undefined) {
      warn(`catalog: ${name} has no replication key, it is read as FULL_TABLE`, name);
    }
    return { mode: 'full_table', primaryKey, replicationKey };
  }
  const mode = methods.includes('FULL_TABLE') ? 'full_table' : 'incremental';
  if (wish !== undefined && mode === 'incremental') {
    problems.push(
      `catalog: ${name}: replication key "${wish}" is not possible; the stream follows "${replicationKey}"`,
    );
  }
  return { mode, primaryKey, replicationKey };
};
