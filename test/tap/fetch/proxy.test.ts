import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Agent, EnvHttpProxyAgent } from 'undici';
import { ConfigError } from '../../../packages/tap/src/errors/config-error.ts';
import { TransientError } from '../../../packages/tap/src/errors/transient-error.ts';
import { createDispatcher, type Proxy } from '../../../packages/tap/src/fetch/dispatcher.ts';
import { closeAll, connectionTo, errorOf, fetcherFor, json, serve } from './vendor-server.ts';

const closing: (() => void)[] = [];
afterEach(async () => {
  await closeAll();
  for (const close of closing.splice(0)) close();
});

/** Answers every CONNECT with this status line; nothing is ever connected. */
const proxyThatAnswers = async (statusLine: string): Promise<{ url: string; connects: IncomingMessage[] }> => {
  const connects: IncomingMessage[] = [];
  const server = createServer();
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    connects.push(request);
    socket.on('error', () => undefined);
    socket.end(`HTTP/1.1 ${statusLine}\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => server.close());
  return { url: `127.0.0.1:${String((server.address() as AddressInfo).port)}`, connects };
};

const throughProxy = (proxy: Proxy, origin = 'https://vendor.invalid') =>
  fetcherFor(connectionTo(origin), { proxy, maxRetries: 1, requestTimeoutSeconds: 2 });

const users = { path: '/users', stream: 'users' };

describe('a proxy', () => {
  test('is asked for the vendor, with the password from its address, which nobody sees', async () => {
    const proxy = await proxyThatAnswers('502 Bad Gateway');
    const { fetcher, redactor } = throughProxy({ httpsProxy: `http://me:p%40ss-w0rd@${proxy.url}` });
    const error = await errorOf(fetcher.fetchPage(users), TransientError);
    expect(proxy.connects.map(({ url }) => url)).toEqual(['vendor.invalid:443', 'vendor.invalid:443']);
    expect(proxy.connects[0]!.headers['proxy-authorization']).toBe(
      `Basic ${Buffer.from('me:p@ss-w0rd').toString('base64')}`,
    );
    expect(`${error.message}${error.detail ?? ''}`).not.toMatch(/p@ss-w0rd|p%40ss/);
    expect(redactor.redact('p@ss-w0rd p%40ss-w0rd')).toBe('*** ***');
  });

  test('that wants credentials is a ConfigError', async () => {
    const proxy = await proxyThatAnswers('407 Proxy Authentication Required');
    const { fetcher } = throughProxy({ httpsProxy: `http://${proxy.url}` });
    const error = await errorOf(fetcher.fetchPage(users), ConfigError);
    expect(error.message).toContain('refused by the proxy (407)');
    expect(proxy.connects).toHaveLength(1);
  });

  test('is never asked for loopback', async () => {
    const proxy = await proxyThatAnswers('502 Bad Gateway');
    const vendor = await serve((_, response) => {
      json([])(response);
    });
    const all = { httpsProxy: `http://${proxy.url}`, httpProxy: `http://${proxy.url}`, noProxy: '' };
    const { fetcher } = throughProxy(all, vendor.origin);
    expect((await fetcher.fetchPage(users)).body).toEqual([]);
    expect(proxy.connects).toEqual([]);
  });

  test('may be written without http://', async () => {
    const proxy = await proxyThatAnswers('502 Bad Gateway');
    const { fetcher, redactor } = throughProxy({ httpsProxy: `me:p4ssw0rd@${proxy.url}` });
    await errorOf(fetcher.fetchPage(users), TransientError);
    expect(proxy.connects).toHaveLength(2);
    expect(redactor.redact('p4ssw0rd')).toBe('***');
  });

  test.each(['socks5://127.0.0.1:1', 'http://:1', 'ftp://127.0.0.1'])(
    'with the address %s is a ConfigError',
    async (httpsProxy) => {
      const error = await errorOf(throughProxy({ httpsProxy }).fetcher.fetchPage(users), ConfigError);
      expect(error.message).toContain('proxy address');
    },
  );
});

describe('the dispatcher', () => {
  const made: { kind: 'direct' | 'proxy'; options: object }[] = [];
  const undici = {
    Agent: class extends Agent {
      constructor(options: Agent.Options) {
        super(options);
        made.push({ kind: 'direct', options });
      }
    },
    EnvHttpProxyAgent: class extends EnvHttpProxyAgent {
      constructor(options: EnvHttpProxyAgent.Options) {
        super(options);
        made.push({ kind: 'proxy', options });
      }
    },
  };
  const kindFor = (origin: string, proxy: Proxy | undefined): unknown => {
    made.splice(0);
    createDispatcher(undici, { origin: new URL(origin), timeoutMs: 30_000, connections: 3, proxy });
    return made.at(-1);
  };

  test('is told everything about the proxy, so that it looks up nothing in the environment', () => {
    const options = { httpProxy: 'http://p:1', httpsProxy: 'http://p:1', noProxy: '' };
    expect(kindFor('https://vendor.example', { httpsProxy: 'http://p:1' })).toMatchObject({ kind: 'proxy', options });
    const noProxy = '.internal, other.example:443';
    expect(kindFor('https://vendor.example', { httpsProxy: 'http://p:1', noProxy })).toMatchObject({
      options: { noProxy },
    });
  });

  test('is direct without a proxy for https and on loopback', () => {
    expect(kindFor('https://vendor.example', undefined)).toMatchObject({ kind: 'direct' });
    expect(kindFor('https://vendor.example', { httpProxy: 'http://p:1' })).toMatchObject({ kind: 'direct' });
    expect(kindFor('http://127.0.0.1:5', { httpProxy: 'http://p:1' })).toMatchObject({ kind: 'direct' });
  });

  test('holds as many connections as requests may be in flight', () => {
    expect(kindFor('https://vendor.example', undefined)).toMatchObject({
      options: {
        connections: 3,
        pipelining: 1,
        headersTimeout: 30_000,
        bodyTimeout: 30_000,
        connect: { timeout: 10_000 },
      },
    });
  });
});
