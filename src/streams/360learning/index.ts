import { defineVendor, PermissionError, type Stream } from '@singer-io-ts/tap';
import type { Config } from '../../config.ts';
import { attendances, attendanceSheets } from './attendance-sheets.ts';
import { bulkOperationResults, bulkOperations } from './bulk-operations.ts';
import { certificateOutlines } from './certificate-outlines.ts';
import {
  classroomRegistrations,
  classrooms,
  classroomSlotRegistrations,
  classroomSlots,
  classroomSlotWaitlistRequests,
} from './classrooms.ts';
import { connect } from './connection.ts';
import { courseCustomFieldValues, courses, courseStats, courseTags } from './courses.ts';
import { customFieldAuthorizedValues, customFields } from './custom-fields.ts';
import { customLinks } from './custom-links.ts';
import { externalIds } from './external-ids.ts';
import { groupCatalogContents, groupLibraryContents, groupMemberships, groups } from './groups.ts';
import { integrations } from './integrations.ts';
import { learningNeeds, projects } from './learning-needs.ts';
import {
  pathSessionAudiences,
  pathSessionCustomFieldValues,
  pathSessions,
  pathSessionsDetailed,
} from './path-sessions.ts';
import { pathSessionMetrics, pathSessionUserStats, pathStats } from './path-stats.ts';
import { pathEnrollments, paths, pathTags } from './paths.ts';
import { skillPowers, skills } from './skills.ts';
import { tags } from './tags.ts';
import {
  userCertificates,
  userCustomFieldValues,
  userCustomLinks,
  userManagers,
  userMemberships,
  userSubordinates,
} from './user-details.ts';
import { users } from './users.ts';
import { streamsOfV1 } from './v1/index.ts';
import { webhookEvents, webhookSubscriptions } from './webhooks.ts';

const streamsOfV2: readonly Stream[] = [
  users,
  userCertificates,
  userCustomFieldValues,
  userCustomLinks,
  userManagers,
  userSubordinates,
  userMemberships,
  groups,
  groupMemberships,
  groupCatalogContents,
  groupLibraryContents,
  courses,
  courseTags,
  courseCustomFieldValues,
  courseStats,
  paths,
  pathEnrollments,
  pathTags,
  pathSessions,
  pathSessionsDetailed,
  pathSessionAudiences,
  pathSessionCustomFieldValues,
  pathStats,
  pathSessionUserStats,
  pathSessionMetrics,
  classrooms,
  classroomSlots,
  classroomRegistrations,
  classroomSlotRegistrations,
  classroomSlotWaitlistRequests,
  attendanceSheets,
  attendances,
  certificateOutlines,
  customFields,
  customFieldAuthorizedValues,
  customLinks,
  externalIds,
  integrations,
  learningNeeds,
  projects,
  skills,
  skillPowers,
  tags,
  bulkOperations,
  bulkOperationResults,
  webhookSubscriptions,
  webhookEvents,
];

export const learning360 = defineVendor<Config>({
  name: '360learning',
  title: '360Learning',
  documentation: 'https://360learning.readme.io/docs/authentication',
  connect,
  check: async (read, config) => {
    if (config.api_version === 'v1') {
      await read({ path: '/customfields' });
      return;
    }
    try {
      // Matches nothing, so that no page of data is sent.
      await read({ path: '/courses', query: { 'createdAt[gte]': '2100-01-01T00:00:00.000Z' } });
    } catch (error) {
      // The credentials are good; which scopes they have is looked at per family.
      if (!(error instanceof PermissionError)) throw error;
    }
  },
  streams: (config) => (config.api_version === 'v1' ? streamsOfV1 : streamsOfV2),
  probes: { 'API v1': 'custom_fields', 'attendanceSheets:read': 'attendance_sheets' },
});
