import { describe, expect, test } from '@jest/globals';
import { TransientError } from '../../../packages/tap/src/errors/transient-error.ts';
import { logSettings } from '../../../packages/tap/src/run/log-settings.ts';
import { createStructuredLog } from '../../../packages/tap/src/run/log-structured.ts';
import { createTextLog } from '../../../packages/tap/src/run/log-text.ts';

const counter = {
  type: 'counter',
  metric: 'record_count',
  value: 100,
  tags: { endpoint: 'orders', context: null },
} as const;

const textLog = (least?: Parameters<typeof createTextLog>[1]) => {
  const written: string[] = [];
  const log = createTextLog((text) => written.push(text), least);
  return { log, written };
};

describe('the text log', () => {
  test('puts the level before every line', () => {
    const { log, written } = textLog();
    log('info', 'started');
    log('warning', 'left out', { stream: 'users' });
    log('critical', 'First line.\nSecond line.\r\n\n');
    log('error', 'users: named already', { stream: 'users' });
    expect(written.join('')).toBe(
      'INFO started\nWARNING users: left out\nCRITICAL First line.\nCRITICAL Second line.\nERROR users: named already\n',
    );
  });

  test('writes metrics exactly as singer-python does', () => {
    const { log, written } = textLog();
    log('info', 'METRIC', { stream: 'orders', metric: counter });
    const line = written.join('');
    expect(line).toBe(
      'INFO METRIC: {"type": "counter", "metric": "record_count", "value": 100, "tags": {"endpoint": "orders", "context": null}}\n',
    );
    expect(JSON.parse(/^INFO METRIC: (.*)$/m.exec(line)![1]!)).toEqual(counter);
  });

  test('keeps a quoted line break in one line', () => {
    const { log, written } = textLog();
    log('info', 'METRIC', { metric: { ...counter, tags: { endpoint: 'a\nb' } } });
    expect(written.join('').split('\n')).toHaveLength(2);
  });

  test('leaves out what is below its level', () => {
    const { log, written } = textLog('warning');
    log('debug', 'a');
    log('info', 'b');
    log('warning', 'c');
    log('critical', 'd');
    expect(written).toEqual(['WARNING c\n', 'CRITICAL d\n']);
  });
});

describe('the structured log', () => {
  const structured = () => {
    const written: string[] = [];
    const log = createStructuredLog({
      write: (text) => written.push(text),
      least: 'info',
      pid: 42,
      appName: 'tap-lms',
      now: () => 1767323045678,
    });
    return { log, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>), written };
  };

  test('writes all eight fields in every line', () => {
    const { log, lines, written } = structured();
    log('info', 'started\nnow');
    log('warning', 'slow', { stream: 'users' });
    log('debug', 'too fine');
    expect(lines()).toEqual([
      {
        level: 'info',
        pid: 42,
        logger_name: 'tap-lms',
        ts: 1767323045.678,
        thread_name: 'MainThread',
        app_name: 'tap-lms',
        stream_name: null,
        message: 'started\nnow',
        extra: {},
      },
      expect.objectContaining({ level: 'warning', stream_name: 'users', message: 'slow' }),
    ]);
    expect(written.every((line) => line.endsWith('}\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
  });

  test('writes metrics as metric_info', () => {
    const { log, lines } = structured();
    log('info', 'METRIC', { stream: 'orders', metric: counter });
    expect(lines()[0]).toMatchObject({ message: 'METRIC', metric_info: counter, stream_name: 'orders' });
  });

  test('writes an error with its causes', () => {
    const { log, lines } = structured();
    const error = new TransientError('no answer', { cause: new Error('socket hang up') });
    log('error', 'failed', { error });
    expect(lines()[0]).toMatchObject({
      exception: {
        type: 'TransientError',
        module: 'tap',
        message: 'no answer',
        cause: { type: 'Error', message: 'socket hang up' },
      },
    });
    const { traceback } = lines()[0]!['exception'] as { traceback: { filename: string; lineno: number }[] };
    expect(traceback[0]).toMatchObject({
      filename: expect.stringContaining('logs.test.ts'),
      lineno: expect.any(Number),
    });
  });
});

describe('logSettings', () => {
  const meltano = (formatter: object, level: unknown = 'DEBUG') => ({
    version: 1,
    disable_existing_loggers: true,
    formatters: { default: formatter },
    handlers: { default: { class: 'logging.StreamHandler', formatter: 'default', stream: 'ext://sys.stderr' } },
    root: { level, handlers: ['default'] },
  });

  test.each([
    [meltano({ '()': 'singer_sdk.logging.StructuredFormatter' }), undefined, { format: 'structured', level: 'debug' }],
    [meltano({ format: '%(message)s' }, 'WARNING'), undefined, { format: 'text', level: 'warning' }],
    [
      meltano({ class: 'singer_sdk.logging.StructuredFormatter' }, 20),
      'error',
      { format: 'structured', level: 'error' },
    ],
    [meltano({}, 'NOTSET'), undefined, { format: 'text', level: 'info' }],
    [undefined, undefined, { format: 'text', level: 'info' }],
    [undefined, 'Warn', { format: 'text', level: 'warning' }],
    [undefined, 'nonsense', { format: 'text', level: 'info' }],
    [null, '', { format: 'text', level: 'info' }],
    [[], undefined, { format: 'text', level: 'info' }],
    [{ formatters: [], root: 'x' }, undefined, { format: 'text', level: 'info' }],
  ])('reads %j and %p', (config, level, expected) => {
    expect(logSettings(config, level)).toEqual(expected);
  });
});
