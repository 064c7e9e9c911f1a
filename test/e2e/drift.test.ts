import { describe, test } from '@jest/globals';
import { expectNothingMissed, type Order } from '../support/drift-run.ts';

const orders: readonly Order[] = ['id', 'updated', 'name'];
const cases = Array.from({ length: 10 }, (_, index) => ({ seed: index + 1, order: orders[index % 3] ?? 'id' }));

describe('a portal whose rows come, change and go while it is read', () => {
  test.concurrent.each(cases)(
    'loses none of those that stay, in order of $order (seed $seed)',
    (options) => expectNothingMissed(options),
    240_000,
  );
});
