import type { Sandbox } from '../../packages/sandbox/src/index.ts';
import type { RawAnswer, RawOptions } from './raw-client.ts';
import { raw } from './raw-client.ts';

export type Row = Record<string, unknown>;

/** An authorized request; `path` begins at the origin. */
export function ask(sandbox: Sandbox, path: string, options: RawOptions = {}): Promise<RawAnswer> {
  const authorization = `Bearer ${String(sandbox.config['key'])}`;
  return raw(`${sandbox.url}${path}`, { ...options, headers: { authorization, ...options.headers } });
}

export async function read<T = Row>(sandbox: Sandbox, path: string): Promise<T> {
  const answer = await ask(sandbox, path);
  if (answer.status !== 200) throw new Error(`${path} answered ${String(answer.status)} ${answer.text}`);
  return answer.json as T;
}

interface Envelope {
  readonly has_more: boolean;
  readonly data: Record<string, Row[]>;
}

/** Every row of a list with the envelope, by `has_more`. */
export async function readAll(sandbox: Sandbox, path: string, key: string, perPage = 100): Promise<Row[]> {
  const rows: Row[] = [];
  const mark = path.includes('?') ? '&' : '?';
  for (let page = 1; page < 1000; page += 1) {
    const body = await read<Envelope>(sandbox, `${path}${mark}page=${String(page)}&per_page=${String(perPage)}`);
    rows.push(...body.data[key]!);
    if (!body.has_more) break;
  }
  return rows;
}

export function academyPath(sandbox: Sandbox, position = 0): string {
  return `/api/v1/academies/${(sandbox.config['academy_ids'] as string[])[position]!}`;
}

export function within(sandbox: Sandbox, resource: string, position = 0): Row[] {
  const id = (sandbox.config['academy_ids'] as string[])[position]!;
  return sandbox.truth(resource).filter((row) => row['academy_id'] === id);
}

export function without(rows: readonly Row[], ...fields: string[]): Row[] {
  return rows.map((row) => Object.fromEntries(Object.entries(row).filter(([field]) => !fields.includes(field))));
}

/** Rows in an order that does not depend on the list's. */
export function sorted(rows: readonly Row[], ...keys: string[]): Row[] {
  const keyOf = (row: Row): string => keys.map((key) => JSON.stringify(row[key])).join('|');
  return [...rows].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
