import { TapError, type FailureType } from './tap-error.ts';

/** A stream was asked for by a name that does not exist: the others are read, the run ends as failed (exit 1). */
export class UnknownStreamError extends TapError {
  readonly failureType: FailureType = 'config_error';
}
