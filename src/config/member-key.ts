interface Pair {
  /** `Member_42` */
  readonly username: string | null;
  readonly key: string;
}

const decodeBasic = (text: string): string | null => {
  const encoded = /^Basic\s+([A-Za-z0-9+/_-]+={0,2})$/i.exec(text)?.[1];
  return encoded === undefined ? null : Buffer.from(encoded, 'base64').toString('utf8');
};

const memberName = (text: string): string | null => {
  const number = /^(?:Member_)?(\d{1,18})$/i.exec(text)?.[1];
  return number === undefined ? null : `Member_${number}`;
};

/**
 * A LearningBuilder key in any form in which people have it: the key alone, `Member_42:<key>`, or the ready-made header
 * that the site copies to the clipboard (`Basic <base64 of that>`).
 */
export const parseMemberKey = (text: string): Pair | { readonly problem: string } => {
  const isHeader = /^Basic\s/i.test(text);
  const plain = isHeader ? decodeBasic(text) : text;
  if (plain === null || !/^[\x21-\x7e]+$/.test(plain)) return { problem: 'is not a complete copied header' };
  const colon = plain.indexOf(':');
  if (colon < 0) return isHeader ? { problem: 'is not a complete copied header' } : { username: null, key: plain };
  const username = memberName(plain.slice(0, colon));
  const key = plain.slice(colon + 1);
  return username === null || key === ''
    ? { problem: 'has something else than Member_<number> before its colon' }
    : { username, key };
};

/** `42` and `Member_42` name the same member, whom requests call `Member_42`. */
export const parseMember = memberName;
