import type { PortalFactory } from '../../portal.ts';
import { json } from '../../portal.ts';
import { hash } from '../../random.ts';
import { Table } from '../../table.ts';
import { failure, listed, perishableHeaders } from './conventions.ts';

/** https://docs.learnupon.com/api/ */
export const createPortal: PortalFactory = (setup) => {
  const username = setup.credentials['username'] ?? 'sandboxapiusername';
  const password = setup.credentials['key'] ?? 'sandboxapipassword';
  const expected = `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
  const users = new Table(
    {
      name: 'users',
      count: setup.users,
      idOf: (slot) => 2_290_000 + slot,
      slotOf: (id) => Number(id) - 2_290_000,
      make: (slot) => ({ id: 2_290_000 + slot, last_name: `Okafor ${String(hash(setup.seed, slot))}` }),
    },
    setup.nowMs,
  );
  return {
    limits: [
      { name: 'minute', requests: 300, windowMs: 60_000 },
      { name: 'week', requests: 360_000, windowMs: 7 * 86_400_000 },
    ],
    perishableHeaders,
    resources: { users },
    routes: [{ method: 'GET', path: '/api/v1/users', reply: () => listed(setup, users.all(), 'user') }],
    config: () => ({ subdomain: 'sandbox', username, key: password }),
    authenticate: ({ headers }) => (headers.authorization === expected ? undefined : failure(401, 'Access denied')),
    unauthorized: () => failure(401, 'Access denied'),
    notFound: () => failure(404, 'Resource not found'),
    rateLimited: (_request, { limit }) =>
      json(429, {
        response_type: 'ERROR',
        message: `Number of requests has exceeded the ${limit.name === 'week' ? '1 week' : '1 minute'} limit`,
      }),
    errorWithStatus200: () => failure(200, 'An internal error occurred, please try again'),
    quotaHeaders: ([minute, week]) => ({
      'X-LU-Rate-Limit-Remaining-Minute': String(minute?.remaining ?? 0),
      'X-LU-Rate-Limit-Remaining-Week': String(week?.remaining ?? 0),
    }),
  };
};
