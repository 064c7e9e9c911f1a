import { linkHeader, type Paginator, type Position, type Query, type Row } from '@singer-io-ts/tap';

/**
 * Pages of a size the vendor chooses; no more `Link`, no more pages. Neither the order of the rows nor what the cursor
 * remembers is documented: it may be an offset, behind which rows shift, so lists of several pages are read twice. For lists
 * without a filter nothing tells a `Link` that a proxy took away from the last page; those with one fail then.
 */
export const pages = linkHeader({ shifting: true });

/** Two filters, one of which every row passes. */
type Narrower = (rows: readonly Row[]) => readonly Query[];

const middleOf = (rows: readonly Row[], field: string): string | undefined => {
  const values = rows.map((row) => row[field]).filter((value) => typeof value === 'string' && value !== '');
  return values[Math.floor(values.length / 2)] as string | undefined;
};

/** Before and from a second on, which is as fine as the vendor's filters are. */
export const byDate =
  (field: string): Narrower =>
  (rows) => {
    const middle = middleOf(rows, field);
    if (middle === undefined) return [];
    const second = `${middle.slice(0, 19)}.000Z`;
    return [{ [`${field}[gte]`]: second }, { [`${field}[lt]`]: second }];
  };

/** All but a value of the first of these fields that has one, and those with it. */
export const byValue =
  (...fields: readonly string[]): Narrower =>
  (rows) => {
    for (const field of fields) {
      const middle = middleOf(rows, field);
      if (middle !== undefined) return [{ [`${field}[ne]`]: middle }, { [`${field}[eq]`]: middle }];
    }
    return [];
  };

/** Where one way may leave all rows together, as a platform with one group does. */
export const byEach =
  (...narrowers: readonly Narrower[]): Narrower =>
  (rows) =>
    narrowers.flatMap((narrower) => narrower(rows));

interface Parts {
  /** Filters of this list, to find out whether a `Link` was lost on the way. */
  readonly narrower: Narrower;
  /**
   * Only a first page as long as a full one is looked into. For lists that are asked for once per parent, most of them short,
   * and for filters that may show rows which the list itself hides.
   */
  readonly onlyFullPages?: true;
  /** Statuses of rows that some platforms leave out unless they are asked for. */
  readonly hidden?: readonly string[];
  /** Status of a row as the filter takes it; default: its `status`. */
  readonly statusOf?: (row: Row) => unknown;
}

/**
 * Where such a list stands: in the list of all (0) or of one of the hidden statuses, and which of them the former has
 * shown. As text for the state: the link alone, or `<list>:<shown>:<link>` when there is more to say.
 */
interface At {
  readonly list: number;
  readonly link: string | null;
  readonly shown: readonly string[];
}

const textOf = ({ list, link, shown }: At): Position =>
  list === 0 && shown.length === 0 ? link : `${String(list)}:${shown.join(',')}:${link ?? ''}`;

const parse = (position: Position): At => {
  const text = typeof position === 'string' ? position : '';
  const [, list, shown = '', link = ''] = /^(\d+):([\w,]*):(.*)$/.exec(text) ?? [];
  if (list === undefined) return { list: 0, link: text === '' ? null : text, shown: [] };
  return { list: Number(list), link: link === '' ? null : link, shown: shown === '' ? [] : shown.split(',') };
};

/** Whatever their size, the vendor's full pages hold a multiple of this. */
const ROUND = 10;

/**
 * A list with filters. What it holds when no status is asked for is not documented: where it shows no row of a status that
 * may be hidden, the rows of that status are read after it. And where its first page has no `Link` to another, narrower
 * lists tell whether it is the last.
 */
export const filteredPages = (parts: Parts): Paginator => {
  const { narrower, hidden = [], onlyFullPages = false } = parts;
  const statusOf = parts.statusOf ?? (({ status }: Row): unknown => status);
  const filterOf = (list: number): Query => (list === 0 ? {} : { 'status[eq]': hidden[list - 1] });
  return {
    ...pages,
    ask: (position) => {
      const { list, link } = parse(position);
      return link === null ? { query: filterOf(list) } : { url: link };
    },
    after: (page, position) => {
      const { list, link, shown: before } = parse(position);
      const statuses = new Set((page.rows as readonly Row[]).map(statusOf));
      const shown = list === 0 ? hidden.filter((status) => before.includes(status) || statuses.has(status)) : before;
      const next = pages.after(page, link);
      if (next !== 'end') return { at: textOf({ list, link: next.at as string, shown }) };
      const further = hidden.findIndex((status, index) => index >= list && !shown.includes(status));
      return further === -1 ? 'end' : { at: textOf({ list: further + 1, link: null, shown }), begins: true };
    },
    doubts: (page, position) => {
      const { list, link } = parse(position);
      const rows = page.rows as readonly Row[];
      const isInDoubt = link === null && rows.length > 0 && (!onlyFullPages || rows.length % ROUND === 0);
      if (!isInDoubt || pages.after(page, link) !== 'end') return [];
      return narrower(rows).map((query) => ({ ...filterOf(list), ...query }));
    },
  };
};
