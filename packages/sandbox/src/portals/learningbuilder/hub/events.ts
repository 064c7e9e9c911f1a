import type { Page, Reply, Route, Row, VendorRequest } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import { uuid } from '../../../random.ts';
import type { RowSource } from '../../../table.ts';
import { Table } from '../../../table.ts';
import type { World } from '../world.ts';
import { missingToken } from './failures.ts';

/** Programs that publish; the last one has not yet. */
export const publishers = ['EDUCO', 'NCBTMB', 'LEARNWELL', 'QUIET'] as const;

const lastCreatedMs = Date.UTC(2025, 6, 1);
const everyMs = 613_000;
const perPage = 100;
const lambdaBytes = 6_000_000;

/** Resource `learning_hub_events`; `PublisherProgramId` is the program that was asked for, and a field of the record. */
export function eventsTable(world: World): Table {
  const { users, seed, nowMs } = world.setup;
  const isOld = world.options.hubGeneration === 'old';
  const count = users * 2;
  const publisher = (slot: number): string => publishers[slot % (publishers.length - 1)] ?? '';
  const idOf = (slot: number): string => `${isOld ? '' : 'E:'}${publisher(slot)}-${uuid(seed, 520, slot)}`;
  const startName = isOld ? 'EventStartUTC' : 'EventStartUtc';
  return new Table(
    {
      name: 'learning_hub_events',
      count,
      idOf,
      make: (slot, given) => {
        // The sort key of the index: events come in the order of their creation.
        const createdMs = lastCreatedMs - Math.max(0, count - slot) * everyMs;
        const startMs = createdMs - world.roll(40, 521, slot) * 86_400_000;
        const isOther = slot % 5 === 3;
        return {
          EventId: idOf(slot),
          PublisherProgramId: given['PublisherProgramId'] ?? publisher(slot),
          PublisherSystemId: isOther && !isOld ? 'moodle-4' : 'LB',
          EventType: 'AI_COMP_SUCCESS',
          PublisherEventId: isOther ? `course/${String(slot)}?x=1&y=2` : `AI:${String(31_002 + slot * 2)}`,
          PublisherParticipantId: slot % 11 === 6 ? `P-${String(slot)}` : `member.${String(slot)}@example.org`,
          PublisherEventCategory:
            slot % 4 === 1 ? null : { value: 'course', label: world.words.text('Course', 522, slot) },
          PublisherEventData: dataOf(world, slot),
          [startName]: utc(startMs),
          EventEndUtc: slot % 3 === 0 ? null : utc(startMs),
          CreatedUtc: utc(createdMs),
          ...(world.isOdd && slot % 6 === 2 ? { EventDateBucket: utc(createdMs).slice(0, 7) } : {}),
        };
      },
      indexes: { PublisherProgramId: publisher },
      keyFields: ['EventId'],
      onInsert: (_slot, atMs) => ({ CreatedUtc: utc(atMs) }),
      onUpdate: (_row, _atMs, revision) => ({ PublisherEventData: { revision } }),
    },
    nowMs,
  );
}

/** Whatever the publisher likes. */
function dataOf(world: World, slot: number): unknown {
  switch (slot % 5) {
    case 0:
      return null;
    case 1:
      return { title: world.words.text('Ethics 101', 523, slot), units: 3 };
    case 2:
      return { title: 'Ethics', units: '3.00', nested: { list: [1, 'two', null] } };
    case 3:
      return {};
    default:
      return world.isOdd ? 'not an object' : { title: 'Ethics' };
  }
}

function utc(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

export function eventRoutes(world: World, events: Table): Route[] {
  return [
    {
      method: 'GET',
      path: '/api/events/{programId}',
      reply: (request) => {
        if (world.options.hubEvents === 'gone') return missingToken;
        return {
          source: since(world, events, request),
          paging: {
            kind: world.options.hubList === 'wrapped' ? 'token' : 'none',
            read: ({ query }) =>
              world.options.hubList === 'wrapped'
                ? {
                    size: world.setup.pageSize ?? perPage,
                    index: Number(/^t(\d+)$/.exec(query.get('nextToken') ?? '')?.[1] ?? '0'),
                  }
                : { size: Math.max(1, events.size), index: 0 },
            write: (page) => answered(world, page),
          },
        };
      },
    },
    {
      method: 'POST',
      path: '/api/events',
      reply: () => {
        const { EventId: id } = events.insert();
        return json(201, { EventId: id }, { Location: `/api/events/${encodeURIComponent(String(id))}` });
      },
    },
    {
      method: 'DELETE',
      path: '/api/events/{eventId}',
      reply: ({ params }) =>
        events.delete(params['eventId'] ?? '') ? { status: 204, body: '' } : json(404, { message: 'Not Found' }),
    },
  ];
}

function since({ options }: World, events: Table, { params, query }: VendorRequest): RowSource {
  const programId = params['programId'] ?? '';
  const from = options.hubSince === undefined ? null : query.get(options.hubSince);
  if (from === null) return events.where('PublisherProgramId', programId);
  const fromMs = Date.parse(from);
  return events.match(
    (row: Row) => row['PublisherProgramId'] === programId && Date.parse(String(row['CreatedUtc'])) >= fromMs,
  );
}

function answered({ options }: World, { rows, index, hasNext }: Page): Reply {
  if (options.hubList === 'wrapped') {
    const body = hasNext ? { events: rows, nextToken: `t${String(index + 1)}` } : { events: rows };
    return { status: 200, envelope: 'events', body };
  }
  // Lambda can't answer with more: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  const isTooLarge = Buffer.byteLength(JSON.stringify(rows)) > (options.hubMaxBytes ?? lambdaBytes);
  return isTooLarge ? json(502, { message: 'Internal server error' }) : json(200, rows);
}
