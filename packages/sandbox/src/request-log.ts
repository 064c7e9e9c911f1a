import type { IncomingHttpHeaders } from 'node:http';
import { SlidingCount } from './limiter.ts';

export interface LoggedRequest {
  readonly atMs: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** 0 = the connection was cut or held instead of an answer. */
  readonly status: number;
  readonly headersSeen: IncomingHttpHeaders;
  /** The faults that were applied to the answer. */
  readonly faults: readonly string[];
}

const ringSize = 20_000;

/** What the vendor saw: the last 20,000 requests, and counters over all of them. */
export class RequestLog implements Iterable<LoggedRequest> {
  requests = 0;
  /** Requests with a method other than GET, HEAD or OPTIONS. */
  writes = 0;
  /** Answers by the portal's own limiter; injected rate-limit faults are not among them. */
  deniedCount = 0;
  /** The most requests that arrived within any window of the first limit, refused ones included. */
  maxPerWindow = 0;
  inFlight = 0;
  maxInFlight = 0;
  readonly responsesByStatus: Record<number, number> = {};
  /** Applied faults by kind. */
  readonly faults: Record<string, number> = {};
  /** Events that a portal reports, for example `keys-rotated`. */
  readonly flags: Record<string, number> = {};
  readonly #arrivals: SlidingCount;
  readonly #ring: LoggedRequest[] = [];
  #next = 0;

  constructor(windowMs: number) {
    this.#arrivals = new SlidingCount(windowMs);
  }

  arrived(atMs: number, method: string): void {
    this.requests += 1;
    this.inFlight += 1;
    if (this.inFlight > this.maxInFlight) this.maxInFlight = this.inFlight;
    if (!['GET', 'HEAD', 'OPTIONS'].includes(method)) this.writes += 1;
    this.#arrivals.add(atMs);
    this.maxPerWindow = Math.max(this.maxPerWindow, this.#arrivals.count(atMs));
  }

  answered(request: LoggedRequest): void {
    this.responsesByStatus[request.status] = (this.responsesByStatus[request.status] ?? 0) + 1;
    for (const kind of request.faults) this.faults[kind] = (this.faults[kind] ?? 0) + 1;
    this.#ring[this.#next] = request;
    this.#next = (this.#next + 1) % ringSize;
  }

  flag(name: string): void {
    this.flags[name] = (this.flags[name] ?? 0) + 1;
  }

  get length(): number {
    return this.#ring.length;
  }

  /** Oldest first; a negative position counts from the newest. */
  at(position: number): LoggedRequest | undefined {
    return this.toArray().at(position);
  }

  toArray(): LoggedRequest[] {
    return this.#ring.length < ringSize
      ? [...this.#ring]
      : [...this.#ring.slice(this.#next), ...this.#ring.slice(0, this.#next)];
  }

  [Symbol.iterator](): Iterator<LoggedRequest> {
    return this.toArray()[Symbol.iterator]();
  }

  clear(): void {
    this.#ring.length = 0;
    this.#next = 0;
    this.requests = 0;
    this.writes = 0;
    this.deniedCount = 0;
    this.maxPerWindow = 0;
    this.maxInFlight = this.inFlight;
    for (const counters of [this.responsesByStatus, this.faults, this.flags] as Record<string, number>[]) {
      for (const key of Object.keys(counters)) Reflect.deleteProperty(counters, key);
    }
  }
}
