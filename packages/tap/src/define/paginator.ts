import type { JsonValue } from './json.ts';
import type { Query, ResponseHeaders } from './request.ts';

/** What a paginator may look at to decide whether and where a list goes on. */
export interface PageView {
  readonly body: unknown;
  readonly headers: ResponseHeaders;
  /** Rows in the vendor's order, before filtering. */
  readonly rows: readonly unknown[];
  /** The URL that was asked, for relative next links. */
  readonly url: URL;
}

/** Where the next page is: the paginator's own value, kept in state as it is (a page number, an offset, a token, a key). */
export type Position = JsonValue;

/** The position after a page, or that the list has ended; `end` only on the paginator's own end sign. */
export type Next =
  | {
      readonly at: Position;
      /** One of several lists that are read as one begins there: the page before it may well be empty. */
      readonly begins?: true;
    }
  | 'end';

/** What a vendor said to a request that it did not answer with a page. */
export interface Refusal {
  /** null: there was no answer in time. */
  readonly status: number | null;
  /** The sentence for the user, with what the vendor said. */
  readonly message: string;
}

/**
 * A vendor's way of paging. Knows nothing of streams, state or HTTP.
 */
export interface Paginator {
  readonly kind: string;
  readonly first: Position;
  /** What to add to the request, or the URL to ask instead (its origin and path are checked against the stream's). */
  readonly ask: (at: Position) => { readonly query: Query } | { readonly url: string };
  /**
   * @throws TransientError when the page is not the one asked for (asked again), ResponseShapeError when the end sign
   *   has a form that can't be understood.
   */
  readonly after: (page: PageView, at: Position) => Next;
  /** Another position that asks for the same rows or more, but less of the vendor, when it refuses this one; null: there is none. */
  readonly instead?: (refusal: Refusal, at: Position) => Position | null;
  /** The position after `at` without having seen it; absent (or null) when only the answer tells (links, tokens). */
  readonly predict?: (at: Position) => Position;
  /** The position before `at`, or null at the first; absent when the list can only be read forward. */
  readonly before?: (at: Position) => Position | null;
  /**
   * Rows can't move between pages while reading: keyset filters, server-side tokens and snapshots. Lists that are not
   * stable are read in several passes. A function of where the next page is, when it depends on what the vendor honours:
   * a list that begins stable may turn out not to be, never the reverse.
   */
  readonly stable: boolean | ((next: Position) => boolean);
  /** Whether this page shows rows of an earlier one by the paginator's own doing, which is no sign of a list that moved. */
  readonly overlaps?: (at: Position) => boolean;
  /**
   * For an end sign that is the absence of something that a proxy may take away: narrower lists of the same rows. One of
   * them with a row that the page does not have shows that the list goes on.
   */
  readonly doubts?: (page: PageView, at: Position) => readonly Query[];
  /**
   * The vendor may answer every page number with the same, whole list: says of a page that came before whether that can
   * be the reason. It is then the list's end.
   */
  readonly ignoresPaging?: (page: PageView) => boolean;
  /**
   * A 404 after at least one page means "past the last page" (the list shrank while it was read). A function of where it
   * came and of the page before (null: not read in this run), when that may tell that there is more.
   */
  readonly missingMeansEnd?: true | ((at: Position, before: PageView | null) => boolean);
  /** Rows the vendor says the whole list has, or null; compared with what was read. */
  readonly total?: (page: PageView) => number | null;
}
