import type { Route } from '../../portal.ts';
import { json } from '../../portal.ts';
import { Limiter } from '../../limiter.ts';
import { failure, plainFailure } from './failures.ts';
import type { World } from './world.ts';
import { oid } from './world.ts';

type Method = Exclude<Route['method'], 'GET' | 'HEAD'>;

/** The vendor's write endpoints, by method. None of them changes anything here; each raises flags. */
const writes: Readonly<Record<Method, readonly string[]>> = {
  POST: [
    '/certificate-outlines',
    '/classrooms',
    '/classrooms/{id}/slots',
    '/classroom-slots/{id}/attendance-sheets',
    '/classroom-slots/{id}/waitlist/{userId}',
    '/classroom-slots/{id}/registrations',
    '/courses/elearning-standard',
    '/courses/generate-from-prompt',
    '/custom-fields',
    '/custom-links',
    '/external-ids',
    '/groups',
    '/groups/{id}/media',
    '/groups/{id}/{role}/{userId}',
    '/integrations',
    '/paths',
    '/paths/{id}/sessions',
    '/paths/{id}/sessions/{sessionId}/child-sessions',
    '/paths/{id}/steps',
    '/paths/{id}/sessions/{sessionId}/self-enrollments',
    '/paths/{id}/sessions/{sessionId}/add-tokens',
    '/tags',
    '/users',
    '/users/{id}/activate',
    '/users/{id}/pseudonymize',
    '/users/{id}/password',
    '/users/{id}/media',
    '/users/{id}/managers',
    '/users/{id}/custom-links',
    '/users/{id}/certificates',
    '/webhooks/subscriptions',
    '/webhooks/subscriptions/{id}/retry-failure',
    '/webhooks/subscriptions/{id}/retry-success',
    '/webhooks/subscriptions/{id}/secrets/rotate',
  ],
  PUT: [
    '/classroom-slots/{id}/attendance-sheets/{sheetId}',
    '/courses/{id}/archive',
    '/courses/{id}/tags',
    '/courses/{id}/custom-fields/values',
    '/custom-fields/{id}/authorized-values',
    '/custom-links/{id}',
    '/external-ids/{id}',
    '/paths/{id}/archive',
    '/paths/{id}/tags',
    '/paths/{id}/translations',
    '/paths/{id}/sessions/{sessionId}/audiences',
    '/paths/{id}/sessions/{sessionId}/custom-fields/values',
    '/skills/users/{userId}/jobs',
    '/tags/{id}',
    '/users/{id}/custom-fields/values',
    '/users/{id}/certificates/privacy-level',
  ],
  PATCH: [
    '/certificate-outlines/{id}',
    '/classrooms/{id}',
    '/classrooms/{id}/slots/{slotId}',
    '/classroom-slots/{id}/registrations',
    '/courses/elearning-standard/{id}',
    '/custom-fields/{id}',
    '/groups/{id}',
    '/groups/{id}/branding',
    '/integrations/{id}',
    '/paths/{id}',
    '/paths/{id}/sessions/{sessionId}',
    '/users/{id}',
    '/webhooks/subscriptions/{id}',
  ],
  DELETE: [
    '/certificate-outlines/{id}',
    '/classrooms/{id}/slots/{slotId}',
    '/classroom-slots/{id}/attendance-sheets/{sheetId}',
    '/classroom-slots/{id}/waitlist/{userId}',
    '/custom-fields/{id}',
    '/custom-links/{id}',
    '/external-ids/{id}',
    '/groups/{id}',
    '/groups/{id}/{role}/{userId}',
    '/integrations/{id}',
    '/paths/{id}',
    '/paths/{id}/sessions/{sessionId}',
    '/tags/{id}',
    '/users/{id}',
    '/users/{id}/managers/{managerId}',
    '/users/{id}/custom-links/{linkId}',
    '/users/{id}/certificates/{certificateId}',
    '/webhooks/subscriptions/{id}',
  ],
};

/** Asynchronous: 202 and the operation's address; at most three at once. */
const bulkWrites = [
  '/bulk/groups/catalog',
  '/bulk/groups/library',
  '/bulk/groups/memberships',
  '/bulk/groups/delete',
  '/bulk/integrations/courses',
  '/bulk/integrations/stats',
  '/bulk/skills',
  '/bulk/jobs',
  '/bulk/libraries',
  '/bulk/jobs-skills',
  '/bulk/reviews',
  '/bulk/users/jobs',
  '/bulk/notifications/subscriptions',
] as const;

const maxBulkOperations = 3;

/** Every call raises the flag `write <METHOD> <path>`, beside `write`, which any call that is no read raises. */
export function writeRoutes(world: World): Route[] {
  const { setup } = world;
  const limiter = new Limiter({ name: 'core-write', requests: 10, windowMs: 1000 }, setup.nowMs());
  const raise = (method: Method, path: string): void => {
    setup.flag(`write ${method} /api/v2${path}`);
  };
  let bulkOperations = 0;
  return [
    ...(Object.keys(writes) as Method[]).flatMap((method) =>
      writes[method].map((path): Route => ({
        method,
        path: `/api/v2${path}`,
        unlimited: true,
        reply: ({ atMs }) => {
          raise(method, path);
          if (limiter.quota(atMs).remaining <= 0) return plainFailure(429, 'tooManyRequests');
          limiter.take(atMs);
          return method === 'POST' ? json(201, { _id: oid(world, 'media', 0) }) : { status: 204, body: '' };
        },
      })),
    ),
    ...bulkWrites.map((path): Route => ({
      method: 'POST',
      path: `/api/v2${path}`,
      unlimited: true,
      reply: () => {
        raise('POST', path);
        if (bulkOperations >= maxBulkOperations) return failure(429, 'bulkOperationsConcurrencyLimitReached');
        bulkOperations += 1;
        const location = `${setup.origin()}/api/v2/bulk/operations/${oid(world, 'operation', 0)}`;
        return { status: 202, headers: { Location: location }, body: '' };
      },
    })),
  ];
}
