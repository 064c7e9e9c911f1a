import type { TapError } from '../errors/tap-error.ts';
import type { Log } from '../run/log.ts';
import type { SelectedStream } from '../select/selection.ts';
import type { Shape } from '../shape/compile.ts';
import { decimalPoint, statusLine, traceErrorLine, type Descriptor } from './airbyte-messages.ts';
import { carriedState } from './carried-state.ts';
import { reportDrift } from './drift.ts';
import type { LineWriter, Output } from './output.ts';
import { recordJson, shapeOf } from './records.ts';
import { bookmarkText } from './state-text.ts';

export interface AirbyteOutputOptions {
  readonly writer: LineWriter;
  /** What did not fit the fields is said here. */
  readonly log: Log;
  /** IANA zone of the vendor's times without an offset. */
  readonly timezone: string;
  readonly clock: { readonly now: () => number };
  readonly redact: (text: string) => string;
}

interface OpenStream {
  readonly descriptor: Descriptor;
  readonly shape: Shape;
  /** Up to the record's data. */
  readonly prefix: string;
  running: boolean;
  stated: boolean;
  recordsSinceState: number;
}

const descriptorOf = ({ stream, namespace }: SelectedStream): Descriptor =>
  namespace === undefined ? { name: stream.name } : { name: stream.name, namespace };

const recordPrefix = ({ name, namespace }: Descriptor): string => {
  const space = namespace === undefined ? '' : `,"namespace":${JSON.stringify(namespace)}`;
  return `{"type":"RECORD","record":{"stream":${JSON.stringify(name)}${space},"data":`;
};

/** Airbyte messages: records, one state per stream, statuses, and a trace for each failure. */
export const createAirbyteOutput = (options: AirbyteOutputOptions): Output => {
  const { writer, log, timezone, clock, redact } = options;
  const open = new Map<string, OpenStream>();
  let input: ReadonlyMap<string, unknown> = new Map();

  const write = async (line: string): Promise<void> => {
    await writer.write(line);
  };

  const start = async (selected: SelectedStream): Promise<OpenStream> => {
    const known = open.get(selected.stream.name);
    if (known !== undefined) return known;
    const descriptor = descriptorOf(selected);
    const opened: OpenStream = {
      descriptor,
      shape: shapeOf(selected, timezone),
      prefix: recordPrefix(descriptor),
      running: false,
      stated: false,
      recordsSinceState: 0,
    };
    open.set(selected.stream.name, opened);
    await write(statusLine(descriptor, 'STARTED', clock.now()));
    return opened;
  };

  const run = async (opened: OpenStream): Promise<void> => {
    if (opened.running) return;
    opened.running = true;
    await write(statusLine(opened.descriptor, 'RUNNING', clock.now()));
  };

  const writeStateText = async (opened: OpenStream, state: string): Promise<void> => {
    const stream = `{"stream_descriptor":${JSON.stringify(opened.descriptor)},"stream_state":${state}}`;
    const count = decimalPoint(opened.recordsSinceState);
    opened.recordsSinceState = 0;
    opened.stated = true;
    await write(`{"type":"STATE","state":{"type":"STREAM","stream":${stream},"sourceStats":{"recordCount":${count}}}}`);
  };

  const traceError = (error: TapError, descriptor: Descriptor | null): Promise<void> =>
    write(traceErrorLine(error, descriptor, clock.now(), redact));

  return {
    begin(_streams, given) {
      input = carriedState(given).bookmarks;
      return Promise.resolve();
    },

    async startStream(selected) {
      await start(selected);
    },

    async writeRows(selected, { rows, partition }) {
      const opened = await start(selected);
      if (rows.length > 0) await run(opened);
      const { shape, prefix } = opened;
      const { name } = selected.stream;
      const emittedAt = `,"emitted_at":${String(clock.now())}`;
      for (const row of rows) {
        const data = recordJson(shape, name, row, partition);
        const changes = shape.takeChanges();
        const meta = changes === null ? '' : `,"meta":{"changes":${JSON.stringify(changes)}}`;
        const blocked = writer.write(`${prefix}${data}${emittedAt}${meta}}}`);
        opened.recordsSinceState += 1;
        if (blocked !== undefined) await blocked;
      }
      return rows.length;
    },

    async writeState(selected, bookmark) {
      const opened = await start(selected);
      await run(opened);
      await writeStateText(opened, bookmarkText(bookmark, redact));
      // A destination commits what it has seen a state for, and the platform counts states as signs of life.
      await writer.flush();
    },

    async waiting(selected, untilMs) {
      const opened = await start(selected);
      opened.running = true;
      await write(statusLine(opened.descriptor, 'RUNNING', clock.now(), untilMs));
      await writer.flush();
    },

    async finishStream(selected, outcome) {
      const { name } = selected.stream;
      const opened = await start(selected);
      reportDrift(name, opened.shape.statistics, log);
      if (outcome.kind === 'complete') {
        await run(opened);
        if (!opened.stated) await writeStateText(opened, JSON.stringify(input.get(name) ?? {}));
      } else if (outcome.kind === 'failed') {
        await traceError(outcome.error, opened.descriptor);
      }
      await write(statusLine(opened.descriptor, outcome.kind === 'complete' ? 'COMPLETE' : 'INCOMPLETE', clock.now()));
      open.delete(name);
      await writer.flush();
    },

    async fail(streamName, error) {
      const descriptor = streamName === null ? null : { name: streamName };
      await traceError(error, descriptor);
      if (descriptor !== null) await write(statusLine(descriptor, 'INCOMPLETE', clock.now()));
      await writer.flush();
    },

    async end() {
      await writer.flush();
    },
  };
};
