import { fieldTypes, type ReleasedStreams } from './breaking-changes.ts';
import { keysOf, type AirbyteStream } from './support.ts';

/** What of a catalog later releases have to keep. */
export const releasedStreams = (streams: readonly AirbyteStream[]): ReleasedStreams =>
  Object.fromEntries(
    streams.map((stream) => [
      stream.name,
      {
        key: keysOf(stream),
        cursor: stream.default_cursor_field ?? [],
        fields: fieldTypes(stream.json_schema),
      },
    ]),
  );
