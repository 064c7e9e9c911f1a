import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { singerCatalog } from '../../../packages/tap/src/emit/singer-catalog.ts';
import { ConfigError } from '../../../packages/tap/src/errors/config-error.ts';
import { selectFromAirbyte } from '../../../packages/tap/src/select/airbyte.ts';
import { noSettings } from '../../../packages/tap/src/select/settings.ts';
import { selectFromSinger } from '../../../packages/tap/src/select/singer.ts';
import type { Selection } from '../../../packages/tap/src/select/selection.ts';
import { emittedNames, settings, streams } from './streams.ts';

interface Item {
  breadcrumb: string[];
  metadata: Record<string, unknown>;
}

const discovered = (): { streams: { tap_stream_id: string; metadata: Item[] }[] } =>
  JSON.parse(JSON.stringify(singerCatalog(streams))) as { streams: { tap_stream_id: string; metadata: Item[] }[] };

/** `users`, `users.email`, ...: everything that a selection emits. */
const emitted = ({ streams: selected }: Selection): Set<string> =>
  new Set(
    selected.flatMap((one) => [one.stream.name, ...emittedNames(one).map((name) => `${one.stream.name}.${name}`)]),
  );

const onlyConfigErrors = (action: () => unknown): void => {
  try {
    action();
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
  }
};

const mark = fc.record(
  {
    selected: fc.constantFrom(true, false, 'true', 'false', null),
    'selected-by-default': fc.boolean(),
    inclusion: fc.constantFrom('available', 'automatic', 'unsupported'),
  },
  { requiredKeys: [] },
);

/** A discovered catalog in which some nodes were edited. */
const editedCatalog = fc.array(fc.tuple(fc.nat(), fc.nat(), mark), { maxLength: 25 }).map((edits) => {
  const catalog = discovered();
  for (const [streamIndex, itemIndex, changes] of edits) {
    const { metadata } = catalog.streams[streamIndex % catalog.streams.length]!;
    Object.assign(metadata[itemIndex % metadata.length]!.metadata, changes);
  }
  return catalog;
});

/** Any JSON, but with the names that matter likely in it. */
const anyCatalog = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom('users', 'courses', 'FULL_TABLE', 'incremental', 'properties', 'email', '', 'true'),
    fc.jsonValue(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.constantFrom(
        ...[
          'streams',
          'stream',
          'tap_stream_id',
          'schema',
          'metadata',
          'breadcrumb',
          'selected',
          'properties',
          'items',
        ],
        ...['name', 'json_schema', 'sync_mode', 'cursor_field', 'primary_key', 'key_properties', 'replication_key'],
        ...['__proto__', 'constructor', 'toString'],
      ),
      tie('value'),
      { maxKeys: 6 },
    ),
  ),
})).value;

describe('selection', () => {
  test('throws nothing but ConfigError, whatever the catalog', () => {
    const named = fc.array(fc.dictionary(fc.constantFrom('stream', 'schema', 'metadata', 'sync_mode'), anyCatalog));
    fc.assert(
      fc.property(
        fc.oneof(
          anyCatalog,
          named.map((entries) => ({ streams: entries })),
        ),
        (catalog) => {
          onlyConfigErrors(() => selectFromSinger(catalog, streams, noSettings));
          onlyConfigErrors(() => selectFromAirbyte(catalog, streams, noSettings));
        },
      ),
      { numRuns: 1000 },
    );
  });

  test('throws nothing but ConfigError, whatever the settings', () => {
    const name = fc.oneof(
      fc.constantFrom('users', 'users.email', 'users.address.city', 'users.roles', 'courses', 'id', 'updated_at', ''),
      fc.string(),
    );
    const option = fc.record(
      {
        stream: name,
        replication_key: name,
        primary_key: fc.array(name, { maxLength: 2 }),
        start_date: fc.oneof(fc.constant('2024-01-01T00:00:00Z'), fc.string()),
        lookback_hours: fc.nat(),
        verify: fc.boolean(),
        include_sensitive: fc.boolean(),
      },
      { requiredKeys: ['stream'] },
    );
    fc.assert(
      fc.property(fc.array(name), fc.array(option), editedCatalog, (exclude, streamOptions, catalog) => {
        onlyConfigErrors(() => selectFromSinger(catalog, streams, { exclude, streamOptions, startDate: null }));
      }),
    );
  });

  test('only grows when one more node is selected, and only shrinks when one less is', () => {
    fc.assert(
      fc.property(editedCatalog, fc.nat(), fc.nat(), (catalog, streamIndex, itemIndex) => {
        const { metadata } = catalog.streams[streamIndex % catalog.streams.length]!;
        const item = metadata[itemIndex % metadata.length]!;
        const emittedWith = (selected: boolean | undefined): Set<string> => {
          item.metadata['selected'] = selected;
          return emitted(selectFromSinger(catalog, streams, noSettings));
        };
        const [less, unsaid, more] = [emittedWith(false), emittedWith(undefined), emittedWith(true)];
        for (const name of less) expect(unsaid).toContain(name);
        for (const name of unsaid) expect(more).toContain(name);
      }),
    );
  });

  test('always emits the keys of a selected stream, in the order of the stream', () => {
    fc.assert(
      fc.property(editedCatalog, (catalog) => {
        for (const { stream, fields, primaryKey, replicationKey } of selectFromSinger(catalog, streams, noSettings)
          .streams) {
          const names = Object.keys(fields);
          expect(names).toEqual(
            expect.arrayContaining([...primaryKey, ...(replicationKey === null ? [] : [replicationKey])]),
          );
          expect(names).toEqual(Object.keys(stream.fields).filter((name) => names.includes(name)));
        }
      }),
    );
  });

  test('never emits what is excluded', () => {
    const choice = fc.subarray([
      'users.email',
      'users.address.city',
      'users.roles.name',
      'users.tags',
      'users._extra',
      'courses',
    ]);
    fc.assert(
      fc.property(editedCatalog, choice, (catalog, exclude) => {
        const names = emitted(selectFromSinger(catalog, streams, settings({ exclude })));
        for (const name of exclude) expect(names).not.toContain(name);
      }),
    );
  });
});
