import type { Row } from '../define/json.ts';
import type { Query } from '../define/request.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import { fetchAt, resolve, type ListSource, type ReadPage } from './page.ts';
import { rowsOf } from './rows.ts';

/** A page whose end sign is in doubt is looked at so often while rows come and go. */
const END_LOOKS = 6;
/** A row that the page lacks in so many looks on end did not just come. */
const LACKED_LOOKS = 3;

/**
 * A page whose end sign is in doubt, once narrower lists show no row that it lacks. It is read again while they do, since
 * rows may have come in between.
 *
 * @throws ResponseShapeError when it lacks the same row each time.
 */
export const confirmEnd = async (source: ListSource, page: ReadPage): Promise<ReadPage> => {
  let looked = page;
  let lacked = await lackedBy(source, looked);
  let times = 1;
  for (let look = 1; lacked.size > 0 && look < END_LOOKS; look += 1) {
    looked = await fetchAt(source, page.at, source.signal);
    const now = await lackedBy(source, looked);
    const still = new Set([...now].filter((key) => lacked.has(key)));
    times = still.size > 0 ? times + 1 : 1;
    lacked = still.size > 0 ? still : now;
    if (times === LACKED_LOOKS) {
      throw new ResponseShapeError(
        `${source.stream.name}: an answer does not say that more rows follow, but there are more. Something on the way, such as a proxy, may take a header away (${source.stream.paginate.kind}); let all headers pass.`,
        { stream: source.stream.name },
      );
    }
  }
  return looked;
};

/** Keys of rows that a narrower list shows and the page does not. A list that the vendor does not understand says nothing. */
const lackedBy = async (source: ListSource, { doubts, keys }: ReadPage): Promise<ReadonlySet<string>> => {
  const known = new Set(doubts.length === 0 ? [] : keys());
  for (const narrower of doubts) {
    const rows = await fetchNarrower(source, narrower).catch((error: unknown): readonly Row[] => {
      if (error instanceof ResponseShapeError) return [];
      throw error;
    });
    const lacked = rows.map(source.keyOf).filter((key) => !known.has(key));
    if (lacked.length > 0) return new Set(lacked);
  }
  return new Set();
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
