import { TapError, type FailureType } from './tap-error.ts';

/** The vendor is unreachable, erroring or slow: asked again within the retry budget, then worth a later run (exit 5). */
export class TransientError extends TapError {
  readonly failureType: FailureType = 'transient_error';
}
