import { describe, expect, test } from '@jest/globals';
import type { TapResult } from '../support/tap-process.ts';
import type { Subject } from './subject.ts';
import { airbyteMessages } from './support.ts';

/** C-CHECK. */
export const check = ({ account }: Subject): void => {
  const answerOf = (result: TapResult) => ({
    code: result.code,
    statuses: airbyteMessages(result).flatMap(({ connectionStatus }) => connectionStatus?.status ?? []),
    traces: airbyteMessages(result).filter(({ trace }) => trace?.type === 'ERROR').length,
    last: airbyteMessages(result).at(-1)?.type,
  });

  describe('C-CHECK', () => {
    test('K01 a right config succeeds with one status', async () => {
      expect(answerOf(await account().run(['check']))).toEqual({
        ...{ code: 0, statuses: ['SUCCEEDED'], traces: 0, last: 'CONNECTION_STATUS' },
      });
    });

    test('K02 a wrong key fails with one status', async () => {
      expect(answerOf(await account().run(['check'], { config: { ...account().values, key: 'wrong-key' } }))).toEqual({
        ...{ code: 4, statuses: ['FAILED'], traces: 0, last: 'CONNECTION_STATUS' },
      });
    });

    test('K03 a vendor that is not there fails with one status after one trace that says so', async () => {
      // Nobody listens on the port that means "none yet".
      const gone = { ...account().values, base_url: 'http://127.0.0.1:1', max_retries: 0 };
      const result = await account().run(['check'], { config: gone });
      expect(answerOf(result)).toEqual({ code: 5, statuses: ['FAILED'], traces: 1, last: 'CONNECTION_STATUS' });
      const [error] = airbyteMessages(result).flatMap(({ trace }) => trace?.error ?? []);
      expect(error?.message).toMatch(/\w+ \w+ \w+/);
    });
  });
};
