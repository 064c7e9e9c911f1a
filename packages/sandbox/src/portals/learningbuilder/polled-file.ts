import type { List, Reply, Route, Row, VendorRequest } from '../../portal.ts';
import { Table } from '../../table.ts';
import { htmlPage } from './odata/failures.ts';
import type { World } from './world.ts';
import { absent } from './writes.ts';

/** The URL of a file is told by the tenant's administrator; this one is invented. */
const filePath = '/PolledDataFiles/recent_completions.json';

/** Resource `recent_completions`: what the SQL procedure of one polled data file gave. Its columns are the tenant's own. */
export function polledTable(world: World): Table {
  const { users, nowMs } = world.setup;
  const hasIds = world.options.polledIds ?? true;
  const idOf = (slot: number): string => `${String(42 + slot * 3)}-2025${String(101 + (slot % 28))}`;
  return new Table(
    {
      name: 'recent_completions',
      count: Math.min(users, 400),
      idOf,
      make: (slot) => ({
        ...(hasIds ? { id: idOf(slot) } : {}),
        memberId: 42 + slot * 3,
        email: slot % 9 === 4 ? '' : `member.${String(slot)}@example.org`,
        status: world.words.text('Certified', 510, slot),
        changedOn: slot % 13 === 6 ? null : new Date(world.pastMs(3, 511, slot)).toISOString().slice(0, 19),
        ...(world.isOdd && slot % 17 === 5 ? { 'CE Units (total)': slot % 2 === 0 ? '3.00' : 3 } : {}),
      }),
      onUpdate: (_row, _atMs, revision) => ({ status: `Changed ${String(revision)}` }),
    },
    nowMs,
  );
}

export function polledRoutes(world: World, table: Table): Route[] {
  const startedMs = world.setup.nowMs();
  const guarded = (reply: Route['reply']): Route['reply'] => {
    return (request) => (world.hasRelease('11.2.0') ? reply(request) : absent());
  };
  const get = (request: VendorRequest): Reply | List => read(world, table, startedMs, request);
  return [
    { method: 'GET', path: filePath, reply: guarded(get) },
    {
      method: 'HEAD',
      path: filePath,
      reply: guarded(() =>
        world.options.polledHead === true
          ? { status: 200, headers: validators(world, table, startedMs), body: '' }
          : htmlPage(405, 'Method Not Allowed'),
      ),
    },
  ];
}

/** A static asset of the web server, built anew now and then. */
function validators({ options }: World, table: Table, startedMs: number): Record<string, string> {
  if (options.polledValidators === false) return {};
  const changedMs = table.history.at(-1)?.atMs ?? startedMs;
  return {
    ETag: `"${String(table.history.length)}-${String(table.size)}"`,
    'Last-Modified': new Date(changedMs).toUTCString(),
  };
}

function read(world: World, table: Table, startedMs: number, { headers: sent }: VendorRequest): Reply | List {
  const headers = validators(world, table, startedMs);
  if (headers['ETag'] !== undefined && sent['if-none-match'] === headers['ETag'])
    return { status: 304, headers, body: '' };
  return {
    source: table.all(),
    paging: {
      kind: 'none',
      read: () => ({ size: Math.max(1, table.size), index: 0 }),
      write: ({ rows }) => ({ ...written(world, rows), headers }),
    },
  };
}

function written({ options }: World, rows: readonly Row[]): Reply {
  switch (options.polledFile ?? 'array') {
    case 'array':
      return { status: 200, contentType: 'application/json', body: rows };
    case 'wrapped':
      return { status: 200, contentType: 'application/json', envelope: 'data', body: { data: rows } };
    case 'csv': {
      const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
      const lines = [columns, ...rows.map((row) => columns.map((name) => row[name] ?? ''))];
      // Excel wants the mark at the beginning.
      const body = `\ufeff${lines.map((line) => line.map(quoted).join(',')).join('\r\n')}\r\n`;
      return { status: 200, contentType: 'text/csv; charset=utf-8', body };
    }
  }
}

function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
