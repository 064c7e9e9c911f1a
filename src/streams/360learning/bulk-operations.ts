import {
  decimal,
  defineStream,
  id,
  instant,
  isRow,
  object,
  ofParent,
  openObject,
  pathPart,
  singlePage,
  text,
  type ParentLink,
} from '@singer-io-ts/tap';
import { byDate, filteredPages } from './paging.ts';
import { scope } from './scope.ts';

// https://360learning.readme.io/reference/v2bulkoperationsgetbulkoperationscontroller_getbulkoperations
export const bulkOperations = defineStream({
  name: 'bulk_operations',
  description:
    'Bulk operations. Only their creation could be asked for by date, which their progress would miss, so the stream is a full table',
  source: 'https://360learning.readme.io/reference/v2bulkoperationsgetbulkoperationscontroller_getbulkoperations',
  ...scope('bulkOperations:read'),
  path: '/bulk/operations',
  records: '',
  paginate: filteredPages({ narrower: byDate('createdAt') }),
  primaryKey: ['_id'],
  fields: {
    _id: id('Bulk operation', 'text'),
    type: text('What was done: addUsersToGroups, importExternalStatistics, upsertSkills ...'),
    status: text('pending, queued, running, completed or error'),
    createdAt: instant('iso', 'Creation'),
    queuedAt: instant('iso', 'Queued'),
    startedAt: instant('iso', 'Start'),
    progress: object({ index: decimal('Inputs done'), updatedAt: instant('iso', 'At that time') }, 'Progress'),
    endedAt: instant('iso', 'End'),
    errorMessage: text('Error'),
  },
});

/** The others have no results yet. */
const ofEndedOperation: ParentLink = {
  stream: bulkOperations,
  partition: ({ _id: operation, status }) =>
    typeof operation === 'string' && (status === 'completed' || status === 'error') ? { operationId: operation } : null,
};

/** Results have no id: their place is part of the key. */
const numbered = (body: unknown): readonly unknown[] | undefined =>
  Array.isArray(body) ? body.map((row: unknown, index) => (isRow(row) ? { ...row, index } : row)) : undefined;

// https://360learning.readme.io/reference/v2bulkoperationsgetbulkoperationresultscontroller_getbulkoperationresults
export const bulkOperationResults = defineStream({
  name: 'bulk_operation_results',
  description: 'Results of bulk operations by input; one request per operation that has ended',
  source:
    'https://360learning.readme.io/reference/v2bulkoperationsgetbulkoperationresultscontroller_getbulkoperationresults',
  ...scope('bulkOperations:read'),
  selectedByDefault: false,
  parent: ofEndedOperation,
  path: ({ partition }) => `/bulk/operations/${pathPart(partition['operationId'])}/results`,
  records: numbered,
  paginate: singlePage(),
  primaryKey: ['operationId', 'index'],
  fields: {
    operationId: ofParent(id('Bulk operation', 'text')),
    index: id('Place in the list of results, from 0'),
    status: text('success or error'),
    input: openObject('What was submitted'),
    resourceId: text('What it made or changed'),
    errorMessage: text('Error'),
  },
});
