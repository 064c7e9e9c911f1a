import { TapError, type FailureType } from './tap-error.ts';

/** Something was thrown that nobody expected: a bug (exit 1). The thrown value is the cause. */
export class UnexpectedError extends TapError {
  readonly failureType: FailureType = 'system_error';
}
