import {
  decimal,
  defineStream,
  flag,
  id,
  instant,
  isRow,
  list,
  object,
  ofParent,
  pathPart,
  text,
  type ParentLink,
} from '@singer-io-ts/tap';
import { byDate, byEach, byValue, filteredPages, pages } from './paging.ts';
import { paths } from './paths.ts';
import { scope } from './scope.ts';

// https://360learning.readme.io/reference/v2classroomsgetclassroomscontroller_getclassrooms
export const classrooms = defineStream({
  name: 'classrooms',
  description: 'Classrooms; those made inside a path may be missing, their slots are not',
  source: 'https://360learning.readme.io/reference/v2classroomsgetclassroomscontroller_getclassrooms',
  ...scope('classrooms:read'),
  path: '/classrooms',
  // The vendor's own filter would miss new classrooms, which have no modifiedAt yet.
  records: '',
  paginate: filteredPages({ narrower: byEach(byValue('groupId'), byDate('createdAt')) }),
  primaryKey: ['_id'],
  replicationKey: 'modifiedAt',
  createdKey: 'createdAt',
  fields: {
    _id: id('Classroom', 'text'),
    groupId: text('Group in which it was made'),
    name: text('Name'),
    mediaIds: list(text('File'), 'Files'),
    createdAt: instant('iso', 'Creation'),
    modifiedAt: instant('iso', 'Last change; absent until then'),
    message: text('Message to learners'),
    trainingObjective: text('Objective'),
  },
});

const classroomSteps = (steps: unknown): string[] =>
  (Array.isArray(steps) ? steps : []).flatMap((step: unknown) =>
    isRow(step) && step['type'] === 'classroom' && typeof step['_id'] === 'string' ? [step['_id']] : [],
  );

/** Classrooms made inside a path may be missing from the list of classrooms; the path's steps name them. */
const ofClassroom: ParentLink = {
  stream: classrooms,
  partition: ({ _id: classroom }) => (typeof classroom === 'string' ? { classroomId: classroom } : null),
  also: [
    {
      stream: paths,
      partition: ({ steps }) => classroomSteps(steps).map((classroom) => ({ classroomId: classroom })),
    },
  ],
};

// https://360learning.readme.io/reference/v2classroomsgetclassroomslotscontroller_getclassroomslots
export const classroomSlots = defineStream({
  name: 'classroom_slots',
  description: 'Slots of classrooms; one request per classroom',
  source: 'https://360learning.readme.io/reference/v2classroomsgetclassroomslotscontroller_getclassroomslots',
  ...scope('classrooms:read'),
  parent: ofClassroom,
  // The vendor's own filter would miss new slots, which have no modifiedAt yet.
  path: ({ partition }) => `/classrooms/${pathPart(partition['classroomId'])}/slots`,
  records: '',
  paginate: filteredPages({ narrower: byDate('createdAt'), onlyFullPages: true }),
  primaryKey: ['_id'],
  replicationKey: 'modifiedAt',
  createdKey: 'createdAt',
  fields: {
    _id: id('Slot', 'text'),
    classroomId: ofParent(text('Classroom')),
    name: text('Name'),
    location: text('Address of the place or of the meeting'),
    startDate: instant('iso', 'Start'),
    endDate: instant('iso', 'End'),
    timezone: text('Time zone for display, by its IANA name'),
    virtual: flag('Takes place online'),
    reportedDuration: decimal('Duration in hours'),
    selfRegistration: object(
      { enabled: flag('Learners may register themselves'), cutoffDate: instant('iso', 'Until then') },
      'Registration by learners',
    ),
    trainerIds: list(text('User'), 'Trainers'),
    mediaIds: list(text('File'), 'Files'),
    context: object(
      { _id: text('For example the path session'), type: text('path, program or standalone') },
      'Where it was made',
    ),
    maxCapacity: decimal('Seats'),
    webinarProvider: text('Webinar provider'),
    createdAt: instant('iso', 'Creation'),
    modifiedAt: instant('iso', 'Last change; absent until then'),
  },
});

const registration = {
  userId: text('Learner'),
  status: text('archived (ended) or published'),
  hasAttended: flag('Attended'),
  attendanceDuration: decimal('Attendance by the webinar provider; documented as milliseconds, shown as minutes'),
  createdAt: instant('iso', 'Creation'),
  modifiedAt: instant('iso', 'Last change; absent until then'),
  archivedAt: instant('iso', 'End'),
  pathId: text('Path'),
  rsvp: object({ going: flag('Is coming'), lastUpdatedAt: instant('iso', 'When it was said') }, "Learner's answer"),
};

// https://360learning.readme.io/reference/v2classroomsgetclassroomregistrationscontroller_getclassroomregistrations
export const classroomRegistrations = defineStream({
  name: 'classroom_registrations',
  description: 'Registrations to all slots of classrooms; one request per classroom, without a filter by date',
  source:
    'https://360learning.readme.io/reference/v2classroomsgetclassroomregistrationscontroller_getclassroomregistrations',
  ...scope('classrooms:read'),
  parent: ofClassroom,
  path: ({ partition }) => `/classrooms/${pathPart(partition['classroomId'])}/registrations`,
  records: '',
  paginate: pages,
  primaryKey: ['_id'],
  fields: {
    _id: id('Registration', 'text'),
    classroomId: ofParent(text('Classroom')),
    classroomSlotId: text('Slot'),
    ...registration,
  },
});

const ofSlotAs = (name: 'classroomSlotId' | 'slotId'): ParentLink => ({
  stream: classroomSlots,
  partition: ({ _id: slot }) => (typeof slot === 'string' ? { [name]: slot } : null),
});

export const ofClassroomSlot = ofSlotAs('classroomSlotId');

// https://360learning.readme.io/reference/v2classroomsgetslotregistrationscontroller_getslotregistrations
export const classroomSlotRegistrations = defineStream({
  name: 'classroom_slot_registrations',
  description: 'The same as classroom_registrations, by one request per slot',
  source: 'https://360learning.readme.io/reference/v2classroomsgetslotregistrationscontroller_getslotregistrations',
  ...scope('classrooms:read'),
  selectedByDefault: false,
  parent: ofClassroomSlot,
  // The vendor's own filter would miss new registrations, which have no modifiedAt yet.
  path: ({ partition }) => `/classroom-slots/${pathPart(partition['classroomSlotId'])}/registrations`,
  records: '',
  paginate: filteredPages({ narrower: byValue('userId'), hidden: ['archived'], onlyFullPages: true }),
  primaryKey: ['_id'],
  replicationKey: 'modifiedAt',
  createdKey: 'createdAt',
  fields: { _id: id('Registration', 'text'), classroomSlotId: ofParent(text('Slot')), ...registration },
});

/** A slot without a waitlist answers with an error that says so. */
const requestsOf = (body: unknown): readonly unknown[] | undefined => {
  if (Array.isArray(body)) return body as readonly unknown[];
  const error = isRow(body) ? body['error'] : undefined;
  const code = isRow(error) ? error['code'] : error;
  return code === 'classroomSlotWaitlistNotFound' ? [] : undefined;
};

// https://360learning.readme.io/reference/v2classroomsgetclassroomslotwaitlistcontroller_getclassroomslotwaitlist
export const classroomSlotWaitlistRequests = defineStream({
  name: 'classroom_slot_waitlist_requests',
  description: 'Learners who wait for a seat in a slot; one request per slot',
  source:
    'https://360learning.readme.io/reference/v2classroomsgetclassroomslotwaitlistcontroller_getclassroomslotwaitlist',
  ...scope('classrooms:read'),
  selectedByDefault: false,
  parent: ofSlotAs('slotId'),
  path: ({ partition }) => `/classroom-slots/${pathPart(partition['slotId'])}/waitlist`,
  records: requestsOf,
  paginate: pages,
  primaryKey: ['slotId', 'userId'],
  fields: {
    slotId: ofParent(id('Slot', 'text')),
    userId: id('Learner', 'text'),
    requestedAt: instant('iso', 'Request'),
  },
});
