import type { Query, RequestContext } from '@singer-io-ts/tap';
import type { EntitySet, Version } from './metadata.ts';

/** A zone is at most so far from UTC; what is read too much is left out by the rows' own times. */
const WIDEST_ZONE_HOURS = 14;

const earlier = (instant: string): string =>
  new Date(Date.parse(instant) - WIDEST_ZONE_HOURS * 3_600_000).toISOString().slice(0, 19);

/**
 * Literals: https://www.odata.org/documentation/odata-version-3-0/abnf/ and
 * https://docs.oasis-open.org/odata/odata/v4.01/odata-v4.01-part2-url-conventions.html
 */
const literalOf = (instant: string, type: string, version: Version): string => {
  if (version === 'v4') return `${earlier(instant)}Z`;
  return type === 'Edm.DateTimeOffset' ? `datetimeoffset'${earlier(instant)}Z'` : `datetime'${earlier(instant)}'`;
};

/** Rows whose column is not before the window or is not set, for a replication key that the user chose. */
export const changedSince = (
  { properties }: EntitySet,
  column: string,
  version: Version,
): ((context: RequestContext) => Query) => {
  const type = properties.find(({ name }) => name === column)?.type ?? '';
  return ({ since }) =>
    since === null ? {} : { $filter: `${column} ge ${literalOf(since, type, version)} or ${column} eq null` };
};
