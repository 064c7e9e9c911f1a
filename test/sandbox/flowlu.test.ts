import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sandbox, SandboxOptions } from '../../packages/sandbox/src/index.ts';
import { startSandbox } from '../../packages/sandbox/src/index.ts';
import type { FlowluOptions } from '../../packages/sandbox/src/portals/flowlu/options.ts';
import type { RawAnswer, RawOptions } from './raw-client.ts';
import { raw } from './raw-client.ts';

type Row = Record<string, unknown>;
interface Envelope {
  readonly total?: number;
  readonly total_result?: number;
  readonly page: number;
  readonly count: number;
  readonly items: Row[];
}

let open: Sandbox[] = [];
async function start(options: FlowluOptions = {}, more: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ vendor: 'flowlu', users: 60, limit: 'none', options, ...more });
  open.push(sandbox);
  return sandbox;
}
afterEach(async () => {
  await Promise.all(open.map((sandbox) => sandbox.close()));
  open = [];
});

/** `path` may bring a query; the key goes into it. */
function get(sandbox: Sandbox, path: string, options: RawOptions = {}): Promise<RawAnswer> {
  const url = new URL(`${sandbox.url}/api/v1/module/${path}`);
  url.searchParams.set('api_key', sandbox.config['key'] as string);
  return raw(url.href, options);
}

async function list(sandbox: Sandbox, path: string, parameters: Record<string, string> = {}): Promise<Envelope> {
  const query = new URLSearchParams(parameters);
  const answer = await get(sandbox, `${path}/list?${query.toString()}`);
  return answer.json['response'] as Envelope;
}

async function readAll(sandbox: Sandbox, path: string, parameters: Record<string, string> = {}): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1; page < 100; page += 1) {
    const { items } = await list(sandbox, path, { limit: '100', ...parameters, page: String(page) });
    if (items.length === 0) return rows;
    rows.push(...items);
  }
  throw new Error('no end');
}

const ids = (rows: readonly Row[]): unknown[] => rows.map(({ id }) => id);
const errorOf = (answer: RawAnswer): unknown => (answer.json['error'] as Row)['error_code'];

describe('lists', () => {
  test('every stream gives its truth over its own path, newest first, with foreign keys that lead somewhere', async () => {
    const sandbox = await start({ absent: [] });
    const paths = {
      accounts: 'crm/account',
      tasks: 'task/tasks',
      invoice_items: 'fin/invoice_item',
      users: 'core/user',
    };
    for (const [stream, path] of Object.entries(paths)) {
      const rows = await readAll(sandbox, path);
      expect(rows).toEqual(JSON.parse(JSON.stringify(sandbox.truth(stream))));
      const numbers = ids(rows).map(Number);
      expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    }
    const invoices = new Set(ids(sandbox.truth('invoices')));
    const parents = sandbox.truth('invoice_items').map((row) => row['invoice_id']);
    expect(parents.filter((id) => typeof id === 'number' && id > 0).every((id) => invoices.has(id))).toBe(true);
  });
});
