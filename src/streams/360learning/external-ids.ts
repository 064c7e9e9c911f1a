import { defineStream, id, text } from '@singer-io-ts/tap';
import { byValue, filteredPages } from './paging.ts';
import { scope } from './scope.ts';

// https://360learning.readme.io/reference/v2externalidsgetexternalidscontroller_getexternalids
export const externalIds = defineStream({
  name: 'external_ids',
  description: 'Ids of users, courses and others on other platforms',
  source: 'https://360learning.readme.io/reference/v2externalidsgetexternalidscontroller_getexternalids',
  ...scope('externalIds:read'),
  path: '/external-ids',
  records: '',
  paginate: filteredPages({ narrower: byValue('targetId') }),
  primaryKey: ['_id'],
  fields: {
    _id: id('Mapping', 'text'),
    platform: text('Other platform'),
    value: text('Id there'),
    targetId: text('Id here'),
    targetType: text(
      'attempt, classroom, classroomAttendance, classroomAttendanceSheet, classroomSlot, classroomSlotRegistration, course, group, learningNeed, path, pathEnrollment, pathSession, pathTracking, registrationRequest or user',
    ),
  },
});
