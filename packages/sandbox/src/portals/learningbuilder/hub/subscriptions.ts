import type { Route, Row } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import { Table } from '../../../table.ts';
import type { World } from '../world.ts';
import { publishers } from './events.ts';

/** The program of the tenant, which subscribes to others. */
const ownProgram = 'ACME';

/** Resource `learning_hub_event_subscriptions`; `ProgramId` is the program that was asked for, and a field of the record. */
export function subscriptionsTable(world: World): Table {
  const isOld = world.options.hubGeneration === 'old';
  return new Table(
    {
      name: 'learning_hub_event_subscriptions',
      count: publishers.length,
      idOf: (slot) => `${ownProgram}|${publishers[slot] ?? ''}`,
      make: (slot) => ({
        ProgramId: ownProgram,
        PublisherProgramId: publishers[slot],
        CreatedUtc: '2024-10-01T00:00:00Z',
        LastSyncUtc: slot === 3 ? null : '2025-02-14T04:00:00Z',
        // The vendor's own sample misspells the name.
        [isOld || (world.isOdd && slot === 1) ? 'SynEnabled' : 'SyncEnabled']: slot !== 2,
        LbApiPayloadTemplate: isOld ? '{"member":"{{PublisherParticipantId}}"}' : template(slot),
      }),
      keyFields: ['ProgramId', 'PublisherProgramId'],
      onUpdate: (_row, atMs) => ({ LastSyncUtc: `${new Date(atMs).toISOString().slice(0, 19)}Z` }),
    },
    world.setup.nowMs,
  );
}

function template(slot: number): Row | null {
  if (slot === 3) return null;
  const course = {
    action: 'import',
    label: `Course ${String(slot)}`,
    importProcessId: 7,
    batchRowTemplate: '{"u":"{{units}}"}',
  };
  return { course, _default: { action: 'ignore' } };
}

export function subscriptionRoutes(subscriptions: Table): Route[] {
  const path = '/api/programs/{programId}/eventSubs';
  const one = `${path}/{publisherId}`;
  const key = ({ programId = '', publisherId = '' }: Readonly<Record<string, string>>): string =>
    `${programId}|${publisherId}`;
  return [
    {
      method: 'GET',
      path,
      reply: ({ params }) => ({
        source: subscriptions.match((row) => row['ProgramId'] === params['programId']),
        paging: {
          kind: 'none',
          read: () => ({ size: 1000, index: 0 }),
          write: ({ rows }) => json(200, rows),
        },
      }),
    },
    {
      method: 'GET',
      path: one,
      reply: ({ params }) => {
        const row = subscriptions.get(key(params));
        return row === undefined ? json(404, { message: 'Not Found' }) : json(200, row);
      },
    },
    { method: 'POST', path, reply: () => json(201, {}) },
    ...(['PUT', 'PATCH', 'POST'] as const).map((method): Route => ({
      method,
      path: one,
      reply: ({ params }) => {
        subscriptions.update(key(params));
        return { status: 204, body: '' };
      },
    })),
  ];
}
