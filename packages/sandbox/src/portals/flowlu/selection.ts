import type { Row } from '../../portal.ts';
import { hash } from '../../random.ts';
import { customColumnNamed, customColumns } from './custom-fields.ts';
import type { Entity } from './entity.ts';
import type { Filter } from './filter.ts';
import { isDateWindow, parseFilter } from './filter.ts';
import type { World } from './world.ts';

export type Criterion = (row: Row) => boolean;

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** What one list request asks for. */
export interface Selection {
  readonly criteria: readonly Criterion[];
  /** The filter on the id, apart, so that keyset reading stays cheap. */
  readonly ids: Filter | undefined;
  readonly sort: readonly Sort[];
  /** Equal for requests whose criteria and sort are. */
  readonly name: string;
}

const documentedDates = ['created_date', 'closed_date'];
const searched = ['name', 'description', 'email', 'first_name', 'last_name'];

/** Reads filters, search and sort. What the vendor does not know is ignored without a word. */
export function readSelection(world: World, entity: Entity, query: URLSearchParams): Selection {
  const filters = readFilters(query);
  const criteria = hiddenByDefault(
    world,
    entity,
    filters.map(({ named }) => named),
  );
  let ids: Filter | undefined;
  for (const { named, text } of filters) {
    const filter = parseFilter(text, world.options);
    if (filter === undefined || (isDateWindow(text) && !takesDates(world, named))) continue;
    if (named === 'id') ids = world.options.idFilter === 'ignored' ? undefined : filter;
    else criteria.push(...criterionFor(world, entity, named, text, filter));
  }
  const text = query.get('search')?.toLowerCase() ?? '';
  if (text !== '') criteria.push((row) => searched.some((column) => holds(row[column], text)));
  const sort = readSort(world, entity, query);
  return { criteria, ids, sort, name: JSON.stringify([filters.filter(({ named }) => named !== 'id'), text, sort]) };
}

/** A filter given twice counts as it was given last. */
function readFilters(query: URLSearchParams): { readonly named: string; readonly text: string }[] {
  return [...new Map(query)].flatMap(([parameter, text]) => {
    const named = /^filter\[(.+)\]$/.exec(parameter)?.[1];
    return named === undefined ? [] : [{ named, text }];
  });
}

function holds(value: unknown, text: string): boolean {
  return typeof value === 'string' && value.toLowerCase().includes(text);
}

function hiddenByDefault({ options }: World, { stream }: Entity, filtered: readonly string[]): Criterion[] {
  if (stream === 'tasks' && options.archivedTasks === 'hidden' && !filtered.includes('archive_status'))
    return [(row) => Number(row['archive_status']) !== 10];
  if (stream === 'projects' && options.archivedProjects === 'hidden' && !filtered.includes('is_archive'))
    return [(row) => Number(row['is_archive']) !== 1];
  return [];
}

function takesDates({ options }: World, named: string): boolean {
  const takes = options.dateFilter ?? 'any';
  return takes === 'any' || (takes === 'documented' && (documentedDates.includes(named) || named.startsWith('cf.')));
}

function criterionFor(world: World, entity: Entity, named: string, text: string, { test }: Filter): Criterion[] {
  const { stream } = entity;
  if (stream === 'custom_fields' && named === 'model') return [wrongModel(text)];
  if (named === '_tag_id') return [(row) => isTagged(world, stream, row, text)];
  const custom = /^cf\.field_(.+)$/.exec(named)?.[1];
  if (custom !== undefined) {
    const column = customColumnNamed(stream, custom);
    if (column === undefined) return [];
    return [(row) => test(customColumns(world, stream, world.slotOf(stream, Number(row['id'])))[column])];
  }
  const isByCreation = world.options.dateFilterColumn === 'created' && isDateWindow(text);
  const column = isByCreation ? 'created_date' : columnFor(world, stream, named);
  return column in entity.columns ? [(row) => test(row[column])] : [];
}

/** Accounts have the column `type`, which some portals filter by the name `type_id`. */
function columnFor({ options }: World, stream: string, named: string): string {
  if (stream !== 'accounts' || !['type', 'type_id'].includes(named)) return named;
  const known = options.accountTypeFilter ?? 'type';
  return known === 'both' || known === named ? 'type' : '';
}

/** Filtering custom fields by model answers with a wrong set: other models' fields, and not all of the asked ones. */
function wrongModel(text: string): Criterion {
  return (row) => row['model'] !== text || Number(row['id']) % 2 === 0;
}

function isTagged({ seed }: World, stream: string, row: Row, tag: string): boolean {
  return hash(seed, stream.length, Number(row['id'])) % 8 === Number(tag) % 8;
}

/** `order_by[asc][]=id`, several in the order of the query. */
function readSort({ options }: World, entity: Entity, query: URLSearchParams): Sort[] {
  const by = options.orderBy ?? 'any';
  return [...query].flatMap(([parameter, column]) => {
    const direction = /^order_by\[(asc|desc)\]\[\]$/.exec(parameter)?.[1];
    const isKnown = column === 'id' || (by === 'any' && column in entity.columns);
    return direction !== undefined && by !== 'ignored' && isKnown ? [{ column, descending: direction === 'desc' }] : [];
  });
}

/** Nothing comes first; numbers, also those in text, by value; anything else as text. */
export function compareRows(a: Row, b: Row, sort: readonly Sort[]): number {
  for (const { column, descending } of sort) {
    const order = compareValues(a[column], b[column]);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}

function compareValues(a: unknown, b: unknown): number {
  const numbers = [Number(a ?? -Infinity), Number(b ?? -Infinity)] as const;
  if (!numbers.some(Number.isNaN)) return numbers[0] === numbers[1] ? 0 : numbers[0] - numbers[1];
  const texts = [a, b].map((value) => (typeof value === 'string' ? value : '')) as [string, string];
  return texts[0] < texts[1] ? -1 : texts[0] > texts[1] ? 1 : 0;
}
