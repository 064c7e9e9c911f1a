import type { Sandbox } from '../../packages/sandbox/src/index.ts';
import { startSandbox } from '../../packages/sandbox/src/index.ts';
import type { SandboxOptions } from '../../packages/sandbox/src/index.ts';
import type { LearningBuilderOptions } from '../../packages/sandbox/src/portals/learningbuilder/options.ts';
import type { RawAnswer, RawOptions } from './raw-client.ts';
import { raw } from './raw-client.ts';

export type Row = Record<string, unknown>;

let open: Sandbox[] = [];

export async function start(
  options: LearningBuilderOptions = {},
  more: Partial<SandboxOptions> = {},
): Promise<Sandbox> {
  const sandbox = await startSandbox({ vendor: 'learningbuilder', users: 60, options, ...more });
  open.push(sandbox);
  return sandbox;
}

export async function closeAll(): Promise<void> {
  await Promise.all(open.map((sandbox) => sandbox.close()));
  open = [];
}

export function basicOf(user: string, key: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${key}`).toString('base64')}` };
}

export function memberKey({ config }: Sandbox): Record<string, string> {
  return basicOf(`Member_${String(config['username'])}`, String(config['key']));
}

/** The scheme of polled files and workflow values. */
export function rawKey({ config }: Sandbox): Record<string, string> {
  return { authorization: `apikey ${String(config['key'])}` };
}

/** An authorized request; `path` begins after the origin. */
export function get(sandbox: Sandbox, path: string, options: RawOptions = {}): Promise<RawAnswer> {
  return raw(`${sandbox.url}${path}`, { ...options, headers: { ...memberKey(sandbox), ...options.headers } });
}

/** The rows of a light, verbose or v4 answer. */
export function rowsOf({ json }: RawAnswer): Row[] {
  const body = (json['d'] ?? json) as Row | Row[];
  return Array.isArray(body) ? body : ((body['value'] ?? body['results']) as Row[]);
}

export function nextOf({ json }: RawAnswer): string | undefined {
  const verbose = (json['d'] as Row | undefined)?.['__next'];
  return (verbose ?? json['odata.nextLink'] ?? json['@odata.nextLink'] ?? json['@nextLink']) as string | undefined;
}

/** Follows next links, whatever their form. */
export async function readLinks(sandbox: Sandbox, path: string, options: RawOptions = {}): Promise<Row[]> {
  const rows: Row[] = [];
  let url: string | undefined = path;
  for (let page = 0; url !== undefined && page < 500; page += 1) {
    const { pathname, search }: URL = new URL(url, `${sandbox.url}${path}`);
    const answer: RawAnswer = await get(sandbox, `${pathname}${search}`, options);
    if (answer.status !== 200) throw new Error(`${url} answered ${String(answer.status)}: ${answer.text}`);
    rows.push(...rowsOf(answer));
    url = nextOf(answer);
  }
  return rows;
}

/** Without what belongs to the protocol and not to the row. */
export function bare(rows: readonly Row[]): Row[] {
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).filter(([name, value]) => {
        const isDeferred = typeof value === 'object' && value !== null && '__deferred' in value;
        return !isDeferred && name !== '__metadata' && !name.includes('@') && !name.startsWith('odata.');
      }),
    ),
  );
}
