import { TapError, type FailureType } from './tap-error.ts';

/** The vendor says that this path or parent does not exist (404). */
export class MissingError extends TapError {
  readonly failureType: FailureType = 'system_error';
}
