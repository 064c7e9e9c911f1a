import type { Portal, PortalFactory, Reply, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import { authenticate, credentialsOf, refusal } from './access.ts';
import { errorBody, htmlPage, odataFailure, queryTooLong } from './odata/failures.ts';
import { Service } from './odata/service.ts';
import { entitySets } from './sets/index.ts';
import { World } from './world.ts';

/**
 * https://heuristicsolutions.atlassian.net/wiki/spaces/DOCS/pages/419168273
 *
 * Resources below `/data` go by the names of their entity sets; the truth is the row's own columns as the JSON of an
 * `Accept: application/json` answer has them, without annotations. No parent's keys are added anywhere.
 */
export const createPortal: PortalFactory = (setup) => {
  const world = new World(setup);
  const { options } = world;
  const credentials = credentialsOf(world);
  const data = new Service(world, '/data', entitySets(world));
  const services = [data].filter(
    ({ root }) => options.services?.includes(root === '/data' ? 'data' : 'legacy') !== false,
  );
  return {
    // None are documented.
    limits: [],
    perishableHeaders: ['retry-after', 'dataserviceversion', 'odata-version', 'etag', 'last-modified'],
    resources: Object.fromEntries(
      services.flatMap(({ tables }) => tables.map((table) => [table.served.name, table])),
    ) satisfies Portal['resources'],
    routes: services.flatMap(({ routes }) => routes),
    config: () => ({
      subdomain: 'sandbox',
      username: credentials.username,
      key: credentials.key,
      timezone: options.serverZone ?? 'America/New_York',
    }),
    authenticate: (request) => authenticate(world, credentials, request),
    unauthorized: (request) => refusal(world, request),
    notFound: (request) => notFound(world, request),
    inspect: (request) => queryTooLong(request, world),
    rateLimited: (_request, { waitMs }) => throttled(world, waitMs),
    errorWithStatus200: () => json(200, errorBody(world, 'An error occurred while processing this request.', '')),
  };
};

function notFound(world: World, request: VendorRequest): Reply {
  if (/^\/(?:data|OData)(?:\/|$)/.test(request.path))
    return odataFailure(
      world,
      request,
      404,
      `Resource not found for the segment '${request.path.split('/')[2] ?? ''}'.`,
    );
  return htmlPage(404, 'The resource cannot be found.');
}

function throttled({ options }: World, waitMs: number): Reply {
  const status = options.throttleStatus ?? 429;
  const headers = options.retryAfter === true ? { 'Retry-After': String(Math.ceil(waitMs / 1000)) } : {};
  switch (options.throttleBody ?? 'html') {
    case 'html':
      return { ...htmlPage(status, status === 429 ? 'Too Many Requests' : 'Service Unavailable'), headers };
    case 'json':
      return json(status, { Message: 'Too many requests.' }, headers);
    case 'empty':
      return { status, headers, contentType: 'text/html', body: '' };
  }
}
