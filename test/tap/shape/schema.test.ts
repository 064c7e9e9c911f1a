import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { fc } from '../../support/property.ts';
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
  openObject,
  raw,
  text,
  type Field,
  type Fields,
} from '../../../packages/tap/src/define/fields.ts';
import type { JsonSchema } from '../../../packages/tap/src/define/fields.ts';
import { compileShape } from '../../../packages/tap/src/shape/compile.ts';
import { airbyteSchema, singerSchema } from '../../../packages/tap/src/shape/schema.ts';

const fields = {
  id: id('Thing'),
  code: id('Code', 'text'),
  name: text('Its name'),
  count: integer('How many'),
  share: decimal('Share'),
  price: decimal('Price', 'text'),
  active: flag('In use'),
  updated_at: instant('iso', 'Last change'),
  due: day('Due'),
  payload: raw('As sent'),
  custom: openObject('Custom data'),
  owner: object({ id: id('User'), mail: text('Mail') }, 'Owner'),
  tags: list(text('Tag'), 'Tags'),
  logins: list(object({ at: instant('epoch-seconds', 'When') }, 'Login'), 'Logins'),
};

const EXTRA_DESCRIPTION =
  'What the fields of this schema do not know or could not hold, by the vendor’s field name; null when there is nothing';

describe('Singer schemas', () => {
  test('are portable: null last, keys without it, typed items, no other words', () => {
    expect(singerSchema(fields, true)).toEqual({
      type: 'object',
      properties: {
        id: { type: 'integer', description: 'Thing' },
        code: { type: 'string', description: 'Code' },
        name: { type: ['string', 'null'], description: 'Its name' },
        count: { type: ['integer', 'null'], description: 'How many' },
        share: { type: ['number', 'null'], description: 'Share' },
        price: { type: ['string', 'null'], description: 'Price' },
        active: { type: ['boolean', 'null'], description: 'In use' },
        updated_at: { type: ['string', 'null'], format: 'date-time', description: 'Last change' },
        due: { type: ['string', 'null'], format: 'date', description: 'Due' },
        payload: { type: ['string', 'null'], description: 'As sent' },
        custom: { type: ['object', 'null'], description: 'Custom data' },
        owner: {
          type: ['object', 'null'],
          properties: {
            id: { type: ['integer', 'null'], description: 'User' },
            mail: { type: ['string', 'null'], description: 'Mail' },
          },
          description: 'Owner',
        },
        tags: {
          type: ['array', 'null'],
          items: { type: ['string', 'null'], description: 'Tag' },
          description: 'Tags',
        },
        logins: {
          type: ['array', 'null'],
          items: {
            type: ['object', 'null'],
            properties: { at: { type: ['string', 'null'], format: 'date-time', description: 'When' } },
            description: 'Login',
          },
          description: 'Logins',
        },
        _extra: { type: ['object', 'null'], description: EXTRA_DESCRIPTION },
      },
    });
  });

  test('make what the user chose as the key not null', () => {
    expect(singerSchema({ name: text('Name') }, false, ['name'])).toEqual({
      type: 'object',
      properties: { name: { type: 'string', description: 'Name' } },
    });
  });

  test('keep the order of fields', () => {
    const properties = singerSchema(fields, true)['properties'] ?? {};
    expect(Object.keys(properties)).toEqual([...Object.keys(fields), '_extra']);
  });
});

describe('Airbyte schemas', () => {
  test('have null first, typed timestamps and open objects at every level', () => {
    const { id, name, updated_at, due, custom, owner, logins } = fields;
    expect(airbyteSchema({ id, name, updated_at, due, custom, owner, logins }, true)).toEqual({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: {
        id: { type: 'integer', description: 'Thing' },
        name: { type: ['null', 'string'], description: 'Its name' },
        updated_at: {
          type: ['null', 'string'],
          format: 'date-time',
          airbyte_type: 'timestamp_with_timezone',
          description: 'Last change',
        },
        due: { type: ['null', 'string'], format: 'date', description: 'Due' },
        custom: { type: ['null', 'object'], additionalProperties: true, description: 'Custom data' },
        owner: {
          type: ['null', 'object'],
          properties: {
            id: { type: ['null', 'integer'], description: 'User' },
            mail: { type: ['null', 'string'], description: 'Mail' },
          },
          additionalProperties: true,
          description: 'Owner',
        },
        logins: {
          type: ['null', 'array'],
          items: {
            type: ['null', 'object'],
            properties: {
              at: {
                type: ['null', 'string'],
                format: 'date-time',
                airbyte_type: 'timestamp_with_timezone',
                description: 'When',
              },
            },
            additionalProperties: true,
            description: 'Login',
          },
          description: 'Logins',
        },
        _extra: { type: ['null', 'object'], additionalProperties: true, description: EXTRA_DESCRIPTION },
      },
      additionalProperties: true,
    });
  });
});

const ALLOWED_WORDS = new Set([
  ...['$schema', 'type', 'properties', 'items', 'format', 'airbyte_type', 'additionalProperties', 'description'],
]);

/** Every schema within `schema`, itself included. */
const schemasIn = (schema: JsonSchema): JsonSchema[] => {
  const { properties = {}, items } = schema as { properties?: Record<string, JsonSchema>; items?: JsonSchema };
  return [schema, ...[...Object.values(properties), ...(items === undefined ? [] : [items])].flatMap(schemasIn)];
};

const name = fc.oneof(
  fc.constantFrom('id', 'name', 'a', 'b', 'a.b', 'constructor', '__proto__', 'toString', '_extra_'),
  fc.string({ minLength: 1, maxLength: 6 }),
);

const { field: anyField } = fc.letrec<{ field: Field; leaf: Field }>((tie) => ({
  field: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.dictionary(name, tie('field'), { maxKeys: 4 }).map((members) => object(members, 'o')),
    tie('field').map((items) => list(items, 'l')),
  ),
  leaf: fc.constantFrom<Field>(
    text('t'),
    text('t', { from: 'b' }),
    integer('i'),
    decimal('d'),
    decimal('d', 'text'),
    flag('f'),
    instant('iso', 'at'),
    instant('epoch-milliseconds', 'at'),
    day('d'),
    raw('r'),
    openObject('o'),
  ),
}));
const anyFields: fc.Arbitrary<Fields> = fc.dictionary(name, anyField, { maxKeys: 6 });

const anyValue = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom<unknown>('', '0000-00-00', '2025-03-04', '2025-03-04 09:15:00', '7', '12.50', 0, 1, 1741385699378.25),
  fc.constantFrom('12345678901234567890', '0.12345678901234567890').map((digits) => new LosslessNumber(digits)),
  fc.string({ unit: 'binary' }),
);
const anyRow = fc.dictionary(name, anyValue, { maxKeys: 10 });
const rowOf = (known: Fields) => {
  const names = Object.entries(known).map(([key, { from }]) => from ?? key);
  return names.length === 0
    ? anyRow
    : fc.dictionary(fc.oneof(name, fc.constantFrom(...names)), anyValue, { maxKeys: 10 });
};
const fieldsAndRow = anyFields.chain((known) => fc.tuple(fc.constant(known), rowOf(known)));

const ajv = new Ajv({ allowUnionTypes: true, strict: true, keywords: ['airbyte_type'] });
addFormats.default(ajv);

describe('any fields and any row', () => {
  test('give a record that both schemas accept, as it is written', () => {
    fc.assert(
      fc.property(fieldsAndRow, fc.boolean(), ([known, row], extra) => {
        const shape = compileShape({ stream: 's', known, fields: known, extra, timezone: 'Europe/Paris' });
        const record = JSON.parse(JSON.stringify(shape.shape(row, {}))) as Record<string, unknown>;
        expect(Object.keys(record).sort()).toEqual([...Object.keys(known), ...(extra ? ['_extra'] : [])].sort());
        for (const schema of [singerSchema(known, extra), airbyteSchema(known, extra)]) {
          const isValid = ajv.validate(schema, record);
          expect([ajv.errors, isValid]).toEqual([null, true]);
        }
        expect(JSON.stringify(record)).not.toMatch(/[^\\](?:\\\\)*\\u(?:0000|d[89a-f])/);
      }),
      { numRuns: 150 },
    );
  });

  test('give schemas of portable words only', () => {
    fc.assert(
      fc.property(anyFields, (known) => {
        for (const schema of [singerSchema(known, true), airbyteSchema(known, true)]) {
          for (const part of schemasIn(schema)) {
            expect(Object.keys(part).filter((word) => !ALLOWED_WORDS.has(word))).toEqual([]);
            expect(part['type']).toBeDefined();
          }
        }
      }),
      { numRuns: 100 },
    );
  });

  test('lose no member: it is emitted, not set, or in _extra', () => {
    const isUnset = (value: unknown, field: Field | undefined): boolean =>
      value === null ||
      (typeof value === 'string' && (value.trim() === '' || value.startsWith('0000-00-00'))) ||
      (field?.kind === 'instant' && (value === 0 || value === '0'));
    fc.assert(
      fc.property(fieldsAndRow, ([known, row]) => {
        const shape = compileShape({ stream: 's', known, fields: known, extra: true, timezone: 'UTC' });
        const record = shape.shape(row, {});
        const extra = (record['_extra'] ?? {}) as Record<string, unknown>;
        const clean = (key: string) => key.replace(/[\0\p{Surrogate}]/gu, '');
        for (const [key, value] of Object.entries(row)) {
          const readers = Object.entries(known).filter(([emitted, { from }]) => (from ?? emitted) === key);
          const fallbacks = Object.entries(known).filter(
            ([emitted, { from }]) => emitted === key && from !== undefined && !Object.hasOwn(row, from),
          );
          const columns = readers.length > 0 ? readers : fallbacks;
          const isEmitted = columns.some(([emitted, field]) => record[emitted] !== null || isUnset(value, field));
          // What was read under the emitted name is kept under the vendor's.
          const places = [key, ...columns.map(([emitted, { from }]) => from ?? emitted)].map(clean);
          const isKept = Object.keys(extra).some((kept) => places.some((place) => kept.startsWith(place)));
          expect([key, isEmitted || isKept]).toEqual([key, true]);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('show nothing of a field that is not selected', () => {
    const secret = fc.constantFrom<unknown>('SECRET', ['SECRET'], { a: 'SECRET' }, { b: ['SECRET'] });
    fc.assert(
      fc.property(anyFields, anyFields, secret, anyRow, (known, hidden, value, row) => {
        const all = { ...known, ...hidden };
        const shown = Object.fromEntries(Object.entries(known).filter(([key]) => !Object.hasOwn(hidden, key)));
        const secrets = Object.keys(hidden).map((key) => [hidden[key]?.from ?? key, value] as const);
        const sources = new Set(Object.entries(shown).map(([key, { from }]) => from ?? key));
        const safe = secrets.filter(([source]) => !sources.has(source) && !Object.hasOwn(shown, source));
        const shape = compileShape({ stream: 's', known: all, fields: shown, extra: true, timezone: 'UTC' });
        const full = Object.fromEntries([...Object.entries(row), ...safe]);
        expect(JSON.stringify(shape.shape(full, {}))).not.toContain('SECRET');
      }),
      { numRuns: 500 },
    );
  });
});
