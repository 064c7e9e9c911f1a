import { runTap, type Folder, type TapOptions, type TapResult } from './tap-process.ts';

export type Record = Readonly<{ [column: string]: unknown }>;

export interface EmittedRow {
  readonly record: Record;
  /** Columns that Airbyte's `meta.changes` names; always empty in Singer. */
  readonly nulled: readonly string[];
}

/** What one run wrote, in either protocol. */
export interface ProtocolRun extends Omit<TapResult, 'lines'> {
  readonly lines: number;
  /** In the order of emission. */
  readonly rows: ReadonlyMap<string, readonly EmittedRow[]>;
  /** The last state seen, as a state file takes it; null: none. */
  readonly state: unknown;
  /** Airbyte's status of each stream, the last one said. */
  readonly statuses: ReadonlyMap<string, string>;
  /** Sentences of TRACE ERROR messages. */
  readonly traces: readonly string[];
}

interface Message {
  readonly type: string;
  readonly stream?: string;
  readonly record?: Record & { readonly stream?: string; readonly data?: Record; readonly meta?: Meta };
  readonly value?: unknown;
  readonly state?: { readonly stream: { readonly stream_descriptor: { readonly name: string } } };
  readonly trace?: {
    readonly type: string;
    readonly error?: { readonly message: string };
    readonly stream_status?: { readonly stream_descriptor: { readonly name: string }; readonly status: string };
  };
}

interface Meta {
  readonly changes?: readonly { readonly field: string }[];
}

const rowOf = ({ stream = '', record = {} }: Message): { stream: string; row: EmittedRow } => {
  const { data, meta } = record;
  if (data === undefined) return { stream, row: { record, nulled: [] } };
  return {
    stream: record.stream ?? '',
    row: { record: data, nulled: (meta?.changes ?? []).map(({ field }) => field) },
  };
};

/** What lines say, as far as a reader needs it to load and to go on. */
export const readMessages = (result: TapResult): ProtocolRun => {
  const rows = new Map<string, EmittedRow[]>();
  const statuses = new Map<string, string>();
  const states = new Map<string, unknown>();
  const traces: string[] = [];
  let singer: unknown = null;
  for (const line of result.lines) {
    const message = JSON.parse(line) as Message;
    if (message.type === 'RECORD') {
      const { stream, row } = rowOf(message);
      const list = rows.get(stream);
      if (list === undefined) rows.set(stream, [row]);
      else list.push(row);
    } else if (message.type === 'STATE') {
      if (message.state === undefined) singer = message.value;
      else states.set(message.state.stream.stream_descriptor.name, message.state);
    } else if (message.type === 'TRACE') {
      const { error, stream_status: status } = message.trace ?? {};
      if (error !== undefined) traces.push(error.message);
      if (status !== undefined) statuses.set(status.stream_descriptor.name, status.status);
    }
  }
  const state = states.size > 0 ? [...states.values()] : singer;
  return { ...result, lines: result.lines.length, rows, state, statuses, traces };
};

export type Protocol = 'singer' | 'airbyte';

export interface ProtocolOptions extends TapOptions {
  readonly state?: unknown;
  /** Default: all there are, through a catalog that discovery wrote. */
  readonly streams?: readonly string[];
}

interface AirbyteStream {
  readonly name: string;
  readonly supported_sync_modes: readonly string[];
  readonly source_defined_primary_key?: readonly (readonly string[])[];
  readonly default_cursor_field?: readonly string[];
}

interface SingerStream {
  readonly tap_stream_id: string;
  readonly metadata: readonly {
    readonly breadcrumb: readonly string[];
    readonly metadata: Readonly<{ [key: string]: unknown }>;
  }[];
}

/** All streams selected, each in its best mode, nothing said about columns. */
const selectAllOf = (protocol: Protocol, discovered: readonly string[], wanted?: readonly string[]): unknown => {
  const isWanted = (name: string): boolean => wanted?.includes(name) !== false;
  if (protocol === 'singer') {
    const { streams } = JSON.parse(discovered.join('\n')) as { streams: readonly SingerStream[] };
    const select = (stream: SingerStream) => ({
      ...stream,
      metadata: stream.metadata.map((entry) =>
        entry.breadcrumb.length > 0
          ? entry
          : { ...entry, metadata: { ...entry.metadata, selected: isWanted(stream.tap_stream_id) } },
      ),
    });
    return { streams: streams.map(select) };
  }
  const messages = discovered.map(
    (line) => JSON.parse(line) as { type: string; catalog: { streams: AirbyteStream[] } },
  );
  const catalog = messages.find(({ type }) => type === 'CATALOG')?.catalog;
  return {
    streams: (catalog?.streams ?? [])
      .filter(({ name }) => isWanted(name))
      .map((stream) => {
        const incremental = stream.supported_sync_modes.includes('incremental');
        return {
          stream,
          sync_mode: incremental ? 'incremental' : 'full_refresh',
          destination_sync_mode: incremental ? 'append_dedup' : 'overwrite',
          ...(incremental && { cursor_field: stream.default_cursor_field ?? [] }),
          primary_key: stream.source_defined_primary_key ?? [],
        };
      }),
  };
};

/** Discovers, selects and writes the catalog that `runProtocol` takes. */
export const discoverCatalog = async (
  protocol: Protocol,
  folder: Folder,
  config: string,
  streams?: readonly string[],
): Promise<string> => {
  const args = protocol === 'singer' ? ['--config', config, '--discover'] : ['discover', '--config', config];
  const { lines, code, stderr } = await runTap(args);
  if (code !== 0) throw new Error(`discovery ended with ${String(code)}: ${stderr}`);
  return folder.write(`catalog-${protocol}.json`, selectAllOf(protocol, lines, streams));
};

/** One run with a catalog in the protocol's own words. */
export const runProtocol = async (
  protocol: Protocol,
  folder: Folder,
  config: string,
  catalog: string,
  { state, ...options }: ProtocolOptions = {},
): Promise<ProtocolRun> => {
  const verb = protocol === 'singer' ? 'sync' : 'read';
  const from =
    state === undefined || state === null ? [] : ['--state', await folder.write(`state-${protocol}.json`, state)];
  return readMessages(await runTap([verb, '--config', config, '--catalog', catalog, ...from], options));
};
