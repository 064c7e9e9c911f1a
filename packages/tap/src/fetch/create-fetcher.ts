import type { Connection } from '../define/vendor.ts';
import type { Log } from '../run/log.ts';
import type { Redactor } from '../run/redact.ts';
import { eitherSignal } from './abort.ts';
import { createSign, lowerCased, registerSecrets } from './auth.ts';
import { systemClock, type Clock } from './clock.ts';
import { registerProxySecrets, type Proxy } from './dispatcher.ts';
import { createExchange } from './exchange.ts';
import { withoutAdvice } from './failure.ts';
import type { FetchedPage, Fetcher, FetchStatistics, PageRequest, Waiting } from './fetcher.ts';
import { createMint } from './mint.ts';
import { createOrigin } from './origin.ts';
import { createPace } from './pace.ts';
import { createPageReader } from './page.ts';
import { createQuota } from './quota.ts';
import { createCircuit, type RetryOptions } from './retry.ts';
import { createSender } from './send.ts';
import { createTokenKeeper } from './token.ts';
import { createVendorClock } from './vendor-clock.ts';

export interface FetcherOptions {
  readonly maxRequestsPerSecond?: number | undefined;
  readonly maxRequestsPerHour?: number | undefined;
  readonly maxConcurrency?: number | undefined;
  /** Longest single wait for quota. Default 60. */
  readonly maxWaitMinutes?: number | undefined;
  /** Per request. Default 6. */
  readonly maxRetries?: number | undefined;
  /** From sending to the last byte. Default: the connection's, else 60. */
  readonly requestTimeoutSeconds?: number | undefined;
  readonly userAgent: string;
  readonly log: Log;
  readonly redactor: Redactor;
  readonly onWaiting?: ((waiting: Waiting) => void) | undefined;
  /** Ends everything; its reason is what `fetchPage` then throws. */
  readonly signal: AbortSignal;
  readonly clock?: Clock | undefined;
  readonly proxy?: Proxy | undefined;
  /** Bytes of one body before and after decompression. Default 200 MB. */
  readonly maxBodyBytes?: number | undefined;
  /** 0 to 1, for jitter. Default Math.random. */
  readonly random?: (() => number) | undefined;
}

const DEFAULT_MAX_BODY_BYTES = 200_000_000;

/** Sent with everything; decoded by hand, so only what is decoded is offered. */
const ACCEPT_ENCODING = 'gzip, deflate, br';

/** @throws ConfigError when the connection's origin can't be used. */
export const createFetcher = (connection: Connection, options: FetcherOptions): Fetcher => {
  const { log, redactor, clock = systemClock, random = Math.random } = options;
  registerSecrets(connection.auth, redactor);
  registerProxySecrets(options.proxy, redactor);
  const origin = createOrigin(connection);
  const { limits } = connection;
  const stop = new AbortController();
  const { signal } = eitherSignal(stop.signal, options.signal);
  const maxWaitMs = (options.maxWaitMinutes ?? 60) * 60_000;
  const concurrency = Math.max(1, Math.min(limits.concurrency, options.maxConcurrency ?? Infinity));
  const statistics: FetchStatistics = {
    requests: 0,
    retries: 0,
    rateLimited: 0,
    secondsWaited: 0,
    requestsByStream: new Map(),
  };
  const announce = (waiting: Waiting, waitMs: number): void => {
    statistics.secondsWaited += waitMs / 1000;
    if (waitMs <= 1000) return;
    log('info', waiting.sentence, waiting.stream === '' ? {} : { stream: waiting.stream });
    options.onWaiting?.(waiting);
  };

  const pace = createPace({ ...options, limits });
  const quota = createQuota({
    pace,
    concurrency,
    maxWaitMs,
    clock,
    signal,
    onPause: (untilMs, waitMs, cause) => {
      const sentence = `${cause.sentence}, ${secondsOf(waitMs)} s.`;
      announce({ reason: 'rate-limit', untilMs, stream: cause.stream, sentence }, waitMs);
    },
  });
  const sender = createSender({
    origin: origin.base,
    timeoutMs: 1000 * (options.requestTimeoutSeconds ?? connection.requestTimeoutSeconds ?? 60),
    maxBodyBytes: options.maxBodyBytes ?? DEFAULT_MAX_BODY_BYTES,
    connections: concurrency,
    proxy: options.proxy,
  });
  const vendorClock = createVendorClock();
  const exchange = createExchange({
    ...{ sender, quota, pace, limits, vendorClock, clock },
    random,
    log,
    statistics,
  });

  const circuit = createCircuit();
  const retryOptions = (stream: string): Omit<RetryOptions, 'signal'> => ({
    maxRetries: options.maxRetries ?? 6,
    maxWaitMs,
    circuit,
    clock,
    random,
    onRetry: ({ error }, waitMs) => {
      statistics.retries += 1;
      const sentence = `${withoutAdvice(error.message)} Asking again in ${secondsOf(waitMs)} s.`;
      announce({ reason: 'retry', stream, untilMs: clock.now() + waitMs, sentence }, waitMs);
    },
  });

  const common = { 'user-agent': options.userAgent, 'accept-encoding': ACCEPT_ENCODING };
  const { auth } = connection;
  const tokens =
    auth.kind === 'client-credentials'
      ? createTokenKeeper(
          createMint({
            auth,
            origin,
            headers: common,
            errors: connection.errors ?? [],
            exchange,
            redactor,
            clock,
            maxWaitMs,
            retryOptions: { ...retryOptions(''), signal },
          }),
          () => clock.now(),
        )
      : null;
  const readPage = createPageReader({
    origin,
    headers: { ...common, ...lowerCased(connection.headers ?? {}) },
    acceptInstead: connection.acceptInstead ?? [],
    rules: connection.errors ?? [],
    sign: createSign(auth, tokens),
    ...{ tokens, exchange, clock, maxWaitMs, retryOptions },
    redact: (text) => redactor.redact(text),
  });

  const fetchPage = async (request: PageRequest): Promise<FetchedPage> => {
    const both = eitherSignal(signal, request.signal);
    try {
      return await readPage(request, both.signal);
    } finally {
      both.release();
    }
  };
  let closing: Promise<unknown> | undefined;
  const close = async (): Promise<void> => {
    stop.abort(new Error('The fetcher is closed.'));
    closing ??= Promise.all([quota.close(), sender.close()]);
    await closing;
  };
  return { fetchPage, statistics, vendorNowMs: () => vendorClock.nowMs(clock.now()), close };
};

const secondsOf = (ms: number): string => String(Math.max(1, Math.round(ms / 1000)));
