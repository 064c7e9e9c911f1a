import type { Cell, Column, EntitySet } from './entity-set.ts';
import {
  column,
  day,
  decimal,
  flag,
  integer,
  ownKey,
  parentKey,
  parentSlot,
  sometimes,
  stamp,
  text,
} from './entity-set.ts';

export const applicationDefinitions: EntitySet = {
  name: 'ApplicationDefinitions',
  sqlName: 'vLEARNING_PLAN_DEFINITION_REPORT',
  typeName: 'LearningPlanDefinition',
  key: ['LearningPlanId'],
  firstId: 35,
  step: 2,
  count: (users) => Math.min(60, 5 + Math.ceil(users / 40)),
  touched: 'Title',
  columns: [
    ownKey('LearningPlanId', 'ApplicationDefinitions'),
    text('Title', ({ slot }) => planTitle(slot)),
    text('Description', ({ world, slot }) => world.words.text('<p>Complete all sections.</p>', 121, slot)),
    text('LearningPlanType', ({ world, slot }) =>
      world.choose(['Maintenance', 'Application', 'Appellate', 'Bulk Assignment'], 122, slot),
    ),
    text('AllowedRole', ({ slot }) => (slot % 6 === 5 ? null : 'Practitioner')),
    text('AllowedStatuses', ({ slot }) => (slot % 4 === 0 ? '' : 'Certified; Lapsed')),
    text('CompetencyModel', (cell) => sometimes(cell, 2, 123, 'Core competencies')),
    integer('AppellateLearningPlanId', (cell) => sometimes(cell, 2, 124, cell.keyIn('ApplicationDefinitions', 0))),
    flag('IsPublished', ({ slot }) => slot % 5 !== 3),
  ],
};

function planTitle(slot: number): string {
  return `${['Renewal Application', 'Initial Application', 'Appeal', 'Annual Report'][slot % 4] ?? ''} ${String(slot)}`;
}

function definitionSlot(cell: Cell): number {
  return parentSlot(cell, 'ApplicationDefinitions', 130);
}

/** Which workflow instance runs an application, or an activity instance: one numbering for both. */
export function workflowInstanceOf(kind: 'application' | 'activity', slot: number): number {
  return 31_001 + slot * 2 + (kind === 'application' ? 0 : 1);
}

export const applications: EntitySet = {
  name: 'Applications',
  sqlName: 'vPLAN_INSTANCE_QUEUE',
  typeName: 'LearningPlanInstance',
  key: ['LearningPlanInstanceId'],
  firstId: 6_120,
  step: 1,
  count: (users) => Math.ceil(users * 1.5),
  ownerColumn: 'MemberId',
  touched: 'WorkflowStep',
  columns: [
    ownKey('LearningPlanInstanceId', 'Applications'),
    integer('LearningPlanId', (cell) => cell.keyIn('ApplicationDefinitions', definitionSlot(cell))),
    text('LearningPlanTitle', (cell) => planTitle(definitionSlot(cell))),
    parentKey('MemberId', 'Profiles', 131),
    parentKey('MemberRoleId', 'MemberRoles', 132),
    integer('WorkflowInstanceId', ({ slot }) => workflowInstanceOf('application', slot)),
    text('Status', ({ world, slot }) => world.choose(['Incomplete', 'Submitted', 'Approved', 'Denied'], 133, slot)),
    text('WorkflowStep', ({ world, slot }) => world.words.text('Review', 134, slot)),
    stamp('SubmittedDate', (cell) => sometimes(cell, 3, 135, cell.world.pastMs(900, 136, cell.slot))),
    day('CycleBeginDate', ({ slot }) => Date.UTC(2022 + (slot % 3), 0, 1)),
    day('CycleEndDate', ({ slot }) => Date.UTC(2024 + (slot % 3), 11, 31)),
    day('ReportingBeginDate', (cell) => sometimes(cell, 5, 137, Date.UTC(2022 + (cell.slot % 3), 5, 1))),
    day('ReportingEndDate', (cell) => sometimes(cell, 5, 138, Date.UTC(2024 + (cell.slot % 3), 10, 30))),
  ],
};

/** What an administrator asked for on the form, with the type that the report view gives it. */
const customAttributes = [
  ['Application Date', 'DateTime'],
  ['Passed Exam', 'String'],
  ['Reviewer', 'Int32'],
  ['Reviewer | Member Name', 'String'],
  ['CE Total', 'Decimal'],
  ['Employer Name', 'String'],
  ['Years in Field', 'Decimal'],
  ['Hearing Date', 'DateTime'],
] as const;

/** One column per attribute that the tenant defined; they come and go. The type is open. */
export function applicationExtrinsic(customColumns: number, names: 'underscore' | 'escaped'): EntitySet {
  return {
    name: 'ApplicationExtrinsic',
    sqlName: 'vLEARNING_PLAN_INSTANCE_EXTRINSIC',
    typeName: 'LearningPlanInstanceExtrinsic',
    key: ['LearningPlanInstanceId'],
    firstId: 6_120,
    step: 1,
    count: (users) => Math.ceil(users * 1.5),
    openType: true,
    touched: identifier('Employer Name', names),
    columns: [
      ownKey('LearningPlanInstanceId', 'ApplicationExtrinsic'),
      ...Array.from({ length: customColumns }, (_, number) => customColumn(number, names)),
      text('Draft_Attribute', ({ world, slot }) => (world.isOdd && slot % 23 === 7 ? 'still a draft' : undefined), {
        undeclared: true,
      }),
    ],
  };
}

function customColumn(number: number, names: 'underscore' | 'escaped'): Column {
  const [label, type] = customAttributes[number] ?? [`Attribute ${String(number)}`, 'String'];
  const name = identifier(label, names);
  switch (type) {
    case 'DateTime':
      return stamp(name, (cell) => sometimes(cell, 4, 140 + number, cell.world.pastDayMs(900, 141, number, cell.slot)));
    case 'Int32':
      return integer(name, (cell) =>
        sometimes(cell, 3, 140 + number, cell.keyIn('Profiles', parentSlot(cell, 'Profiles', 142))),
      );
    case 'Decimal':
      return decimal(name, (cell) =>
        sometimes(cell, 4, 140 + number, `${String(cell.world.roll(90, 143, number, cell.slot))}.00`),
      );
    case 'String':
      return text(name, ({ world, slot }) => world.words.text(`${label} ${String(slot)}`, 144, number, slot));
  }
}

/** `|` and blanks are not legal in OData identifiers. */
function identifier(label: string, names: 'underscore' | 'escaped'): string {
  return names === 'escaped'
    ? label.replace(/[^A-Za-z0-9_]/g, (sign) => `_x${sign.charCodeAt(0).toString(16).padStart(4, '0')}_`)
    : label.replace(/ \| /g, '_').replace(/ /g, '');
}

/** A custom view of one board, the only one with a column that moves when a row changes. */
export const certificationFeed: EntitySet = {
  name: 'vdev_CERTIFICATION_FEED',
  sqlName: 'vdev_CERTIFICATION_FEED',
  typeName: 'CertificationFeedRow',
  key: ['CertificationId'],
  firstId: 500_001,
  step: 1,
  count: (users) => users,
  touched: 'CertificateTitle',
  createdColumn: 'CreatedOn',
  modifiedColumn: 'LastModifiedOn',
  columns: [
    column('CertificationId', 'Int64', ({ keyIn, slot }) => String(keyIn('vdev_CERTIFICATION_FEED', slot)), {
      nullable: false,
    }),
    parentKey('MemberRoleId', 'MemberRoles', 150),
    text('CertificateTitle', ({ world, slot }) => world.words.text(world.words.title(slot), 151, slot)),
    stamp('CreatedOn', ({ world, slot }) => world.pastMs(2000, 152, slot)),
    stamp('LastModifiedOn', (cell) =>
      cell.world.isOdd && cell.slot % 31 === 6 ? null : cell.world.pastMs(700, 153, cell.slot),
    ),
  ],
};
