import { defineStream, id, object, ofParent, pathPart, text, type ParentLink } from '@singer-io-ts/tap';
import { ofClassroomSlot } from './classrooms.ts';
import { pages } from './paging.ts';
import { scope } from './scope.ts';

// https://360learning.readme.io/reference/v2classroomsgetattendancesheetscontroller_getattendancesheets
export const attendanceSheets = defineStream({
  name: 'attendance_sheets',
  description: 'Attendance sheets of slots; one request per slot',
  source: 'https://360learning.readme.io/reference/v2classroomsgetattendancesheetscontroller_getattendancesheets',
  ...scope('attendanceSheets:read'),
  selectedByDefault: false,
  parent: ofClassroomSlot,
  path: ({ partition }) => `/classroom-slots/${pathPart(partition['classroomSlotId'])}/attendance-sheets`,
  records: '',
  paginate: pages,
  primaryKey: ['_id'],
  fields: {
    _id: id('Attendance sheet', 'text'),
    classroomSlotId: ofParent(text('Slot')),
    name: text('Name'),
    status: text('open, adjustment, closed or signed'),
    checkInCode: text('Code with which learners check in', { sensitive: true }),
    personalizedFields: object(
      { organizationName: text('Organization'), organizationLogoId: text('Logo') },
      'What the sheet shows',
    ),
  },
});

const ofAttendanceSheet: ParentLink = {
  stream: attendanceSheets,
  partition: ({ _id: sheet }, { classroomSlotId: slot }) =>
    typeof sheet === 'string' && slot !== undefined ? { classroomSlotId: slot, attendanceSheetId: sheet } : null,
};

// https://360learning.readme.io/reference/v2classroomsgetattendancescontroller_getattendances
export const attendances = defineStream({
  name: 'attendances',
  description: 'Learners on attendance sheets; one request per sheet',
  source: 'https://360learning.readme.io/reference/v2classroomsgetattendancescontroller_getattendances',
  ...scope('attendanceSheets:read'),
  selectedByDefault: false,
  parent: ofAttendanceSheet,
  path: ({ partition: { classroomSlotId, attendanceSheetId } }) =>
    `/classroom-slots/${pathPart(classroomSlotId)}/attendance-sheets/${pathPart(attendanceSheetId)}/attendances`,
  records: '',
  paginate: pages,
  primaryKey: ['_id'],
  fields: {
    _id: id('Attendance', 'text'),
    classroomSlotId: ofParent(text('Slot')),
    attendanceSheetId: ofParent(text('Attendance sheet')),
    userId: text('Learner'),
    firstName: text('First name on the sheet'),
    lastName: text('Last name on the sheet'),
    status: text('absent, attendancePending, present or signaturePending'),
  },
});
