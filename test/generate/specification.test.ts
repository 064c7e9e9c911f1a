import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { fc } from '../support/property.ts';
import { readConfig } from '../../src/config.ts';
import { vendorNames, type VendorName } from '../../src/config/vendor-facts.ts';
import { connectorSpecification } from '../../src/generate/spec.ts';

type Json = Readonly<Record<string, unknown>>;
interface Property extends Json {
  readonly type: string;
  readonly order: number;
}
interface Schema extends Json {
  readonly required: readonly string[];
  readonly properties: Readonly<Record<string, Property>>;
}

const schemaOf = (vendor: VendorName | null): Schema =>
  connectorSpecification(vendor)['connectionSpecification'] as unknown as Schema;

/** Every object inside the schema, with its path. */
const nodes = (value: unknown, path = ''): readonly [string, Json][] => {
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => nodes(item, `${path}[${String(index)}]`));
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Json;
  return [[path, object], ...Object.entries(object).flatMap(([name, inner]) => nodes(inner, `${path}.${name}`))];
};

const validatorOf = (vendor: VendorName | null) => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  (addFormats as unknown as (ajv: Ajv) => void)(ajv);
  return ajv.compile(schemaOf(vendor));
};

const real: Readonly<Record<VendorName, Json>> = {
  learnupon: { vendor: 'learnupon', subdomain: 'acme', username: 'reader', key: 'k-1' },
  '360learning': { vendor: '360learning', username: 'id', key: 'k-1', region: 'us', api_version: 'v1' },
  learningbuilder: { vendor: 'learningbuilder', base_url: 'https://learn.acme.example', key: 'Member_42:k-1' },
  workramp: { vendor: 'workramp', key: 'k-1', academy_ids: ['0b5ff5b4-3f4e-4d8e-9d2c-3a1f0c6f7a11'] },
  flowlu: {
    vendor: 'flowlu',
    subdomain: 'https://acme.flowlu.com/',
    key: 'k-1',
    start_date: '2024-01-01T00:00:00Z',
    stream_options: [{ stream: 'users', primary_key: [], lookback_hours: 1 }],
    exclude: ['users.email'],
  },
};

const secretNames = [
  ...['client_token', 'access_token', 'api_token', 'token', 'secret', 'client_secret', 'password', 'key'],
  ...['service_account_info', 'service_account', 'tenant_id', 'certificate', 'jwt', 'credentials', 'app_id', 'appid'],
  'refresh_token',
];

describe.each([[null], ...vendorNames.map((vendor) => [vendor] as const)])('the specification of %s', (vendor) => {
  const schema = schemaOf(vendor);
  const properties = Object.entries(schema.properties);

  test('is a valid draft-07 schema that every real config satisfies', () => {
    const validate = validatorOf(vendor);
    for (const [name, config] of Object.entries(real)) {
      if (vendor !== null && name !== vendor) continue;
      expect({ valid: validate(config), errors: validate.errors }).toEqual({ valid: true, errors: null });
    }
  });

  test('marks exactly the secrets', () => {
    const marked = properties.filter(([, property]) => property['airbyte_secret'] === true).map(([name]) => name);
    expect(marked).toEqual(['key']);
    for (const [name] of properties) expect(secretNames.includes(name)).toBe(marked.includes(name));
  });

  test('has one simple type per property, and simple items', () => {
    for (const [name, property] of properties) {
      expect({ name, type: property.type }).toEqual({
        name,
        type: expect.stringMatching(/^(string|number|integer|boolean|array)$/) as unknown,
      });
      if (property.type === 'array') {
        expect(property['items']).toMatchObject({ type: expect.stringMatching(/^(object|string)$/) as unknown });
      }
    }
  });

  test('uses no banned keyword, no reference and no empty object', () => {
    const banned = ['not', 'anyOf', 'oneOf', 'allOf', 'patternProperties', 'prefixItems', 'if', 'then', 'else'];
    for (const [path, node] of nodes(schema)) {
      for (const keyword of [...banned, 'dependentSchemas', 'dependentRequired', '$ref']) {
        expect({ path, has: Object.hasOwn(node, keyword) }).toEqual({ path, has: false });
      }
      if (node['type'] === 'object') expect(Object.keys(node['properties'] as Json).length).toBeGreaterThan(0);
      if (Object.hasOwn(node, 'additionalProperties')) expect(node['additionalProperties']).toBe(true);
      expect(Object.hasOwn(node, 'group')).toBe(false);
      expect(Object.hasOwn(node, 'display_type')).toBe(false);
    }
  });

  test('has distinct enum values, orders and a title and description for each property', () => {
    for (const [, node] of nodes(schema)) {
      const values = node['enum'];
      if (Array.isArray(values)) expect(new Set(values).size).toBe(values.length);
      if (node['type'] !== 'object') continue;
      const inner = Object.values(node['properties'] as Readonly<Record<string, Property>>);
      expect(new Set(inner.map(({ order }) => order)).size).toBe(inner.length);
      for (const property of inner) {
        expect(property).toMatchObject({
          title: expect.any(String) as unknown,
          description: expect.any(String) as unknown,
        });
      }
    }
  });

  test('shows always only what is optional, gives no default to what is required, and describes its patterns', () => {
    for (const [name, property] of properties) {
      const required = schema.required.includes(name);
      if (required) {
        expect(property['always_show']).toBeUndefined();
        expect(property['default']).toBeUndefined();
      }
      if (property['format'] === 'date-time') expect(property['pattern']).toBeDefined();
      if (property['pattern'] !== undefined) expect(property['pattern_descriptor']).toBeDefined();
    }
  });

  test('requires what cannot be left away, and nothing else', () => {
    const names = vendor === null ? vendorNames : [vendor];
    for (const name of names) {
      for (const field of Object.keys(real[name])) {
        const { problems } = readConfig({ ...real[name], [field]: null }, { fixedVendor: vendor, complete: true });
        if (schema.required.includes(field)) expect(problems.join()).toContain(`${field}: is missing`);
      }
    }
  });
});

test('a pasted address that the config accepts satisfies the pattern, and the other way round', () => {
  const validate = validatorOf('learnupon');
  const pieces = fc.constantFrom(
    'acme',
    'a-b',
    '.',
    '/',
    '@',
    '#',
    'learnupon.com',
    'https://',
    'http://',
    '/api/v1',
    '\n',
    '-',
    ' ',
  );
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 1, maxLength: 5 }), (parts) => {
      const subdomain = parts.join('');
      const accepted =
        readConfig({ ...real.learnupon, subdomain }, { fixedVendor: null, complete: true }).config !== null;
      if (accepted)
        expect({ subdomain, valid: validate({ ...real.learnupon, subdomain }) }).toEqual({ subdomain, valid: true });
    }),
    { numRuns: 300 },
  );
});
