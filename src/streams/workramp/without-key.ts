import { createHash } from 'node:crypto';

/** A key for rows that have none: the hash of the values that together tell one from another, in their order. */
export const hashOf = (...parts: readonly unknown[]): string =>
  createHash('sha256')
    .update(JSON.stringify(parts.map((part) => part ?? null)))
    .digest('hex')
    .slice(0, 32);
