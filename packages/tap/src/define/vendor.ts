import type { Auth } from './auth.ts';
import type { Limits } from './limits.ts';
import type { Position } from './paginator.ts';
import type { ErrorRule } from './error-rule.ts';
import type { Query } from './request.ts';
import type { Fields } from './fields.ts';
import type { Stream } from './stream.ts';

/** A vendor account as the engine talks to it. Built by the vendor from its own part of the config. */
export interface Connection {
  /** `https://acme.example.com`, without a path. http only on loopback. */
  readonly origin: string;
  /** Put before every stream's path: `/api/v1`. */
  readonly basePath: string;
  readonly auth: Auth;
  readonly headers?: Readonly<Record<string, string>>;
  /** Other values of `accept`, for servers that refuse (406, 415) that of `headers`; what one takes is kept to. */
  readonly acceptInstead?: readonly string[];
  /** Sent with every request. */
  readonly query?: Query;
  readonly limits: Limits;
  /** Looked at before the common table of status -> error. */
  readonly errors?: readonly ErrorRule[];
  readonly requestTimeoutSeconds?: number;
  /** Paths (matched against the whole path, without the query) that no request may reach by any method. */
  readonly forbiddenPaths?: readonly RegExp[];
  /** IANA zone of the vendor's times without an offset. */
  readonly timezone?: string;
}

/** Reads one JSON answer outside a stream's list: checks, definitions of custom fields, metadata. */
export type Read = (request: {
  readonly path: string;
  readonly query?: Query;
  readonly accept?: 'json' | 'xml';
}) => Promise<unknown>;

export interface Vendor<Config = Readonly<Record<string, unknown>>> {
  readonly name: string;
  /** As the vendor writes it. */
  readonly title: string;
  readonly documentation: string;
  readonly connect: (config: Config) => Connection;
  /** The cheapest request without side effects that proves the credentials. Throws what reading throws. */
  readonly check: (read: Read, config: Config) => Promise<void>;
  /** Every stream this config can have, in a fixed order, known without a request. */
  readonly streams: (config: Config) => readonly Stream[];
  /**
   * What only the account tells: custom fields (added to a stream's fields) or whole streams (metadata-driven APIs).
   * Errors pass through: discovery never falls back to less.
   */
  readonly discover?: (read: Read, config: Config) => Promise<Discovered>;
  /** Which single answer tells whether a family may be read; default: the first page of the family's first stream. */
  readonly probes?: Readonly<Record<string, string>>;
  /** A position of its lists with less on it than their first page, which may be the whole list. */
  readonly probeAt?: Position;
}

export interface Discovered {
  /** Streams added to, or replacing those of the same name in, `Vendor.streams`. */
  readonly streams?: readonly Stream[];
  /** `streams` are all that the account has: those known without a request and not among them are left out. */
  readonly complete?: true;
  /** Fields added to streams, by stream name. */
  readonly fields?: Readonly<Record<string, Fields>>;
}

export const defineVendor = <Config>(vendor: Vendor<Config>): Vendor<Config> => vendor;
