import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { LosslessNumber } from 'lossless-json';
import { parseJson } from '../../../packages/tap/src/fetch/parse-json.ts';

describe('parseJson', () => {
  test('reads as JSON.parse does, but for the numbers that it rounds', () => {
    const asNumber = (_: string, value: unknown): unknown => (value instanceof LosslessNumber ? Number(value) : value);
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2), (value, space) => {
        const text = JSON.stringify(value, null, space);
        expect(JSON.stringify(parseJson(text), asNumber)).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  test.each([
    '12345678901234567890',
    '-12345678901234567890',
    '9007199254740993',
    '0.1234567890123456789',
    '123456789.12345678901',
    '1e400',
    '-1.5e-400',
    '9007199254740993.0',
  ])('keeps the digits of %s wherever it stands', (digits) => {
    for (const [text, find] of [
      [digits, (value: unknown) => value],
      [` [ 1,\n${digits}]`, (value: unknown) => (value as unknown[])[1]],
      [`{"a":"\\"x\\\\","b": ${digits} , "c":1}`, (value: unknown) => (value as { b: unknown }).b],
    ] as const) {
      const found = find(parseJson(text));
      expect(found).toBeInstanceOf(LosslessNumber);
      expect(String(found)).toBe(digits);
    }
  });

  test('numbers that a double holds stay numbers, in the same text too', () => {
    expect(
      parseJson('[33.333333333333336,1e5,1.5E-7,9007199254740991,0.30000000000000004,100000000000000000000]'),
    ).toEqual([
      33.333333333333336,
      1e5,
      1.5e-7,
      9007199254740991,
      0.30000000000000004,
      new LosslessNumber('100000000000000000000'),
    ]);
    const mixed = parseJson('{"id":12345678901234567890,"n":1,"f":1.5,"s":"12345678901234567890","z":null,"t":true}');
    expect(mixed).toMatchObject({ n: 1, f: 1.5, s: '12345678901234567890', z: null, t: true });
  });

  test('any decimal comes back with its value', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.nat(25), (mantissa, scale) => {
        const digits = String(mantissa < 0n ? -mantissa : mantissa).padStart(scale + 1, '0');
        const point = digits.length - scale;
        const whole = digits.slice(0, point).replace(/^0+(?=\d)/, '');
        const literal = `${mantissa < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(point)}`}`;
        const value = parseJson(`{"n":${literal}}`) as { n: number | LosslessNumber };
        if (typeof value.n === 'number') expect(sameDecimal(value.n, literal)).toBe(true);
        else expect(String(value.n)).toBe(literal);
      }),
    );
  });

  test('a long number within a string, or cut off in one, changes nothing', () => {
    expect(parseJson('{"a":"x, 12345678901234567890 [1e999]","b\\\\":"\\\\"}')).toEqual({
      a: 'x, 12345678901234567890 [1e999]',
      'b\\': '\\',
    });
    for (const text of [
      '{"a":"12345678901234567890',
      '[12345678901234567890',
      '"\\',
      '{"a":1,}',
      '',
      '01',
      '1e',
      '-',
    ]) {
      expect(() => parseJson(text)).toThrow(SyntaxError);
    }
  });

  test('of equal keys the last counts, and __proto__ is a key like any other', () => {
    const value = parseJson('{"a":1,"a":2,"__proto__":{"x":1},"n":12345678901234567890}') as Record<string, unknown>;
    expect(value['a']).toBe(2);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Object.keys(value)).toContain('__proto__');
  });

  test.each([500, 501])('reads %i levels only up to 500', (levels) => {
    const text = `${'[{"a":'.repeat(levels / 2)}${levels % 2 === 1 ? '[' : ''}1`;
    const closed = `${text}${levels % 2 === 1 ? ']' : ''}${'}]'.repeat(levels / 2)}`;
    if (levels <= 500) expect(parseJson(closed)).toEqual(JSON.parse(closed));
    else expect(() => parseJson(closed)).toThrow(/nested deeper than 500 levels/);
  });
});

/** Whether the double's shortest text has the same significant digits and magnitude as the literal. */
const sameDecimal = (value: number, literal: string): boolean => {
  const [mantissa = '', exponent = '0'] = value.toExponential().split('e');
  const digits = mantissa.replace(/[-.]/g, '');
  const [whole = '', fraction = ''] = literal.replace('-', '').split('.');
  const written = `${whole}${fraction}`.replace(/^0+/, '').replace(/0+$/, '');
  if (written === '') return value === 0;
  const leading = whole === '0' ? -(fraction.length - fraction.replace(/^0+/, '').length) - 1 : whole.length - 1;
  return digits.replace(/0+$/, '') === written && Number(exponent) === leading && value < 0 === literal.startsWith('-');
};
