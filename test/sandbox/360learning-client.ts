import type { Sandbox } from '../../packages/sandbox/src/index.ts';
import type { RawAnswer, RawOptions } from './raw-client.ts';
import { raw } from './raw-client.ts';

export type Json = Record<string, unknown>;

export function mint(sandbox: Sandbox, body: unknown = tokenBody(sandbox)): Promise<RawAnswer> {
  return raw(`${sandbox.url}/api/v2/oauth2/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

export function tokenBody(sandbox: Sandbox): Json {
  const { username, key } = sandbox.config;
  return { grant_type: 'client_credentials', client_id: username, client_secret: key };
}

/** The two headers of every v2 request, with a fresh token. */
export async function credentials(sandbox: Sandbox): Promise<Record<string, string>> {
  const { access_token } = (await mint(sandbox)).json;
  return { authorization: `Bearer ${String(access_token)}`, '360-api-version': 'v2.0' };
}

const known = new WeakMap<Sandbox, Promise<Record<string, string>>>();

/** A GET below the v2 API; the token is minted once per sandbox. */
export async function get(sandbox: Sandbox, path: string, options: RawOptions = {}): Promise<RawAnswer> {
  const headers = known.get(sandbox) ?? credentials(sandbox);
  known.set(sandbox, headers);
  const url = path.startsWith('http') ? path : `${sandbox.url}/api/v2${path}`;
  return raw(url, { ...options, headers: { ...(await headers), ...options.headers } });
}

export function nextUrl(answer: RawAnswer): string | undefined {
  return /^<([^>]*)>; rel="next"$/.exec(String(answer.headers.link))?.[1];
}

/** Reads a whole list by its Link headers, one array of items per page. */
export async function pages(sandbox: Sandbox, path: string, maxPages = 500): Promise<unknown[][]> {
  const read: unknown[][] = [];
  for (let url: string | undefined = path; url !== undefined && read.length < maxPages;) {
    const answer = await get(sandbox, url);
    if (answer.status !== 200) throw new Error(`${url} answered ${String(answer.status)}: ${answer.text}`);
    read.push(answer.json as unknown as unknown[]);
    url = nextUrl(answer);
  }
  return read;
}

export async function readAll(sandbox: Sandbox, path: string): Promise<Json[]> {
  return (await pages(sandbox, path)).flat() as Json[];
}

/** Error code in either of the two shapes. */
export function code(answer: RawAnswer): unknown {
  const { error } = answer.json;
  return typeof error === 'object' && error !== null ? (error as Json)['code'] : error;
}
