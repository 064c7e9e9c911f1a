import { uuid } from '../../../random.ts';
import type { Cell, EntitySet } from './entity-set.ts';
import { column, decimal, integer, ownKey, parentKey, parentSlot, sometimes, stamp, text } from './entity-set.ts';
import { workflowInstanceOf } from './applications.ts';
import { memberFields } from './members.ts';

export const paymentTransactions: EntitySet = {
  name: 'PaymentTransactions',
  sqlName: 'vPAYMENT_TRANSACTION_REPORT',
  typeName: 'PaymentTransaction',
  key: ['TransactionLineItemId'],
  firstId: 55_120,
  step: 1,
  count: (users) => users,
  touched: 'Description',
  createdColumn: 'TransactionDate',
  columns: [
    ownKey('TransactionLineItemId', 'PaymentTransactions'),
    integer('TransactionHistoryId', (cell) => sometimes(cell, 7, 200, 47_010 + Math.floor(cell.slot / 2))),
    text('TransactionType', ({ slot }) => (slot % 13 === 7 ? 'Refund' : 'Payment')),
    decimal(
      'Amount',
      ({ world, slot }) => `${slot % 13 === 7 ? '-' : ''}${String(25 * (1 + world.roll(20, 201, slot)))}.0000`,
    ),
    text('Description', ({ world, slot }) => world.words.text('Renewal fee', 202, slot)),
    stamp('TransactionDate', ({ world, slot }) => world.pastMs(900, 203, slot)),
    text('PaidFor', ({ slot }) => (slot % 10 === 4 ? '' : 'Renewal Application')),
    text('GlCode', (cell) => sometimes(cell, 4, 204, '4100-RENEW')),
    integer('PurchasedItemId', (cell) =>
      sometimes(cell, 8, 205, cell.keyIn('Applications', parentSlot(cell, 'Applications', 206))),
    ),
    integer('PurchasedItemTypeId', ({ slot }) => (slot % 8 === 3 ? 0 : 2)),
    // A text, but the number 0 for "other".
    column('PurchasedItemType', 'String', ({ world, slot }) =>
      slot % 8 === 3 ? (world.isOdd ? 0 : 'Other') : 'Learning Plan',
    ),
    parentKey('PayingMemberId', 'Profiles', 207),
  ],
};

/** Two attributes can refer to one instance: its key is not unique. */
export const assessmentInstances: EntitySet = {
  name: 'AssessmentInstances',
  sqlName: 'vASSESSMENT_INSTANCE_REPORT',
  typeName: 'AssessmentInstance',
  key: ['AssessmentInstanceId'],
  repeats: true,
  count: (users) => Math.ceil(users / 2),
  ownerColumn: 'MemberId',
  touched: 'AssessmentTitle',
  columns: [
    integer('AssessmentInstanceId', ({ slot }) => 310 + slot - Math.floor((slot + 1) / 8), { nullable: false }),
    integer('AssessmentFormId', ({ slot }) => 12 + (slot % 3)),
    integer('AssessmentId', ({ slot }) => 4 + (slot % 3)),
    text('FormCode', ({ slot }) => ['A', 'B', '1'][slot % 3]),
    text('FormStatus', ({ slot }) => (slot % 9 === 2 ? 'DRAFT' : 'PUBLISHED')),
    integer('FormPriority', (cell) => sometimes(cell, 3, 210, 1)),
    text('AssessmentTitle', ({ world, slot }) => world.words.text('Ethics self-check', 211, slot)),
    text('AssessmentType', ({ slot }) => (slot % 2 === 0 ? 'REFLECTIVE_SELF' : 'SCORED')),
    integer('MemberId', (cell) => cell.keyIn('Profiles', assessed(cell))),
    text('FirstName', (cell) => memberFields(cell, assessed(cell)).first),
    text('LastName', (cell) => memberFields(cell, assessed(cell)).last),
    text('MemberName', (cell) => memberFields(cell, assessed(cell)).name),
    text('Source', () => null),
    text('Status', ({ slot }) => (slot % 5 === 4 ? 'Complete' : 'InProgress')),
    integer('OwningEntityId', ({ slot }) => 6_120 + slot),
  ],
};

function assessed(cell: Cell): number {
  return parentSlot(cell, 'Profiles', 212);
}

/** A raw table; rows are only added. Bulk changes have steps and actions 0 and person 1. */
export const workflowLog: EntitySet = {
  name: 'WORKFLOW_LOG',
  sqlName: 'WORKFLOW_LOG',
  typeName: 'WORKFLOW_LOG',
  key: ['WORKFLOW_LOG_ID'],
  firstId: 901_223,
  step: 1,
  count: (users) => users * 4,
  createdColumn: 'LOG_DATE',
  columns: [
    column('WORKFLOW_LOG_ID', 'Int64', ({ keyIn, slot }) => String(keyIn('WORKFLOW_LOG', slot)), { nullable: false }),
    integer('WORKFLOW_INSTANCE_ID', ({ world, slot, countOf }) =>
      workflowInstanceOf('application', world.skewed(countOf('Applications'), 220, slot)),
    ),
    integer('FROM_STEP_ID', ({ slot }) => (isBulk(slot) ? 0 : 3)),
    integer('FROM_STEP_NUMBER', ({ slot }) => (isBulk(slot) ? 0 : 1)),
    text('FROM_STEP_TITLE', ({ slot }) => (isBulk(slot) ? 'SetAttributeValues' : 'Submit')),
    integer('TO_STEP_ID', ({ slot }) => (isBulk(slot) ? 0 : 4)),
    integer('TO_STEP_NUMBER', ({ slot }) => (isBulk(slot) ? 0 : 2)),
    text('TO_STEP_TITLE', ({ slot }) => (isBulk(slot) ? 'SetAttributeValues' : 'Review')),
    integer('ACTION_ID', ({ slot }) => (isBulk(slot) ? 0 : 9)),
    text('ACTION_TITLE', ({ world, slot }) => world.words.text('Send to reviewer', 221, slot)),
    integer('PERSON_ID', (cell) => (isBulk(cell.slot) ? 1 : cell.keyIn('Profiles', parentSlot(cell, 'Profiles', 222)))),
    integer('LOGGED_IN_PERSON_ID', (cell) =>
      isBulk(cell.slot) ? 1 : cell.keyIn('Profiles', parentSlot(cell, 'Profiles', 222)),
    ),
    stamp('LOG_DATE', ({ world, slot }) => world.pastMs(900, 223, slot)),
  ],
};

function isBulk(slot: number): boolean {
  return slot % 41 === 12;
}

export const workflowValueLog: EntitySet = {
  name: 'WORKFLOW_VALUE_LOG',
  sqlName: 'WORKFLOW_VALUE_LOG',
  typeName: 'WORKFLOW_VALUE_LOG',
  key: ['WORKFLOW_VALUE_LOG_ID'],
  firstId: 2_100_001,
  step: 1,
  count: (users) => users * 5,
  columns: [
    column('WORKFLOW_VALUE_LOG_ID', 'Int64', ({ keyIn, slot }) => String(keyIn('WORKFLOW_VALUE_LOG', slot)), {
      nullable: false,
    }),
    column('WORKFLOW_LOG_ID', 'Int64', (cell) =>
      String(cell.keyIn('WORKFLOW_LOG', parentSlot(cell, 'WORKFLOW_LOG', 230))),
    ),
    integer('ATTRIBUTE_ID', ({ slot }) => 41 + (slot % 6)),
    text('OLD_VALUE', ({ world, slot }) => (slot % 4 === 1 ? null : world.words.text('before', 231, slot))),
    text('NEW_VALUE', ({ world, slot }) => world.words.text('after', 232, slot)),
  ],
};

export const importQueueBatches: EntitySet = {
  name: 'WORKFLOW_IMPORT_QUEUE_BATCH',
  sqlName: 'WORKFLOW_IMPORT_QUEUE_BATCH',
  typeName: 'WORKFLOW_IMPORT_QUEUE_BATCH',
  key: ['WORKFLOW_IMPORT_QUEUE_BATCH_ID'],
  firstId: 11,
  step: 1,
  count: (users) => 6 + Math.ceil(users / 50),
  touched: 'STATUS',
  createdColumn: 'CREATED_ON',
  columns: [
    ownKey('WORKFLOW_IMPORT_QUEUE_BATCH_ID', 'WORKFLOW_IMPORT_QUEUE_BATCH'),
    text('CREATION_PATH', ({ slot }) => (slot % 3 === 0 ? 'IMPORT_QUEUE_API:XYZ' : 'IMPORT_QUEUE_UI')),
    text('FILE_NAME', ({ slot }) => `batch-${String(slot)}.jsonl`),
    text('STATUS', ({ slot }) => (slot % 5 === 0 ? 'FAILED' : 'PROCESSED')),
    stamp('CREATED_ON', ({ world, slot }) => world.pastMs(400, 240, slot)),
  ],
};

const itemNames = ["O'Neil/Co #5", 'A & B', 'Ünïcode', '100%', 'plus+sign', 'semi;colon', 'comma,inside'];

/** A text is the key, with signs that need escaping. */
export const listItems: EntitySet = {
  name: 'CustomListItems',
  sqlName: 'CUSTOM_LIST_ITEM',
  typeName: 'CustomListItem',
  key: ['ItemCode'],
  idOf: ({ slot }) => itemCode(slot),
  count: (users) => Math.min(400, 12 + Math.ceil(users / 10)),
  touched: 'Label',
  columns: [
    text('ItemCode', ({ slot }) => itemCode(slot), { nullable: false }),
    text('Label', ({ world, slot }) => world.words.text(`Item ${String(slot)}`, 250, slot)),
    integer('SortOrder', ({ slot }) => slot % 7),
  ],
};

function itemCode(slot: number): string {
  return `${itemNames[slot % itemNames.length] ?? ''} ${slot % 2 === 0 ? 'a' : 'B'}${String(slot)}`;
}

/** Uploads are known by a uniqueidentifier. */
export const uploads: EntitySet = {
  name: 'Uploads',
  sqlName: 'UPLOAD',
  typeName: 'Upload',
  key: ['UploadGuid'],
  idOf: (cell) => uploadGuid(cell),
  count: (users) => Math.ceil(users / 2),
  touched: 'FileName',
  columns: [
    column('UploadGuid', 'Guid', (cell) => uploadGuid(cell), { nullable: false }),
    text('FileName', ({ slot }) => `scan ${String(slot)}.pdf`),
    column('SizeInBytes', 'Int64', ({ world, slot }) => String(world.roll(9_000_000, 260, slot))),
  ],
};

function uploadGuid({ world, slot }: Cell): string {
  return uuid(world.setup.seed, 261, slot);
}
