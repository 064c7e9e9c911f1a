import type { TapError } from '../errors/tap-error.ts';
import type { Log } from '../run/log.ts';
import type { SelectedStream } from '../select/selection.ts';
import type { Shape } from '../shape/compile.ts';
import { singerSchema } from '../shape/schema.ts';
import { carriedState, singerStateValue } from './carried-state.ts';
import { reportDrift } from './drift.ts';
import { streamMetrics, type StreamMetrics } from './metrics.ts';
import type { LineWriter, Output } from './output.ts';
import { recordJson, shapeOf } from './records.ts';
import { bookmarkText } from './state-text.ts';

export interface SingerOutputOptions {
  readonly writer: LineWriter;
  /** METRIC lines and failures go here. */
  readonly log: Log;
  /** IANA zone of the vendor's times without an offset. */
  readonly timezone: string;
  readonly clock: { readonly now: () => number };
  readonly redact: (text: string) => string;
}

interface OpenStream {
  readonly shape: Shape;
  readonly prefix: string;
  readonly metrics: StreamMetrics;
}

const schemaLine = ({ stream, fields, extra, primaryKey, mode, replicationKey }: SelectedStream): string =>
  JSON.stringify({
    type: 'SCHEMA',
    stream: stream.name,
    schema: singerSchema(fields, extra, primaryKey),
    key_properties: primaryKey,
    ...(mode === 'incremental' && replicationKey !== null ? { bookmark_properties: [replicationKey] } : {}),
  });

const failureText = (error: TapError): string =>
  error.detail === undefined ? error.message : `${error.message} (${error.detail})`;

/**
 * Singer messages. Every STATE holds the bookmarks of all streams, also of those that are not read now, because targets
 * and schedulers keep the last one only.
 */
export const createSingerOutput = (options: SingerOutputOptions): Output => {
  const { writer, log, timezone, clock, redact } = options;
  const startedMs = clock.now();
  const open = new Map<string, OpenStream>();
  /** JSON by stream name. */
  const bookmarks = new Map<string, string>();
  let statePrefix = '{"type":"STATE","value":{"bookmarks":{';
  let stateIsLast = false;
  let failed = false;

  const writeLine = async (line: string, isState = false): Promise<void> => {
    stateIsLast = isState;
    await writer.write(line);
  };

  const writeBookmarks = async (): Promise<void> => {
    const entries = [...bookmarks].map(([name, bookmark]) => `${JSON.stringify(name)}:${bookmark}`);
    await writeLine(`${statePrefix}${entries.join(',')}}}}`, true);
  };

  return {
    async begin(_streams, input) {
      const carried = carriedState(input);
      for (const [name, bookmark] of carried.bookmarks) bookmarks.set(name, JSON.stringify(bookmark));
      if (Object.keys(carried.others).length > 0) {
        statePrefix = `{"type":"STATE","value":${JSON.stringify(carried.others).slice(0, -1)},"bookmarks":{`;
      }
      // PipelineWise's targets take the first STATE for loaded, whatever they have loaded by then. So it must be true
      // before any record, and there must be one also when nothing was read yet.
      const given = singerStateValue(input);
      if (given !== null) await writeLine(`{"type":"STATE","value":${JSON.stringify(given)}}`, true);
      else await writeBookmarks();
    },

    async startStream(selected) {
      const { name } = selected.stream;
      open.set(name, {
        shape: shapeOf(selected, timezone),
        prefix: `{"type":"RECORD","stream":${JSON.stringify(name)},"record":`,
        metrics: streamMetrics(name, log, clock.now),
      });
      await writeLine(schemaLine(selected));
    },

    async writeRows({ stream }, { rows, partition }) {
      const opened = open.get(stream.name);
      if (opened === undefined) throw new TypeError(`${stream.name}: rows before startStream`);
      const { shape, prefix, metrics } = opened;
      const suffix = `,"time_extracted":"${new Date(clock.now()).toISOString()}"}`;
      if (rows.length > 0) stateIsLast = false;
      for (const row of rows) {
        const blocked = writer.write(prefix + recordJson(shape, stream.name, row, partition) + suffix);
        if (blocked !== undefined) await blocked;
        metrics.count(1);
      }
      metrics.tick();
      return rows.length;
    },

    async writeState({ stream }, bookmark) {
      bookmarks.set(stream.name, bookmarkText(bookmark, redact));
      await writeBookmarks();
      await writer.flush();
      open.get(stream.name)?.metrics.tick();
    },

    waiting({ stream }) {
      open.get(stream.name)?.metrics.tick();
      return Promise.resolve();
    },

    async finishStream({ stream }, outcome) {
      const { name } = stream;
      const opened = open.get(name);
      open.delete(name);
      if (outcome.kind === 'failed') {
        failed = true;
        // The sentence for the user is in the log already.
        const { error } = outcome;
        if (error.detail !== undefined) log('error', error.detail, { stream: name, error });
      }
      if (opened !== undefined) {
        reportDrift(name, opened.shape.statistics, log);
        opened.metrics.finish(outcome.kind === 'failed' ? 'failed' : 'succeeded');
      }
      await writer.flush();
    },

    fail(streamName, error) {
      failed = true;
      log('error', failureText(error), { error, ...(streamName === null ? {} : { stream: streamName }) });
      return Promise.resolve();
    },

    async end() {
      if (!stateIsLast) await writeBookmarks();
      await writer.flush();
      const value = (clock.now() - startedMs) / 1000;
      const tags = { job_type: 'sync', status: failed ? 'failed' : 'succeeded' };
      log('info', 'METRIC', { metric: { type: 'timer', metric: 'job_duration', value, tags } });
    },
  };
};
