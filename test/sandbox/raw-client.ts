import { request } from 'node:http';
import type { Agent, IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Sandbox } from '../../packages/sandbox/src/index.ts';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly text: string;
  readonly json: Record<string, unknown>;
}

export interface RawOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly timeoutMs?: number;
  readonly gzip?: boolean;
  /** Default: a connection of its own. */
  readonly agent?: Agent;
  /** Filled while the answer arrives, for answers that never become whole. */
  readonly progress?: { status?: number; bytes?: number };
}

/** One request with nothing between the test and the socket: no retry, no redirect, no decoding of broken answers. */
export function raw(url: string, options: RawOptions = {}): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const headers = {
      accept: 'application/json',
      ...(options.gzip === true ? { 'accept-encoding': 'gzip' } : {}),
      ...options.headers,
    };
    const sent = request(
      url,
      { method: options.method ?? 'GET', headers, agent: options.agent ?? false },
      (response) => {
        const chunks: Buffer[] = [];
        const progress = options.progress ?? {};
        progress.status = response.statusCode ?? 0;
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          progress.bytes = (progress.bytes ?? 0) + chunk.length;
        });
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          const isGzip = response.headers['content-encoding'] === 'gzip';
          const text = (): string => (isGzip ? gunzipSync(bytes) : bytes).toString('utf8');
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            bytes,
            get text() {
              return text();
            },
            get json() {
              return JSON.parse(text()) as Record<string, unknown>;
            },
          });
        });
      },
    );
    sent.on('error', reject);
    if (options.timeoutMs !== undefined) {
      setTimeout(() => sent.destroy(new Error('timed out')), options.timeoutMs).unref();
    }
    sent.end(options.body);
  });
}

export function basic(sandbox: Sandbox): Record<string, string> {
  const { username, key } = sandbox.config as { username: string; key: string };
  return { authorization: `Basic ${Buffer.from(`${username}:${key}`).toString('base64')}` };
}

/** An authorized GET below the LearnUpon API. */
export function get(sandbox: Sandbox, path: string, options: RawOptions = {}): Promise<RawAnswer> {
  return raw(`${sandbox.url}/api/v1${path}`, { ...options, headers: { ...basic(sandbox), ...options.headers } });
}

/** Reads a whole LearnUpon list by its paging headers. */
export async function readAll(
  sandbox: Sandbox,
  path: string,
  envelope: string,
  maxPages = 1000,
): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (let page = 1; page <= maxPages; page += 1) {
    const answer = await get(sandbox, `${path}${path.includes('?') ? '&' : '?'}page=${String(page)}`);
    if (answer.status !== 200) throw new Error(`${path} answered ${String(answer.status)}`);
    rows.push(...(answer.json[envelope] as Record<string, unknown>[]));
    if (answer.headers['lu-has-next-page'] !== 'true') break;
  }
  return rows;
}
