import { isRow } from '../define/json.ts';

/** What an input state holds, whichever protocol wrote it. Nothing in it is judged: that is done where bookmarks are read. */
export interface CarriedState {
  /** Top-level keys of a Singer state besides `bookmarks`. */
  readonly others: Readonly<Record<string, unknown>>;
  readonly bookmarks: ReadonlyMap<string, unknown>;
}

const nothing: CarriedState = { others: {}, bookmarks: new Map() };

const ofStream = (stream: unknown): [string, unknown][] => {
  if (!isRow(stream) || !isRow(stream['stream_descriptor'])) return [];
  const { name } = stream['stream_descriptor'];
  return typeof name === 'string' ? [[name, stream['stream_state'] ?? null]] : [];
};

const ofAirbyteMessage = (message: unknown): [string, unknown][] => {
  if (!isRow(message)) return [];
  if (message['type'] === 'STATE') return ofAirbyteMessage(message['state']);
  if (isRow(message['global'])) {
    const streams = message['global']['stream_states'];
    return Array.isArray(streams) ? streams.flatMap(ofStream) : [];
  }
  if (isRow(message['data'])) return [...carriedState(message['data']).bookmarks];
  return ofStream(message['stream']);
};

const isAirbyteMessage = (input: Readonly<Record<string, unknown>>): boolean =>
  isRow(input['stream']) || isRow(input['global']) || isRow(input['state']) || input['type'] === 'LEGACY';

/** The Singer state value inside a whole STATE message, or the value itself. */
export const singerStateValue = (input: unknown): Readonly<Record<string, unknown>> | null => {
  if (!isRow(input) || isAirbyteMessage(input)) return null;
  const { value } = input;
  const state = input['type'] === 'STATE' && isRow(value) ? value : input;
  return Object.keys(state).length === 0 ? null : state;
};

export const carriedState = (input: unknown): CarriedState => {
  const singer = singerStateValue(input);
  if (singer !== null) {
    const { bookmarks, ...others } = singer;
    return { others, bookmarks: new Map(isRow(bookmarks) ? Object.entries(bookmarks) : []) };
  }
  const messages: readonly unknown[] = Array.isArray(input) ? input : [input];
  const bookmarks = new Map(messages.flatMap(ofAirbyteMessage));
  return bookmarks.size === 0 ? nothing : { others: {}, bookmarks };
};
