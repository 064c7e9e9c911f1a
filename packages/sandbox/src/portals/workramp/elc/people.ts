import type { Row } from '../../../portal.ts';
import { Table } from '../../../table.ts';
import { person, text } from '../words.ts';
import type { World } from '../world.ts';
import { asOfMs, choose, fractional, laterMs, pastMs, roll, uid, kinds } from '../world.ts';

export const firstUserId = 4101;
export const firstGroupId = 88;
const domain = 'acme.test';
const tag = 40;

export interface Employee {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly isAdmin: boolean;
  readonly isDeleted: boolean;
  readonly isErased: boolean;
  readonly createdMs: number;
  readonly updatedMs: number;
}

/** An employee as generated; what other objects say about their user, whatever happened to the user since. */
export function employee(world: World, slot: number): Employee {
  const { name, email } = person(world, tag, slot, domain);
  const createdMs = pastMs(world, 1500, tag, slot, 10);
  const isErased = world.options.permanentlyDeleted === 'listed' && slot % 40 === 39;
  return {
    id: firstUserId + slot,
    name: isErased ? 'Deleted user' : name,
    email: isErased ? '' : email,
    isAdmin: slot % 12 === 0,
    isDeleted: isErased || slot % 15 === 9,
    isErased,
    createdMs,
    updatedMs: laterMs(world, createdMs, tag, slot, 11),
  };
}

export function userSlot(id: unknown): number {
  return Number(id) - firstUserId;
}

export function adminId(world: World, ...parts: readonly number[]): number | null {
  const dice = roll(world, world.counts.users, ...parts, 12);
  return dice % 5 === 0 ? null : firstUserId + Math.floor(dice / 12) * 12;
}

/** The first group of everybody; every third employee is in a second one. */
export function groupSlots(world: World, slot: number): number[] {
  const first = roll(world, world.counts.groups, tag, slot, 13);
  return slot % 3 === 0 ? [first, (first + 1) % world.counts.groups] : [first];
}

export function groupName(world: World, slot: number): string {
  return text(world, `Cohort ${String(slot)}`, tag, slot, 14);
}

interface Attribute {
  readonly id: number;
  readonly api_name: string;
  readonly label: string;
  readonly value: unknown;
}

/** Values of the account's custom attributes; not everybody has each, and one may come twice. */
export function attributes(world: World, slot: number): Attribute[] {
  const department = choose(world, ['Field Sales', 'Support', 'Finance'], tag, slot, 15);
  const list: Attribute[] = [];
  if (slot % 8 !== 2) list.push({ id: 13, api_name: 'department', label: 'Department', value: department });
  if (slot % 5 !== 3) {
    const hired = new Date(pastMs(world, 2000, tag, slot, 16)).toISOString().slice(0, 10);
    list.push({ id: 15, api_name: 'hire_date', label: 'Hire date', value: world.odd && slot % 10 === 1 ? '' : hired });
  }
  if (!world.odd) return list;
  if (slot % 9 === 4) list.push({ id: 16, api_name: 'cost_center', label: 'Cost center', value: 4000 + slot });
  if (slot % 9 === 5) list.push({ id: 17, api_name: 'is_remote', label: 'Remote?', value: null });
  if (slot % 14 === 6) list.push({ id: 13, api_name: 'department', label: 'Department', value: 'Legal' });
  if (slot % 16 === 7)
    list.push({ id: 18, api_name: 'Größe (cm)', label: 'Größe', value: text(world, '181', tag, slot, 17) });
  return list;
}

function makeUser(world: World, slot: number): Row {
  const { users, certifications } = world.counts;
  const it = employee(world, slot);
  const reports = slot % 10 === 0 ? [1, 2].map((step) => employee(world, (slot + step) % users)) : [];
  const badge = roll(world, certifications, tag, slot, 18);
  return {
    id: it.id,
    name: it.name,
    email: it.email,
    isAdmin: it.isAdmin,
    isDeleted: it.isDeleted,
    isPermanentlyDeleted: it.isErased,
    createdAt: fractional(it.createdMs),
    updatedAt: fractional(it.updatedMs),
    directReports: reports.map(({ id, name, email }) => ({ id, name, email })),
    // Certification ids are UUIDs elsewhere; the example of this endpoint has an integer.
    certifications:
      slot % 4 === 1
        ? [
            {
              id: world.odd && slot % 8 === 1 ? 12 + badge : uid(world, kinds.certification, badge),
              title: `Badge ${String(badge)}`,
            },
          ]
        : [],
    ...(world.odd && slot % 17 === 3 ? { jobProfile: { level: slot, track: null } } : {}),
  };
}

export function usersTable(
  world: World,
  cascade: () => readonly { readonly table: Table; readonly index: string }[],
): Table {
  return new Table(
    {
      name: 'users',
      count: world.counts.users,
      idOf: (slot) => firstUserId + slot,
      slotOf: userSlot,
      keyFields: ['id'],
      make: (slot) => makeUser(world, slot),
      onInsert: (_slot, atMs) => ({ createdAt: fractional(atMs), updatedAt: fractional(atMs), isDeleted: false }),
      onUpdate: (row, atMs, revision) => ({
        name: `${String(row['name'])} ${String(revision)}`,
        updatedAt: fractional(atMs),
      }),
      cascade,
    },
    world.setup.nowMs,
  );
}

export function groupsTable(
  world: World,
  cascade: () => readonly { readonly table: Table; readonly index: string }[],
): Table {
  return new Table(
    {
      name: 'groups',
      count: world.counts.groups,
      idOf: (slot) => firstGroupId + slot,
      slotOf: (id) => Number(id) - firstGroupId,
      keyFields: ['id'],
      make: (slot) => {
        const createdMs = pastMs(world, 1200, tag, slot, 20);
        const isDetailed = world.odd && slot % 3 === 1;
        return {
          id: firstGroupId + slot,
          enterpriseId: 31,
          name: groupName(world, slot),
          createdAt: fractional(createdMs),
          updatedAt: fractional(laterMs(world, createdMs, tag, slot, 21)),
          // Documented for create and update only.
          ...(isDetailed
            ? {
                originalName: groupName(world, slot),
                hasManagers: slot % 2 === 0,
                fromSso: false,
                groupAutomationsCount: 2,
                activeGroupAutomationsCount: 0,
                description: '',
              }
            : {}),
        };
      },
      onInsert: (_slot, atMs) => ({ createdAt: fractional(atMs), updatedAt: fractional(atMs) }),
      onUpdate: (row, atMs, revision) => ({
        name: `${String(row['name'])} ${String(revision)}`,
        updatedAt: fractional(atMs),
      }),
      cascade,
    },
    world.setup.nowMs,
  );
}

/** The user object of the date-range rows. */
export function rangeUser(world: World, slot: number): Row {
  const it = employee(world, slot);
  return {
    id: it.id,
    name: it.name,
    email: it.email,
    is_admin: it.isAdmin,
    is_deleted: it.isDeleted,
    is_permanently_deleted: it.isErased,
    created_at: it.createdMs,
    updated_at: Math.min(it.updatedMs, asOfMs),
    groups: groupSlots(world, slot).map((group) => ({ id: firstGroupId + group, name: groupName(world, group) })),
    custom_attributes: attributes(world, slot).map(({ id, api_name, value }) => ({ id, api_name, value })),
    user_identifiers: slot % 6 === 0 ? [{ namespace: 'sso_scim', identifier: `00u${String(slot)}` }] : [],
    managers: slot % 10 === 1 ? [briefUser(world, slot - 1)] : [],
  };
}

export function briefUser(world: World, slot: number): Row {
  const { id, name, email } = employee(world, slot);
  return { id, name, email };
}
