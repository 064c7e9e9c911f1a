import { isLosslessNumber, isSafeNumber } from 'lossless-json';
import type { Field } from '../define/fields.ts';
import { cleanText, cleanValue, jsonText } from './clean.ts';
import { parseInstant } from './instant.ts';
import { parseIso } from './iso.ts';
import { zoneOf } from './zone.ts';

/** What a conversion answers for a value that its field's type can't hold. */
export const WRONG_TYPE: unique symbol = Symbol('wrong type');
/** The same for a number of the right type that a double would round. */
export const INEXACT: unique symbol = Symbol('inexact number');

export type Refusal = typeof WRONG_TYPE | typeof INEXACT;
export type Scalar = string | number | boolean | null;
/** Never sees null or undefined. */
export type ConvertScalar = (value: unknown) => Scalar | Refusal;

const INTEGER_TEXT = /^-?(?:0|[1-9]\d*)(?:\.0+)?$/;
const DECIMAL_TEXT = /^-?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

const exactInteger = (text: string): Scalar | Refusal => {
  if (!INTEGER_TEXT.test(text)) return DECIMAL_TEXT.test(text) && !isSafeNumber(text) ? INEXACT : WRONG_TYPE;
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : INEXACT;
};

/** 5 and 5.0 are one number; 5.5 is no integer; numeric text counts when it is written as a number is (no `007`). */
const toInteger: ConvertScalar = (value) => {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return value;
    return Number.isInteger(value) ? INEXACT : WRONG_TYPE;
  }
  if (typeof value === 'string') {
    const text = value.trim();
    return text === '' ? null : exactInteger(text);
  }
  return isLosslessNumber(value) ? exactInteger(value.value) : WRONG_TYPE;
};

const exactDecimal = (text: string): Scalar | Refusal => {
  if (!DECIMAL_TEXT.test(text)) return WRONG_TYPE;
  // Up to 15 significant digits always survive; counting them is only needed for longer text.
  return (text.length <= 15 && !/[eE]/.test(text)) || isSafeNumber(text) ? Number(text) : INEXACT;
};

const toDecimalNumber: ConvertScalar = (value) => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : WRONG_TYPE;
  if (typeof value === 'string') {
    const text = value.trim();
    return text === '' ? null : exactDecimal(text);
  }
  return isLosslessNumber(value) ? exactDecimal(value.value) : WRONG_TYPE;
};

/** The vendor's digits as they are: `12.50` keeps its zero. */
const toDecimalText: ConvertScalar = (value) => {
  if (typeof value === 'string') {
    const text = value.trim();
    if (text === '') return null;
    return DECIMAL_TEXT.test(text) ? text : WRONG_TYPE;
  }
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : WRONG_TYPE;
  return isLosslessNumber(value) ? value.value : WRONG_TYPE;
};

/** A number in a text field keeps its meaning as text; a boolean or an object does not. */
const toText: ConvertScalar = (value) => {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : WRONG_TYPE;
  return isLosslessNumber(value) ? value.value : WRONG_TYPE;
};

/** An empty text identifies nothing (and some targets store it as null). */
const toTextId: ConvertScalar = (value) => {
  const text = toText(value);
  return text === '' ? null : text;
};

const toFlag: ConvertScalar = (value) => {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value === 1 ? true : value === 0 ? false : WRONG_TYPE;
  if (typeof value !== 'string') return WRONG_TYPE;
  switch (value.trim().toLowerCase()) {
    case '':
      return null;
    case '1':
    case 'true':
      return true;
    case '0':
    case 'false':
      return false;
    default:
      return WRONG_TYPE;
  }
};

/** A day, or a date-time at midnight: its date as written, whatever the offset. */
const toDay: ConvertScalar = (value) => {
  if (typeof value !== 'string') return WRONG_TYPE;
  const text = value.trim();
  if (text === '' || text.startsWith('0000-00-00')) return null;
  const written = parseIso(text);
  if (written === undefined) return WRONG_TYPE;
  if (!written.wall.endsWith('T00:00:00') || Number(written.fraction) !== 0) return WRONG_TYPE;
  return written.wall.startsWith('0001-01-01') ? null : written.wall.slice(0, 10);
};

const toRaw: ConvertScalar = (value) =>
  typeof value === 'string' ? cleanText(value) : (jsonText(cleanValue(value, 'keep')) ?? WRONG_TYPE);

export type ScalarField = Exclude<Field, { kind: 'object' | 'list' }>;

/**
 * The conversion of one field's values. '' is null except in text, without a word: vendors write it for "not set".
 *
 * @param timezone IANA name, for instants without an offset.
 */
export const compileScalar = (field: ScalarField, timezone: string): ConvertScalar => {
  switch (field.kind) {
    case 'id':
      return field.type === 'integer' ? toInteger : toTextId;
    case 'text':
      return toText;
    case 'integer':
      return toInteger;
    case 'decimal':
      return field.type === 'number' ? toDecimalNumber : toDecimalText;
    case 'flag':
      return toFlag;
    case 'day':
      return toDay;
    case 'raw':
      return toRaw;
    case 'instant': {
      zoneOf(timezone);
      return (value) => {
        const instant = parseInstant(value, field.form, timezone);
        return instant === undefined ? WRONG_TYPE : instant;
      };
    }
  }
};
