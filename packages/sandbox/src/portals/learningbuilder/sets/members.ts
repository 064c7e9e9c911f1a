import type { Cell, EntitySet } from './entity-set.ts';
import { column, flag, integer, ownKey, parentSlot, sometimes, stamp, text } from './entity-set.ts';

/** Every 25th member is an organization. */
function isOrganization(slot: number): boolean {
  return slot % 25 === 24;
}

/** A member's fields, as the views that repeat them do. */
export function memberFields(cell: Cell, slot: number): { first: string | null; last: string | null; name: string } {
  const { words } = cell.world;
  if (isOrganization(slot)) return { first: null, last: null, name: words.company(slot) };
  const [first, last] = [words.firstName(slot), words.lastName(slot)];
  return { first, last, name: `${first} ${last}` };
}

export function addressOf({ world }: Cell, slot: number): Record<string, unknown> {
  return {
    Line1: world.words.text(`${String(slot + 1)} Main St`, 101, slot),
    Line2: slot % 3 === 0 ? null : '',
    City: world.words.city(slot),
    State: world.words.state(slot),
    PostalCode: String(17_000 + (slot % 999)),
  };
}

/** One row per member; the address is the primary one. */
export const profiles: EntitySet = {
  name: 'Profiles',
  sqlName: 'vPROFILE',
  typeName: 'Profile',
  key: ['MemberId'],
  firstId: 42,
  step: 3,
  count: (users) => users,
  ownerColumn: 'MemberId',
  touched: 'Status',
  columns: [
    ownKey('MemberId', 'Profiles'),
    column('MemberType', 'MemberKind', ({ slot }) => (isOrganization(slot) ? 'ORGANIZATION' : 'PERSON')),
    text('FirstName', (cell) => memberFields(cell, cell.slot).first),
    text('LastName', (cell) => memberFields(cell, cell.slot).last),
    text('MemberName', (cell) => memberFields(cell, cell.slot).name),
    text('Website', ({ slot }) => (isOrganization(slot) ? `https://org${String(slot)}.example.org/?a=1&b=2` : null)),
    text('PrimaryEmail', ({ world, slot }) =>
      world.isOdd && slot % 14 === 5 ? '' : `member${slot % 9 === 1 ? '+' : '.'}${String(slot)}@example.org`,
    ),
    // The view says that a status is always there.
    text(
      'Status',
      ({ world, slot }) => (world.isOdd && slot % 29 === 8 ? null : slot % 11 === 3 ? 'Inactive' : 'Active'),
      {
        nullable: false,
      },
    ),
    text('UniqueIdentifier', (cell) => sometimes(cell, 6, 102, `CWS-${String(cell.slot).padStart(6, '0')}`)),
    text('Address1', (cell) => String(addressOf(cell, cell.slot)['Line1'])),
    text('City', ({ world, slot }) => world.words.city(slot)),
    text('State', ({ world, slot }) => world.words.state(slot)),
    text('PostalCode', ({ slot }) => String(17_000 + (slot % 999))),
    flag('ReceivesEmail', (cell) => sometimes(cell, 8, 103, cell.slot % 2 === 0)),
    text('Biography', ({ world, slot }) => world.words.text('Member since the first year.', 104, slot)),
  ],
};

/** One per member and role. Never deleted, only ungranted. */
export const memberRoles: EntitySet = {
  name: 'MemberRoles',
  sqlName: 'vMEMBER_ROLE_REPORT',
  typeName: 'MemberRole',
  key: ['MemberRoleId'],
  firstId: 88_001,
  step: 1,
  count: (users) => Math.ceil(users * 1.3),
  ownerColumn: 'MemberId',
  navigation: { name: 'Member', set: 'Profiles', by: 'MemberId' },
  touched: 'RoleStatus',
  createdColumn: 'CreatedOn',
  columns: [
    ownKey('MemberRoleId', 'MemberRoles'),
    integer('MemberId', (cell) => cell.keyIn('Profiles', memberSlot(cell))),
    text('RoleName', ({ world, slot }) => roleName(world.roll(4, 110, slot))),
    text('UniqueIdentifier', (cell) => sometimes(cell, 5, 111, `CWS-${String(cell.slot).padStart(6, '0')}`)),
    text('RoleStatus', ({ world, slot }) =>
      world.words.text(world.choose(['Certified', 'Lapsed', 'Retired', 'Candidate'], 112, slot), 113, slot),
    ),
    integer('RoleStatusId', ({ world, slot }) => 31 + world.roll(4, 112, slot)),
    stamp('CreatedOn', ({ world, slot }) => world.pastMs(2500, 114, slot)),
    stamp('BeginDate', ({ world, slot }) => world.dateOrZero(world.pastDayMs(2000, 115, slot), slot)),
    stamp('EndDate', (cell) => endDate(cell)),
    flag('IsGranted', (cell) => sometimes(cell, 4, 117, cell.slot % 7 !== 2)),
    text('WorkflowStatus', ({ world, slot }) => world.choose(['Complete', 'InProgress', 'Withdrawn'], 118, slot)),
    text('CurrentStep', (cell) => sometimes(cell, 3, 119, 'Awaiting review')),
    text('FirstName', (cell) => memberFields(cell, memberSlot(cell)).first),
    text('LastName', (cell) => memberFields(cell, memberSlot(cell)).last),
    // An administrator added a column to the view after the metadata was built.
    text(
      'LegacyLicenseNumber',
      ({ world, slot }) => (world.isOdd && slot % 37 === 4 ? `L${String(slot)}` : undefined),
      {
        undeclared: true,
      },
    ),
  ],
};

export function roleName(number: number): string {
  return ['Certified Widget Specialist', 'Practitioner', 'Supervisor', 'Board Member'][number] ?? 'Practitioner';
}

function memberSlot(cell: Cell): number {
  return cell.slot < cell.countOf('Profiles') ? cell.slot : parentSlot(cell, 'Profiles', 105);
}

/** Some roles never end: the last moment that SQL knows. */
function endDate({ world, slot }: Cell): number | null {
  const dice = world.roll(8, 116, slot);
  if (dice === 0) return null;
  return dice === 1 && world.isOdd
    ? Date.UTC(9999, 11, 31, 23, 59, 59, 997)
    : world.pastDayMs(2000, 115, slot) + 1_826 * 86_400_000;
}

/** A custom view whose name differs from that of `MemberRoles` only in how it is spelt. */
export const customMemberRoles: EntitySet = {
  name: 'vdev_MEMBER_ROLES',
  sqlName: 'vdev_MEMBER_ROLES',
  typeName: 'CustomMemberRole',
  key: ['MEMBER_ROLE_ID'],
  firstId: 88_001,
  step: 1,
  count: (users) => Math.min(12, users),
  touched: 'BADGE',
  columns: [ownKey('MEMBER_ROLE_ID', 'vdev_MEMBER_ROLES'), text('BADGE', ({ slot }) => `Badge ${String(slot)}`)],
};
