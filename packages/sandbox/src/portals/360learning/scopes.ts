/** What a full read needs; the vendor's write, bulk and webhook-secret scopes are left out on purpose. */
export const allScopes = [
  'users:read',
  'groups:read',
  'courses:read',
  'courseStats:read',
  'paths:read',
  'pathStats:read',
  'classrooms:read',
  'attendanceSheets:read',
  'certificateOutlines:read',
  'customFields:read',
  'customLinks:read',
  'externalIds:read',
  'integrations:read',
  'learningNeeds:read',
  'projects:read',
  'skills:read',
  'skillsPowers:read',
  'tags:read',
  'bulkOperations:read',
  'webhooks:read',
] as const;

export type Scope = (typeof allScopes)[number] | 'webhookSecrets:read';
