import type { List, Reply, Row, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { Table } from '../../table.ts';
import { derived } from '../../table.ts';
import { customFieldValues } from './custom-fields.ts';
import { failure } from './failures.ts';
import type { Filters } from './filters.ts';
import { anyOf, dateRange } from './filters.ts';
import { paged, whole } from './lists.ts';
import type { Routes } from './routes.ts';
import { surprise, text, title, translations } from './words.ts';
import type { Part, World } from './world.ts';
import { after, choose, collection, groupId, iso, oid, optional, pastMs, roll, slotOf, userId } from './world.ts';

const validations = [
  'disabled',
  'instructors',
  'managers',
  'adminsAndManagers',
  'adminsCoachesInstructorsManagers',
] as const;

export function pathOfSession(world: World, sessionSlot: number): string {
  return oid(world, 'path', Math.floor(sessionSlot / 3) % world.counts.paths);
}

function makeSession(world: World, slot: number, given: Row): Row {
  const startMs = pastMs(world, 300, 110, slot);
  return {
    _id: oid(world, 'session', slot),
    pathId: given['pathId'] ?? pathOfSession(world, slot),
    groupId: groupId(world, 111, slot),
    mainInstructorId: userId(world, 112, slot),
    instructorIds: slot % 2 === 0 ? [] : [userId(world, 113, slot)],
    name: text(world, title(world, slot, 114), 115, slot),
    createdAt: iso(startMs - 5 * 86_400_000),
    modifiedAt: iso(modifiedMs(world, slot)),
    startDate: iso(startMs),
    ...optional(slot % 3 !== 2, { endDate: iso(after(world, startMs, 200, 116, slot)) }),
    isAudienceBuilder: slot % 2 === 0,
    registrationRequestValidation: choose(world, validations, 117, slot),
    ...optional(slot % 4 === 1, { userLimit: 1 + roll(world, 60, 118, slot) }),
    ...optional(slot % 5 === 0, {
      automaticReenrollment:
        slot % 2 === 0
          ? { type: 'certificationExpiryDate', delayDays: 30 }
          : { type: 'pathCompletionDate', delayDays: 30, recurrenceMonths: 12 },
    }),
    ...optional(slot % 6 === 4, {
      ipFiltering: { active: slot % 4 === 0, authorizedAddresses: ['10.0.0.0/8', '2001:db8::/32'] },
    }),
    ...optional(slot % 3 === 1, { additionalInformation: text(world, 'Room booked', 119, slot) }),
    // A child session of a path inside a path.
    ...optional(slot % 8 === 5, { rootSessionId: oid(world, 'session', (slot + 7) % world.counts.sessions) }),
    ...surprise(world, slot),
  };
}

function modifiedMs(world: World, slot: number): number {
  return pastMs(world, 250, 120, slot);
}

function hasUnsupportedFilter(world: World, session: Row): boolean {
  return (world.options.unsupportedAudiences ?? true) && slotOf(session['_id']) % 22 === 4;
}

function audienceOf(world: World, session: Row): Row[] {
  if (session['isAudienceBuilder'] !== true || hasUnsupportedFilter(world, session)) return [];
  const slot = slotOf(session['_id']);
  const filters = [
    { type: 'groups', ids: [groupId(world, 121, slot)] },
    { type: 'users', ids: [userId(world, 122, slot), userId(world, 123, slot)] },
    { type: 'excludedLearners', ids: [userId(world, 124, slot)] },
  ];
  return [
    {
      pathId: session['pathId'],
      sessionId: session['_id'],
      mode: choose(world, ['dynamic', 'dynamicEnrollment', 'dynamicUnenrollment', 'manual'], 125, slot),
      filters: filters.slice(0, slot % 4),
    },
  ];
}

/** The session that a path's URL names, or the vendor's refusal. */
export function sessionIn(paths: Table, sessions: Table, { params }: VendorRequest): Row | Reply {
  if (!paths.has(params['pathId'] ?? '')) return failure(404, 'pathNotFound');
  const session = sessions.get(params['sessionId'] ?? '');
  if (session === undefined) return failure(404, 'sessionNotFound');
  return session['pathId'] === params['pathId'] ? session : failure(400, 'sessionNotBelongToPath');
}

export function isReply(value: Row | Reply): value is Reply {
  return typeof value['status'] === 'number' && 'body' in value;
}

/**
 * path_sessions: no parent; path_sessions_detailed adds translations. path_session_audiences: + `pathId`, `sessionId`.
 * path_session_custom_field_values: + `pathId`, `sessionId`.
 */
export function sessionsPart(
  world: World,
  routes: Routes,
  paths: () => Table,
  owned: () => readonly { readonly table: Table; readonly index: string }[],
): Part & { readonly sessions: Table } {
  const sessions = collection(world, 'session', {
    name: 'path_sessions',
    count: world.counts.sessions,
    make: (slot, given) => makeSession(world, slot, given),
    indexes: { pathId: (slot) => pathOfSession(world, slot) },
    modifiedMs: (slot) => modifiedMs(world, slot),
    onInsert: (_slot, atMs) => ({ createdAt: iso(atMs), modifiedAt: iso(atMs), startDate: iso(atMs) }),
    onUpdate: (_row, atMs, revision) => ({ name: `Renamed session ${String(revision)}`, modifiedAt: iso(atMs) }),
    cascade: owned,
  });
  const detailed = (row: Row): Row => ({ ...row, translations: translations(world, slotOf(row['_id']), ['name']) });
  const valuesOf = (row: Row): Row[] =>
    customFieldValues(world, 'contents', slotOf(row['_id']), 3).map((value) => ({
      pathId: row['pathId'],
      sessionId: row['_id'],
      ...value,
    }));
  const dates: Filters = { createdAt: dateRange, modifiedAt: dateRange, startDate: dateRange, endDate: dateRange };
  const below = (request: VendorRequest, reply: (session: Row) => Reply | List): Reply | List => {
    const session = sessionIn(paths(), sessions, request);
    return isReply(session) ? session : reply(session);
  };
  return {
    sessions,
    resources: {
      path_sessions: sessions,
      path_sessions_detailed: derived(sessions, (row) => [detailed(row)]),
      path_session_audiences: derived(sessions, (row) => audienceOf(world, row)),
      path_session_custom_field_values: derived(sessions, valuesOf),
    },
    routes: [
      routes.get('paths:read', '/paths/sessions', (request) =>
        paged(world, request, {
          stream: 'path_sessions',
          size: 500,
          table: sessions,
          filters: { ...dates, pathId: anyOf, sessionId: { ...anyOf, read: (row) => row['_id'] } },
        }),
      ),
      routes.get('paths:read', '/paths/{pathId}/sessions', (request) => {
        const key = request.params['pathId'] ?? '';
        if (!paths().has(key)) return failure(404, 'pathNotFound');
        return paged(world, request, {
          stream: 'path_sessions_detailed',
          size: 100,
          table: sessions,
          within: { index: 'pathId', key },
          filters: dates,
          item: detailed,
        });
      }),
      routes.get('paths:read', '/paths/{pathId}/sessions/{sessionId}', (request) =>
        below(request, (session) => json(200, detailed(session))),
      ),
      routes.get('paths:read', '/paths/{pathId}/sessions/{sessionId}/audiences', (request) =>
        below(request, (session) => {
          if (session['isAudienceBuilder'] !== true) return failure(400, 'sessionIsNotAudienceBuilder');
          const [audience] = audienceOf(world, session);
          return audience === undefined
            ? failure(400, 'unsupportedAudienceFilter')
            : json(200, { mode: audience['mode'], filters: audience['filters'] });
        }),
      ),
      routes.get('paths:read', '/paths/{pathId}/sessions/{sessionId}/custom-fields/values', (request) =>
        below(request, (session) => whole({ rows: () => valuesOf(session), omit: ['pathId', 'sessionId'] })),
      ),
    ],
  };
}
