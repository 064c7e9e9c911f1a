import type { Next, PageView, Paginator, Position, Refusal } from '../define/paginator.ts';
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
  /** `rows`: there is no key, and equal rows may be several. `versions`: the key may not be unique, and rows that differ are several. */
  readonly toldApartBy?: 'rows' | 'versions';
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
  /** A 404 for the next one is the end of the list. */
  readonly mayBeLast: boolean;
  /** If it repeats an earlier page, the vendor answers every page with the whole list. */
  readonly mayBeWhole: boolean;
  /** It does: there is only one page, and nothing can have shifted. */
  readonly whole?: true;
}

/** An empty page that says "more follows" is asked for again this often before it is believed. */
const EMPTY_PAGE_ASKS = 2;

/** A part of a stream's request, for one window and partition. */
export const resolve = <T>(
  given: T | ((context: RequestContext) => T) | undefined,
  context: RequestContext,
): T | undefined => (typeof given === 'function' ? (given as (context: RequestContext) => T)(context) : given);

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
  let parsed: Pick<ReadPage, 'rows' | 'next' | 'total' | 'doubts' | 'mayBeLast' | 'mayBeWhole'> | undefined;
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
      const mayBeLast = next !== 'end' && missingIsEnd(paginator, next.at, view);
      parsed = { rows, next, total: paginator.total?.(view) ?? null, doubts, mayBeLast, mayBeWhole };
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

export const missingIsEnd = ({ missingMeansEnd }: Paginator, at: Position, before: PageView | null): boolean =>
  typeof missingMeansEnd === 'function' ? missingMeansEnd(at, before) : missingMeansEnd === true;

/** More of the same list follows, not another one. */
export const goesOn = (next: Next): boolean => next !== 'end' && next.begins !== true;

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
    ...(error.status !== undefined && { status: error.status }),
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
