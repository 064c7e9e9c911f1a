import type { Query, RequestContext } from '@singer-io-ts/tap';

/** Rows from a moment on. The vendor takes milliseconds for 0, so the bound is the full second. */
export const changedSince =
  (field: string) =>
  ({ since }: RequestContext): Query =>
    since === null ? {} : { [`${field}[gte]`]: `${since.slice(0, 19)}.000Z` };
