import type { List, Reply, Route, Row, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import { Table } from '../../table.ts';
import { workflowInstanceOf } from './sets/applications.ts';
import type { World } from './world.ts';
import { absent, anyCase } from './writes.ts';

const names = {
  application: ['Employer Name', 'CE Total', 'Passed Exam', 'Interests'],
  activity: ['Provider Name', 'Completion Date', 'Requested Units', 'Notes'],
} as const;
const perInstance = 4;

/**
 * Resource `workflow_instance_attribute_values`: a row per workflow instance and attribute, with
 * `workflow_instance_id` of the instance that was asked for, `attribute_id`, `attribute_name` and the raw `value`.
 */
export function attributeValuesTable(world: World): Table {
  const { users } = world.setup;
  const applications = Math.ceil(users * 1.5);
  const instances = applications + users * 3;
  const separator = world.options.nameSeparator ?? '.';
  const cell = (slot: number): { kind: 'application' | 'activity'; instance: number; id: number; number: number } => {
    const instance = Math.floor(slot / perInstance);
    const number = slot % perInstance;
    const kind = instance < applications ? 'application' : 'activity';
    const ofKind = kind === 'application' ? instance : instance - applications;
    return {
      kind,
      instance: workflowInstanceOf(kind, ofKind),
      id: (kind === 'application' ? 41 : 61) + number,
      number,
    };
  };
  return new Table(
    {
      name: 'workflow_instance_attribute_values',
      count: instances * perInstance,
      idOf: (slot) => `${String(cell(slot).instance)}|${String(cell(slot).id)}`,
      make: (slot) => {
        const { kind, instance, id, number } = cell(slot);
        const entity = kind === 'application' ? 'LearningPlanInstance' : 'ActivityInstance';
        return {
          workflow_instance_id: instance,
          attribute_id: id,
          attribute_name: `${entity}${separator}${names[kind][number] ?? ''}`,
          value: valueOf(world, slot),
        };
      },
      indexes: { workflow_instance_id: (slot) => cell(slot).instance },
      keyFields: ['workflow_instance_id', 'attribute_id'],
      onUpdate: (row, _atMs, revision) => ({ value: `${String(row['attribute_name'])} rev ${String(revision)}` }),
    },
    world.setup.nowMs,
  );
}

/** Attributes have about 25 data types, and one column for all. */
function valueOf(world: World, slot: number): unknown {
  switch (world.roll(7, 500, slot)) {
    case 0:
      return null;
    case 1:
      return '36.00';
    case 2:
      return world.isOdd ? 12.5 : '12.50';
    case 3:
      return world.isOdd ? true : 'Yes';
    case 4:
      return world.isOdd ? ['Pediatrics', 'Research'] : 'Pediatrics';
    case 5:
      return '2025-01-05T00:00:00';
    default:
      return world.words.text('Sample Clinic', 501, slot);
  }
}

/** https://heuristicsolutions.atlassian.net/wiki/spaces/DOCS/pages/4948230145 - a POST that reads. */
export function attributeValuesRoutes(world: World, table: Table): Route[] {
  return anyCase([
    {
      method: 'POST',
      path: '/API/WorkflowInstance/AttributeValues',
      reply: (request) => (world.hasRelease('13.3.0') ? read(world, table, request) : absent()),
    },
  ]);
}

function read(world: World, table: Table, { body }: VendorRequest): List | Reply {
  const asked = parsed(body);
  if (asked === undefined) {
    const modelState = { request: ['Unexpected character encountered while parsing value.'] };
    return json(400, { Message: 'The request is invalid.', ModelState: modelState });
  }
  const refuse = (error: string): Reply =>
    json(world.options.businessErrorStatus ?? 200, { success: false, errors: [error] });
  const instance = asked['WorkflowInstanceId'];
  if (typeof instance !== 'number') return refuse('WorkflowInstanceId is required.');
  if (instance < workflowInstanceOf('application', 0))
    return refuse(`Workflow instance ${String(instance)} was not found.`);
  return {
    source: table.where('workflow_instance_id', instance),
    paging: {
      kind: 'none',
      read: () => ({ size: 1000, index: 0 }),
      write: ({ rows }) =>
        answer(
          world,
          rows.filter((row) => isAsked(row, asked)),
        ),
    },
  };
}

function parsed(body: string): Row | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Row) : undefined;
  } catch {
    return undefined;
  }
}

/** Names and ids together, or all when neither is given. */
function isAsked(row: Row, { AttributeIds: ids, AttributeNames: wanted }: Row): boolean {
  const listed = (list: unknown): readonly unknown[] => (Array.isArray(list) ? (list as unknown[]) : []);
  if (listed(ids).length === 0 && listed(wanted).length === 0) return true;
  return listed(ids).includes(row['attribute_id']) || listed(wanted).includes(row['attribute_name']);
}

function answer({ options }: World, rows: readonly Row[]): Reply {
  const values = rows.map(({ attribute_id, attribute_name, value }) => ({
    AttributeId: attribute_id,
    AttributeName: attribute_name,
    Value: value,
  }));
  switch (options.attributeValues ?? 'wrapped') {
    case 'wrapped':
      return { status: 200, envelope: 'values', body: { success: true, errors: [], values } };
    case 'array':
      return { status: 200, body: values };
    case 'map': {
      const byName = Object.fromEntries(
        rows.map((row): [string, unknown] => [row['attribute_name'] as string, row['value']]),
      );
      return { status: 200, envelope: 'values', body: { success: true, errors: [], values: byName } };
    }
  }
}
