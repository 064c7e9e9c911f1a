import { isSafeNumber, LosslessNumber, parse } from 'lossless-json';

/**
 * A number that may not survive as a double: 16 or more digits, or an exponent, where a JSON value can stand. A string
 * that looks so only costs the slow path.
 */
const SUSPICIOUS = /[[:,]\s*-?(?:\d[\d.]{15}|[\d.]{1,30}[eE])|^\s*-?(?:\d[\d.]{15}|[\d.]+[eE])/;

/** Deeper values would overflow the stack of whoever walks them. */
const MAX_DEPTH = 500;

/**
 * JSON.parse, except that a number which a double can't hold exactly becomes a LosslessNumber with the vendor's digits.
 *
 * @throws SyntaxError
 */
export const parseJson = (text: string): unknown => {
  if (depthExceeds(text, MAX_DEPTH)) throw new SyntaxError(`JSON nested deeper than ${String(MAX_DEPTH)} levels`);
  if (!SUSPICIOUS.test(text)) return JSON.parse(text);
  return parse(text, undefined, {
    parseNumber: (digits) => (isSafeNumber(digits) ? Number(digits) : new LosslessNumber(digits)),
    // JSON.parse takes the last of equal keys.
    onDuplicateKey: ({ newValue }) => newValue,
  });
};

const depthExceeds = (text: string, limit: number): boolean => {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case 0x22:
        index = endOfString(text, index);
        break;
      case 0x5b:
      case 0x7b:
        depth += 1;
        if (depth > limit) return true;
        break;
      case 0x5d:
      case 0x7d:
        depth -= 1;
        break;
    }
  }
  return false;
};

const endOfString = (text: string, start: number): number => {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
};

const isEscaped = (text: string, index: number): boolean => {
  let backslashes = 0;
  while (text.charCodeAt(index - 1 - backslashes) === 0x5c) backslashes += 1;
  return backslashes % 2 === 1;
};
