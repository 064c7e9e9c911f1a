import { defineStream, flag, id, instant, integer, text } from '@singer-io-ts/tap';
import { inTasks } from './lists.ts';

// https://www.flowlu.com/api/
export const taskCollaborators = defineStream({
  ...inTasks,
  name: 'task_collaborators',
  description: 'Users who work on tasks and events together',
  family: 'task_collaborators',
  beta: true,
  optional: true,
  path: '/task/collaborators/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Collaborator'),
    task_id: integer('Task (tasks)'),
    user_id: integer('User (users)'),
    role: integer('Role'),
    created_by: integer('Creator (users)'),
    updated_by: integer('Who changed it last (users)'),
    event_accepted_status: flag('Accepted the event'),
    event_show_user_notification: flag('Is notified of the event'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const taskFollowers = defineStream({
  ...inTasks,
  name: 'task_followers',
  description: 'Users who follow tasks',
  family: 'task_followers',
  beta: true,
  optional: true,
  path: '/task/followers/list',
  fields: {
    id: id('Follower'),
    task_id: integer('Task (tasks)'),
    user_id: integer('User (users)'),
    created_by: integer('Creator (users)'),
    created_date: instant('iso', 'Creation'),
    updated_by: integer('Who changed it last (users)'),
    updated_date: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const taskInvoicingLogs = defineStream({
  ...inTasks,
  name: 'task_invoicing_logs',
  description: 'Invoicing of tasks',
  family: 'task_invoicing_logs',
  beta: true,
  optional: true,
  path: '/task/invoicing_logs/list',
  fields: {
    id: id('Entry'),
    task_id: integer('Task (tasks)'),
    invoice_id: integer('Invoice (invoices)'),
    created_by: integer('Creator (users)'),
    created_date: instant('iso', 'Creation'),
    updated_by: integer('Who changed it last (users)'),
    updated_date: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const timeSpent = defineStream({
  ...inTasks,
  name: 'time_spent',
  description: 'Time spent, of the time tracker before timesheets and timelogs',
  family: 'time_spent',
  beta: true,
  optional: true,
  selectedByDefault: false,
  path: '/task/time_spent/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Entry'),
    user_id: integer('User (users)'),
    start_timestamp: instant('epoch-seconds', 'Start of the timer'),
    time_spent: integer('Time spent in seconds'),
    active: flag('Running'),
    module: text('Module of the object it belongs to'),
    model: text('Entity of the object it belongs to'),
    model_id: integer('Object it belongs to'),
    comment: text('Comment'),
    manual: flag('Entered by hand'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
  },
});
