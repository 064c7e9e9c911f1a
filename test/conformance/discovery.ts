import { describe, expect, test } from '@jest/globals';
import { breaksOfStreams } from './breaking-changes.ts';
import { releasedStreams } from './released-streams.ts';
import { releases } from './releases.ts';
import type { Subject } from './subject.ts';
import { keysOf, nodesOf, validatorOf, type AirbyteStream, type Json } from './support.ts';

/** Streams without a key, and why. */
export const keyless: Readonly<Record<string, string>> = {
  assessment_instances: 'the vendor repeats a row, id included, for each attribute that refers to the assessment',
};

/** Type with format and Airbyte's own type, as the protocol's page on data types pairs them. */
const pairings = new Set([
  ...['string', 'boolean', 'number', 'integer', 'array', 'object'],
  ...['number+integer', 'string+date', 'string+date-time', 'string+date-time+timestamp_with_timezone'],
  ...['string+date-time+timestamp_without_timezone', 'string+time+time_with_timezone'],
  'string+time+time_without_timezone',
]);

/** C-DISC. */
export const discovery = ({ title, reference, account }: Subject): void => {
  const streams = () => account().airbyte;
  /** Schemas inside, without maps of properties. */
  const schemasOf = ({ json_schema: schema }: AirbyteStream): readonly (readonly [string, Json])[] =>
    nodesOf(schema).filter(([path]) => !path.endsWith('.properties'));
  const using = (words: readonly string[]) =>
    streams().flatMap((stream) =>
      schemasOf(stream).flatMap(([path, node]) =>
        words.filter((word) => Object.hasOwn(node, word)).map((word) => `${stream.name}${path}: ${word}`),
      ),
    );

  describe('C-DISC', () => {
    test('D01 the catalog names every stream there is, once', () => {
      const names = streams().map(({ name }) => name);
      expect(names.toSorted()).toEqual(reference.streams(account().sandbox).toSorted());
      expect(new Set(names).size).toBe(names.length);
    });

    test('D02 each schema is valid', () => {
      for (const { json_schema: schema } of streams()) {
        expect(() => validatorOf(schema)).not.toThrow();
        expect(schema['type']).toBe('object');
      }
    });

    test('D03 cursors are columns of the schema', () => {
      for (const {
        name,
        json_schema: schema,
        default_cursor_field: cursor,
        supported_sync_modes: modes,
      } of streams()) {
        expect({ name, cursor: (cursor ?? []).length > 0 }).toEqual({ name, cursor: modes.includes('incremental') });
        for (const part of cursor ?? []) expect(Object.keys(schema.properties)).toContain(part);
      }
    });

    test('D04 no schema refers elsewhere', () => {
      expect(using(['$ref'])).toEqual([]);
    });

    test('D05 no schema has keywords that targets choke on', () => {
      expect(using(['allOf', 'not', 'anyOf', 'oneOf', 'enum', 'pattern', 'const', 'patternProperties'])).toEqual([]);
    });

    test('D06 keys are columns of the schema', () => {
      for (const stream of streams()) {
        expect(Object.keys(stream.json_schema.properties)).toEqual(expect.arrayContaining([...keysOf(stream)]));
      }
    });

    test('D07 keys are neither objects nor lists, and never null', () => {
      for (const stream of streams()) {
        for (const key of keysOf(stream)) {
          const type = stream.json_schema.properties[key]?.['type'];
          expect({ stream: stream.name, key, type }).toMatchObject({
            type: expect.stringMatching(/^(string|integer|number|boolean)$/) as unknown,
          });
        }
      }
    });

    test('D08 each stream has its modes', () => {
      for (const { supported_sync_modes: modes } of streams()) {
        expect(modes).toContain('full_refresh');
        expect(modes.filter((mode) => !['full_refresh', 'incremental'].includes(mode))).toEqual([]);
      }
    });

    test('D09 more properties are allowed everywhere', () => {
      const closed = streams().flatMap((stream) =>
        schemasOf(stream).filter(([, node]) => (node['additionalProperties'] ?? true) !== true),
      );
      expect(closed).toEqual([]);
    });

    test('D10 nothing is gone or changed that an earlier release had', () => {
      for (const release of releases) {
        const before = release.streams[title];
        if (before === undefined) continue;
        expect({ of: release.version, breaks: breaksOfStreams(before, releasedStreams(streams())) }).toEqual({
          ...{ of: release.version, breaks: [] },
        });
      }
    });

    test('D11 every field has a type that the protocol knows', () => {
      const known = /^(\["null",)?"(string|boolean|number|integer|array|object)"\]?$/;
      for (const stream of streams()) {
        for (const [path, node] of schemasOf(stream)) {
          const { type, format, airbyte_type: own } = node;
          expect({ stream: stream.name, path, type: JSON.stringify(type) }).toMatchObject({
            type: expect.stringMatching(known) as unknown,
          });
          const word = (Array.isArray(type) ? type.at(-1) : type) as string;
          const pairing = [word, format, own].flatMap((part) => (typeof part === 'string' ? [part] : [])).join('+');
          expect({ stream: stream.name, path, pairing, known: pairings.has(pairing) }).toMatchObject({ known: true });
        }
      }
    });

    test('D12 each stream has a key, or a reason', () => {
      const without = streams().filter((stream) => keysOf(stream).length === 0);
      expect(without.map(({ name }) => name).filter((name) => !Object.hasOwn(keyless, name))).toEqual([]);
    });
  });
};
