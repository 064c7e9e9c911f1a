import type { Reply, Row } from '../../portal.ts';
import { json } from '../../portal.ts';
import type { FlowluOptions } from './options.ts';

const texts: Readonly<Record<number, string>> = {
  10: 'unknown error',
  11: 'authorization failed',
  12: 'invalid request',
  13: 'internal server error',
  20: 'not found',
  21: 'validation error',
  22: 'access denied',
  30: 'unknown method',
  31: 'unknown module',
};

/** Every answer has status 200; only a successful one carries `response`: https://www.flowlu.com/api/ */
export function failure(code: number, text = texts[code] ?? 'unknown entity', details?: unknown): Reply {
  const error = { error_code: code, error_msg: text };
  return json(200, { error: details === undefined ? error : { ...error, error_details: details } });
}

export function badKey(options: FlowluOptions, text?: string): Reply {
  return { ...failure(11, text), status: options.badKeyStatus ?? 200 };
}

/** Validation of the current engine: here `error` is a string. */
export function invalid(options: FlowluOptions, details: Row): Reply {
  return json(options.validationStatus ?? 200, {
    error: 'validation',
    description: 'The submitted data is not valid',
    details,
  });
}

/** The key of the description is misspelt by the vendor. */
export function oauthFailure(error: string, description: string): Reply {
  return json(400, { error, error_descrption: description });
}

export const revokedToken: Reply = json(401, { error: 'Access token has been revoked' });

export const notAPortal: Reply = {
  status: 404,
  contentType: 'text/html; charset=utf-8',
  body: '<!DOCTYPE html>\n<html><head><title>404 Page Not Found</title></head><body><h1>404</h1></body></html>\n',
};

export function throttled(options: FlowluOptions, waitMs: number): Reply {
  const headers = options.retryAfter === true ? { 'Retry-After': String(Math.ceil(waitMs / 1000)) } : {};
  switch (options.rateLimitBody ?? 'text') {
    case 'text':
      return { status: 429, headers, contentType: 'text/plain; charset=utf-8', body: 'Too Many Requests' };
    case 'json':
      return json(429, { error: { error_code: 12, error_msg: 'Too Many Requests' } }, headers);
    case 'html':
      return { status: 429, headers, contentType: 'text/html', body: '<html><h1>429 Too Many Requests</h1></html>' };
    case 'empty':
      return { status: 429, headers, contentType: 'text/html', body: '' };
    case 'error-200':
      return failure(12, 'Request limit exceeded, the rate limit of your plan applies');
  }
}
