import { describe, expect, test } from '@jest/globals';
import { instant } from '../../../packages/tap/src/define/fields.ts';
import { singerCatalog } from '../../../packages/tap/src/emit/singer-catalog.ts';
import { ConfigError } from '../../../packages/tap/src/errors/config-error.ts';
import type { SelectedStream } from '../../../packages/tap/src/select/selection.ts';
import { noSettings, type Settings } from '../../../packages/tap/src/select/settings.ts';
import { selectFromSinger } from '../../../packages/tap/src/select/singer.ts';
import { rewrittenByMeltano } from './meltano.ts';
import { courses, emittedNames, optionsFor, settings, streams } from './streams.ts';

interface Item {
  breadcrumb: string[];
  metadata: Record<string, unknown>;
}
interface Entry {
  tap_stream_id: string;
  schema: { properties?: Record<string, Record<string, unknown>> } & Record<string, unknown>;
  metadata: Item[];
  [key: string]: unknown;
}

const discovered = (given: Settings = noSettings): { streams: Entry[] } =>
  JSON.parse(JSON.stringify(singerCatalog(streams, given))) as { streams: Entry[] };

const mark = (entry: Entry, breadcrumb: string[], changes: Record<string, unknown>): void => {
  const item = entry.metadata.find((candidate) => candidate.breadcrumb.join() === breadcrumb.join());
  if (item === undefined) entry.metadata.push({ breadcrumb, metadata: changes });
  else Object.assign(item.metadata, changes);
};

const at = (path: string): string[] =>
  path.split('.').flatMap((name) => (name === 'items' ? [name] : ['properties', name]));

/** The users stream, selected, after `edit`; undefined when it is not. */
const selectUsers = (
  edit: (entry: Entry) => void,
  given: Settings = noSettings,
): { users: SelectedStream | undefined; names: string[]; warnings: string[] } => {
  const catalog = discovered();
  const entry = catalog.streams[0]!;
  mark(entry, [], { selected: true });
  edit(entry);
  const warnings: string[] = [];
  const selection = selectFromSinger(catalog, streams, given, (message) => warnings.push(message));
  const users = selection.streams.find(({ stream }) => stream.name === 'users');
  return { users, names: users === undefined ? [] : emittedNames(users), warnings };
};

const problemsOf = (catalog: unknown, given: Settings = noSettings): string[] => {
  try {
    selectFromSinger(catalog, streams, given);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message.split('\n');
  }
  return [];
};

const namesIn = (catalog: unknown): string[] =>
  selectFromSinger(catalog, streams, noSettings).streams.map(({ stream }) => stream.name);

const everything = [
  ...['id', 'email', 'updated_at', 'created_at', 'address.city', 'address.street'],
  ...['roles.id', 'roles.name', 'tags', 'custom', '_extra'],
];
const without = (...names: string[]): string[] => everything.filter((name) => !names.includes(name));

describe('which streams a Singer catalog selects', () => {
  test('the cheap ones when it is passed as it was discovered', () => {
    const { streams: selected, unknown } = selectFromSinger(discovered(), streams, noSettings);
    expect(selected.map(({ stream }) => stream.name)).toEqual(['users', 'courses']);
    expect(selected.every(({ explicit }) => !explicit)).toBe(true);
    expect(unknown).toEqual([]);
  });

  test.each<[unknown, boolean]>([
    [true, true],
    ['true', true],
    ['True', true],
    [false, false],
    ['false', false],
    [null, true],
    ['', true],
    [undefined, true],
  ])('with selected %p over selected-by-default true: %p', (selected, expected) => {
    const catalog = discovered();
    mark(catalog.streams[0]!, [], { selected });
    expect(namesIn(catalog).includes('users')).toBe(expected);
  });

  test('names a stream explicitly when it is marked selected', () => {
    const catalog = discovered();
    mark(catalog.streams[2]!, [], { selected: 'true' });
    const { streams: selected } = selectFromSinger(catalog, streams, noSettings);
    expect(selected.map(({ stream, explicit }) => [stream.name, explicit])).toEqual([
      ['users', false],
      ['courses', false],
      ['enrollments', true],
    ]);
  });

  test('none that has metadata and neither selected nor selected-by-default', () => {
    const metadata = [{ breadcrumb: [], metadata: { inclusion: 'available' } }];
    expect(namesIn({ streams: [{ tap_stream_id: 'users', schema: {}, metadata }] })).toEqual([]);
  });

  test('none that is unsupported', () => {
    const catalog = discovered();
    mark(catalog.streams[0]!, [], { inclusion: 'unsupported', selected: true });
    expect(namesIn(catalog)).toEqual(['courses']);
  });

  test('all that are listed when nothing is said about any of them', () => {
    expect(namesIn({ streams: [{ stream: 'enrollments', tap_stream_id: 'enrollments', schema: {} }] })).toEqual([
      'enrollments',
    ]);
    expect(namesIn({ streams: [{ stream: 'courses', metadata: [] }] })).toEqual(['courses']);
  });

  test('only the marked ones in an old catalog that marks streams in their schema or on themselves', () => {
    expect(
      namesIn({
        streams: [
          { stream: 'users', tap_stream_id: 'users', schema: { selected: true } },
          { stream: 'courses', tap_stream_id: 'courses', schema: {} },
          { stream: 'enrollments', tap_stream_id: 'enrollments', schema: {}, selected: 'true' },
        ],
      }),
    ).toEqual(['users', 'enrollments']);
  });

  test('no stream that is not listed', () => {
    const catalog = discovered();
    catalog.streams.splice(0, 1);
    expect(namesIn(catalog)).toEqual(['courses']);
    expect(namesIn({ streams: [] })).toEqual([]);
  });

  test('an unknown one is reported only when it is selected', () => {
    const metadata = (selected: boolean) => [{ breadcrumb: [], metadata: { selected } }];
    const { streams: selected, unknown } = selectFromSinger(
      {
        streams: [
          { tap_stream_id: 'invoices', stream: 'invoices', metadata: metadata(true) },
          { tap_stream_id: 'payments', stream: 'payments', metadata: metadata(false) },
          { tap_stream_id: 'users', stream: 'users', metadata: metadata(true) },
        ],
      },
      streams,
      noSettings,
    );
    expect(selected.map(({ stream }) => stream.name)).toEqual(['users']);
    expect(unknown).toEqual(['invoices']);
  });

  test('an excluded one is left alone with a warning', () => {
    const warnings: string[] = [];
    const selection = selectFromSinger(discovered(), streams, settings({ exclude: ['users'] }), (message) =>
      warnings.push(message),
    );
    expect(selection).toMatchObject({ streams: [{ stream: { name: 'courses' } }], unknown: [] });
    expect(warnings).toEqual(['catalog: users is selected, but the config excludes it; it is not read']);
  });

  test('in the order of the vendor, whatever the order of the catalog', () => {
    const catalog = discovered();
    catalog.streams.reverse();
    expect(namesIn(catalog)).toEqual(['users', 'courses']);
  });

  test('by tap_stream_id before stream', () => {
    expect(namesIn({ streams: [{ tap_stream_id: 'users', stream: 'people' }] })).toEqual(['users']);
    expect(namesIn({ streams: [{ tap_stream_id: 'acme-users', stream: 'users' }] })).toEqual(['users']);
  });
});

describe('which fields a Singer catalog selects', () => {
  test.each<[string, (entry: Entry) => void, string[]]>([
    ['all but the sensitive ones when nothing is said', () => undefined, everything],
    [
      'not what is deselected',
      (e) => {
        mark(e, at('email'), { selected: false });
      },
      without('email'),
    ],
    [
      'not what is deselected in text',
      (e) => {
        mark(e, at('email'), { selected: 'false' });
      },
      without('email'),
    ],
    [
      'not what is deselected by default',
      (e) => {
        mark(e, at('email'), { 'selected-by-default': false });
      },
      without('email'),
    ],
    [
      'what is selected against its default',
      (e) => {
        mark(e, at('email'), { 'selected-by-default': false, selected: true });
      },
      everything,
    ],
    [
      'never what is unsupported',
      (e) => {
        mark(e, at('email'), { inclusion: 'unsupported', selected: true });
      },
      without('email'),
    ],
    [
      'always what is automatic',
      (e) => {
        mark(e, at('email'), { inclusion: 'automatic', selected: false });
      },
      everything,
    ],
    [
      'always the keys',
      (e) => {
        for (const key of ['id', 'updated_at']) mark(e, at(key), { selected: false, inclusion: 'available' });
      },
      everything,
    ],
    [
      'the keys even when they are called unsupported',
      (e) => {
        mark(e, at('id'), { inclusion: 'unsupported' });
      },
      everything,
    ],
    [
      'what has no metadata',
      (e) => {
        e.metadata = e.metadata.filter(({ breadcrumb }) => breadcrumb[1] !== 'email');
      },
      everything,
    ],
    [
      'not a deselected part of an object',
      (e) => {
        mark(e, at('address.city'), { selected: false });
      },
      without('address.city'),
    ],
    [
      'no part of a deselected object',
      (e) => {
        mark(e, at('address'), { selected: false });
        mark(e, at('address.city'), { selected: true });
      },
      without('address.city', 'address.street'),
    ],
    [
      'no object without parts',
      (e) => {
        for (const part of ['city', 'street']) mark(e, at(`address.${part}`), { selected: false });
      },
      without('address.city', 'address.street'),
    ],
    [
      'only the named parts of an object that is off by default',
      (e) => {
        mark(e, at('address'), { 'selected-by-default': false });
        mark(e, at('address.city'), { selected: true });
      },
      without('address.street'),
    ],
    [
      'not a deselected part of a list, with items',
      (e) => {
        mark(e, at('roles.items.name'), { selected: false });
      },
      without('roles.name'),
    ],
    [
      'not a deselected part of a list, without items',
      (e) => {
        mark(e, at('roles.name'), { selected: false });
      },
      without('roles.name'),
    ],
    [
      'items before no items',
      (e) => {
        mark(e, at('roles.items.name'), { selected: true });
        mark(e, at('roles.name'), { selected: false });
      },
      everything,
    ],
    [
      'not a list whose items are deselected',
      (e) => {
        mark(e, [...at('roles'), 'items'], { selected: false });
      },
      without('roles.id', 'roles.name'),
    ],
    [
      'sensitive fields by name',
      (e) => {
        mark(e, at('login_url'), { selected: true });
      },
      ['id', 'email', 'updated_at', 'created_at', 'login_url', ...everything.slice(4)],
    ],
    [
      'sensitive parts by name',
      (e) => {
        mark(e, at('address.pin'), { selected: true });
      },
      [...everything.slice(0, 6), 'address.pin', ...everything.slice(6)],
    ],
    [
      'no sensitive field because it is called automatic',
      (e) => {
        mark(e, at('login_url'), { inclusion: 'automatic' });
      },
      everything,
    ],
    [
      'no sensitive field because an old catalog has it on by default',
      (e) => {
        mark(e, at('login_url'), { 'selected-by-default': true });
      },
      everything,
    ],
    [
      'no _extra when it is deselected',
      (e) => {
        mark(e, at('_extra'), { selected: false });
      },
      without('_extra'),
    ],
    [
      'not what old catalogs deselect in the schema',
      (e) => {
        e.schema.properties!['email']!['selected'] = false;
      },
      without('email'),
    ],
    [
      'metadata before the schema',
      (e) => {
        e.schema.properties!['email']!['selected'] = false;
        mark(e, at('email'), { selected: true });
      },
      everything,
    ],
    [
      'all when the catalog has no schema',
      (e) => {
        e.schema = {};
      },
      everything,
    ],
  ])('%s', (_title, edit, expected) => {
    expect(selectUsers(edit).names).toEqual(expected);
  });

  test('sensitive ones when the config includes them', () => {
    const { names } = selectUsers(() => undefined, optionsFor({ stream: 'users', include_sensitive: true }));
    expect(names).toEqual(expect.arrayContaining(['login_url', 'address.pin']));
  });

  test('nothing that the config excludes, even when selected by name', () => {
    const { names, users } = selectUsers(
      (entry) => {
        mark(entry, at('email'), { selected: true });
      },
      settings({ exclude: ['users.email', 'users._extra'] }),
    );
    expect(names).toEqual(without('email', '_extra'));
    expect(users?.suppressed).toEqual(['email', '_extra']);
  });

  test('not what the catalog of an older release does not list, and says so', () => {
    const { names, warnings } = selectUsers((entry) => {
      delete entry.schema.properties!['created_at'];
      entry.metadata = entry.metadata.filter(({ breadcrumb }) => breadcrumb[1] !== 'created_at');
    });
    expect(names).toEqual(without('created_at'));
    expect(warnings).toEqual([
      'catalog: users: new fields are not read because the catalog does not list them: created_at; discover again',
    ]);
  });

  test('no property that the stream does not have (any more), and says so once', () => {
    const { names, warnings, users } = selectUsers((entry) => {
      entry.schema.properties!['shoe_size'] = { type: ['integer', 'null'] };
      entry.schema.properties!['nickname'] = { type: ['string', 'null'] };
      mark(entry, at('nickname'), { selected: false });
      mark(entry, at('salary'), { selected: false });
    });
    expect(names).toEqual(everything);
    expect(warnings).toEqual(['catalog: users has no field shoe_size (any more); discover again']);
    // Deselected, so not in `_extra` either.
    expect(users?.suppressed).toEqual(['nickname', 'salary']);
  });

  test('in the order of the schema', () => {
    const { names } = selectUsers((entry) => {
      entry.metadata.reverse();
    });
    expect(names).toEqual(everything);
  });
});

describe('method and keys in a Singer catalog', () => {
  test.each<[string, (entry: Entry) => void, Partial<SelectedStream>]>([
    ['as offered', () => undefined, { mode: 'incremental', replicationKey: 'updated_at', primaryKey: ['id'] }],
    [
      'replication-method in the metadata',
      (e) => {
        mark(e, [], { 'replication-method': 'FULL_TABLE' });
      },
      { mode: 'full_table', replicationKey: 'updated_at' },
    ],
    [
      'replication_method on the entry',
      (e) => {
        e['replication_method'] = 'FULL_TABLE';
      },
      { mode: 'full_table' },
    ],
    [
      'forced-replication-method, which SDK users set',
      (e) => {
        mark(e, [], { 'forced-replication-method': 'full-table' });
      },
      { mode: 'full_table' },
    ],
    [
      'INCREMENTAL said again',
      (e) => {
        mark(e, [], { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at' });
      },
      { mode: 'incremental' },
    ],
    [
      'no replication key on the entry',
      (e) => {
        e['replication_key'] = null;
      },
      { mode: 'incremental', replicationKey: 'updated_at' },
    ],
    [
      'another key on the entry',
      (e) => {
        e['key_properties'] = ['email'];
      },
      { primaryKey: ['email'] },
    ],
    [
      'another key in the metadata',
      (e) => {
        mark(e, [], { 'table-key-properties': ['email'] });
      },
      { primaryKey: ['email'] },
    ],
    [
      'another key in the spelling of Meltano',
      (e) => {
        e['table_key_properties'] = ['email'];
      },
      { primaryKey: ['email'] },
    ],
    [
      'no key',
      (e) => {
        e['key_properties'] = [];
      },
      { primaryKey: [] },
    ],
  ])('%s', (_title, edit, expected) => {
    expect(selectUsers(edit).users).toMatchObject(expected);
  });

  test('a key that is another field is emitted although it is deselected', () => {
    const { names } = selectUsers((entry) => {
      entry['key_properties'] = ['email'];
      mark(entry, at('email'), { selected: false });
    });
    expect(names).toContain('email');
  });

  test('a replication key or INCREMENTAL for a full table is a warning', () => {
    const catalog = discovered();
    mark(catalog.streams[1]!, [], { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at' });
    const warnings: string[] = [];
    const { streams: selected } = selectFromSinger(catalog, streams, noSettings, (message) => warnings.push(message));
    expect(selected[1]).toMatchObject({ mode: 'full_table', replicationKey: null });
    expect(warnings).toEqual(['catalog: courses has no replication key, it is read as FULL_TABLE']);
  });

  test('lists everything that is not possible', () => {
    const catalog = discovered();
    const [first, second] = catalog.streams;
    first!['key_properties'] = ['uuid'];
    mark(first!, [], { 'replication-key': 'created_at' });
    mark(second!, [], { 'replication-method': 'LOG_BASED' });
    expect(problemsOf(catalog)).toEqual([
      'catalog: users: key_properties: there is no field "uuid"',
      'catalog: users: replication key "created_at" is not possible; the stream follows "updated_at" (replication_key in stream_options changes it)',
      'catalog: courses: replication method LOG_BASED is not possible; use FULL_TABLE or INCREMENTAL',
    ]);
  });

  test('accepts a replication key that the config offers', () => {
    const option = optionsFor({ stream: 'users', replication_key: 'created_at' });
    const catalog = discovered(option);
    expect(selectFromSinger(catalog, streams, option).streams[0]).toMatchObject({ replicationKey: 'created_at' });
  });

  test('follows the config where the catalog was discovered before it', () => {
    const catalog = discovered();
    const changed = optionsFor({ stream: 'users', replication_key: 'created_at', primary_key: ['email'] });
    expect(selectFromSinger(catalog, streams, changed).streams[0]).toMatchObject({
      mode: 'incremental',
      replicationKey: 'created_at',
      primaryKey: ['email'],
    });
    const removed = optionsFor({ stream: 'users', replication_key: '' });
    expect(selectFromSinger(catalog, streams, removed).streams[0]).toMatchObject({ mode: 'full_table' });
  });

  test('follows a replication key that the config gives to a full table, unless people say FULL_TABLE', () => {
    const dated = [{ ...courses, fields: { ...courses.fields, changed_at: instant('iso', 'Changed') } }];
    const catalog = JSON.parse(JSON.stringify(singerCatalog(dated))) as { streams: Entry[] };
    const option = optionsFor({ stream: 'courses', replication_key: 'changed_at' });
    expect(selectFromSinger(catalog, dated, option).streams[0]).toMatchObject({ mode: 'incremental' });
    mark(catalog.streams[0]!, [], { 'replication-method': 'FULL_TABLE' });
    expect(selectFromSinger(catalog, dated, option).streams[0]).toMatchObject({ mode: 'full_table' });
  });
});

describe('a Singer catalog that can not be understood', () => {
  test.each<[string, unknown, string[]]>([
    ['is not an object', [], ['catalog: expected an object with "streams"']],
    ['is null', null, ['catalog: expected an object with "streams"']],
    ['has no streams', {}, ['catalog: streams: expected a list of streams']],
    ['has streams of another kind', { streams: 'users' }, ['catalog: streams: expected a list of streams']],
    ['has a stream without a name', { streams: [{}] }, ['catalog: streams[0]: tap_stream_id is missing']],
    [
      'lists a stream twice',
      { streams: [{ stream: 'users' }, { stream: 'users' }] },
      ['catalog: stream "users" is listed twice; remove one of the entries'],
    ],
    [
      'says neither true nor false',
      {
        streams: [
          { stream: 'users', selected: 'yes' },
          {
            stream: 'courses',
            metadata: [{ breadcrumb: [], metadata: { selected: 1 } }, { breadcrumb: 'properties' }],
          },
        ],
      },
      [
        'catalog: streams[0].selected: expected true or false',
        'catalog: streams[1].metadata[0].metadata.selected: expected true or false',
        'catalog: streams[1].metadata[1].breadcrumb: expected a list of text',
      ],
    ],
    [
      'is one of Airbyte',
      { streams: [{ stream: { name: 'users' }, sync_mode: 'full_refresh' }] },
      [
        'catalog: this is an Airbyte configured catalog; pass it to the `read` command, or pass a catalog made by `--discover`',
      ],
    ],
  ])('%s', (_title, catalog, problems) => {
    expect(problemsOf(catalog)).toEqual(problems);
  });
});

describe('a catalog that Meltano rewrote', () => {
  const selected = (select?: readonly string[], rules?: Parameters<typeof rewrittenByMeltano>[2]) =>
    selectFromSinger(rewrittenByMeltano(discovered(), select, rules), streams, noSettings).streams;

  test('with *.* selects every stream and field by name', () => {
    const all = selected();
    expect(all.map(({ stream, explicit }) => [stream.name, explicit])).toEqual([
      ['users', true],
      ['courses', true],
      ['enrollments', true],
    ]);
    expect(emittedNames(all[0]!)).toEqual(expect.arrayContaining(everything));
  });

  test('with chosen fields selects them, their parents and the keys', () => {
    const [users, ...others] = selected(['users.email', 'users.address.city']);
    expect(others).toEqual([]);
    expect(emittedNames(users!)).toEqual(['id', 'email', 'updated_at', 'address.city']);
  });

  test('with negated patterns leaves fields and streams out', () => {
    const all = selected(['*.*', '!users.email', '!users.login_url', '!users.address.pin', '!courses.*']);
    expect(all.map(({ stream }) => stream.name)).toEqual(['users', 'enrollments']);
    expect(emittedNames(all[0]!)).toEqual(without('email'));
  });

  test('takes method, replication key and keys from its metadata rules', () => {
    const [users, courses] = selected(['*.*'], {
      users: { 'replication-method': 'FULL_TABLE', 'table-key-properties': ['email'] },
      '*': { 'replication-key': 'updated_at' },
    });
    expect(users).toMatchObject({ mode: 'full_table', primaryKey: ['email'] });
    expect(courses).toMatchObject({ mode: 'full_table', replicationKey: null });
  });

  test('of a catalog without metadata still deselects what is not selected', () => {
    const bare = { streams: discovered().streams.map((entry) => ({ ...entry, metadata: undefined })) };
    const rewritten = rewrittenByMeltano(bare, ['users.*']);
    const all = selectFromSinger(rewritten, streams, noSettings).streams;
    expect(all.map(({ stream }) => stream.name)).toEqual(['users']);
  });
});
