import type { Cell, EntitySet } from './entity-set.ts';
import { column, day, decimal, integer, ownKey, parentKey, parentSlot, sometimes, stamp, text } from './entity-set.ts';
import { workflowInstanceOf } from './applications.ts';

function activityNumber(slot: number): string {
  return `ACT${String(slot + 1).padStart(4, '0')}`;
}

/** The key is declared on the base type. */
export const activities: EntitySet = {
  name: 'Activities',
  sqlName: 'vACTIVITY_REPORT',
  typeName: 'Activity',
  baseType: 'CatalogItem',
  key: ['ActivityId'],
  firstId: 200,
  step: 5,
  count: (users) => Math.min(5000, 20 + Math.ceil(users / 5)),
  touched: 'Title',
  columns: [
    ownKey('ActivityId', 'Activities', { inherited: true }),
    text('Title', ({ world, slot }) => world.words.text(world.words.title(slot), 160, slot), { inherited: true }),
    text('ActivityNumber', ({ slot }) => activityNumber(slot)),
    text('ActivityType', ({ world, slot }) => world.choose(['Course', 'Exam', 'Work History'], 161, slot)),
    parentKey('ProviderMemberId', 'Profiles', 162),
    decimal('Units', ({ world, slot }) =>
      world.roll(9, 163, slot) === 0 ? null : `${String(world.roll(40, 164, slot))}.50`,
    ),
    stamp('StartDate', ({ world, slot }) => world.dateOrZero(world.pastDayMs(800, 165, slot), slot)),
    stamp('EndDate', (cell) => sometimes(cell, 3, 166, cell.world.pastDayMs(100, 167, cell.slot))),
  ],
};

/** Claimed courses, exams, work history. Some stand alone; some lie in another one. */
export const activityInstances: EntitySet = {
  name: 'ActivityInstances',
  sqlName: 'vACTIVITY_INSTANCE_REPORT',
  typeName: 'ActivityInstance',
  key: ['ActivityInstanceId'],
  firstId: 70_455,
  step: 1,
  count: (users) => users * 3,
  touched: 'TaskGroupTitle',
  columns: [
    ownKey('ActivityInstanceId', 'ActivityInstances'),
    text('ActivityNumber', (cell) => activityNumber(parentSlot(cell, 'Activities', 170))),
    integer('WorkflowInstanceId', ({ slot }) => workflowInstanceOf('activity', slot)),
    integer('LearningPlanInstanceId', (cell) =>
      sometimes(cell, 9, 171, cell.keyIn('Applications', parentSlot(cell, 'Applications', 172))),
    ),
    integer('ContainerActivityInstanceId', ({ slot, keyIn }) =>
      slot % 19 === 11 ? keyIn('ActivityInstances', slot - 1) : null,
    ),
    integer('TaskGroupId', ({ world, slot }) => 50 + world.roll(12, 173, slot)),
    text('TaskGroupTitle', ({ world, slot }) => world.words.text('Continuing Education', 174, slot)),
    // Typed in by people: any day, also in the future.
    day('CompletionDate', (cell) =>
      sometimes(
        cell,
        6,
        175,
        cell.world.dateOrZero(cell.world.pastDayMs(1500, 176, cell.slot) + (cell.slot % 50) * 86_400_000, cell.slot),
      ),
    ),
    decimal('RequestedUnits', ({ world, slot }) => (slot % 7 === 2 ? null : `${String(world.roll(30, 177, slot))}.00`)),
    decimal('ApprovedUnits', (cell) => sometimes(cell, 2, 178, `${String(cell.world.roll(30, 177, cell.slot))}.25`)),
  ],
};

export const activityOfferings: EntitySet = {
  name: 'ActivityOfferings',
  sqlName: 'vACTIVITY_OFFERING_REPORT',
  typeName: 'ActivityOffering',
  key: ['ActivityOfferingId'],
  firstId: 900,
  step: 1,
  count: (users) => 8 + Math.ceil(users / 10),
  touched: 'Location',
  columns: [
    ownKey('ActivityOfferingId', 'ActivityOfferings'),
    parentKey('ActivityId', 'Activities', 180),
    parentKey('OwnerMemberId', 'Profiles', 181),
    stamp('StartsAt', ({ world, slot }) => world.pastMs(500, 182, slot)),
    column('StartTime', 'TimeOfDay', ({ slot }) => `${String(8 + (slot % 10)).padStart(2, '0')}:30:00`),
    column('Length', 'Duration', ({ slot }) => (slot % 5 === 1 ? null : `PT${String(1 + (slot % 7))}H30M`)),
    text('Location', ({ world, slot }) => world.words.text(world.words.city(slot), 183, slot)),
    column('Seats', 'Int16', ({ world, slot }) => 10 + world.roll(90, 184, slot)),
  ],
};

function seat({ slot, countOf }: Cell): { readonly offering: number; readonly member: number } {
  const offerings = Math.max(1, countOf('ActivityOfferings'));
  return { offering: slot % offerings, member: Math.floor(slot / offerings) };
}

/** Two columns make the key. */
export const seatAssignments: EntitySet = {
  name: 'SeatAssignments',
  sqlName: 'vSEAT_ASSIGNMENT',
  typeName: 'SeatAssignment',
  key: ['ActivityOfferingId', 'MemberId'],
  idOf: (cell) =>
    `${String(cell.keyIn('ActivityOfferings', seat(cell).offering))}|${String(cell.keyIn('Profiles', seat(cell).member))}`,
  count: (users) => users,
  ownerColumn: 'MemberId',
  touched: 'SeatStatus',
  columns: [
    integer('ActivityOfferingId', (cell) => cell.keyIn('ActivityOfferings', seat(cell).offering), { nullable: false }),
    integer('MemberId', (cell) => cell.keyIn('Profiles', seat(cell).member), { nullable: false }),
    text('SeatStatus', ({ slot }) => (slot % 4 === 3 ? 'Waitlisted' : 'Assigned')),
    stamp('AssignedOn', ({ world, slot }) => world.pastMs(300, 190, slot)),
  ],
};
