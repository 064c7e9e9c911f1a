import type { PortalFactory } from '../../portal.ts';
import { json } from '../../portal.ts';
import { hex } from '../../random.ts';
import { customFieldsPart } from './custom-fields.ts';
import { failure, plainFailure, unknownRoute } from './failures.ts';
import { perishableHeaders } from './lists.ts';
import { Routes } from './routes.ts';
import { TokenOffice, tokenPath } from './tokens.ts';
import { usersPart } from './users.ts';
import type { Part } from './world.ts';
import { createWorld } from './world.ts';

/** https://360learning.readme.io/reference */
export const createPortal: PortalFactory = (setup) => {
  const world = createWorld(setup);
  const { options } = world;
  const credentials = {
    clientId: setup.credentials['username'] ?? hex(32, setup.seed, 1),
    clientSecret: setup.credentials['key'] ?? hex(32, setup.seed, 2),
    companyId: setup.credentials['companyId'] ?? hex(24, setup.seed, 3),
    apiKey: setup.credentials['apiKey'] ?? hex(32, setup.seed, 4),
  };
  const routes = new Routes(world, () => office);
  const people = usersPart(world, routes, () => []);
  const office = new TokenOffice(world, credentials, (id) => people.users.get(id)?.['status'] === 'active');
  const parts: readonly Part[] = [people, customFieldsPart(world, routes)];

  return {
    limits: [{ name: 'core-get', requests: 50, windowMs: 1000 }],
    perishableHeaders,
    resources: Object.assign({}, ...parts.map((part) => part.resources)) as Part['resources'],
    routes: [
      {
        method: 'POST',
        path: tokenPath,
        open: true,
        unlimited: options.limitsTokenCalls !== true,
        reply: (request) => office.answer(request),
      },
      ...parts.flatMap((part) => part.routes),
    ],
    config: () =>
      options.generation === 'v1'
        ? { api_version: 'v1', username: credentials.companyId, key: credentials.apiKey }
        : { username: credentials.clientId, key: credentials.clientSecret, region: 'eu' },
    authenticate: (request) => {
      const token = office.find(request);
      if (token === undefined) return plainFailure(401, 'invalid_token');
      if (token.generation === 'v2') return undefined;
      return options.v1TokenOnV2 === 'invalid_scope'
        ? failure(403, 'invalid_scope')
        : plainFailure(401, 'invalid_token');
    },
    unauthorized: ({ path }) => plainFailure(401, path === tokenPath ? 'invalid_client' : 'invalid_token'),
    notFound: () => unknownRoute,
    // No rate headers and no Retry-After are documented.
    rateLimited: (_request, { waitMs }) =>
      json(
        429,
        { error: 'tooManyRequests' },
        options.retryAfter === true ? { 'Retry-After': String(Math.ceil(waitMs / 1000)) } : undefined,
      ),
    errorWithStatus200: () => failure(200, 'internalError', 'Something went wrong.'),
    inspect: ({ path, headers }) => {
      const isVersioned = path.startsWith('/api/v2/') && path !== tokenPath && options.missingVersion !== 'ignored';
      return isVersioned && headers['360-api-version'] !== 'v2.0' ? failure(400, 'invalidApiVersion') : undefined;
    },
  };
};
