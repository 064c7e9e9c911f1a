import type { LineWriter } from './output.ts';
import { OutputClosedError } from '../errors/output-closed-error.ts';
import { OutputFailedError } from '../errors/output-failed-error.ts';
import type { TapError } from '../errors/tap-error.ts';

/** What of a writable stream is used; `process.stdout` is one. */
export interface ByteStream {
  write(piece: Uint8Array, written: (error?: Error | null) => void): boolean;
  on(event: 'error' | 'close', listener: (error?: Error) => void): unknown;
}

export interface LineWriterOptions {
  /** Lines are gathered until a piece is about this long. Writing line by line is 2 to 4 times slower. */
  readonly chunkBytes: number;
}

const closedCodes = new Set(['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'EOF']);

const outputError = (cause: Error): TapError => {
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown';
  if (closedCodes.has(code)) return new OutputClosedError('The reader of the output went away.', { cause });
  const reason = code === 'ENOSPC' ? 'no space is left on the device' : cause.message;
  return new OutputFailedError(`The output can't be written: ${reason}. Make room or repair it, then run again.`, {
    detail: code,
    cause,
  });
};

/**
 * At most one piece is on its way while the next one is filled, so memory stays flat however slow the reader is. A piece
 * always ends with a whole line.
 */
export const createLineWriter = (
  stream: ByteStream,
  options: LineWriterOptions = { chunkBytes: 65_536 },
): LineWriter => {
  let buffer = '';
  let failure: TapError | undefined;
  let underway: Promise<void> | undefined;
  let reject: ((error: TapError) => void) | undefined;
  let bytesWritten = 0;

  const fail = (cause: Error): void => {
    failure ??= outputError(cause);
    reject?.(failure);
  };
  stream.on('error', (error) => {
    fail(error ?? new Error('unknown'));
  });
  stream.on('close', () => {
    fail(Object.assign(new Error('closed'), { code: 'ERR_STREAM_DESTROYED' }));
  });

  const send = (): Promise<void> => {
    const piece = Buffer.from(buffer, 'utf8');
    buffer = '';
    const sent = new Promise<void>((resolve, rejectSent) => {
      reject = rejectSent;
      stream.write(piece, (error) => {
        if (error) {
          fail(error);
          return;
        }
        bytesWritten += piece.byteLength;
        underway = undefined;
        resolve();
      });
    });
    // Whoever writes next is told; nobody may be waiting right now.
    sent.catch(() => undefined);
    underway = sent;
    return sent;
  };

  const afterUnderway = async (): Promise<void> => {
    while (underway !== undefined) await underway;
    if (failure !== undefined) throw failure;
    if (buffer.length >= options.chunkBytes) void send();
  };

  return {
    write(line) {
      if (failure !== undefined) return Promise.reject(failure);
      buffer += `${line}\n`;
      if (buffer.length < options.chunkBytes) return undefined;
      if (underway !== undefined) return afterUnderway();
      void send();
      return undefined;
    },
    async flush() {
      while (underway !== undefined) await underway;
      if (failure !== undefined) throw failure;
      if (buffer !== '') await send();
    },
    get bytesWritten() {
      return bytesWritten;
    },
  };
};
