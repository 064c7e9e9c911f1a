import { OutputClosedError } from '../errors/output-closed-error.ts';
import { TapError, type FailureType } from '../errors/tap-error.ts';
import { SystemError, systemError } from '../errors/system-error.ts';
import { exitCodeOf, exitCodeOfAll, type ExitCode } from './exit.ts';

/** A failure as exit code, TRACE and CRITICAL line tell it. Nothing in it is redacted yet. */
export interface Failure {
  readonly exitCode: ExitCode;
  readonly failureType: FailureType;
  /** For the user: what happened, what to do. */
  readonly message: string;
  /** For the engineer, or undefined. */
  readonly detail: string | undefined;
  readonly stream: string | undefined;
  /** Whoever read the output left: nobody is there to be told more. */
  readonly quiet: boolean;
}

const MAX_CAUSES = 5;

const causesOf = (error: unknown): string[] => {
  const causes: string[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause instanceof Error && causes.length < MAX_CAUSES) {
    causes.push(`${cause.name}: ${cause.message}`);
    ({ cause } = cause);
  }
  return causes;
};

/** Whatever was thrown, as a TapError; for several at once, the one that decides the exit code. */
export const tapErrorOf = (thrown: unknown): TapError => {
  if (thrown instanceof TapError) return thrown;
  if (thrown instanceof AggregateError && thrown.errors.length > 0) {
    const errors = thrown.errors.map(tapErrorOf);
    const code = exitCodeOfAll(errors);
    const worst = errors.find((error) => exitCodeOf(error) === code);
    if (worst !== undefined) return worst;
  }
  return systemError(thrown);
};

export const failureOf = (thrown: unknown): Failure => {
  const error = tapErrorOf(thrown);
  const detail = [error.detail, ...(error instanceof SystemError ? [] : causesOf(error))].filter(
    (part) => part !== undefined && part !== '',
  );
  return {
    exitCode: exitCodeOf(error),
    failureType: error.failureType,
    message: error.message,
    detail: detail.length === 0 ? undefined : detail.join('\n'),
    stream: error.stream,
    quiet: error instanceof OutputClosedError,
  };
};
