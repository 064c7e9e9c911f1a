/** Half a surrogate pair, which a cut text may end with, becomes U+FFFD: it can be neither encoded nor written. */
export const wellFormed = (text: string): string => Buffer.from(text).toString();
