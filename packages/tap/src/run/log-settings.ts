import { isRow } from '../define/json.ts';
import type { LogLevel } from '../emit/output.ts';

export interface LogSettings {
  readonly format: 'text' | 'structured';
  readonly level: LogLevel;
}

const levels: Readonly<Record<string, LogLevel>> = {
  trace: 'debug',
  debug: 'debug',
  info: 'info',
  warn: 'warning',
  warning: 'warning',
  error: 'error',
  critical: 'critical',
  fatal: 'critical',
};

const levelOf = (value: unknown): LogLevel | undefined => {
  if (typeof value === 'string') return levels[value.trim().toLowerCase()];
  if (typeof value !== 'number') return undefined;
  // Python's numbers.
  if (value <= 10) return 'debug';
  if (value <= 20) return 'info';
  if (value <= 30) return 'warning';
  return value <= 40 ? 'error' : 'critical';
};

const wantsStructure = (config: unknown): boolean => {
  if (!isRow(config) || !isRow(config['formatters'])) return false;
  return Object.values(config['formatters']).some(
    (formatter) =>
      isRow(formatter) &&
      [formatter['()'], formatter['class']].some((name) => String(name).endsWith('StructuredFormatter')),
  );
};

/**
 * Meltano says how it wants to be logged to with a Python logging configuration in the file that SINGER_SDK_LOG_CONFIG
 * names.
 *
 * @param config - the file's content, or undefined.
 * @param level - from the environment (LOGLEVEL and its kind); goes before the file's.
 */
export const logSettings = (config: unknown, level: string | undefined): LogSettings => {
  const root = isRow(config) && isRow(config['root']) ? config['root'] : undefined;
  return {
    format: wantsStructure(config) ? 'structured' : 'text',
    level: levelOf(level) ?? levelOf(root?.['level']) ?? 'info',
  };
};
