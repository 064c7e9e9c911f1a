import { TapError, type FailureType } from '../errors/tap-error.ts';

/** A path that writes or rotates keys was about to be asked: a mistake in a stream, stopped before anything was sent. */
export class ForbiddenPathError extends TapError {
  readonly failureType: FailureType = 'system_error';
}
