import { expectRows, type Comparison } from '../support/compare.ts';
import type { OpenedAccount } from '../support/open-account.ts';
import { expectedIn, readRow, type Losses, type Table } from './stored.ts';
import type { Rows } from './targets.ts';

/** The target holds each stream's rows as the portal has them now, value by value. */
export const expectStored = (
  { account, sandbox, streams }: OpenedAccount,
  tables: readonly Table[],
  stored: Rows,
  losses: Losses,
  comparison: Comparison = {},
): void => {
  for (const stream of streams) {
    const table = tables.find((each) => each.stream === stream);
    if (table === undefined) throw new Error(`${stream} was not discovered`);
    const rows = (stored[stream] ?? []).map((row) => ({ record: readRow(row, table), nulled: [] }));
    expectRows(expectedIn(account.expected(sandbox, stream), table, losses), rows, {
      ...comparison,
      compared: account.compared,
    });
  }
};
