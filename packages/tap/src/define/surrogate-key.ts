/**
 * A key for rows that have none: the hash of the values that together tell one from another, in their order.
 *
 * @param parts any JSON; the members of a whole row are given as its sorted entries.
 * @returns 32 hexadecimal digits, the same in every run.
 */
export const surrogateKey = (...parts: readonly unknown[]): string =>
  // Asked for when first needed: loading it costs as much as the whole of a vendor's streams.
  process
    .getBuiltinModule('node:crypto')
    .createHash('sha256')
    .update(JSON.stringify(parts.map((part) => part ?? null)))
    .digest('hex')
    .slice(0, 32);
