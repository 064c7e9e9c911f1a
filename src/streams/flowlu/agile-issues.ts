import { decimal, defineStream, flag, id, instant, integer, text } from '@singer-io-ts/tap';
import { inAgile } from './lists.ts';

// https://www.flowlu.com/api/
export const agileIssues = defineStream({
  ...inAgile,
  name: 'agile_issues',
  description: 'Agile issues',
  path: '/agile/issues/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Issue'),
    assignee_id: integer('Responsible user (users)'),
    category_id: integer('Category (agile_categories)'),
    creator_id: integer('Creator (users)'),
    effort: decimal('Story points'),
    epic_id: integer('Epic (agile_epics)'),
    estimate: decimal('Estimate, in seconds or points'),
    is_archived: flag('Archived'),
    number: integer('Number within the project'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    parent_issue_id: integer('Parent (agile_issues)'),
    priority: integer('Priority'),
    project_id: integer('Project (projects)'),
    sprint_id: integer('Sprint (agile_sprints)'),
    type_id: integer('Type (agile_issue_types)'),
    workflow_stage_id: integer('Stage (agile_stages)'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    archived_date: instant('iso', 'Archiving'),
    completed_date: instant('iso', 'Completion'),
    created_date: instant('iso', 'Creation'),
    number_label: text('Number as printed'),
    ref: text('System it was imported from'),
    ref_id: text('Id in that system'),
    updated_date: instant('iso', 'Last change'),
    value: text('Business value'),
  },
});

// https://www.flowlu.com/api/
export const agileIssueTypes = defineStream({
  ...inAgile,
  name: 'agile_issue_types',
  description: 'Types of agile issues',
  path: '/agile/issue_type/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Type'),
    type: integer('Class of the type'),
    is_default: flag('Default'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    color: text('Colour as #rrggbb'),
    icon: text('Icon'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const agileIssueRelationTypes = defineStream({
  ...inAgile,
  name: 'agile_issue_relation_types',
  description: 'Types of relations between agile issues',
  path: '/agile/issue_relation_types/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Type'),
    child_relation_name_id: integer('Name seen from the child (agile_issue_relation_names)'),
    parent_relation_name_id: integer('Name seen from the parent (agile_issue_relation_names)'),
    name: text('Name'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
  },
});

// https://www.flowlu.com/api/
export const agileIssueRelationNames = defineStream({
  ...inAgile,
  name: 'agile_issue_relation_names',
  description: 'Names of relations between agile issues',
  path: '/agile/issue_relation_names/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Name'),
    tree_type: integer('Kind of relation'),
    name: text('Name'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
  },
});
