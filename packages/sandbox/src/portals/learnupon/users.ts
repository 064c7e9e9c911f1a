import type { Row } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { Table } from '../../table.ts';
import { constant, derived } from '../../table.ts';
import { failure, listed, whole } from './conventions.ts';
import { person, text } from './words.ts';
import type { Part, World } from './world.ts';
import { after, choose, day, get, iso, numbered, ordered, pastMs, roll, without } from './world.ts';

const firstUserId = 2_290_000;

/** Every seventh user or so teaches. */
export function instructorSlot(world: World, ...parts: readonly number[]): number {
  return Math.floor(roll(world, Math.min(world.counts.users, 3500), ...parts) / 7) * 7;
}

export function userIdOf(slot: number): number {
  return firstUserId + slot;
}

/** Case does not matter, and nobody has an empty login. */
export function isSameLogin(value: unknown, login: string): boolean {
  return typeof value === 'string' && value !== '' && value.toLowerCase() === login.toLowerCase();
}

/** Labels as the portal's reader sees them: lower case, blanks as underscores, other signs kept. */
const definitions = [
  { id: 41_201, type_id: 1, label: 'department' },
  { id: 41_202, type_id: 2, label: 'hourly_rate' },
  { id: 41_203, type_id: 3, label: 'hcsa_cert_number' },
  { id: 41_204, type_id: 4, label: 'region', predefined_values: 'North,South,West' },
  { id: 41_205, type_id: 5, label: 'grade', predefined_values: '1.5,2.5' },
  { id: 41_206, type_id: 6, label: 'hcsa-vms', predefined_values: '1,2,3' },
  { id: 41_207, type_id: 7, label: 'hire_date' },
] as const;

const definitionsKeys = {
  correct: 'customDataFieldDefinitions',
  misspelt: 'customDataFieldDefintions',
  array: '',
} as const;

function customValue(world: World, slot: number, typeId: number): unknown {
  const dice = roll(world, 100, 10, slot, typeId);
  if (dice < 15) return null;
  switch (typeId) {
    case 1:
      return text(world, 'Field Operations', 11, slot);
    case 2:
      return dice / 4;
    case 3:
      return dice;
    case 4:
      return choose(world, ['North', 'South', 'West'], 12, slot);
    case 5:
      return dice % 2 === 0 ? 1.5 : '2.5';
    case 6:
      return 1 + (dice % 3);
    default:
      return day(pastMs(world, 3000, 13, slot));
  }
}

function customData(world: World, slot: number): Row {
  if (slot % 13 === 6) return { CustomData: null, customDataFieldValues: [] };
  const values = definitions.map(({ id, label, type_id }) => ({ id, label, value: customValue(world, slot, type_id) }));
  return {
    CustomData: Object.fromEntries(values.map(({ label, value }) => [label, value])),
    customDataFieldValues: values
      .filter(({ value }) => value !== null)
      .map(({ id, value }) => ({ definition_id: id, value })),
  };
}

function makeUser(world: World, slot: number): Row {
  const createdMs = pastMs(world, 1500, 20, slot);
  const user = person(world, slot);
  const isManager = slot % 10 === 3;
  return {
    id: userIdOf(slot),
    first_name: user.first_name,
    last_name: user.last_name,
    email: user.email,
    ...(world.options.usernames === true ? { username: user.username } : {}),
    sign_in_count: world.odd && slot % 19 === 5 ? '12' : roll(world, 300, 21, slot),
    number_of_enrollments: roll(world, 9, 22, slot),
    number_of_enrollments_accessed: roll(world, 5, 23, slot),
    created_at: iso(createdMs),
    updated_at: world.odd && slot % 23 === 7 ? null : iso(userUpdatedMs(world, slot)),
    last_sign_in_at: slot % 6 === 1 ? null : iso(after(createdMs, 200, world, 24, slot)),
    account_expires: slot % 31 === 8 ? day(pastMs(world, 10, 25, slot)) : null,
    sf_user_id: null,
    sf_contact_id: slot % 8 === 2 ? `003A0000${String(slot).padStart(7, '0')}` : null,
    is_salesforce_contact: slot % 8 === 2 ? 1 : 0,
    ...customData(world, slot),
    locale: choose(world, ['en', 'en', 'de', 'pt_br', 'ja'], 26, slot),
    enabled: slot % 15 !== 9,
    user_type: slot % 7 === 0 ? 'instructor' : isManager ? 'manager' : 'learner',
    timezone_id: slot % 9 === 4 ? null : choose(world, ['Dublin', 'Eastern Time (US & Canada)', 'Tokyo'], 27, slot),
    can_enroll: isManager,
    can_delete_users: false,
    can_unenroll_users: isManager,
    can_move_groups: false,
    can_mark_complete: isManager,
    can_act_as_instructor: slot % 7 === 0,
    can_manage_trainings: null,
    can_manage_sessions: null,
    tutor_can_edit_their_courses: slot % 7 === 0,
    tutor_can_create_courses: false,
    membership_type: null,
    number_of_points: roll(world, 900, 28, slot),
    number_of_badges: slot % 4 === 0 ? 1 + (slot % 2) : 0,
    ...(world.odd && slot % 17 === 3 ? { onboarding: { step: slot, done: false } } : {}),
    ...(world.odd && slot % 12 === 5 ? { languages: slot % 24 === 5 ? 'en,de' : ['en', 'de'] } : {}),
  };
}

function userUpdatedMs(world: World, slot: number): number {
  return pastMs(world, 400, 29, slot);
}

export function usersPart(world: World, audit: (entry: Row) => void): Part & { readonly users: Table } {
  const users = numbered(world, firstUserId, {
    name: 'users',
    count: world.counts.users,
    make: (slot) => makeUser(world, slot),
    ...ordered(world, {
      updated: (slot) => userUpdatedMs(world, slot),
      name: (slot) => `${person(world, slot).last_name} ${person(world, slot).first_name}`,
    }),
    onInsert: (_slot, atMs) => ({ created_at: iso(atMs), updated_at: iso(atMs) }),
    onUpdate: (row, atMs, revision) => ({
      updated_at: iso(atMs),
      first_name: `${String(row['first_name'])} ${String(revision)}`,
    }),
    onDelete: (row) => {
      audit({
        action: 3,
        impacted_user: `${String(row['first_name'])} ${String(row['last_name'])}`,
        impacted_user_email: row['email'],
      });
    },
  });
  const instructorRow = (row: Row): Row => ({
    id: row['id'],
    username: row['username'] ?? '',
    email: row['email'],
    first_name: row['first_name'],
    last_name: row['last_name'],
    instructor_pm_id: Number(row['id']) - 800_000,
    user_type: row['user_type'],
  });
  // The first ones only, so that a million users need not be looked at.
  const teaches = (slot: number): boolean => slot < 3500 && slot % 7 === 0;
  return {
    users,
    resources: {
      users,
      custom_user_data_definitions: constant(definitions),
      instructor_users: derived(users, (row) => (teaches(Number(row['id']) - firstUserId) ? [instructorRow(row)] : [])),
      user_awards: derived(users, awardsOf),
    },
    routes: [
      get('/users/customuserdata', () =>
        whole(
          world,
          'custom_user_data_definitions',
          definitions,
          definitionsKeys[world.options.definitionsKey ?? 'correct'],
        ),
      ),
      get('/users/instructor_users', () =>
        listed(
          world,
          'instructor_users',
          users.whereId((_id, slot) => teaches(slot)),
          'instructor_users',
          { render: instructorRow },
        ),
      ),
      get('/users/search', ({ query }) => {
        const wanted = query.get('email') ?? query.get('username') ?? '';
        const found = users.match((row) => isSameLogin(row['email'], wanted) || isSameLogin(row['username'], wanted));
        return found.size === 0 ? failure(404, 'User not found') : listed(world, 'users_search', found, 'user');
      }),
      get('/users/{id}', ({ params }) => {
        const row = users.get(Number(params['id']));
        if (row === undefined) return failure(404, 'User not found');
        return json(200, {
          customDataFieldDefintions: definitions,
          user: [{ ...row, awards: awardsOf(row).map((award) => without(award, 'user_id')) }],
        });
      }),
      get('/users', ({ query }) => {
        const login = query.get('login_enabled');
        const rows =
          login === 'true' || login === 'false' ? users.match((row) => String(row['enabled']) === login) : users.all();
        const hidden = hiddenIn(world, query.get('version_id'));
        return listed(world, 'users', rows, 'user', {
          before: { customDataFieldDefintions: definitions },
          ...(hidden.length === 0 ? {} : { render: (row: Row) => without(row, ...hidden) }),
        });
      }),
    ],
  };
}

/** 1.1 adds updated_at and 1.2 timezone_id; whether 1.2 has both is not known. */
function hiddenIn(world: World, version: string | null): string[] {
  if (version === '1.1') return ['timezone_id'];
  if (version !== '1.2') return ['timezone_id', 'updated_at'];
  return world.options.userVersions === 'separate' ? ['updated_at'] : [];
}

function awardsOf(row: Row): Row[] {
  const count = Number(row['number_of_badges'] ?? 0);
  return Array.from({ length: count }, (_, i) => ({
    user_id: row['id'],
    badge_id: 11_920 + ((Number(row['id']) + i) % 12),
    badge_name: `Badge ${String((Number(row['id']) + i) % 12)}`,
    badge_count: 1,
    total_points: 100,
  }));
}
