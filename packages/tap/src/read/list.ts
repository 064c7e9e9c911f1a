import type { Next, Paginator, Position, Refusal } from '../define/paginator.ts';
import type { Row } from '../define/json.ts';
import type { RequestContext, Stream } from '../define/stream.ts';
import type { Query } from '../define/request.ts';
import { MissingError } from '../errors/missing-error.ts';
import { PermissionError } from '../errors/permission-error.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import type { TapError } from '../errors/tap-error.ts';
import { TransientError } from '../errors/transient-error.ts';
import type { Fetcher, PageRequest } from '../fetch/fetcher.ts';
import type { Credits } from './credits.ts';
import { digestOf } from './digest.ts';
import { rowsOf } from './rows.ts';

/** One list of one stream and partition, and what reading it needs. */
export interface ListSource {
  readonly stream: Stream;
  readonly context: RequestContext;
  readonly fetcher: Fetcher;
  readonly origin: string;
  readonly credits: Credits;
  readonly signal: AbortSignal;
  /** Pages asked for ahead of their turn, at most. */
  readonly lookAhead: number;
  /** Identity of a row; never null. */
  readonly keyOf: (row: Row) => string;
  /** Further parameters, which the stream's own don't have. */
  readonly narrowedBy?: Query | null;
}

export interface ReadPage {
  readonly at: Position;
  readonly next: Next;
  readonly rows: readonly Row[];
  /** Identities of `rows`. */
  readonly keys: () => readonly string[];
  readonly bytes: number;
  /** When it was asked for, on the vendor's clock: rows changed later may be missing from it. */
  readonly askedAtMs: number;
  readonly total: number | null;
  /** Narrower lists that show whether its end sign is to be believed; empty: it is. */
  readonly doubts: readonly Query[];
  /** If it repeats an earlier page, the vendor answers every page with the whole list. */
  readonly mayBeWhole: boolean;
  /** It does: there is only one page, and nothing can have shifted. */
  readonly whole?: true;
}

/** An empty page that says "more follows" is asked for again this often before it is believed. */
const EMPTY_PAGE_ASKS = 2;
/** More empty pages than this in a row, each saying "more follows", are a list without an end. */
const EMPTY_PAGES = 5;
/** A page whose end sign is in doubt is looked at so often while rows come and go. */
const END_LOOKS = 6;
/** So many repeats in a row are a list that goes in circles; fewer can be rows that shifted by exactly one page. */
const REPEATED_PAGES = 3;
/** What a page is assumed to weigh until one was seen. */
const FIRST_PAGE_BYTES = 256 * 1024;

const resolve = <T>(given: T | ((context: RequestContext) => T) | undefined, context: RequestContext): T | undefined =>
  typeof given === 'function' ? (given as (context: RequestContext) => T)(context) : given;

const requestAt = (
  { stream, context, origin, narrowedBy }: ListSource,
  at: Position,
): Omit<PageRequest, 'inspect' | 'signal'> => {
  const asked = stream.paginate.ask(at);
  const path = resolve<string>(stream.path, context) ?? '';
  if ('url' in asked) return { stream: stream.name, path, url: new URL(asked.url, origin).href };
  return {
    stream: stream.name,
    path,
    query: { ...resolve<Query>(stream.query, context), ...narrowedBy, ...asked.query },
  };
};

/** Different requests for one page at most; each asks for less than the one before. */
const ASKED_INSTEAD = 20;

/**
 * One page, asked for as often as it takes until it is whole and is the one asked for. Where the vendor refuses the way it
 * is asked for, it is one at another position.
 */
export const fetchAt = async (source: ListSource, at: Position, signal: AbortSignal): Promise<ReadPage> => {
  let position = at;
  for (let asked = 1; ; asked += 1) {
    try {
      return await fetchOne(source, position, signal);
    } catch (error) {
      const isRefusal = error instanceof ResponseShapeError || error instanceof TransientError;
      const instead = isRefusal ? source.stream.paginate.instead?.(refusalOf(error), position) : null;
      if (instead === null || instead === undefined || asked > ASKED_INSTEAD) throw error;
      position = instead;
    }
  }
};

const refusalOf = ({ status, message }: TapError): Refusal => ({ status: status ?? null, message });

const fetchOne = async (source: ListSource, at: Position, signal: AbortSignal): Promise<ReadPage> => {
  const { stream, fetcher } = source;
  const paginator: Paginator = stream.paginate;
  let emptyAsks = 0;
  let parsed: Pick<ReadPage, 'rows' | 'next' | 'total' | 'doubts' | 'mayBeWhole'> | undefined;
  const askedAtMs = fetcher.vendorNowMs();
  const started = performance.now();
  const request: PageRequest = {
    ...requestAt(source, at),
    signal,
    inspect: ({ body, headers, url }) => {
      const rows = rowsOf(stream, body, source.context);
      const view = { body, headers, rows, url };
      const next = paginator.after(view, at);
      if (rows.length === 0 && goesOn(next) && emptyAsks < EMPTY_PAGE_ASKS) {
        emptyAsks += 1;
        throw new TransientError(`${stream.name}: a page is empty although it says that more follow.`);
      }
      const mayBeWhole = paginator.ignoresPaging?.(view) === true;
      const doubts = paginator.doubts?.(view, at) ?? [];
      parsed = { rows, next, total: paginator.total?.(view) ?? null, doubts, mayBeWhole };
    },
  };
  const page = await fetcher.fetchPage(request).catch((error: unknown) => {
    throw withPermission(at === paginator.first ? refusedIfOptional(error, stream) : error, stream);
  });
  if (parsed === undefined) throw new ResponseShapeError(`${stream.name}: an answer was not looked at.`);
  const { rows } = parsed;
  let keys: readonly string[] | undefined;
  return {
    at,
    ...parsed,
    keys: () => (keys ??= rows.map(source.keyOf)),
    bytes: page.bytes,
    // The vendor's Date is the time of the answer; the local clock may be wrong, its differences are not.
    askedAtMs: page.serverTimeMs === null ? askedAtMs : page.serverTimeMs - (performance.now() - started),
  };
};

/** More of the same list follows, not another one. */
const goesOn = (next: Next): boolean => next !== 'end' && next.begins !== true;

/** Where the path names no parent that may be gone, 404 for an optional list means that the account has none. */
const refusedIfOptional = (error: unknown, { name, optional, parent }: Stream): unknown => {
  if (!(error instanceof MissingError) || optional !== true || parent !== undefined) return error;
  return new PermissionError(error.message, {
    stream: name,
    cause: error,
    ...(error.detail !== undefined && { detail: error.detail }),
  });
};

/** Vendors refuse without saying what is missing: the stream knows. Its parent's list is refused under the parent's name. */
const withPermission = (error: unknown, { name, permission }: Stream): unknown => {
  if (!(error instanceof PermissionError) || permission === undefined) return error;
  return new PermissionError(`${error.message} Reading ${name} needs ${permission}.`, {
    stream: name,
    cause: error,
    ...(error.detail !== undefined && { detail: error.detail }),
  });
};

/** The page at a position, or null when the list has no such page any more. */
export const fetchIfThere = async (source: ListSource, at: Position): Promise<ReadPage | null> => {
  try {
    return await fetchAt(source, at, source.signal);
  } catch (error) {
    if (error instanceof MissingError) return null;
    throw error;
  }
};

/**
 * A page whose end sign is in doubt, once narrower lists show no row that it lacks. It is read again while they do, since
 * rows may have come in between.
 *
 * @throws ResponseShapeError when it stays as it is although there is more.
 */
const confirmEnd = async (source: ListSource, page: ReadPage): Promise<ReadPage> => {
  let looked = page;
  for (let look = 0, same = 0; look < END_LOOKS && (await hasMore(source, looked)); look += 1) {
    const again = await fetchAt(source, page.at, source.signal);
    same = again.rows.length === looked.rows.length ? same + 1 : 0;
    if (same > 1) {
      throw new ResponseShapeError(
        `${source.stream.name}: an answer does not say that more rows follow, but there are more. Something on the way, such as a proxy, may take a header away (${source.stream.paginate.kind}); let all headers pass.`,
        { stream: source.stream.name },
      );
    }
    looked = again;
  }
  return looked;
};

/** A narrower list that the vendor does not understand says nothing. */
const hasMore = async (source: ListSource, { doubts, keys }: ReadPage): Promise<boolean> => {
  const known = new Set(doubts.length === 0 ? [] : keys());
  for (const narrower of doubts) {
    const rows = await fetchNarrower(source, narrower).catch((error: unknown): readonly Row[] => {
      if (error instanceof ResponseShapeError) return [];
      throw error;
    });
    if (rows.some((row) => !known.has(source.keyOf(row)))) return true;
  }
  return false;
};

const fetchNarrower = async ({ stream, context, fetcher, signal, narrowedBy }: ListSource, narrower: Query) => {
  let rows: readonly Row[] = [];
  await fetcher.fetchPage({
    stream: stream.name,
    path: resolve<string>(stream.path, context) ?? '',
    query: { ...resolve<Query>(stream.query, context), ...narrowedBy, ...narrower },
    signal,
    inspect: ({ body }) => {
      rows = rowsOf(stream, body, context);
    },
  });
  return rows;
};

interface Ahead {
  readonly at: Position;
  readonly page: Promise<ReadPage>;
  readonly reserved: number;
}

/** Pages that are asked for before their turn, in order, within the window and the credits. */
const createQueue = (source: ListSource) => {
  let waiting: Ahead[] = [];
  let pageBytes = FIRST_PAGE_BYTES;
  let abort: AbortController | undefined;
  const forward = () => abort?.abort(source.signal.reason);
  const signal = () => {
    if (abort === undefined) {
      abort = new AbortController();
      source.signal.addEventListener('abort', forward, { once: true });
    }
    return abort.signal;
  };
  const drop = () => {
    for (const { reserved } of waiting) source.credits.give(reserved);
    waiting = [];
    source.signal.removeEventListener('abort', forward);
    abort?.abort(new Error('no longer needed'));
    abort = undefined;
  };
  return {
    drop,
    /** Asks ahead from `at` on, by `step`, until `window` pages are under way. */
    fill: (at: Position | null, step: (at: Position) => Position | null, window: number) => {
      const last = waiting.at(-1);
      let next = last === undefined ? at : step(last.at);
      while (next !== null && waiting.length < window && source.credits.take(pageBytes)) {
        const page = fetchAt(source, next, signal());
        // It may fail before its turn; whoever awaits it in turn sees the error.
        page.catch(() => undefined);
        waiting.push({ at: next, page, reserved: pageBytes });
        next = step(next);
      }
    },
    take: async (at: Position): Promise<ReadPage> => {
      if (waiting.length > 0 && waiting[0]?.at !== at) drop();
      const head = waiting.shift();
      if (head === undefined) return await fetchAt(source, at, source.signal);
      try {
        const page = await head.page;
        pageBytes = Math.max(16 * 1024, page.bytes);
        return page;
      } finally {
        source.credits.give(head.reserved);
      }
    },
  };
};

const noPage = ({ fetcher }: ListSource, at: Position): ReadPage => ({
  at,
  next: 'end',
  rows: [],
  keys: () => [],
  bytes: 0,
  askedAtMs: fetcher.vendorNowMs(),
  total: null,
  doubts: [],
  mayBeWhole: false,
});

/**
 * Pages from `from` to the list's own end sign, in order. The last page yielded has `next: 'end'`.
 *
 * @throws ResponseShapeError for a list that goes in circles or has no end.
 */
export async function* readForward(source: ListSource, from: Position): AsyncGenerator<ReadPage, void, undefined> {
  const { paginate } = source.stream;
  const predict = paginate.predict;
  const queue = createQueue(source);
  const circle = createCircleGuard(source);
  let at = from;
  let window = 0;
  let first = true;
  try {
    for (;;) {
      source.signal.throwIfAborted();
      let page: ReadPage;
      try {
        page = await queue.take(at);
      } catch (error) {
        const beyond =
          error instanceof MissingError && paginate.missingMeansEnd === true && (!first || at !== paginate.first);
        if (!beyond) throw error;
        page = noPage(source, at);
      }
      page = await circle(await confirmEnd(source, page), first);
      if (page.next !== 'end' && predict !== undefined) {
        window = Math.min(window + 1, source.lookAhead);
        queue.fill(page.next.at, predict, window);
      }
      yield page;
      if (page.next === 'end') return;
      at = page.next.at;
      first = false;
    }
  } finally {
    queue.drop();
  }
}

/** Notices pages and positions that come back. */
const createCircleGuard = (source: ListSource) => {
  const { stream, signal } = source;
  const pages = new Set<number>();
  const positions = new Set<string>();
  let repeats = 0;
  let empties = 0;
  return async (page: ReadPage, first: boolean): Promise<ReadPage> => {
    if (first && page.next === 'end') return page;
    if (stream.paginate.predict === undefined && page.next !== 'end') {
      positions.add(JSON.stringify(page.at));
      if (positions.has(JSON.stringify(page.next.at))) {
        throw new ResponseShapeError(
          `${stream.name}: the next page leads back to a page already read; the list has no end.`,
        );
      }
    }
    empties = page.rows.length === 0 && goesOn(page.next) ? empties + 1 : 0;
    if (empties > EMPTY_PAGES && page.next !== 'end') {
      throw new ResponseShapeError(
        `${stream.name}: ${String(empties)} empty pages in a row say that more follow; the list has no end.`,
      );
    }
    if (page.mayBeWhole && isRepeat(pages, page)) {
      return { ...page, rows: [], keys: () => [], next: 'end', whole: true };
    }
    let checked = page;
    for (let ask = 0; isRepeat(pages, checked) && ask < 2; ask += 1) checked = await fetchAt(source, page.at, signal);
    if (!isRepeat(pages, checked)) {
      repeats = 0;
      if (checked.rows.length > 0) pages.add(digestOf(checked.keys()));
      return checked;
    }
    repeats += 1;
    if (repeats >= REPEATED_PAGES) {
      throw new ResponseShapeError(
        `${stream.name}: the same page came ${String(repeats + 1)} times in a row; the list has no end.`,
      );
    }
    return checked;
  };
};

const isRepeat = (pages: ReadonlySet<number>, page: ReadPage): boolean =>
  page.rows.length > 0 && pages.has(digestOf(page.keys()));

/** Pages from `from` back to the first one. A page that is gone (the list shrank) counts as empty. */
export async function* readBackward(source: ListSource, from: Position): AsyncGenerator<ReadPage, void, undefined> {
  const before = source.stream.paginate.before;
  if (before === undefined) throw new TypeError(`${source.stream.name}: its pages can't be read backward`);
  const queue = createQueue(source);
  try {
    for (let at: Position | null = from; at !== null; at = before(at)) {
      source.signal.throwIfAborted();
      queue.fill(at, before, source.lookAhead);
      let page: ReadPage;
      try {
        page = await queue.take(at);
      } catch (error) {
        if (!(error instanceof MissingError)) throw error;
        page = noPage(source, at);
      }
      yield page;
    }
  } finally {
    queue.drop();
  }
}
