import type { Position } from '../define/paginator.ts';
import { MissingError } from '../errors/missing-error.ts';
import { createCircleGuard } from './circle-guard.ts';
import { confirmEnd } from './confirm-end.ts';
import { createQueue } from './look-ahead.ts';
import { missingIsEnd, type ListSource, type ReadPage } from './page.ts';

const noPage = ({ fetcher }: ListSource, at: Position): ReadPage => ({
  at,
  next: 'end',
  rows: [],
  keys: () => [],
  bytes: 0,
  askedAtMs: fetcher.vendorNowMs(),
  total: null,
  doubts: [],
  mayBeLast: false,
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
  let circle = createCircleGuard(source);
  let at = from;
  let window = 0;
  let first = true;
  let begins = false;
  let mayBeEnd = from !== paginate.first && missingIsEnd(paginate, from, null);
  try {
    for (;;) {
      source.signal.throwIfAborted();
      let page: ReadPage;
      try {
        page = await queue.take(at);
      } catch (error) {
        if (!(error instanceof MissingError) || !mayBeEnd) throw error;
        page = noPage(source, at);
      }
      // Asked for in another way or with another filter, the list may begin again with pages that came before.
      if (page.at !== at || begins) circle = createCircleGuard(source);
      page = await circle(await confirmEnd(source, page), first);
      if (page.next !== 'end' && predict !== undefined) {
        window = Math.min(window + 1, source.lookAhead);
        queue.fill(page.next.at, predict, window);
      }
      yield page;
      if (page.next === 'end') return;
      at = page.next.at;
      begins = page.next.begins === true;
      mayBeEnd = page.mayBeLast;
      first = false;
    }
  } finally {
    queue.drop();
  }
}

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
