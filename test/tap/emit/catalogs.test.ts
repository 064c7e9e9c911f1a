import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { isRow } from '../../../packages/tap/src/define/json.ts';
import { airbyteCatalog, configuredAirbyteCatalog } from '../../../packages/tap/src/emit/airbyte-catalog.ts';
import { singerCatalog } from '../../../packages/tap/src/emit/singer-catalog.ts';
import { optionsFor, settings, streams } from '../select/streams.ts';
import { airbyteProblems } from './airbyte-protocol.ts';

interface SingerEntry {
  tap_stream_id: string;
  schema: { description: string; properties: Record<string, unknown> };
  metadata: { breadcrumb: string[]; metadata: Record<string, unknown> }[];
}

const singer = (...args: Parameters<typeof singerCatalog> extends [unknown, ...infer Rest] ? Rest : never) =>
  (singerCatalog(streams, ...args) as unknown as { streams: SingerEntry[] }).streams;

interface AirbyteStream {
  name: string;
  json_schema: { properties: Record<string, unknown> };
  default_cursor_field?: string[];
  source_defined_primary_key: string[][];
}

const airbyte = (...args: Parameters<typeof airbyteCatalog> extends [unknown, ...infer Rest] ? Rest : never) =>
  (airbyteCatalog(streams, ...args) as unknown as { streams: AirbyteStream[] }).streams;

const metadataOf = (entry: SingerEntry, breadcrumb: string): unknown =>
  entry.metadata.find((item) => item.breadcrumb.join('.') === breadcrumb)?.metadata;

/** Every breadcrumb that a JSON schema has a node for. */
const breadcrumbsOf = (schema: unknown, at: readonly string[] = []): string[] => {
  if (!isRow(schema)) return [];
  if (isRow(schema['items'])) return breadcrumbsOf(schema['items'], [...at, 'items']);
  if (!isRow(schema['properties'])) return [];
  return Object.entries(schema['properties']).flatMap(([name, inner]) => {
    const here = [...at, 'properties', name];
    return [here.join('.'), ...breadcrumbsOf(inner, here)];
  });
};

describe('the Singer catalog', () => {
  test('describes each stream for every reader of catalogs', () => {
    const [users, courses, enrollments] = singer();
    expect(users).toMatchObject({
      tap_stream_id: 'users',
      stream: 'users',
      key_properties: ['id'],
      replication_method: 'INCREMENTAL',
      replication_key: 'updated_at',
    });
    expect(courses).toMatchObject({ key_properties: ['id'], replication_method: 'FULL_TABLE' });
    expect(courses).not.toHaveProperty('replication_key');
    expect(metadataOf(users!, '')).toEqual({
      inclusion: 'available',
      'selected-by-default': true,
      'table-key-properties': ['id'],
      'valid-replication-keys': ['updated_at'],
    });
    expect(metadataOf(courses!, '')).toEqual({
      inclusion: 'available',
      'selected-by-default': true,
      'table-key-properties': ['id'],
      'valid-replication-keys': [],
      'forced-replication-method': 'FULL_TABLE',
    });
    expect(metadataOf(enrollments!, '')).toMatchObject({ 'selected-by-default': false });
  });

  test('has metadata for exactly the nodes of the schema, so that each can be deselected', () => {
    for (const entry of singer()) {
      const described = entry.metadata
        .map(({ breadcrumb }) => breadcrumb.join('.'))
        .filter((breadcrumb) => breadcrumb !== '');
      expect(described.toSorted()).toEqual(breadcrumbsOf(entry.schema).toSorted());
    }
  });

  test('emits keys always and sensitive fields only when asked', () => {
    const [users] = singer();
    const automatic = { inclusion: 'automatic', 'selected-by-default': true };
    const available = { inclusion: 'available', 'selected-by-default': true };
    const off = { inclusion: 'available', 'selected-by-default': false };
    expect(metadataOf(users!, 'properties.id')).toEqual(automatic);
    expect(metadataOf(users!, 'properties.updated_at')).toEqual(automatic);
    expect(metadataOf(users!, 'properties.email')).toEqual(available);
    expect(metadataOf(users!, 'properties._extra')).toEqual(available);
    expect(metadataOf(users!, 'properties.roles.items.properties.name')).toEqual(available);
    expect(metadataOf(users!, 'properties.login_url')).toEqual(off);
    expect(metadataOf(users!, 'properties.address.properties.pin')).toEqual(off);
    const [included] = singer(optionsFor({ stream: 'users', include_sensitive: true }));
    expect(metadataOf(included!, 'properties.login_url')).toEqual(available);
  });

  test('says how sure a stream is and where it is documented', () => {
    expect(singer().map(({ schema }) => schema.description)).toEqual([
      'People with an account. Source: https://example.com/docs',
      'What can be learned. Beta: built from documentation, not yet seen in a real answer. Source: https://example.com/docs',
      'Who takes which course. Source: https://example.com/docs',
    ]);
  });

  test('shows nothing that the config excludes', () => {
    const text = JSON.stringify(
      singer(settings({ exclude: ['courses', 'users.email', 'users.roles.name', 'users._extra'] })),
    );
    expect(text).not.toContain('"courses"');
    expect(text).not.toContain('"email"');
    expect(text).not.toMatch(/"roles","items","properties","name"/);
    expect(JSON.parse(text)).toMatchObject([{ schema: { properties: { id: {} } } }, {}]);
    expect((JSON.parse(text) as SingerEntry[])[0]!.schema.properties).not.toHaveProperty('_extra');
  });

  test('offers the keys that the config gives', () => {
    const [users, courses] = singer(
      optionsFor(
        { stream: 'users', replication_key: '', primary_key: ['email'] },
        { stream: 'courses', primary_key: [] },
      ),
    );
    expect(users).toMatchObject({ key_properties: ['email'], replication_method: 'FULL_TABLE' });
    expect(courses).toMatchObject({ key_properties: [] });
  });
});

describe('the Airbyte catalog', () => {
  test('is a message that Airbyte understands', () => {
    expect(airbyteProblems(JSON.stringify({ type: 'CATALOG', catalog: airbyteCatalog(streams) }))).toEqual([]);
  });

  test('says what each stream can do', () => {
    const common = { source_defined_cursor: true, is_resumable: true };
    expect(airbyte()).toMatchObject([
      {
        ...common,
        name: 'users',
        supported_sync_modes: ['full_refresh', 'incremental'],
        default_cursor_field: ['updated_at'],
        source_defined_primary_key: [['id']],
      },
      { ...common, name: 'courses', supported_sync_modes: ['full_refresh'], source_defined_primary_key: [['id']] },
      { ...common, name: 'enrollments', source_defined_primary_key: [['course_id'], ['id']] },
    ]);
    expect(airbyte()[1]).not.toHaveProperty('default_cursor_field');
  });

  test('passes the rules of the connector acceptance tests', () => {
    const ajv = new Ajv({ strict: false });
    for (const {
      json_schema: schema,
      default_cursor_field: cursor = [],
      source_defined_primary_key: key,
    } of airbyte()) {
      expect(ajv.validateSchema(schema)).toBe(true);
      const text = JSON.stringify(schema);
      for (const banned of ['$ref', 'allOf', 'not', 'anyOf', 'oneOf', 'enum'])
        expect(text).not.toContain(`"${banned}":`);
      expect(text).not.toContain('"additionalProperties":false');
      for (const path of [...(cursor.length > 0 ? [cursor] : []), ...key]) {
        expect(schema.properties).toHaveProperty(path);
        expect(JSON.stringify(schema.properties[path[0]!])).not.toMatch(/"(object|array)"/);
      }
    }
  });

  test('leaves sensitive and excluded fields out', () => {
    const text = JSON.stringify(airbyte(settings({ exclude: ['users.email'] })));
    for (const name of ['login_url', 'pin', 'email']) expect(text).not.toContain(`"${name}"`);
    const included = JSON.stringify(airbyte(optionsFor({ stream: 'users', include_sensitive: true })));
    for (const name of ['login_url', 'pin', 'email']) expect(included).toContain(`"${name}"`);
  });

  test('configures the cheap streams to start from', () => {
    expect(configuredAirbyteCatalog(streams)).toMatchObject({
      streams: [
        {
          stream: { name: 'users' },
          sync_mode: 'incremental',
          destination_sync_mode: 'append_dedup',
          cursor_field: ['updated_at'],
          primary_key: [['id']],
        },
        {
          stream: { name: 'courses' },
          sync_mode: 'full_refresh',
          destination_sync_mode: 'overwrite',
          primary_key: [['id']],
        },
      ],
    });
    expect(configuredAirbyteCatalog(streams, optionsFor({ stream: 'users', primary_key: [] }))).toMatchObject({
      streams: [{ destination_sync_mode: 'append' }, {}],
    });
  });
});
