import { describe, test } from '@jest/globals';
import { accounts } from '../support/accounts.ts';
import { expectNothingMissedAnywhere } from '../support/drift-everywhere.ts';

const cases = accounts.map((account, position) => ({
  ...{ account, title: account.title, seed: 1 + position },
  protocol: position % 2 === 0 ? ('singer' as const) : ('airbyte' as const),
}));

describe('an account all of whose tables change while it is read', () => {
  test.concurrent.each(cases)(
    'is missed in no stream: $title (seed $seed, $protocol)',
    ({ account, seed, protocol }) => expectNothingMissedAnywhere(account, { seed, protocol }),
    240_000,
  );
});
