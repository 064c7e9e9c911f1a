import type { Row } from '../define/json.ts';
import type { Query } from '../define/request.ts';
import { ResponseShapeError } from '../errors/response-shape-error.ts';
import { fetchAt, resolve, type ListSource, type ReadPage } from './page.ts';
import { rowsOf } from './rows.ts';

/** A page whose end sign is in doubt is looked at so often while rows come and go. */
const END_LOOKS = 6;

/**
 * A page whose end sign is in doubt, once narrower lists show no row that it lacks. It is read again while they do, since
 * rows may have come in between.
 *
 * @throws ResponseShapeError when it stays as it is although there is more.
 */
export const confirmEnd = async (source: ListSource, page: ReadPage): Promise<ReadPage> => {
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
