import { afterEach, describe, expect, test } from '@jest/globals';
import type { Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { ConfigError } from '../../../packages/tap/src/errors/config-error.ts';
import { ResponseShapeError } from '../../../packages/tap/src/errors/response-shape-error.ts';
import { TransientError } from '../../../packages/tap/src/errors/transient-error.ts';
import type { FetcherOptions } from '../../../packages/tap/src/fetch/create-fetcher.ts';
import type { FetchedPage, Fetcher } from '../../../packages/tap/src/fetch/fetcher.ts';
import { closeAll, connectionTo, errorOf, fetcherFor, serve, serveBytes, serveInTurn, text } from './vendor-server.ts';

afterEach(closeAll);

const users = async (fetcher: Fetcher): Promise<FetchedPage> => fetcher.fetchPage({ path: '/users', stream: 'users' });

const fetcherOf = (origin: string, more: Partial<FetcherOptions> = {}): Fetcher =>
  fetcherFor(connectionTo(origin), { maxRetries: 2, requestTimeoutSeconds: 2, ...more }).fetcher;

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

describe('a broken connection is asked again, then a TransientError', () => {
  const faults: Record<string, (socket: Socket) => void> = {
    'reset before the answer': (socket) => socket.resetAndDestroy(),
    'closed before the answer': (socket) => socket.end(),
    'closed within the headers': (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-ty'),
    'reset within the body': (socket) => {
      socket.write(`${HEAD}content-length: 100\r\n\r\n[1,`, () => socket.resetAndDestroy());
    },
    'closed within a body of known length': (socket) => socket.end(`${HEAD}content-length: 100\r\n\r\n[1,2]`),
    'closed within a chunked body': (socket) => socket.end(`${HEAD}transfer-encoding: chunked\r\n\r\n5\r\n[1,2]\r\n`),
    'not HTTP at all': (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    'a body without length that is cut': (socket) => socket.end(`${HEAD}connection: close\r\n\r\n[1,2`),
  };
  test.each(Object.keys(faults))('%s', async (name) => {
    const vendor = await serveBytes(faults[name]!);
    const error = await errorOf(users(fetcherOf(vendor.origin)), TransientError);
    expect(vendor.count()).toBe(3);
    expect(error.message).toMatch(/^GET http:\/\/127\.0\.0\.1:\d+\/api\/v1\/users .*Run again later\.$/);
    expect(error.stream).toBe('users');
  });

  test('nobody listens', async () => {
    const vendor = await serve(() => undefined);
    await closeAll();
    const { fetcher, clock } = fetcherFor(connectionTo(vendor.origin));
    const error = await errorOf(users(fetcher), TransientError);
    expect(error.message).toContain('found nobody listening (ECONNREFUSED)');
    expect(clock.slept).toHaveLength(6);
  });

  test('and read when it works again', async () => {
    let turn = 0;
    const vendor = await serveBytes((socket) => {
      turn += 1;
      if (turn === 1) socket.resetAndDestroy();
      else if (turn === 2) socket.end(`${HEAD}content-length: 100\r\n\r\n[1,2]`);
      else socket.end(`${HEAD}content-length: 5\r\nconnection: close\r\n\r\n[1,2]`);
    });
    expect((await users(fetcherOf(vendor.origin))).body).toEqual([1, 2]);
  });

  test('a socket that the vendor closes while it is idle is replaced', async () => {
    const vendor = await serveBytes((socket) => {
      // Promises to stay, then goes.
      socket.write(`${HEAD}content-length: 2\r\nconnection: keep-alive\r\n\r\n[]`, () => {
        setTimeout(() => socket.destroy(), 10);
      });
    });
    const fetcher = fetcherOf(vendor.origin);
    for (let index = 0; index < 4; index += 1) {
      expect((await users(fetcher)).body).toEqual([]);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  });
});

describe('silence', () => {
  const stalls: Record<string, (socket: Socket) => void> = {
    'before the headers': () => undefined,
    'within the headers': (socket) => socket.write('HTTP/1.1 200 OK\r\n'),
    'within the body': (socket) => socket.write(`${HEAD}content-length: 100\r\n\r\n[1,`),
  };
  test.each(Object.keys(stalls))('%s ends with the time of one request', async (name) => {
    const vendor = await serveBytes(stalls[name]!);
    const startedAtMs = performance.now();
    const error = await errorOf(
      users(fetcherOf(vendor.origin, { requestTimeoutSeconds: 0.05, maxRetries: 1 })),
      TransientError,
    );
    expect(performance.now() - startedAtMs).toBeLessThan(1000);
    expect(error.message).toContain('got no complete answer in time');
    expect(vendor.count()).toBe(2);
  });

  test('a body that trickles for ever ends with the time of one request', async () => {
    const vendor = await serveBytes((socket) => {
      socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
      const timer = setInterval(() => socket.write('1\r\n \r\n'), 5);
      socket.on('close', () => {
        clearInterval(timer);
      });
    });
    await errorOf(users(fetcherOf(vendor.origin, { requestTimeoutSeconds: 0.05, maxRetries: 0 })), TransientError);
  });
});

describe('a body', () => {
  const body = Buffer.from(JSON.stringify({ rows: Array.from({ length: 500 }, (_, id) => ({ id, name: 'Zoë 💛' })) }));
  const encodings: Record<string, Buffer> = {
    gzip: gzipSync(body),
    'x-gzip': gzipSync(body),
    br: brotliCompressSync(body),
    deflate: deflateSync(body),
    'deflate ': deflateRawSync(body),
    identity: body,
    'gzip, br': brotliCompressSync(gzipSync(body)),
  };

  test.each(Object.keys(encodings))('in %s is decoded', async (name) => {
    const vendor = await serve((_, response) => {
      text(encodings[name]!, 200, { 'content-encoding': name.trim() })(response);
    });
    const page = await users(fetcherOf(vendor.origin));
    expect(page.body).toEqual(JSON.parse(body.toString()));
    expect(page.bytes).toBe(body.length);
  });

  test.each(['gzip', 'br', 'deflate'])('in %s that is cut is asked again', async (name) => {
    const whole = encodings[name]!;
    const vendor = await serveInTurn(
      text(whole.subarray(0, whole.length - 10), 200, { 'content-encoding': name }),
      text(whole.subarray(0, 5), 200, { 'content-encoding': name }),
      text(whole, 200, { 'content-encoding': name }),
    );
    expect((await users(fetcherOf(vendor.origin))).body).toEqual(JSON.parse(body.toString()));
  });

  test('that is cut every time is a TransientError', async () => {
    const vendor = await serve((_, response) => {
      text(encodings['gzip']!.subarray(0, 100), 200, { 'content-encoding': 'gzip' })(response);
    });
    const error = await errorOf(users(fetcherOf(vendor.origin)), TransientError);
    expect(error.message).toContain('got an unreadable answer: the gzip body is cut or damaged');
  });

  test('in an encoding that was not offered is a ResponseShapeError', async () => {
    const vendor = await serve((_, response) => {
      text(body, 200, { 'content-encoding': 'zstd' })(response);
    });
    const error = await errorOf(users(fetcherOf(vendor.origin)), ResponseShapeError);
    expect(error.message).toContain('unknown encoding zstd');
    expect(vendor.requests).toHaveLength(1);
  });

  test.each([
    ['as it is', {}, Buffer.alloc(300_000, ' ')],
    ['after decompression', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(300_000, ' '))],
    ['after decompression', { 'content-encoding': 'br' }, brotliCompressSync(Buffer.alloc(300_000, ' '))],
  ])('larger than the cap %s is a ResponseShapeError and not read to its end', async (_, headers, large) => {
    const vendor = await serve((__, response) => {
      text(large, 200, headers)(response);
    });
    const error = await errorOf(users(fetcherOf(vendor.origin, { maxBodyBytes: 200_000 })), ResponseShapeError);
    expect(error.message).toContain('the body is larger than');
    expect(vendor.requests).toHaveLength(1);
    expect((await errorOf(users(fetcherOf(vendor.origin, { maxBodyBytes: 200_000 })))).name).toBe('ResponseShapeError');
  });

  test('without an end is cut off at the cap', async () => {
    let written = 0;
    const vendor = await serveBytes((socket) => {
      socket.write(`${HEAD}transfer-encoding: chunked\r\n\r\n`);
      const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, ' '), Buffer.from('\r\n')]);
      const pump = (): void => {
        while (!socket.destroyed && written < 100_000_000 && socket.write(chunk)) written += chunk.length;
      };
      socket.on('drain', pump);
      pump();
    });
    await errorOf(users(fetcherOf(vendor.origin, { maxBodyBytes: 1_000_000 })), ResponseShapeError);
    expect(written).toBeLessThan(50_000_000);
  });

  test.each([
    ['utf-8', 'utf-8', Buffer.from('["Zoë"]')],
    ['a byte order mark', 'utf-8', Buffer.from('\uFEFF["Zoë"]')],
    ['latin 1', 'ISO-8859-1', Buffer.from('["Zoë"]', 'latin1')],
    ['utf-16', 'utf-16', Buffer.from('\uFEFF["Zoë"]', 'utf16le')],
    ['an unknown charset', 'klingon', Buffer.from('["Zoë"]')],
  ])('in %s is read', async (_, charset, bytes) => {
    const vendor = await serve((__, response) => {
      text(bytes, 200, { 'content-type': `application/json; charset="${charset}"` })(response);
    });
    expect((await users(fetcherOf(vendor.origin))).body).toEqual(['Zoë']);
  });

  test('nested deeper than anything real is not data', async () => {
    const vendor = await serve((_, response) => {
      text(`${'['.repeat(100_000)}${']'.repeat(100_000)}`)(response);
    });
    await errorOf(users(fetcherOf(vendor.origin)), TransientError);
  });
});

describe('what asking again can not mend', () => {
  test('a key that no header can hold is a ConfigError that does not show it', async () => {
    const vendor = await serve((_, response) => {
      text('[]')(response);
    });
    const connection = connectionTo(vendor.origin, { auth: { kind: 'bearer', token: 'secret\nkey' } });
    const error = await errorOf(users(fetcherFor(connection).fetcher), ConfigError);
    expect(`${error.message} ${error.detail ?? ''}`).not.toMatch(/secret|key\b.*\bkey\n/);
    expect(error.message).toContain('characters that no header can hold');
    expect(vendor.requests).toHaveLength(0);
  });
});
