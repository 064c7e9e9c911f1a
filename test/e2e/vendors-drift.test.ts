import { describe, test } from '@jest/globals';
import { driftingAccounts, expectNothingMissedIn } from '../support/account-drift.ts';

/** More seeds are in the soak. */
const cases = driftingAccounts.map((drifting, position) => ({
  ...{ drifting, seed: 1 + position, title: drifting.title },
  protocol: position % 2 === 0 ? ('singer' as const) : ('airbyte' as const),
}));

describe('an account whose rows come, change and go while it is read', () => {
  test.concurrent.each(cases)(
    'loses none of those that stay: $title (seed $seed, $protocol)',
    ({ drifting, seed, protocol }) => expectNothingMissedIn(drifting, { seed, protocol }),
    240_000,
  );
});
