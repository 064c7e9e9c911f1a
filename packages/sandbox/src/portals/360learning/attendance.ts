import type { Row } from '../../portal.ts';
import type { Table } from '../../table.ts';
import { failure } from './failures.ts';
import { paged } from './lists.ts';
import type { Routes } from './routes.ts';
import { person } from './words.ts';
import type { Part, World } from './world.ts';
import { collection, oid, optional, slotOf } from './world.ts';

const sheetStatuses = ['open', 'adjustment', 'closed', 'signed'] as const;
const attendanceStatuses = ['absent', 'attendancePending', 'present', 'signaturePending'] as const;

function makeSheet(world: World, slot: number, given: Row): Row {
  const status = sheetStatuses[slot % 4];
  return {
    classroomSlotId: given['classroomSlotId'] ?? slotOfSheet(world, slot),
    _id: oid(world, 'sheet', slot),
    name: slot % 2 === 0 ? 'Morning' : 'Après-midi 🌞',
    status,
    ...optional(status === 'open' || status === 'adjustment', { checkInCode: `CODE-${String(1000 + slot)}` }),
    ...optional(slot % 3 === 0, {
      personalizedFields: {
        organizationName: 'Acme',
        ...optional(slot % 2 === 0, { organizationLogoId: oid(world, 'media', slot) }),
      },
    }),
  };
}

function slotOfSheet(world: World, slot: number): string {
  return oid(world, 'slot', Math.floor(slot / 2) % world.counts.slots);
}

function makeAttendance(world: World, slot: number, given: Row): Row {
  const sheetId = given['attendanceSheetId'] ?? oid(world, 'sheet', Math.floor(slot / 3));
  const userSlot = (slot * 5) % world.counts.users;
  const { firstName, lastName } = person(world, userSlot);
  return {
    classroomSlotId: slotOfSheet(world, slotOf(sheetId)),
    attendanceSheetId: sheetId,
    _id: oid(world, 'attendance', slot),
    userId: oid(world, 'user', userSlot),
    firstName,
    lastName,
    status: attendanceStatuses[slot % 4],
  };
}

/** attendance_sheets: + `classroomSlotId`. attendances: + `classroomSlotId`, `attendanceSheetId`. */
export function attendancePart(world: World, routes: Routes, slots: () => Table): Part & { readonly sheets: Table } {
  const sheetCount = world.counts.slots * 2;
  const attendances: Table = collection(world, 'attendance', {
    name: 'attendances',
    count: sheetCount * 3,
    make: (slot, given) => makeAttendance(world, slot, given),
    indexes: { attendanceSheetId: (slot) => oid(world, 'sheet', Math.floor(slot / 3)) },
    onUpdate: (_row, _atMs, revision) => ({ status: attendanceStatuses[revision % 4] }),
  });
  const sheets = collection(world, 'sheet', {
    name: 'attendance_sheets',
    count: sheetCount,
    make: (slot, given) => makeSheet(world, slot, given),
    indexes: { classroomSlotId: (slot) => slotOfSheet(world, slot) },
    onUpdate: () => ({ status: 'signed' }),
    cascade: () => [{ table: attendances, index: 'attendanceSheetId' }],
  });
  return {
    sheets,
    resources: { attendance_sheets: sheets, attendances },
    routes: [
      routes.get('attendanceSheets:read', '/classroom-slots/{classroomSlotId}/attendance-sheets', (request) => {
        const key = request.params['classroomSlotId'] ?? '';
        if (!slots().has(key)) return failure(404, 'classroomSlotNotFound');
        return paged(world, request, {
          stream: 'attendance_sheets',
          size: 3000,
          table: sheets,
          within: { index: 'classroomSlotId', key },
          omit: ['classroomSlotId'],
        });
      }),
      routes.get(
        'attendanceSheets:read',
        '/classroom-slots/{classroomSlotId}/attendance-sheets/{attendanceSheetId}/attendances',
        (request) => {
          const { classroomSlotId = '', attendanceSheetId: key = '' } = request.params;
          if (!slots().has(classroomSlotId)) return failure(404, 'classroomSlotNotFound');
          const sheet = sheets.get(key);
          if (sheet === undefined) return failure(404, 'attendanceSheetNotFound');
          if (sheet['classroomSlotId'] !== classroomSlotId)
            return failure(400, 'attendanceSheetNotBelongToClassroomSlot');
          return paged(world, request, {
            stream: 'attendances',
            size: 3000,
            table: attendances,
            within: { index: 'attendanceSheetId', key },
            omit: ['classroomSlotId', 'attendanceSheetId'],
          });
        },
      ),
    ],
  };
}
