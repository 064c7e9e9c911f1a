import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Fault, FaultKind } from './faults.ts';
import type { Reply } from './portal.ts';

const loginPage =
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form action="/login" method="post"><input name="email"></form></body></html>\n';
const gatewayPage =
  '<html>\r\n<head><title>503 Service Temporarily Unavailable</title></head>\r\n<body><center><h1>503 Service Temporarily Unavailable</h1></center></body>\r\n</html>\r\n';

export interface FaultContext {
  readonly request: IncomingMessage;
  /** Origin of a second server that stands for a stranger. */
  readonly elsewhere: string;
  readonly nowMs: number;
  readonly rateLimited: () => Reply;
  readonly errorWithStatus200: () => Reply;
}

/** Answers that replace the portal's own; undefined = this fault works another way. */
export function replacement(fault: Fault, context: FaultContext): Reply | undefined {
  const { request } = context;
  const seconds = fault.seconds ?? 1;
  switch (fault.kind) {
    case 'rate-limit':
      return context.rateLimited();
    case 'rate-limit-seconds':
      return withHeader(context.rateLimited(), 'retry-after', String(seconds));
    case 'rate-limit-date':
      // HTTP-dates have whole seconds: round up, or the wait would be shorter than asked.
      return withHeader(
        context.rateLimited(),
        'retry-after',
        new Date(Math.ceil(context.nowMs / 1000 + seconds) * 1000).toUTCString(),
      );
    case '500':
    case '502':
    case '504':
      return { status: Number(fault.kind), body: { error: `Simulated ${fault.kind}` } };
    case 'html-503':
      return { status: 503, body: gatewayPage, contentType: 'text/html' };
    case 'html-login':
      return { status: 200, body: loginPage, contentType: 'text/html; charset=utf-8' };
    case 'empty-200':
      return { status: 200, body: '' };
    case '200-with-error-body':
      return { ...context.errorWithStatus200(), status: 200 };
    case 'redirect': {
      const target = new URL(request.url ?? '/', context.elsewhere);
      if (request.headers.authorization !== undefined)
        target.searchParams.set('authorization', request.headers.authorization);
      return { status: 302, headers: { location: target.href }, body: '', contentType: 'text/html' };
    }
    case 'echo-secrets': {
      const { authorization = null, cookie = null } = request.headers;
      return {
        status: 500,
        body: {
          error: 'Unhandled exception',
          request: { url: request.url, authorization, cookie, headers: request.headers },
        },
      };
    }
    default:
      return undefined;
  }
}

function withHeader(reply: Reply, name: string, value: string): Reply {
  return { ...reply, headers: { ...reply.headers, [name]: value } };
}

/** Changes to the portal's own answer before it is sent. */
export function distort(reply: Reply, faults: readonly Fault[], perishableHeaders: readonly string[]): Reply {
  let distorted = reply;
  for (const { kind } of faults) {
    if (kind === 'missing-envelope') distorted = { ...distorted, body: withoutEnvelope(distorted) };
    if (kind === 'wrong-content-type') distorted = { ...distorted, contentType: 'text/html; charset=utf-8' };
    if (kind === 'invalid-json') distorted = { ...distorted, body: broken(encode(distorted.body)) };
    if (kind === 'stripped-headers') {
      const kept = Object.entries(distorted.headers ?? {}).filter(
        ([name]) => !perishableHeaders.includes(name.toLowerCase()),
      );
      distorted = { ...distorted, headers: Object.fromEntries(kept) };
    }
  }
  return distorted;
}

function withoutEnvelope({ body, envelope }: Reply): unknown {
  if (Array.isArray(body) || typeof body !== 'object' || body === null) return {};
  const [head = '', ...rest] = (envelope ?? '').split('.');
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]: [string, unknown]) => {
      if (key !== head) return [[key, value]];
      return rest.length === 0 ? [] : [[key, withoutEnvelope({ status: 200, body: value, envelope: rest.join('.') })]];
    }),
  );
}

function broken(text: string): string {
  const middle = Math.floor(text.length / 2);
  return `${text.slice(0, middle)}\u0007<<${text.slice(middle)}`;
}

function encode(body: unknown): string {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

const cutting = [
  'reset-before-headers',
  'stall-before-headers',
  'reset-in-body',
  'stall-in-body',
  'truncated-right-length',
] as const;
type Cut = (typeof cutting)[number];

/** Sends a reply, whole or cut. True when a complete HTTP answer went out. */
export function transmit(
  response: ServerResponse,
  reply: Reply,
  faults: readonly Fault[],
  options: { readonly gzip: boolean; readonly acceptsGzip: boolean },
): boolean {
  const has = (kind: FaultKind): boolean => faults.some((fault) => fault.kind === kind);
  const cut = cutting.find(has);
  const socket = response.socket;
  if (cut === 'reset-before-headers') {
    reset(socket);
    return false;
  }
  if (cut === 'stall-before-headers') return false;

  let body: Buffer = Buffer.from(encode(reply.body), 'utf8');
  const headers: Record<string, string> = {
    'content-type': reply.contentType ?? 'application/json; charset=utf-8',
    ...reply.headers,
  };
  const cutsGzip = has('gzip-truncated') && options.acceptsGzip;
  const cutsText = has('truncated-wrong-length') || (has('gzip-truncated') && !options.acceptsGzip);
  if (cutsText) body = firstHalf(body);
  else if ((options.gzip && options.acceptsGzip && body.length > 256) || cutsGzip) {
    body = gzipSync(body, { level: 1 });
    if (cutsGzip) body = firstHalf(body);
    headers['content-encoding'] = 'gzip';
    headers['vary'] = 'Accept-Encoding';
  }
  headers['content-length'] = String(body.length);
  response.writeHead(reply.status, headers);
  if (cut === undefined) {
    response.end(body);
    return true;
  }
  sendHalf(response, body, cut);
  return false;
}

function sendHalf(response: ServerResponse, body: Buffer, cut: Cut): void {
  const { socket } = response;
  // The half must have left before the connection goes, or the client would see a cut before the headers.
  response.write(firstHalf(body), () => {
    if (cut === 'truncated-right-length') socket?.end();
    if (cut === 'reset-in-body')
      setTimeout(() => {
        reset(socket);
      }, 5).unref();
  });
}

function firstHalf(body: Buffer): Buffer {
  return body.subarray(0, Math.floor(body.length / 2));
}

function reset(socket: Socket | null): void {
  socket?.resetAndDestroy();
}
