import { isRow, ResponseShapeError, type PageView, type Paginator, type Position } from '@singer-io-ts/tap';

const SIZE = 100;

/** So many empty pages in a row end a list that is said to be longer; what is missing is then told. */
const EMPTY_PAGES = 2;

/**
 * Where a list stands, as text for the state: `probe:<rows>:<ids>` after a first page that is not all, then
 * `record:<startIndex>:<empty pages>` or `page:<number>:<rows before it>:<empty pages>`.
 */
type At =
  | { readonly way: 'first' }
  | { readonly way: 'probe'; readonly rows: number; readonly witnesses: readonly string[] }
  | { readonly way: 'record'; readonly startIndex: number; readonly empties: number }
  | { readonly way: 'page'; readonly page: number; readonly before: number; readonly empties: number };

const textOf = (at: At): Position => {
  switch (at.way) {
    case 'first':
      return null;
    case 'probe':
      return `probe:${String(at.rows)}:${at.witnesses.map(encodeURIComponent).join(',')}`;
    case 'record':
      return `record:${String(at.startIndex)}:${String(at.empties)}`;
    case 'page':
      return `page:${String(at.page)}:${String(at.before)}:${String(at.empties)}`;
  }
};

const parse = (position: Position): At => {
  if (position === null) return { way: 'first' };
  const text = typeof position === 'string' ? position : '';
  const probe = /^probe:(\d+):(.*)$/.exec(text);
  if (probe !== null) {
    return { way: 'probe', rows: Number(probe[1]), witnesses: (probe[2] ?? '').split(',').map(decodeURIComponent) };
  }
  const record = /^record:(\d+):(\d+)$/.exec(text);
  if (record !== null) return { way: 'record', startIndex: Number(record[1]), empties: Number(record[2]) };
  const page = /^page:(\d+):(\d+):(\d+)$/.exec(text);
  if (page !== null) {
    return { way: 'page', page: Number(page[1]), before: Number(page[2]), empties: Number(page[3]) };
  }
  throw new ResponseShapeError(`A SCIM position should name a record or a page, but is ${JSON.stringify(position)}.`);
};

const startIndexOf = (at: At): number => {
  switch (at.way) {
    case 'first':
      return 1;
    case 'probe':
      return 2;
    case 'record':
      return at.startIndex;
    case 'page':
      return at.page;
  }
};

const idOf = (row: unknown): string => {
  const id = isRow(row) ? row['id'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
};

/** Ids at a quarter, the half and three quarters of a page: far from where rows come and go between two requests. */
const witnessesOf = (rows: readonly unknown[]): readonly string[] =>
  [1, 2, 3].map((quarter) => idOf(rows[Math.floor((rows.length * quarter) / 4)]));

const totalOf = ({ body }: PageView): number => {
  const total = isRow(body) ? body['totalResults'] : undefined;
  if (typeof total === 'number' && Number.isSafeInteger(total)) return total;
  throw new ResponseShapeError('The SCIM answer has no totalResults that says how many there are.');
};

/** On the page asked for with `startIndex=2`, most of the first page is found again if indexes count records. */
const countsRecords = (rows: readonly unknown[], witnesses: readonly string[]): boolean => {
  const ids = new Set(rows.map(idOf));
  return witnesses.filter((witness) => ids.has(witness)).length >= 2;
};

/**
 * SCIM counts records with `startIndex`; WorkRamp documents page numbers. After a first page that is not all, index 2 is
 * asked for: an answer that shows most of the first page again counts records, another one counts pages.
 * https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.4
 */
export const scimPages: Paginator = {
  kind: 'SCIM index',
  first: null,
  stable: false,
  overlaps: (position) => parse(position).way === 'probe',
  ask: (position) => ({ query: { count: SIZE, startIndex: startIndexOf(parse(position)) } }),
  after: (page, position) => {
    const at = parse(position);
    const { rows } = page;
    const total = totalOf(page);
    const empties = rows.length > 0 ? 0 : 1 + ('empties' in at ? at.empties : 0);
    const goOn = (next: At, collected: number) =>
      collected >= total || empties > EMPTY_PAGES ? 'end' : { at: textOf(next) };
    const byRecord = (startIndex: number) => goOn({ way: 'record', startIndex, empties }, startIndex - 1);
    const byPage = (number: number, before: number) => goOn({ way: 'page', page: number, before, empties }, before);
    switch (at.way) {
      case 'first':
        if (rows.length === 0) return byRecord(1);
        return goOn({ way: 'probe', rows: rows.length, witnesses: witnessesOf(rows) }, rows.length);
      case 'probe':
        return countsRecords(rows, at.witnesses) ? byRecord(2 + rows.length) : byPage(3, at.rows + rows.length);
      case 'record':
        return byRecord(at.startIndex + rows.length);
      case 'page':
        return byPage(at.page + 1, at.before + rows.length);
    }
  },
  total: totalOf,
};
