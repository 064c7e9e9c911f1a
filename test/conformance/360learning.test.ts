import { conform } from './conform.ts';

/** What a full read needs, but for `tags:read`. */
const scopes =
  `users groups courses courseStats paths pathStats classrooms attendanceSheets certificateOutlines customFields
  customLinks externalIds integrations learningNeeds projects skills skillsPowers bulkOperations webhooks`
    .split(/\s+/)
    .map((scope) => `${scope}:read`);

conform('360learning v2', { options: { scopes }, stream: 'tags', other: 'users' });
