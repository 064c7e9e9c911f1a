import { describe, expect, test } from '@jest/globals';
import { airbyteCatalog, configuredAirbyteCatalog } from '../../../packages/tap/src/emit/airbyte-catalog.ts';
import { ConfigError } from '../../../packages/tap/src/errors/config-error.ts';
import { selectFromAirbyte } from '../../../packages/tap/src/select/airbyte.ts';
import type { SelectedStream } from '../../../packages/tap/src/select/selection.ts';
import { noSettings, type Settings } from '../../../packages/tap/src/select/settings.ts';
import { emittedNames, optionsFor, settings, streams } from './streams.ts';

interface Configured {
  stream: {
    name: string;
    json_schema: { properties: Record<string, Record<string, unknown>> };
    [key: string]: unknown;
  };
  [key: string]: unknown;
}

/** All streams as a platform configures them: the discovered stream as it is, incremental where possible. */
const configuredByPlatform = (given: Settings = noSettings): { streams: Configured[] } => {
  const discovered = JSON.parse(JSON.stringify(airbyteCatalog(streams, given))) as {
    streams: (Configured['stream'] & { supported_sync_modes: string[] })[];
  };
  return {
    streams: discovered.streams.map((stream) => ({
      stream,
      sync_mode: stream.supported_sync_modes.includes('incremental') ? 'incremental' : 'full_refresh',
      destination_sync_mode: 'overwrite',
      primary_key: stream['source_defined_primary_key'],
      cursor_field: stream['default_cursor_field'] ?? null,
      generation_id: null,
      minimum_generation_id: null,
      sync_id: null,
      include_files: null,
      destination_object_name: null,
    })),
  };
};

const select = (
  edit: (users: Configured, catalog: { streams: Configured[] }) => void,
  given: Settings = noSettings,
): { users: SelectedStream; warnings: string[]; unknown: readonly string[] } => {
  const catalog = configuredByPlatform();
  edit(catalog.streams[0]!, catalog);
  const warnings: string[] = [];
  const selection = selectFromAirbyte(catalog, streams, given, (message) => warnings.push(message));
  return { users: selection.streams[0]!, warnings, unknown: selection.unknown };
};

const problemsOf = (catalog: unknown, given: Settings = noSettings): string[] => {
  try {
    selectFromAirbyte(catalog, streams, given);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message.split('\n');
  }
  return [];
};

const everything = [
  ...['id', 'email', 'updated_at', 'created_at', 'address.city', 'address.street'],
  ...['roles.id', 'roles.name', 'tags', 'custom', '_extra'],
];

describe('what an Airbyte configured catalog selects', () => {
  test('everything that PyAirbyte configures', () => {
    const { streams: selected, unknown } = selectFromAirbyte(configuredByPlatform(), streams, noSettings);
    expect(
      selected.map(({ stream, mode, replicationKey, explicit }) => [stream.name, mode, replicationKey, explicit]),
    ).toEqual([
      ['users', 'incremental', 'updated_at', true],
      ['courses', 'full_table', null, true],
      ['enrollments', 'incremental', 'updated_at', true],
    ]);
    expect(emittedNames(selected[0]!)).toEqual(everything);
    expect(selected[0]).toMatchObject({ primaryKey: ['id'], generation: null });
    expect(selected[0]).not.toHaveProperty('namespace');
    expect(unknown).toEqual([]);
  });

  test('the same from the catalog to start from', () => {
    const selection = selectFromAirbyte(configuredAirbyteCatalog(streams), streams, noSettings);
    expect(selection.streams.map(({ stream, mode }) => [stream.name, mode])).toEqual([
      ['users', 'incremental'],
      ['courses', 'full_table'],
    ]);
  });

  test('a full refresh of an incremental stream keeps following its cursor', () => {
    const { users } = select((entry) => {
      entry['sync_mode'] = 'full_refresh';
      delete entry['cursor_field'];
    });
    expect(users).toMatchObject({ mode: 'full_table', replicationKey: 'updated_at' });
  });

  // PyAirbyte asks so for every stream.
  test('incremental for a stream without a cursor reads it as a whole, and says so once', () => {
    const warnings: string[] = [];
    const catalog = {
      streams: streams.map(({ name }) => ({ stream: { name }, sync_mode: 'incremental', cursor_field: null })),
    };
    const selection = selectFromAirbyte(catalog, streams, noSettings, (message) => warnings.push(message));
    const without = selection.streams.filter(({ replicationKey }) => replicationKey === null);
    expect(without.length).toBeGreaterThan(0);
    for (const { mode, replicationKey } of selection.streams) {
      expect(mode).toBe(replicationKey === null ? 'full_table' : 'incremental');
    }
    const names = without.map(({ stream }) => stream.name).join(', ');
    expect(warnings).toEqual([`catalog: read as a whole, for want of a cursor: ${names}`]);
  });

  test('namespace and generation', () => {
    const { users } = select((entry) => {
      entry.stream['namespace'] = 'acme';
      entry['generation_id'] = 7;
      entry['minimum_generation_id'] = 7;
      entry['sync_id'] = 42;
    });
    expect(users).toMatchObject({ namespace: 'acme', generation: 7 });
  });

  test('only the configured columns, nested ones too, and always the keys', () => {
    const { users, warnings } = select(({ stream }) => {
      const { properties } = stream.json_schema;
      for (const name of ['id', 'updated_at', 'email', 'tags', '_extra']) Reflect.deleteProperty(properties, name);
      Reflect.deleteProperty(properties['address']!['properties'] as object, 'city');
      Reflect.deleteProperty((properties['roles']!['items'] as { properties: object }).properties, 'name');
    });
    expect(emittedNames(users)).toEqual(['id', 'updated_at', 'created_at', 'address.street', 'roles.id', 'custom']);
    expect(warnings).toEqual([]);
  });

  test.each([{}, undefined, null, { type: 'object' }, { type: 'object', properties: {} }])(
    'every column when the schema %j names none',
    (schema) => {
      const { users } = select(({ stream }) => {
        Object.assign(stream, { json_schema: schema });
      });
      expect(emittedNames(users)).toEqual(everything);
    },
  );

  test('no column that the stream does not send, sensitive ones included, with a warning', () => {
    const { users, warnings } = select(({ stream }) => {
      stream.json_schema.properties['shoe_size'] = { type: ['null', 'integer'] };
      stream.json_schema.properties['login_url'] = { type: ['null', 'string'] };
    });
    expect(emittedNames(users)).toEqual(everything);
    expect(warnings).toEqual(['catalog: users does not send shoe_size, login_url; refresh the source schema']);
  });

  test('sensitive columns when the config includes them and the catalog has them', () => {
    const option = optionsFor({ stream: 'users', include_sensitive: true });
    const [users] = selectFromAirbyte(configuredByPlatform(option), streams, option).streams;
    expect(emittedNames(users!)).toEqual(expect.arrayContaining(['login_url', 'address.pin']));
  });

  test('columns that the destination needs as key or cursor', () => {
    const { users, warnings } = select((entry) => {
      entry['primary_key'] = [['email']];
      entry['cursor_field'] = ['created_at'];
      for (const name of ['email', 'created_at']) Reflect.deleteProperty(entry.stream.json_schema.properties, name);
    });
    expect(emittedNames(users)).toEqual(everything);
    expect(users).toMatchObject({ primaryKey: ['email'], replicationKey: 'updated_at' });
    expect(warnings).toEqual(['catalog: users: cursor_field created_at is ignored, the stream follows updated_at']);
  });

  test.each([[[]], [null], [undefined], [[['address', 'city']]]])(
    'the own key when the configured one is %j',
    (primaryKey) => {
      const { users } = select((entry) => {
        entry['primary_key'] = primaryKey;
      });
      expect(users.primaryKey).toEqual(['id']);
    },
  );

  test('streams that it does not know are reported and do not stop the others', () => {
    const { users, unknown } = select((_users, catalog) => {
      catalog.streams.push({
        stream: { name: 'invoices', json_schema: { properties: {} } },
        sync_mode: 'full_refresh',
      });
    });
    expect(users.stream.name).toBe('users');
    expect(unknown).toEqual(['invoices']);
  });

  test('an excluded stream is reported like an unknown one, and says why', () => {
    const { warnings, unknown } = select(() => undefined, settings({ exclude: ['courses'] }));
    expect(unknown).toEqual(['courses']);
    expect(warnings).toEqual(['catalog: courses is configured, but the config excludes it']);
  });

  test('nothing that the config excludes', () => {
    const { users, warnings } = select(() => undefined, settings({ exclude: ['users.email', 'users.address.city'] }));
    expect(emittedNames(users)).toEqual(everything.filter((name) => name !== 'email' && name !== 'address.city'));
    expect(users.suppressed).toEqual(['email', 'address.city']);
    expect(warnings).toEqual([]);
  });
});

describe('an Airbyte configured catalog that can not be done', () => {
  test.each<[string, unknown, string[]]>([
    ['is no object', [], ['catalog: expected an object with "streams"']],
    ['has no streams', {}, ['catalog: streams: expected a list of streams']],
    [
      'has an unknown stream and invalid modes',
      {
        streams: [
          { stream: { name: 'fake', json_schema: {} }, sync_mode: 'INVALID', destination_sync_mode: 'INVALID' },
          { stream: {}, sync_mode: null },
        ],
      },
      [
        'catalog: streams[0].sync_mode: expected full_refresh or incremental',
        'catalog: streams[1].stream.name: expected text',
        'catalog: streams[1].sync_mode: expected full_refresh or incremental',
      ],
    ],
    [
      'configures a stream twice',
      {
        streams: [
          { stream: { name: 'users' }, sync_mode: 'full_refresh' },
          { stream: { name: 'users', namespace: 'b' }, sync_mode: 'full_refresh' },
        ],
      },
      ['catalog: stream "users" is configured twice; remove one of the entries'],
    ],
    [
      'asks for what a stream can not do',
      {
        streams: [
          { stream: { name: 'courses' }, sync_mode: 'incremental', primary_key: [['uuid']] },
          { stream: { name: 'users' }, sync_mode: 'incremental', cursor_field: ['changed_at'] },
        ],
      },
      [
        'catalog: courses: primary_key: there is no field "uuid"; refresh the source schema',
        'catalog: users: cursor_field: there is no field "changed_at"; refresh the source schema',
      ],
    ],
  ])('%s', (_title, catalog, problems) => {
    expect(problemsOf(catalog)).toEqual(problems);
  });

  test('ignores unknown fields and the cursor of a full refresh', () => {
    expect(
      problemsOf({
        streams: [
          {
            stream: { name: 'courses', future: true, source_defined_primary_key: 'x' },
            sync_mode: 'full_refresh',
            destination_sync_mode: 'teleport',
            cursor_field: ['gone'],
            future: {},
          },
        ],
        future: 1,
      }),
    ).toEqual([]);
  });
});
