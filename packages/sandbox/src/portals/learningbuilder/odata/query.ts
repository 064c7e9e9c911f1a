import type { Reply, VendorRequest } from '../../../portal.ts';
import type { World } from '../world.ts';
import { odataFailure } from './failures.ts';
import type { Filter } from './filter.ts';
import { FilterError, parseFilter } from './filter.ts';
import type { ServedSet, Sort } from './served-set.ts';

export interface Query {
  readonly filter?: Filter;
  /** As written, to name the list. */
  readonly filterText: string;
  readonly order: readonly Sort[];
  readonly top?: number;
  readonly skip: number;
  readonly wantsCount: boolean;
  /** undefined = all columns. */
  readonly select?: readonly string[];
  readonly expands: boolean;
  readonly token?: string;
}

const known = ['$filter', '$orderby', '$top', '$skip', '$select', '$expand', '$skiptoken', '$format'];

/** Query options; names without `$` are custom options, which nobody reads. */
export function readQuery(world: World, request: VendorRequest, served: ServedSet): Query | Reply {
  const { query } = request;
  const { isV4 } = world.dialect;
  const refuse = (message: string): Reply => odataFailure(world, request, 400, message);
  const allowed = [...known, isV4 ? '$count' : '$inlinecount'];
  for (const name of query.keys()) {
    if (name.startsWith('$') && !allowed.includes(name))
      return refuse(`The query parameter '${name}' is not supported.`);
    if (world.options.refuses?.includes(name) === true)
      return odataFailure(
        world,
        request,
        world.options.refusedStatus ?? 400,
        `Query option '${name.slice(1)}' is not allowed. To allow it, set the 'AllowedQueryOptions' property.`,
      );
  }
  try {
    const top = wholeNumber(query, '$top');
    const { topCap } = world.options;
    if (top !== undefined && topCap !== undefined && top > topCap && world.options.overTop !== 'clamp') {
      return refuse(
        `The limit of '${String(topCap)}' for Top query has been exceeded. The value from the incoming request is '${String(top)}'.`,
      );
    }
    const filterText = query.get('$filter') ?? '';
    const token = query.get('$skiptoken');
    const select = selectOf(query, served);
    return {
      filterText,
      ...(filterText.trim() === '' ? {} : { filter: parseFilter(filterText, served, world.dialect) }),
      order: orderOf(query.get('$orderby'), served),
      ...(top === undefined ? {} : { top: Math.min(top, topCap ?? top) }),
      skip: wholeNumber(query, '$skip') ?? 0,
      wantsCount: isV4 ? query.get('$count') === 'true' : query.get('$inlinecount') === 'allpages',
      ...(select === undefined ? {} : { select }),
      expands: expandOf(query, served),
      ...(token === null ? {} : { token }),
    };
  } catch (error) {
    if (error instanceof FilterError) return refuse(error.message);
    throw error;
  }
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!/^\d+$/.test(text)) throw new FilterError(`Invalid value '${text}' for ${name} query option found.`);
  return Number(text);
}

function orderOf(text: string | null, served: ServedSet): Sort[] {
  if (text === null || text.trim() === '') return [];
  return text.split(',').map((part) => {
    const [name = '', direction = 'asc'] = part.trim().split(/\s+/);
    const column = served.column(name);
    if (column === undefined || column.undeclared || !['asc', 'desc'].includes(direction))
      throw new FilterError(`Could not find a property named '${name}' on type 'LB.Data.${served.set.typeName}'.`);
    return { column, descending: direction === 'desc' };
  });
}

function selectOf(query: URLSearchParams, served: ServedSet): string[] | undefined {
  const names = (query.get('$select') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0 || names.includes('*')) return undefined;
  const unknown = names.find(
    (name) => served.column(name)?.undeclared !== false && name !== served.set.navigation?.name,
  );
  if (unknown !== undefined)
    throw new FilterError(`Could not find a property named '${unknown}' on type 'LB.Data.${served.set.typeName}'.`);
  return names;
}

function expandOf(query: URLSearchParams, served: ServedSet): boolean {
  const name = query.get('$expand') ?? '';
  if (name !== '' && name !== served.set.navigation?.name)
    throw new FilterError(`Could not find a property named '${name}' on type 'LB.Data.${served.set.typeName}'.`);
  return name !== '';
}
