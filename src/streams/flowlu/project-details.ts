import { decimal, defineStream, id, integer, text } from '@singer-io-ts/tap';
import { inProjects } from './lists.ts';

// https://www.flowlu.com/api/
export const projectStages = defineStream({
  ...inProjects,
  name: 'project_stages',
  description: 'Stages of projects',
  path: '/st/stages/list',
  fields: {
    id: id('Stage'),
    project_id: integer('Project (projects)'),
    project_type_id: integer('Template (project_types)'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    name: text('Name'),
    fullname: text('Full name'),
    description: text('Description; may hold HTML'),
    color: text('Colour as #rrggbb'),
  },
});

// https://www.flowlu.com/api/
export const projectTypes = defineStream({
  ...inProjects,
  name: 'project_types',
  description: 'Templates of projects',
  path: '/st/project_types/list',
  fields: {
    id: id('Template'),
    name: text('Name'),
  },
});

// https://www.flowlu.com/api/
export const projectPortfolios = defineStream({
  ...inProjects,
  name: 'project_portfolios',
  description: 'Portfolios of projects',
  path: '/st/portfolio/list',
  fields: {
    id: id('Portfolio'),
    name: text('Name'),
  },
});

// https://www.flowlu.com/api/
export const projectMembers = defineStream({
  ...inProjects,
  name: 'project_members',
  description: 'Users who take part in projects',
  path: '/st/project_observers/list',
  fields: {
    id: id('Member'),
    project_id: integer('Project (projects)'),
    user_id: integer('User (users)'),
    role: integer('Role'),
  },
});
