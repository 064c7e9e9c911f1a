import * as z from 'zod';
import type { JsonObject, JsonValue } from '@singer-io-ts/tap/define/json.ts';
import { excludePattern, schemaOf, streamOption, uuidPattern } from '../config/schema.ts';
import { subdomainPattern } from '../config/subdomain.ts';
import { vendorFacts, vendorNames, type VendorName } from '../config/vendor-facts.ts';
import {
  fieldNames,
  isEssential,
  isRequired,
  isSecret,
  optionWords,
  usedBy,
  vendorsOf,
  wordsFor,
  wordsForAll,
  type FieldName,
  type Words,
} from '../config/words.ts';
import { product } from '../product.ts';

/** What zod knows that a form may use; its other keywords are checks that words explain better. */
const kept = ['type', 'enum', 'default', 'minimum', 'maximum', 'exclusiveMinimum'] as const;

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const withoutNull = (schema: JsonObject): JsonObject => {
  const { anyOf } = schema;
  const inner = Array.isArray(anyOf)
    ? (anyOf as readonly JsonValue[]).find((one) => isObject(one) && one['type'] !== 'null')
    : undefined;
  return isObject(inner) ? inner : schema;
};

const singleType = (type: JsonValue | undefined): JsonValue | undefined =>
  Array.isArray(type) ? (type as readonly JsonValue[]).find((one) => one !== 'null') : type;

const zodFacts = (schema: z.ZodType): JsonObject => {
  const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' }) as unknown as JsonObject;
  const inner = withoutNull(json);
  const entries = kept.flatMap((name): [string, JsonValue][] => {
    const value = name === 'default' ? json[name] : name === 'type' ? singleType(inner[name]) : inner[name];
    return value === undefined || value === null || (Array.isArray(value) && value.length === 0) ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
};

const spoken = ({ title, description, where, examples }: Words, isList: boolean): JsonObject => ({
  title,
  description: where === undefined ? description : `${description} Where: ${where}.`,
  ...(examples === undefined ? {} : { examples: isList ? [[...examples]] : [...examples] }),
});

const patterned = (pattern: string, descriptor: string): JsonObject => ({ pattern, pattern_descriptor: descriptor });

const datePattern = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})$';
const dateFacts: JsonObject = { format: 'date-time', ...patterned(datePattern, 'YYYY-MM-DDTHH:MM:SSZ') };

const hostsOf = (vendors: readonly VendorName[]) =>
  vendors.flatMap((vendor) => {
    const { domain, apiPaths } = vendorFacts[vendor];
    return domain === null ? [] : [{ domain, apiPaths }];
  });

const optionProperties = (): JsonObject =>
  Object.fromEntries(
    Object.entries(streamOption.shape).map(([name, schema], order) => [
      name,
      {
        ...zodFacts(schema),
        ...spoken(optionWords[name as keyof typeof optionWords], false),
        order,
        ...(name === 'start_date' ? dateFacts : {}),
        ...(name === 'primary_key' ? { items: { type: 'string' } } : {}),
      },
    ]),
  );

/** What a form needs beyond types: how text must look, and what lists hold. */
const specialFacts = (name: FieldName, vendors: readonly VendorName[]): JsonObject => {
  switch (name) {
    case 'subdomain':
      return patterned(subdomainPattern(hostsOf(vendors)), 'acme');
    case 'base_url':
      return patterned('^https?://[^\\s?#@\\\\]+$', 'https://learn.acme.example');
    case 'start_date':
      return dateFacts;
    case 'academy_ids':
      return { items: { type: 'string', ...patterned(uuidPattern, 'uuid') } };
    case 'exclude':
      return { items: { type: 'string', ...patterned(excludePattern, 'stream or stream.field') } };
    case 'stream_options':
      return {
        items: { type: 'object', required: ['stream'], additionalProperties: true, properties: optionProperties() },
      };
    default:
      return {};
  }
};

const property = (name: FieldName, vendors: readonly VendorName[], words: Words, order: number): JsonObject => {
  const all = vendors.map((vendor) => zodFacts(schemaOf(vendor).shape[name]));
  const { default: value, ...facts } = all[0] ?? {};
  const sameDefault = all.every((other) => other['default'] === value);
  const required = name === 'vendor' || vendors.every((vendor) => isRequired(name, vendor));
  return {
    ...facts,
    ...spoken(words, facts['type'] === 'array'),
    order,
    ...(value !== undefined && sameDefault && !required ? { default: value } : {}),
    ...specialFacts(name, vendors),
    ...(isSecret(name) ? { airbyte_secret: true } : {}),
    ...(isEssential(name) && !required ? { always_show: true } : {}),
  };
};

/** The ConnectorSpecification of one vendor, or of all with a field that chooses. */
export const connectorSpecification = (vendor: VendorName | null): JsonObject => {
  const names = fieldNames.filter((name) => (vendor === null ? true : name !== 'vendor' && usedBy(name, vendor)));
  const required = names.filter((name) =>
    vendor === null
      ? name === 'vendor' || vendorNames.every((each) => isRequired(name, each))
      : isRequired(name, vendor),
  );
  return {
    documentationUrl: product.homepage,
    changelogUrl: `${product.homepage}/blob/main/CHANGELOG.md`,
    supportsIncremental: true,
    connectionSpecification: {
      $schema: 'http://json-schema.org/draft-07/schema#',
      title: vendor === null ? 'Learning and work platforms' : vendorFacts[vendor].title,
      type: 'object',
      required,
      additionalProperties: true,
      properties: Object.fromEntries(
        names.map((name, order) => [
          name,
          vendor === null
            ? property(name, name === 'vendor' ? vendorNames : vendorsOf(name), wordsForAll(name), order)
            : property(name, [vendor], wordsFor(name, vendor), order),
        ]),
      ),
    },
  };
};
