import { describe, expect, test } from '@jest/globals';
import { accounts } from '../support/accounts.ts';
import { runWithKills } from '../support/kill-run.ts';
import { expectPortal, openAccount } from '../support/open-account.ts';

const KILLS = 4;

describe.each(['singer', 'airbyte'] as const)('a read of all streams (%s) that is killed with SIGKILL', (protocol) => {
  test.each(accounts)(
    'of $title goes on from the last STATE seen until all is read, without reading again what it covers',
    async (account) => {
      const opened = await openAccount(account, { users: 8, pageSize: 3 });
      try {
        const { rows, ratio } = await runWithKills(opened, { protocol, kills: KILLS, seed: 1 });
        expectPortal(opened, rows, { repeats: true });
        expect(ratio).toBeLessThanOrEqual(KILLS + 1);
      } finally {
        await opened.close();
      }
    },
    120_000,
  );
});
