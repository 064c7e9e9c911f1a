import { isRow, ResponseShapeError, type Position, type Query, type Read, type Row } from '@singer-io-ts/tap';
import { byId, itemsOf } from './lists.ts';

/** Definitions are few; more pages are a list that never ends. */
const MOST_PAGES = 200;
/** A filter that is ignored brings the first page once more; after that, nothing new is a list that goes in circles. */
const MOST_REPEATS = 2;

const rowsOf = (body: unknown, path: string): readonly Row[] => {
  const items = itemsOf(body);
  if (items?.every(isRow) === true) return items;
  throw new ResponseShapeError(`${path}: the answer has no list of records under "response.items".`);
};

const urlOf = (query: Query): URL => {
  const url = new URL('https://flowlu.com');
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  return url;
};

/** All rows of a short list, for what discovery needs to know of an account. */
export const readWhole = async (read: Read, path: string): Promise<readonly Row[]> => {
  const found = new Map<unknown, Row>();
  let at: Position = byId.first;
  let repeats = 0;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const asked = byId.ask(at);
    const query = 'query' in asked ? asked.query : {};
    const body = await read({ path, query });
    const rows = rowsOf(body, path);
    const known = found.size;
    for (const row of rows) found.set(row['id'], row);
    repeats = rows.length > 0 && found.size === known ? repeats + 1 : 0;
    if (repeats > MOST_REPEATS) break;
    const next = byId.after({ body, rows, url: urlOf(query), headers: { get: () => null } }, at);
    if (next === 'end') return [...found.values()];
    at = next.at;
  }
  throw new ResponseShapeError(`${path}: the same rows come again and again; the list has no end.`);
};
