import { StringDecoder } from 'node:string_decoder';
import type { Redactor } from './redact.ts';

type Write = NodeJS.WritableStream['write'];

export interface WrappedStream {
  /** Writes what is held back; the beginning of a secret is masked. For the end of the process. */
  readonly flush: () => void;
  /** Flushes and gives the stream its own `write` back. */
  readonly restore: () => void;
}

/**
 * Redacts everything that is written to `stream`, whoever writes it (`NODE_DEBUG` too). The end of a text that may be
 * the beginning of a secret waits for the next write, so that a secret in two writes is found as well.
 */
export const wrapStderr = (redactor: Redactor, stream: Pick<NodeJS.WritableStream, 'write'>): WrappedStream => {
  const write: Write = stream.write.bind(stream);
  const decoder = new StringDecoder('utf8');
  let held = '';

  const redacting = (
    chunk: string | Uint8Array,
    encodingOrDone?: BufferEncoding | ((error?: Error | null) => void),
    done?: (error?: Error | null) => void,
  ): boolean => {
    const text = held + textOf(decoder, chunk, typeof encodingOrDone === 'string' ? encodingOrDone : undefined);
    const length = redactor.safeLength(text);
    held = text.slice(length);
    const callback = typeof encodingOrDone === 'function' ? encodingOrDone : done;
    return write(redactor.redact(text.slice(0, length)), callback);
  };
  stream.write = redacting;

  const flush = (): void => {
    const rest = held + decoder.end();
    held = '';
    if (rest !== '') write(redactor.redactEnd(rest));
  };
  const restore = (): void => {
    flush();
    stream.write = write;
  };
  return { flush, restore };
};

const textOf = (decoder: StringDecoder, chunk: string | Uint8Array, encoding: BufferEncoding | undefined): string => {
  if (typeof chunk !== 'string') return decoder.write(Buffer.from(chunk));
  const isText = encoding === undefined || encoding === 'utf8' || encoding === 'utf-8';
  return isText ? chunk : decoder.write(Buffer.from(chunk, encoding));
};
