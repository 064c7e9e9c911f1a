import { logLine } from '../emit/airbyte-messages.ts';
import type { LineWriter, LogLevel } from '../emit/output.ts';
import type { Log } from './log.ts';
import { isAtLeast, metricText } from './log-text.ts';

export interface AirbyteLogOptions {
  readonly writer: LineWriter;
  readonly least: LogLevel;
  readonly redact: (text: string) => string;
}

/**
 * LOG messages in the order of the other messages. Nobody waits for them: whether the output can still be written shows
 * at the next record or state.
 */
export const createAirbyteLog = ({ writer, least, redact }: AirbyteLogOptions): Log => {
  return (level, message, extra = {}) => {
    if (!isAtLeast(level, least)) return;
    const { stream, metric, error } = extra;
    const prefix = stream === undefined || message.startsWith(`${stream}:`) ? '' : `${stream}: `;
    const text = metric === undefined ? `${prefix}${message}` : metricText(metric);
    const stack = error?.stack === undefined ? undefined : redact(error.stack);
    const write = async (): Promise<void> => {
      await writer.write(logLine(level, redact(text), stack));
      await writer.flush();
    };
    write().catch(() => undefined);
  };
};
