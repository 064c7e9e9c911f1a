import type { ResponseHeaders } from './request.ts';

/** An answer as the error table sees it. `body` is parsed JSON, or undefined when it isn't JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body: unknown;
  readonly text: string;
}

/**
 * What the caller does next.
 * `ok`: use it · `retry`: ask again, consuming a retry · `wait`: over quota, wait and ask again, consuming none ·
 * `credentials`: the key is rejected · `permission`: this stream is not granted (scope, plan) · `missing`: no such parent
 * or page · `config`: the connection's settings are wrong (unknown account) · `shape`: an answer that can't be understood
 */
export type Outcome = 'ok' | 'retry' | 'wait' | 'credentials' | 'permission' | 'missing' | 'config' | 'shape';

/** One row of a vendor's error table; the first whose `when` holds decides, before the common table. */
export interface ErrorRule {
  readonly when: (answer: Answer) => boolean;
  readonly outcome: Outcome;
  /** Retries at most, where asking again often is pointless; of no more than the run allows. */
  readonly atMostRetries?: number;
  /** What the user should do, as a sentence; the answer's own message is added (redacted). */
  readonly hint?: string;
}
