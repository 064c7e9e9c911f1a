import type { IncomingHttpHeaders } from 'node:http';
import type { Limit, Quota } from './limiter.ts';
import type { Resource, RowSource } from './table.ts';

export type Row = Record<string, unknown>;

export interface VendorRequest {
  readonly method: string;
  readonly path: string;
  /** Values of the `{name}` parts of the route's path, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The query as it was sent, with its `?`, for vendors that tell encoded brackets from raw ones. */
  readonly search: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly atMs: number;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is; anything else as JSON. */
  readonly body: unknown;
  /** Default `application/json; charset=utf-8`. */
  readonly contentType?: string;
  /** Dotted path of the key that holds the rows; absent for a bare array. Only the fault `missing-envelope` reads it. */
  readonly envelope?: string;
}

export function json(status: number, body: unknown, headers?: Readonly<Record<string, string>>): Reply {
  return headers === undefined ? { status, body } : { status, body, headers };
}

/** Where in a list a request wants to read: a page index (0-based) or a row offset. */
export type Position = { readonly size: number } & ({ readonly index: number } | { readonly offset: number });

export interface Page {
  readonly rows: readonly Row[];
  readonly index: number;
  readonly offset: number;
  readonly size: number;
  readonly hasNext: boolean;
  readonly total: number;
}

/** One paging convention of a vendor. `read` may refuse the request with a Reply. */
export interface Paging {
  /**
   * `page` and `token` positions are page indexes, so that the fault `empty-page-in-the-middle` can slip a page in.
   * A token must carry the index only; `offset` advances by rows; `none` returns everything at once.
   */
  readonly kind: 'page' | 'token' | 'offset' | 'none';
  read(request: VendorRequest): Position | Reply;
  write(page: Page, request: VendorRequest): Reply;
}

export interface List {
  readonly source: RowSource;
  readonly paging: Paging;
  /** Turns a row in the dossier's record terms into what the vendor sends, for example without the parent's key. */
  readonly render?: (row: Row) => Row;
}

export interface Route {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** For example `/api/v1/users/{id}`; a `{name}` matches one path segment. The first route that matches is taken. */
  readonly path: string;
  /** Served without credentials, for example a token endpoint. */
  readonly open?: boolean;
  /** Not counted by the limiter. */
  readonly unlimited?: boolean;
  reply(request: VendorRequest): Reply | List;
}

export interface Portal {
  /** The vendor's real limits; the first one is what `SandboxOptions.limit` replaces. */
  readonly limits: readonly Limit[];
  readonly routes: readonly Route[];
  /** By the dossier's stream name. */
  readonly resources: Readonly<Record<string, Resource>>;
  /** Lower-case names of paging and quota headers, which a bad proxy drops. */
  readonly perishableHeaders: readonly string[];
  /** What a user of the connector puts into config.json, without `vendor` and `base_url`. */
  config(): Row;
  /** undefined = let in. */
  authenticate(request: VendorRequest): Reply | undefined;
  /** The answer to a revoked or wrong key. */
  unauthorized(request: VendorRequest): Reply;
  notFound(request: VendorRequest): Reply;
  rateLimited(request: VendorRequest, quota: Quota): Reply;
  /** The vendor's error object, sent with status 200. */
  errorWithStatus200(request: VendorRequest): Reply;
  /** Refuses odd requests before routing. */
  inspect?(request: VendorRequest): Reply | undefined;
  quotaHeaders?(quotas: readonly Quota[]): Readonly<Record<string, string>>;
  /** They come with errors, too. */
  readonly quotaHeadersOnErrors?: boolean;
}

export interface PortalSetup {
  readonly users: number;
  readonly seed: number;
  /** Rows per page, where the vendor (not the client) decides; undefined = the vendor's real sizes. */
  readonly pageSize: number | undefined;
  readonly credentials: Readonly<Record<string, string>>;
  /** Vendor options: see the vendor's `...Options` interface. */
  readonly options: object;
  readonly nowMs: () => number;
  /** `http://127.0.0.1:port`; known once the sandbox listens. */
  readonly origin: () => string;
  /** Counts an event that tests ask about, in `log.flags`. */
  readonly flag: (name: string) => void;
}

export type PortalFactory = (setup: PortalSetup) => Portal;
