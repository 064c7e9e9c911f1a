import { beforeAll, describe, expect, test } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../src/config.ts';
import { runTap, type TapResult } from '../support/tap-process.ts';
import { fc } from '../support/property.ts';
import { breaksOfSpecification } from './breaking-changes.ts';
import { releases } from './releases.ts';
import type { Subject } from './subject.ts';
import { airbyteMessages, nodesOf, validatorOf, type Json, type Schema } from './support.ts';

type Property = Json & { readonly type: unknown };
type Specification = Schema & { readonly required: readonly string[] };

/** Airbyte's list; `api_key` is not on it, but no connector should show one. */
const secretNames = new Set(
  `client_token access_token api_token token secret client_secret password key service_account_info service_account
   tenant_id certificate jwt credentials app_id appid refresh_token api_key`.split(/\s+/),
);

const banned = [
  ...['not', 'anyOf', 'patternProperties', 'prefixItems', 'allOf', 'if', 'then', 'else'],
  ...['dependentSchemas', 'dependentRequired'],
];

const checkedIn = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8'));

/** C-SPEC, over the command of the account's vendor; `null`: the one command of all vendors. */
export const specification = (subject: Subject | null): void => {
  const vendor = subject?.reference.vendor ?? null;
  const bin = vendor === null ? 'tap-lms' : `tap-${vendor}`;
  let result: TapResult;
  let message: Json;
  let schema: Specification;
  let properties: readonly (readonly [string, Property])[];
  let nodes: readonly (readonly [string, Json])[];

  beforeAll(async () => {
    result = await runTap(['spec'], { bin });
    message = airbyteMessages(result).find(({ type }) => type === 'SPEC')?.spec as unknown as Json;
    schema = message['connectionSpecification'] as Specification;
    properties = Object.entries(schema.properties) as [string, Property][];
    // Names of properties are not keywords.
    nodes = nodesOf(schema).filter(([path]) => !path.endsWith('.properties'));
  });

  const objects = () => nodes.filter(([, { type }]) => type === 'object');

  describe('C-SPEC', () => {
    test('S00 it is one SPEC message and nothing else', () => {
      expect({ code: result.code, types: airbyteMessages(result).map(({ type }) => type) }).toEqual({
        ...{ code: 0, types: ['SPEC'] },
      });
    });

    test('S01 the config that is used satisfies it', () => {
      const validate = validatorOf(schema);
      if (subject === null) return;
      const used = Object.fromEntries(
        Object.entries(subject.account().values).filter(([name]) => !name.startsWith('_')),
      );
      expect({ valid: validate(used), errors: validate.errors }).toEqual({ valid: true, errors: null });
    });

    test('S02 it is the one that is checked in', async () => {
      expect(message).toEqual(await checkedIn(vendor === null ? 'spec.json' : `airbyte/${vendor}/spec.json`));
    });

    test('S03 values of an enum are distinct', () => {
      for (const [, { enum: values }] of nodes) {
        if (Array.isArray(values)) expect(new Set(values).size).toBe(values.length);
      }
    });

    test('S04 a oneOf is of objects that one constant tells apart', () => {
      for (const [path, { oneOf, type }] of nodes) {
        if (!Array.isArray(oneOf)) continue;
        expect({ path, type }).toEqual({ path, type: 'object' });
        const constants = (oneOf as Schema[]).map((option) =>
          Object.entries(option.properties).flatMap(([name, one]) => (Object.hasOwn(one, 'const') ? [name] : [])),
        );
        expect(new Set(constants.flat()).size).toBe(1);
      }
    });

    test('S05 exactly what has the name of a secret is marked as one', () => {
      const marked = properties.filter(([, { airbyte_secret: secret }]) => secret === true).map(([name]) => name);
      expect(marked).toEqual(properties.map(([name]) => name).filter((name) => secretNames.has(name)));
      expect(marked).toContain('key');
      for (const [path, node] of nodes) {
        const canHold = node['type'] !== 'boolean' && !Object.hasOwn(node, 'const');
        expect({ path, secret: node['airbyte_secret'] === true && !canHold }).toEqual({ path, secret: false });
      }
    });

    test('S06 a property has one type, with null only behind it', () => {
      for (const [path, { type }] of nodes) {
        const types: readonly unknown[] = Array.isArray(type) ? type : [type];
        expect({ path, second: types[1] ?? 'null', more: types.slice(2) }).toEqual({ path, second: 'null', more: [] });
      }
    });

    test('S07 no object is empty', () => {
      for (const [path, { properties: inner, oneOf }] of objects()) {
        const isEmpty = Object.keys(inner ?? {}).length === 0 && oneOf === undefined;
        expect({ path, isEmpty }).toEqual({ path, isEmpty: false });
      }
    });

    test('S08 items of lists are single and simple', () => {
      for (const [path, { type, items }] of nodes) {
        if (type !== 'array') continue;
        const kind = Array.isArray(items) ? 'several' : ((items as Json)['type'] ?? 'enum');
        expect({ path, kind }).toEqual({
          path,
          kind: expect.stringMatching(/^(object|string|number|integer|enum)$/) as unknown,
        });
      }
    });

    test('S09 no keyword is used that platforms do not take', () => {
      const found = nodes.flatMap(([path, node]) =>
        banned.filter((word) => Object.hasOwn(node, word)).map((word) => `${path}: ${word}`),
      );
      expect(found).toEqual([]);
    });

    test('S10 format and pattern of dates agree', () => {
      const samples: Json = { date: '2026-01-31', 'date-time': '2026-01-31T10:00:00Z' };
      for (const [path, { format, pattern }] of nodes) {
        if (format === undefined) continue;
        expect({ path, sample: samples[format as string] }).toEqual({ path, sample: expect.any(String) as unknown });
        expect(samples[format as string]).toMatch(new RegExp(String(pattern)));
      }
    });

    test('S11 no two properties of an object have the same order', () => {
      for (const [path, { properties: inner }] of objects()) {
        const orders = Object.values((inner ?? {}) as Readonly<Record<string, Json>>).map(({ order }) => order);
        const stated = orders.filter((order) => order !== undefined);
        expect({ path, orders: new Set(stated).size }).toEqual({ path, orders: stated.length });
      }
    });

    test('S12 groups are at the top only', () => {
      const grouped = nodes.filter(([, node]) => Object.hasOwn(node, 'group')).map(([path]) => path);
      expect(grouped.filter((path) => !/^\.properties\.[^.]+$/.test(path))).toEqual([]);
      const groups = (schema['groups'] ?? []) as readonly { readonly id: string }[];
      for (const [, { group }] of properties) {
        if (group !== undefined) expect(groups.map(({ id }) => id)).toContain(group);
      }
    });

    test('S13 only a choice says how it is shown', () => {
      for (const [path, node] of nodes) {
        if (!Object.hasOwn(node, 'display_type')) continue;
        expect({ path, choice: Object.hasOwn(node, 'oneOf') }).toEqual({ path, choice: true });
        expect(node['display_type']).toMatch(/^(dropdown|radio)$/);
      }
    });

    test('S14 only what is optional is shown always', () => {
      for (const [path, node] of objects()) {
        const required = (node['required'] ?? []) as readonly string[];
        const inner = (node['properties'] ?? {}) as Readonly<Record<string, Json>>;
        const wrong = required.filter((name) => inner[name]?.['always_show'] === true);
        expect({ path, wrong }).toEqual({ path, wrong: [] });
      }
    });

    test('S15 nothing refers elsewhere', () => {
      expect(nodes.filter(([, node]) => Object.hasOwn(node, '$ref')).map(([path]) => path)).toEqual([]);
    });

    test('S16 no sign-in is offered that the config has no place for', () => {
      // There is none: keys and client credentials are pasted. A sign-in would have to name paths of the schema.
      expect(message['advanced_auth']).toBeUndefined();
      expect(message['authSpecification']).toBeUndefined();
    });

    test('S17 configs of earlier releases are still good', () => {
      for (const release of releases) {
        const before = release.specifications[vendor ?? 'all'];
        if (before === undefined) continue;
        expect({ of: release.version, breaks: breaksOfSpecification(before, schema) }).toEqual({
          ...{ of: release.version, breaks: [] },
        });
        const validate = validatorOf(schema);
        fc.assert(
          fc.property(configOf(before as Specification), (config) => {
            expect({ config, valid: validate(config), errors: validate.errors }).toMatchObject({ valid: true });
          }),
          { numRuns: 100 },
        );
      }
    });

    test('S18 more properties are allowed everywhere', () => {
      const closed = nodes.filter(([, node]) => (node['additionalProperties'] ?? true) !== true);
      expect(closed.map(([path]) => path)).toEqual([]);
      if (subject === null) return;
      expect(validatorOf(schema)({ ...subject.account().values, _technical: 1, unknown_field: { a: [1] } })).toBe(true);
    });

    test('S20 what is required can not be left away, and nothing else is', async () => {
      if (subject === null) return;
      const { account } = subject;
      const { vendor: name, ...values } = account().values;
      expect(name).toBe(vendor);
      for (const field of schema.required.filter((one) => one !== 'vendor')) {
        const left = Object.fromEntries(Object.entries(values).filter(([one]) => one !== field));
        const refused = await account().run(['check'], { config: left }, { bin });
        expect({ field, code: refused.code }).toEqual({ field, code: 3 });
        expect(refused.lines.join()).toContain(`${field}: is missing`);
      }
      const least = Object.fromEntries(
        Object.entries(values).filter(
          ([one]) => schema.required.includes(one) || one === 'base_url' || one === 'username',
        ),
      );
      const generation = values['api_version'] === undefined ? {} : { api_version: values['api_version'] };
      expect(readConfig({ vendor, ...least, ...generation }, { fixedVendor: null, complete: true }).problems).toEqual(
        [],
      );
      // At the vendor's own pace it would take a second for each stream.
      const haste = Object.fromEntries(Object.entries(values).filter(([one]) => one.startsWith('max_requests_per_')));
      const accepted = await account().run(['check'], { config: { ...least, ...generation, ...haste } }, { bin });
      expect({ code: accepted.code, stderr: accepted.code === 0 ? '' : accepted.stderr }).toEqual({
        code: 0,
        stderr: '',
      });
    });
  });
};

/** Configs that an earlier specification allows, as far as its own words go. */
const configOf = (before: Specification): fc.Arbitrary<Json> => {
  const valueOf = ({ type, enum: values, examples, default: usual, minimum }: Property): fc.Arbitrary<unknown> => {
    if (Array.isArray(values)) return fc.constantFrom(...(values as unknown[]));
    const samples = [...((examples ?? []) as unknown[]), ...(usual === undefined ? [] : [usual])];
    if (samples.length > 0) return fc.constantFrom(...samples);
    if (type === 'boolean') return fc.boolean();
    if (type === 'array') return fc.constant([]);
    if (type === 'integer' || type === 'number') return fc.integer({ min: Number(minimum ?? 1), max: 100 });
    return fc.constant('text');
  };
  const entries = Object.entries(before.properties) as [string, Property][];
  // A text with a pattern and no example can't be made up.
  const known = entries.filter(([, { pattern, examples }]) => pattern === undefined || examples !== undefined);
  return fc.record(Object.fromEntries(known.map(([name, property]) => [name, valueOf(property)])), {
    requiredKeys: before.required.filter((name) => known.some(([one]) => one === name)),
  });
};
