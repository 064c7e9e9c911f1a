import type { Position } from '../define/paginator.ts';
import { fetchAt, type ListSource, type ReadPage } from './page.ts';

/** What a page is assumed to weigh until one was seen. */
const FIRST_PAGE_BYTES = 256 * 1024;

interface Ahead {
  readonly at: Position;
  readonly page: Promise<ReadPage>;
  readonly reserved: number;
}

/** Pages that are asked for before their turn, in order, within the window and the credits. */
export const createQueue = (source: ListSource) => {
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
