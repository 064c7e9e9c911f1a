import type { Pieces, RequestContext } from '../define/stream.ts';
import type { Row } from '../define/json.ts';
import { addHours, compareInstants } from '../shape/instant.ts';
import { KeySet } from '../shape/key-set.ts';
import type { ListPosition } from '../state/bookmark.ts';
import type { ListItem } from './passes.ts';

/** Keys remembered of one window, 11 bytes each; rows beyond that come once for each piece that they belong to. */
const REMEMBERED_KEYS = 2_000_000;

export interface PiecesOptions {
  /** null: the window is asked for as a whole. */
  readonly pieces: Pieces | null;
  readonly window: RequestContext;
  readonly position: ListPosition | null;
  readonly keyOf: (row: Row) => string;
  readonly read: (context: RequestContext, start: ListPosition | null) => AsyncGenerator<ListItem, void, undefined>;
}

/**
 * A window as the lists of its pieces, one after the other to its end. A row that was changed long after it was made may
 * belong to two pieces; the first one's is emitted, which is no older than the reading.
 */
export async function* readPieces(options: PiecesOptions): AsyncGenerator<ListItem, void, undefined> {
  const { pieces, window, position, keyOf, read } = options;
  if (pieces === null) return yield* read(window, position);
  const all = piecesOf(pieces, window);
  const begun = Math.max(
    0,
    all.findIndex(({ since }) => since === position?.piece),
  );
  const seen = new KeySet(REMEMBERED_KEYS);
  for (const [index, context] of all.entries()) {
    if (index < begun) continue;
    const next = all[index + 1];
    const start = index === begun && position?.piece === context.since && position.at !== null ? position : null;
    for await (const item of read(context, start)) {
      const rows = item.rows.filter((row) => seen.add(keyOf(row)));
      yield { ...item, rows, position: positionAfter(item.position, context, next) };
    }
  }
}

type Piece = RequestContext & { readonly since: string };

const piecesOf = ({ days, from }: Pieces, window: RequestContext): readonly Piece[] => {
  const all: Piece[] = [];
  for (let since = window.since ?? from; ;) {
    const until = addHours(since, days * 24);
    if (compareInstants(until, window.until) >= 0) return [...all, { ...window, since }];
    all.push({ ...window, since, until });
    since = until;
  }
};

const positionAfter = (
  position: ListPosition | null,
  { since }: Piece,
  next: Piece | undefined,
): ListPosition | null => {
  if (position !== null) return { ...position, piece: since };
  if (next === undefined) return null;
  return { pass: 1, at: null, anchor: null, pages: null, moved: false, piece: next.since };
};
