import { ConfigError } from '../errors/config-error.ts';
import { isRow, type Row } from '../define/json.ts';
import { parseRfc3339 } from '../shape/instant.ts';
import type { Bookmark, ListPosition, ParentPosition, Window } from './bookmark.ts';

/** Bookmarks by stream name. */
export type Bookmarks = ReadonlyMap<string, Bookmark>;

/**
 * Reads a state file of either protocol: Singer's `{"bookmarks": ...}` (also the whole STATE message), Airbyte's list of
 * messages (per stream, global, legacy), `{}`, `[]` and null. Unknown keys are ignored. What can't be read is an error,
 * never a silent restart from zero.
 *
 * @throws ConfigError naming the stream and what to do.
 */
export const readState = (state: unknown, vendor: string): Bookmarks => {
  const bookmarks = new Map<string, Bookmark>();
  for (const [stream, value] of entriesOf(state)) {
    const bookmark = bookmarkOf(stream, value, vendor);
    if (bookmark !== null) bookmarks.set(stream, bookmark);
  }
  return bookmarks;
};

const wrong = (where: string, expected: string): ConfigError =>
  new ConfigError(
    `state: ${where} should be ${expected}. Use the state that this connector wrote last, or leave it out to read everything again.`,
  );

type Entry = readonly [stream: string, value: unknown];

const entriesOf = (state: unknown): readonly Entry[] => {
  if (state === null || state === undefined) return [];
  if (Array.isArray(state)) return state.flatMap((message: unknown) => entriesOfMessage(message));
  if (!isRow(state)) throw wrong('the file', 'a JSON object (Singer) or a list of state messages (Airbyte)');
  return entriesOfMessage(state);
};

const entriesOfMessage = (message: unknown): readonly Entry[] => {
  if (!isRow(message)) throw wrong('a state message', 'an object');
  if (message['type'] === 'STATE') return entriesOf(message['state'] ?? message['value']);
  if (isRow(message['global'])) return entriesOfGlobal(message['global']);
  if (isRow(message['stream'])) return [entryOfStream(message['stream'])];
  if (message['type'] === 'LEGACY' || isRow(message['data'])) return entriesOf(message['data']);
  const { bookmarks } = message;
  if (bookmarks === undefined || bookmarks === null) {
    if (Object.keys(message).every((name) => message[name] === null || name === 'type' || name === 'currently_syncing'))
      return [];
    throw wrong('the file', 'an object with "bookmarks" (Singer) or a list of state messages (Airbyte)');
  }
  if (!isRow(bookmarks)) throw wrong('"bookmarks"', 'an object with one entry per stream');
  return Object.entries(bookmarks);
};

const entriesOfGlobal = (global: Row): readonly Entry[] => {
  const streams = global['stream_states'];
  if (!Array.isArray(streams)) throw wrong('"global.stream_states"', 'a list');
  return streams.map((stream: unknown) => {
    if (!isRow(stream)) throw wrong('an entry of "global.stream_states"', 'an object');
    return entryOfStream(stream);
  });
};

const entryOfStream = (stream: Row): Entry => {
  const descriptor = stream['stream_descriptor'];
  const name = isRow(descriptor) ? descriptor['name'] : undefined;
  if (typeof name !== 'string') throw wrong('"stream_descriptor.name"', 'a stream name');
  return [name, stream['stream_state']];
};

const isNothing = (value: Row): boolean =>
  Object.values(value).every((part) => part === null) || '__ab_no_cursor_state_message' in value;

const bookmarkOf = (stream: string, value: unknown, vendor: string): Bookmark | null => {
  if (value === null || value === undefined) return null;
  const where = `the bookmark of ${JSON.stringify(stream)}`;
  if (!isRow(value)) throw wrong(where, 'an object');
  if (isNothing(value)) return null;
  if (typeof value['v'] === 'number' && value['v'] > 1) {
    throw new ConfigError(
      `state: ${where} was written by a newer version of this connector (format ${String(value['v'])}; this one reads 1). Update the connector.`,
    );
  }
  if (value['v'] !== 1) throw wrong(where, 'one that this connector wrote (it has no "v": 1)');
  if (value['vendor'] !== vendor) {
    throw new ConfigError(
      `state: ${where} belongs to ${JSON.stringify(value['vendor'])}, but the config says ${JSON.stringify(vendor)}. Use that vendor's own state.`,
    );
  }
  return {
    v: 1,
    vendor,
    seq: whole(value['seq']) ?? 0,
    mode: value['mode'] === 'incremental' ? 'incremental' : 'full_table',
    generation: whole(value['generation']),
    value: instantOrNull(value['value'], `${where}: "value"`),
    window: windowOf(value['window'], `${where}: "window"`),
    list: listOf(value['list'], `${where}: "list"`),
    parent: parentOf(value['parent'], `${where}: "parent"`),
    ...partitionsOf(value['partitions']),
    ...(typeof value['variant'] === 'string' && { variant: value['variant'] }),
    ...filterOf(value['filter']),
    done: value['done'] === true,
  };
};

const partitionsOf = (value: unknown): Pick<Bookmark, 'partitions'> =>
  Array.isArray(value) && value.every((hash): hash is string => typeof hash === 'string') ? { partitions: value } : {};

/** What can't be understood is as if nothing was known: the filter is proved again. */
const filterOf = (value: unknown): Pick<Bookmark, 'filter'> => {
  if (!isRow(value)) return {};
  const { trusted, judgedAt, readWholeTo } = value;
  const [at, to] = [judgedAt, readWholeTo].map((text) => (typeof text === 'string' ? parseRfc3339(text) : null));
  if (typeof trusted !== 'boolean' || at === null || at === undefined || to === null || to === undefined) return {};
  return { filter: { trusted, judgedAt: at, readWholeTo: to, inUse: value['inUse'] === true } };
};

const whole = (value: unknown): number | null => (Number.isSafeInteger(value) ? (value as number) : null);

const instantOrNull = (value: unknown, where: string): string | null => {
  if (value === null || value === undefined) return null;
  const instant = typeof value === 'string' ? parseRfc3339(value) : null;
  if (instant === null) throw wrong(where, 'an RFC 3339 date-time or null');
  return instant;
};

const windowOf = (value: unknown, where: string): Window | null => {
  if (value === null || value === undefined) return null;
  if (!isRow(value)) throw wrong(where, 'an object or null');
  return {
    from: instantOrNull(value['from'], `${where}: "from"`),
    startedAt: instantOrNull(value['startedAt'], `${where}: "startedAt"`),
    maxSeen: instantOrNull(value['maxSeen'], `${where}: "maxSeen"`),
  };
};

const listOf = (value: unknown, where: string): ListPosition | null => {
  if (value === null || value === undefined) return null;
  if (!isRow(value)) throw wrong(where, 'an object or null');
  const { pass, at, anchor, pages, moved } = value;
  const piece = instantOrNull(value['piece'], `${where}: "piece"`);
  if (pass === null || pass === undefined) return null;
  if (pass !== 1 && pass !== 2 && pass !== 3) throw wrong(`${where}: "pass"`, '1, 2 or 3');
  if (at !== null && typeof at !== 'number' && typeof at !== 'string')
    throw wrong(`${where}: "at"`, 'a page, a token, a key or null');
  return {
    pass,
    at,
    anchor:
      isRow(anchor) && typeof anchor['first'] === 'string' && typeof anchor['last'] === 'string'
        ? { first: anchor['first'], last: anchor['last'] }
        : null,
    pages: typeof pages === 'string' ? pages : null,
    moved: moved === true,
    ...(piece !== null && { piece }),
  };
};

const keyOf = (value: unknown): readonly (string | number)[] | null =>
  Array.isArray(value) &&
  value.every((part): part is string | number => typeof part === 'string' || typeof part === 'number')
    ? value
    : null;

const parentOf = (value: unknown, where: string): ParentPosition | null => {
  if (value === null || value === undefined) return null;
  if (!isRow(value)) throw wrong(where, 'an object or null');
  const after = keyOf(value['after']);
  if (after === null) {
    if (value['after'] === null || value['after'] === undefined) return null;
    throw wrong(`${where}: "after"`, 'the key of a parent');
  }
  return { after, current: keyOf(value['current']) };
};
