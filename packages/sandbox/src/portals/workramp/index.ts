import type { PortalFactory, Reply, Route } from '../../portal.ts';
import { json } from '../../portal.ts';
import { forbidden, notFound } from './conventions.ts';
import { academyParts } from './academy/index.ts';
import { assignmentsPart } from './elc/assignments.ts';
import { catalogPart } from './elc/catalog.ts';
import { certificationsPart } from './elc/certifications.ts';
import { contentPart } from './elc/content.ts';
import { eventsPart } from './elc/events.ts';
import { usersPart } from './elc/users.ts';
import type { WorkRampOptions } from './options.ts';
import { scimPart } from './scim.ts';
import type { Part, World } from './world.ts';
import { createWorld } from './world.ts';
import { writeUnder } from './writes.ts';

const hourMs = 3_600_000;

/** https://developers.workramp.com/reference/getting-started */
export const createPortal: PortalFactory = (setup) => {
  const world = createWorld(setup);
  const { options } = world;
  const key = setup.credentials['key'] ?? 'wr_sandbox_9f2c61d0a7b84e35';
  const parts = createParts(world);
  const refusal = badKeyReply(options.badKey ?? '401-empty', setup.origin);
  return {
    limits:
      options.rate === 'burst'
        ? [
            { name: 'hour', requests: 13_000, windowMs: hourMs },
            { name: 'day', requests: 72_000, windowMs: 24 * hourMs },
          ]
        : [{ name: 'hour', requests: 3000, windowMs: hourMs }],
    perishableHeaders: ['retry-after'],
    resources: Object.assign({}, ...parts.map(({ resources }) => resources)) as Part['resources'],
    routes: parts
      .flatMap(({ routes }) => routes)
      .map((route) => hideable(world, route))
      .flatMap(spellings),
    config: () => ({ key, academy_ids: world.academies }),
    authenticate: ({ headers }) => {
      if (headers.authorization !== `Bearer ${key}`) return refusal();
      if (options.ownerDeactivated === '403-json') return forbidden;
      return options.ownerDeactivated === '401-empty' ? emptyUnauthorized : undefined;
    },
    unauthorized: refusal,
    inspect: (request) => writeUnder(world, request),
    notFound: () => notFound,
    rateLimited: (_request, { waitMs }) =>
      json(
        429,
        { error: 'Rate limited. See info at https://developers.workramp.com/reference/get-all-users-in-enterprise' },
        options.retryAfter === true ? { 'Retry-After': String(Math.ceil(waitMs / 1000)) } : {},
      ),
    errorWithStatus200: () => json(200, { type: 'invalid', message: 'Error. Something went wrong.' }),
  };
};

function createParts(world: World): Part[] {
  const people = usersPart(world);
  const content = contentPart(world);
  return [
    people,
    content,
    certificationsPart(world, people),
    assignmentsPart(world, content, people),
    eventsPart(world),
    catalogPart(world, content),
    scimPart(world, people),
    ...academyParts(world),
  ];
}

const emptyUnauthorized: Reply = { status: 401, body: '', contentType: 'text/plain' };

function badKeyReply(kind: NonNullable<WorkRampOptions['badKey']>, origin: () => string): () => Reply {
  return () => {
    switch (kind) {
      case '401-empty':
        return emptyUnauthorized;
      case '401-json':
        return json(401, { type: 'unauthorized', message: 'Error. Unauthorized.' });
      case '403-json':
        return forbidden;
      case 'html-login':
        return {
          status: 200,
          body: '<!DOCTYPE html>\n<html><head><title>WorkRamp</title></head><body><form action="/login"></form></body></html>\n',
          contentType: 'text/html; charset=utf-8',
        };
      case 'redirect-login':
        return { status: 302, headers: { location: `${origin()}/login` }, body: '', contentType: 'text/html' };
    }
  };
}

/** Pages that only the OpenAPI document names: retired, or simply not in the menu. */
const hiddenPaths = [
  '/api/v1/groups/{id}/users',
  '/api/v1/logs/guide_assignments',
  '/api/v1/{user_id}/guide_assignments',
  '/api/v1/paths',
  '/api/v1/certifications',
  '/api/v1/certifications/{id}/awards',
  '/api/v1/users/{id}/certifications',
  '/scim/v2/Users',
  '/scim/v2/Users/{id}',
  '/scim/v2/Groups',
  '/scim/v2/Groups/{id}',
  '/api/v1/academies/{academy_id}/users-duplicate',
  '/api/v1/academies/{academy_id}/registrations/by_date_range',
  '/api/v1/academies/{academy_id}/academy_object_attributes',
  '/api/v1/academies/{academy_id}/academy_object_attribute_values',
];

function hideable({ options }: World, route: Route): Route {
  const state = options.hiddenEndpoints ?? 'answer';
  if (state === 'answer' || !(hiddenPaths.includes(route.path) || route.path.startsWith('/api/v1/search/')))
    return route;
  return { ...route, reply: () => (state === 'forbidden' ? forbidden : notFound) };
}

/** The server tolerates a second slash after the version, and one at the end. */
function spellings(route: Route): Route[] {
  const doubled = route.path.replace(/^\/api\/v1\//, '/api/v1//');
  const paths = [route.path, `${route.path}/`, ...(doubled === route.path ? [] : [doubled, `${doubled}/`])];
  return paths.map((path) => ({ ...route, path }));
}
