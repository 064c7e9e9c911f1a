import type { Query, ResponseHeaders } from '../define/request.ts';

export interface PageRequest {
  /** Below the connection's base path; starts with `/`. */
  readonly path: string;
  readonly query?: Query;
  /** Asked instead of `path` and `query` (a next link). Must have the connection's origin and `path`'s path. */
  readonly url?: string;
  readonly accept?: 'json' | 'xml';
  /** For messages, metrics and the report. */
  readonly stream: string;
  readonly signal?: AbortSignal;
  /**
   * Looks at a good answer before it is returned, inside the retry: a TransientError thrown here asks again.
   * Nothing downstream may be awaited here.
   */
  readonly inspect?: (page: FetchedPage) => void;
}

export interface FetchedPage {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** Parsed JSON (numbers that a double can't hold are LosslessNumber), or text for `accept: 'xml'`. */
  readonly body: unknown;
  /** Bytes of the body after decompression. */
  readonly bytes: number;
  readonly url: URL;
  /** The vendor's clock (`Date` header) as epoch milliseconds, or null. */
  readonly serverTimeMs: number | null;
}

export interface FetchStatistics {
  requests: number;
  retries: number;
  rateLimited: number;
  secondsWaited: number;
  /** Requests per stream name. */
  readonly requestsByStream: Map<string, number>;
}

/** A wait that lasts longer than a moment, told to the log and (Airbyte) as RATE_LIMITED. */
export interface Waiting {
  readonly reason: 'rate-limit' | 'retry';
  readonly stream: string;
  /** Epoch milliseconds at which asking goes on. */
  readonly untilMs: number;
  readonly sentence: string;
}

/**
 * Reads whole answers from one origin: authenticated, paced, retried. The one place that sends anything.
 */
export interface Fetcher {
  /**
   * @throws CredentialsError, PermissionError, MissingError, ConfigError, QuotaError, TransientError (retries used up),
   *   ResponseShapeError, or the signal's reason.
   */
  readonly fetchPage: (request: PageRequest) => Promise<FetchedPage>;
  readonly statistics: FetchStatistics;
  /** The vendor's clock at this moment, epoch ms: the local clock plus the offset that `Date` headers show. */
  readonly vendorNowMs: () => number;
  /** Ends all requests and closes sockets. */
  readonly close: () => Promise<void>;
}
