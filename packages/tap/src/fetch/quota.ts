import Bottleneck from 'bottleneck';
import { QuotaError } from '../errors/quota-error.ts';
import { untilAborted } from './abort.ts';
import type { Clock } from './clock.ts';
import type { Pace } from './pace.ts';

/** Jobs inside bottleneck beyond those that run, so that its own few milliseconds per job pass while others run. */
const AHEAD = 2;

export interface QuotaOptions {
  readonly pace: Pace;
  readonly concurrency: number;
  readonly maxWaitMs: number;
  readonly clock: Clock;
  /** Told once per pause. */
  readonly onPause: (untilMs: number, waitMs: number, cause: PauseCause) => void;
  readonly signal: AbortSignal;
}

export interface PauseCause {
  readonly stream: string;
  readonly sentence: string;
}

/**
 * The one gate in front of the vendor: how many at once, how fast, and not at all during a pause. Every request of a
 * connection goes through the same one.
 */
export interface Quota {
  /** Runs the job when there is room. @throws QuotaError when the pause is longer than the run may wait. */
  readonly run: <T>(job: () => Promise<T>, signal: AbortSignal) => Promise<T>;
  /** Nobody asks before `untilMs`; then one asks alone. */
  readonly pause: (untilMs: number, cause: PauseCause) => void;
  /** The pace has changed. */
  readonly repace: () => void;
  readonly close: () => Promise<void>;
}

interface Waiter {
  readonly enter: (ticket: Ticket) => void;
  readonly fail: (reason: Error) => void;
}

interface Ticket {
  readonly isProbe: boolean;
  /** Pauses so far: a job that was let in before a pause asks for admission again. */
  readonly pauses: number;
}

const PAUSED = Symbol('paused');

export const createQuota = (options: QuotaOptions): Quota => {
  const { pace, clock, concurrency, maxWaitMs } = options;
  let intervalMs = pace.intervalMs(clock.now());
  const limiter = new Bottleneck({ maxConcurrent: concurrency, minTime: intervalMs });
  const waiting: Waiter[] = [];
  let inside = 0;
  let pausedUntilMs = 0;
  let probe: 'none' | 'due' | 'running' = 'none';
  let pauses = 0;
  let isAlarmSet = false;

  const isPaused = (): boolean => pausedUntilMs > clock.now();

  /** An error for each, because each will carry its stream. */
  const failAll = (reason: () => Error): void => {
    for (const waiter of waiting.splice(0)) waiter.fail(reason());
  };

  const admit = (): void => {
    while (waiting.length > 0 && inside < concurrency + AHEAD) {
      if (isPaused()) {
        setAlarm();
        return;
      }
      if (probe === 'running') return;
      const isProbe = probe === 'due';
      if (isProbe) probe = 'running';
      inside += 1;
      waiting.shift()?.enter({ isProbe, pauses });
    }
  };

  const setAlarm = (): void => {
    if (isAlarmSet) return;
    isAlarmSet = true;
    clock.sleep(pausedUntilMs - clock.now(), options.signal).then(
      () => {
        isAlarmSet = false;
        admit();
      },
      (reason: unknown) => {
        isAlarmSet = false;
        failAll(() => reason as Error);
      },
    );
  };

  const enter = async (signal: AbortSignal, atFront: boolean): Promise<Ticket> => {
    signal.throwIfAborted();
    if (pausedUntilMs - clock.now() > maxWaitMs) throw tooLong(pausedUntilMs);
    return new Promise((resolve, reject) => {
      const leaveQueue = (): void => {
        const index = waiting.indexOf(waiter);
        if (index !== -1) waiting.splice(index, 1);
        reject(signal.reason as Error);
      };
      const waiter: Waiter = {
        enter: (ticket) => {
          signal.removeEventListener('abort', leaveQueue);
          resolve(ticket);
        },
        fail: (reason) => {
          signal.removeEventListener('abort', leaveQueue);
          reject(reason);
        },
      };
      signal.addEventListener('abort', leaveQueue, { once: true });
      if (atFront) waiting.unshift(waiter);
      else waiting.push(waiter);
      admit();
    });
  };

  const leave = ({ isProbe }: Ticket): void => {
    inside -= 1;
    if (isProbe && probe === 'running') probe = 'none';
    admit();
  };

  const run = async <T>(job: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    for (let attempt = 0; ; attempt += 1) {
      const ticket = await enter(signal, attempt > 0);
      const scheduled = limiter
        .schedule(async () => {
          signal.throwIfAborted();
          return ticket.pauses === pauses ? { value: await job() } : PAUSED;
        })
        .finally(() => {
          leave(ticket);
        });
      // A job can't be taken out of bottleneck, but whoever waits for it can go.
      const result = await untilAborted(scheduled, signal);
      if (result !== PAUSED) return result.value;
    }
  };

  const pause = (untilMs: number, cause: PauseCause): void => {
    if (untilMs <= pausedUntilMs) return;
    const fromMs = Math.max(clock.now(), pausedUntilMs);
    pausedUntilMs = untilMs;
    pauses += 1;
    probe = 'due';
    if (untilMs - clock.now() > maxWaitMs) {
      failAll(() => tooLong(untilMs));
      return;
    }
    options.onPause(untilMs, untilMs - fromMs, cause);
  };

  const repace = (): void => {
    const wantedMs = pace.intervalMs(clock.now());
    if (Math.abs(wantedMs - intervalMs) < intervalMs * 0.02) return;
    intervalMs = wantedMs;
    limiter.updateSettings({ minTime: intervalMs });
  };

  const close = async (): Promise<void> => {
    failAll(() => new Error('The quota is closed.'));
    await limiter.stop({ dropWaitingJobs: true });
  };
  return { run, pause, repace, close };
};

const tooLong = (untilMs: number): QuotaError =>
  new QuotaError(
    `The vendor's quota is used up until ${new Date(untilMs).toISOString()}, longer than max_wait_minutes allows to wait. Run again then.`,
    untilMs,
  );
