import { EXTRA, type Field, type Fields } from '../define/fields.ts';
import type { Stream } from '../define/stream.ts';
import { ConfigError } from '../errors/config-error.ts';
import { parseRfc3339 } from '../shape/instant.ts';
import { nestedFields, pruneFields } from './nested.ts';
import type { Settings, StreamOption, Warn } from './settings.ts';
import { didYouMean } from './suggest.ts';

/** A stream as the config leaves it: what catalogs show, and what selections choose from. */
export interface Offer {
  readonly stream: Stream;
  /** What may leave the connector, sensitive fields included. */
  readonly fields: Fields;
  /** Whether `_extra` may. */
  readonly extra: boolean;
  /** Excluded names (dotted when nested) that may not even appear in `_extra`. */
  readonly suppressed: readonly string[];
  readonly includeSensitive: boolean;
  readonly primaryKey: readonly string[];
  readonly replicationKey: string | null;
  readonly startDate: string | null;
  readonly lookbackHours: number;
  readonly verify: boolean;
}

export interface Offers {
  /** By stream name, in the vendor's order. */
  readonly byName: ReadonlyMap<string, Offer>;
  /** Streams that the config excludes. */
  readonly excluded: ReadonlySet<string>;
}

interface Exclusions {
  readonly streams: ReadonlySet<string>;
  /** Dotted field paths by stream, in both spellings. */
  readonly fields: ReadonlyMap<string, ReadonlySet<string>>;
}

interface FieldPath {
  readonly emitted: string;
  /** In the vendor's names. */
  readonly source: string;
}

const below = (name: string, field: Field, inside: FieldPath): FieldPath => ({
  emitted: `${name}.${inside.emitted}`,
  source: `${field.from ?? name}.${inside.source}`,
});

const isOpen = (field: Field): boolean =>
  field.kind === 'list' ? isOpen(field.items) : field.kind === 'object' && field.properties === null;

/** Finds a field by its own or by the vendor's names; what is inside a free-form object can be named, too. */
const findField = (fields: Fields, path: string): FieldPath | null => {
  for (const [name, field] of Object.entries(fields)) {
    for (const spelling of [name, field.from ?? name]) {
      if (path === spelling) return { emitted: name, source: field.from ?? name };
      if (!path.startsWith(`${spelling}.`)) continue;
      const rest = path.slice(spelling.length + 1);
      if (isOpen(field)) return below(name, field, { emitted: rest, source: rest });
      const nested = nestedFields(field);
      const inside = nested === null ? null : findField(nested.fields, rest);
      if (inside !== null) return below(name, field, inside);
    }
  }
  return path === EXTRA ? { emitted: path, source: path } : null;
};

const readExclusions = (
  exclude: readonly string[],
  known: ReadonlyMap<string, Stream>,
  problems: string[],
  warn: Warn,
): Exclusions => {
  const streams = new Set<string>();
  const fields = new Map<string, Set<string>>();
  for (const entry of exclude) {
    const dot = entry.indexOf('.');
    const name = dot < 0 ? entry : entry.slice(0, dot);
    const stream = known.get(name);
    if (stream === undefined) {
      problems.push(`exclude: "${entry}": there is no stream "${name}"${didYouMean(name, known.keys())}`);
    } else if (dot < 0) {
      streams.add(name);
    } else {
      const path = entry.slice(dot + 1);
      const field = findField(stream.fields, path);
      if (field === null) {
        // Still excluded: the vendor may send it although no field describes it.
        warn(`exclude: ${name} has no field "${path}"${didYouMean(path, Object.keys(stream.fields))}`, name);
      }
      const paths = fields.get(name) ?? new Set();
      fields.set(name, paths.add(field?.emitted ?? path).add(field?.source ?? path));
    }
  }
  return { streams, fields };
};

const startDateOf = (text: string | null, where: string, problems: string[]): string | null => {
  if (text === null || text === '') return null;
  const instant = parseRfc3339(text);
  if (instant === null) problems.push(`${where}: "${text}" is not a date-time such as 2026-01-31T00:00:00Z`);
  return instant;
};

const keysOf = (
  stream: Stream,
  option: StreamOption | undefined,
  fields: Fields,
  problems: string[],
): Pick<Offer, 'primaryKey' | 'replicationKey'> => {
  const where = `stream_options: ${stream.name}`;
  const primaryKey = option?.primary_key ?? stream.primaryKey;
  const replicationKey = (option?.replication_key ?? stream.replicationKey ?? '') || null;
  for (const part of primaryKey) {
    if (Object.hasOwn(fields, part)) continue;
    problems.push(
      Object.hasOwn(stream.fields, part)
        ? `exclude: "${stream.name}.${part}" is part of the key; exclude the whole stream, or give it another primary_key in stream_options`
        : `${where}: primary_key: there is no field "${part}"${didYouMean(part, Object.keys(stream.fields))}`,
    );
  }
  if (replicationKey !== null && fields[replicationKey]?.kind !== 'instant') {
    const instants = Object.keys(fields).filter((name) => fields[name]?.kind === 'instant');
    problems.push(
      stream.fields[replicationKey]?.kind === 'instant'
        ? `exclude: "${stream.name}.${replicationKey}" is the replication key; give the stream replication_key "" in stream_options to read it as a full table`
        : `${where}: replication_key: "${replicationKey}" is not a date-time field of the stream (${instants.join(', ') || 'it has none'})`,
    );
  }
  return { primaryKey, replicationKey };
};

/**
 * Applies `exclude` and `stream_options` to the streams.
 *
 * @throws ConfigError that lists every entry naming a stream that does not exist, or taking away what can't be missing.
 */
export const offerStreams = (streams: readonly Stream[], settings: Settings, warn: Warn = () => undefined): Offers => {
  const problems: string[] = [];
  const known = new Map(streams.map((stream) => [stream.name, stream]));
  const exclusions = readExclusions(settings.exclude, known, problems, warn);
  const options = new Map<string, StreamOption>();
  for (const option of settings.streamOptions) {
    if (known.has(option.stream)) options.set(option.stream, { ...options.get(option.stream), ...option });
    else {
      const guess = didYouMean(option.stream, known.keys());
      problems.push(`stream_options: there is no stream "${option.stream}"${guess}`);
    }
  }
  const startDate = startDateOf(settings.startDate, 'start_date', problems);

  const byName = new Map<string, Offer>();
  for (const stream of streams) {
    if (exclusions.streams.has(stream.name)) continue;
    const option = options.get(stream.name);
    const excluded = exclusions.fields.get(stream.name) ?? new Set<string>();
    const fields = pruneFields(stream.fields, (_field, path) => !excluded.has(path.join('.')));
    const ownStart = startDateOf(option?.start_date ?? null, `stream_options: ${stream.name}: start_date`, problems);
    byName.set(stream.name, {
      stream,
      fields,
      extra: !excluded.has(EXTRA),
      suppressed: [...excluded],
      includeSensitive: option?.include_sensitive ?? false,
      ...keysOf(stream, option, fields, problems),
      startDate: ownStart ?? startDate,
      lookbackHours: option?.lookback_hours ?? stream.lookbackHours ?? 0,
      verify: option?.verify ?? true,
    });
  }
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return { byName, excluded: exclusions.streams };
};

/** The offered fields without the sensitive ones, unless the config includes them. */
export const openFields = ({ fields, includeSensitive, primaryKey, replicationKey }: Offer): Fields =>
  includeSensitive
    ? fields
    : pruneFields(
        fields,
        (field, path) =>
          field.sensitive !== true ||
          (path.length === 1 && (path[0] === replicationKey || primaryKey.includes(path[0] ?? ''))),
      );
