import { isRow, surrogateKey, type RequestContext } from '@singer-io-ts/tap';

/**
 * Rows that have no key get the hash of all that they say below their parent, and of their number where several say the
 * same: nothing else tells them apart.
 */
export const keyedRows =
  (key: string, parent: string, rowsIn: (body: unknown) => readonly unknown[] | undefined) =>
  (body: unknown, { partition }: RequestContext): readonly unknown[] | undefined => {
    const times = new Map<string, number>();
    return rowsIn(body)?.map((row) => {
      if (!isRow(row)) return row;
      const content = surrogateKey(partition[parent], ...Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1)));
      const time = (times.get(content) ?? 0) + 1;
      times.set(content, time);
      return { ...row, [key]: time === 1 ? content : surrogateKey(content, time) };
    });
  };
