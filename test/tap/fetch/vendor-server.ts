import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createNetServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Connection } from '../../../packages/tap/src/define/vendor.ts';
import { bearer } from '../../../packages/tap/src/define/auth.ts';
import { createFetcher, type FetcherOptions } from '../../../packages/tap/src/fetch/create-fetcher.ts';
import type { Clock } from '../../../packages/tap/src/fetch/clock.ts';
import type { Fetcher, Waiting } from '../../../packages/tap/src/fetch/fetcher.ts';
import type { LogLevel } from '../../../packages/tap/src/emit/output.ts';
import type { LogExtra } from '../../../packages/tap/src/run/log.ts';
import { createRedactor, type Redactor } from '../../../packages/tap/src/run/redact.ts';

/** Opened by a test, closed after it. */
const opened: (() => Promise<void>)[] = [];

export const closeAll = async (): Promise<void> => {
  for (const close of opened.splice(0).reverse()) await close();
};

const listen = async (server: Server): Promise<number> => {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  opened.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

export interface VendorServer {
  readonly origin: string;
  /** What was asked, in order. */
  readonly requests: IncomingMessage[];
}

/** A real HTTP server on loopback. */
export const serve = async (listener: RequestListener): Promise<VendorServer> => {
  const requests: IncomingMessage[] = [];
  const server = createHttpServer((request, response) => {
    requests.push(request);
    listener(request, response);
  });
  return { origin: `http://127.0.0.1:${String(await listen(server))}`, requests };
};

/** Answers the first requests with `answers`, and all that follow with the last of them. */
export const serveInTurn = async (
  ...answers: ((response: ServerResponse, request: IncomingMessage) => void)[]
): Promise<VendorServer> => {
  let turn = 0;
  return serve((request, response) => {
    const answer = answers[Math.min(turn, answers.length - 1)]!;
    turn += 1;
    answer(response, request);
  });
};

/** A server below HTTP: each connection gets these bytes after its first request, then is closed (or left alone). */
export const serveBytes = async (
  respond: (socket: Socket) => void,
): Promise<{ readonly origin: string; readonly count: () => number }> => {
  let count = 0;
  const server = createNetServer((socket) => {
    socket.once('data', () => {
      count += 1;
      respond(socket);
    });
  });
  return { origin: `http://127.0.0.1:${String(await listen(server))}`, count: () => count };
};

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };

export const text =
  (body: string | Buffer, status = 200, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, headers);
    response.end(body);
  };

/** The local clock, except that sleeping takes no time and moves it. */
export interface TestClock extends Clock {
  readonly slept: number[];
}

const createTestClock = (): TestClock => {
  let offsetMs = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => Date.now() + offsetMs,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      await new Promise((resolve) => setImmediate(resolve));
      signal?.throwIfAborted();
      offsetMs += ms;
    },
  };
};

export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  readonly extra: LogExtra | undefined;
}

export interface TestFetcher {
  readonly fetcher: Fetcher;
  readonly clock: TestClock;
  readonly lines: LogLine[];
  readonly waitings: Waiting[];
  readonly redactor: Redactor;
  readonly stop: AbortController;
}

export const KEY = 'k3y-with/odd+chars';

export const connectionTo = (origin: string, more: Partial<Connection> = {}): Connection => ({
  origin,
  basePath: '/api/v1',
  auth: bearer(KEY),
  limits: { rate: { requests: 100_000, perSeconds: 1 }, concurrency: 4 },
  ...more,
});

/** A fetcher that waits no time and always draws the same random number. */
export const fetcherFor = (connection: Connection, more: Partial<FetcherOptions> = {}): TestFetcher => {
  const lines: LogLine[] = [];
  const waitings: Waiting[] = [];
  const clock = createTestClock();
  const redactor = createRedactor();
  const stop = new AbortController();
  const fetcher = createFetcher(connection, {
    userAgent: 'tap-test/1.0',
    log: (level, message, extra) => lines.push({ level, message, extra }),
    redactor,
    onWaiting: (waiting) => waitings.push(waiting),
    signal: stop.signal,
    clock,
    random: () => 0.5,
    ...more,
  });
  opened.push(() => fetcher.close());
  return { fetcher, clock, lines, waitings, redactor, stop };
};

/** The error that a promise rejects with; it must be of this class. */
export const errorOf = async <T extends Error = Error>(
  promise: Promise<unknown>,
  type: abstract new (...parameters: never[]) => T = Error as never,
): Promise<T> => {
  const error = await promise.then(
    () => {
      throw new Error('expected a rejection');
    },
    (reason: unknown) => reason,
  );
  if (!(error instanceof type)) throw new Error(`expected ${type.name}, got ${String(error)}`, { cause: error });
  return error;
};
