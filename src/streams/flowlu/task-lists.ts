import { decimal, defineStream, flag, id, instant, integer, text } from '@singer-io-ts/tap';
import { inTasks } from './lists.ts';

// https://www.flowlu.com/api/
export const taskLists = defineStream({
  ...inTasks,
  name: 'task_lists',
  description: 'Lists of tasks',
  path: '/task/lists/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('List'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    active: flag('In use'),
    created_by: integer('Creator (users)'),
    updated_by: integer('Who changed it last (users)'),
    user_id: integer('Owner of the list (users)'),
    name: text('Name'),
    color: text('Colour as #rrggbb'),
    icon: text('Icon'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const taskListLinks = defineStream({
  ...inTasks,
  name: 'task_list_links',
  description: 'Which task is on which list',
  path: '/task/taskslists/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Link'),
    task_id: integer('Task (tasks)'),
    list_id: integer('List (task_lists)'),
    created_by: integer('Creator (users)'),
    updated_by: integer('Who changed it last (users)'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
  },
});
