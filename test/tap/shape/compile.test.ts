import { describe, expect, test } from '@jest/globals';
import { LosslessNumber } from 'lossless-json';
import {
  day,
  decimal,
  flag,
  id,
  instant,
  integer,
  list,
  object,
  ofParent,
  openObject,
  raw,
  text,
  type Field,
  type Fields,
} from '../../../packages/tap/src/define/fields.ts';
import { ResponseShapeError } from '../../../packages/tap/src/errors/response-shape-error.ts';
import { compileShape, type ShapeOptions } from '../../../packages/tap/src/shape/compile.ts';

const shapeOf = (known: Fields, options: Partial<ShapeOptions> = {}) =>
  compileShape({ stream: 'things', known, fields: known, extra: true, timezone: 'UTC', ...options });

const shaped = (known: Fields, row: unknown, options: Partial<ShapeOptions> = {}) =>
  shapeOf(known, options).shape(row, {});

/** JSON rows have own members only, `__proto__` among them. */
const json = (text: string): unknown => JSON.parse(text);

describe('values of one field', () => {
  const cases = (field: Field, pairs: readonly (readonly [unknown, unknown])[]) => {
    for (const [value, expected] of pairs) {
      const shape = shapeOf({ field });
      expect([value, shape.shape({ field: value }, {})]).toEqual([value, { field: expected, _extra: null }]);
      expect(shape.takeChanges()).toBeNull();
      expect(shape.statistics).toMatchObject({ wrongTypes: new Map(), inexactNumbers: new Map() });
    }
  };
  const refusals = (field: Field, pairs: readonly (readonly [unknown, unknown])[]) => {
    for (const [value, kept] of pairs) {
      const shape = shapeOf({ field });
      expect([value, shape.shape({ field: value }, {})]).toEqual([value, { field: null, _extra: { field: kept } }]);
      expect(shape.takeChanges()).toEqual([{ field: 'field', change: 'NULLED', reason: 'SOURCE_SERIALIZATION_ERROR' }]);
    }
  };
  const alike = (values: readonly unknown[]) => values.map((value) => [value, value] as const);

  test('text stays as it is; numbers become their digits', () => {
    cases(text(''), [
      ...alike(['', ' two ', '<p>HTML</p>\r\n', 'ünïcode 🎉', 'NaN']),
      [null, null],
      [undefined, null],
      [12, '12'],
      [-0.5, '-0.5'],
      [new LosslessNumber('12345678901234567890'), '12345678901234567890'],
    ]);
    refusals(text(''), alike([true, false, ['a'], { a: 1 }, []]));
  });

  test('U+0000 and lone surrogates are removed from text', () => {
    cases(text(''), [
      ['a\0b', 'ab'],
      ['\ud83da', 'a'],
      ['a\udc00', 'a'],
      ['\ud83d\0\ude00', ''],
      ['\ud83d\ude00\ud83d', '\ud83d\ude00'],
    ]);
  });

  test('integers are whole numbers, written as numbers or as their canonical text', () => {
    cases(integer(''), [
      ...alike([0, 7, -7, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]),
      [json('5.0'), 5],
      ['7', 7],
      ['-7', -7],
      ['10', 10],
      [' 7 ', 7],
      ['5.00', 5],
      ['', null],
      ['  ', null],
      ['9007199254740991', 9007199254740991],
      [new LosslessNumber('5.00000000000000000'), 5],
    ]);
    refusals(integer(''), alike(['007', '+7', '1e3', '7a', '5.5', 5.5, true, [], {}, 'unlimited', '0x10', '1,000']));
  });

  test('integers beyond the exact range are kept aside as their digits, and counted apart', () => {
    refusals(integer(''), [
      ['9007199254740993', '9007199254740993'],
      [new LosslessNumber('9007199254740993'), '9007199254740993'],
      [new LosslessNumber('-12345678901234567890'), '-12345678901234567890'],
      [1e20, 1e20],
    ]);
    const shape = shapeOf({ field: integer('') });
    shape.shape({ field: '9007199254740993' }, {});
    shape.shape({ field: 'many' }, {});
    expect(shape.statistics.inexactNumbers).toEqual(new Map([['field', 1]]));
    expect(shape.statistics.wrongTypes).toEqual(new Map([['field', 1]]));
  });

  test('decimals are numbers when a number holds them exactly', () => {
    cases(decimal(''), [
      ...alike([0, 1.5, -87.25, 1e21, 5e-324]),
      ['12.50', 12.5],
      ['.5000', 0.5],
      ['-0.1', -0.1],
      ['1E-7', 1e-7],
      ['', null],
      ['0.30000000000000004', 0.30000000000000004],
      ['1234567890123.45', 1234567890123.45],
    ]);
    refusals(decimal(''), alike(['12345678901234567.89', '0.12345678901234567890', '1e400', '1e-400']));
    refusals(decimal(''), [[new LosslessNumber('12345678901234567.123456789'), '12345678901234567.123456789']]);
    refusals(decimal(''), alike(['NaN', 'INF', '-INF', 'Infinity', '12,50', '1 000', true, [], {}]));
  });

  test('decimal text keeps its digits', () => {
    cases(decimal('', 'text'), [
      ...alike(['12.50', '0', '-3.00', '12345678901234567890.1234567890', '1e400', '.5000']),
      [' 12.50 ', '12.50'],
      ['', null],
      [12.5, '12.5'],
      [new LosslessNumber('12345678901234567.123456789'), '12345678901234567.123456789'],
    ]);
    refusals(decimal('', 'text'), alike(['unlimited', 'NaN', '12,50', '$5', false, {}]));
  });

  test('flags are booleans, 0 and 1, and both as text', () => {
    cases(flag(''), [
      ...alike([true, false]),
      [1, true],
      [0, false],
      ['1', true],
      ['0', false],
      ['true', true],
      ['False', false],
      ['', null],
    ]);
    refusals(flag(''), alike([2, -1, 'yes', 'Y', 0.5, [], {}]));
  });

  test('instants become UTC text, "" and zero dates null', () => {
    cases(instant('iso', ''), [
      ['2025-03-04T11:15:00.5+02:00', '2025-03-04T09:15:00.5Z'],
      ['', null],
      ['0000-00-00 00:00:00', null],
    ]);
    refusals(instant('iso', ''), alike(['soon', '2025-02-30', true, {}, ['2025-03-04']]));
    refusals(instant('epoch-seconds', ''), [[new LosslessNumber('12345678901234567890'), '12345678901234567890']]);
  });

  test('days are dates, or date-times at midnight', () => {
    cases(day(''), [
      ...alike(['2025-03-04', '2024-02-29']),
      ['2025-03-04T00:00:00', '2025-03-04'],
      ['2025-03-04 00:00:00.000', '2025-03-04'],
      ['2025-03-04T00:00:00+02:00', '2025-03-04'],
      [' 2025-03-04 ', '2025-03-04'],
      ['', null],
      ['0000-00-00', null],
      ['0001-01-01T00:00:00', null],
    ]);
    refusals(day(''), alike(['2025-02-29', '2025-03-04T00:00:01', '04/03/2025', 1741046400, '2025-03', true]));
  });

  test('raw values are text as it is, and JSON text for everything else', () => {
    cases(raw(''), [
      ...alike(['', 'a', '{"a": 1}']),
      [1.5, '1.5'],
      [true, 'true'],
      [[1, 'a\0'], '[1,"a"]'],
      [{ a: { b: null } }, '{"a":{"b":null}}'],
      [new LosslessNumber('12345678901234567890'), '12345678901234567890'],
      [[new LosslessNumber('1.00000000000000000001')], '[1.00000000000000000001]'],
      [null, null],
    ]);
  });

  test('open objects are emitted whole and clean', () => {
    cases(openObject(''), [
      [{ a: [1, { 'b\0': 'c\0' }] }, { a: [1, { b: 'c' }] }],
      [{ n: new LosslessNumber('12345678901234567890') }, { n: '12345678901234567890' }],
      [{}, {}],
      [[], {}],
      ['', null],
    ]);
    refusals(openObject(''), alike(['{"a":1}', 5, true, ['a']]));
    refusals(openObject(''), [[new LosslessNumber('12345678901234567890'), '12345678901234567890']]);
  });

  test('lists convert every element', () => {
    cases(list(integer(''), ''), [
      [
        [1, '2', null],
        [1, 2, null],
      ],
      [[], []],
      ['', null],
    ]);
    refusals(list(integer(''), ''), alike(['1,2', 5, { 0: 1 }, true]));
    const shape = shapeOf({ tags: list(text(''), '') });
    expect(shape.shape({ tags: ['a', { b: 1 }, 'c', true] }, {})).toEqual({
      tags: ['a', null, 'c', null],
      _extra: { 'tags.1': { b: 1 }, 'tags.3': true },
    });
    expect(shape.takeChanges()?.map(({ field }) => field)).toEqual(['tags.1', 'tags.3']);
    expect(shape.statistics.wrongTypes).toEqual(new Map([['tags', 2]]));
  });
});

describe('records', () => {
  const fields = { id: id(''), name: text(''), updated_at: instant('iso', '') };

  test('have every selected field in schema order, null when absent, and _extra last', () => {
    const record = shaped(fields, { name: 'n', id: 1 });
    expect(Object.entries(record)).toEqual([
      ['id', 1],
      ['name', 'n'],
      ['updated_at', null],
      ['_extra', null],
    ]);
  });

  test('have no _extra when it is deselected', () => {
    const shape = shapeOf(fields, { extra: false });
    expect(shape.shape({ id: 1, name: [], more: 2 }, {})).toEqual({ id: 1, name: null, updated_at: null });
    expect(shape.takeChanges()).toHaveLength(1);
    expect(shape.statistics.unknownFields).toEqual(new Map([['more', 1]]));
  });

  test('keep unknown fields in _extra and count them', () => {
    const shape = shapeOf(fields);
    expect(shape.shape({ id: 1, more: { a: 'x\0' }, other: null }, {})._extra).toEqual({
      more: { a: 'x' },
      other: null,
    });
    expect(shape.shape({ id: 2 }, {})._extra).toBeNull();
    expect(shape.shape({ id: 3, more: 5 }, {})._extra).toEqual({ more: 5 });
    expect(shape.statistics).toMatchObject({
      records: 3,
      unknownFields: new Map([
        ['more', 2],
        ['other', 1],
      ]),
    });
    expect(shape.takeChanges()).toBeNull();
  });

  test('are not changed by the record after them', () => {
    const shape = shapeOf(fields);
    const first = shape.shape({ id: 1, name: {}, more: 1 }, {});
    const changes = shape.takeChanges();
    shape.shape({ id: 2, name: [], other: 1 }, {});
    expect(first).toEqual({ id: 1, name: null, updated_at: null, _extra: { name: {}, more: 1 } });
    expect(changes).toHaveLength(1);
  });

  test('keep a vendor field called _extra', () => {
    expect(shaped(fields, { id: 1, _extra: 'x' })._extra).toEqual({ _extra: 'x' });
  });

  test('come from rows with names of the language itself', () => {
    const row = json('{"id":1,"__proto__":{"polluted":true},"constructor":"c","hasOwnProperty":1}');
    const record = shaped(fields, row);
    expect(JSON.stringify(record._extra)).toBe('{"__proto__":{"polluted":true},"constructor":"c","hasOwnProperty":1}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  });

  test('have fields with names of the language itself', () => {
    const odd: Fields = Object.fromEntries<Field>([
      ['id', id('')],
      ['constructor', text('')],
      ['toString', text('')],
      ['__proto__', text('')],
    ]);
    expect(JSON.stringify(shaped(odd, { id: 1 }))).toBe(
      '{"id":1,"constructor":null,"toString":null,"__proto__":null,"_extra":null}',
    );
    expect(JSON.stringify(shaped(odd, json('{"id":1,"__proto__":"p","constructor":"c"}')))).toBe(
      '{"id":1,"constructor":"c","toString":null,"__proto__":"p","_extra":null}',
    );
  });

  test('keep two unknown names that cleaning makes equal', () => {
    expect(shaped(fields, { id: 1, 'a\0': 1, a: 2 })._extra).toEqual({ a: 1, a_: 2 });
  });

  test('count at most a thousand unknown names', () => {
    const shape = shapeOf(fields);
    for (let index = 0; index < 1500; index += 1) shape.shape({ id: 1, [`cf_${String(index)}`]: 1 }, {});
    expect(shape.statistics.unknownFields.size).toBe(1000);
  });
});

describe('keys', () => {
  test.each<[Field, unknown, unknown]>([
    [id(''), 7, 7],
    [id(''), '7', 7],
    [id(''), 0, 0],
    [id('', 'text'), 'a', 'a'],
    [id('', 'text'), 7, '7'],
    [id('', 'text'), new LosslessNumber('12345678901234567890'), '12345678901234567890'],
  ])('%j reads %p as %p', (field, value, expected) => {
    expect(shaped({ id: field }, { id: value })).toEqual({ id: expected, _extra: null });
  });

  test.each<[Field, unknown]>([
    [id(''), undefined],
    [id(''), null],
    [id(''), ''],
    [id(''), 'abc'],
    [id(''), 5.5],
    [id(''), true],
    [id(''), new LosslessNumber('12345678901234567890')],
    [id('', 'text'), ''],
    [id('', 'text'), {}],
  ])('%j is never %p', (field, value) => {
    const shaping = () => shaped({ key_part: field }, { key_part: value });
    expect(shaping).toThrow(ResponseShapeError);
    expect(shaping).toThrow(/things.*key_part/);
  });

  test('are also what the user made the key', () => {
    const known = { id: id(''), mail: text('') };
    expect(() => shaped(known, { id: 1, mail: null }, { primaryKey: ['mail'] })).toThrow(/mail/);
    expect(shaped(known, { id: 1, mail: null }, { primaryKey: ['id'] }).mail).toBeNull();
  });

  test('may be null below the top level, where they identify something else', () => {
    expect(shaped({ id: id(''), manager: object({ id: id('') }, '') }, { id: 1, manager: { id: null } })).toEqual({
      id: 1,
      manager: { id: null },
      _extra: null,
    });
  });

  test.each([['text'], [5], [null], [undefined], [[]], [true], [new LosslessNumber('12345678901234567890')]])(
    'a row that is %p is an error',
    (row) => {
      expect(() => shaped({ name: text('') }, row)).toThrow(ResponseShapeError);
    },
  );
});

describe('renamed fields', () => {
  const known = { id: id(''), owner: text('', { from: 'ownerName' }), name: text('') };

  test('are read under the vendor name, which is then known', () => {
    expect(shaped(known, { id: 1, ownerName: 'o' })).toEqual({ id: 1, owner: 'o', name: null, _extra: null });
  });

  test('are read under the emitted name when the vendor name is absent', () => {
    expect(shaped(known, { id: 1, owner: 'o' })).toEqual({ id: 1, owner: 'o', name: null, _extra: null });
  });

  test('are known under the emitted name in a row with unknown fields too', () => {
    expect(shaped(known, { id: 1, owner: 'o', more: 2 })).toMatchObject({ owner: 'o', _extra: { more: 2 } });
  });

  test('may have names of the language itself', () => {
    const odd = { constructor: text('', { from: 'built' }), kind: text('', { from: 'toString' }) };
    const record = { constructor: 'c', kind: 'k', _extra: null };
    expect(shaped(odd, { built: 'c', toString: 'k' })).toEqual(record);
    expect(shaped(odd, { constructor: 'c', kind: 'k' })).toEqual(record);
    expect(JSON.stringify(shaped(odd, {}))).toBe('{"constructor":null,"kind":null,"_extra":null}');
  });

  test('leave an emitted name beside the vendor name in _extra', () => {
    expect(shaped(known, { id: 1, owner: 'x', ownerName: 'o' })).toMatchObject({ owner: 'o', _extra: { owner: 'x' } });
  });

  test('are named in _extra by the vendor, in changes by the record', () => {
    const shape = shapeOf(known);
    expect(shape.shape({ id: 1, ownerName: true }, {})._extra).toEqual({ ownerName: true });
    expect(shape.takeChanges()?.[0]?.field).toBe('owner');
  });

  test('may swap names or share one', () => {
    const swapped = { a: text('', { from: 'b' }), b: text('', { from: 'a' }), c: raw('', { from: 'a' }) };
    expect(shaped(swapped, { a: '1', b: '2', d: '3' })).toEqual({ a: '2', b: '1', c: '1', _extra: { d: '3' } });
    expect(shaped(swapped, { a: '1' })).toEqual({ a: null, b: '1', c: '1', _extra: null });
  });
});

describe('parent fields', () => {
  const known = { id: id(''), course_id: ofParent(id('')), label: ofParent(text('', { from: 'name' })) };
  const shape = shapeOf(known);

  test('come from the partition', () => {
    expect(shape.shape({ id: 1 }, { course_id: 5, name: 'n' })).toEqual({
      id: 1,
      course_id: 5,
      label: 'n',
      _extra: null,
    });
  });

  test('may be repeated by the row, in any form that means the same', () => {
    expect(shape.shape({ id: 1, course_id: '5' }, { course_id: 5 })).toMatchObject({ course_id: 5, _extra: null });
    expect(shape.shape({ id: 1, course_id: null }, { course_id: 5 })).toMatchObject({ course_id: 5, _extra: null });
  });

  test('keep a different value of the row in _extra', () => {
    expect(shape.shape({ id: 1, course_id: 6 }, { course_id: 5 })).toMatchObject({
      course_id: 5,
      _extra: { course_id: 6 },
    });
  });

  test('leave the vendor’s field of the parent’s name unknown', () => {
    expect(shape.shape({ id: 1, name: 'row' }, { course_id: 5, name: 'n' })).toMatchObject({
      label: 'n',
      _extra: { name: 'row' },
    });
    expect(shape.shape({ id: 1, name: 'n' }, { course_id: 5, name: 'n' })).toMatchObject({ _extra: { name: 'n' } });
  });

  test('are read from the row when the partition has none', () => {
    expect(shape.shape({ id: 1, course_id: 5 }, {})).toMatchObject({ course_id: 5, _extra: null });
    expect(() => shape.shape({ id: 1 }, {})).toThrow(ResponseShapeError);
  });
});

describe('objects', () => {
  const known = {
    id: id(''),
    user: object({ id: integer(''), name: text('', { from: 'fullName' }), at: instant('iso', '') }, ''),
    groups: list(object({ id: integer(''), tags: list(text(''), '') }, ''), ''),
  };

  test('have every field, with what is unknown or wrong under its dotted name', () => {
    const shape = shapeOf(known);
    const row = {
      id: 1,
      user: { id: 'x', fullName: 'n', at: '2025-01-01 00:00:00', more: 1 },
      groups: [{ id: 1 }, null, { id: true, tags: ['a', 5, {}], more: 2 }, 'g'],
    };
    expect(shape.shape(row, {})).toEqual({
      id: 1,
      user: { id: null, name: 'n', at: '2025-01-01T00:00:00Z' },
      groups: [{ id: 1, tags: null }, null, { id: null, tags: ['a', '5', null] }, null],
      _extra: {
        'user.id': 'x',
        'user.more': 1,
        'groups.2.id': true,
        'groups.2.tags.2': {},
        'groups.2.more': 2,
        'groups.3': 'g',
      },
    });
    expect(shape.takeChanges()?.map(({ field }) => field)).toEqual([
      'user.id',
      'groups.2.id',
      'groups.2.tags.2',
      'groups.3',
    ]);
    expect(shape.statistics.unknownFields).toEqual(
      new Map([
        ['user.more', 1],
        ['groups.more', 1],
      ]),
    );
    expect(shape.statistics.wrongTypes).toEqual(
      new Map([
        ['user.id', 1],
        ['groups.id', 1],
        ['groups.tags', 1],
        ['groups', 1],
      ]),
    );
  });

  test('name a renamed member by the record in changes', () => {
    const shape = shapeOf(known);
    expect(shape.shape({ id: 1, user: { fullName: [] } }, {})._extra).toEqual({ 'user.fullName': [] });
    expect(shape.takeChanges()?.[0]?.field).toBe('user.name');
  });

  test('may be null, "" or PHP’s empty list', () => {
    const members = { id: null, name: null, at: null };
    expect(shaped(known, { id: 1, user: null, groups: null })).toMatchObject({ user: null, groups: null });
    expect(shaped(known, { id: 1, user: '', groups: '' })).toMatchObject({ user: null, groups: null, _extra: null });
    expect(shaped(known, { id: 1, user: [] })).toMatchObject({ user: members, _extra: null });
    expect(shaped(known, { id: 1, user: ['x'] })).toMatchObject({ user: null, _extra: { user: ['x'] } });
    const large = new LosslessNumber('12345678901234567890');
    expect(shaped(known, { id: 1, user: large })).toMatchObject({ user: null, _extra: { user: large.value } });
  });

  test('that are very deep are emitted as JSON text from some depth on', () => {
    const deep = json(`${'{"a":'.repeat(400)}1${'}'.repeat(400)}`);
    const record = shaped({ id: id(''), data: openObject('') }, { id: 1, data: deep, more: deep });
    const encoded = JSON.stringify(record);
    expect(Math.max(...[...encoded.matchAll(/(\{"a":)+/g)].map(([run]) => run.length / 5))).toBeLessThan(100);
    expect(encoded.split('a').length).toBeGreaterThan(800);
  });

  test('that are too deep for any text are null', () => {
    const abyss = json(`${'['.repeat(100_000)}${']'.repeat(100_000)}`);
    expect(() => shaped({ id: id('') }, { id: 1, more: abyss })).not.toThrow();
  });
});

describe('what must not leave the connector', () => {
  const known = {
    id: id(''),
    link: text('', { sensitive: true, from: 'signInLink' }),
    user: object({ name: text(''), token: text('', { sensitive: true }) }, ''),
    logins: list(object({ at: text(''), url: text('', { sensitive: true }) }, ''), ''),
    custom: openObject(''),
  };
  const fields = {
    id: known.id,
    user: object({ name: text('') }, ''),
    logins: list(object({ at: text('') }, ''), ''),
    custom: known.custom,
  };
  const hidden = (row: object, suppressed: readonly string[] = []) => {
    const shape = shapeOf(known, { fields, suppressed });
    const record = shape.shape({ id: 1, ...row }, {});
    expect(JSON.stringify(record)).not.toContain('SECRET');
    expect(JSON.stringify([...shape.statistics.unknownFields])).not.toMatch(/link|token|url/);
    return record;
  };

  test('a deselected field is neither emitted nor kept aside, under both of its names', () => {
    expect(hidden({ signInLink: 'SECRET' })._extra).toBeNull();
    expect(hidden({ link: 'SECRET' })._extra).toBeNull();
    expect(hidden({ signInLink: 'SECRET', link: ['SECRET'] })._extra).toBeNull();
  });

  test('nor is one below an object or a list', () => {
    const record = hidden({ user: { name: 'n', token: 'SECRET' }, logins: [{ at: 'x', url: 'SECRET' }] });
    expect(record).toEqual({ id: 1, user: { name: 'n' }, logins: [{ at: 'x' }], custom: null, _extra: null });
  });

  test('nor in the raw form of an object of the wrong type', () => {
    expect(hidden({ user: [{ token: 'SECRET', name: 'n' }] })._extra).toEqual({ user: [{ name: 'n' }] });
    expect(hidden({ logins: { 7: { url: 'SECRET', at: 'x' } } })._extra).toEqual({ logins: { 7: { at: 'x' } } });
    expect(hidden({ logins: [['a', { url: 'SECRET' }]] })._extra).toEqual({ 'logins.0': ['a', {}] });
    expect(hidden({ user: '{"token":"SECRET"}' })._extra).toEqual({ user: null });
    expect(hidden({ user: 5 })._extra).toEqual({ user: 5 });
  });

  test('an unknown field that is excluded is not kept aside', () => {
    expect(hidden({ cf_1: 'SECRET', cf_2: 'shown' }, ['cf_1'])._extra).toEqual({ cf_2: 'shown' });
    expect(hidden({ user: { name: 'n', ssn: 'SECRET' } }, ['user.ssn'])._extra).toBeNull();
    expect(hidden({ logins: [{ ip: 'SECRET' }] }, ['logins.ip'])._extra).toBeNull();
    expect(hidden({ more: [{ a: 'SECRET', b: 1 }] }, ['more.a'])._extra).toEqual({ more: [{ b: 1 }] });
    expect(hidden({ more: '{"a":"SECRET"}' }, ['more.a'])._extra).toEqual({ more: null });
  });

  test('a member of an open object that is excluded is not emitted', () => {
    expect(hidden({ custom: { ssn: 'SECRET', city: 'c' } }, ['custom.ssn']).custom).toEqual({ city: 'c' });
    expect(hidden({ custom: { a: { ssn: 'SECRET' } } }, ['custom.a.ssn']).custom).toEqual({ a: {} });
  });

  test('a member of a raw value that is excluded is not emitted', () => {
    const open = { id: id(''), payload: raw('') };
    const payloadOf = (payload: unknown, suppressed: readonly string[]) =>
      shaped(open, { id: 1, payload }, { suppressed }).payload;
    expect(payloadOf({ ssn: 'SECRET', a: 1 }, ['payload.ssn'])).toBe('{"a":1}');
    expect(payloadOf('{"ssn":"SECRET"}', ['payload.ssn'])).toBeNull();
    expect(payloadOf('{"a":1}', [])).toBe('{"a":1}');
  });
});
