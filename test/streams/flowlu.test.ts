import { describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox, type SandboxOptions } from '@singer-io-ts/sandbox';
import { isDeepStrictEqual } from 'node:util';
import { expectedFlowlu } from '../support/flowlu-reference.ts';
import { openVendor, runVendor, type Emitted, type VendorRun } from '../support/vendor-run.ts';

type Options = Omit<SandboxOptions, 'vendor'>;

const withPortal = async (options: Options, use: (portal: Sandbox) => Promise<void>): Promise<void> => {
  const portal = await startSandbox({ vendor: 'flowlu', limit: 'none', users: 60, ...options });
  try {
    await use(portal);
  } finally {
    await portal.close();
  }
};

const read = async (portal: Sandbox, streams?: readonly string[]): Promise<VendorRun> =>
  runVendor(await openVendor(portal.config), { discovers: true, ...(streams !== undefined && { streams }) });

const idsOf = (rows: readonly Emitted[] = []): string[] => rows.map(({ id }) => String(id));

const differing = (wanted: Emitted, got: Emitted): readonly string[] =>
  [...new Set([...Object.keys(wanted), ...Object.keys(got)])].filter(
    (column) => !(column in wanted && column in got && isDeepStrictEqual(wanted[column], got[column])),
  );

/** Every row of the portal came once, with exactly the expected values. */
const expectTruth = (portal: Sandbox, { records, report }: VendorRun): void => {
  for (const [stream, rows] of records) {
    const wanted = expectedFlowlu(portal, stream);
    const problems = rows.flatMap((row): object[] => {
      const expected = wanted.get(String(row['id']));
      if (expected === undefined) return [{ stray: row['id'] }];
      const columns = differing(expected, row);
      return columns.map((column) => ({ id: row['id'], column, expected: expected[column], got: row[column] }));
    });
    const outcome = report.streams[stream]?.outcome;
    expect({ stream, outcome, problems: problems.slice(0, 3) }).toEqual({ stream, outcome: 'complete', problems: [] });
    expect({ stream, ids: idsOf(rows).sort() }).toEqual({ stream, ids: [...wanted.keys()].sort() });
  }
};

describe('every stream', () => {
  test('brings the rows of the portal with exactly their values, in the same order each time', async () => {
    await withPortal({ options: { absent: [] } }, async (portal) => {
      const first = await read(portal);
      expect([...first.records.keys()].sort()).toEqual([...portal.resources].sort());
      expectTruth(portal, first);
      const second = await read(portal);
      for (const [stream, rows] of first.records) expect(idsOf(second.records.get(stream))).toEqual(idsOf(rows));
      expect(first.log.filter((line) => /^(warning|error)/.test(line))).toEqual([]);
    });
  });

  test('asks for lists alone, each with a page size, an order and the key', async () => {
    await withPortal({ options: { absent: [] } }, async (portal) => {
      await read(portal);
      for (const { method, path, query } of portal.log) {
        expect(method).toBe('GET');
        expect(path).toMatch(/^\/api\/v1\/module\/[a-z]+\/[a-z_]+\/list$/);
        expect(new URLSearchParams(query).get('api_key')).toBe(portal.config['key']);
        expect(new URLSearchParams(query).get('limit')).toMatch(/^(1|100)$/);
      }
      expect(portal.log.flags).toEqual({});
      expect(portal.log.writes).toBe(0);
    });
  });

  test('costs one request per hundred rows, none to see that a list has ended', async () => {
    await withPortal({}, async (portal) => {
      const { report } = await read(portal, ['leads', 'pipelines', 'users']);
      expect(report.streams['leads']?.requests).toBe(Math.ceil(portal.truth('leads').length / 100));
      expect(report.streams['pipelines']?.requests).toBe(1);
      expect(report.streams['users']).toMatchObject({ requests: 1, passes: 1, total: portal.truth('users').length });
    });
  });
});

describe('whatever a portal answers where the reference is silent', () => {
  const lists = ['users', 'leads', 'tasks', 'projects'];
  const details = [...lists, 'accounts', 'invoices', 'timelogs', 'products', 'currencies', 'loss_reasons'];

  test.each<[string, object]>([
    ['pages of 50 at most', { maxLimit: 50 }],
    ['pages of 20, whatever is asked', { defaultLimit: 20, overLimit: 'default' }],
    [
      'the older edition, with 200 rows and a total that is filtered',
      { maxLimit: 200, totals: 'filtered', oddities: false },
    ],
    ['only total_result', { totals: 'total-result-only' }],
    ['no totals', { totals: 'none' }],
    ['a total that counts nothing', { totals: 'zero', oddities: false }],
    ['a filter by id that is ignored', { idFilter: 'ignored' }],
    ['that, and no totals', { idFilter: 'ignored', totals: 'none', oddities: false }],
    ['that, and the last page again past the end', { idFilter: 'ignored', beyondEnd: 'repeat-last' }],
    ['an order that is ignored, newest first', { orderBy: 'ignored', defaultOrder: 'newest' }],
    ['an order that is ignored, by change', { orderBy: 'ignored', defaultOrder: 'updated' }],
    ['neither order nor filter', { orderBy: 'ignored', idFilter: 'ignored', defaultOrder: 'shuffled' }],
    ['no filter by date', { dateFilter: 'ignored', orderBy: 'id' }],
  ])('reads everything with %s', async (_, options) => {
    await withPortal({ users: 32, options: { maxLimit: 30, ...options } }, async (portal) => {
      expectTruth(portal, await read(portal, lists));
    });
  });

  test.each<[string, object]>([
    ['dates with times', { paidDate: 'datetime', timestamps: 'datetime', lastActive: 'datetime' }],
    ['numbers as text', { timestamps: 'text', hugeAmounts: 'text' }],
    ['amounts that no double holds', { hugeAmounts: 'number' }],
    ['columns of newer portals', { userProfile: true, socialLinks: 'social_network', lossReasonAudit: true }],
    ['columns that are gone', { taskStatus: false, customFieldLists: 'none' }],
    ['custom fields in all lists', { customFieldLists: 'all', multiSelectSeparator: ';' }],
    ['deleted rows', { softDeleted: 'listed' }],
    ['another zone, behind UTC', { timezone: 'America/St_Johns' }],
    ['another zone, ahead of UTC', { timezone: 'Pacific/Auckland' }],
    ['the other name of currencies', { currencyEntity: 'currency' }],
    [
      'tasks and projects that hide what is archived',
      { archivedTasks: 'hidden', archivedProjects: 'hidden', oddities: false },
    ],
    ['that, and no totals', { archivedTasks: 'hidden', archivedProjects: 'hidden', totals: 'none', oddities: false }],
  ])('keeps every value with %s', async (_, options) => {
    await withPortal({ users: 24, options }, async (portal) => {
      expectTruth(portal, await read(portal, details));
    });
  });

  test('refuses events when the portal ignores their filter, rather than giving tasks for them', async () => {
    await withPortal({}, async (portal) => {
      const { vendor } = await openVendor(portal.config);
      const events = vendor.streams(await configOf(portal)).find(({ name }) => name === 'calendar_events');
      const body = {
        response: {
          items: [
            { id: 1, type: 20 },
            { id: 2, type: 0 },
          ],
        },
      };
      const context = { partition: {}, since: null, until: '' };
      const records = events?.records as (body: unknown, context: unknown) => unknown;
      expect(() => records(body, context)).toThrow(/ignores the filter/);
      expect(records({ response: {} }, context)).toBeUndefined();
    });
  });
});

const configOf = async (portal: Sandbox) => (await openVendor(portal.config)).config;

describe('custom fields', () => {
  test('are columns of their streams, typed as their definitions say', async () => {
    await withPortal({}, async (portal) => {
      const { streams } = await read(portal, ['custom_fields']);
      const fieldsOf = (name: string) => streams.find((stream) => stream.name === name)?.fields ?? {};
      for (const { id, alias, api_use_alias: uses, type, module, model } of portal.truth('custom_fields')) {
        if (module !== 'crm' || model !== 'lead') continue;
        const column = `cf_${String(uses === 1 ? alias : id)}`;
        const kind = { boolean: 'flag', date: 'day', number: 'decimal' }[String(type)] ?? 'text';
        expect({ column, kind: fieldsOf('leads')[column]?.kind }).toEqual({ column, kind });
      }
      const prices = portal.truth('price_lists').map(({ id }) => `pricelist_price_${String(id)}`);
      expect(Object.keys(fieldsOf('products'))).toEqual(expect.arrayContaining(prices));
    });
  });

  test('stay in _extra when the key may not read their definitions', async () => {
    await withPortal({ options: { denied: ['customfields', 'products/pricelist'] } }, async (portal) => {
      const { records, report } = await read(portal, ['leads']);
      expect(report.streams['leads']?.outcome).toBe('complete');
      const lead = portal.truth('leads').find((row) => typeof row['cf_1'] === 'string' && row['cf_1'] !== '');
      const emitted = records.get('leads')?.find(({ id }) => id === lead?.['id']);
      expect(emitted?.['_extra']).toMatchObject({ cf_1: lead?.['cf_1'] });
    });
  });
});

describe('incremental reading', () => {
  const dayMs = 86_400_000;
  const streams = ['accounts', 'leads', 'tasks', 'invoices', 'timelogs', 'products'];

  test('brings what changed since, rows without a date of change, and the two hours before', async () => {
    let nowMs = Date.UTC(2026, 9, 20, 12);
    await withPortal({ clock: () => nowMs }, async (portal) => {
      const account = await openVendor(portal.config);
      const first = await runVendor(account, { streams, discovers: true });
      nowMs += 3 * dayMs;
      const changed = new Map(
        streams.map((stream) => {
          const ids = portal.truth(stream).map((row) => row['id']);
          portal.update(stream, ids[3] as number);
          return [stream, [String(ids[3]), String(portal.insert(stream)['id'])]];
        }),
      );
      const second = await runVendor(account, { streams, discovers: true, bookmarks: first.bookmarks });
      for (const stream of streams) {
        const key = stream === 'products' ? 'updated' : 'updated_date';
        const from = new Date(Date.parse(String(first.bookmarks.get(stream)?.value)) - 2 * 3_600_000).toISOString();
        const wanted = [...expectedFlowlu(portal, stream)].filter(([, row]) => {
          const value = row[key];
          return typeof value !== 'string' || value >= from.slice(0, 19);
        });
        const ids = idsOf(second.records.get(stream));
        expect({ stream, ids: [...ids].sort() }).toEqual({ stream, ids: wanted.map(([id]) => id).sort() });
        expect(ids).toEqual(expect.arrayContaining(changed.get(stream) ?? []));
        expect(ids.length).toBeLessThan(portal.truth(stream).length / 3);
        expect(nowMs - Date.parse(String(second.bookmarks.get(stream)?.value))).toBeLessThan(2000);
      }
    });
  });
});
