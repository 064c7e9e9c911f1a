import { defineVendor } from '@singer-io-ts/tap';
import type { Config } from '../../config.ts';
import { connect } from './connection.ts';
import { courses } from './courses.ts';
import { customDataOf } from './custom-data.ts';
import { customUserDataDefinitions } from './custom-user-data-definitions.ts';
import { enrollmentsBy } from './enrollments.ts';
import { groupMemberships } from './group-memberships.ts';
import { groups } from './groups.ts';
import { users } from './users.ts';

const definitions = '/users/customuserdata';

export const learnupon = defineVendor<Config>({
  name: 'learnupon',
  title: 'LearnUpon',
  documentation: 'https://docs.learnupon.com/api/',
  connect,
  // Definitions only: tiny, without side effects, and there on an empty portal too.
  check: async (read) => {
    await read({ path: definitions });
  },
  streams: (config) => [
    users,
    customUserDataDefinitions,
    courses,
    enrollmentsBy(config.enrollment_parent),
    groups,
    groupMemberships,
  ],
  discover: async (read) => {
    const customData = customDataOf(await read({ path: definitions }));
    return customData === null ? {} : { fields: { users: { CustomData: customData } } };
  },
});
