/** Airbyte's three kinds of failure; also the ground for the exit code. */
export type FailureType = 'config_error' | 'transient_error' | 'system_error';

export interface TapErrorOptions {
  /** For the engineer: status, redacted URL, excerpt of the answer. */
  readonly detail?: string;
  readonly stream?: string;
  /** Of the answer, where there was one. */
  readonly status?: number;
  readonly cause?: unknown;
}

/**
 * An error that is named by what its reader does next. `message` is one sentence for the user: what happened, what to
 * do. Every sentence and detail passes the redactor before it leaves the process.
 */
export abstract class TapError extends Error {
  abstract readonly failureType: FailureType;
  readonly detail: string | undefined;
  readonly status: number | undefined;
  /** The stream it belongs to; set by the engine when the thrower didn't know. */
  stream: string | undefined;

  constructor(message: string, options: TapErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.detail = options.detail;
    this.status = options.status;
    this.stream = options.stream;
  }
}
