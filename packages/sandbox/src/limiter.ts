export interface Limit {
  readonly name: string;
  readonly requests: number;
  readonly windowMs: number;
  /** `sliding` (default) counts the last windowMs; `fixed` starts anew at each multiple of windowMs. */
  readonly window?: 'sliding' | 'fixed';
}

export interface Quota {
  readonly limit: Limit;
  readonly remaining: number;
  /** Until one more request would be let in; 0 when it would be now. */
  readonly waitMs: number;
}

export interface OtherClient {
  /** Share of each limit that another client of the same account asks for, evenly spread. */
  readonly share: number;
}

/** Counts the moments of the last windowMs; a queue with a moving head, so that 360,000 a week stay cheap. */
export class SlidingCount {
  readonly #windowMs: number;
  #moments: number[] = [];
  #head = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(atMs: number): void {
    this.#moments.push(atMs);
  }

  /** Moments in (atMs - windowMs, atMs]. */
  count(atMs: number): number {
    return this.countAfter(atMs - this.#windowMs);
  }

  countAfter(edgeMs: number): number {
    while ((this.#moments[this.#head] ?? Infinity) <= edgeMs) this.#head += 1;
    if (this.#head > 4096 && this.#head * 2 > this.#moments.length) {
      this.#moments = this.#moments.slice(this.#head);
      this.#head = 0;
    }
    return this.#moments.length - this.#head;
  }

  oldest(): number | undefined {
    return this.#moments[this.#head];
  }
}

/** One limit of one account, shared with an optional other client; refused requests do not count. */
export class Limiter {
  readonly limit: Limit;
  readonly #accepted: SlidingCount;
  readonly #otherEveryMs: number;
  #otherNextMs: number;

  constructor(limit: Limit, startMs: number, other?: OtherClient) {
    this.limit = limit;
    this.#accepted = new SlidingCount(limit.windowMs);
    this.#otherEveryMs =
      other === undefined || other.share <= 0 ? Infinity : limit.windowMs / (limit.requests * other.share);
    this.#otherNextMs = startMs + this.#otherEveryMs;
  }

  quota(atMs: number): Quota {
    this.#letOtherClientAsk(atMs);
    const remaining = Math.max(0, this.limit.requests - this.#used(atMs));
    return { limit: this.limit, remaining, waitMs: remaining > 0 ? 0 : this.#waitMs(atMs) };
  }

  take(atMs: number): void {
    this.#accepted.add(atMs);
  }

  #letOtherClientAsk(atMs: number): void {
    // After a long silence only the last window matters.
    const behind = Math.floor((atMs - this.limit.windowMs - this.#otherNextMs) / this.#otherEveryMs);
    if (behind > 0) this.#otherNextMs += behind * this.#otherEveryMs;
    while (this.#otherNextMs <= atMs) {
      if (this.#used(this.#otherNextMs) < this.limit.requests) this.#accepted.add(this.#otherNextMs);
      this.#otherNextMs += this.#otherEveryMs;
    }
  }

  #used(atMs: number): number {
    if (this.limit.window !== 'fixed') return this.#accepted.count(atMs);
    return this.#accepted.countAfter(Math.floor(atMs / this.limit.windowMs) * this.limit.windowMs - 1);
  }

  #waitMs(atMs: number): number {
    if (this.limit.window === 'fixed') return this.limit.windowMs - (atMs % this.limit.windowMs);
    return Math.max(1, (this.#accepted.oldest() ?? atMs) + this.limit.windowMs - atMs);
  }
}
