import type { PortalFactory, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import { hex } from '../../random.ts';
import { attendancePart } from './attendance.ts';
import { cataloguesPart } from './catalogues.ts';
import { certificatesPart } from './certificates.ts';
import { classroomsPart } from './classrooms.ts';
import { coursesPart } from './courses.ts';
import { customFieldsPart } from './custom-fields.ts';
import { enrollmentsPart } from './enrollments.ts';
import { singleRoutes } from './external-courses.ts';
import { failure, plainFailure, unknownRoute } from './failures.ts';
import { groupsPart } from './groups.ts';
import { perishableHeaders } from './lists.ts';
import { operationsPart } from './operations.ts';
import { pathsPart } from './paths.ts';
import { Routes } from './routes.ts';
import { sessionsPart } from './sessions.ts';
import { skillsPart } from './skills.ts';
import { TokenOffice, tokenPath } from './tokens.ts';
import { usersPart } from './users.ts';
import { webhooksPart } from './webhooks.ts';
import type { Part } from './world.ts';
import { createWorld } from './world.ts';
import { refuseV1 } from './v1/access.ts';
import { v1Parts } from './v1/index.ts';
import { writeRoutes } from './writes.ts';

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
  const hasUser = (id: string): boolean => people.users.has(id);
  const people = usersPart(world, routes, () => [
    { table: groups.memberships, index: 'userId' },
    { table: certificates.certificates, index: 'userId' },
  ]);
  const groups = groupsPart(world, routes, hasUser);
  const certificates = certificatesPart(world, routes, hasUser);
  const courses = coursesPart(world, routes);
  const paths = pathsPart(world, routes, () => [
    { table: sessions.sessions, index: 'pathId' },
    { table: enrollments.enrollments, index: 'pathId' },
  ]);
  const sessions = sessionsPart(
    world,
    routes,
    () => paths.paths,
    () => [{ table: enrollments.statistics, index: 'sessionId' }],
  );
  const enrollments = enrollmentsPart(world, routes, { paths: paths.paths, sessions: sessions.sessions });
  const classrooms = classroomsPart(world, routes, () => [{ table: attendance.sheets, index: 'classroomSlotId' }]);
  const attendance = attendancePart(world, routes, () => classrooms.slots);
  const catalogues = cataloguesPart(world, routes);
  const office = new TokenOffice(world, credentials, (id) => people.users.get(id)?.['status'] === 'active');
  // Fixed paths before those with an id in the same place: /paths/stats before /paths/{pathId}.
  const current: readonly Part[] = [
    people,
    groups,
    certificates,
    courses,
    enrollments,
    sessions,
    paths,
    classrooms,
    attendance,
    customFieldsPart(world, routes),
    catalogues,
    skillsPart(world, routes),
    operationsPart(world, routes),
    webhooksPart(world, routes),
  ];
  const old = v1Parts(world, {
    users: people.users,
    groups: groups.groups,
    memberships: groups.memberships,
    courses: courses.courses,
    attempts: courses.attempts,
    paths: paths.paths,
    sessions: sessions.sessions,
    enrollments: enrollments.enrollments,
    statistics: enrollments.statistics,
    resources: Object.assign({}, ...current.map((part) => part.resources)) as Part['resources'],
  });
  const parts = [...current, ...old];

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
      ...singleRoutes(routes, courses.courses, catalogues.integrations),
      ...writeRoutes(world),
    ],
    config: () =>
      options.generation === 'v1'
        ? { api_version: 'v1', username: credentials.companyId, key: credentials.apiKey }
        : { username: credentials.clientId, key: credentials.clientSecret, region: 'eu' },
    authenticate: (request) => {
      if (isV1(request)) return refuseV1(request, credentials, office);
      const token = office.find(request);
      if (token === undefined) return plainFailure(401, 'invalid_token');
      if (token.generation === 'v2') return undefined;
      return options.v1TokenOnV2 === 'invalid_scope'
        ? failure(403, 'invalid_scope')
        : plainFailure(401, 'invalid_token');
    },
    unauthorized: (request) => {
      if (isV1(request)) return plainFailure(401, 'unauthorized');
      return plainFailure(401, request.path === tokenPath ? 'invalid_client' : 'invalid_token');
    },
    notFound: () => unknownRoute,
    // No rate headers and no Retry-After are documented.
    rateLimited: (_request, { waitMs }) =>
      json(
        429,
        { error: 'tooManyRequests' },
        options.retryAfter === true ? { 'Retry-After': String(Math.ceil(waitMs / 1000)) } : undefined,
      ),
    errorWithStatus200: (request) =>
      isV1(request)
        ? json(200, { message: `an error occurred: ${hex(32, request.atMs)}` })
        : failure(200, 'internalError', 'Something went wrong.'),
    inspect: ({ method, path, headers }) => {
      if (path !== tokenPath && method !== 'GET' && method !== 'HEAD') setup.flag('write');
      const isVersioned = path.startsWith('/api/v2/') && path !== tokenPath && options.missingVersion !== 'ignored';
      return isVersioned && headers['360-api-version'] !== 'v2.0' ? failure(400, 'invalidApiVersion') : undefined;
    },
  };
};

function isV1({ path }: VendorRequest): boolean {
  return path.startsWith('/api/v1/');
}
