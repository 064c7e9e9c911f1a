import { day, decimal, defineStream, flag, id, instant, integer, text } from '@singer-io-ts/tap';
import { inAgile } from './lists.ts';

// https://www.flowlu.com/api/
export const agileProjects = defineStream({
  ...inAgile,
  name: 'agile_projects',
  description: 'Agile projects',
  family: 'agile_projects',
  beta: true,
  optional: true,
  path: '/agile/projects/list',
  fields: {
    id: id('Project'),
    name: text('Name'),
    created_by: integer('Creator (users)'),
    created_date: instant('iso', 'Creation'),
    updated_by: integer('Who changed it last (users)'),
    updated_date: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const agileSprints = defineStream({
  ...inAgile,
  name: 'agile_sprints',
  description: 'Sprints',
  path: '/agile/sprints/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Sprint'),
    active: flag('In use'),
    project_id: integer('Project (agile_projects)'),
    started: flag('Running'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    changelog: text('Changes'),
    created_date: instant('iso', 'Creation'),
    deadline: instant('iso', 'Deadline'),
    standup_time: text('Time of day of the stand-up'),
    start_date: instant('iso', 'Start'),
    updated_date: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const agileEpics = defineStream({
  ...inAgile,
  name: 'agile_epics',
  description: 'Epics',
  path: '/agile/epics/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Epic'),
    created_by: integer('Creator (users)'),
    is_completed: flag('Completed'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    project_id: integer('Project (projects)'),
    updated_by: integer('Who changed it last (users)'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    created_date: instant('iso', 'Creation'),
    end_date: day('End'),
    start_date: day('Start'),
    updated_date: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const agileCategories = defineStream({
  ...inAgile,
  name: 'agile_categories',
  description: 'Categories of agile issues',
  path: '/agile/categories/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Category'),
    assignee_id: integer('Responsible user (users)'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    parent_id: integer('Parent (agile_categories)'),
    project_id: integer('Project (projects)'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    color: text('Colour as #rrggbb'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const agileWorkflows = defineStream({
  ...inAgile,
  name: 'agile_workflows',
  description: 'Agile workflows',
  path: '/agile/workflows/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Workflow'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const agileStages = defineStream({
  ...inAgile,
  name: 'agile_stages',
  description: 'Stages of agile workflows',
  path: '/agile/stages/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Stage'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    status: integer('Class of the stage'),
    workflow_id: integer('Workflow (agile_workflows)'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    color: text('Colour as #rrggbb'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
  },
});
