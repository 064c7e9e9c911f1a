import type { Page, VendorRequest } from '../../../portal.ts';
import type { Key } from '../../../table.ts';
import type { World } from '../world.ts';
import type { Query } from './query.ts';
import type { ServedSet, Sort, SortKeys } from './served-set.ts';
import { sortKeysOf } from './served-set.ts';
import type { Service } from './service.ts';

interface NextSetup {
  readonly request: VendorRequest;
  readonly query: Query;
  readonly page: Page;
  readonly order: readonly Sort[];
}

/** undefined = the last page, or a server that does not page. */
export function nextOf(world: World, service: Service, served: ServedSet, setup: NextSetup): string | undefined {
  const { request, query, page, order } = setup;
  const { options } = world;
  if ((options.paging ?? 'server') !== 'server' || !page.hasNext) return undefined;
  const parameters = [...request.query].filter(([name]) => !['$skiptoken', '$skip', '$top'].includes(name));
  const add = (name: string, value: number | string | undefined): void => {
    if (value !== undefined) parameters.push([name, String(value)]);
  };
  const last = page.rows.at(-1);
  switch (options.nextToken ?? 'skip') {
    case 'skip':
      // A smaller `$top` goes on in the next link: it is what is left of it.
      add('$top', query.top === undefined ? undefined : Math.max(1, query.top - page.size));
      add('$skip', page.offset + page.size);
      break;
    case 'key':
      add('$skip', query.skip === 0 ? undefined : query.skip);
      add('$top', query.top);
      add('$skiptoken', last === undefined ? (query.token ?? '') : tokenOf(sortKeysOf(last, order)));
      break;
    case 'opaque':
      add('$skip', query.skip === 0 ? undefined : query.skip);
      add('$top', query.top);
      add('$skiptoken', Buffer.from(`page:${String(page.index + 1)}:${String(page.size)}`).toString('base64url'));
      break;
  }
  const search = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
  switch (options.nextLink ?? 'absolute') {
    case 'absolute':
      return `${world.setup.origin()}${service.root}/${served.name}?${search}`;
    case 'relative':
      return `${served.name}?${search}`;
    case 'rooted':
      return `${service.root}/${served.name}?${search}`;
    case 'query':
      return `?${search}`;
    case 'internal-host':
      return `http://lb-web-01.invalid${service.root}/${served.name}?${search}`;
  }
}

function tokenOf(keys: SortKeys): string {
  return keys
    .map((key) =>
      key === undefined ? 'null' : typeof key === 'number' ? String(key) : `'${key.replaceAll("'", "''")}'`,
    )
    .join(',');
}

export function keysOf(token: string): SortKeys {
  return Array.from(token.matchAll(/'((?:[^']|'')*)'|([^,]+)/g), ([, text, other]): Key | undefined =>
    text !== undefined ? text.replaceAll("''", "'") : other === 'null' ? undefined : Number(other),
  );
}

/** The page's size goes along: the client need not prefer one again. */
export function pageOf(token: string, usual: number): { readonly index: number; readonly size: number } {
  const [, index = '0', size = String(usual)] =
    /^page:(\d+):(\d+)$/.exec(Buffer.from(token, 'base64url').toString('utf8')) ?? [];
  return { index: Number(index), size: Math.max(1, Number(size)) };
}
