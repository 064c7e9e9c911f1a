import type { PageView, Paginator } from '../../define/paginator.ts';
import type { Query } from '../../define/request.ts';
import { ResponseShapeError } from '../../errors/response-shape-error.ts';
import { valueAt } from '../value-at.ts';

export interface LinkOptions {
  /** Parameters of the first request; later ones come with the link. */
  readonly query?: Query;
  /** Rows can move between the pages behind the links (they are offsets in disguise). */
  readonly shifting?: true;
  readonly total?: Paginator['total'];
}

const followLinks = (kind: string, options: LinkOptions, nextLink: (page: PageView) => string | null): Paginator => ({
  kind,
  first: null,
  stable: options.shifting !== true,
  ...(options.total !== undefined && { total: options.total }),
  ask: (at) => (typeof at === 'string' ? { url: at } : { query: options.query ?? {} }),
  after: (page) => {
    const link = nextLink(page);
    if (link === null) return 'end';
    const next = targetOf(link, page.url);
    // The path and query, not the host: a state file stays valid when the account's host name changes.
    return { at: next.origin === page.url.origin ? next.pathname + next.search : next.href };
  },
});

/** Against the page's own URL, as RFC 8288 says; `api/users?next=x` is also written for a path from the root. */
const targetOf = (link: string, url: URL): URL => {
  const next = new URL(link, url);
  if (next.pathname === url.pathname || next.origin !== url.origin) return next;
  const fromRoot = new URL(link, `${url.origin}/`);
  return fromRoot.pathname === url.pathname ? fromRoot : next;
};

/** `Link: <...>; rel="next"` (RFC 8288). A Link header of other relations is the end; so is a missing one. */
export const linkHeader = (options: LinkOptions = {}): Paginator =>
  followLinks('link header', options, ({ headers }) => nextRelation(headers.get('link')));

/** The next page's URL in the body; null, empty or absent (when `optional`) is the end. */
export const nextUrl = (path: string, options: LinkOptions & { readonly optional?: true } = {}): Paginator =>
  followLinks('next URL', options, ({ body }) => textAt(body, path, options.optional === true));

const textAt = (body: unknown, path: string, optional: boolean): string | null => {
  const value = valueAt(body, path);
  if (value === null || value === '' || (value === undefined && optional)) return null;
  if (typeof value === 'string') return value;
  throw new ResponseShapeError(`The answer has no ${path} that says where the next page is.`);
};

const LINK = /<([^>]*)>((?:\s*;\s*[\w!#$&+\-.^`|~*]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s",;]*))?)*)/g;

const relationsOf = (parameters: string): readonly string[] => {
  const value = /;\s*rel\s*=\s*("[^"]*"|'[^']*'|[^\s",;]*)/i.exec(parameters)?.[1] ?? '';
  return value.replace(/["']/g, '').toLowerCase().split(/\s+/);
};

/**
 * The target of `rel="next"` in a Link header, or null when all of it is about other relations.
 *
 * @throws ResponseShapeError for a header that may well have meant another page.
 */
export const nextRelation = (linkHeaderValue: string | null): string | null => {
  const text = linkHeaderValue ?? '';
  let isClear = text.replace(LINK, '').replace(/[\s,;]/g, '') === '';
  for (const [, target = '', parameters = ''] of text.matchAll(LINK)) {
    const relations = relationsOf(parameters);
    const isNext = relations.includes('next');
    if (isNext && target !== '') return target;
    isClear &&= !isNext && !relations.includes('');
  }
  if (isClear) return null;
  throw new ResponseShapeError(
    `The header Link that says where the next page is can't be understood: ${JSON.stringify(text.slice(0, 200))}.`,
  );
};

export interface TokenOptions {
  /** Query parameter that carries the token. */
  readonly parameter: string;
  /** Dotted path of the next token in the body. */
  readonly from: string;
  /** The last page leaves the token out instead of sending null or "". */
  readonly optional?: true;
  readonly query?: Query;
  readonly shifting?: true;
  readonly total?: Paginator['total'];
}

/** A token from each body asks for the next page. */
export const bodyToken = (options: TokenOptions): Paginator => ({
  kind: 'token',
  first: null,
  stable: options.shifting !== true,
  ...(options.total !== undefined && { total: options.total }),
  ask: (at) => ({ query: { ...options.query, ...(typeof at === 'string' && { [options.parameter]: at }) } }),
  after: ({ body }) => {
    const value = valueAt(body, options.from);
    if (typeof value === 'number') return { at: String(value) };
    const token = textAt(body, options.from, options.optional === true);
    return token === null ? 'end' : { at: token };
  },
});
