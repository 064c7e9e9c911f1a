import { decimal, defineStream, flag, id, instant, integer, text } from '@singer-io-ts/tap';
import { inTasks } from './lists.ts';

// https://www.flowlu.com/api/
export const taskWorkflows = defineStream({
  ...inTasks,
  name: 'task_workflows',
  description: 'Workflows of tasks',
  path: '/task/workflows/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Workflow'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    active: flag('In use'),
    created_by: integer('Creator (users)'),
    updated_by: integer('Who changed it last (users)'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    updated_date: instant('iso', 'Last change'),
    deleted_at: instant('iso', 'Deletion; null: not deleted'),
  },
});

// https://www.flowlu.com/api/
export const taskStages = defineStream({
  ...inTasks,
  name: 'task_stages',
  description: 'Stages of task workflows',
  path: '/task/stages/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Stage'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    workflow_id: integer('Workflow (task_workflows)'),
    task_status: integer('Status that entering the stage gives the task'),
    created_by: integer('Creator (users)'),
    updated_by: integer('Who changed it last (users)'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    color: text('Colour as #rrggbb'),
    updated_date: instant('iso', 'Last change'),
    deleted_at: instant('iso', 'Deletion; null: not deleted'),
  },
});
