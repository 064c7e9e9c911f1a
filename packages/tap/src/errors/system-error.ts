import { TapError, type FailureType } from './tap-error.ts';

/** A bug: something that no one foresaw. Its stack is for the report, not for the user. */
export class SystemError extends TapError {
  readonly failureType: FailureType = 'system_error';
}

export const systemError = (thrown: unknown): SystemError => {
  const name = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return new SystemError(`An unexpected error ended this (${name}). Please report it with the log.`, {
    cause: thrown,
    ...(thrown instanceof Error && thrown.stack !== undefined && { detail: thrown.stack }),
  });
};
