import { defineVendor } from '@singer-io-ts/tap';
import type { Config } from '../../config.ts';
import { academyStreams } from './academy/index.ts';
import { resellerCustomers, webhookSubscriptions } from './account.ts';
import { certificationAwards, certifications, userCertificationAwards } from './certifications.ts';
import { challengeAssignments } from './challenges.ts';
import { check, connect } from './connection.ts';
import { contentCatalogItems, itemFolders, libraries, resources } from './content.ts';
import { eventRegistrations, events, eventSessions } from './events.ts';
import { groups, groupUsers } from './groups.ts';
import { guideAssignmentChangeEvents, guideAssignmentChanges } from './guide-assignment-changes.ts';
import { guideAssignmentsByGuide, guides } from './guides.ts';
import { pathAssignmentsByPath, paths } from './paths.ts';
import { guideAssignments, pathAssignments, scormAssignments } from './range-assignments.ts';
import { scimGroups, scimUsers } from './scim.ts';
import { scormAssignmentsByScorm, scorms } from './scorms.ts';
import { userAssignments } from './user-assignments.ts';
import { userCustomAttributes, users } from './users.ts';

export const workramp = defineVendor<Config>({
  name: 'workramp',
  title: 'WorkRamp',
  documentation: 'https://developers.workramp.com/reference/getting-started',
  connect,
  check,
  streams: ({ academy_ids }) => [
    users,
    userCustomAttributes,
    groups,
    groupUsers,
    guides,
    guideAssignments,
    guideAssignmentsByGuide,
    guideAssignmentChanges,
    guideAssignmentChangeEvents,
    paths,
    pathAssignments,
    pathAssignmentsByPath,
    scorms,
    scormAssignments,
    scormAssignmentsByScorm,
    challengeAssignments,
    userAssignments,
    certifications,
    certificationAwards,
    userCertificationAwards,
    events,
    eventSessions,
    eventRegistrations,
    resources,
    contentCatalogItems,
    itemFolders,
    libraries,
    resellerCustomers,
    webhookSubscriptions,
    scimUsers,
    scimGroups,
    ...academyStreams(academy_ids),
  ],
});
