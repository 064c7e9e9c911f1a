import { describe, expect, test } from '@jest/globals';
import { object, text } from '../../../packages/tap/src/define/fields.ts';
import { shapeOf } from '../../../packages/tap/src/emit/records.ts';
import { ConfigError } from '../../../packages/tap/src/errors/config-error.ts';
import { selectDefaults, selectNamed } from '../../../packages/tap/src/select/defaults.ts';
import type { Settings } from '../../../packages/tap/src/select/settings.ts';
import { emittedNames, optionsFor, settings, streams, users } from './streams.ts';

const defaults = (given: Settings) => {
  const warnings: string[] = [];
  const selection = selectDefaults(streams, given, (message) => warnings.push(message));
  return { warnings, selection, users: selection.streams.find(({ stream }) => stream.name === 'users')! };
};

const messageOf = (action: () => unknown): string => {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('nothing was thrown');
};

describe('selectDefaults', () => {
  test('selects the cheap streams, without sensitive fields', () => {
    const { selection, users } = defaults(settings({}));
    expect(selection.streams.map(({ stream }) => stream.name)).toEqual(['users', 'courses']);
    expect(emittedNames(users)).toEqual([
      'id',
      'email',
      'updated_at',
      'created_at',
      'address.city',
      'address.street',
      'roles.id',
      'roles.name',
      'tags',
      'custom',
      '_extra',
    ]);
    expect(users).toMatchObject({
      mode: 'incremental',
      replicationKey: 'updated_at',
      primaryKey: ['id'],
      startDate: null,
      lookbackHours: 2,
      verify: true,
      explicit: false,
      generation: null,
      suppressed: [],
    });
    expect(selection.streams[1]).toMatchObject({ mode: 'full_table', replicationKey: null });
  });

  test('applies every stream option', () => {
    const { users } = defaults({
      exclude: [],
      startDate: '2024-01-01T00:00:00Z',
      streamOptions: [
        {
          stream: 'users',
          replication_key: 'created_at',
          primary_key: ['email'],
          start_date: '2025-06-01T02:00:00+02:00',
          lookback_hours: 0,
          verify: false,
          include_sensitive: true,
        },
      ],
    });
    expect(users).toMatchObject({
      replicationKey: 'created_at',
      primaryKey: ['email'],
      startDate: '2025-06-01T00:00:00Z',
      lookbackHours: 0,
      verify: false,
    });
    expect(emittedNames(users)).toEqual(expect.arrayContaining(['login_url', 'address.pin']));
  });

  test('reads a stream as a full table when its replication key is taken away', () => {
    const { users } = defaults(optionsFor({ stream: 'users', replication_key: '' }));
    expect(users).toMatchObject({ mode: 'full_table', replicationKey: null });
  });

  test('gives every stream the common start date', () => {
    const { selection } = defaults(settings({ startDate: '2024-01-01T00:00:00Z' }));
    expect(selection.streams.map(({ startDate }) => startDate)).toEqual([
      '2024-01-01T00:00:00Z',
      '2024-01-01T00:00:00Z',
    ]);
  });

  test('takes excluded streams and fields away, nested ones and unknown ones too', () => {
    const { selection, users, warnings } = defaults(
      settings({
        exclude: ['courses', 'users.email', 'users.address.street', 'users.roles.name', 'users.salary', 'users._extra'],
      }),
    );
    expect(selection.streams.map(({ stream }) => stream.name)).toEqual(['users']);
    expect(emittedNames(users)).toEqual([
      'id',
      'updated_at',
      'created_at',
      'address.city',
      'roles.id',
      'tags',
      'custom',
    ]);
    expect(users.suppressed).toEqual(['email', 'address.street', 'roles.name', 'salary', '_extra']);
    expect(warnings).toEqual(['exclude: users has no field "salary"']);
  });

  test('takes a field away by the name that the vendor gives it', () => {
    const renamed = {
      ...users,
      fields: { ...users.fields, custom: object({ a: text('A', { from: 'A-1' }) }, 'Custom', { from: 'Custom Data' }) },
    };
    const emitted = (...exclude: string[]) =>
      emittedNames(selectDefaults([renamed], settings({ exclude })).streams[0]!);
    expect(emitted()).toContain('custom.a');
    for (const path of ['custom', 'Custom Data', 'custom.A-1', 'Custom Data.a']) {
      expect(emitted(`users.${path}`)).not.toContain('custom.a');
    }
  });

  test('takes a part of a free-form object away', () => {
    const { users: selected, warnings } = defaults(settings({ exclude: ['users.custom.salary'] }));
    expect(selected.suppressed).toEqual(['custom.salary']);
    expect(warnings).toEqual([]);
    const { shape } = shapeOf(selected, 'UTC');
    const row = { id: 1, updated_at: '2026-01-01T00:00:00Z', custom: { salary: 1, size: 2 } };
    expect(shape(row, {})).toMatchObject({ custom: { size: 2 }, _extra: null });
  });

  test('takes an object away when all of its fields are', () => {
    const { users } = defaults(
      settings({ exclude: ['users.address.city', 'users.address.street', 'users.address.pin'] }),
    );
    expect(Object.keys(users.fields)).not.toContain('address');
  });

  test('lists every unknown stream and every impossible option at once', () => {
    const message = messageOf(() =>
      defaults({
        exclude: ['user', 'users.id', 'enrollments.updated_at', 'nothing.like.it'],
        startDate: 'yesterday',
        streamOptions: [
          { stream: 'cuorses' },
          { stream: 'courses', replication_key: 'title', primary_key: ['titel'], start_date: '2024' },
        ],
      }),
    );
    expect(message.split('\n')).toEqual([
      'exclude: "user": there is no stream "user" (did you mean "users"?)',
      'exclude: "nothing.like.it": there is no stream "nothing"',
      'stream_options: there is no stream "cuorses" (did you mean "courses"?)',
      'start_date: "yesterday" is not a date-time such as 2026-01-31T00:00:00Z',
      'exclude: "users.id" is part of the key; exclude the whole stream, or give it another primary_key in stream_options',
      'stream_options: courses: start_date: "2024" is not a date-time such as 2026-01-31T00:00:00Z',
      'stream_options: courses: primary_key: there is no field "titel" (did you mean "title"?)',
      'stream_options: courses: replication_key: "title" is not a date-time field of the stream (it has none)',
      'exclude: "enrollments.updated_at" is the replication key; give the stream replication_key "" in stream_options to read it as a full table',
    ]);
  });
});

describe('selectNamed', () => {
  test('selects what is named, expensive streams too, in the order of the vendor', () => {
    const { streams: selected } = selectNamed(streams, ['enrollments', 'users'], settings({}));
    expect(selected.map(({ stream }) => stream.name)).toEqual(['users', 'enrollments']);
    expect(selected.every(({ explicit }) => explicit)).toBe(true);
  });

  test('lists every name that is no stream', () => {
    const message = messageOf(() =>
      selectNamed(streams, ['course', 'users', 'enrollments'], settings({ exclude: ['users'] })),
    );
    expect(message.split('\n')).toEqual([
      'there is no stream "course" (did you mean "courses"?)',
      'stream "users" is excluded by the config',
    ]);
  });
});
