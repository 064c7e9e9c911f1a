import type { Resource, Table } from '../../../table.ts';
import type { Route } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import type { World } from '../world.ts';
import { eventRoutes, eventsTable } from './events.ts';
import { subscriptionRoutes, subscriptionsTable } from './subscriptions.ts';

/** The Learning Hub: another system, which here shares the portal's origin. Program `ACME` subscribes. */
export function learningHub(world: World): { readonly routes: Route[]; readonly resources: Record<string, Resource> } {
  const events = eventsTable(world);
  const subscriptions = subscriptionsTable(world);
  return {
    resources: { learning_hub_events: events, learning_hub_event_subscriptions: subscriptions },
    routes: [...eventRoutes(world, events), ...subscriptionRoutes(subscriptions), ...systemRoutes(subscriptions)],
  };
}

function systemRoutes(subscriptions: Table): Route[] {
  const settings = ['/configure', '/configureSettings/{programId}'];
  return [
    { method: 'GET', path: '/health', reply: () => json(200, { status: 'OK' }) },
    {
      method: 'POST',
      path: '/api/processEvents',
      reply: ({ query }) => {
        for (const { ProgramId: id, PublisherProgramId: publisher } of [...subscriptions.rows()])
          if (id === query.get('programId')) subscriptions.update(`${String(id)}|${String(publisher)}`);
        return json(202, {});
      },
    },
    ...settings.flatMap((path) =>
      (['GET', 'POST', 'PUT'] as const).map((method): Route => ({ method, path, reply: () => json(200, {}) })),
    ),
  ];
}
