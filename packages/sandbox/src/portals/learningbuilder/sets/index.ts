import type { World } from '../world.ts';
import { activities, activityInstances, activityOfferings, seatAssignments } from './activities.ts';
import { applicationDefinitions, applicationExtrinsic, applications, certificationFeed } from './applications.ts';
import type { EntitySet } from './entity-set.ts';
import { everyType } from './every-type.ts';
import { customMemberRoles, memberRoles, profiles } from './members.ts';
import {
  assessmentInstances,
  importQueueBatches,
  listItems,
  paymentTransactions,
  uploads,
  workflowLog,
  workflowValueLog,
} from './records.ts';

/** What this tenant's administrator exposes below `/data`; no two tenants need to share a set. */
export function entitySets({ options }: World): EntitySet[] {
  return [
    profiles,
    memberRoles,
    applications,
    applicationDefinitions,
    activities,
    activityInstances,
    activityOfferings,
    seatAssignments,
    paymentTransactions,
    assessmentInstances,
    applicationExtrinsic(options.customColumns ?? 6, options.customNames ?? 'underscore'),
    workflowLog,
    workflowValueLog,
    importQueueBatches,
    certificationFeed,
    customMemberRoles,
    listItems,
    uploads,
    everyType,
  ];
}
