import type { Row } from '../../portal.ts';
import { hex } from '../../random.ts';
import { listed } from './conventions.ts';
import { courseIdOf } from './courses.ts';
import { groupIdOf } from './groups.ts';
import { userIdOf } from './users.ts';
import { courseTitle } from './words.ts';
import type { Part, World } from './world.ts';
import { choose, get, iso, matchesQuery, numbered, pastMs, roll } from './world.ts';

const firstInviteId = 990_400;
const inviteStatuses = ['sent', 'accepted', 'rejected', 'canceled'] as const;
/** Correctly spelt here, as older payloads have it. */
const definitions = [{ id: 41_201, type_id: 1, label: 'department' }];

function makeInvite(world: World, slot: number): Row {
  const createdMs = pastMs(world, 200, 90, slot);
  const isNamed = slot % 2 === 0;
  return {
    id: firstInviteId + slot,
    first_name: isNamed ? 'Tomas' : null,
    last_name: isNamed ? `Lind ${String(slot)}` : null,
    invite_email_address: `invitee${slot % 5 === 3 ? '+' : '.'}${String(slot)}@fernhillsupply.example`,
    num_reminders_sent: slot % 3,
    group_id: slot % 7 === 5 ? null : groupIdOf(roll(world, world.counts.groups, 91, slot)),
    sf_contact_id: null,
    sf_user_id: null,
    // Whoever holds this link can sign up.
    accept_url: `/accept_invitation/${hex(40, world.setup.seed, 92, slot)}`,
    created_at: iso(createdMs),
    expires_at: slot % 4 === 1 ? iso(createdMs + 30 * 86_400_000) : null,
    last_reminder_sent_at: slot % 3 === 0 ? null : iso(createdMs + 7 * 86_400_000),
    invite_status: choose(world, inviteStatuses, 93, slot),
    user_type: 'learner',
    ...(world.options.usernames === true ? { username: null } : {}),
    customDataFieldValues: slot % 3 === 1 ? [{ definition_id: 41_201, value: 'Depot' }] : [],
  };
}

function makeInviteEnrollment(world: World, slot: number): Row {
  const invite = makeInvite(world, slot * 2);
  const courseSlot = roll(world, world.counts.courses, 94, slot);
  return {
    id: 120_000 + slot,
    group_invite_id: invite['id'],
    user_id: invite['invite_status'] === 'accepted' ? userIdOf(slot % world.counts.users) : null,
    invite_email_address: invite['invite_email_address'],
    num_reminders_sent: 0,
    first_name: invite['first_name'],
    last_name: invite['last_name'],
    group_id: invite['group_id'],
    course_name: courseTitle(world, courseSlot),
    course_id: courseIdOf(courseSlot),
    invite_status: invite['invite_status'],
    created_at: invite['created_at'],
    last_reminder_sent_at: null,
    accept_url: invite['accept_url'],
    user_type: 'learner',
  };
}

/** A log of invitations, not a roster. */
export function invitesPart(world: World): Part {
  const count = Math.ceil(world.counts.users / 5);
  const onInsert = (_slot: number, atMs: number): Row => ({ created_at: iso(atMs) });
  const invites = numbered(world, firstInviteId, {
    name: 'group_invites',
    count,
    make: (slot) => makeInvite(world, slot),
    onInsert,
  });
  const enrollments = numbered(world, 120_000, {
    name: 'group_invite_course_enrollments',
    count: Math.floor(count / 2),
    make: (slot) => makeInviteEnrollment(world, slot),
    onInsert,
  });
  return {
    resources: { group_invites: invites, group_invite_course_enrollments: enrollments },
    routes: [
      get('/group_invites', (request) => {
        const names = { group_id: 'group_id', invite_email_address: 'invite_email_address' };
        const isFiltered = Object.keys(names).some((name) => request.query.has(name));
        const rows = isFiltered ? invites.match((row) => matchesQuery(request, row, names)) : invites.all();
        return listed(world, 'group_invites', rows, 'group_invite', {
          before: { customDataFieldDefinitions: definitions },
        });
      }),
      get('/group_invite_course_enrollments', (request) => {
        const names = { group_id: 'group_id', course_id: 'course_id' };
        const isFiltered = Object.keys(names).some((name) => request.query.has(name));
        const rows = isFiltered ? enrollments.match((row) => matchesQuery(request, row, names)) : enrollments.all();
        return listed(world, 'group_invite_course_enrollments', rows, 'group_invite_course_enrollment');
      }),
    ],
  };
}
