import type { LogLevel } from '../emit/output.ts';
import type { Log } from './log.ts';
import { isAtLeast, type WriteText } from './log-text.ts';

export interface StructuredLogOptions {
  readonly write: WriteText;
  readonly least: LogLevel;
  readonly pid: number;
  /** `tap-lms` or the vendor's own name. */
  readonly appName: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

interface ExceptionInfo {
  readonly type: string;
  readonly module: string;
  readonly message: string;
  readonly traceback: readonly Frame[];
  readonly cause?: ExceptionInfo;
}

interface Frame {
  readonly filename: string;
  readonly function: string;
  readonly lineno: number;
  readonly line: string;
}

const MAX_CAUSES = 5;
const FRAME = /^\s*at (?:(.+?) \()?(.+?):(\d+):\d+\)?$/;

const framesOf = (stack: string): Frame[] =>
  stack.split('\n').flatMap((line) => {
    const match = FRAME.exec(line);
    if (match === null) return [];
    const [, name = '<anonymous>', filename = '', lineno = '0'] = match;
    return [{ filename, function: name, lineno: Number(lineno), line: line.trim() }];
  });

const exceptionOf = (error: Error, depth = 0): ExceptionInfo => ({
  type: error.name,
  module: 'tap',
  message: error.message,
  traceback: framesOf(error.stack ?? ''),
  ...(error.cause instanceof Error && depth < MAX_CAUSES ? { cause: exceptionOf(error.cause, depth + 1) } : {}),
});

/**
 * One JSON object per line, as the Meltano SDK's StructuredFormatter writes it. Meltano's parser wants all eight fields
 * in every line, `stream_name` too when there is no stream.
 */
export const createStructuredLog = ({ write, least, pid, appName, now }: StructuredLogOptions): Log => {
  return (level, message, extra = {}) => {
    if (!isAtLeast(level, least)) return;
    const { stream, metric, error, data = {} } = extra;
    const line = JSON.stringify({
      level,
      pid,
      logger_name: appName,
      ts: now() / 1000,
      thread_name: 'MainThread',
      app_name: appName,
      stream_name: stream ?? null,
      ...(error === undefined ? {} : { exception: exceptionOf(error) }),
      message: metric === undefined ? message : 'METRIC',
      ...(metric === undefined ? {} : { metric_info: metric }),
      extra: data,
    });
    write(`${line}\n`);
  };
};
