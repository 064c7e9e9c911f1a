import type { Field, Fields } from '../define/fields.ts';

/** The fields inside an object, or inside the objects of a list. */
export interface Nested {
  readonly fields: Fields;
  /** How many lists are around the object. */
  readonly lists: number;
  /** The same field with other fields inside. */
  readonly rebuild: (fields: Fields) => Field;
}

/** null for what has no fields of its own: scalars, lists of scalars, free-form objects. */
export const nestedFields = (field: Field): Nested | null => {
  if (field.kind === 'object') {
    if (field.properties === null) return null;
    return { fields: field.properties, lists: 0, rebuild: (properties) => ({ ...field, properties }) };
  }
  if (field.kind !== 'list') return null;
  const inner = nestedFields(field.items);
  if (inner === null) return null;
  return {
    fields: inner.fields,
    lists: inner.lists + 1,
    rebuild: (fields) => ({ ...field, items: inner.rebuild(fields) }),
  };
};

/**
 * The fields for which `keep` holds, in their order. An object none of whose fields is kept goes with them.
 *
 * @param keep - is given the names from the top; lists add none.
 */
export const pruneFields = (
  fields: Fields,
  keep: (field: Field, path: readonly string[]) => boolean,
  path: readonly string[] = [],
): Fields => {
  const kept: Record<string, Field> = {};
  for (const [name, field] of Object.entries(fields)) {
    const here = [...path, name];
    if (!keep(field, here)) continue;
    const nested = nestedFields(field);
    if (nested === null) {
      kept[name] = field;
      continue;
    }
    const inside = pruneFields(nested.fields, keep, here);
    if (Object.keys(inside).length > 0 || Object.keys(nested.fields).length === 0) kept[name] = nested.rebuild(inside);
  }
  return kept;
};
