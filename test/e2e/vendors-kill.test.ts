import { describe, expect, test } from '@jest/globals';
import { accounts } from '../support/accounts.ts';
import { runWithKills } from '../support/kill-run.ts';
import { expectPortal, openAccount } from '../support/open-account.ts';

const KILLS = 3;

/** Each account is read a second time through one of the protocols. */
const cases = (['singer', 'airbyte'] as const).flatMap((protocol, row) =>
  accounts.map((account, column) => ({ account, protocol, title: account.title, again: (row + column) % 2 === 0 })),
);

describe('a read of all streams that is killed with SIGKILL', () => {
  test.concurrent.each(cases)(
    'of $title ($protocol) goes on from the last STATE seen until all is read, without reading again what it covers',
    async ({ account, protocol, again }) => {
      const opened = await openAccount(account, { users: 8, pageSize: 3 });
      try {
        const { rows, kills, ratio } = await runWithKills(opened, { protocol, kills: KILLS, again, seed: 1 });
        expectPortal(opened, rows, { repeats: true });
        expect(kills).toBeGreaterThanOrEqual(KILLS);
        expect(ratio).toBeLessThanOrEqual(KILLS + 1);
      } finally {
        await opened.close();
      }
    },
    240_000,
  );
});
