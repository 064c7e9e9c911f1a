import { driftingAccounts, expectNothingMissedIn } from '../support/account-drift.ts';
import { expectNothingMissed, type Order } from '../support/drift-run.ts';
import type { Soak } from './soak.ts';

const orders: readonly Order[] = ['id', 'updated', 'name'];

/** Ten seeds in each of LearnUpon's orders, in a larger portal than the tests'; ten of each other way of paging. */
export const drift: Soak = {
  name: 'drift',
  run: async (say) => {
    for (const order of orders) {
      for (let seed = 101; seed <= 110; seed += 1) {
        await expectNothingMissed({ seed, order, users: 120 });
        say(`seed ${String(seed)}, order ${order}: no row lost`);
      }
    }
    for (const drifting of driftingAccounts) {
      for (let seed = 101; seed <= 110; seed += 1) {
        await expectNothingMissedIn(drifting, { seed, protocol: seed % 2 === 0 ? 'singer' : 'airbyte' });
        say(`${drifting.title}, seed ${String(seed)}: no row lost`);
      }
    }
  },
};
