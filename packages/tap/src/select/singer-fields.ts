import { EXTRA, type Field, type Fields } from '../define/fields.ts';
import { isRow } from '../define/json.ts';
import { nestedFields } from './nested.ts';
import type { Offer } from './offer.ts';
import type { SingerCatalogStream } from './singer-catalog-input.ts';
import { markAt, marksOf, topLevelName, type Breadcrumb, type Marks } from './singer-marks.ts';

export interface ChosenFields {
  readonly fields: Fields;
  readonly extra: boolean;
  /** In the catalog and not deselected, but no field of the stream. */
  readonly unknown: readonly string[];
  /** Deselected, but no field of the stream: may not appear in `_extra`. */
  readonly deselected: readonly string[];
  /** Fields of the stream that the catalog does not mention at all. */
  readonly missing: readonly string[];
}

interface Context {
  readonly marks: Marks;
  readonly includeSensitive: boolean;
}

interface Node {
  readonly field: Field;
  /** Every spelling of the place; arrays are written with `items` or without. */
  readonly breadcrumbs: readonly Breadcrumb[];
  readonly schema: unknown;
  /** What holds when nothing is said about the node. */
  readonly inherited: boolean;
}

const propertiesOf = (schema: unknown): Readonly<Record<string, unknown>> | null => {
  const properties = isRow(schema) ? schema['properties'] : undefined;
  return isRow(properties) && Object.keys(properties).length > 0 ? properties : null;
};

const throughLists = (schema: unknown, lists: number): unknown => {
  let inner = schema;
  for (let depth = 0; depth < lists; depth += 1) inner = isRow(inner) ? inner['items'] : undefined;
  return inner;
};

const isWanted = ({ field, breadcrumbs, schema, inherited }: Node, context: Context): boolean | 'never' => {
  const mark = markAt(context.marks, breadcrumbs, schema);
  const sensitive = field.sensitive === true;
  if (mark.inclusion === 'unsupported') return 'never';
  // Meltano marks what lacks metadata as automatic, so for sensitive fields that is no wish.
  if (mark.inclusion === 'automatic' && (!sensitive || context.includeSensitive)) return true;
  if (mark.selected !== undefined) return mark.selected || 'never';
  if (!inherited) return false;
  // The config decides about sensitive fields, not a catalog that was discovered under another one.
  return sensitive ? context.includeSensitive : (mark.selectedByDefault ?? true);
};

/** The field with what is selected of it, or null. */
const choose = (node: Node, context: Context): Field | null => {
  const wanted = isWanted(node, context);
  if (wanted === 'never') return null;
  const nested = nestedFields(node.field);
  if (nested === null) return wanted ? node.field : null;
  const { lists } = nested;
  const items = Array.from({ length: lists }, () => 'items');
  const prefixes = lists === 0 ? node.breadcrumbs : node.breadcrumbs.flatMap((at) => [[...at, ...items], at]);
  if (lists > 0) {
    const itemsMark = markAt(
      context.marks,
      node.breadcrumbs.map((at) => [...at, ...items]),
      undefined,
    );
    if (itemsMark.selected === false) return null;
  }
  const schema = throughLists(node.schema, lists);
  const listed = propertiesOf(schema);
  const inside: Record<string, Field> = {};
  for (const [name, field] of Object.entries(nested.fields)) {
    const child = choose(
      {
        field,
        breadcrumbs: prefixes.map((at) => [...at, 'properties', name]),
        schema: listed?.[name],
        inherited: wanted && (listed === null || Object.hasOwn(listed, name)),
      },
      context,
    );
    if (child !== null) inside[name] = child;
  }
  // A deselected-by-default object comes along when one of its fields is selected by name.
  const any = Object.keys(inside).length > 0;
  return any || (wanted && Object.keys(nested.fields).length === 0) ? nested.rebuild(inside) : null;
};

/** @param automatic - names that are emitted whatever the catalog says. */
export const selectFields = (
  { stream, fields, extra, includeSensitive, suppressed }: Offer,
  entry: SingerCatalogStream,
  automatic: ReadonlySet<string>,
): ChosenFields => {
  const context: Context = { marks: marksOf(entry), includeSensitive };
  const listed = propertiesOf(entry.schema);
  const isListed = (name: string): boolean => listed === null || Object.hasOwn(listed, name);
  const markOf = (name: string) => markAt(context.marks, [['properties', name]], listed?.[name]);

  const chosen: Record<string, Field> = {};
  for (const [name, field] of Object.entries(fields)) {
    const node = { field, breadcrumbs: [['properties', name]], schema: listed?.[name], inherited: isListed(name) };
    const kept = automatic.has(name) ? field : choose(node, context);
    if (kept !== null) chosen[name] = kept;
  }

  const extraMark = markOf(EXTRA);
  const wantsExtra =
    extraMark.inclusion !== 'unsupported' &&
    (extraMark.inclusion === 'automatic' ||
      (extraMark.selected ?? (isListed(EXTRA) && (extraMark.selectedByDefault ?? true))));

  const strange = new Set(
    [...Object.keys(listed ?? {}), ...[...context.marks.keys()].flatMap(topLevelName)].filter(
      (name) => name !== EXTRA && !Object.hasOwn(stream.fields, name) && !suppressed.includes(name),
    ),
  );
  const isDeselected = (name: string): boolean => markOf(name).selected === false;
  return {
    fields: chosen,
    extra: extra && wantsExtra,
    unknown: [...strange].filter((name) => !isDeselected(name)),
    deselected: [...strange].filter(isDeselected),
    missing: Object.keys(fields).filter(
      (name) => !isListed(name) && !automatic.has(name) && markOf(name).selected === undefined,
    ),
  };
};
