import type { Agent, Dispatcher, EnvHttpProxyAgent } from 'undici';
import { ConfigError } from '../errors/config-error.ts';
import type { Redactor } from '../run/redact.ts';
import { isLoopbackHost } from './origin.ts';

/** The environment's proxy settings, read by whoever may read the environment. Loopback never goes through a proxy. */
export interface Proxy {
  readonly httpsProxy?: string;
  readonly httpProxy?: string;
  /** Hosts that are reached directly: `internal.example, .corp, *`. */
  readonly noProxy?: string;
}

interface Options {
  readonly origin: URL;
  readonly timeoutMs: number;
  readonly connections: number;
  readonly proxy: Proxy | undefined;
}

interface Undici {
  readonly Agent: new (options: Agent.Options) => Agent;
  readonly EnvHttpProxyAgent: new (options: EnvHttpProxyAgent.Options) => EnvHttpProxyAgent;
}

const CONNECT_TIMEOUT_MS = 10_000;
/** Silence within a body; the whole request has its own limit. */
const SILENCE_TIMEOUT_MS = 60_000;
/** Shorter than the usual server's, so that a request rarely meets a socket that is being closed. */
const KEEP_ALIVE_MS = 4000;

/** @throws ConfigError when the proxy's address is unusable. */
export const createDispatcher = (undici: Undici, options: Options): Dispatcher => {
  const { timeoutMs } = options;
  const common = {
    connections: options.connections,
    connect: { timeout: Math.min(CONNECT_TIMEOUT_MS, timeoutMs) },
    headersTimeout: timeoutMs,
    bodyTimeout: Math.min(SILENCE_TIMEOUT_MS, timeoutMs),
    keepAliveTimeout: KEEP_ALIVE_MS,
    pipelining: 1,
  };
  const address = proxyAddress(options);
  if (address === '') return new undici.Agent(common);
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    throw new ConfigError('The proxy address in the environment is not an http or https URL.');
  }
  // Empty texts rather than undefined: undici would look into the environment itself.
  const { noProxy = '' } = options.proxy ?? {};
  return new undici.EnvHttpProxyAgent({ ...common, httpProxy: address, httpsProxy: address, noProxy });
};

const proxyAddress = ({ origin, proxy }: Options): string => {
  if (proxy === undefined || isLoopbackHost(origin.hostname)) return '';
  return withScheme((origin.protocol === 'https:' ? proxy.httpsProxy : proxy.httpProxy) ?? '');
};

/** `proxy.corp:3128` is as common as it is wrong. */
const withScheme = (address: string): string =>
  address === '' || address.includes('://') ? address : `http://${address}`;

/** A proxy's address may carry a password. */
export const registerProxySecrets = (proxy: Proxy | undefined, redactor: Redactor): void => {
  for (const address of [proxy?.httpsProxy, proxy?.httpProxy]) {
    const url = withScheme(address ?? '');
    if (!URL.canParse(url)) continue;
    const { username, password } = new URL(url);
    if (password === '') continue;
    redactor.addSecret(decodeURIComponent(password));
    redactor.addSecret(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  }
};
