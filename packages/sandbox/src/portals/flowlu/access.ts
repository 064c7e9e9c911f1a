import type { Reply, VendorRequest } from '../../portal.ts';
import { badKey, failure, notAPortal, revokedToken } from './failures.ts';
import type { OAuth } from './oauth.ts';
import type { FlowluOptions } from './options.ts';

export const apiRoot = '/api/v1/module';

/** A form of a POST; JSON bodies are not parsed. */
export function formOf({ headers, body }: VendorRequest): URLSearchParams {
  return new URLSearchParams(/\bjson\b/.test(headers['content-type'] ?? '') ? '' : body);
}

/** The key goes into the query of every request; there is no header form of it. */
export function authenticate(
  request: VendorRequest,
  key: string,
  oauth: OAuth,
  options: FlowluOptions,
): Reply | undefined {
  const elsewhere = wrongHost(request, options);
  if (elsewhere !== undefined) return elsewhere;
  if (options.host === 'unknown') return badKey(options, 'account not found');
  const given = request.query.get('api_key') ?? formOf(request).get('api_key');
  if (given === null) {
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (bearer === undefined) return badKey(options, 'authorization failed');
    return oauth.accepts(bearer, request.atMs) ? undefined : revokedToken;
  }
  return given === key ? undefined : badKey(options, 'api key not found');
}

function wrongHost({ path, query }: VendorRequest, options: FlowluOptions): Reply | undefined {
  switch (options.host) {
    case 'html':
      return notAPortal;
    case 'empty':
      return { status: 200, contentType: 'text/html', body: '' };
    case 'redirect':
      return {
        status: 302,
        contentType: 'text/html',
        headers: { location: `/login?back=${encodeURIComponent(`${path}?${query.toString()}`)}` },
        body: '',
      };
    default:
      return path.startsWith(`${apiRoot}/`) ? undefined : notAPortal;
  }
}

function notThere(isModule: boolean, options: FlowluOptions): Reply {
  switch (options.absentAs ?? 'code') {
    case 'code':
      return failure(isModule ? 31 : (options.unknownEntityCode ?? 30));
    case '404':
      return { status: 404, contentType: 'text/plain', body: 'Not Found' };
    case '404-html':
      return notAPortal;
    case '403':
      return { status: 403, contentType: 'text/html', body: '' };
    case 'not-found':
      return failure(20);
  }
}

/** undefined = the key may use this entity. */
export function permission(module: string, entity: string, options: FlowluOptions): Reply | undefined {
  const names = [module, `${module}/${entity}`];
  const absent = options.absent ?? ['telephony'];
  if (names.some((name) => absent.includes(name))) return notThere(absent.includes(module), options);
  if (names.some((name) => options.denied?.includes(name))) return failure(options.deniedCode ?? 22, 'access denied');
  return undefined;
}
