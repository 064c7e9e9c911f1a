import {
  bodyFlag,
  emptyPage,
  isRow,
  offset,
  pageNumber,
  type EndSign,
  type Query,
  type RequestContext,
} from '@singer-io-ts/tap';
import { isLegacy } from './legacy.ts';

const hasMore = bodyFlag('has_more');

/** `item_count` has two meanings in the vendor's own examples; only `has_more` says where a list ends. */
const pagesOf = (size: number, hasNext: EndSign) => pageNumber({ query: { per_page: size }, hasNext });

// Up to 200 where a maximum is documented; 100 is what other clients are known to use where none is.
export const pages = pagesOf(100, hasMore);
export const largePages = pagesOf(200, hasMore);

/**
 * Old accounts answer with another shape, whole and in one piece, unless `legacy_mode=false`; it is accepted all the same.
 * https://developers.workramp.com/reference/get-all-guides
 */
const unlessLegacy: EndSign = (page) => (isLegacy(page.body) ? 'end' : hasMore(page));
const modern = { legacy_mode: 'false' };
export const modernPages = pageNumber({ query: { ...modern, per_page: 200 }, hasNext: unlessLegacy });
export const modernSmallPages = pageNumber({ query: { ...modern, per_page: 100 }, hasNext: unlessLegacy });

/** `/users` alone counts pages from 0 and is asked for fewer than 100 at a time. */
export const userPages = pageNumber({ first: 0, query: { limit: 99 }, hasNext: emptyPage });

export const logPages = offset({ sizeParameter: 'limit', size: 1000, hasNext: emptyPage });

/** Filters want both bounds; nothing is older than the vendor. */
export const BEGINNING = '2012-01-01T00:00:00.000Z';
/** Rows that change while they are read must not fall out at the upper end. */
const AHEAD_MS = 86_400_000;

/** Both bounds of a window in epoch milliseconds. */
export const boundsOf = ({ since, until }: RequestContext): { readonly startMs: number; readonly endMs: number } => ({
  startMs: Date.parse(since ?? BEGINNING),
  endMs: Date.parse(until) + AHEAD_MS,
});

/** `start_time` and `end_time` as ISO 8601. */
export const isoWindow = (context: RequestContext): Query => {
  const { startMs, endMs } = boundsOf(context);
  return { start_time: new Date(startMs).toISOString(), end_time: new Date(endMs).toISOString() };
};

/** The member of an object, or undefined where there is no object. */
export const member = (value: unknown, name: string): unknown =>
  isRow(value) && Object.hasOwn(value, name) ? value[name] : undefined;
