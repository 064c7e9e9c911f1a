import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { bearer } from '../../../packages/tap/src/define/auth.ts';
import type { Connection } from '../../../packages/tap/src/define/vendor.ts';
import { createFetcher } from '../../../packages/tap/src/fetch/create-fetcher.ts';
import { createRedactor } from '../../../packages/tap/src/run/redact.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
};

test('reads a page', async () => {
  const origin = await serve((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ path: request.url, key: request.headers.authorization }));
  });
  const connection: Connection = {
    origin,
    basePath: '/api/v1',
    auth: bearer('secret-key'),
    limits: { rate: { requests: 1000, perSeconds: 1 }, concurrency: 4 },
  };
  const fetcher = createFetcher(connection, {
    userAgent: 'test',
    log: () => undefined,
    redactor: createRedactor(),
    signal: new AbortController().signal,
  });
  const page = await fetcher.fetchPage({
    path: '/users',
    query: { page: 2, 'filter[id]': ['1', '2'] },
    stream: 'users',
  });
  expect(page.body).toEqual({ path: '/api/v1/users?page=2&filter[id]=1&filter[id]=2', key: 'Bearer secret-key' });
  await fetcher.close();
});
