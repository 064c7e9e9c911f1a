import { Agent, request } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sandbox, SandboxOptions } from '../../packages/sandbox/src/index.ts';
import { startSandbox } from '../../packages/sandbox/src/index.ts';
import { get, raw, readAll } from './raw-client.ts';

let open: Sandbox[] = [];
async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ vendor: 'learnupon', users: 25, pageSize: 10, ...options });
  open.push(sandbox);
  return sandbox;
}
afterEach(async () => {
  await Promise.all(open.map((sandbox) => sandbox.close()));
  open = [];
});

describe('a list', () => {
  test('gives every row once, over pages', async () => {
    const sandbox = await start();
    const rows = await readAll(sandbox, '/users', 'user');
    expect(rows.map(({ id }) => id)).toEqual(sandbox.truth('users').map(({ id }) => id));
    expect(sandbox.log.requests).toBe(3);
  });

  test('is gzipped for clients that accept it, with a Date header', async () => {
    const sandbox = await start({ users: 200, clock: () => Date.UTC(2026, 0, 2) });
    const zipped = await get(sandbox, '/users', { gzip: true });
    const plain = await get(sandbox, '/users');
    expect(zipped.headers['content-encoding']).toBe('gzip');
    expect(zipped.json).toEqual(plain.json);
    expect(plain.headers.date).toBe('Fri, 02 Jan 2026 00:00:00 GMT');
  });

  test('keeps the connection alive', async () => {
    const sandbox = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ports = new Set<number | undefined>();
    agent.on('free', (socket: Socket) => ports.add(socket.localPort));
    for (let page = 1; page <= 3; page += 1) await get(sandbox, `/users?page=${String(page)}`, { agent });
    agent.destroy();
    expect(ports.size).toBe(1);
  });

  test('is the same for the same seed and differs for another', async () => {
    const [first, again, other] = [await start({ seed: 7 }), await start({ seed: 7 }), await start({ seed: 8 })];
    expect(again.truth('users')).toEqual(first.truth('users'));
    expect(other.truth('users')).not.toEqual(first.truth('users'));
  });
});

describe('credentials', () => {
  test('wrong ones are refused, and right ones too once revoked', async () => {
    const sandbox = await start();
    expect((await raw(`${sandbox.url}/api/v1/users`)).status).toBe(401);
    expect((await get(sandbox, '/users')).status).toBe(200);
    sandbox.revokeKey();
    expect((await get(sandbox, '/users')).status).toBe(401);
  });
});

describe('the limiter', () => {
  test('slides: the 4th request within a second is refused, one second after the first it is not', async () => {
    let nowMs = 1_000_000;
    const sandbox = await start({ limit: { requests: 3, windowMs: 1000 }, clock: () => nowMs });
    const statuses: number[] = [];
    for (const stepMs of [0, 400, 400, 100, 99, 1]) {
      nowMs += stepMs;
      statuses.push((await get(sandbox, '/users')).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429, 200]);
    expect(sandbox.log.deniedCount).toBe(2);
    expect(sandbox.log.maxPerWindow).toBe(5);
  });

  test('with fixed windows lets twice the limit through around an edge', async () => {
    let nowMs = 59_900;
    const sandbox = await start({ limit: { requests: 2, windowMs: 60_000, window: 'fixed' }, clock: () => nowMs });
    const statuses: number[] = [];
    for (const stepMs of [0, 0, 50, 50, 0, 0]) {
      nowMs += stepMs;
      statuses.push((await get(sandbox, '/users')).status);
    }
    expect(statuses).toEqual([200, 200, 429, 200, 200, 429]);
  });

  test('lets another client eat its share', async () => {
    let nowMs = 1_000_000;
    const sandbox = await start({
      limit: { requests: 10, windowMs: 1000 },
      otherClient: { share: 0.5 },
      clock: () => nowMs,
    });
    nowMs += 1000;
    const statuses: number[] = [];
    for (let i = 0; i < 8; i += 1) statuses.push((await get(sandbox, '/users')).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(5);
  });

  test('can be lifted', async () => {
    const sandbox = await start({ limit: 'none' });
    const answers = await Promise.all(Array.from({ length: 320 }, () => get(sandbox, '/users?page=9')));
    expect(answers.every(({ status }) => status === 200)).toBe(true);
  });
});

test('the log keeps what was asked, and forgets on demand', async () => {
  const sandbox = await start({ latencyMs: [5, 10] });
  await Promise.all([get(sandbox, '/users?page=2', { headers: { 'user-agent': 'test' } }), get(sandbox, '/nothing')]);
  await raw(`${sandbox.url}/api/v1/users`, { method: 'POST', body: '{}' });
  const { log } = sandbox;
  expect(log.toArray()[0]).toMatchObject({ method: 'GET', path: '/api/v1/users', query: 'page=2', status: 200 });
  expect(log.toArray()[0]!.headersSeen['user-agent']).toBe('test');
  expect(log).toMatchObject({ requests: 3, writes: 1, maxInFlight: 2, responsesByStatus: { 200: 1, 404: 1, 401: 1 } });
  log.clear();
  expect(log).toMatchObject({ requests: 0, length: 0, responsesByStatus: {} });
});

test('a mistake of the sandbox is an answer and a flag, not the end of the process', async () => {
  const sandbox = await start();
  const port = Number(new URL(sandbox.url).port);
  const status = await new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path: '//' }, ({ statusCode }) => {
      resolve(statusCode);
    })
      .on('error', reject)
      .end();
  });
  expect([status, sandbox.log.flags]).toEqual([500, { 'sandbox-error': 1 }]);
});

describe('changes', () => {
  test('show in lists, in the truth and in the survivors', async () => {
    let nowMs = 1_000_000;
    const sandbox = await start({ clock: () => nowMs });
    const [first, second] = sandbox.truth('users');
    nowMs += 10;
    expect(sandbox.delete('users', first!['id'] as number)).toBe(true);
    sandbox.update('users', second!['id'] as number, { first_name: 'Changed' });
    const added = sandbox.insert('users', {}, 'front');
    const rows = await readAll(sandbox, '/users', 'user');
    expect(rows[0]).toMatchObject({ id: added['id'] });
    expect(rows[1]).toMatchObject({ id: second!['id'], first_name: 'Changed' });
    expect(rows).toHaveLength(25);
    expect(sandbox.history('users').map(({ action }) => action)).toEqual(['delete', 'update', 'insert']);
    expect(sandbox.survivors('users', 1_000_000)).toHaveLength(24);
    expect(sandbox.survivors('users', nowMs)).toHaveLength(25);
  });

  test('a row deleted at the page border is a row that forward paging loses', async () => {
    const sandbox = await start({ drift: [{ resource: 'users', action: 'delete', at: 'border', every: 1, times: 1 }] });
    const seen = new Set((await readAll(sandbox, '/users', 'user')).map(({ id }) => id));
    const lost = sandbox.survivors('users', 0).filter(({ id }) => !seen.has(id));
    expect(lost).toHaveLength(1);
  });

  test('a row inserted at the front makes forward paging repeat one', async () => {
    const sandbox = await start({ drift: [{ resource: 'users', action: 'insert', at: 'front', every: 1, times: 1 }] });
    const ids = (await readAll(sandbox, '/users', 'user')).map(({ id }) => id);
    expect(ids.length - new Set(ids).size).toBe(1);
  });

  test('refuses to drift a resource that does not exist', async () => {
    await expect(start({ drift: [{ resource: 'nothing', action: 'delete', every: 1 }] })).rejects.toThrow(
      'there are: ',
    );
  });
});
