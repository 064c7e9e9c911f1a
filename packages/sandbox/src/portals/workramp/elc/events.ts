import type { Reply, Row, VendorRequest } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import type { Table as TableOf } from '../../../table.ts';
import { derived, Table } from '../../../table.ts';
import { badRequest, isoTime, isTrue, notFound, whole } from '../conventions.ts';
import { text } from '../words.ts';
import type { Part, World } from '../world.ts';
import { choose, clamp, get, iso, kinds, pastMs, roll, uid, uuidSetup, without } from '../world.ts';
import { employee, groupName, groupSlots } from './people.ts';

const kind = kinds.event;

/**
 * `events` (key `id`) with all their sessions and learners; `event_sessions` (`event_id` added; `id`) without the
 * learners; `event_registrations` (`event_id` and `session_id` added; `session_id`, `user_id`).
 */
export function eventsPart(world: World): Part {
  const events: TableOf = new Table(
    uuidSetup(world, kind, {
      name: 'events',
      count: clamp(Math.ceil(world.counts.users / 10), 6, 2000),
      make: (slot) => ({
        id: uid(world, kind, slot),
        name: text(world, `Kick-off ${String(slot)}`, kind, slot),
        type: slot % 5 === 2 ? 'training_class' : 'single',
        // Every fourth event has no sessions.
        sessions: Array.from({ length: slot % 4 }, (_, turn) => makeSession(world, slot, turn)),
      }),
      onUpdate: (row, _atMs, revision) => ({ name: `${String(row['name'])} ${String(revision)}` }),
    }),
    world.setup.nowMs,
  );
  return {
    resources: {
      events,
      event_sessions: derived(events, (event) =>
        sessionsOf(event).map((session) => ({ event_id: event['id'], ...without(session, 'learners') })),
      ),
      event_registrations: derived(events, (event) =>
        sessionsOf(event).flatMap((session) =>
          (session['learners'] as Row[]).map((learner) => ({
            event_id: event['id'],
            session_id: session['id'],
            ...learner,
          })),
        ),
      ),
    },
    routes: [
      get('/api/v1/events/{id}/session/{session_id}', ({ params }) => {
        const session = sessionsOf(events.get(params['id'] ?? '') ?? {}).find(({ id }) => id === params['session_id']);
        return session === undefined ? notFound : json(200, sessionDetail(world, params['id'] ?? '', session));
      }),
      get('/api/v1/events', (request) => listEvents(world, events, request)),
    ],
  };
}

function sessionsOf(event: Row): Row[] {
  return (event['sessions'] ?? []) as Row[];
}

/** The whole tenant in one answer; a date filter leaves only the sessions that match, and the events that have one. */
function listEvents({ options }: World, events: TableOf, { query }: VendorRequest): Reply | ReturnType<typeof whole> {
  const [fromMs, toMs] = [isoTime(query, 'session_start_date'), isoTime(query, 'session_end_date')];
  if (Number.isNaN(fromMs) || Number.isNaN(toMs)) return badRequest;
  const hasFilter = fromMs !== null || toMs !== null;
  const isIn = ({ start_time: start }: Row): boolean => {
    const ms = typeof start === 'string' ? Date.parse(start) : typeof start === 'number' ? start : Number.NaN;
    return ms >= (fromMs ?? -Infinity) && ms <= (toMs ?? Infinity);
  };
  const source = hasFilter ? events.match((event) => sessionsOf(event).some(isIn)) : events.all();
  return whole(source, {
    envelope: 'events',
    wrap: (rows) => ({ status_code: options.bodyStatusCode ?? 200, events: rows }),
    render: (event) => {
      const sessions = hasFilter ? sessionsOf(event).filter(isIn) : sessionsOf(event);
      return { ...event, sessions: isTrue(query, 'exclude_groups') ? sessions.map(withoutGroups) : sessions };
    },
  });
}

function withoutGroups(session: Row): Row {
  return { ...session, learners: (session['learners'] as Row[]).map((learner) => without(learner, 'groups')) };
}

function startMs(world: World, slot: number, turn: number): number {
  // Some sessions lie ahead.
  return pastMs(world, 600, kind, slot, turn, 90) + 60 * 86_400_000;
}

function makeSession(world: World, slot: number, turn: number): Row {
  const number = slot * 4 + turn;
  const count = roll(world, 6, kind, number, 91);
  return {
    id: uid(world, kinds.session, number),
    title: text(world, `Session ${String(turn + 1)}`, kind, number, 92),
    learners: Array.from({ length: Math.min(count, world.counts.users) }, (_, place) =>
      makeLearner(world, number, place),
    ),
    ...sessionTimes(world, slot, turn),
  };
}

function sessionTimes(world: World, slot: number, turn: number): Row {
  const form = world.options.sessionTimes ?? 'iso';
  if (form === 'absent') return {};
  if (world.odd && slot % 7 === 3 && turn === 0) return { start_time: null, end_time: null };
  const from = startMs(world, slot, turn);
  const [start, end] = [from, from + 5_400_000];
  return form === 'ms' ? { start_time: start, end_time: end } : { start_time: iso(start), end_time: iso(end) };
}

function makeLearner(world: World, session: number, place: number): Row {
  const slot = (roll(world, world.counts.users, kind, session, 93) + place) % world.counts.users;
  const { id, name, email } = employee(world, slot);
  const status = choose(world, ['invited', 'registered', 'attended', 'declined'], kind, session, place, 94);
  const invitedMs = pastMs(world, 400, kind, session, place, 95);
  return {
    user_id: id,
    name,
    email,
    groups: groupSlots(world, slot).map((group) => groupName(world, group)),
    registration_status: status,
    registration_date: status === 'registered' || status === 'attended' ? iso(invitedMs + 3_600_000) : null,
    attended_event: status === 'attended' ? true : status === 'registered' ? false : null,
    invitation_date: iso(invitedMs),
    declined_date: status === 'declined' ? iso(invitedMs + 7_200_000) : null,
    is_archived: place % 5 === 4,
  };
}

/** Another shape, with a start URL that holds the host's token. */
function sessionDetail(world: World, eventId: string, session: Row): Row {
  const host = employee(world, 0);
  const { start_time: start, end_time: end } = session;
  const ms = (time: unknown): number | null =>
    typeof time === 'number' ? time : typeof time === 'string' ? Date.parse(time) : null;
  return {
    id: session['id'],
    trainingClassId: eventId,
    title: session['title'],
    trainingClassSessionInstructors: [
      { id: 1, sessionId: session['id'], user: { id: host.id, displayName: host.name, email: host.email } },
    ],
    start: ms(start),
    end: ms(end),
    zoomMeetingId: '81234567890',
    zoomMeetingStartUrl: 'https://zoom.example/s/81234567890?zak=host-token-not-to-be-exported',
    zoomMeetingJoinUrl: 'https://zoom.example/j/81234567890',
  };
}
