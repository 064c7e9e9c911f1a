import { TapError, type FailureType } from './tap-error.ts';

/** The command line can't be understood (exit 2). */
export class UsageError extends TapError {
  readonly failureType: FailureType = 'config_error';
}
