import { expect, test } from '@jest/globals';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openVendor, runVendor } from '../support/vendor-run.ts';

test('misses a Link header of classrooms that are all in one group', async () => {
  const group = '64b0aa11c2d3e40011ff0002';
  const all = Array.from({ length: 12 }, (_, i) => ({
    _id: `6605ee00d4e5f60012ee50${String(i).padStart(2, '0')}`,
    groupId: group,
    name: `Classroom ${String(i)}`,
    mediaIds: [],
    createdAt: `2026-03-${String(i + 1).padStart(2, '0')}T09:00:00.000Z`,
  }));
  const server = createServer((request, response) => {
    const filter = new URL(request.url ?? '/', 'http://127.0.0.1').searchParams;
    const [from, before] = [filter.get('createdAt[gte]'), filter.get('createdAt[lt]')];
    const rows = all.filter(
      ({ createdAt }) =>
        filter.get('groupId[ne]') === null &&
        (from === null || createdAt >= from) &&
        (before === null || createdAt < before),
    );
    const isToken = request.method === 'POST';
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(isToken ? { access_token: 'token', expires_in: '3600' } : rows.slice(0, 10)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    const config = { vendor: '360learning', username: 'client', key: 'secret' };
    const run = await runVendor(await openVendor({ ...config, base_url: `http://127.0.0.1:${String(port)}` }), {
      streams: ['classrooms'],
    });
    expect(run.report.errors[0]?.message).toContain('a header away (link header)');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
