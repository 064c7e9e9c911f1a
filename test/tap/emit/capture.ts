import { Writable } from 'node:stream';
import { createLineWriter } from '../../../packages/tap/src/emit/writer.ts';
import type { LogExtra } from '../../../packages/tap/src/run/log.ts';

/** A stream that keeps what is written, and a writer on it. */
export const captured = (chunkBytes = 65_536) => {
  const pieces: string[] = [];
  const stream = new Writable({
    write: (piece: Buffer, _encoding, done) => {
      pieces.push(piece.toString('utf8'));
      done();
    },
  });
  return {
    writer: createLineWriter(stream, { chunkBytes }),
    pieces,
    text: () => pieces.join(''),
    lines: () => pieces.join('').split('\n').slice(0, -1),
    messages: () =>
      pieces
        .join('')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
};

/** A log that keeps what it is told, as `level stream message` or as its metric. */
export const capturedLog = () => {
  const entries: string[] = [];
  const metrics: NonNullable<LogExtra['metric']>[] = [];
  return {
    entries,
    metrics,
    log: (level: string, message: string, extra: LogExtra = {}) => {
      if (extra.metric !== undefined) metrics.push(extra.metric);
      else entries.push(`${level} ${extra.stream ?? '-'} ${message}`);
    },
  };
};

/** A clock that stands still until it is moved. */
export const stoppedClock = (ms = Date.UTC(2026, 0, 2, 3, 4, 5, 678)) => {
  const clock = {
    ms,
    now: () => clock.ms,
  };
  return clock;
};
