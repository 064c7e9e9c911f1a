import { expect, test } from '@jest/globals';
import { incremental, lastState, runInMemory, select } from '../../support/memory-run.ts';
import { createMemoryVendor } from '../../support/memory-vendor.ts';
import { createRandom } from '../../support/random.ts';

test("rows of the bookmark's own instant come again with the next window, and no others", async () => {
  const vendor = createMemoryVendor({
    ...{ random: createRandom(1), pageSize: 5, rows: 12, parents: 0, order: 'inserted' },
    ...{ driftEvery: 0, drift: [], failing: 0 },
  });
  const first = await runInMemory(select(incremental), vendor.fetcher, null);
  const latest = Math.max(...vendor.rows().map(({ updatedMs }) => updatedMs));
  const state = lastState(first.events, null);
  expect(Date.parse(state?.value ?? '')).toBe(latest);
  const second = await runInMemory(select(incremental), vendor.fetcher, state);
  const again = second.events.flatMap((event) => (event.kind === 'row' ? [event.id] : []));
  const ofLatest = vendor.rows().filter(({ updatedMs }) => updatedMs === latest);
  expect(again).toEqual(ofLatest.map(({ id }) => id));
  expect(again.length).toBeGreaterThan(0);
});
