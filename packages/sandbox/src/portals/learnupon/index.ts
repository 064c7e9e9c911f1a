import type { Quota } from '../../limiter.ts';
import type { Portal, PortalFactory, Reply, Route, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { Table } from '../../table.ts';
import { hex } from '../../random.ts';
import { commercePart } from './commerce.ts';
import { failure, perishableHeaders, told } from './conventions.ts';
import { coursesPart } from './courses.ts';
import { enrollmentsPart } from './enrollments.ts';
import { examsPart } from './exams.ts';
import { gamificationPart } from './gamification.ts';
import { governancePart, openAudit } from './governance.ts';
import { groupsPart } from './groups.ts';
import { invitesPart } from './invites.ts';
import { learningPathsPart } from './learning-paths.ts';
import { liveLearningPart } from './live-learning.ts';
import { modulesPart } from './modules.ts';
import { usersPart } from './users.ts';
import type { Part, World } from './world.ts';
import { createWorld } from './world.ts';

/** https://docs.learnupon.com/api/ */
export const createPortal: PortalFactory = (setup) => {
  const world = createWorld(setup);
  const { options } = world;
  const username = setup.credentials['username'] ?? hex(24, setup.seed, 1);
  let password = setup.credentials['key'] ?? hex(20, setup.seed, 2);
  const firstPassword = password;
  let rotations = 0;
  const parts = openParts(world, {
    rotate: () => {
      rotations += 1;
      password = hex(20, setup.seed, 2, rotations);
      return { username, password };
    },
  });
  const accessDenied = (): Reply =>
    told(world, refusal(options.unauthorizedStatus ?? 401, options.unauthorizedBody ?? 'envelope'));
  return {
    limits: [
      { name: 'minute', requests: 300, windowMs: 60_000, window: options.window ?? 'sliding' },
      { name: 'week', requests: options.weekLimit ?? 360_000, windowMs: 7 * 86_400_000 },
    ],
    perishableHeaders,
    resources: Object.assign({}, ...parts.map((part) => part.resources)) as Portal['resources'],
    routes: parts.flatMap((part) => part.routes).map((route) => telling(world, route)),
    config: () => ({ subdomain: 'sandbox', username, key: firstPassword }),
    authenticate: ({ headers, path }) => {
      if (options.unknownPortal !== undefined) return noPortal(options.unknownPortal, path);
      const expected = `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
      return headers.authorization === expected ? undefined : accessDenied();
    },
    unauthorized: accessDenied,
    notFound: () => told(world, failure(404, 'Resource not found')),
    rateLimited: (_request, quota) => overQuota(quota, options.retryAfter === true),
    errorWithStatus200: () => failure(200, 'An internal error occurred, please try again'),
    inspect: (request) => inspect(request, world),
    ...(options.quotaHeaders === false ? {} : { quotaHeaders }),
    ...(options.quotaHeadersOnErrors === true ? { quotaHeadersOnErrors: true } : {}),
  };
};

function openParts(world: World, keys: Parameters<typeof governancePart>[2]): Part[] {
  const audit = openAudit(world);
  const users = usersPart(world, audit.record);
  const enrollments = enrollmentsPart(world, () => courses.courses, users.users, audit.record);
  const groups = groupsPart(world, audit.record);
  const modules = modulesPart(world);
  const ofCourses: () => readonly Table[] = () => [
    enrollments.enrollments,
    modules.courseModules,
    courses.instructors,
    ...groups.ofCourses,
  ];
  const courses = coursesPart(world, audit.record, ofCourses);
  return [
    users,
    courses,
    enrollments,
    groups,
    invitesPart(world),
    learningPathsPart(world, users.users, audit.record),
    modules,
    examsPart(world),
    liveLearningPart(world, users.users),
    gamificationPart(world),
    governancePart(world, audit, keys),
    commercePart(world),
  ];
}

function refusal(status: 401 | 403, body: 'envelope' | 'html' | 'empty'): Reply {
  if (body === 'envelope') return failure(status, 'Access denied');
  const text = body === 'html' ? `<html><body><h1>${String(status)} Unauthorized</h1></body></html>` : '';
  return { status, body: text, contentType: 'text/html' };
}

/** Every name leads to the vendor's host, also one that no customer has. */
function noPortal(answer: 'html' | 'html-404' | 'json-404' | 'redirect', path: string): Reply {
  if (answer === 'json-404') return failure(404, 'Portal not found');
  if (answer === 'redirect') {
    const location = `https://www.learnupon.example/not-found?from=${encodeURIComponent(path)}`;
    return { status: 302, headers: { Location: location }, body: '', contentType: 'text/html' };
  }
  const page = '<!DOCTYPE html>\n<html><head><title>Portal not found</title></head><body></body></html>\n';
  return { status: answer === 'html' ? 200 : 404, body: page, contentType: 'text/html; charset=utf-8' };
}

/** Errors of a route in the words that the portal uses. */
function telling(world: World, route: Route): Route {
  if (world.options.errors === undefined) return route;
  return {
    ...route,
    reply: (request) => {
      const answer = route.reply(request);
      return 'status' in answer ? told(world, answer) : answer;
    },
  };
}

function overQuota({ limit, waitMs }: Quota, isTellingWhen: boolean): Reply {
  const span = limit.windowMs > 86_400_000 ? '1 week' : '1 minute';
  const body = { response_type: 'ERROR', message: `Number of requests has exceeded the ${span} limit` };
  return json(429, body, isTellingWhen ? { 'Retry-After': String(Math.ceil(waitMs / 1000)) } : {});
}

function quotaHeaders([minute, week]: readonly Quota[]): Record<string, string> {
  return {
    ...(minute === undefined ? {} : { 'X-LU-Rate-Limit-Remaining-Minute': String(minute.remaining) }),
    ...(week === undefined ? {} : { 'X-LU-Rate-Limit-Remaining-Week': String(week.remaining) }),
  };
}

function inspect({ method, headers, body }: VendorRequest, { options }: World): Reply | undefined {
  const declaresJson = headers['content-type']?.includes('json') === true;
  if (method === 'GET' && body === '' && declaresJson && options.rejectsContentType !== false) {
    return json(400, { error: 'There was a problem in the JSON you submitted.' });
  }
  if (options.xmlWithoutAccept === true && headers.accept?.includes('json') !== true) {
    return {
      status: 200,
      body: '<?xml version="1.0" encoding="UTF-8"?>\n<hash>\n  <nil-classes type="array"/>\n</hash>\n',
      contentType: 'application/xml; charset=utf-8',
    };
  }
  return undefined;
}
