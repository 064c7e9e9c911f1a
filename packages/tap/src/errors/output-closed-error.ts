import { TapError, type FailureType } from './tap-error.ts';

/** Whoever read the output went away (EPIPE): stop quietly, non-zero. What it did not read it will ask for again. */
export class OutputClosedError extends TapError {
  readonly failureType: FailureType = 'system_error';
}
