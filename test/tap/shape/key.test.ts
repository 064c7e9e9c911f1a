import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { LosslessNumber } from 'lossless-json';
import { id, instant, ofParent, openObject, text } from '../../../packages/tap/src/define/fields.ts';
import { KeySet } from '../../../packages/tap/src/shape/key-set.ts';
import { compileKey, hashKey } from '../../../packages/tap/src/shape/key.ts';

const known = {
  id: id(''),
  code: id('', 'text', { from: 'Code' }),
  course_id: ofParent(id('')),
  name: text(''),
  at: instant('iso', ''),
  data: openObject(''),
};

describe('keys of rows', () => {
  test.each<[string[], unknown, string | null]>([
    [['id'], { id: 7 }, '7'],
    [['id'], { id: '7' }, '7'],
    [['id'], { id: JSON.parse('7.0') as unknown }, '7'],
    [['id'], { id: null }, null],
    [['id'], { id: '' }, null],
    [['id'], { id: 'x' }, null],
    [['id'], {}, null],
    [['id'], 'row', null],
    [['id'], null, null],
    [['code'], { Code: 'a\0' }, 'a'],
    [['code'], { code: 5 }, '5'],
    [['code'], { Code: new LosslessNumber('12345678901234567890') }, '12345678901234567890'],
    [['course_id', 'id'], { id: 7 }, '5\x007'],
    [['course_id', 'id'], { id: 7, course_id: 6 }, '5\x007'],
    [['at'], { at: '2025-01-01T01:00:00+01:00' }, '2025-01-01T00:00:00Z'],
    [['data'], { data: { a: 1 } }, '{"a":1}'],
    [['not_described'], { not_described: { a: 1 } }, '{"a":1}'],
    [['not_described'], {}, null],
    [[], { id: 7 }, null],
  ])('%j of %j is %j', (primaryKey, row, expected) => {
    expect(compileKey(primaryKey, known)(row, { course_id: 5 })).toBe(expected);
  });

  test('differ when their parts differ', () => {
    const keyOf = compileKey(['code', 'name'], known);
    const part = fc.string({ unit: fc.constantFrom('a', '-', ' ', '\0', '"'), maxLength: 4 });
    const clean = (value: string) => value.replaceAll('\0', '');
    fc.assert(
      fc.property(part, part, part, part, (a, b, c, d) => {
        fc.pre(clean(a) !== '' && clean(c) !== '');
        const same = clean(a) === clean(c) && clean(b) === clean(d);
        expect(keyOf({ Code: a, name: b }, {}) === keyOf({ Code: c, name: d }, {})).toBe(same);
      }),
    );
  });
});

describe('hashes of keys', () => {
  test('are two unsigned 32-bit halves that stay the same', () => {
    expect(['', '7', '5\x007', 'é🎉'].map((key) => hashKey(key))).toMatchInlineSnapshot(`
      [
        {
          "high": 3589072311,
          "low": 1173055101,
        },
        {
          "high": 1199256923,
          "low": 1292927576,
        },
        {
          "high": 2762468932,
          "low": 2945208342,
        },
        {
          "high": 2636050647,
          "low": 4102555386,
        },
      ]
    `);
  });

  test.each<[string, (index: number) => string]>([
    ['ids', (index) => String(1_000_000 + index)],
    ['pairs', (index) => `${String(index % 500)}\0${String(Math.floor(index / 500))}`],
    ['hexadecimal ids', (index) => (0x6605ee00d4e5f + index * 4096).toString(16)],
    ['mail addresses', (index) => `user.${String(index)}@example.org`],
  ])('collide in each half of %s no more than chance has it', (_, keyOf) => {
    const count = 200_000;
    const high = new Set<number>();
    const low = new Set<number>();
    for (let index = 0; index < count; index += 1) {
      const hash = hashKey(keyOf(index));
      high.add(hash.high);
      low.add(hash.low);
    }
    // Expected: 200,000² / 2 / 2³² = 4.7 collisions.
    expect(count - high.size).toBeLessThan(20);
    expect(count - low.size).toBeLessThan(20);
  });
});

describe('sets of keys', () => {
  test('know what was added', () => {
    const set = new KeySet();
    expect(set.has('a')).toBe(false);
    expect(set.add('a')).toBe(true);
    expect(set.add('a')).toBe(false);
    expect(set.has('a')).toBe(true);
    expect(set.has('b')).toBe(false);
    expect(set.size).toBe(1);
    expect(set.full).toBe(false);
    expect(set.bytes).toBeLessThan(1000);
  });

  test('agree with a Set', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(10_000), (count, range) => {
        const set = new KeySet();
        const reference = new Set<string>();
        let differences = 0;
        for (let index = 0; index < count; index += 1) {
          const key = String((index * 7919) % (range + 1));
          if (set.has(key) !== reference.has(key)) differences += 1;
          if (set.add(key) === reference.has(key)) differences += 1;
          reference.add(key);
        }
        expect([differences, set.size]).toEqual([0, reference.size]);
      }),
      { numRuns: 20 },
    );
  });

  test('hold a million keys in 12 bytes each, with none taken for another', () => {
    const set = new KeySet();
    let widest = 0;
    for (let index = 0; index < 1_000_000; index += 1) {
      if (!set.add(`key-${String(index * 3)}`)) throw new Error(`key ${String(index)} was taken for another`);
      if (index > 100_000 && index % 5000 === 0) widest = Math.max(widest, set.bytes / set.size);
    }
    expect(set.size).toBe(1_000_000);
    expect(widest).toBeLessThan(12);
    expect(set.bytes).toBeGreaterThan(8_000_000);
    let known = 0;
    for (let index = 0; index < 300_000; index += 1) if (set.has(`key-${String(index)}`)) known += 1;
    expect(known).toBe(100_000);
  });

  test('remember no more keys than their limit, and call the others new', () => {
    const set = new KeySet(3);
    const added = (keys: readonly string[]) => keys.map((key) => set.add(key));
    expect(added(['a', 'b', 'c'])).toEqual([true, true, true]);
    expect(set.full).toBe(true);
    expect(added(['a', 'd', 'd'])).toEqual([false, true, true]);
    expect(set.has('d')).toBe(false);
    expect(set.size).toBe(3);
  });
});
