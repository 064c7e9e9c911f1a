import { TapError, type FailureType } from '@singer-io-ts/tap/errors/tap-error.ts';

/** A signal ends the run before its end: state is flushed, and another run goes on. */
export class StoppedError extends TapError {
  readonly failureType: FailureType = 'transient_error';
  readonly signalName: string;

  constructor(signalName: string) {
    super(`Stopped by ${signalName} before the end; run it again to go on from the last state.`);
    this.signalName = signalName;
  }
}
