import { TapError, type FailureType } from './tap-error.ts';

/** An answer that can't be understood: stop the stream, report the raw shape (exit 1). Never taken for an empty list. */
export class ResponseShapeError extends TapError {
  readonly failureType: FailureType = 'system_error';
}
