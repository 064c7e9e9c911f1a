import { isLosslessNumber, stringify } from 'lossless-json';

/** Readers have limits (Python's JSON parser: about 1,000 levels); what lies deeper is emitted as its JSON text. */
const MAX_DEPTH = 64;

/** With the `u` flag a surrogate pair is one character, so only lone ones match. */
const UNSTORABLE = /[\0\p{Surrogate}]/gu;

// Node 20 has it, the ES2023 library types don't.
interface Checkable {
  isWellFormed(): boolean;
}

/** Without U+0000 and lone surrogates, which databases and encoders refuse. */
export const cleanText = (text: string): string =>
  (text as string & Checkable).isWellFormed() && !text.includes('\0') ? text : text.replace(UNSTORABLE, '');

/**
 * Adds an own property, whatever its name is (`__proto__` too). A name that is taken, because cleaning made two names
 * equal, gets an underscore, so that no value is lost.
 */
export const putNew = (target: Record<string, unknown>, name: string, value: unknown): void => {
  let free = name;
  while (Object.hasOwn(target, free)) free += '_';
  if (free === '__proto__') {
    Object.defineProperty(target, free, { value, configurable: true, enumerable: true, writable: true });
  } else {
    target[free] = value;
  }
};

/** JSON text with numbers as the vendor wrote them; null when it can't be written (nested thousands of levels deep). */
export const jsonText = (value: unknown): string | null => {
  try {
    return cleanText(stringify(value) ?? 'null');
  } catch {
    return null;
  }
};

/**
 * A copy that any JSON column takes: clean texts and names, numbers that a double can't hold as their text.
 *
 * @param numbers 'keep' leaves LosslessNumber in place, for a value that becomes JSON text.
 */
export const cleanValue = (value: unknown, numbers: 'text' | 'keep' = 'text', depth = 0): unknown => {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'object' || value === null) return null;
  if (isLosslessNumber(value)) return numbers === 'keep' ? value : value.value;
  if (depth >= MAX_DEPTH) return jsonText(value);
  if (Array.isArray(value)) return value.map((item) => cleanValue(item, numbers, depth + 1));
  const copy: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    if (item !== undefined) putNew(copy, cleanText(name), cleanValue(item, numbers, depth + 1));
  }
  return copy;
};
