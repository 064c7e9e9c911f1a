import { isRow, ResponseShapeError, TransientError, type Row } from '@singer-io-ts/tap';
import { XMLParser } from 'fast-xml-parser';

/** Versions 2 and 3 differ only in what is detected from each answer. */
export type Version = 'v3' | 'v4';

export interface Property {
  readonly name: string;
  /** As it is written: `Edm.Int32`, `LB.Data.Address`, `Collection(Edm.String)`. */
  readonly type: string;
}

export interface EntitySet {
  readonly name: string;
  readonly key: readonly string[];
  readonly properties: readonly Property[];
}

/** What a type that is not `Edm.` stands for. */
export type NamedType =
  | { readonly kind: 'complex'; readonly properties: readonly Property[] }
  | { readonly kind: 'enum' }
  | { readonly kind: 'definition'; readonly underlying: string };

export interface Service {
  readonly version: Version;
  /** In the order of the document. */
  readonly sets: readonly EntitySet[];
  readonly typeNamed: (name: string) => NamedType | undefined;
}

const REPEATED = new Set([
  ...['Schema', 'EntityType', 'ComplexType', 'EnumType', 'TypeDefinition', 'EntityContainer', 'EntitySet'],
  ...['Property', 'PropertyRef'],
]);

/** Namespaces differ by version and by the prefixes that a service chooses: only local names count. */
const parser = new XMLParser({
  removeNSPrefix: true,
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  isArray: (name) => REPEATED.has(name),
});

const children = (node: unknown, name: string): readonly Row[] => {
  const found = isRow(node) ? node[name] : undefined;
  return Array.isArray(found) ? found.filter(isRow) : isRow(found) ? [found] : [];
};

const attribute = (node: Row, name: string): string => {
  const value = node[`@${name}`];
  return typeof value === 'string' ? value : '';
};

/** The parser takes a document that was cut off, which would have fewer sets: the catalog would shrink by accident. */
const WHOLE = /<\/(?:[\w.-]+:)?Edmx\s*>(?:\s|<!--(?:(?!-->)[^])*-->)*$/;

const parse = (xml: string): unknown => {
  try {
    const document = parser.parse(xml) as unknown;
    if (!isRow(document) || document['Edmx'] === undefined || WHOLE.test(xml)) return document;
  } catch (error) {
    throw new ResponseShapeError('The metadata is not well-formed XML.', { cause: error });
  }
  throw new TransientError('The metadata ends before its last tag: a part of it is missing. Run again later.');
};

interface Declared {
  readonly tag: string;
  readonly node: Row;
}

/** Types by qualified name; a schema may be named by its namespace or by its alias. */
const declaredTypes = (schemas: readonly Row[]): ReadonlyMap<string, Declared> => {
  const types = new Map<string, Declared>();
  for (const schema of schemas) {
    for (const tag of ['EntityType', 'ComplexType', 'EnumType', 'TypeDefinition']) {
      for (const node of children(schema, tag)) {
        for (const space of [attribute(schema, 'Namespace'), attribute(schema, 'Alias')]) {
          if (space !== '') types.set(`${space}.${attribute(node, 'Name')}`, { tag, node });
        }
      }
    }
  }
  return types;
};

const propertyOf = (node: Row): Property => {
  const type = attribute(node, 'Type');
  const isList = /^(list|bag)$/i.test(attribute(node, 'CollectionKind'));
  return { name: attribute(node, 'Name'), type: isList ? `Collection(${type})` : type };
};

/** The type and what it is based on, the most basic first. */
const lineage = (types: ReadonlyMap<string, Declared>, name: string): readonly Row[] => {
  const line: Row[] = [];
  for (let next = name; next !== '';) {
    const found = types.get(next);
    if (found === undefined || line.includes(found.node)) {
      throw new ResponseShapeError(`The metadata does not declare the type ${JSON.stringify(next)} that it uses.`);
    }
    line.unshift(found.node);
    next = attribute(found.node, 'BaseType');
  }
  return line;
};

const propertiesOf = (line: readonly Row[]): readonly Property[] =>
  line.flatMap((node) => children(node, 'Property').map(propertyOf)).filter(({ name }) => name !== '');

const keyOf = (line: readonly Row[]): readonly string[] =>
  line.flatMap((node) =>
    children(node, 'Key').flatMap((key) => children(key, 'PropertyRef').map((part) => attribute(part, 'Name'))),
  );

/**
 * A `$metadata` document of any version from 1 to 4.01.
 * https://www.odata.org/documentation/odata-version-3-0/common-schema-definition-language-csdl/
 * https://docs.oasis-open.org/odata/odata-csdl-xml/v4.01/odata-csdl-xml-v4.01.html
 *
 * @throws ResponseShapeError when it is none, or uses a type that it does not declare.
 */
export const parseMetadata = (xml: unknown): Service => {
  const root = typeof xml === 'string' ? children(parse(xml), 'Edmx')[0] : undefined;
  if (root === undefined) throw new ResponseShapeError('The answer to $metadata is no OData metadata (no edmx:Edmx).');
  const schemas = children(root, 'DataServices').flatMap((services) => children(services, 'Schema'));
  const types = declaredTypes(schemas);
  const sets = schemas
    .flatMap((schema) => children(schema, 'EntityContainer'))
    .flatMap((container) => children(container, 'EntitySet'))
    .map((set): EntitySet => {
      const line = lineage(types, attribute(set, 'EntityType'));
      const properties = propertiesOf(line);
      const key = keyOf(line).filter((part) => properties.some(({ name }) => name === part));
      return { name: attribute(set, 'Name'), key, properties };
    });
  const typeNamed = (name: string): NamedType | undefined => {
    const found = types.get(name);
    if (found === undefined) return undefined;
    if (found.tag === 'EnumType') return { kind: 'enum' };
    if (found.tag === 'TypeDefinition') {
      return { kind: 'definition', underlying: attribute(found.node, 'UnderlyingType') };
    }
    return { kind: 'complex', properties: propertiesOf(lineage(types, name)) };
  };
  return { version: attribute(root, 'Version').startsWith('4') ? 'v4' : 'v3', sets, typeNamed };
};
