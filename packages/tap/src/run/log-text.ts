import type { LogLevel } from '../emit/output.ts';
import type { Log, LogExtra } from './log.ts';

/** Takes whole lines, newline included; must not throw. */
export type WriteText = (text: string) => void;

const order: readonly LogLevel[] = ['debug', 'info', 'warning', 'error', 'critical'];

export const isAtLeast = (level: LogLevel, least: LogLevel): boolean => order.indexOf(level) >= order.indexOf(least);

/** JSON with the spaces that Python writes: singer-python's own tests and many log filters look for them. */
const pythonJson = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}: ${pythonJson(member)}`);
  return `{${members.join(', ')}}`;
};

export const metricText = ({ type, metric, value, tags }: NonNullable<LogExtra['metric']>): string =>
  `METRIC: ${pythonJson({ type, metric, value, tags })}`;

/**
 * `LEVEL message`, the format of singer-python. Each line of a message gets its level, so that the last line of a
 * failure begins with CRITICAL.
 */
export const createTextLog = (write: WriteText, least: LogLevel = 'info'): Log => {
  return (level, message, extra = {}) => {
    if (!isAtLeast(level, least)) return;
    const { stream, metric } = extra;
    const prefix = stream === undefined || message.startsWith(`${stream}:`) ? '' : `${stream}: `;
    const text = metric === undefined ? `${prefix}${message}` : metricText(metric);
    const lines = text.split(/\r\n|\n|\r/).filter((line) => line !== '');
    write(lines.map((line) => `${level.toUpperCase()} ${line}\n`).join(''));
  };
};
