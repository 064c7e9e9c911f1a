import type { Row } from '../../portal.ts';
import { json } from '../../portal.ts';
import { hex } from '../../random.ts';
import { Table } from '../../table.ts';
import { failure } from './failures.ts';
import { anyOf, dateRange, oneOf } from './filters.ts';
import { paged } from './lists.ts';
import type { Routes } from './routes.ts';
import { text } from './words.ts';
import type { Part, World } from './world.ts';
import { collection, iso, oid, pastMs, userId } from './world.ts';

const eventTypes = [
  'user.updated',
  'user.deleted',
  'course.attempt.closed',
  'path.session.users.enrolled',
  'group.deleted',
  'xapi',
] as const;
const deliveries = ['delivered', 'failed', 'pending', 'sending'] as const;
const subscriptionCount = 5;

function subscriptionOf(world: World, slot: number): string {
  return oid(world, 'subscription', slot % subscriptionCount);
}

function makeEvent(world: World, slot: number, given: Row): Row {
  const atMs = pastMs(world, 90, 250, slot);
  return {
    subscriptionId: given['subscriptionId'] ?? subscriptionOf(world, slot),
    _id: `msg_${hex(27, world.setup.seed, 251, slot)}`,
    createdAt: iso(atMs),
    status: deliveries[slot % 4],
    payload: {
      type: eventTypes[(slot % subscriptionCount) % eventTypes.length],
      timestamp: atMs,
      data: { userId: userId(world, 252, slot), note: text(world, 'changed', 253, slot) },
    },
  };
}

/**
 * webhook_subscriptions: no parent. webhook_events: + `subscriptionId`. Reading `…/secrets` raises the flag `secrets-read`.
 */
export function webhooksPart(world: World, routes: Routes): Part {
  const events = new Table(
    {
      name: 'webhook_events',
      count: world.counts.users,
      idOf: (slot) => `msg_${hex(27, world.setup.seed, 251, slot)}`,
      keyFields: ['_id'],
      make: (slot, given) => makeEvent(world, slot, given),
      indexes: { subscriptionId: (slot) => subscriptionOf(world, slot) },
      onInsert: (_slot, atMs) => ({ createdAt: iso(atMs), status: 'pending' }),
      onUpdate: () => ({ status: 'delivered' }),
    },
    world.setup.nowMs,
  );
  const subscriptions = collection(world, 'subscription', {
    name: 'webhook_subscriptions',
    count: subscriptionCount,
    make: (slot) => ({
      _id: oid(world, 'subscription', slot),
      eventType: eventTypes[slot % eventTypes.length],
      name: text(world, `HRIS feed ${String(slot)}`, 254, slot),
      url: `https://hooks.acme.example/360?feed=${String(slot)}`,
      status: slot % 3 === 2 ? 'inactive' : 'active',
    }),
    onUpdate: (row) => ({ status: row['status'] === 'active' ? 'inactive' : 'active' }),
    cascade: () => [{ table: events, index: 'subscriptionId' }],
  });
  const unknown = failure(404, 'subscriptionNotFound');
  const secretsPath = '/webhooks/subscriptions/{subscriptionId}/secrets';
  const secrets = routes.get('webhookSecrets:read', secretsPath, () => json(200, [{ secret: 'whsec_sandbox' }]));
  return {
    resources: { webhook_subscriptions: subscriptions, webhook_events: events },
    routes: [
      routes.get('webhooks:read', '/webhooks/subscriptions', (request) =>
        paged(world, request, {
          stream: 'webhook_subscriptions',
          size: 2000,
          table: subscriptions,
          filters: { eventType: anyOf },
        }),
      ),
      routes.get('webhooks:read', '/webhooks/subscriptions/{subscriptionId}', ({ params }) => {
        const row = subscriptions.get(params['subscriptionId'] ?? '');
        return row === undefined ? unknown : json(200, row);
      }),
      routes.get('webhooks:read', '/webhooks/subscriptions/{subscriptionId}/events', (request) => {
        const key = request.params['subscriptionId'] ?? '';
        if (!subscriptions.has(key)) return unknown;
        return paged(world, request, {
          stream: 'webhook_events',
          size: 250,
          table: events,
          within: { index: 'subscriptionId', key },
          omit: ['subscriptionId'],
          filters: { createdAt: dateRange, status: oneOf(deliveries, 'eq') },
        });
      }),
      {
        ...secrets,
        reply: (request) => {
          world.setup.flag('secrets-read');
          return secrets.reply(request);
        },
      },
    ],
  };
}
