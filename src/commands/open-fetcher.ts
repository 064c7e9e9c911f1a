import { createFetcher } from '@singer-io-ts/tap/fetch/create-fetcher.ts';
import type { Fetcher, Waiting } from '@singer-io-ts/tap/fetch/fetcher.ts';
import { product } from '../product.ts';
import type { Account } from './account.ts';
import type { Context } from './context.ts';

interface Patience {
  readonly maxRetries?: number;
  readonly maxWaitMinutes?: number;
}

/** A connection check answers while somebody waits for it. */
export const impatient: Patience = { maxRetries: 2, maxWaitMinutes: 1 };

const proxyOf = (env: Context['env']) => {
  const variable = (name: string): string | undefined => {
    const value = env[name] ?? env[name.toUpperCase()];
    return value === '' ? undefined : value;
  };
  const [httpsProxy, httpProxy, noProxy] = [variable('https_proxy'), variable('http_proxy'), variable('no_proxy')];
  return {
    ...(httpsProxy === undefined ? {} : { httpsProxy }),
    ...(httpProxy === undefined ? {} : { httpProxy }),
    ...(noProxy === undefined ? {} : { noProxy }),
  };
};

/** @param onWaiting is told of every longer wait */
export const openFetcher = (
  { config, connection }: Account,
  context: Context,
  patience: Patience = {},
  onWaiting?: (waiting: Waiting) => void,
): Fetcher =>
  createFetcher(connection, {
    maxRequestsPerSecond: config.max_requests_per_second ?? undefined,
    maxRequestsPerHour: config.max_requests_per_hour ?? undefined,
    maxConcurrency: config.max_concurrency ?? undefined,
    maxWaitMinutes: Math.min(config.max_wait_minutes, patience.maxWaitMinutes ?? Infinity),
    maxRetries: Math.min(config.max_retries, patience.maxRetries ?? Infinity),
    requestTimeoutSeconds: config.request_timeout_seconds,
    userAgent: config.user_agent ?? `${product.name}/${product.version} (+${product.homepage})`,
    log: context.log,
    redactor: context.redactor,
    onWaiting,
    signal: context.signal,
    proxy: proxyOf(context.env),
  });
