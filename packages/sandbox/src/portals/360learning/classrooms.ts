import type { Row } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { Table } from '../../table.ts';
import { derived } from '../../table.ts';
import { failure } from './failures.ts';
import { anyOf, dateRange, oneOf } from './filters.ts';
import { paged } from './lists.ts';
import type { Routes } from './routes.ts';
import { surprise, text, title } from './words.ts';
import type { Part, World } from './world.ts';
import { after, collection, groupId, iso, oid, optional, pastMs, roll, slotOf, userId, without } from './world.ts';

function makeClassroom(world: World, slot: number): Row {
  return {
    _id: oid(world, 'classroom', slot),
    groupId: groupId(world, 150, slot),
    ...optional(slot % 6 !== 5, { createdAt: iso(pastMs(world, 500, 151, slot)) }),
    name: text(world, title(world, slot, 152), 153, slot),
    mediaIds: slot % 3 === 0 ? [oid(world, 'media', slot)] : [],
    ...optional(slot % 4 === 1, { message: text(world, 'Bring your laptop.', 154, slot) }),
    ...optional(slot % 4 !== 2, { modifiedAt: iso(pastMs(world, 200, 155, slot)) }),
    ...optional(slot % 5 === 3, { trainingObjective: 'Negotiate with ease' }),
    ...surprise(world, slot),
  };
}

function makeSlot(world: World, slot: number, given: Row): Row {
  const startMs = pastMs(world, 200, 156, slot);
  const isOpen = slot % 2 === 0;
  const context = (['path', 'program', 'standalone'] as const)[slot % 3] ?? 'path';
  return {
    _id: oid(world, 'slot', slot),
    classroomId: given['classroomId'] ?? classroomOf(world, slot),
    name: title(world, slot, 157),
    location: slot % 4 === 3 ? 'https://meet.acme.example/é?x=1&y=2' : '12 rue des Lilas, Paris',
    startDate: iso(startMs),
    endDate: iso(startMs + 28_800_000),
    ...optional(slot % 5 !== 4, { timezone: 'Europe/Paris' }),
    virtual: slot % 4 === 3,
    reportedDuration: slot % 3 === 0 ? 7.5 : 7,
    selfRegistration: { enabled: isOpen, ...optional(isOpen, { cutoffDate: iso(startMs - 172_800_000) }) },
    trainerIds: [userId(world, 158, slot)],
    mediaIds: [],
    context: {
      _id: oid(world, context === 'path' ? 'session' : context === 'program' ? 'program' : 'group', slot % 4),
      type: context,
    },
    ...optional(slot % 3 === 1, { maxCapacity: 12 }),
    ...optional(slot % 4 === 3, { webinarProvider: 'Microsoft Teams' }),
    ...optional(slot % 6 !== 5, { createdAt: iso(startMs - 30 * 86_400_000) }),
    ...optional(slot % 3 !== 2, { modifiedAt: iso(after(world, startMs - 30 * 86_400_000, 30, 159, slot)) }),
  };
}

function classroomOf(world: World, slot: number): string {
  return oid(world, 'classroom', Math.floor(slot / 3) % world.counts.classrooms);
}

function registrationSlotOf(world: World, slot: number): number {
  return roll(world, world.counts.slots, 160, slot);
}

function makeRegistration(world: World, slot: number, given: Row): Row {
  const room = given['classroomId'];
  const slotNumber = room === undefined ? registrationSlotOf(world, slot) : slotOf(room) * 3 + (slot % 3);
  const createdMs = pastMs(world, 200, 161, slot);
  const isArchived = slot % 9 === 5;
  const hasAttended = slot % 3 !== 0;
  return {
    classroomId: room ?? classroomOf(world, slotNumber),
    _id: oid(world, 'registration', slot),
    userId: oid(world, 'user', slot % world.counts.users),
    ...optional(slot % 7 !== 6, { createdAt: iso(createdMs) }),
    ...optional(slot % 4 !== 1, { hasAttended }),
    ...optional(hasAttended && slot % 5 === 2, {
      attendanceDuration:
        world.options.attendanceUnit === 'minutes' ? roll(world, 420, 162, slot) : roll(world, 25_200_000, 162, slot),
    }),
    ...optional(slot % 4 !== 2, { modifiedAt: iso(after(world, createdMs, 30, 163, slot)) }),
    ...optional(isArchived, { archivedAt: iso(after(world, createdMs, 30, 164, slot)) }),
    ...optional(slot % 2 === 0, { pathId: oid(world, 'path', slot % world.counts.paths) }),
    ...optional(slot % 3 === 1, { rsvp: { going: slot % 2 === 0, lastUpdatedAt: iso(createdMs + 3_600_000) } }),
    status: isArchived ? 'archived' : 'published',
    classroomSlotId: oid(world, 'slot', slotNumber),
  };
}

/** Every fourth slot has no waitlist, which is a 404; some have an empty one. */
function waitlistOf(world: World, row: Row): Row[] | undefined {
  const slot = slotOf(row['_id']);
  if (slot % 4 === 1) return undefined;
  return Array.from({ length: slot % 3 }, (_, i) => ({
    slotId: row['_id'],
    userId: oid(world, 'user', (slot * 3 + i) % world.counts.users),
    requestedAt: iso(pastMs(world, 100, 165, slot, i)),
  }));
}

/**
 * classrooms, classroom_slots (`classroomId` is the vendor's own). classroom_registrations: + `classroomId`.
 * classroom_slot_registrations: `classroomSlotId` is added, no `classroomId`. classroom_slot_waitlist_requests: + `slotId`.
 * With `hidesPathClassrooms` the truth still holds what the list leaves out.
 */
export function classroomsPart(
  world: World,
  routes: Routes,
  owned: () => readonly { readonly table: Table; readonly index: string }[],
): Part & { readonly slots: Table } {
  const classrooms: Table = collection(world, 'classroom', {
    name: 'classrooms',
    count: world.counts.classrooms,
    make: (slot) => makeClassroom(world, slot),
    modifiedMs: (slot) => pastMs(world, 200, 155, slot),
    onInsert: (_slot, atMs) => ({ createdAt: iso(atMs), modifiedAt: iso(atMs) }),
    onUpdate: (_row, atMs, revision) => ({ name: `Renamed classroom ${String(revision)}`, modifiedAt: iso(atMs) }),
    cascade: () => [
      { table: slots, index: 'classroomId' },
      { table: registrations, index: 'classroomId' },
    ],
  });
  const slots: Table = collection(world, 'slot', {
    name: 'classroom_slots',
    count: world.counts.slots,
    make: (slot, given) => makeSlot(world, slot, given),
    indexes: { classroomId: (slot) => classroomOf(world, slot) },
    onInsert: (_slot, atMs) => ({ createdAt: iso(atMs), modifiedAt: iso(atMs) }),
    onUpdate: (_row, atMs, revision) => ({ location: `Room ${String(revision)}`, modifiedAt: iso(atMs) }),
    cascade: owned,
  });
  const registrations = collection(world, 'registration', {
    name: 'classroom_registrations',
    count: world.counts.users,
    make: (slot, given) => makeRegistration(world, slot, given),
    indexes: { classroomId: (slot) => classroomOf(world, registrationSlotOf(world, slot)) },
    onInsert: (_slot, atMs) => ({ createdAt: iso(atMs), modifiedAt: iso(atMs), status: 'published' }),
    onUpdate: (row, atMs) => ({ hasAttended: row['hasAttended'] !== true, modifiedAt: iso(atMs) }),
  });
  const dates = { createdAt: dateRange, modifiedAt: dateRange };
  const isHiddenRoom = (row: Row): boolean => slotOf(row['_id']) % 5 === 2;
  return {
    slots,
    resources: {
      classrooms,
      classroom_slots: slots,
      classroom_registrations: registrations,
      classroom_slot_registrations: derived(registrations, (row) => [without(row, ['classroomId'])]),
      classroom_slot_waitlist_requests: derived(slots, (row) => waitlistOf(world, row) ?? []),
    },
    routes: [
      routes.get('classrooms:read', '/classrooms', (request) =>
        paged(world, request, {
          stream: 'classrooms',
          size: 500,
          table: classrooms,
          filters: { ...dates, groupId: anyOf },
          ...(world.options.hidesPathClassrooms === true ? { isNeverListed: isHiddenRoom } : {}),
        }),
      ),
      routes.get('classrooms:read', '/classrooms/{classroomId}', ({ params }) => {
        const row = classrooms.get(params['classroomId'] ?? '');
        return row === undefined ? failure(404, 'classroomNotFound') : json(200, row);
      }),
      routes.get('classrooms:read', '/classrooms/{classroomId}/slots', (request) => {
        const key = request.params['classroomId'] ?? '';
        if (!classrooms.has(key)) return failure(404, 'classroomNotFound');
        return paged(world, request, {
          stream: 'classroom_slots',
          size: 100,
          table: slots,
          within: { index: 'classroomId', key },
          filters: dates,
        });
      }),
      routes.get('classrooms:read', '/classrooms/{classroomId}/registrations', (request) => {
        const key = request.params['classroomId'] ?? '';
        if (!classrooms.has(key)) return failure(404, 'classroomNotFound');
        return paged(world, request, {
          stream: 'classroom_registrations',
          size: 2000,
          table: registrations,
          within: { index: 'classroomId', key },
          omit: ['classroomId'],
        });
      }),
      routes.get('classrooms:read', '/classroom-slots/{classroomSlotId}/registrations', (request) => {
        const slot = slots.get(request.params['classroomSlotId'] ?? '');
        if (slot === undefined) return failure(404, 'classroomSlotNotFound');
        const all = registrations.where('classroomId', String(slot['classroomId']));
        return paged(world, request, {
          stream: 'classroom_slot_registrations',
          size: 2000,
          rows: () => all.slice(0, all.size).filter((row) => row['classroomSlotId'] === slot['_id']),
          omit: ['classroomId', 'classroomSlotId'],
          filters: {
            ...dates,
            userId: anyOf,
            hasAttended: oneOf(['true', 'false'], 'eq'),
            status: oneOf(['archived', 'published'], 'eq'),
          },
          isHidden: (row) => row['status'] === 'archived',
        });
      }),
      routes.get('classrooms:read', '/classroom-slots/{classroomSlotId}/waitlist', ({ params }) => {
        const slot = slots.get(params['classroomSlotId'] ?? '');
        if (slot === undefined) return failure(404, 'classroomSlotNotFound');
        const requests = waitlistOf(world, slot);
        return requests === undefined
          ? failure(404, 'classroomSlotWaitlistNotFound')
          : json(
              200,
              requests.map((row) => without(row, ['slotId'])),
            );
      }),
    ],
  };
}
