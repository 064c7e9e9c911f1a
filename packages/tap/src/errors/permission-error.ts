import { TapError, type FailureType } from './tap-error.ts';

/** The key is good, but this stream is not granted: a scope, permission or plan feature is missing. */
export class PermissionError extends TapError {
  readonly failureType: FailureType = 'config_error';
}
