import { describe, expect, test } from '@jest/globals';
import { accounts } from '../support/accounts.ts';
import { expectPortal, openAccount } from '../support/open-account.ts';
import { discoverCatalog, runProtocol, type Protocol } from '../support/run-protocol.ts';

/** LearnUpon's portals, in all their variants, are compared in truth.test.ts. */
const others = accounts.filter(({ vendor }) => vendor !== 'learnupon');

describe('all streams of an account, through both protocols', () => {
  test.each(others)('equal the data of $title, value by value and in the same order', async (account) => {
    const opened = await openAccount(account, { users: 24, pageSize: 7 });
    const { sandbox, folder, config, streams } = opened;
    try {
      const run = async (protocol: Protocol) => {
        const catalog = await discoverCatalog(protocol, folder, config);
        const result = await runProtocol(protocol, folder, config, catalog);
        expect({ code: result.code, stderr: result.code === 0 ? '' : result.stderr }).toEqual({ code: 0, stderr: '' });
        return result.rows;
      };
      const [singer, airbyte] = await Promise.all([run('singer'), run('airbyte')]);
      expect([...singer.keys()].toSorted()).toEqual([...streams].toSorted());
      expect([...airbyte.keys()].toSorted()).toEqual([...streams].toSorted());
      expect(streams.filter((stream) => singer.get(stream)?.length === 0)).toEqual([]);
      expectPortal(opened, singer);
      expectPortal(opened, airbyte, { changes: true });
      for (const stream of streams) {
        const texts = (rows: typeof singer) => (rows.get(stream) ?? []).map(({ record }) => JSON.stringify(record));
        expect({ stream, rows: texts(airbyte) }).toEqual({ stream, rows: texts(singer) });
      }
      expect(sandbox.log.flags['sandbox-error']).toBeUndefined();
    } finally {
      await opened.close();
    }
  });
});
