import type * as Undici from 'undici';
import type { ResponseHeaders } from '../define/request.ts';
import { readBody, type Body } from './body.ts';
import { createDispatcher, type Proxy } from './dispatcher.ts';

export interface Outgoing {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface Incoming extends Body {
  readonly status: number;
  readonly headers: ResponseHeaders;
}

export interface SenderOptions {
  readonly origin: URL;
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly connections: number;
  readonly proxy: Proxy | undefined;
}

/** One request, one whole answer: nothing is retried, followed or judged here. */
export interface Sender {
  /** Resolves when the next request goes out without delay. @throws ConfigError when the proxy's address is unusable. */
  readonly ready: () => Promise<void>;
  /** @throws what undici throws, BodyError, RequestTimeoutError, or the signal's reason. */
  readonly send: (outgoing: Outgoing) => Promise<Incoming>;
  readonly close: () => Promise<void>;
}

/** No complete answer in time. */
export class RequestTimeoutError extends Error {
  override readonly name = 'RequestTimeoutError';
}

/** undici takes longer to load than everything else together, so it is loaded with the first request. */
export const createSender = (options: SenderOptions): Sender => {
  let client: Promise<{ request: typeof Undici.request; dispatcher: Undici.Dispatcher }> | undefined;
  const load = async () => {
    const undici = await import('./undici.ts');
    return { request: undici.request, dispatcher: createDispatcher(undici, options) };
  };

  const ready = async (): Promise<void> => {
    await (client ??= load());
  };

  const send = async (outgoing: Outgoing): Promise<Incoming> => {
    const { request, dispatcher } = await (client ??= load());
    return withinTime(options.timeoutMs, outgoing.signal, async (signal) => {
      const { method, url, headers, body = null } = outgoing;
      const answer = await request(url, { method, headers, body, signal, dispatcher });
      const answerHeaders = headersOf(answer.headers);
      const read = await readBody(answer.body, answerHeaders, options.maxBodyBytes);
      return { status: answer.statusCode, headers: answerHeaders, ...read };
    });
  };

  const close = async (): Promise<void> => {
    const loaded = await client?.catch(() => undefined);
    await loaded?.dispatcher.destroy();
  };
  return { ready, send, close };
};

/**
 * undici's own timeouts measure silence; this is the whole time from sending to the last byte. The caller's signal is
 * listened to by hand because AbortSignal.any keeps something of each request for as long as that signal lives.
 */
const withinTime = async <T>(
  timeoutMs: number,
  signal: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  signal.throwIfAborted();
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort(signal.reason);
  };
  const timer = setTimeout(() => {
    controller.abort(new RequestTimeoutError(`no complete answer within ${String(timeoutMs / 1000)} s`));
  }, timeoutMs);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await work(controller.signal);
  } catch (error) {
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
};

const headersOf = (headers: Record<string, string | string[] | undefined>): ResponseHeaders => ({
  get: (name) => {
    const value = headers[name.toLowerCase()];
    return value === undefined ? null : typeof value === 'string' ? value : value.join(', ');
  },
});
