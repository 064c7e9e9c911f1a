import {
  decimal,
  defineStream,
  flag,
  id,
  instant,
  integer,
  isRow,
  raw,
  ResponseShapeError,
  text,
  type Query,
} from '@singer-io-ts/tap';
import { inTasks, itemsOf } from './lists.ts';

/** Whether archived tasks are listed unless they are asked for is not known: 0 active, 10 archived. */
export const everyTask: Query = { 'filter[archive_status]': '0,10' };

const fields = {
  id: id('Task'),
  type: integer('0 task, 1 inbox, 20 to 23 calendar event, 30 template, 40 milestone'),
  priority: integer('1 low, 2 medium, 3 high'),
  archive_status: integer('0 active, 10 archived'),
  all_day: flag('Lasts all day'),
  closed_by: integer('Who closed it (users)'),
  cost: decimal('Cost'),
  crm_account_id: integer('Account (accounts); 0: none'),
  deadline_allowchange: flag('The assignee may move the deadline'),
  event_access_type: integer('Access to the event'),
  event_busy_status: integer('Busy during the event'),
  event_calendar_id: integer('Calendar (calendars)'),
  event_sync_type: integer('External calendar'),
  event_type: integer('Type of event'),
  is_hidden: flag('Hidden'),
  is_repeat: flag('Repeats'),
  model_id: integer('Object it belongs to'),
  ordering: decimal('Place in the order set by hand; may be fractional'),
  owner_id: integer('Owner (users)'),
  parent_id: integer('Parent (tasks)'),
  prev_task_id: integer('Predecessor (tasks)'),
  price: decimal('Price'),
  project_checkitem_id: integer('Item of the stage checklist'),
  project_stage_id: integer('Stage (project_stages)'),
  public_template: integer('Public template'),
  rating: integer('Rating'),
  responsible_id: integer('Assignee (users)'),
  return_count: integer('Times it was returned'),
  status_updated_by: integer('Who changed the status last (users)'),
  task_checkbyowner: flag('The owner must approve'),
  template_id: integer('Template (tasks of type 30)'),
  time_estimate: integer('Estimated time in seconds'),
  time_spent: integer('Time spent in seconds'),
  updated_by: integer('Who changed it last (users)'),
  workflow_id: integer('Workflow (task_workflows)'),
  workflow_stage_id: integer('Stage (task_stages)'),
  status: integer('1 new, 3 in progress, 4 waiting for approval, 5 completed; absent on some portals'),
  name: text('Name'),
  description: text('Description; may hold HTML'),
  report: text('Report'),
  report_complete: text('Report on the completion'),
  module: text('Module of the object it belongs to'),
  model: text('Entity of the object it belongs to'),
  closed_date: instant('iso', 'Closing'),
  cost_type: text('Kind of cost'),
  created_date: instant('iso', 'Creation'),
  deadline: instant('iso', 'Deadline'),
  event_color: text('Colour of the event'),
  event_etag: text('Tag of the external calendar'),
  event_location: text('Place of the event'),
  extra_fields: raw('Further values, as the portal keeps them'),
  first_closed_date: instant('iso', 'First closing'),
  is_archive: text('Archived, as text; see archive_status'),
  plan_end_date: instant('iso', 'Planned end'),
  plan_start_date: instant('iso', 'Planned start'),
  price_type: text('Kind of price'),
  ref: text('System it was imported from'),
  ref_id: text('Id in that system'),
  start_date: instant('iso', 'Start'),
  status_firstviewdate: instant('iso', 'First view in this status'),
  status_updated_date: instant('iso', 'Last change of the status'),
  updated_date: instant('iso', 'Last change'),
  uuid: text('UUID'),
  deleted_at: instant('iso', 'Deletion; null: not deleted'),
};

// https://www.flowlu.com/api/
export const tasksBy = (archived: Query) =>
  defineStream({
    ...inTasks,
    name: 'tasks',
    description: 'Tasks, inbox items, calendar events, templates and milestones (column type), archived ones included',
    path: '/task/tasks/list',
    query: archived,
    replicationKey: 'updated_date',
    fields,
  });

const eventTypes = ['20', '21', '22', '23'];

/** A portal that ignores the filter would give tasks for events. */
const eventsOnly = (body: unknown): readonly unknown[] | undefined => {
  const items = itemsOf(body);
  const isStrange = items?.some((row) => isRow(row) && !eventTypes.includes(String(row['type'])));
  if (isStrange !== true) return items;
  throw new ResponseShapeError(
    'calendar_events: the portal ignores the filter by type; read tasks, which holds the events too.',
    { stream: 'calendar_events' },
  );
};

// https://www.flowlu.com/api/
export const calendarEventsBy = (archived: Query) =>
  defineStream({
    ...inTasks,
    name: 'calendar_events',
    description: 'Calendar events: the rows of tasks whose type is 20 to 23',
    selectedByDefault: false,
    path: '/task/tasks/list',
    query: { ...archived, 'filter[type]': eventTypes.join(',') },
    records: eventsOnly,
    replicationKey: 'updated_date',
    fields,
  });
