import { TapError, type FailureType } from './tap-error.ts';

/** Config, catalog or state is wrong: stop, fix it (exit 3). */
export class ConfigError extends TapError {
  readonly failureType: FailureType = 'config_error';
}
