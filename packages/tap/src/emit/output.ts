import type { Bookmark } from '../state/bookmark.ts';
import type { SelectedStream } from '../select/selection.ts';
import type { TapError } from '../errors/tap-error.ts';
import type { Partition } from '../define/stream.ts';

export type LogLevel = 'debug' | 'info' | 'warning' | 'error' | 'critical';

/** Rows of one page and one partition, in the vendor's order, already filtered. */
export interface Rows {
  readonly rows: readonly unknown[];
  readonly partition: Partition;
}

/**
 * Where a run's data goes: Singer messages, Airbyte messages or files. The sync loop is its only caller and awaits every
 * call, so calls never overlap; awaiting is the back-pressure.
 */
export interface Output {
  /** Before anything is read. `input` is the state exactly as it was given. */
  begin(streams: readonly SelectedStream[], input: unknown): Promise<void>;
  /** Once per stream, before its first rows. */
  startStream(stream: SelectedStream): Promise<void>;
  /** Shapes and writes; returns how many records were written. */
  writeRows(stream: SelectedStream, rows: Rows): Promise<number>;
  /** Makes `bookmark` durable: everything before it was handed to writeRows and is written before it. */
  writeState(stream: SelectedStream, bookmark: Bookmark): Promise<void>;
  /** Singer METRIC, Airbyte RATE_LIMITED; nothing for files. */
  waiting(stream: SelectedStream, untilMs: number): Promise<void>;
  /** After the stream's last state. */
  finishStream(stream: SelectedStream, outcome: StreamOutcome): Promise<void>;
  /** A stream that is named but unknown, or a failure of the whole run. */
  fail(streamName: string | null, error: TapError): Promise<void>;
  /** Flushes. After an abort too, so that the state that was written is seen. */
  end(): Promise<void>;
}

export type StreamOutcome =
  | { readonly kind: 'complete' }
  /** Not granted and only selected by default. */
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: TapError }
  /** Stopped by a signal or --limit before its end. */
  | { readonly kind: 'stopped' };

/** Writes text to the protocol stream (stdout) in large pieces and waits while the reader is slow. */
export interface LineWriter {
  /** `line` without its newline. Resolves at once while the buffer has room. */
  write(line: string): Promise<void> | undefined;
  flush(): Promise<void>;
  readonly bytesWritten: number;
}
