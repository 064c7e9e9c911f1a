import type { Reply, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { World } from './world.ts';

const academy = '/api/v1/academies/{academy_id}';

/** Everything that writes, deletes, invites, sends mail or signs somebody in. */
const writes = [
  'POST /api/v1/users',
  'POST /api/v1/users/{id}',
  'DELETE /api/v1/users/{id}',
  'POST /api/v1/groups',
  'POST /api/v1/groups/{id}',
  'POST /api/v1/groups/{id}/users',
  'POST /api/v1/attributes/user/{id}',
  'DELETE /api/v1/attributes/user/{id}',
  'POST /api/v1/guides/{id}/assignments',
  'POST /api/v1/guide_assignments/{id}',
  'DELETE /api/v1/guide_assignments/{id}',
  'POST /api/v1/paths/{id}/assignments',
  'POST /api/v1/path_assignments/{id}',
  'DELETE /api/v1/path_assignments/{id}',
  'POST /api/v1/scorm_assignments/bulk_create',
  'POST /api/v1/scorm_assignments/bulk_delete',
  'PATCH /api/v1/scorm_assignments/{id}',
  'DELETE /api/v1/scorm_assigmments/{id}',
  'POST /api/v1/events',
  'POST /api/v1/events/{id}/session',
  'POST /api/v1/events/{id}/session/{session_id}/invite',
  'POST /api/v1/item_folders',
  'PATCH /api/v1/item_folders/{id}',
  'DELETE /api/v1/item_folders/{id}',
  'PATCH /api/v1/universities/{id}',
  'POST /api/v1/copy_content',
  'POST /api/v1/webhook_subscriptions',
  'PATCH /api/v1/webhook_subscriptions/{id}',
  'DELETE /api/v1/webhook_subscriptions/{id}',
  'POST /api/v1/instant_auth',
  `POST ${academy}/users`,
  `PATCH ${academy}/users/{id}`,
  `DELETE ${academy}/users/{id}`,
  `POST ${academy}/invite`,
  `POST ${academy}/segments/{id}/add_users`,
  `POST ${academy}/segments/{id}/invite`,
  `DELETE ${academy}/segments/{id}/remove_users`,
  `POST ${academy}/trainings/{id}/invite`,
  `POST ${academy}/certifications/{id}/invite`,
  `POST ${academy}/paths/{id}/invite`,
  `PATCH ${academy}/registrations/{id}`,
  `DELETE ${academy}/registrations/{id}`,
  `PUT ${academy}/email_domains`,
  `POST ${academy}/email_domains`,
  `DELETE ${academy}/email_domains`,
  `POST ${academy}/webhook_subscriptions`,
  `PATCH ${academy}/webhook_subscriptions/{id}`,
  `DELETE ${academy}/webhook_subscriptions/{id}`,
  `POST ${academy}/instant_auth_request`,
  'POST /scim/v2/Users',
  'PUT /scim/v2/Users/{id}',
  'POST /scim/v2/Groups',
  'PATCH /scim/v2/Groups/{id}',
  'DELETE /scim/v2/Groups/{id}',
].map((line) => ({ line, pattern: new RegExp(`^${line.replace(/\{\w+\}/g, '[^/]+')}/?$`) }));

/** Raises the flags `write` and `write:<METHOD path>`; the data stays as it is. undefined = the request writes nothing. */
export function writeUnder(world: World, { method, path }: VendorRequest): Reply | undefined {
  if (method === 'GET') return undefined;
  const called = `${method} ${path.replace(/\/{2,}/g, '/')}`;
  const known = writes.find(({ pattern }) => pattern.test(called));
  if (known === undefined) return undefined;
  world.setup.flag('write');
  world.setup.flag(`write:${known.line}`);
  return json(200, { status: 'ok' });
}
