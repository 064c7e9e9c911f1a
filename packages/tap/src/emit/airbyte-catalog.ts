import type { JsonObject } from '../define/json.ts';
import type { Stream } from '../define/stream.ts';
import { offerStreams, openFields, type Offer } from '../select/offer.ts';
import { noSettings, type Settings, type Warn } from '../select/settings.ts';
import { airbyteSchema } from '../shape/schema.ts';
import { describeStream } from './describe-stream.ts';

const streamOf = (offer: Offer): JsonObject => {
  const { stream, extra, primaryKey, replicationKey } = offer;
  return {
    name: stream.name,
    json_schema: { ...airbyteSchema(openFields(offer), extra, primaryKey), description: describeStream(stream) },
    supported_sync_modes: replicationKey === null ? ['full_refresh'] : ['full_refresh', 'incremental'],
    // Full tables have a cursor too, the page they are at; the protocol wants it said of whatever is resumable.
    source_defined_cursor: true,
    ...(replicationKey === null ? {} : { default_cursor_field: [replicationKey] }),
    source_defined_primary_key: primaryKey.map((part) => [part]),
    is_resumable: true,
  };
};

const offered = (streams: readonly Stream[], settings: Settings, warn: Warn | undefined): Offer[] => [
  ...offerStreams(streams, settings, warn).byName.values(),
];

/** The AirbyteCatalog that `discover` sends. Sensitive fields are in it only when the config includes them. */
export const airbyteCatalog = (
  streams: readonly Stream[],
  settings: Settings = noSettings,
  warn?: Warn,
): JsonObject => ({
  streams: offered(streams, settings, warn).map(streamOf),
});

/**
 * A ConfiguredAirbyteCatalog to start from: the streams that are cheap to read, incremental with deduplication where
 * there is a cursor and a key.
 */
export const configuredAirbyteCatalog = (
  streams: readonly Stream[],
  settings: Settings = noSettings,
  warn?: Warn,
): JsonObject => ({
  streams: offered(streams, settings, warn)
    .filter(({ stream }) => stream.selectedByDefault !== false)
    .map((offer) => {
      const { primaryKey, replicationKey } = offer;
      const incremental = replicationKey !== null;
      const incrementalMode = primaryKey.length === 0 ? 'append' : 'append_dedup';
      return {
        stream: streamOf(offer),
        sync_mode: incremental ? 'incremental' : 'full_refresh',
        destination_sync_mode: incremental ? incrementalMode : 'overwrite',
        ...(incremental ? { cursor_field: [replicationKey] } : {}),
        primary_key: primaryKey.map((part) => [part]),
      };
    }),
});
