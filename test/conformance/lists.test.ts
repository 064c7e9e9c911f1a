import { describe, expect, test } from '@jest/globals';
import { readFileSync, readdirSync } from 'node:fs';
import { breaksOfSpecification, breaksOfStreams, fieldTypes } from './breaking-changes.ts';
import { accounts } from '../support/accounts.ts';
import type { Json } from './support.ts';

const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

/** `S01` to `S20` and so on, as the lists number them. */
const numbered = (letter: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${letter}${String(index + 1).padStart(2, '0')}`);

const items = [
  ...[...numbered('S', 20), ...numbered('K', 5), ...numbered('D', 12), ...numbered('R', 11), ...numbered('F', 1)],
  ...[...numbered('I', 3), ...numbered('X', 15), ...[1, 2, 3, 4, 5, 6].map((check) => `check ${String(check)}`)],
];

const rows = textOf('README.md')
  .split('\n')
  .flatMap((line) => {
    const [, item, title, file] = /^\| (\S+|check \d) \| (.+) \| (\S+) \|$/.exec(line) ?? [];
    return item === undefined || title === undefined || file === undefined || item === 'item'
      ? []
      : [{ item, title, file }];
  });

describe('the table', () => {
  test('has every item of the lists, and nothing else', () => {
    expect([...new Set(rows.map(({ item }) => item))].toSorted()).toEqual(items.toSorted());
  });

  test.each(rows)('names a test that there is: $item $file', ({ title, file }) => {
    // Quotes of the title are escaped where it stands.
    expect(textOf(file).replaceAll('\\', '')).toContain(title);
  });
});

test('every account is held against the lists', () => {
  const suites = readdirSync(new URL('.', import.meta.url)).filter((name) => name.endsWith('.test.ts'));
  const held = suites.flatMap((name) => /conform\('([^']+)'/.exec(textOf(name))?.[1] ?? []);
  expect(held.toSorted()).toEqual(accounts.map(({ title }) => title).toSorted());
});

describe('a change that breaks what users rely on', () => {
  const schema = (properties: Json, required: readonly string[] = []): Json => ({
    type: 'object',
    properties,
    required,
  });
  const text = { type: 'string' };

  test.each<readonly [string, Json, readonly string[]]>([
    ['a property that is required now', schema({ a: text, b: text }, ['a']), ['a is required now']],
    ['another type', schema({ a: { type: 'integer' }, b: text }), ['a may no longer be string']],
    ['only some values', schema({ a: { ...text, enum: ['x'] }, b: text }), ['a takes only some values now']],
    ['nothing that breaks', schema({ a: text, b: { type: ['string', 'null'] }, c: text }), []],
  ])('is found in a specification: %s', (_, after, breaks) => {
    expect(breaksOfSpecification(schema({ a: text, b: text }), after)).toEqual(breaks);
  });

  test('is found in a specification: a value that is gone', () => {
    const [before, after] = [
      ['x', 'y'],
      ['x', 'z'],
    ].map((values) => schema({ a: { ...text, enum: values } }));
    expect(breaksOfSpecification(before ?? {}, after ?? {})).toEqual(['a takes no y']);
  });

  test('is found in streams', () => {
    const fields = fieldTypes(
      schema({ id: text, at: { type: ['null', 'string'], format: 'date-time' }, tags: { type: 'array', items: text } }),
    );
    expect(fields).toEqual({ id: 'string', at: 'null+string+date-time', tags: 'array', 'tags[]': 'string' });
    const users = { key: ['id'], cursor: ['at'], fields };
    const { 'tags[]': items, ...fewer } = fields;
    expect(items).toBe('string');
    expect(
      breaksOfStreams(
        { users, old: users },
        { users: { key: ['at'], cursor: [], fields: { ...fewer, id: 'integer' } } },
      ),
    ).toEqual([
      ...['users: the key was id, is at', 'users: the cursor was at', 'users.id was string, is integer'],
      ...['users.tags[] is gone', 'old is gone'],
    ]);
    expect(
      breaksOfStreams({ users }, { users: { ...users, fields: { ...fields, more: 'string' } }, other: users }),
    ).toEqual([]);
  });
});
