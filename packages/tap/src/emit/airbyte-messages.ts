import type { TapError } from '../errors/tap-error.ts';
import type { LogLevel } from './output.ts';

export interface Descriptor {
  readonly name: string;
  readonly namespace?: string;
}

export type StreamStatus = 'STARTED' | 'RUNNING' | 'COMPLETE' | 'INCOMPLETE';

/** Counts are doubles in the protocol and are written as such: `3.0`. */
export const decimalPoint = (count: number): string => (Number.isInteger(count) ? count.toFixed(1) : String(count));

/** @param quotaResetMs - the stream waits for its quota until then. */
export const statusLine = (
  descriptor: Descriptor,
  status: StreamStatus,
  nowMs: number,
  quotaResetMs?: number,
): string => {
  const reasons =
    quotaResetMs === undefined
      ? {}
      : { reasons: [{ type: 'RATE_LIMITED', rate_limited: { quota_reset: Math.round(quotaResetMs) } }] };
  return JSON.stringify({
    type: 'TRACE',
    trace: {
      type: 'STREAM_STATUS',
      emitted_at: nowMs,
      stream_status: { stream_descriptor: descriptor, status, ...reasons },
    },
  });
};

const internalMessage = (error: TapError): string => {
  const cause = error.cause instanceof Error ? `${error.cause.name}: ${error.cause.message}` : undefined;
  return [error.name, error.detail, cause].filter((part) => part !== undefined && part !== '').join(': ');
};

export const traceErrorLine = (
  error: TapError,
  descriptor: Descriptor | null,
  nowMs: number,
  redact: (text: string) => string,
): string => {
  const cause = error.cause instanceof Error ? error.cause : error;
  const isBug = error.failureType === 'system_error';
  return JSON.stringify({
    type: 'TRACE',
    trace: {
      type: 'ERROR',
      emitted_at: nowMs,
      error: {
        message: redact(error.message),
        internal_message: redact(internalMessage(error)),
        failure_type: error.failureType,
        ...(isBug && cause.stack !== undefined ? { stack_trace: redact(cause.stack) } : {}),
        ...(descriptor === null ? {} : { stream_descriptor: descriptor }),
      },
    },
  });
};

const logLevels: Readonly<Record<LogLevel, string>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warning: 'WARN',
  error: 'ERROR',
  critical: 'FATAL',
};

export const logLine = (level: LogLevel, message: string, stackTrace?: string): string =>
  JSON.stringify({
    type: 'LOG',
    log: { level: logLevels[level], message, ...(stackTrace === undefined ? {} : { stack_trace: stackTrace }) },
  });
