import { ConfigError } from '../errors/config-error.ts';
import { CredentialsError } from '../errors/credentials-error.ts';
import { QuotaError } from '../errors/quota-error.ts';
import { TransientError } from '../errors/transient-error.ts';
import { UsageError } from '../errors/usage-error.ts';

/** What a run's exit code says. Schedulers tell "fix it" from "try again later" by it. */
export const exitCodes = {
  complete: 0,
  /** Finished, but a stream failed; or a bug. */
  failed: 1,
  usage: 2,
  /** Config, catalog or state is wrong. */
  config: 3,
  credentials: 4,
  /** The vendor is unreachable, erroring or over quota beyond the retry budget: worth a later run. */
  unavailable: 5,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeOf = (error: unknown): ExitCode => {
  if (error instanceof UsageError) return exitCodes.usage;
  if (error instanceof CredentialsError) return exitCodes.credentials;
  if (error instanceof ConfigError) return exitCodes.config;
  if (error instanceof TransientError || error instanceof QuotaError) return exitCodes.unavailable;
  return exitCodes.failed;
};

/** What needs a person comes before what time may heal. */
const severity: readonly ExitCode[] = [
  exitCodes.usage,
  exitCodes.credentials,
  exitCodes.config,
  exitCodes.failed,
  exitCodes.unavailable,
];

/** The code for several causes at once; no cause is 0. */
export const exitCodeOfAll = (errors: readonly unknown[]): ExitCode => {
  const codes = new Set(errors.map(exitCodeOf));
  return severity.find((code) => codes.has(code)) ?? exitCodes.complete;
};
