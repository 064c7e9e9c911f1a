import type { Connection } from '../define/vendor.ts';
import type { Query } from '../define/request.ts';
import { ConfigError } from '../errors/config-error.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import { ForbiddenPathError } from './forbidden-path-error.ts';
import { wellFormed } from './well-formed.ts';

/** Where a request goes: `path` and `query`, or a next link that must lead to the same path. */
export interface Target {
  readonly path: string;
  readonly query?: Query;
  readonly url?: string;
}

/**
 * The only place that makes URLs. Nothing that a vendor's answer or a partition's value holds can lead to another origin
 * or another path than the stream's.
 */
export interface Origin {
  readonly base: URL;
  /** @throws ResponseShapeError for a next link that leads elsewhere, ForbiddenPathError for a path that must not be asked. */
  readonly urlOf: (target: Target) => URL;
  /** Where tokens are made: below the origin, not below the base path, and with nothing added. */
  readonly tokenUrlOf: (path: string) => URL;
}

/** @throws ConfigError when the origin is neither https nor on a loopback address. */
export const createOrigin = (connection: Connection): Origin => {
  const base = parseOrigin(connection.origin);
  const forbidden = connection.forbiddenPaths ?? [];

  const urlOf = ({ path, query = {}, url: link }: Target): URL => {
    const wanted = new URL(base.origin);
    wanted.pathname = checkedPath(path, connection.basePath);
    if (link === undefined) {
      wanted.search = searchOf({ ...connection.query, ...query });
    } else {
      wanted.search = addMissing(linkSearch(link, wanted), connection.query ?? {});
    }
    refuseForbidden(wanted.pathname, forbidden);
    return wanted;
  };

  const tokenUrlOf = (path: string): URL => {
    const url = new URL(base.origin);
    url.pathname = checkedPath(path);
    refuseForbidden(url.pathname, forbidden);
    return url;
  };
  return { base, urlOf, tokenUrlOf };
};

/** `127.0.0.0/8`, `::1` and `localhost`. */
export const isLoopbackHost = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);

const parseOrigin = (text: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['https:', 'http:'].includes(url.protocol)) {
    throw new ConfigError(`The address ${JSON.stringify(withoutUserInfo(text))} is not an https URL.`);
  }
  if (url.protocol === 'http:' && !isLoopbackHost(url.hostname)) {
    throw new ConfigError(`The address http://${url.host} is not encrypted: use https (http only on loopback).`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new ConfigError(`The address ${url.origin} must not carry a user name or password.`);
  }
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') {
    throw new ConfigError(`The address ${url.origin} must have no path, query or fragment.`);
  }
  return url;
};

const withoutUserInfo = (text: string): string => text.replace(/\/\/[^/@]*@/, '//');

/**
 * A path is taken only when the URL parser would leave every segment as it is: an empty or dotted segment, an encoded
 * slash or a question mark inside a partition's value would name another endpoint.
 */
const checkedPath = (path: string, basePath = ''): string => {
  const whole = `${basePath}${path}`;
  const [first, ...segments] = whole.split('/');
  const isSafe = path.startsWith('/') && first === '' && segments.every(isSafeSegment) && !/[?#\\]/.test(whole);
  if (!isSafe) {
    throw new ResponseShapeError(`The path ${JSON.stringify(whole)} can't be asked: a part of it is empty or unsafe.`);
  }
  return whole;
};

const isSafeSegment = (segment: string): boolean => {
  if (segment === '' || hasControlCharacter(segment) || /%(?![0-9a-f]{2})/i.test(segment)) return false;
  const decoded = decodeOrNull(segment);
  return (
    decoded !== null && decoded !== '.' && decoded !== '..' && !/[/\\]/.test(decoded) && !hasControlCharacter(decoded)
  );
};

const hasControlCharacter = (text: string): boolean => {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
};

const decodeOrNull = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

const refuseForbidden = (pathname: string, forbidden: readonly RegExp[]): void => {
  const forms = [pathname, decodeOrNull(pathname) ?? pathname];
  if (forbidden.some((pattern) => forms.some((form) => pattern.test(form)))) {
    throw new ForbiddenPathError(`The path ${pathname} changes data or keys and is never asked.`);
  }
};

const linkSearch = (link: string, wanted: URL): string => {
  const url = URL.canParse(link, wanted.href) ? new URL(link, wanted) : undefined;
  const isSame =
    url !== undefined &&
    url.origin === wanted.origin &&
    url.username === '' &&
    url.password === '' &&
    samePath(url.pathname, wanted.pathname);
  if (!isSame) {
    const shown = url === undefined ? JSON.stringify(link.slice(0, 200)) : `${url.origin}${url.pathname}`;
    throw new ResponseShapeError(
      `The answer's link to the next page leads to ${shown} instead of ${wanted.origin}${wanted.pathname}: not followed.`,
    );
  }
  return url.search;
};

/** Encodings of the same character, a final slash and OData's empty parentheses name the same list. */
const samePath = (one: string, other: string): boolean => plainPath(one) === plainPath(other);

const plainPath = (path: string): string => (decodeOrNull(path) ?? path).replace(/(\(\))?\/?$/, '');

const addMissing = (search: string, defaults: Query): string => {
  const present = new URLSearchParams(search);
  const missing = Object.fromEntries(Object.entries(defaults).filter(([name]) => !present.has(name)));
  return [search.replace(/^\?/, ''), searchOf(missing)].filter((part) => part !== '').join('&');
};

/** Query text with `%20` for blanks and the characters that vendors' own samples leave bare (`filter[id]`, `$top`). */
export const searchOf = (query: Query): string =>
  Object.entries(query)
    .flatMap(([name, value]) => valuesOf(value).map((item) => `${encode(name)}=${encode(item)}`))
    .join('&');

const valuesOf = (value: Query[string]): readonly string[] => {
  if (value === undefined) return [];
  return typeof value === 'object' ? value : [String(value)];
};

const BARE = /%(5B|5D|24|3A|2C|2F)/g;

const encode = (text: string): string => encodeURIComponent(wellFormed(text)).replace(BARE, decodeURIComponent);
