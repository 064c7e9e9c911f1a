import { edmName, typesNamespace } from '../edm.ts';
import type { Column, EntitySet } from '../sets/entity-set.ts';
import type { World } from '../world.ts';
import type { ServedSet } from './served-set.ts';

const containerNamespace = 'LB.Service';

/** What the imports of v4 lead to; nothing that a reader needs. */
const operations =
  '<Function Name="Version"><ReturnType Type="Edm.String"/></Function><Action Name="Recalculate"><Parameter Name="Force" Type="Edm.Boolean"/></Action>';

/** The schema document: types in one schema, under the alias `Self`, and the container in another. */
export function metadataXml(world: World, sets: readonly ServedSet[]): string {
  const { dialect } = world;
  const types = [
    ...complexTypes(sets, dialect.isV4),
    ...baseTypes(world, sets),
    ...sets.map((served) => entityType(world, served)),
  ];
  const associations = dialect.isV4 ? [] : sets.flatMap((served) => association(served, sets));
  const edm = dialect.isV4
    ? 'http://docs.oasis-open.org/odata/ns/edm'
    : `http://schemas.microsoft.com/ado/${world.options.schemaNamespace ?? (dialect.version === 'v2' ? '2008/09' : '2009/11')}/edm`;
  const schemas = `<Schema Namespace="${typesNamespace}" Alias="Self" xmlns="${edm}">${[...types, ...associations].join('')}</Schema><Schema Namespace="${containerNamespace}" xmlns="${edm}">${dialect.isV4 ? operations : ''}${container(world, sets)}</Schema>`;
  if (dialect.isV4) {
    const version = dialect.version === 'v4.01' ? '4.01' : '4.0';
    return `<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="${version}" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx"><edmx:DataServices>${schemas}</edmx:DataServices></edmx:Edmx>`;
  }
  const version = dialect.version === 'v2' ? '2.0' : '3.0';
  return `<?xml version="1.0" encoding="utf-8"?><edmx:Edmx Version="1.0" xmlns:edmx="http://schemas.microsoft.com/ado/2007/06/edmx"><edmx:DataServices m:DataServiceVersion="${version}" m:MaxDataServiceVersion="${version}" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">${schemas}</edmx:DataServices></edmx:Edmx>`;
}

function complexTypes(sets: readonly ServedSet[], isV4: boolean): string[] {
  const used = (type: string): boolean => sets.some(({ columns }) => columns.some((column) => column.type === type));
  const simple = (name: string): string => `<Property Name="${name}" Type="Edm.String"/>`;
  return [
    ...(used('Address')
      ? [
          `<ComplexType Name="Address">${['Line1', 'Line2', 'City', 'State', 'PostalCode'].map(simple).join('')}</ComplexType>`,
        ]
      : []),
    ...(used('Roles')
      ? [`<ComplexType Name="LegacyRole">${['UniqueID', 'RoleName'].map(simple).join('')}</ComplexType>`]
      : []),
    ...(used('MemberKind') && isV4
      ? [
          '<EnumType Name="MemberKind"><Member Name="PERSON" Value="0"/><Member Name="ORGANIZATION" Value="1"/></EnumType>',
        ]
      : []),
  ];
}

function baseTypes(world: World, sets: readonly ServedSet[]): string[] {
  return sets.flatMap(({ set, columns }) =>
    set.baseType === undefined
      ? []
      : [
          `<EntityType Name="${set.baseType}" Abstract="true">${keyXml(set)}${columns
            .filter(({ inherited }) => inherited)
            .map((column) => property(world, column))
            .join('')}</EntityType>`,
        ],
  );
}

function entityType(world: World, { set, name, columns }: ServedSet): string {
  const base = set.baseType === undefined ? '' : ` BaseType="Self.${set.baseType}"`;
  const open = set.openType === true && world.dialect.version !== 'v2' ? ' OpenType="true"' : '';
  const own = columns.filter(({ inherited, undeclared }) => !inherited && !undeclared);
  const key = set.baseType !== undefined || world.options.keyless?.includes(name) === true ? '' : keyXml(set);
  return `<EntityType Name="${set.typeName}"${base}${open}>${key}${own.map((column) => property(world, column)).join('')}${navigationXml(world, set)}</EntityType>`;
}

function keyXml({ key }: EntitySet): string {
  return `<Key>${key.map((name) => `<PropertyRef Name="${name}"/>`).join('')}</Key>`;
}

/** Nullable is true unless it is said otherwise. */
function property(world: World, { name, type, nullable }: Column): string {
  const facets =
    type === 'String' && world.dialect.version === 'v3' ? ' MaxLength="Max" FixedLength="false" Unicode="true"' : '';
  const precision = type === 'Decimal' ? ' Precision="19" Scale="4"' : '';
  return `<Property Name="${name}" Type="${edmName(type, world.dialect).replace(`${typesNamespace}.`, 'Self.')}"${nullable ? '' : ' Nullable="false"'}${facets}${precision}/>`;
}

function navigationXml({ dialect }: World, { navigation, typeName }: EntitySet): string {
  if (navigation === undefined) return '';
  return dialect.isV4
    ? `<NavigationProperty Name="${navigation.name}" Type="${typesNamespace}.Profile"/>`
    : `<NavigationProperty Name="${navigation.name}" Relationship="${typesNamespace}.${typeName}_${navigation.name}" FromRole="Many" ToRole="One"/>`;
}

function association({ set }: ServedSet, sets: readonly ServedSet[]): string[] {
  const target = sets.find((other) => other.set.name === set.navigation?.set);
  if (set.navigation === undefined || target === undefined) return [];
  return [
    `<Association Name="${set.typeName}_${set.navigation.name}"><End Role="Many" Type="${typesNamespace}.${set.typeName}" Multiplicity="*"/><End Role="One" Type="${typesNamespace}.${target.set.typeName}" Multiplicity="0..1"/></Association>`,
  ];
}

function container({ dialect }: World, sets: readonly ServedSet[]): string {
  const entitySets = sets.map(({ set, name }) => {
    const start = `<EntitySet Name="${name}" EntityType="${set.openType === true ? 'Self' : typesNamespace}.${set.typeName}"`;
    const target = sets.find((other) => other.set.name === set.navigation?.set);
    return dialect.isV4 && set.navigation !== undefined && target !== undefined
      ? `${start}><NavigationPropertyBinding Path="${set.navigation.name}" Target="${target.name}"/></EntitySet>`
      : `${start}/>`;
  });
  if (dialect.isV4) {
    return `<EntityContainer Name="Container">${entitySets.join('')}<Singleton Name="Self" Type="${typesNamespace}.${sets[0]?.set.typeName ?? ''}"/><FunctionImport Name="Version" Function="${containerNamespace}.Version"/><ActionImport Name="Recalculate" Action="${containerNamespace}.Recalculate"/></EntityContainer>`;
  }
  const links = sets.flatMap((served) => {
    const target = sets.find((other) => other.set.name === served.set.navigation?.set);
    if (served.set.navigation === undefined || target === undefined) return [];
    const name = `${served.set.typeName}_${served.set.navigation.name}`;
    return [
      `<AssociationSet Name="${name}" Association="${typesNamespace}.${name}"><End Role="Many" EntitySet="${served.name}"/><End Role="One" EntitySet="${target.name}"/></AssociationSet>`,
    ];
  });
  return `<EntityContainer Name="Container" m:IsDefaultEntityContainer="true" xmlns:m="http://schemas.microsoft.com/ado/2007/08/dataservices/metadata">${entitySets.join('')}${links.join('')}<FunctionImport Name="Recalculate" m:HttpMethod="POST"/></EntityContainer>`;
}
