import { TapError, type FailureType, type TapErrorOptions } from './tap-error.ts';

/** The vendor's quota is used up for longer than the run may wait; says when to resume (exit 5). */
export class QuotaError extends TapError {
  readonly failureType: FailureType = 'transient_error';
  /** Epoch milliseconds after which a run can go on, when known. */
  readonly resumeAtMs: number | null;

  constructor(message: string, resumeAtMs: number | null, options: TapErrorOptions = {}) {
    super(message, options);
    this.resumeAtMs = resumeAtMs;
  }
}
