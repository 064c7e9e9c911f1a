import type { Reply, Row, VendorRequest } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import { derived, rowSource } from '../../../table.ts';
import { badRequest, enveloped, isoTime, notFound, whole } from '../conventions.ts';
import { fixed } from '../tables.ts';
import { text, title } from '../words.ts';
import type { Part, World } from '../world.ts';
import { iso, kinds, laterMs, pastMs, slotOfUid, uid, without } from '../world.ts';
import { contact } from './contacts.ts';
import type { AcademyCounts } from './world.ts';
import { academyGet, academyOf, academyTable, placeIn, slotInAcademy } from './world.ts';

const kind = kinds.academyEvent;

/**
 * `academy_events` (`academy_id` added; key `id`), `academy_event_sessions` (`academy_id`, `event_id` added; `id`),
 * `academy_event_attendees` (`academy_id`, `event_id` added), `academy_event_session_attendees` (`event_session_id`, too),
 * `academy_object_attributes`, `academy_object_attribute_values` (`academy_id` added; `id`), `academy_email_domains`
 * (`academy_id` added and key), `academy_webhook_subscriptions` (`academy_id` added; `webhookID`).
 */
export function livePart(world: World, counts: AcademyCounts): Part {
  const events = academyTable(world, kind, {
    name: 'academy_events',
    count: counts.events,
    make: (slot, given) => ({ academy_id: given['academy_id'] ?? academyOf(world, slot), ...makeEvent(world, slot) }),
    onInsert: (_slot, atMs) => ({ created_at: iso(atMs), updated_at: iso(atMs) }),
    onUpdate: (row, atMs, revision) => ({
      title: `${String(row['title'])} v${String(revision + 1)}`,
      updated_at: iso(atMs),
    }),
  });
  const sessionsOf = (row: Row): Row[] => makeSessions(world, slotOfUid(String(row['id'])));
  return {
    resources: {
      academy_events: events,
      academy_event_sessions: derived(events, (row) =>
        sessionsOf(row).map((session) => ({ academy_id: row['academy_id'], event_id: row['id'], ...session })),
      ),
      academy_event_attendees: derived(events, (row) => {
        const parents = { academy_id: row['academy_id'], event_id: row['id'] };
        return attendeeRows(world, sessionsOf(row), slotOfUid(String(row['id'])), counts).map((each) => ({
          ...parents,
          ...each,
        }));
      }),
      academy_event_session_attendees: derived(events, (row) =>
        sessionsOf(row).flatMap((session) => {
          const parents = { academy_id: row['academy_id'], event_id: row['id'], event_session_id: session['id'] };
          return attendeeRows(world, [session], slotOfUid(String(row['id'])), counts).map((each) => ({
            ...parents,
            ...each,
          }));
        }),
      ),
    },
    routes: [
      academyGet(world, '/events/{id}/attendees', ({ params, query }, academyId) => {
        const row = events.get(params['id'] ?? '');
        if (row?.['academy_id'] !== academyId) return notFound;
        return attendees(world, sessionsIn(sessionsOf(row), query), slotOfUid(String(row['id'])), counts);
      }),
      academyGet(world, '/event_sessions/{id}/attendees', ({ params }, academyId) => {
        const slot = Math.floor(slotOfUid(params['id'] ?? '') / 4);
        const row = events.get(uid(world, kind, slot));
        const session = row === undefined ? undefined : sessionsOf(row).find(({ id }) => id === params['id']);
        return row?.['academy_id'] !== academyId || session === undefined
          ? notFound
          : attendees(world, [session], slot, counts);
      }),
      academyGet(world, '/events/{id}', ({ params, query }, academyId) => {
        const row = events.get(params['id'] ?? '');
        if (row?.['academy_id'] !== academyId) return notFound;
        const sessions = sessionsIn(sessionsOf(row), query);
        if (sessions === undefined) return badRequest;
        return json(200, { data: { event: { ...without(row, 'academy_id'), academy_event_sessions: sessions } } });
      }),
      academyGet(world, '/events', (_request, academyId) =>
        enveloped({
          world,
          key: 'events',
          source: events.where('academy_id', academyId),
          render: (row) => without(row, 'academy_id'),
        }),
      ),
    ],
  };
}

/** ISO 8601, with and without milliseconds. */
function stamp(ms: number, slot: number): string {
  return slot % 2 === 0 ? iso(ms) : `${iso(ms).slice(0, 19)}Z`;
}

function makeEvent(world: World, slot: number): Row {
  const createdMs = pastMs(world, 600, kind, slot, 160);
  return {
    id: uid(world, kind, slot),
    title: title(world, kind, slot),
    description: placeIn(world, slot) % 3 === 2 ? null : text(world, 'Weekly Q&A', kind, slot, 161),
    published: placeIn(world, slot) % 4 !== 1,
    num_live_sessions: placeIn(world, slot) % 4,
    num_on_demand_content: placeIn(world, slot) % 2,
    created_at: stamp(createdMs, slot),
    updated_at: stamp(laterMs(world, createdMs, kind, slot, 162), slot + 1),
  };
}

function makeSessions(world: World, slot: number): Row[] {
  return Array.from({ length: placeIn(world, slot) % 4 }, (_, turn) => {
    const number = slot * 4 + turn;
    const startMs = pastMs(world, 500, kind, number, 163);
    const isZoom = number % 2 === 1;
    return {
      id: uid(world, kinds.academySession, number),
      title: text(world, `Week ${String(turn + 1)}`, kind, number, 164),
      description: turn === 1 ? null : 'Bring questions',
      start_time: stamp(startMs, number),
      end_time: stamp(startMs + 3_600_000, number),
      created_at: stamp(startMs - 86_400_000, number),
      updated_at: stamp(startMs - 86_000_000, number),
      url: isZoom ? 'https://zoom.example/j/81234567890' : '',
      zoom_api_account_id: isZoom ? 'acct' : null,
      zoom_meeting_id: isZoom ? '81234567890' : null,
      zoom_meeting_join_url: isZoom ? 'https://zoom.example/j/81234567890' : null,
      zoom_meeting_start_url: isZoom ? 'https://zoom.example/s/81234567890?zak=host-token-not-to-be-exported' : null,
    };
  });
}

/** By start time; undefined = no such times. */
function sessionsIn(sessions: Row[], query: VendorRequest['query']): Row[] | undefined {
  const [after, before] = [isoTime(query, 'after'), isoTime(query, 'before')];
  if (Number.isNaN(after) || Number.isNaN(before)) return undefined;
  return sessions.filter(({ start_time: start }) => {
    const ms = Date.parse(String(start));
    return ms >= (after ?? -Infinity) && ms <= (before ?? Infinity);
  });
}

function attendees(world: World, sessions: Row[] | undefined, eventSlot: number, counts: AcademyCounts): Reply {
  if (sessions === undefined) return badRequest;
  const rows = attendeeRows(world, sessions, eventSlot, counts);
  switch (world.options.attendees ?? 'rows') {
    case 'empty-object':
      return json(200, {});
    case 'bare-array':
      return json(200, rows);
    case 'rows':
      return { status: 200, envelope: 'data.attendees', body: { data: { attendees: rows } } };
    case 'enveloped':
      return {
        status: 200,
        envelope: 'data.attendees',
        body: { page: 1, per_page: 100, has_more: false, data: { attendees: rows } },
      };
  }
}

/** One contact for each session; none where the answer says nothing. */
function attendeeRows(world: World, sessions: readonly Row[], eventSlot: number, { contacts }: AcademyCounts): Row[] {
  if (world.options.attendees === 'empty-object') return [];
  return sessions.map((_session, turn) => {
    const { id, display_name, email } = contact(
      world,
      slotInAcademy(world, contacts, eventSlot % world.academies.length, eventSlot + turn),
    );
    return { id, name: display_name, email, status: turn % 2 === 0 ? 'registered' : 'attended' };
  });
}

/** What belongs to an academy as a whole, and never changes here. */
export function settingsPart(world: World, counts: AcademyCounts): Part {
  const attributes = academyTable(world, kinds.attribute, {
    name: 'academy_object_attributes',
    count: counts.attributes,
    make: (slot, given) => ({
      academy_id: given['academy_id'] ?? academyOf(world, slot),
      id: uid(world, kinds.attribute, slot),
      name: `Difficulty ${String(slot)}`,
      academy_object_attribute_values: Array.from({ length: placeIn(world, slot) % 4 }, (_, turn) => ({
        id: uid(world, kinds.attributeValue, slot * 4 + turn),
        name: text(world, `Level ${String(turn)}`, kinds.attribute, slot, turn),
      })),
    }),
    onUpdate: (row, _atMs, revision) => ({ name: `${String(row['name'])} v${String(revision + 1)}` }),
  });
  const valuesOf = (row: Row): Row[] =>
    (row['academy_object_attribute_values'] as Row[]).map((value) => ({
      academy_id: row['academy_id'],
      ...value,
      academy_object_attribute: { id: row['id'], name: row['name'] },
    }));
  const bare = (row: Row): Row => without(row, 'academy_id');
  const domains = (academyId: string): Row => ({
    academy_id: academyId,
    emailDomainsAllowed: ['customer.test'],
    emailDomainsAllowedEnabled: true,
    emailDomainsBlocked: world.academies.indexOf(academyId) === 1 ? ['rival.test'] : [],
    emailDomainsBlockedEnabled: false,
  });
  const webhooks = (academyId: string): Row[] => [
    {
      academy_id: academyId,
      webhookID: uid(world, kinds.academyWebhook, world.academies.indexOf(academyId)),
      webhookName: 'BI feed',
      url: 'https://hooks.acme.test/wr',
      eventTypes: ['contentCompletion.path'],
    },
  ];
  return {
    resources: {
      academy_object_attributes: attributes,
      academy_object_attribute_values: derived(attributes, valuesOf),
      academy_email_domains: fixed(world.academies.map(domains)),
      academy_webhook_subscriptions: fixed(world.academies.flatMap(webhooks)),
    },
    routes: [
      academyGet(world, '/academy_object_attributes', (_request, academyId) =>
        enveloped({
          world,
          key: 'academy_object_attributes',
          source: attributes.where('academy_id', academyId),
          render: bare,
        }),
      ),
      academyGet(world, '/academy_object_attribute_values', (_request, academyId) => {
        const rows = [...attributes.rows()].filter((row) => row['academy_id'] === academyId).flatMap(valuesOf);
        return enveloped({ world, key: 'academy_object_attribute_values', source: rowSource(rows), render: bare });
      }),
      academyGet(world, '/email_domains', (_request, academyId) => json(200, bare(domains(academyId)))),
      academyGet(world, '/webhook_subscriptions', (_request, academyId) =>
        whole(rowSource(webhooks(academyId)), { render: bare }),
      ),
    ],
  };
}
