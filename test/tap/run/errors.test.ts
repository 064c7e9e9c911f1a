import { describe, expect, test } from '@jest/globals';
import { ConfigError } from '../../../packages/tap/src/errors/config-error.ts';
import { CredentialsError } from '../../../packages/tap/src/errors/credentials-error.ts';
import { MissingError } from '../../../packages/tap/src/errors/missing-error.ts';
import { OutputClosedError } from '../../../packages/tap/src/errors/output-closed-error.ts';
import { OutputFailedError } from '../../../packages/tap/src/errors/output-failed-error.ts';
import { PermissionError } from '../../../packages/tap/src/errors/permission-error.ts';
import { QuotaError } from '../../../packages/tap/src/errors/quota-error.ts';
import { ResponseShapeError } from '../../../packages/tap/src/errors/response-shape-error.ts';
import { TransientError } from '../../../packages/tap/src/errors/transient-error.ts';
import { UsageError } from '../../../packages/tap/src/errors/usage-error.ts';
import { failureOf, tapErrorOf } from '../../../packages/tap/src/run/errors.ts';

describe('failureOf', () => {
  test.each([
    [new UsageError('x'), 2, 'config_error'],
    [new ConfigError('x'), 3, 'config_error'],
    [new CredentialsError('x'), 4, 'config_error'],
    [new TransientError('x'), 5, 'transient_error'],
    [new QuotaError('x', null), 5, 'transient_error'],
    [new PermissionError('x'), 1, 'config_error'],
    [new MissingError('x'), 1, 'system_error'],
    [new ResponseShapeError('x'), 1, 'system_error'],
    [new OutputFailedError('x'), 1, 'system_error'],
    [new OutputClosedError('x'), 1, 'system_error'],
    [new TypeError('x'), 1, 'system_error'],
    ['thrown text', 1, 'system_error'],
    [undefined, 1, 'system_error'],
  ])('%p is exit code %p and %p', (thrown, exitCode, failureType) => {
    expect(failureOf(thrown)).toMatchObject({ exitCode, failureType });
  });

  test('keeps what user and engineer are told apart', () => {
    const cause = new Error('socket hang up', { cause: new Error('ECONNRESET') });
    const error = new TransientError('The vendor does not answer; run again later.', {
      detail: 'GET /users: no answer',
      stream: 'users',
      cause,
    });
    expect(failureOf(error)).toEqual({
      exitCode: 5,
      failureType: 'transient_error',
      message: 'The vendor does not answer; run again later.',
      detail: 'GET /users: no answer\nError: socket hang up\nError: ECONNRESET',
      stream: 'users',
      quiet: false,
    });
  });

  test('calls everything else a bug, with its stack for the engineer', () => {
    const failure = failureOf(new TypeError('x is not a function'));
    expect(failure.message).toContain('TypeError: x is not a function');
    expect(failure.message).toContain('Please report it');
    expect(failure.detail).toContain('errors.test.ts');
    expect(failureOf('plain text').message).toContain('plain text');
  });

  test('stays quiet only when the reader of the output went away', () => {
    expect(failureOf(new OutputClosedError('x')).quiet).toBe(true);
    expect(failureOf(new OutputFailedError('x')).quiet).toBe(false);
  });

  test.each([
    [[new TransientError('later'), new CredentialsError('key'), new ConfigError('config')], 4],
    [[new TransientError('later'), new ResponseShapeError('shape'), new ConfigError('config')], 3],
    [[new TransientError('later'), new TypeError('bug')], 1],
    [[new TransientError('later'), new TransientError('later')], 5],
    [[new AggregateError([new TransientError('later'), new ConfigError('config')]), new TypeError('bug')], 3],
  ])('takes the gravest of several causes: %#', (causes, exitCode) => {
    expect(failureOf(new AggregateError(causes)).exitCode).toBe(exitCode);
  });

  test('does not end on an endless chain of causes', () => {
    const error = new Error('round');
    error.cause = error;
    expect(failureOf(new TransientError('x', { cause: error })).detail?.split('\n')).toHaveLength(5);
  });
});

describe('tapErrorOf', () => {
  test('leaves a TapError as it is', () => {
    const error = new ConfigError('x');
    expect(tapErrorOf(error)).toBe(error);
  });

  test('keeps an empty AggregateError a bug', () => {
    expect(failureOf(new AggregateError([], 'nothing')).message).toContain('nothing');
  });
});
