import { isRow } from '../define/json.ts';
import { flagOf, type SingerCatalogStream } from './singer-catalog-input.ts';

/** What a catalog says about one node, in whichever of its places. */
export interface Mark {
  readonly selected: boolean | undefined;
  readonly selectedByDefault: boolean | undefined;
  readonly inclusion: string | undefined;
}

export type Breadcrumb = readonly string[];

/** Metadata by breadcrumb; a breadcrumb that occurs twice is merged, later entries win. */
export type Marks = ReadonlyMap<string, Mark>;

const key = (breadcrumb: Breadcrumb): string => JSON.stringify(breadcrumb);

const merge = (first: Mark | undefined, second: Mark | undefined): Mark => ({
  selected: first?.selected ?? second?.selected,
  selectedByDefault: first?.selectedByDefault ?? second?.selectedByDefault,
  inclusion: first?.inclusion ?? second?.inclusion,
});

export const marksOf = (entry: SingerCatalogStream): Marks => {
  const marks = new Map<string, Mark>();
  for (const { breadcrumb, metadata } of entry.metadata ?? []) {
    const at = key(breadcrumb ?? []);
    const mark: Mark = {
      selected: metadata?.selected,
      selectedByDefault: metadata?.['selected-by-default'],
      inclusion: metadata?.inclusion ?? undefined,
    };
    marks.set(at, merge(mark, marks.get(at)));
  }
  return marks;
};

/** Catalogs of the first generation carry the marks inside the JSON schema. */
const schemaMark = (schema: unknown): Mark | undefined =>
  isRow(schema)
    ? {
        selected: flagOf(schema['selected']),
        selectedByDefault: undefined,
        inclusion: typeof schema['inclusion'] === 'string' ? schema['inclusion'] : undefined,
      }
    : undefined;

/** The first of several spellings of a node's place that says something, then its schema. */
export const markAt = (marks: Marks, breadcrumbs: readonly Breadcrumb[], schema: unknown): Mark =>
  merge(
    breadcrumbs.reduce<Mark | undefined>((mark, breadcrumb) => merge(mark, marks.get(key(breadcrumb))), undefined),
    schemaMark(schema),
  );

export const streamMark = (entry: SingerCatalogStream): Mark => {
  const onEntry: Mark = { selected: entry.selected, selectedByDefault: undefined, inclusion: undefined };
  return merge(merge(marksOf(entry).get(key([])), onEntry), schemaMark(entry.schema));
};

/** The name of a top-level field that a breadcrumb's key stands for. */
export const topLevelName = (breadcrumbKey: string): string[] => {
  const breadcrumb: unknown = JSON.parse(breadcrumbKey);
  if (!Array.isArray(breadcrumb) || breadcrumb.length !== 2 || breadcrumb[0] !== 'properties') return [];
  return typeof breadcrumb[1] === 'string' ? [breadcrumb[1]] : [];
};
