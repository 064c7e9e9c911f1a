import pRetry, { type RetryContext } from 'p-retry';
import { AttemptError } from './attempt-error.ts';
import type { Clock } from './clock.ts';
import { backoffMs } from './retry-timing.ts';

/** Failures in a row, over all requests, after which nothing is asked twice: a dead vendor ends the run in minutes. */
const CIRCUIT_FAILURES = 40;

/** Failures in a row, shared by all requests of a connection. */
export interface Circuit {
  succeeded(): void;
  failed(): void;
  readonly isOpen: boolean;
}

export const createCircuit = (): Circuit => {
  let failures = 0;
  return {
    succeeded: () => {
      failures = 0;
    },
    failed: () => {
      failures += 1;
    },
    get isOpen() {
      return failures >= CIRCUIT_FAILURES;
    },
  };
};

export interface RetryOptions {
  readonly maxRetries: number;
  /** Longest that one request is refused for quota, the waits in between included. */
  readonly maxWaitMs: number;
  readonly circuit: Circuit;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Before the wait that precedes a retry. */
  readonly onRetry: (failure: AttemptError, waitMs: number) => void;
}

/**
 * Asks again as long as the failure wishes it and the budget allows. The delays are computed here and slept outside the
 * quota, so a waiting retry holds no slot.
 *
 * @throws the error of the last attempt, or the signal's reason.
 */
export const withRetries = async <T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> => {
  const { circuit, clock, signal } = options;

  let capped = 0;
  let limitedSinceMs: number | null = null;
  let isAskedAgain = false;

  const decide = ({ error, retriesConsumed }: RetryContext): boolean => {
    if (!(error instanceof AttemptError)) return false;
    const { wish } = error;
    limitedSinceMs = wish.kind === 'wait' ? (limitedSinceMs ?? clock.now()) : null;
    if (wish.kind !== 'retry') {
      // The vendor answers, whatever it answers.
      circuit.succeeded();
      return wish.kind === 'renew' || (limitedSinceMs !== null && clock.now() - limitedSinceMs <= options.maxWaitMs);
    }
    circuit.failed();
    if (wish.atMostRetries !== null) capped += 1;
    const isWithinCap = wish.atMostRetries === null || capped <= wish.atMostRetries;
    return isWithinCap && retriesConsumed < options.maxRetries && !circuit.isOpen;
  };

  const decideAndWait = async (context: RetryContext): Promise<void> => {
    isAskedAgain = decide(context);
    const { error } = context;
    if (!isAskedAgain || !(error instanceof AttemptError) || error.wish.kind !== 'retry') return;
    // What the vendor says is enough the first time; if it wasn't, the backoff goes beyond.
    const waitMs = Math.max(error.wish.afterMs ?? 0, backoffMs(context.retriesConsumed, options.random()));
    options.onRetry(error, waitMs);
    await clock.sleep(waitMs, signal);
  };

  try {
    const result = await pRetry(attempt, {
      // One more than is spent: p-retry ends on its own count even when a failure consumes nothing.
      retries: options.maxRetries + 1,
      minTimeout: 0,
      signal,
      onFailedAttempt: decideAndWait,
      shouldRetry: () => isAskedAgain,
      shouldConsumeRetry: ({ error }) => !(error instanceof AttemptError && isFree(error)),
    });
    circuit.succeeded();
    return result;
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof AttemptError ? error.error : error;
  }
};

const isFree = ({ wish }: AttemptError): boolean => wish.kind === 'wait' || wish.kind === 'renew';
