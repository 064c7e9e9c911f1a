import { EXTRA, type Field, type Fields } from '../define/fields.ts';
import { isRow } from '../define/json.ts';
import type { Stream } from '../define/stream.ts';
import { ConfigError } from '../errors/config-error.ts';
import { readConfiguredCatalog, type ConfiguredStream } from './airbyte-catalog-input.ts';
import { nestedFields } from './nested.ts';
import { offerStreams, openFields, type Offer } from './offer.ts';
import type { SelectedStream, Selection } from './selection.ts';
import type { Settings, Warn } from './settings.ts';
import { didYouMean } from './suggest.ts';

type Properties = Readonly<Record<string, unknown>>;

/** null: the schema does not say which, so all. */
const propertiesOf = (schema: unknown): Properties | null => {
  if (!isRow(schema)) return null;
  if (isRow(schema['items'])) return propertiesOf(schema['items']);
  const { properties } = schema;
  return isRow(properties) && Object.keys(properties).length > 0 ? properties : null;
};

/** Column selection: the platform takes deselected properties out of the configured schema, nested ones too. */
const selectFields = (fields: Fields, properties: Properties | null, automatic: ReadonlySet<string>): Fields => {
  if (properties === null) return fields;
  const kept: Record<string, Field> = {};
  for (const [name, field] of Object.entries(fields)) {
    if (automatic.has(name)) kept[name] = field;
    else if (Object.hasOwn(properties, name)) {
      const nested = nestedFields(field);
      const inside = nested && selectFields(nested.fields, propertiesOf(properties[name]), new Set());
      if (nested === null || inside === null) kept[name] = field;
      else if (Object.keys(inside).length > 0) kept[name] = nested.rebuild(inside);
    }
  }
  return kept;
};

const chooseKeys = (
  { stream, fields, primaryKey, replicationKey }: Offer,
  configured: ConfiguredStream,
  problems: string[],
  warn: Warn,
): Pick<SelectedStream, 'mode' | 'primaryKey' | 'replicationKey'> & { readonly automatic: ReadonlySet<string> } => {
  const { name } = stream;
  const where = `catalog: ${name}`;
  // PyAirbyte asks for incremental whatever the stream supports.
  const incremental = configured.sync_mode === 'incremental' && replicationKey !== null;
  const cursor = configured.cursor_field ?? [];
  const paths = configured.primary_key ?? [];
  for (const [path, role] of [
    ...paths.map((part) => [part, 'primary_key'] as const),
    [cursor, 'cursor_field'] as const,
  ]) {
    const top = path[0];
    if (top === undefined || Object.hasOwn(fields, top)) continue;
    if (role === 'cursor_field' && !incremental) continue;
    problems.push(
      `${where}: ${role}: there is no field "${top}"${didYouMean(top, Object.keys(fields))}; refresh the source schema`,
    );
  }
  if (incremental && cursor.length > 0 && cursor.join('.') !== replicationKey) {
    warn(`${where}: cursor_field ${cursor.join('.')} is ignored, the stream follows ${replicationKey}`, name);
  }
  const flat = paths.flatMap((path) => (path.length === 1 ? path : []));
  const chosenKey = paths.length > 0 && flat.length === paths.length ? flat : primaryKey;
  return {
    mode: incremental ? 'incremental' : 'full_table',
    primaryKey: chosenKey,
    replicationKey,
    automatic: new Set([
      ...primaryKey,
      ...paths.flatMap((path) => path.slice(0, 1)),
      ...cursor.slice(0, 1),
      ...(replicationKey === null ? [] : [replicationKey]),
    ]),
  };
};

const selectStream = (offer: Offer, configured: ConfiguredStream, problems: string[], warn: Warn): SelectedStream => {
  const { stream } = offer;
  const { automatic, ...keys } = chooseKeys(offer, configured, problems, warn);
  const properties = propertiesOf(configured.stream.json_schema);
  const open = openFields(offer);
  const strange = Object.keys(properties ?? {}).filter(
    (name) => name !== EXTRA && !Object.hasOwn(open, name) && !offer.suppressed.includes(name),
  );
  if (strange.length > 0) {
    warn(`catalog: ${stream.name} does not send ${strange.join(', ')}; refresh the source schema`, stream.name);
  }
  const { namespace } = configured.stream;
  return {
    stream,
    fields: selectFields(open, properties, automatic),
    extra: offer.extra && (properties === null || Object.hasOwn(properties, EXTRA)),
    ...keys,
    startDate: offer.startDate,
    lookbackHours: offer.lookbackHours,
    verify: offer.verify,
    explicit: true,
    generation: configured.generation_id ?? null,
    suppressed: offer.suppressed,
    ...(typeof namespace === 'string' ? { namespace } : {}),
  };
};

/**
 * What an Airbyte configured catalog selects. Streams that this connector does not know don't stop the others.
 *
 * @throws ConfigError that lists everything in the catalog and the settings that can't be done.
 */
export const selectFromAirbyte = (
  catalog: unknown,
  streams: readonly Stream[],
  settings: Settings,
  warn: Warn = () => undefined,
): Selection => {
  const configured = readConfiguredCatalog(catalog);
  const { byName, excluded } = offerStreams(streams, settings, warn);
  const problems: string[] = [];
  const selected = new Map<string, SelectedStream>();
  const unknown = new Set<string>();
  const whole: string[] = [];
  for (const entry of configured) {
    const { name } = entry.stream;
    const offer = byName.get(name);
    if (selected.has(name) || unknown.has(name)) {
      problems.push(`catalog: stream "${name}" is configured twice; remove one of the entries`);
    } else if (offer === undefined) {
      if (excluded.has(name)) warn(`catalog: ${name} is configured, but the config excludes it`, name);
      unknown.add(name);
    } else {
      const chosen = selectStream(offer, entry, problems, warn);
      selected.set(name, chosen);
      if (entry.sync_mode === 'incremental' && chosen.mode === 'full_table') whole.push(name);
    }
  }
  if (whole.length > 0) warn(`catalog: read as a whole, for want of a cursor: ${whole.join(', ')}`);
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  return { streams: [...byName.keys()].flatMap((name) => selected.get(name) ?? []), unknown: [...unknown] };
};
