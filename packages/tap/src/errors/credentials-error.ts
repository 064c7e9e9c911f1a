import { TapError, type FailureType } from './tap-error.ts';

/** The vendor rejects the key: stop, renew it (exit 4). */
export class CredentialsError extends TapError {
  readonly failureType: FailureType = 'config_error';
}
