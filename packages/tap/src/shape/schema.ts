import { EXTRA, type Field, type Fields, type JsonSchema } from '../define/fields.ts';
import type { JsonObject } from '../define/json.ts';

/** Words of one protocol for the same vocabulary. */
interface Dialect {
  /** Singer: null last, since some targets take the first type. Airbyte: null first, as its tests want. */
  readonly nullable: (type: string) => readonly string[];
  readonly instant: JsonObject;
  /** Said at every object, or at none. */
  readonly object: JsonObject;
}

const SINGER: Dialect = {
  nullable: (type) => [type, 'null'],
  instant: { format: 'date-time' },
  object: {},
};

const AIRBYTE: Dialect = {
  nullable: (type) => ['null', type],
  instant: { format: 'date-time', airbyte_type: 'timestamp_with_timezone' },
  object: { additionalProperties: true },
};

const EXTRA_DESCRIPTION =
  'What the fields of this schema do not know or could not hold, by the vendor’s field name; null when there is nothing';

const typeOf = (field: Field): string => {
  switch (field.kind) {
    case 'id':
      return field.type === 'integer' ? 'integer' : 'string';
    case 'decimal':
      return field.type === 'number' ? 'number' : 'string';
    case 'integer':
      return 'integer';
    case 'flag':
      return 'boolean';
    case 'object':
      return 'object';
    case 'list':
      return 'array';
    case 'text':
    case 'instant':
    case 'day':
    case 'raw':
      return 'string';
  }
};

const detailsOf = (field: Field, dialect: Dialect): JsonObject => {
  switch (field.kind) {
    case 'instant':
      return dialect.instant;
    case 'day':
      return { format: 'date' };
    case 'list':
      return { items: schemaOf(field.items, false, dialect) };
    case 'object':
      // A free-form object has no `properties`: PipelineWise's flattening would make no column of an empty list.
      return field.properties === null
        ? dialect.object
        : { properties: propertiesOf(field.properties, () => false, dialect), ...dialect.object };
    default:
      return {};
  }
};

const schemaOf = (field: Field, isKey: boolean, dialect: Dialect): JsonObject => {
  const type = typeOf(field);
  return {
    type: isKey ? type : dialect.nullable(type),
    ...detailsOf(field, dialect),
    ...(field.description === '' ? {} : { description: field.description }),
  };
};

const propertiesOf = (fields: Fields, isKey: (name: string, field: Field) => boolean, dialect: Dialect): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, schemaOf(field, isKey(name, field), dialect)]),
  );

const schemaOfStream = (
  fields: Fields,
  extra: boolean,
  primaryKey: readonly string[],
  dialect: Dialect,
): JsonSchema => {
  const properties = propertiesOf(fields, (name, field) => field.kind === 'id' || primaryKey.includes(name), dialect);
  const extraColumn = { type: dialect.nullable('object'), ...dialect.object, description: EXTRA_DESCRIPTION };
  return {
    type: 'object',
    properties: extra ? { ...properties, [EXTRA]: extraColumn } : properties,
    ...dialect.object,
  };
};

/** The stream's schema in the subset that all targets take: `id` and key fields are never null, everything else may be. */
export const singerSchema = (fields: Fields, extra: boolean, primaryKey: readonly string[] = []): JsonSchema =>
  schemaOfStream(fields, extra, primaryKey, SINGER);

export const airbyteSchema = (fields: Fields, extra: boolean, primaryKey: readonly string[] = []): JsonSchema => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...schemaOfStream(fields, extra, primaryKey, AIRBYTE),
});
