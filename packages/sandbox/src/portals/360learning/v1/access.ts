import type { Reply, Route, Row, VendorRequest } from '../../../portal.ts';
import { json } from '../../../portal.ts';
import type { Resource, Table } from '../../../table.ts';
import { plainFailure, unknownRoute } from '../failures.ts';
import type { Credentials, TokenOffice } from '../tokens.ts';
import type { World } from '../world.ts';

/** What v2 holds and v1 shows in its own shapes. */
export interface Holdings {
  readonly users: Table;
  readonly groups: Table;
  readonly memberships: Table;
  readonly courses: Table;
  readonly attempts: Table;
  readonly paths: Table;
  readonly sessions: Table;
  readonly enrollments: Table;
  readonly statistics: Table;
  /** All v2 resources by stream name. */
  readonly resources: Readonly<Record<string, Resource>>;
}

/** Three ways in: `company` and `apiKey` in the query, two headers, or a token from the URL that v2 shares. */
export function refuseV1(
  request: VendorRequest,
  { companyId, apiKey }: Credentials,
  office: TokenOffice,
): Reply | undefined {
  const { query, headers } = request;
  const byQuery = query.get('company') === companyId && query.get('apiKey') === apiKey;
  const byHeaders = headers['x-company-id'] === companyId && headers['x-apikey'] === apiKey;
  const byToken = office.find(request)?.generation === 'v1';
  return byQuery || byHeaders || byToken ? undefined : plainFailure(401, 'unauthorized');
}

export class V1Routes {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  get(path: string, reply: (request: VendorRequest) => Reply): Route {
    return { method: 'GET', path: `/api/v1${path}`, unlimited: this.#world.options.limitsV1 === false, reply };
  }

  /** Whole array in one answer: v1 has no pagination. */
  list(path: string, rows: (request: VendorRequest) => readonly Row[] | Reply): Route {
    return this.get(path, (request) => {
      const answer = rows(request);
      return 'status' in answer ? answer : json(200, answer);
    });
  }
}

/** The user of an `{email or id}` part. A malformed one is an unknown route; an unknown user is 400, on GET as well. */
export function userNamed(holdings: Holdings, text: string): Row | Reply {
  if (/^[a-f0-9]{24}$/i.test(text)) return holdings.users.get(text) ?? plainFailure(400, 'user_not_found');
  if (!text.includes('@')) return unknownRoute;
  for (const row of holdings.users.rows()) if (row['mail'] === text) return row;
  return plainFailure(400, 'user_not_found');
}

/** The row of an `{id}` part. */
export function rowNamed(table: Table, text: string, unknown: Reply): Row | Reply {
  return /^[a-f0-9]{24}$/i.test(text) ? (table.get(text) ?? unknown) : unknownRoute;
}

export function isRefusal(value: Row | Reply): value is Reply {
  return typeof value['status'] === 'number';
}

/** v1 lists leave absent values out. */
export function defined(row: Row): Row {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
}

/** These fields, as far as they are set. */
export function picked(row: Row, ...fields: readonly string[]): Row {
  return Object.fromEntries(fields.filter((field) => row[field] !== undefined).map((field) => [field, row[field]]));
}

/** The person as statistics name them. */
export function personOf(row: Row | undefined, id: unknown): Row {
  return row === undefined ? { _id: id } : picked(row, '_id', 'mail', 'firstName', 'lastName');
}

/** `<name>After` and `<name>Before` in the query against a date of the row; undefined for a date it cannot read. */
export function dated(
  request: VendorRequest,
  fields: Readonly<Record<string, string>>,
): ((row: Row) => boolean) | undefined {
  const tests: ((row: Row) => boolean)[] = [];
  for (const [name, field] of Object.entries(fields)) {
    for (const end of ['After', 'Before'] as const) {
      const text = request.query.get(`${name}${end}`);
      if (text === null) continue;
      const edgeMs = Date.parse(text);
      if (Number.isNaN(edgeMs)) return undefined;
      tests.push((row) => {
        const value = row[field];
        if (typeof value !== 'string') return false;
        return end === 'After' ? Date.parse(value) >= edgeMs : Date.parse(value) < edgeMs;
      });
    }
  }
  return (row) => tests.every((test) => test(row));
}
