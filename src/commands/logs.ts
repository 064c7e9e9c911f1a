import { readFile } from 'node:fs/promises';
import type { LineWriter, LogLevel } from '@singer-io-ts/tap/emit/output.ts';
import { createAirbyteLog } from '@singer-io-ts/tap/run/log-airbyte.ts';
import { logSettings } from '@singer-io-ts/tap/run/log-settings.ts';
import { createStructuredLog } from '@singer-io-ts/tap/run/log-structured.ts';
import { createTextLog, isAtLeast } from '@singer-io-ts/tap/run/log-text.ts';
import type { Log } from '@singer-io-ts/tap/run/log.ts';
import type { Redactor } from '@singer-io-ts/tap/run/redact.ts';

export interface LogOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly debug: boolean;
  /** LOG messages on standard output. */
  readonly airbyte: boolean;
  /** Warnings on standard error too: what a catalog leaves out is for whoever looks there. */
  readonly warnsTwice: boolean;
  readonly forPeople: boolean;
  readonly program: string;
  readonly pid: number;
  readonly writer: LineWriter;
  readonly writeError: (text: string) => void;
  readonly redactor: Redactor;
}

export interface Logs {
  /** Where the protocol wants it. */
  readonly log: Log;
  /** Standard error. */
  readonly errorLog: Log;
  /** The last line of a failure, on standard error: what happened and what to do. */
  readonly critical: (message: string) => void;
  /** The run's report, one JSON line on standard error whatever the log level. */
  readonly report: (line: string) => void;
}

/** Meltano's wish; a file that can't be read is none. */
const readLogConfig = async (path: string | undefined): Promise<unknown> => {
  if (path === undefined || path === '') return undefined;
  try {
    return JSON.parse(await readFile(path, 'utf8')) as unknown;
  } catch {
    return undefined;
  }
};

type Format = 'text' | 'structured';

const createErrorLog = (options: LogOptions, format: Format, least: LogLevel): Log => {
  const { writeError, pid, program } = options;
  if (format === 'text') return createTextLog(writeError, least);
  return createStructuredLog({ write: writeError, least, pid, appName: program, now: Date.now });
};

export const createLogs = async (options: LogOptions): Promise<Logs> => {
  const { env, debug, airbyte, warnsTwice, forPeople, writer, redactor } = options;
  const wanted = env['TAP_LMS_LOGLEVEL'] ?? env['LOG_LEVEL'] ?? env['LOGLEVEL'];
  const settings = logSettings(await readLogConfig(env['SINGER_SDK_LOG_CONFIG']), debug ? 'debug' : wanted);
  // A person who watches progress is only told what needs attention.
  const least = forPeople && !debug && wanted === undefined ? 'warning' : settings.level;
  const format = airbyte ? 'text' : settings.format;
  const errorLog = createErrorLog(options, format, least);
  const airbyteLog = createAirbyteLog({ writer, least, redact: (text) => redactor.redact(text) });
  const bothLogs: Log = (level, message, extra) => {
    airbyteLog(level, message, extra);
    if (isAtLeast(level, 'warning')) errorLog(level, message, extra);
  };
  const log = airbyte ? (warnsTwice ? bothLogs : airbyteLog) : errorLog;
  return {
    log,
    errorLog,
    critical: (message) => {
      errorLog('critical', message);
    },
    report: (line) => {
      if (format === 'text') {
        options.writeError(`${line}\n`);
      } else {
        const data = JSON.parse(line) as Record<string, unknown>;
        const text = `The report: ${String(data['rows'])} rows in ${String(data['requests'])} requests.`;
        createErrorLog(options, format, 'debug')('info', text, { data });
      }
    },
  };
};
