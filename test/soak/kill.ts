import { accounts } from '../support/accounts.ts';
import { runWithKills } from '../support/kill-run.ts';
import { expectPortal, openAccount } from '../support/open-account.ts';
import type { Soak } from './soak.ts';

const SEEDS = 3;
const KILLS = 10;

/** Every stream of every vendor, killed ten times, in both protocols; takes half an hour. */
export const kill: Soak = {
  name: 'kill',
  run: async (say) => {
    for (const account of accounts) {
      for (const protocol of ['singer', 'airbyte'] as const) {
        for (let seed = 301; seed < 301 + SEEDS; seed += 1) {
          const opened = await openAccount(account, { users: 20, pageSize: 3, seed });
          try {
            const { rows, ratio } = await runWithKills(opened, { protocol, kills: KILLS, again: true, seed });
            expectPortal(opened, rows, { repeats: true });
            say(`${account.title}, ${protocol}, seed ${String(seed)}: whole, ${ratio.toFixed(1)} times its rows`);
          } finally {
            await opened.close();
          }
        }
      }
    }
  },
};
