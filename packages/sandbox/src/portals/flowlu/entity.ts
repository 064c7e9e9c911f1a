import type { Column } from './columns.ts';

/** One `{module}/{entity}` of the API. */
export interface Entity {
  /** The dossier's stream name; no stream adds a parent's key, the records hold their foreign keys. */
  readonly stream: string;
  /** `crm/lead`. */
  readonly path: string;
  readonly rows: (users: number) => number;
  /** In the order of the records; `id` comes first and is not among them. */
  readonly columns: Readonly<Record<string, Column>>;
}

export function entity(
  stream: string,
  path: string,
  rows: (users: number) => number,
  columns: Readonly<Record<string, Column>>,
): Entity {
  return { stream, path, rows, columns };
}

/** As many rows per user of the account. */
export function each(perUser: number): (users: number) => number {
  return (users) => Math.max(2, Math.ceil(users * perUser));
}

/** A list that does not grow with the account. */
export function few(rows: number): () => number {
  return () => rows;
}
