import { isRow, ofParent, pathPart, type Partition, type RequestContext, type Row } from '@singer-io-ts/tap';
import { academies, noAcademies, type Access } from '../families.ts';
import { uuid } from '../fields.ts';
import { without } from '../legacy.ts';

/** Nothing lists academies: they come from the config. */
export interface Academies {
  readonly partitions: readonly Partition[];
}

export const academyIdField = { academy_id: ofParent(uuid('Academy')) };

/** A list that each academy has. */
export const inAcademies = ({ partitions }: Academies, access: Access = academies) => ({
  ...(partitions.length === 0 ? noAcademies : access),
  partitions,
});

/** Below `/api/v1/academies/{academy_id}`; names of partition parts stand in braces of their own element. */
export const academyPath =
  (...parts: readonly (string | { readonly part: string })[]) =>
  ({ partition }: RequestContext): string => {
    const rest = parts.map((part) => (typeof part === 'string' ? part : pathPart(partition[part.part])));
    return ['/api/v1/academies', pathPart(partition['academy_id']), ...rest].join('/');
  };

/** Lists of all registrations wrap an object once more than others: `content.content`, `user.user`. */
export const unwrapped = (row: Row, ...names: readonly string[]): Row => {
  const flat: Record<string, unknown> = { ...row };
  for (const name of names) {
    const outer = row[name];
    const inner = isRow(outer) ? outer[name] : undefined;
    if (!isRow(outer) || !isRow(inner)) continue;
    flat[name] = { ...without(outer, name), ...inner };
  }
  return flat;
};
