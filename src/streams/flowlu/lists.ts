import { isRow, keysetOrPages, type PageView, type Query } from '@singer-io-ts/tap';

/** Asked for, never trusted: the vendor documents at most 100, once 200, and may answer fewer. */
const PAGE_SIZE = 100;

/** Numbers may come as text. */
const wholeNumber = (value: unknown): number | null =>
  (typeof value === 'number' || (typeof value === 'string' && value !== '')) && Number.isSafeInteger(Number(value))
    ? Number(value)
    : null;

/**
 * Rows that match the request: `total_result`; in the older edition, which had none, `total` took filters into account. In
 * the newer one it doesn't, so it is only taken where nothing was filtered.
 */
const countOf = ({ body, rows, url }: PageView): number | null => {
  const response = isRow(body) && isRow(body['response']) ? body['response'] : {};
  const isFiltered = [...url.searchParams.keys()].some((name) => name.startsWith('filter['));
  const count = wholeNumber(response['total_result']) ?? (isFiltered ? null : wholeNumber(response['total']));
  // Fewer than are on this page: it counts something else.
  return count !== null && count < rows.length ? null : count;
};

export const itemsOf = (body: unknown): readonly unknown[] | undefined => {
  const response = isRow(body) ? body['response'] : undefined;
  const items: unknown = isRow(response) ? response['items'] : undefined;
  return Array.isArray(items) ? items : undefined;
};

/** The newest come first unless an order is asked for; a page number then shifts with every new row, a key does not. */
export const byId = keysetOrPages({
  key: 'id',
  query: { limit: PAGE_SIZE, 'order_by[asc][]': 'id' },
  after: (id) => ({ 'filter[id]': JSON.stringify({ type: 'more', value: id }) }),
  matching: countOf,
  // The rows after a key are only the rest.
  total: (page) => (page.url.searchParams.has('filter[id]') ? null : countOf(page)),
});

/** A day in no zone later than the portal's, and one more: whether the bound itself belongs to the window is not known. */
const BOUND_HOURS = 14 + 24;

/**
 * Days are documented for `created_date`; for other columns the engine has to find out.
 * https://www.flowlu.com/api/
 */
const changedSince = (since: string, column: string): Query => {
  const start = new Date(Date.parse(since) - BOUND_HOURS * 3_600_000).toISOString().slice(0, 10);
  return { [`filter[${column}]`]: JSON.stringify({ start_date: start }) };
};

/** What all lists have in common. Keys have no scopes within an application, so one answer tells for all its lists. */
const listsOf = (family: string, application: string) =>
  ({
    source: 'https://www.flowlu.com/api/',
    family,
    permission: `the application ${application} ticked in the settings of the API key`,
    records: 'response.items',
    paginate: byId,
    primaryKey: ['id'],
    changedSince,
    // Zoneless times repeat an hour when clocks go back.
    lookbackHours: 2,
  }) as const;

export const inCore = listsOf('core', 'Users');
export const inCrm = listsOf('crm', 'CRM');
export const inTasks = listsOf('task', 'Tasks');
export const inProjects = listsOf('st', 'Projects');
export const inAgile = listsOf('agile', 'Agile');
export const inFinance = listsOf('fin', 'Finance');
export const inProducts = listsOf('products', 'Products');
export const inTimeTracker = listsOf('timetracker', 'Time Tracker');
export const inCustomFields = listsOf('customfields', 'Custom Fields');
export const inCalendar = listsOf('calendar', 'Calendar');
export const inCompany = listsOf('company', 'Company');
export const inTelephony = listsOf('telephony', 'Telephony');
