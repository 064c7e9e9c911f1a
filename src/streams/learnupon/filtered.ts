import { isRow, ResponseShapeError, type RequestContext } from '@singer-io-ts/tap';

/**
 * Rows of a list that was asked for by one value. The portal ignores parameters that it doesn't know and answers with
 * everything: a row of another value means that the filter did not work. Rows without the field can't be judged.
 */
export const onlyMatching =
  (stream: string, envelopes: readonly string[], field: string) =>
  (body: unknown, { partition }: RequestContext): readonly unknown[] | undefined => {
    const rows = envelopes.map((name) => (isRow(body) ? body[name] : undefined)).find(Array.isArray) as
      readonly unknown[] | undefined;
    const wanted = partition[field];
    const stranger = rows?.some((row) => {
      const value = isRow(row) ? row[field] : undefined;
      return (typeof value === 'number' || typeof value === 'string') && String(value) !== String(wanted);
    });
    if (stranger !== true) return rows;
    throw new ResponseShapeError(
      `${stream}: rows with ${field} ${String(wanted)} were asked for, but others were answered; the portal ignores the filter.`,
      { stream },
    );
  };
