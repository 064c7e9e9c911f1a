import { afterEach, describe, expect, test } from '@jest/globals';
import type { Sandbox, SandboxOptions } from '../../packages/sandbox/src/index.ts';
import { startSandbox } from '../../packages/sandbox/src/index.ts';
import type { FlowluOptions } from '../../packages/sandbox/src/portals/flowlu/options.ts';
import type { RawAnswer, RawOptions } from './raw-client.ts';
import { raw } from './raw-client.ts';

type Row = Record<string, unknown>;
interface Envelope {
  readonly total?: number;
  readonly total_result?: number;
  readonly page: number;
  readonly count: number;
  readonly items: Row[];
}

let open: Sandbox[] = [];
async function start(options: FlowluOptions = {}, more: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ vendor: 'flowlu', users: 60, limit: 'none', options, ...more });
  open.push(sandbox);
  return sandbox;
}
afterEach(async () => {
  await Promise.all(open.map((sandbox) => sandbox.close()));
  open = [];
});

/** `path` may bring a query; the key goes into it. */
function get(sandbox: Sandbox, path: string, options: RawOptions = {}): Promise<RawAnswer> {
  const url = new URL(`${sandbox.url}/api/v1/module/${path}`);
  url.searchParams.set('api_key', sandbox.config['key'] as string);
  return raw(url.href, options);
}

async function list(sandbox: Sandbox, path: string, parameters: Record<string, string> = {}): Promise<Envelope> {
  const query = new URLSearchParams(parameters);
  const answer = await get(sandbox, `${path}/list?${query.toString()}`);
  return answer.json['response'] as Envelope;
}

async function readAll(sandbox: Sandbox, path: string, parameters: Record<string, string> = {}): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1; page < 100; page += 1) {
    const { items } = await list(sandbox, path, { limit: '100', ...parameters, page: String(page) });
    if (items.length === 0) return rows;
    rows.push(...items);
  }
  throw new Error('no end');
}

const ids = (rows: readonly Row[]): unknown[] => rows.map(({ id }) => id);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const errorOf = (answer: RawAnswer): unknown => (answer.json['error'] as Row)['error_code'];

describe('lists', () => {
  test('every stream gives its truth at its own path, newest first, with foreign keys that lead somewhere', async () => {
    const sandbox = await start();
    const paths = {
      accounts: 'crm/account',
      tasks: 'task/tasks',
      invoice_items: 'fin/invoice_item',
      users: 'core/user',
    };
    for (const [stream, path] of Object.entries(paths)) {
      const rows = await readAll(sandbox, path);
      expect(rows).toEqual(sandbox.truth(stream));
      const numbers = ids(rows).map(Number);
      expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    }
    const invoices = new Set(ids(sandbox.truth('invoices')));
    const parents = sandbox.truth('invoice_items').map((row) => row['invoice_id']);
    expect(parents.filter((id) => typeof id === 'number' && id > 0).every((id) => invoices.has(id))).toBe(true);
  });

  test('all 65 resources of a seed are the same each time', async () => {
    const users = 20;
    const [first, again] = [await start({}, { users }), await start({}, { users })];
    const other = await start({}, { users, seed: 2 });
    expect(first.resources).toHaveLength(65);
    for (const resource of first.resources) {
      expect(first.truth(resource).length).toBeGreaterThan(1);
      expect(again.truth(resource)).toEqual(first.truth(resource));
    }
    expect(other.truth('leads')).not.toEqual(first.truth('leads'));
  });

  test('page 1 and 50 rows are the defaults; a limit above 100 is clamped and nonsense is ignored', async () => {
    const sandbox = await start();
    expect(await list(sandbox, 'task/tasks')).toMatchObject({ total: 300, total_result: 300, page: 1, count: 50 });
    expect((await list(sandbox, 'task/tasks', { limit: '200' })).count).toBe(100);
    expect((await list(sandbox, 'task/tasks', { limit: '0', page: '-1' })).page).toBe(1);
    expect((await list(sandbox, 'task/tasks', { count: '7', per_page: '7', offset: '50' })).count).toBe(50);
  });

  test('a page in a JSON body is not read', async () => {
    const sandbox = await start();
    const body = JSON.stringify({ page: 2 });
    const headers = { 'content-type': 'application/json', 'content-length': String(body.length) };
    const answer = await get(sandbox, 'fin/transaction/list', { headers, body });
    expect(answer.json['response']).toMatchObject({ page: 1 });
  });

  test.each([
    ['clamp', 100],
    ['default', 50],
    ['honour', 150],
  ] as const)('a limit of 150 with overLimit %s gives %i rows', async (overLimit, count) => {
    const sandbox = await start({ overLimit });
    expect((await list(sandbox, 'task/tasks', { limit: '150' })).count).toBe(count);
  });

  test('a limit above the largest can be refused', async () => {
    const sandbox = await start({ overLimit: 'reject' });
    expect(errorOf(await get(sandbox, 'task/tasks/list?limit=101'))).toBe(12);
  });

  test('a page past the end is empty, or the last one again', async () => {
    const [plain, repeating] = [await start(), await start({ beyondEnd: 'repeat-last' })];
    expect(await list(plain, 'crm/lead', { page: '99' })).toMatchObject({ count: 0, items: [], page: 99 });
    const last = await list(repeating, 'crm/lead', { page: '3' });
    expect((await list(repeating, 'crm/lead', { page: '99' })).items).toEqual(last.items);
  });

  test.each([
    ['both', { total: 120, total_result: 60 }],
    ['filtered', { total: 60 }],
    ['total-result-only', { total_result: 60 }],
    ['none', {}],
  ] as const)('totals %s are what the envelope tells', async (totals, expected) => {
    const sandbox = await start({ totals, oddities: false });
    const third = sandbox.truth('leads')[60]!;
    const filter = JSON.stringify({ type: 'more', value: third['id'] });
    const { total, total_result } = await list(sandbox, 'crm/lead', { 'filter[id]': filter });
    expect(JSON.parse(JSON.stringify({ total, total_result }))).toEqual(expected);
  });

  test('the rows per page can be set from outside', async () => {
    const sandbox = await start({}, { pageSize: 7 });
    expect((await list(sandbox, 'crm/lead', { limit: '100' })).count).toBe(7);
  });

  test('fields chooses columns, search finds parts of texts, unknown parameters do nothing', async () => {
    const sandbox = await start({ oddities: false });
    const { items } = await list(sandbox, 'crm/lead', { fields: 'id,name,nonsense', wibble: '1', 'filter[nope]': '3' });
    expect(Object.keys(items[0]!)).toEqual(['id', 'name']);
    const found = await list(sandbox, 'crm/lead', { search: 'redesign 12', limit: '100' });
    expect(found.total_result).toBe(2);
  });
});

describe('filters and sorts', () => {
  test('reads by key: above an id, in its order, until nothing is left', async () => {
    const sandbox = await start();
    const seen: unknown[] = [];
    let above = 0;
    for (;;) {
      const filter = JSON.stringify({ type: 'more', value: above });
      const { items } = await list(sandbox, 'task/tasks', {
        'filter[id]': filter,
        'order_by[asc][]': 'id',
        limit: '70',
      });
      if (items.length === 0) break;
      seen.push(...ids(items));
      above = Number(items.at(-1)!['id']);
    }
    expect(seen).toEqual(ids(sandbox.truth('tasks')).reverse());
  });

  test('the id filter and the sort can each be ignored', async () => {
    const sandbox = await start({ idFilter: 'ignored', orderBy: 'ignored' });
    const plain = await list(sandbox, 'task/tasks');
    const filter = JSON.stringify({ type: 'more', value: 500 });
    expect((await list(sandbox, 'task/tasks', { 'filter[id]': filter, 'order_by[asc][]': 'id' })).items).toEqual(
      plain.items,
    );
  });

  test('values, lists, exclusions and ranges', async () => {
    const sandbox = await start({ oddities: false });
    const { length } = sandbox.truth('tasks');
    const count = async (filter: string): Promise<number | undefined> =>
      (await list(sandbox, 'task/tasks', { 'filter[type]': filter })).total_result;
    const events = await count('20,21,22,23');
    expect(events).toBe(sandbox.truth('calendar_events').length);
    expect((await count('0'))! + (await count('!0'))!).toBe(length);
    expect(await count('{"type":"exact_value","value":30}')).toBe(await count('30'));
    expect(await count('{"type":"range","start_value":20,"end_value":23}')).toBe(events);
    expect(await count('{"type":"less","value":20}')).toBe(await count('0,1'));
    expect(await count('{"type":')).toBe(length);
  });

  test('a date window takes whole days of the portal, bounds included', async () => {
    const sandbox = await start();
    const day = String(sandbox.truth('leads').find((row) => row['updated_date'] !== null)!['updated_date']).slice(
      0,
      10,
    );
    const inWindow = sandbox.truth('leads').filter((row) => textOf(row['updated_date']).slice(0, 10) >= day);
    const expected = { total: 120, total_result: inWindow.filter((row) => row['updated_date'] !== null).length };
    for (const bound of [day, `${day} 23:59:59`]) {
      const filter = { 'filter[updated_date]': JSON.stringify({ start_date: bound }) };
      expect(await list(sandbox, 'crm/lead', filter)).toMatchObject(expected);
    }
    const both = JSON.stringify({ start_date: day, end_date: day });
    const { items } = await list(sandbox, 'crm/lead', { 'filter[updated_date]': both });
    expect(items.length).toBeGreaterThan(0);
    expect(items.every((row) => String(row['updated_date']).startsWith(day))).toBe(true);
  });

  test.each([
    ['documented', true],
    ['ignored', true],
    ['any', false],
  ] as const)('with dateFilter %s the window on updated_date is ignored: %p', async (dateFilter, isIgnored) => {
    const sandbox = await start({ dateFilter });
    const answer = await list(sandbox, 'crm/lead', { 'filter[updated_date]': '{"start_date":"2099-01-01"}' });
    expect(answer.total_result).toBe(isIgnored ? 120 : 0);
  });

  test('a date window can exclude its bounds and know the time of day', async () => {
    const sandbox = await start({ dateFilterGrain: 'moment', dateFilterInclusive: false, oddities: false });
    const moments = sandbox.truth('leads').map((row) => String(row['updated_date']));
    const middle = [...moments].sort()[60]!;
    const filter = { 'filter[updated_date]': JSON.stringify({ start_date: middle }) };
    expect((await list(sandbox, 'crm/lead', filter)).total_result).toBe(moments.filter((at) => at > middle).length);
  });

  test('sorts by any column, or by the id only', async () => {
    const [any, idOnly] = [await start({ oddities: false }), await start({ oddities: false, orderBy: 'id' })];
    const query = { 'order_by[desc][]': 'updated_date', limit: '100' };
    const dates = (await list(any, 'crm/lead', query)).items.map((row) => String(row['updated_date']));
    expect(dates).toEqual([...dates].sort().reverse());
    expect((await list(idOnly, 'crm/lead', query)).items).toEqual(idOnly.truth('leads').slice(0, 100));
  });

  test('accounts are filtered by type, while type_id is ignored, or the other way round', async () => {
    const [byType, byTypeId] = [await start(), await start({ accountTypeFilter: 'type_id' })];
    const count = async (sandbox: Sandbox, name: string): Promise<number | undefined> =>
      (await list(sandbox, 'crm/account', { [`filter[${name}]`]: '2' })).total_result;
    expect(await count(byType, 'type')).toBeLessThan(70);
    expect(await count(byType, 'type_id')).toBe(180);
    expect(await count(byTypeId, 'type')).toBe(180);
  });

  test('the filter of custom fields by model gives a wrong set', async () => {
    const sandbox = await start();
    const { items } = await list(sandbox, 'customfields/fields', { 'filter[model]': 'lead' });
    expect(items.some((row) => row['model'] !== 'lead')).toBe(true);
    expect(items.length).toBeLessThan(sandbox.truth('custom_fields').length);
  });

  test('custom fields filter by id or alias, and tags filter any list', async () => {
    const sandbox = await start({ oddities: false });
    const count = async (path: string, filter: string, value: string): Promise<number | undefined> =>
      (await list(sandbox, path, { [`filter[${filter}]`]: value })).total_result;
    expect(await count('crm/lead', 'cf.field_3', '1')).toBe(
      sandbox.truth('leads').filter((row) => row['cf_3'] === '1').length,
    );
    expect(await count('crm/account', 'cf.field_segment', '14')).toBeLessThan(100);
    expect(await count('crm/lead', 'cf.field_8', '{"start_date":"2099-01-01"}')).toBe(0);
    expect(await count('crm/lead', '_tag_id', '69')).toBeLessThan(60);
  });

  test.each(['tasks', 'projects'] as const)('archived %s can be hidden unless asked for', async (stream) => {
    const sandbox = await start({ archivedTasks: 'hidden', archivedProjects: 'hidden', oddities: false });
    const [path, column, all] =
      stream === 'tasks'
        ? (['task/tasks', 'archive_status', '0,10'] as const)
        : (['st/projects', 'is_archive', '0,1'] as const);
    const { length } = sandbox.truth(stream);
    expect((await list(sandbox, path)).total_result).toBeLessThan(length);
    expect((await list(sandbox, path, { [`filter[${column}]`]: all })).total_result).toBe(length);
  });

  test('a list by last change moves changed rows to the front', async () => {
    const sandbox = await start({ defaultOrder: 'updated' });
    const { id } = sandbox.truth('leads').at(-1)!;
    sandbox.update('leads', id as number);
    expect(ids((await list(sandbox, 'crm/lead')).items)[0]).toBe(id);
  });

  test('a list without rows has an empty array', async () => {
    const sandbox = await start({ empty: ['fin/estimate', 'crm/account', 'crm/pipeline'] });
    expect(await list(sandbox, 'fin/estimate')).toEqual({ total: 0, total_result: 0, page: 1, count: 0, items: [] });
    expect((await list(sandbox, 'crm/lead')).items).toHaveLength(50);
  });

  test('an unsorted list can have any order', async () => {
    const sandbox = await start({ defaultOrder: 'shuffled' });
    const rows = ids(await readAll(sandbox, 'crm/lead')) as number[];
    expect(new Set(rows).size).toBe(120);
    expect(rows).not.toEqual([...rows].sort((a, b) => b - a));
    const sorted = ids(await readAll(sandbox, 'crm/lead', { 'order_by[asc][]': 'id' })) as number[];
    expect(sorted).toEqual([...rows].sort((a, b) => a - b));
  });
});

describe('records', () => {
  test('come with the traps of real ones', async () => {
    const sandbox = await start({}, { users: 400 });
    const leads = sandbox.truth('leads');
    const texts = leads.map((row) => String(row['name']));
    expect(texts.some((name) => name.includes('\u0000'))).toBe(true);
    expect(texts.some((name) => /\p{Surrogate}/u.test(name))).toBe(true);
    expect(new Set(leads.map((row) => row['active']))).toEqual(new Set([1, 2, 3, '1', '2', '3', null]));
    for (const nothing of [null, '', '0000-00-00']) expect(leads.some((row) => row['deadline'] === nothing)).toBe(true);
    for (const nothing of [null, 0]) expect(leads.some((row) => row['assignee_id'] === nothing)).toBe(true);
    expect(leads.some((row) => typeof row['budget'] === 'string' && row['budget'].length > 18)).toBe(true);
    expect(leads.some((row) => 'Unknown_Column' in row)).toBe(true);
    expect(leads.every((row) => Number.isInteger(row['id']))).toBe(true);
    expect(leads.some((row) => Object.entries(row).every(([name, value]) => name === 'id' || value === null))).toBe(
      true,
    );
    expect(sandbox.truth('users').every((row) => typeof row['id'] === 'string')).toBe(true);
    expect(Object.keys(sandbox.truth('products')[0]!)).toContain(
      `pricelist_price_${String(sandbox.truth('price_lists')[0]!['id'])}`,
    );
  });

  test('tell some moments twice, because a clock change repeats an hour', async () => {
    const sandbox = await start({ oddities: false });
    const repeated = sandbox.truth('tasks').filter((row) => /^2024-10-27 01:/.test(String(row['created_date'])));
    expect(repeated.length).toBeGreaterThan(3);
    const utc = await start({ oddities: false, timezone: 'Asia/Tokyo' });
    expect(String(utc.truth('tasks')[11]!['created_date'])).toMatch(/^2024-10-27 (09|10):/);
    expect(utc.config['timezone']).toBe('Asia/Tokyo');
  });

  test('of leads carry custom columns in lists; those of projects only one by one', async () => {
    const sandbox = await start({ oddities: false });
    const [lead] = (await list(sandbox, 'crm/lead')).items;
    expect(Object.keys(lead!).filter((name) => name.startsWith('cf_'))).toEqual([
      ...['cf_1', 'cf_2', 'cf_2_value', 'cf_3', 'cf_regions', 'cf_8'],
    ]);
    const [project] = (await list(sandbox, 'st/projects')).items;
    expect(project).not.toHaveProperty('cf_7');
    const one = await get(sandbox, `st/projects/get/${String(project!['id'])}`);
    expect(one.json['response']).toHaveProperty('cf_7');
  });

  test('show custom fields as an array on demand, all values as text', async () => {
    const sandbox = await start({ customFieldDetail: 'replace', oddities: false });
    const { items } = await list(sandbox, 'crm/lead', { customfields: '1' });
    expect(items[0]).not.toHaveProperty('cf_1');
    const detail = items[0]!['customfields'] as Row[];
    expect(detail).toHaveLength(5);
    expect(detail[1]).toMatchObject({ id: '2', title: 'Contract type', type: 'list', api_use_alias: '0' });
  });

  test('spell the tax id of accounts in capitals in lists and in lower case one by one', async () => {
    const sandbox = await start();
    const { id } = sandbox.truth('accounts')[0]!;
    const one = (await get(sandbox, `crm/account/get/${String(id)}`)).json['response'] as Row;
    expect(sandbox.truth('accounts')[0]).toHaveProperty('VAT');
    expect(one).toHaveProperty('vat');
    expect(one).not.toHaveProperty('VAT');
  });

  test('can hold amounts that no double holds, as bare numbers', async () => {
    const sandbox = await start({ hugeAmounts: 'number' }, { users: 100 });
    const answer = await get(sandbox, 'crm/lead/list?limit=100&page=1');
    const further = await get(sandbox, 'crm/lead/list?limit=100&page=2');
    expect(answer.text + further.text).toMatch(/"budget":9\d{17}\.\d\d,/);
  });

  test('differ by the age of the portal', async () => {
    const sandbox = await start({
      socialLinks: 'social_network',
      taskStatus: false,
      lossReasonAudit: true,
      lastActive: 'datetime',
      timestamps: 'text',
      paidDate: 'datetime',
      userProfile: true,
      customFieldLists: 'none',
      oddities: false,
    });
    const first = (stream: string): Row => sandbox.truth(stream)[0]!;
    expect(first('accounts')).toHaveProperty('social_network_link_6');
    expect(first('accounts')).not.toHaveProperty('link_vk');
    expect(first('tasks')).not.toHaveProperty('status');
    expect(first('loss_reasons')).toHaveProperty('updated_date');
    expect(first('leads')).not.toHaveProperty('cf_1');
    expect(first('users')).toHaveProperty('phone_mobile');
    const some = (stream: string, column: string): unknown =>
      sandbox.truth(stream).find((row) => textOf(row[column]).length > 5)?.[column];
    expect(some('users', 'last_active')).toMatch(/^\d{4}-\d\d-\d\d \d\d:/);
    expect(some('timelogs', 'start_timestamp')).toMatch(/^\d{10}$/);
    expect(some('invoices', 'paid_date')).toMatch(/^\d{4}-\d\d-\d\d \d\d:/);
  });
});

describe('keys', () => {
  test('are read from the query only, and refused with status 200', async () => {
    const sandbox = await start();
    const url = `${sandbox.url}/api/v1/module/task/tasks/list`;
    const refusals = [
      [await raw(url), 'authorization failed'],
      [await raw(`${url}?api_key=wrong`), 'api key not found'],
    ] as const;
    for (const [answer, text] of refusals) {
      expect(answer.status).toBe(200);
      expect(answer.json).toEqual({ error: { error_code: 11, error_msg: text } });
    }
    const key = sandbox.config['key'] as string;
    expect((await raw(url, { headers: { authorization: `Bearer ${key}` } })).status).toBe(401);
    sandbox.revokeKey();
    expect((await get(sandbox, 'task/tasks/list')).json).toEqual({
      error: { error_code: 11, error_msg: 'authorization failed' },
    });
  });

  test.each([401, 403] as const)('can be refused with status %i', async (badKeyStatus) => {
    const sandbox = await start({ badKeyStatus });
    expect((await raw(`${sandbox.url}/api/v1/module/task/tasks/list?api_key=x`)).status).toBe(badKeyStatus);
  });

  test('of an unknown account, and hosts that are no portal', async () => {
    const answers = async (host: FlowluOptions['host'] & string): Promise<RawAnswer> =>
      get(await start({ host }), 'task/tasks/list');
    expect((await answers('unknown')).json).toEqual({ error: { error_code: 11, error_msg: 'account not found' } });
    const page = await answers('html');
    expect([page.status, page.text.slice(0, 15)]).toEqual([404, '<!DOCTYPE html>']);
    expect(await answers('empty')).toMatchObject({ status: 200, text: '' });
    expect((await answers('redirect')).status).toBe(302);
    const sandbox = await start();
    expect((await raw(`${sandbox.url}/v1/task/tasks`)).text).toContain('404');
  });

  test('lack modules, which answer with an error of their own', async () => {
    const sandbox = await start({ denied: ['fin', 'agile/epics'] });
    expect((await get(sandbox, 'fin/invoice/list')).json).toEqual({
      error: { error_code: 22, error_msg: 'access denied' },
    });
    expect(errorOf(await get(sandbox, 'agile/epics/list'))).toBe(22);
    expect((await list(sandbox, 'agile/issues')).count).toBe(50);
    expect(errorOf(await get(await start({ denied: ['fin'], deniedCode: 30 }), 'fin/invoice/list'))).toBe(30);
  });

  test('OAuth tokens are told to live long, end early, and rotate', async () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const sandbox = await start({}, { clock: () => nowMs });
    const post = (path: string, form: Record<string, string>): Promise<RawAnswer> =>
      raw(`${sandbox.url}/oauth2/${path}`, { method: 'POST', body: new URLSearchParams(form).toString() });
    const grant = { grant_type: 'code', client_id: 'sandbox-app', code: 'sandbox-code' };
    const first = (await post('access_token', grant)).json;
    expect(first).toMatchObject({ expires_in: 5_270_400 });
    const me = (): Promise<RawAnswer> =>
      raw(`${sandbox.url}/api/v1/module/core/user/get`, {
        headers: { authorization: `Bearer ${String(first['access_token'])}` },
      });
    expect((await me()).json['response']).toHaveProperty('username');
    nowMs += 172_800_000;
    expect(await me()).toMatchObject({ status: 401, json: { error: 'Access token has been revoked' } });
    const refresh = { refresh_token: String(first['refresh_token']) };
    expect((await post('refresh_token', refresh)).status).toBe(200);
    expect((await post('refresh_token', refresh)).json).toHaveProperty('error_descrption');
    expect((await post('access_token', { ...grant, code: 'x' })).json).toMatchObject({ error: 'invalid_grant' });
    expect((await post('access_token', {})).json).toMatchObject({ error: 'invalid_request' });
  });
});

describe('errors', () => {
  test('tell unknown modules, entities, methods and records apart, all with status 200', async () => {
    const sandbox = await start();
    const expected = {
      'nope/tasks/list': 31,
      'telephony/calls/list': 31,
      'task/nope/list': 30,
      'task/tasks/nope': 30,
      'task/tasks/get/999999': 20,
      'task/tasks/get': 12,
    };
    for (const [path, code] of Object.entries(expected)) {
      const answer = await get(sandbox, path);
      expect([path, answer.status, errorOf(answer)]).toEqual([path, 200, code]);
    }
    expect(errorOf(await get(sandbox, 'task/tasks/list', { method: 'PUT' }))).toBe(30);
  });

  test('come where the dossier only guesses a path, once such entities are absent', async () => {
    const sandbox = await start({ absent: ['crm/phones', 'agile/projects'], currencyEntity: 'currency' });
    expect(errorOf(await get(sandbox, 'crm/phones/list'))).toBe(30);
    expect(errorOf(await get(sandbox, 'fin/currencies/list'))).toBe(30);
    expect((await list(sandbox, 'fin/currency')).count).toBe(4);
    expect((await list(sandbox, 'telephony/calls')).count).toBe(50);
  });

  test('inside 200 follow the fault plan', async () => {
    const sandbox = await start({ faultCode: 10 }, { faults: [{ kind: '200-with-error-body', times: 1 }] });
    expect((await get(sandbox, 'crm/lead/list')).json).toEqual({
      error: { error_code: 10, error_msg: 'unknown error' },
    });
    sandbox.setFaults([{ kind: 'missing-envelope' }]);
    expect(Object.keys((await get(sandbox, 'crm/lead/list')).json['response'] as Row)).not.toContain('items');
  });
});

describe('the limit', () => {
  test.each([
    ['text', 429, 'Too Many Requests'],
    ['json', 429, '{"error":{"error_code":12,"error_msg":"Too Many Requests"}}'],
    ['html', 429, '<html><h1>429 Too Many Requests</h1></html>'],
    ['empty', 429, ''],
    [
      'error-200',
      200,
      '{"error":{"error_code":12,"error_msg":"Request limit exceeded, the rate limit of your plan applies"}}',
    ],
  ] as const)('is one request a second, and the answer over it is %s', async (rateLimitBody, status, body) => {
    let nowMs = 1_000_000;
    const sandbox = await startSandbox({ vendor: 'flowlu', users: 5, options: { rateLimitBody }, clock: () => nowMs });
    open.push(sandbox);
    expect((await list(sandbox, 'crm/lead')).page).toBe(1);
    nowMs += 999;
    const refused = await get(sandbox, 'crm/lead/list');
    expect([refused.status, refused.text, refused.headers['retry-after']]).toEqual([status, body, undefined]);
    nowMs += 1;
    expect((await list(sandbox, 'crm/lead')).page).toBe(1);
  });

  test('may say when to come back', async () => {
    const sandbox = await start({ retryAfter: true }, { limit: { requests: 1, windowMs: 1000 }, clock: () => 5000 });
    await get(sandbox, 'crm/lead/list');
    expect((await get(sandbox, 'crm/lead/list')).headers['retry-after']).toBe('1');
  });
});

describe('changes', () => {
  test('carry the clock in the portal zone and show in lists', async () => {
    const sandbox = await start({}, { clock: () => Date.UTC(2026, 6, 1, 12, 30) });
    const { id } = sandbox.truth('leads')[5]!;
    sandbox.update('leads', id as number);
    const added = sandbox.insert('leads');
    sandbox.delete('leads', sandbox.truth('leads')[20]!['id'] as number);
    expect(added).toMatchObject({ created_date: '2026-07-01 13:30:00', updated_date: '2026-07-01 13:30:00' });
    const window = { 'filter[updated_date]': '{"start_date":"2026-07-01"}', 'order_by[asc][]': 'id' };
    const changed = await list(sandbox, 'crm/lead', window);
    expect(ids(changed.items)).toEqual([id, added['id']]);
    expect(changed.total).toBe(120);
    expect(changed.items[0]!['name']).toMatch(/ rev 1$/);
    expect((await list(sandbox, 'crm/lead')).items[0]).toEqual(added);
    const one = await get(sandbox, `crm/lead/get/${String(added['id'])}`);
    expect(one.json['response']).toMatchObject({ id: added['id'] });
  });

  test('at the border of a sorted list take the row that was just read', async () => {
    const sandbox = await start(
      {},
      { drift: [{ resource: 'tasks', action: 'delete', at: 'border', every: 1, times: 2 }] },
    );
    const before = ids(sandbox.truth('tasks'));
    const seen = ids(await readAll(sandbox, 'task/tasks', { 'order_by[asc][]': 'id' }));
    const left = new Set(ids(sandbox.truth('tasks')));
    expect(before.filter((id) => !left.has(id)).every((id) => seen.includes(id))).toBe(true);
    expect([...left].filter((id) => !seen.includes(id))).toHaveLength(2);
  });

  test('a new row makes unsorted paging repeat one', async () => {
    const sandbox = await start({}, { drift: [{ resource: 'tasks', action: 'insert', every: 1, times: 1 }] });
    const seen = ids(await readAll(sandbox, 'task/tasks'));
    expect(seen.length - new Set(seen).size).toBe(1);
  });

  test('deleted rows can stay listed with deleted_at', async () => {
    const sandbox = await start({ softDeleted: 'listed', oddities: false });
    const stages = sandbox.truth('pipeline_stages');
    expect(stages.some((row) => row['deleted_at'] !== null)).toBe(true);
    expect(sandbox.delete('pipeline_stages', stages[0]!['id'] as number)).toBe(true);
    expect(sandbox.truth('pipeline_stages')).toHaveLength(stages.length);
    expect(sandbox.truth('pipeline_stages')[0]!['deleted_at']).not.toBeNull();
  });
});

describe('writes', () => {
  test('exist, work and are recorded, deletes by GET too', async () => {
    const sandbox = await start({ oddities: false });
    const post = (path: string, body: string, type = 'application/x-www-form-urlencoded'): Promise<RawAnswer> =>
      get(sandbox, path, { method: 'POST', body, headers: { 'content-type': type } });
    expect(sandbox.log.flags).toEqual({});
    const created = (await post('crm/lead/create', 'name=New&budget=5')).json['response'] as Row;
    expect(created).toHaveProperty('_resultMessage');
    const path = `crm/lead/update/${String(created['id'])}`;
    expect((await post(path, 'name=Newer')).json['response']).toMatchObject({ id: created['id'], name: 'Newer' });
    const invalid = await post('crm/lead/create', JSON.stringify({ name: 'x' }), 'application/json');
    expect([invalid.status, invalid.json]).toEqual([
      200,
      {
        error: 'validation',
        description: 'The submitted data is not valid',
        details: { name: 'name cannot be empty' },
      },
    ]);
    const removed = await get(sandbox, `crm/lead/delete/${String(created['id'])}`);
    expect(removed.json).toEqual({ response: String(created['id']) });
    expect(errorOf(await get(sandbox, `crm/lead/get/${String(created['id'])}`))).toBe(20);
    expect(sandbox.log.flags).toEqual({
      'write-called': 4,
      'create-called': 2,
      'update-called': 1,
      'delete-called': 1,
    });
  });
});

describe('related rows', () => {
  test('are listed below their parent, and a parent below its child', async () => {
    const sandbox = await start({ oddities: false });
    const child = sandbox.truth('lead_accounts').find((row) => Number(row['lead_id']) > 0)!;
    const path = `crm/lead/${String(child['lead_id'])}/lead_accounts`;
    expect(ids((await list(sandbox, path)).items)).toContain(child['id']);
    const parent = await get(sandbox, `crm/lead_accounts/${String(child['id'])}/lead/get`);
    expect(parent.json['response']).toMatchObject({ id: child['lead_id'] });
    expect((await list(sandbox, 'customfields/fields/2/options')).items).toHaveLength(3);
    expect(errorOf(await get(sandbox, 'crm/lead/1/nope/list'))).toBe(30);
  });
});
