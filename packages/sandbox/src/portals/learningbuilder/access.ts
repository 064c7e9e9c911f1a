import type { Reply, VendorRequest } from '../../portal.ts';
import { json } from '../../portal.ts';
import { hex, uuid } from '../../random.ts';
import { htmlPage } from './odata/failures.ts';
import type { World } from './world.ts';

export interface Credentials {
  /** Member id of the key's owner; not a Unique Identifier. */
  readonly username: string;
  readonly key: string;
  readonly hubUserId: string;
  readonly hubKey: string;
}

export function credentialsOf({ setup }: World): Credentials {
  const { credentials, seed } = setup;
  return {
    username: credentials['username'] ?? '42',
    key: credentials['key'] ?? uuid(seed, 400),
    hubUserId: credentials['hub_user_id'] ?? 'acme-hub',
    hubKey: credentials['hub_key'] ?? `hub-${hex(32, seed, 401)}`,
  };
}

/** Features that take the raw key, and refuse the Basic value that the clipboard gives. */
const apikeyPaths = [
  /^\/API\/WorkflowImportQueue\//i,
  /^\/API\/WorkflowInstance\/(?:Set)?AttributeValues$/i,
  /^\/PolledDataFiles\//i,
];
const hubPaths = [/^\/api\/(?:events|programs|processEvents)\b/, /^\/(?:health|configure|configureSettings)(?:\/|$)/];

/** https://heuristicsolutions.atlassian.net/wiki/spaces/DOCS/pages/459440201 */
export function authenticate(world: World, credentials: Credentials, request: VendorRequest): Reply | undefined {
  const { path, headers, atMs } = request;
  const { authorization = '' } = headers;
  if (isHubPath(path)) return hubAccess(world, credentials, request);
  const { roleExpiresAtMs } = world.options;
  if (roleExpiresAtMs !== undefined && atMs >= roleExpiresAtMs) return refusal(world, request);
  const isRaw = apikeyPaths.some((pattern) => pattern.test(path));
  const expected = isRaw ? `apikey ${credentials.key}` : basicValue(`Member_${credentials.username}`, credentials.key);
  if (withLowerScheme(authorization) !== withLowerScheme(expected)) return refusal(world, request);
  return world.options.denied?.includes(path) === true
    ? json(403, { Message: 'Authorization has been denied for this request.' })
    : undefined;
}

export function isHubPath(path: string): boolean {
  return hubPaths.some((pattern) => pattern.test(path));
}

function basicValue(user: string, key: string): string {
  return `Basic ${Buffer.from(`${user}:${key}`, 'ascii').toString('base64')}`;
}

/** The scheme's case does not matter; `Member_` and the rest do. */
function withLowerScheme(value: string): string {
  return value.replace(/^\w+(?= )/, (scheme) => scheme.toLowerCase());
}

/** What a bad key gets is undocumented: the option `badKey` chooses. */
export function refusal(world: World, request: VendorRequest): Reply {
  const denied = { Message: 'Authorization has been denied for this request.' };
  switch (world.options.badKey ?? '401-basic') {
    case '401-basic':
      return json(401, denied, { 'WWW-Authenticate': 'Basic realm="LearningBuilder"' });
    case '401':
      return json(401, denied);
    case '403':
      return json(403, denied);
    case 'redirect-login': {
      const location = `/Account/Login?ReturnUrl=${encodeURIComponent(`${request.path}${request.search}`)}`;
      return { ...htmlPage(302, 'Object moved'), headers: { location } };
    }
    case 'html-login':
      return loginPage;
  }
}

export const loginPage: Reply = {
  status: 200,
  contentType: 'text/html; charset=utf-8',
  body: '<!DOCTYPE html>\r\n<html><head><title>Log In - LearningBuilder</title></head><body><form action="/Account/Login" method="post"><input name="UserName"><input name="Password" type="password"></form></body></html>\r\n',
};

/** The Hub is another system with its own credentials. */
function hubAccess(
  { options }: World,
  { hubUserId, hubKey }: Credentials,
  { path, headers }: VendorRequest,
): Reply | undefined {
  const { authorization } = headers;
  if (authorization === undefined) return json(401, { message: 'Unauthorized' });
  if (authorization !== basicValue(hubUserId, hubKey)) return json(403, { message: 'Forbidden' });
  if (options.hubScope !== 'CLIENT') return undefined;
  const isSystem = /eventSubs|processEvents|^\/configure/.test(path);
  const program = /^\/api\/events\/([^/]+)/.exec(path)?.[1];
  const isForeign = program !== undefined && !(options.hubPrograms ?? []).includes(program);
  return isSystem || isForeign ? json(403, { message: 'Forbidden' }) : undefined;
}
