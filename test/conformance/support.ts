import { startSandbox, type Sandbox, type SandboxOptions } from '@singer-io-ts/sandbox';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { VendorName } from '../../src/config.ts';
import { createFolder, runTap, type Folder, type TapOptions, type TapResult } from '../support/tap-process.ts';

export type Json = Readonly<Record<string, unknown>>;
export type Schema = Json & { readonly properties: Readonly<Record<string, Json>> };

export interface Descriptor {
  readonly name: string;
}

export interface AirbyteStream extends Descriptor {
  readonly json_schema: Schema;
  readonly supported_sync_modes: readonly string[];
  readonly default_cursor_field?: readonly string[];
  readonly source_defined_cursor?: boolean;
  readonly source_defined_primary_key?: readonly (readonly string[])[];
  readonly is_resumable?: boolean;
}

export interface AirbyteState {
  readonly type: string;
  readonly stream: { readonly stream_descriptor: Descriptor; readonly stream_state: Json };
  readonly sourceStats: { readonly recordCount: number };
}

export interface AirbyteMessage {
  readonly type: string;
  readonly catalog?: { readonly streams: readonly AirbyteStream[] };
  readonly connectionStatus?: { readonly status: string; readonly message?: string };
  readonly spec?: { readonly connectionSpecification: Schema };
  readonly record?: { readonly stream: string; readonly data: Json; readonly emitted_at: number };
  readonly state?: AirbyteState;
  readonly trace?: {
    readonly type: string;
    readonly error?: { readonly message: string; readonly stream_descriptor?: Descriptor };
    readonly stream_status?: { readonly stream_descriptor: Descriptor; readonly status: string };
  };
}

export interface SingerMessage {
  readonly type: string;
  readonly stream?: string;
  readonly schema?: Schema;
  readonly key_properties?: readonly string[];
  readonly record?: Json;
  readonly value?: unknown;
}

export interface SingerMetadata {
  readonly breadcrumb: readonly string[];
  readonly metadata: Json;
}

export interface SingerStream {
  readonly tap_stream_id: string;
  readonly schema: Schema;
  readonly metadata: readonly SingerMetadata[];
}

/** Tests ask the same run again and again. */
const kept = <Of extends object, Value>(make: (of: Of) => Value): ((of: Of) => Value) => {
  const made = new WeakMap<Of, Value>();
  return (of) => {
    const known = made.get(of);
    if (known !== undefined) return known;
    const value = make(of);
    made.set(of, value);
    return value;
  };
};

const parsed = kept(({ lines }: TapResult): readonly unknown[] => lines.map((line) => JSON.parse(line) as unknown));

export const airbyteMessages = (result: TapResult): readonly AirbyteMessage[] =>
  parsed(result) as readonly AirbyteMessage[];

export const singerMessages = (result: TapResult): readonly SingerMessage[] =>
  parsed(result) as readonly SingerMessage[];

/** The records of each stream, in the order in which they left. */
export const recordsOf = kept((result: TapResult): ReadonlyMap<string, readonly Json[]> => {
  const records = new Map<string, Json[]>();
  for (const message of parsed(result) as readonly SingerMessage[]) {
    if (message.type !== 'RECORD') continue;
    const { stream, data } = message.record as { readonly stream?: string; readonly data?: Json };
    const name = message.stream ?? stream ?? '';
    const rows = records.get(name) ?? [];
    rows.push(data ?? message.record ?? {});
    records.set(name, rows);
  }
  return records;
});

export const statesOf = (result: TapResult, name: string): readonly AirbyteState[] =>
  airbyteMessages(result).flatMap(({ state }) => (state?.stream.stream_descriptor.name === name ? [state] : []));

export const statusesOf = (result: TapResult, name: string): readonly string[] =>
  airbyteMessages(result).flatMap(({ trace }) =>
    trace?.stream_status?.stream_descriptor.name === name ? [trace.stream_status.status] : [],
  );

/** The last STATE of each stream, as a platform hands it to the next run. */
export const lastStates = (result: TapResult): readonly AirbyteState[] => [
  ...new Map(
    airbyteMessages(result).flatMap(({ state }) =>
      state === undefined ? [] : [[state.stream.stream_descriptor.name, state] as const],
    ),
  ).values(),
];

export const lastSingerState = (result: TapResult): Json =>
  singerMessages(result).findLast(({ type }) => type === 'STATE')?.value as Json;

export const configuredStream = (stream: AirbyteStream): Json => {
  const incremental = stream.supported_sync_modes.includes('incremental');
  return {
    stream,
    sync_mode: incremental ? 'incremental' : 'full_refresh',
    destination_sync_mode: 'append',
    ...(incremental && { cursor_field: stream.default_cursor_field ?? [] }),
  };
};

/** Selects streams as a person does who edits the catalog by hand. */
const selectedStream = (stream: SingerStream): SingerStream => ({
  ...stream,
  metadata: stream.metadata.map((entry) =>
    entry.breadcrumb.length === 0 ? { ...entry, metadata: { ...entry.metadata, selected: true } } : entry,
  ),
});

export interface Account {
  readonly sandbox: Sandbox;
  readonly folder: Folder;
  readonly values: Json;
  readonly airbyte: readonly AirbyteStream[];
  readonly singer: readonly SingerStream[];
  /** A run with other files than the account's own where `files` says so. */
  readonly run: (args: readonly string[], files?: Json, options?: TapOptions) => Promise<TapResult>;
  /** The same account discovered once more, with more in its config. */
  readonly withConfig: (config: Json) => Promise<Account>;
  /** `read` of a configured catalog; default all streams. */
  readonly read: (files?: Json, options?: TapOptions) => Promise<TapResult>;
  /** The same for Singer. */
  readonly sync: (files?: Json, options?: TapOptions) => Promise<TapResult>;
  readonly close: () => Promise<void>;
}

let files = 0;

const accountOf = async (sandbox: Sandbox, folder: Folder, values: Json): Promise<Account> => {
  const run: Account['run'] = async (args, contents = {}, more = {}) => {
    const flags: string[] = [];
    for (const [name, content] of Object.entries({ config: values, ...contents })) {
      files += 1;
      flags.push(`--${name}`, await folder.write(`${name}-${String(files)}.json`, content));
    }
    return runTap([...args, ...flags], more);
  };
  const [airbyteCatalog, singerCatalog] = await Promise.all([run(['discover']), run(['--discover'])]);
  const airbyte = airbyteMessages(airbyteCatalog).find(({ catalog }) => catalog !== undefined)?.catalog?.streams ?? [];
  const singer = (JSON.parse(singerCatalog.lines.join('\n')) as { readonly streams: readonly SingerStream[] }).streams;
  return {
    ...{ sandbox, folder, values, airbyte, singer, run },
    withConfig: (more) => accountOf(sandbox, folder, { ...values, ...more }),
    read: (contents = {}, more = {}) =>
      run(['read'], { catalog: { streams: airbyte.map(configuredStream) }, ...contents }, more),
    sync: (contents = {}, more = {}) =>
      run(['sync'], { catalog: { streams: singer.map(selectedStream) }, ...contents }, more),
    close: async () => {
      await sandbox.close();
      await folder.remove();
    },
  };
};

export const openAccount = async (
  vendor: VendorName,
  options: Omit<SandboxOptions, 'vendor'> = {},
  config: Json = {},
): Promise<Account> => {
  const sandbox = await startSandbox({ vendor, users: 12, limit: 'none', ...options });
  const quick = { max_requests_per_second: 1000, max_requests_per_hour: 10_000_000 };
  return accountOf(sandbox, await createFolder(), { ...sandbox.config, ...quick, ...config });
};

/** A schema's judge, with checked formats. Parsed, 1.0 equals 1: strict integers are judged by the text. */
export const validatorOf = kept((schema: Json): ValidateFunction => {
  const ajv = new Ajv({ allErrors: true, strict: false });
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  return ajv.compile(schema);
});

/** Every object inside, with its path. */
export const nodesOf = (value: unknown, path = ''): readonly (readonly [string, Json])[] => {
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => nodesOf(item, `${path}[${String(index)}]`));
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Json;
  return [[path, object], ...Object.entries(object).flatMap(([name, inner]) => nodesOf(inner, `${path}.${name}`))];
};

export const keysOf = ({ source_defined_primary_key: key = [] }: AirbyteStream): readonly string[] =>
  key.map(([part]) => part ?? '');

/** JSON of rows, without the signatures of links, which are others at each read. */
export const settled = (rows: readonly Json[] = []): readonly string[] =>
  rows.map((row) => JSON.stringify(row).replaceAll(SIGNATURE, ''));

const SIGNATURE = /(?<=[?&]X-Amz-Signature=)[^"&]*/g;

/** Lines without when they were written. */
export const timeless = ({ lines }: TapResult): readonly string[] =>
  lines.map((line) =>
    line.replaceAll(/"(?:emitted_at|time_extracted)":(?:\d+|"[^"]*")/g, '"at":0').replaceAll(SIGNATURE, ''),
  );
