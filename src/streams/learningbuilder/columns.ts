import {
  day,
  decimal,
  flag,
  id,
  instant,
  integer,
  list,
  object,
  openObject,
  raw,
  text,
  type Field,
  type Fields,
} from '@singer-io-ts/tap';
import type { EntitySet, Property, Service } from './metadata.ts';

/** Complex types may contain themselves. */
const DEEPEST = 6;

const INTEGERS = new Set(['Edm.Byte', 'Edm.SByte', 'Edm.Int16', 'Edm.Int32']);

/** Primitive types: https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html#sec_PrimitiveTypes */
const primitive = (type: string, description: string): Field | undefined => {
  if (INTEGERS.has(type)) return integer(description);
  switch (type) {
    case 'Edm.Boolean':
      return flag(description);
    case 'Edm.Int64':
    case 'Edm.Decimal':
      // Text on the wire, and more digits than a double holds.
      return decimal(description, 'text');
    case 'Edm.Double':
    case 'Edm.Single':
      return decimal(description);
    case 'Edm.DateTime':
    case 'Edm.DateTimeOffset':
      return instant('iso', description);
    case 'Edm.Date':
      return day(description);
    case 'Edm.String':
    case 'Edm.Guid':
    case 'Edm.Time':
    case 'Edm.TimeOfDay':
    case 'Edm.Duration':
    case 'Edm.Binary':
      return text(description);
    default:
      return /^Edm\.Geo(graphy|metry)/.test(type) ? openObject(description) : undefined;
  }
};

/** The field of a type; undefined for streams, of which rows only have links. */
const fieldOf = (type: string, service: Service, description: string, depth: number): Field | undefined => {
  if (type === 'Edm.Stream') return undefined;
  const item = /^Collection\((.*)\)$/.exec(type)?.[1];
  if (item !== undefined) {
    const field = fieldOf(item, service, description, depth);
    return field === undefined ? undefined : list(field, description);
  }
  const known = primitive(type, description);
  if (known !== undefined) return known;
  const named = service.typeNamed(type);
  switch (named?.kind) {
    case undefined:
      return raw(description);
    case 'enum':
      return text(description);
    case 'definition':
      return primitive(named.underlying, description) ?? raw(description);
    case 'complex':
      return depth >= DEEPEST || named.properties.length === 0
        ? openObject(description)
        : object(fieldsOf(named.properties, service, {}, depth + 1), description);
  }
};

/** Many databases fold case: of `Email` and `email` the second stays in `_extra`. */
const fieldsOf = (
  properties: readonly Property[],
  service: Service,
  descriptions: Readonly<Record<string, string>>,
  depth: number,
): Fields => {
  const fields: Record<string, Field> = {};
  const taken = new Set<string>();
  for (const { name, type } of properties) {
    const described = Object.hasOwn(descriptions, name) ? descriptions[name] : undefined;
    const field = fieldOf(type, service, described ?? `${type.replace('Edm.', '')} column ${name}`, depth);
    if (field === undefined || taken.has(name.toLowerCase())) continue;
    taken.add(name.toLowerCase());
    fields[name] = field;
  }
  return fields;
};

/** A part of a key: whole numbers that a double holds, else the text as it is sent. */
const keyField = (field: Field): Field => id(field.description, field.kind === 'integer' ? 'integer' : 'text');

export const columnsOf = (
  { properties }: EntitySet,
  key: readonly string[],
  service: Service,
  descriptions: Readonly<Record<string, string>>,
): Fields =>
  Object.fromEntries(
    Object.entries(fieldsOf(properties, service, descriptions, 0)).map(([name, field]) => [
      name,
      key.includes(name) ? keyField(field) : field,
    ]),
  );
