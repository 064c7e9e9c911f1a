import { isSafeNumber, LosslessNumber, parse } from 'lossless-json';

/** Deeper values would overflow the stack of whoever walks them. */
const MAX_DEPTH = 500;

/** A double holds every number of so many characters exactly enough to give the same digits back. */
const SAFE_LENGTH = 15;

/**
 * JSON.parse, except that a number which a double can't hold exactly becomes a LosslessNumber with the vendor's digits.
 *
 * @throws SyntaxError
 */
export const parseJson = (text: string): unknown => {
  if (!holdsUnsafeNumber(text)) return JSON.parse(text);
  return parse(text, undefined, {
    parseNumber: (digits) => (isSafeNumber(digits) ? Number(digits) : new LosslessNumber(digits)),
    // JSON.parse takes the last of equal keys.
    onDuplicateKey: ({ newValue }) => newValue,
  });
};

/** One pass over the text that looks at brackets and numbers and jumps over strings; faster than the parsing it decides on. */
const holdsUnsafeNumber = (text: string): boolean => {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      index = endOfString(text, index);
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth > MAX_DEPTH) throw new SyntaxError(`JSON nested deeper than ${String(MAX_DEPTH)} levels`);
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
    } else if (code >= ZERO && code <= NINE) {
      const end = endOfNumber(text, index);
      const isLong = end - index > SAFE_LENGTH || text.charCodeAt(end) === SMALL_E || text.charCodeAt(end) === LARGE_E;
      if (isLong && !isSafeNumber(text.slice(index, endOfExponent(text, end)))) return true;
      index = end - 1;
    }
  }
  return false;
};

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const LARGE_E = 0x45;
const SMALL_E = 0x65;

const endOfString = (text: string, start: number): number => {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && text.charCodeAt(end - 1) === BACKSLASH && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
};

const isEscaped = (text: string, index: number): boolean => {
  let backslashes = 0;
  while (text.charCodeAt(index - 1 - backslashes) === BACKSLASH) backslashes += 1;
  return backslashes % 2 === 1;
};

const endOfNumber = (text: string, start: number): number => {
  let end = start + 1;
  for (let code = text.charCodeAt(end); (code >= ZERO && code <= NINE) || code === DOT; code = text.charCodeAt(end)) {
    end += 1;
  }
  return end;
};

const endOfExponent = (text: string, start: number): number => {
  const exponent = /[eE][+-]?\d+/y;
  exponent.lastIndex = start;
  return exponent.test(text) ? exponent.lastIndex : start;
};
