import type { InstantField } from '../define/fields.ts';
import { isRow } from '../define/json.ts';
import { parseInstant } from './instant.ts';

/**
 * The replication instant of a vendor row (or of one that a stream prepared): null when it is not set, undefined when
 * it can't be understood or the row is no object.
 */
export const compileReplication = (
  name: string,
  field: InstantField,
  timezone: string,
): ((row: unknown) => string | null | undefined) => {
  const source = field.from ?? name;
  return (row) => {
    if (!isRow(row)) return undefined;
    return parseInstant(row[source] ?? row[name], field.form, timezone);
  };
};
