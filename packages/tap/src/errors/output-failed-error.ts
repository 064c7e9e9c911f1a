import { TapError, type FailureType } from './tap-error.ts';

/** The output can't be written (disk full, device error): stop, make room, run again (exit 1). */
export class OutputFailedError extends TapError {
  readonly failureType: FailureType = 'system_error';
}
