/** One element of the config's `stream_options`. */
export interface StreamOption {
  readonly stream: string;
  /** Another instant field to follow; '' reads the stream as a full table. */
  readonly replication_key?: string | undefined;
  /** Another key; [] emits the stream without one. */
  readonly primary_key?: readonly string[] | undefined;
  readonly start_date?: string | undefined;
  readonly lookback_hours?: number | undefined;
  readonly verify?: boolean | undefined;
  readonly include_sensitive?: boolean | undefined;
}

/** What the config says about streams and fields, whatever the catalog says. */
export interface Settings {
  /** `stream` or `stream.field` (`stream.object.field`): never leaves the connector. */
  readonly exclude: readonly string[];
  readonly streamOptions: readonly StreamOption[];
  /** RFC 3339. */
  readonly startDate: string | null;
}

export const noSettings: Settings = { exclude: [], streamOptions: [], startDate: null };

/** Names of the streams that are excluded as a whole. */
export const excludedStreams = ({ exclude }: Settings): ReadonlySet<string> =>
  new Set(exclude.filter((entry) => !entry.includes('.')));

/** Told what the user should know but need not act on. */
export type Warn = (message: string, stream?: string) => void;
