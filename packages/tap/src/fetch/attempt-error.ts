import type { TapError } from '../errors/tap-error.ts';

/** What an attempt that failed asks for. */
export type Wish =
  | { readonly kind: 'give-up' }
  /** `afterMs`: the vendor said how long; null: back off. `atMostRetries`: null where only the budget counts. */
  | { readonly kind: 'retry'; readonly afterMs: number | null; readonly atMostRetries: number | null }
  /** Over quota. Consumes no retry; the quota's pause does the waiting. */
  | { readonly kind: 'wait' }
  /** What was rejected can be sent otherwise: the token, or how JSON is accepted. Consumes no retry. */
  | { readonly kind: 'renew' };

/** Carries a failed attempt through the retry loop; only `error` ever leaves it. */
export class AttemptError extends Error {
  readonly error: TapError;
  readonly wish: Wish;

  constructor(error: TapError, wish: Wish) {
    super(error.message, { cause: error });
    this.name = 'AttemptError';
    this.error = error;
    this.wish = wish;
  }
}
