import type { Portal, PortalFactory, Reply, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import { authenticate, credentialsOf, isHubPath, refusal } from './access.ts';
import { attributeValuesRoutes, attributeValuesTable } from './attribute-values.ts';
import { missingToken } from './hub/failures.ts';
import { learningHub } from './hub/index.ts';
import { errorBody, htmlPage, odataFailure, queryTooLong } from './odata/failures.ts';
import { Service } from './odata/service.ts';
import { polledRoutes, polledTable } from './polled-file.ts';
import { registryRoutes } from './registry.ts';
import { entitySets } from './sets/index.ts';
import { legacyMembers } from './sets/legacy.ts';
import { World } from './world.ts';
import { recordWrite, writeRoutes } from './writes.ts';

/**
 * https://heuristicsolutions.atlassian.net/wiki/spaces/DOCS/pages/419168273
 *
 * Resources below `/data` and `/OData` go by the names of their entity sets. Their truth is the row's own columns as the
 * JSON of an `Accept: application/json` answer has them, without annotations. No parent's keys are added anywhere.
 */
export const createPortal: PortalFactory = (setup) => {
  const world = new World(setup);
  const { options } = world;
  const credentials = credentialsOf(world);
  const sets = entitySets(world);
  const data = new Service(world, '/data', sets);
  const legacy = new Service(world, '/OData', [legacyMembers(options.legacyRoles ?? 'flat')], sets);
  const wanted = options.services ?? ['data', 'legacy'];
  const services = [...(wanted.includes('data') ? [data] : []), ...(wanted.includes('legacy') ? [legacy] : [])];
  const attributeValues = attributeValuesTable(world);
  const completions = polledTable(world);
  const hub = learningHub(world);
  return {
    // None are documented.
    limits: [],
    perishableHeaders: ['retry-after', 'dataserviceversion', 'odata-version', 'etag', 'last-modified'],
    resources: {
      ...Object.fromEntries(services.flatMap(({ tables }) => tables.map((table) => [table.served.name, table]))),
      workflow_instance_attribute_values: attributeValues,
      recent_completions: completions,
      ...hub.resources,
    } satisfies Portal['resources'],
    routes: [
      ...services.flatMap(({ routes }) => routes),
      ...attributeValuesRoutes(world, attributeValues),
      ...writeRoutes(world, data.tables),
      ...polledRoutes(world, completions),
      ...registryRoutes(world),
      ...hub.routes,
    ],
    config: () => ({
      subdomain: 'sandbox',
      username: credentials.username,
      key: credentials.key,
      timezone: options.serverZone ?? 'America/New_York',
    }),
    authenticate: (request) => {
      recordWrite(world, request);
      return authenticate(world, credentials, request);
    },
    unauthorized: (request) => {
      recordWrite(world, request);
      return refusal(world, request);
    },
    notFound: (request) => notFound(world, request),
    inspect: (request) => queryTooLong(request, world),
    rateLimited: (_request, { waitMs }) => throttled(world, waitMs),
    errorWithStatus200: () => json(200, errorBody(world, 'An error occurred while processing this request.', '')),
  };
};

function notFound(world: World, request: VendorRequest): Reply {
  const { path, method } = request;
  if (isHubPath(path)) return missingToken;
  if (!/^\/(?:data|OData)(?:\/|$)/.test(path)) return htmlPage(404, 'The resource cannot be found.');
  return ['GET', 'HEAD', 'OPTIONS'].includes(method)
    ? odataFailure(world, request, 404, `Resource not found for the segment '${path.split('/')[2] ?? ''}'.`)
    : odataFailure(world, request, 405, `The requested resource does not support http method '${method}'.`);
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
