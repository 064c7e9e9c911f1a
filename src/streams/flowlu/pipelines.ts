import { decimal, defineStream, flag, id, instant, integer, text } from '@singer-io-ts/tap';
import { inCrm } from './lists.ts';

// https://www.flowlu.com/api/
export const pipelines = defineStream({
  ...inCrm,
  name: 'pipelines',
  description: 'Sales pipelines',
  path: '/crm/pipeline/list',
  fields: {
    id: id('Pipeline'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    type_access: text('Access'),
    deleted_at: instant('iso', 'Deletion; null: not deleted'),
  },
});

// https://www.flowlu.com/api/
export const pipelineStages = defineStream({
  ...inCrm,
  name: 'pipeline_stages',
  description: 'Stages of sales pipelines',
  path: '/crm/pipeline_stage/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Stage'),
    ordering: decimal('Place in the pipeline'),
    active: flag('Shown on the board'),
    pipeline_id: integer('Pipeline (pipelines)'),
    created_by: integer('Creator (users)'),
    updated_by: integer('Who changed it last (users)'),
    name: text('Name'),
    color: text('Colour as #rrggbb'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
    deleted_at: instant('iso', 'Deletion; null: not deleted'),
  },
});

// https://www.flowlu.com/api/
export const leadSources = defineStream({
  ...inCrm,
  name: 'lead_sources',
  description: 'Sources of opportunities',
  path: '/crm/source/list',
  replicationKey: 'updated_date',
  fields: {
    id: id('Source'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    active: flag('In use'),
    created_by: integer('Creator (users)'),
    updated_by: integer('Who changed it last (users)'),
    name: text('Name'),
    description: text('Description; may hold HTML'),
    created_date: instant('iso', 'Creation'),
    updated_date: instant('iso', 'Last change'),
    deleted_at: instant('iso', 'Deletion; null: not deleted'),
  },
});

// https://www.flowlu.com/api/
export const lossReasons = defineStream({
  ...inCrm,
  name: 'loss_reasons',
  description: 'Reasons for losing opportunities',
  path: '/crm/loss_reason/list',
  fields: {
    id: id('Reason'),
    ordering: decimal('Place in the order set by hand; may be fractional'),
    active: flag('In use'),
    name: text('Name'),
    created_by: integer('Creator (users)'),
    created_date: instant('iso', 'Creation'),
    updated_by: integer('Who changed it last (users)'),
    updated_date: instant('iso', 'Last change'),
  },
});
