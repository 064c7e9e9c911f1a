import { EXTRA, type Fields } from '../define/fields.ts';
import type { JsonObject, JsonValue } from '../define/json.ts';
import type { Stream } from '../define/stream.ts';
import { nestedFields } from '../select/nested.ts';
import { offerStreams, type Offer } from '../select/offer.ts';
import { noSettings, type Settings, type Warn } from '../select/settings.ts';
import { singerSchema } from '../shape/schema.ts';
import { describeStream } from './describe-stream.ts';

type Metadata = Readonly<Record<string, JsonValue>>;

const item = (breadcrumb: readonly string[], metadata: Metadata): JsonObject => ({
  breadcrumb: [...breadcrumb],
  metadata,
});

/** Every node has its entry: Meltano marks a field without one as automatic, which nobody could deselect. */
const fieldItems = (
  fields: Fields,
  at: readonly string[],
  isAutomatic: (name: string) => boolean,
  includeSensitive: boolean,
): JsonObject[] =>
  Object.entries(fields).flatMap(([name, field]) => {
    const breadcrumb = [...at, 'properties', name];
    const automatic = isAutomatic(name);
    const byDefault = automatic || includeSensitive || field.sensitive !== true;
    const nested = nestedFields(field);
    const inside = [...breadcrumb, ...Array.from({ length: nested?.lists ?? 0 }, () => 'items')];
    return [
      item(breadcrumb, { inclusion: automatic ? 'automatic' : 'available', 'selected-by-default': byDefault }),
      ...(nested === null ? [] : fieldItems(nested.fields, inside, () => false, includeSensitive)),
    ];
  });

const streamItem = ({ stream, primaryKey, replicationKey }: Offer): JsonObject =>
  item([], {
    inclusion: 'available',
    'selected-by-default': stream.selectedByDefault !== false,
    'table-key-properties': primaryKey,
    ...(replicationKey === null
      ? { 'forced-replication-method': 'FULL_TABLE', 'valid-replication-keys': [] }
      : { 'valid-replication-keys': [replicationKey] }),
  });

const entryOf = (offer: Offer): JsonObject => {
  const { stream, fields, extra, includeSensitive, primaryKey, replicationKey } = offer;
  const automatic = new Set([...primaryKey, ...(replicationKey === null ? [] : [replicationKey])]);
  return {
    tap_stream_id: stream.name,
    stream: stream.name,
    schema: { ...singerSchema(fields, extra, primaryKey), description: describeStream(stream) },
    key_properties: primaryKey,
    replication_method: replicationKey === null ? 'FULL_TABLE' : 'INCREMENTAL',
    ...(replicationKey === null ? {} : { replication_key: replicationKey }),
    metadata: [
      streamItem(offer),
      ...fieldItems(fields, [], (name) => automatic.has(name), includeSensitive),
      ...(extra ? [item(['properties', EXTRA], { inclusion: 'available', 'selected-by-default': true })] : []),
    ],
  };
};

/** The catalog that `--discover` prints. Nothing in it is selected yet. */
export const singerCatalog = (
  streams: readonly Stream[],
  settings: Settings = noSettings,
  warn?: Warn,
): JsonObject => ({
  streams: [...offerStreams(streams, settings, warn).byName.values()].map(entryOf),
});
