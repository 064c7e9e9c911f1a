import type { Query, RequestContext } from '@singer-io-ts/tap';

/** Whether the bound itself belongs to it is not documented, so it lies a second early. */
export const modifiedAfter = ({ since }: RequestContext): Query => {
  if (since === null) return {};
  const secondBefore = Math.floor(Date.parse(since) / 1000) * 1000 - 1000;
  return { modifiedAfter: new Date(secondBefore).toISOString() };
};
