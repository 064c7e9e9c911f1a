import { describe, expect, test } from '@jest/globals';
import { ConfigError, CredentialsError, PermissionError } from '@singer-io-ts/tap';
import { startSandbox, type FaultKind, type Sandbox, type SandboxOptions } from '@singer-io-ts/sandbox';
import { expectedFlowlu } from '../support/flowlu-reference.ts';
import { checkVendor, openVendor, openVendorFetcher, runVendor, type Emitted } from '../support/vendor-run.ts';

type Options = Omit<SandboxOptions, 'vendor'>;

const withPortal = async (options: Options, use: (portal: Sandbox) => Promise<void>): Promise<void> => {
  const portal = await startSandbox({ vendor: 'flowlu', limit: 'none', users: 60, ...options });
  try {
    await use(portal);
  } finally {
    await portal.close();
  }
};

const idsOf = (rows: readonly Emitted[] = []): string[] => rows.map(({ id }) => String(id));

const check = async (portal: Sandbox, values: object = {}) =>
  checkVendor(await openVendor({ ...portal.config, ...values }));

const streams = ['leads', 'pipelines', 'timelogs'];

describe('the check', () => {
  test('finds what the key may read', async () => {
    await withPortal({ options: { absent: [] } }, async (portal) => {
      const { granted, leftOut } = await check(portal);
      expect(leftOut).toEqual([]);
      expect(granted.flatMap(({ streams: names }) => names).sort()).toEqual([...portal.resources].sort());
    });
  });

  test.each([200, 401, 403])('rejects a wrong key that is answered with status %i', async (badKeyStatus) => {
    await withPortal({ options: { badKeyStatus } }, async (portal) => {
      const refused = check(portal, { key: 'a-wrong-key' });
      await expect(refused).rejects.toThrow(CredentialsError);
      await expect(refused).rejects.toThrow(/Portal Settings > For Developers > API/);
      await expect(refused).rejects.not.toThrow(/a-wrong-key/);
    });
  });

  test.each<[string, string]>([
    ['unknown', 'check the subdomain'],
    ['redirect', 'not followed'],
  ])('takes an address that is no portal (%s) for a wrong config', async (host, message) => {
    await withPortal({ options: { host } }, async (portal) => {
      const refused = check(portal);
      await expect(refused).rejects.toThrow(ConfigError);
      await expect(refused).rejects.toThrow(message);
    });
  });

  test.each(['html', 'empty'])(
    'takes an answer that is no data (%s) for an address that is no portal',
    async (host) => {
      await withPortal({ options: { host } }, async (portal) => {
        const refused = check(portal);
        await expect(refused).rejects.toThrow(ConfigError);
        await expect(refused).rejects.toThrow(/No portal has this address: check subdomain/);
      });
    },
  );

  test('is content with the tasks where the portal has no list of users', async () => {
    await withPortal({ options: { absent: ['core'], absentAs: '404' } }, async (portal) => {
      const { granted } = await check(portal);
      expect(granted.map(({ family }) => family)).toContain('crm');
    });
  });

  test.each([22, 30, 31])(
    'leaves out applications that answer with code %i, and keeps the rest',
    async (deniedCode) => {
      await withPortal({ options: { denied: ['core', 'fin'], deniedCode } }, async (portal) => {
        const { granted, leftOut } = await check(portal);
        const families = leftOut.map(({ family }) => family);
        expect(families).toEqual(expect.arrayContaining(['core', 'fin', 'estimate_items', 'telephony_calls']));
        expect(granted.map(({ family }) => family)).toEqual(expect.arrayContaining(['crm', 'task', 'st', 'products']));
      });
    },
  );
});

describe('a key without an application', () => {
  test('fails a stream that was named, saying what to tick', async () => {
    await withPortal({ options: { denied: ['fin'] } }, async (portal) => {
      const account = await openVendor(portal.config);
      const { report } = await runVendor(account, { streams: ['invoices', 'leads'] });
      expect(report.streams).toMatchObject({ invoices: { outcome: 'failed' }, leads: { outcome: 'complete' } });
      expect(report.errors[0]).toBeInstanceOf(PermissionError);
      expect(report.errors[0]?.message).toMatch(/Reading invoices needs the application Finance ticked/);
    });
  });

  test('skips its streams when nobody named them, with the application in the warning', async () => {
    await withPortal({ users: 20, options: { denied: ['fin', 'agile/epics'] } }, async (portal) => {
      const account = await openVendor(portal.config);
      const { report, log } = await runVendor(account, { streams: 'defaults', discovers: true });
      const skipped = Object.entries(report.streams).filter(([, { outcome }]) => outcome === 'skipped');
      expect(skipped.map(([name]) => name)).toEqual(
        expect.arrayContaining(['invoices', 'agile_epics', 'transactions']),
      );
      expect(report.errors).toEqual([]);
      const warnings = log.filter((line) => line.startsWith('warning'));
      expect(warnings.join('\n')).toMatch(/Reading invoices needs the application Finance ticked/);
    });
  });
});

describe('what goes wrong on the way', () => {
  const passing: readonly FaultKind[] = [
    'rate-limit',
    'rate-limit-seconds',
    '500',
    '502',
    'html-503',
    'html-login',
    'empty-200',
    '200-with-error-body',
    'reset-before-headers',
    'reset-in-body',
    'truncated-right-length',
    'truncated-wrong-length',
    'gzip-truncated',
    'invalid-json',
    'missing-envelope',
    'repeated-page',
    'empty-page-in-the-middle',
    'echo-secrets',
  ];

  test.each(passing)('%s costs requests, no rows', async (kind) => {
    for (const options of [{ maxLimit: 40 }, { maxLimit: 40, idFilter: 'ignored' }]) {
      const faults = [{ kind, every: kind === 'missing-envelope' ? 6 : 3, paths: /lead|pipeline|timelogs/ }];
      await withPortal({ users: 40, faults, options }, async (portal) => {
        const account = await openVendor(portal.config);
        const { records, report, log } = await runVendor(account, { streams, maxRetries: 6 });
        for (const stream of streams) {
          const outcome = report.streams[stream]?.outcome;
          expect({ stream, outcome }).toEqual({ stream, outcome: 'complete' });
          const ids = [...new Set(idsOf(records.get(stream)))];
          expect({ stream, ids: ids.sort() }).toEqual({
            stream,
            ids: [...expectedFlowlu(portal, stream).keys()].sort(),
          });
        }
        expect(log.join('\n')).not.toContain(String(portal.config['key']));
      });
    }
  });

  test.each(['text', 'json', 'html', 'empty', 'error-200'])(
    'waits when the limit answers as %s',
    async (rateLimitBody) => {
      const faults = [{ kind: 'rate-limit' as const, every: 2 }];
      await withPortal({ faults, options: { rateLimitBody, maxLimit: 20 } }, async (portal) => {
        const { report, records } = await runVendor(await openVendor(portal.config), { streams: ['leads'] });
        expect(report.streams['leads']?.outcome).toBe('complete');
        expect(records.get('leads')).toHaveLength(portal.truth('leads').length);
        expect(report.rateLimited).toBeGreaterThan(0);
      });
    },
  );

  test.each([10, 13])('asks again after code %i and fails when it stays', async (faultCode) => {
    const faults = [{ kind: '200-with-error-body' as const }];
    await withPortal({ faults, options: { faultCode } }, async (portal) => {
      const { report } = await runVendor(await openVendor(portal.config), { streams: ['pipelines'], maxRetries: 2 });
      expect(report.streams['pipelines']).toMatchObject({ outcome: 'failed', requests: 3, rows: 0 });
    });
  });

  test.each([12, 21])('fails loudly with code %i, which is no data', async (faultCode) => {
    const faults = [{ kind: '200-with-error-body' as const }];
    await withPortal({ faults, options: { faultCode } }, async (portal) => {
      const { report } = await runVendor(await openVendor(portal.config), { streams: ['pipelines'] });
      expect(report.streams['pipelines']).toMatchObject({ outcome: 'failed', rows: 0 });
    });
  });

  test.each([200, 400])('fails loudly when the page size is refused (status %i)', async (validationStatus) => {
    await withPortal({ options: { maxLimit: 50, overLimit: 'reject', validationStatus } }, async (portal) => {
      const { report } = await runVendor(await openVendor(portal.config), { streams: ['pipelines'] });
      expect(report.streams['pipelines']).toMatchObject({ outcome: 'failed', rows: 0 });
      expect(report.errors[0]?.message).toMatch(/validation|limit/i);
    });
  });

  test('tells a key that is revoked while reading', async () => {
    await withPortal({ faults: [{ kind: 'key-revoked', afterRequests: 2 }] }, async (portal) => {
      const { report } = await runVendor(await openVendor(portal.config), { streams });
      expect(report.errors.length).toBeGreaterThan(0);
      expect(report.errors.every((error) => error instanceof CredentialsError)).toBe(true);
    });
  });
});

describe('what a portal may say of a list that it does not have', () => {
  test.each([30, 31, 32, 40])('an unknown entity with code %i is left out, and the rest is read', async (code) => {
    await withPortal({ options: { absent: ['telephony', 'agile/epics'], unknownEntityCode: code } }, async (portal) => {
      const { leftOut, granted } = await check(portal);
      expect(leftOut.map(({ family }) => family)).toContain('telephony_calls');
      expect(granted.flatMap(({ streams: names }) => names)).toContain('leads');
      const account = await openVendor(portal.config);
      const { report } = await runVendor(account, { streams: 'defaults', discovers: true });
      expect(report.errors).toEqual([]);
    });
  });

  test.each(['404', '404-html', '403', 'not-found'])(
    'a list whose path is a guess is left out when it is not there (%s), and the rest is read',
    async (absentAs) => {
      const absent = ['fin/currencies', 'fin/currency', 'crm/phones', 'agile/projects'];
      await withPortal({ users: 20, options: { absent, absentAs } }, async (portal) => {
        const { leftOut } = await check(portal);
        const families = leftOut.map(({ family }) => family);
        expect(families).toEqual(expect.arrayContaining(['currencies', 'account_phones', 'agile_projects']));
        const account = await openVendor(portal.config);
        const { report } = await runVendor(account, { streams: 'defaults', discovers: true });
        expect(report.errors).toEqual([]);
        expect(report.streams['currencies']?.outcome).toBe('skipped');
        expect(report.streams['leads']?.outcome).toBe('complete');
      });
    },
  );

  test.each(['404', '403'])('a known list that is not there (%s) does not stop the others', async (absentAs) => {
    const absent = ['st/projects', 'products/pricelist'];
    await withPortal({ users: 20, options: { absent, absentAs } }, async (portal) => {
      const account = await openVendor(portal.config);
      const { report } = await runVendor(account, { streams: ['projects', 'leads'], discovers: true });
      expect(report.streams).toMatchObject({ projects: { outcome: 'failed' }, leads: { outcome: 'complete' } });
    });
  });

  test('definitions that come again and again end discovery at once', async () => {
    const options = { idFilter: 'ignored', totals: 'none', beyondEnd: 'repeat-last' };
    await withPortal({ users: 20, options }, async (portal) => {
      const account = await openVendor(portal.config);
      const refused = runVendor(account, { streams: ['leads'], discovers: true });
      await expect(refused).rejects.toThrow(/the list has no end/);
      expect(portal.log.requests).toBeLessThan(20);
    });
  });

  test('an address where nothing is there is a wrong config, also without a check', async () => {
    await withPortal({ options: { absent: ['core', 'task'], absentAs: '404' } }, async (portal) => {
      const account = await openVendor(portal.config);
      await expect(runVendor(account, { streams: ['leads'], discovers: true })).rejects.toThrow(ConfigError);
    });
  });

  test('an empty list is complete', async () => {
    await withPortal({ options: { empty: ['fin/estimate'] } }, async (portal) => {
      const { report } = await runVendor(await openVendor(portal.config), { streams: ['estimates'] });
      expect(report.streams['estimates']).toMatchObject({ outcome: 'complete', rows: 0, total: 0 });
    });
  });
});

describe('rows that come and go while a list is read', () => {
  test.each<[string, object]>([
    ['by key', {}],
    ['by page in order', { idFilter: 'ignored' }],
    ['by page, newest first', { orderBy: 'ignored', defaultOrder: 'newest' }],
  ])('hide none that was there throughout, read %s', async (_, options) => {
    for (const at of ['front', 'border', 'random'] as const) {
      const drift = (['insert', 'delete', 'update'] as const).map((action, index) => {
        return { resource: 'leads', action, at, every: 2 + index, paths: /lead\/list/ };
      });
      await withPortal({ drift, options: { maxLimit: 25, ...options } }, async (portal) => {
        const startedMs = Date.now();
        const { records, report } = await runVendor(await openVendor(portal.config), { streams: ['leads'] });
        expect(report.streams['leads']?.outcome).toBe('complete');
        const lasting = portal.survivors('leads', startedMs).map((row) => String(row['id']));
        expect(lasting.length).toBeGreaterThan(90);
        expect(idsOf(records.get('leads'))).toEqual(expect.arrayContaining(lasting));
      });
    }
  });
});

describe('paths that change data', () => {
  test.each(['/crm/account/delete/1', '/crm/lead/update/1', '/task/tasks/create', '/crm/account/get/1'])(
    '%s is never asked',
    async (path) => {
      await withPortal({}, async (portal) => {
        const fetcher = openVendorFetcher(await openVendor(portal.config), new AbortController().signal);
        await expect(fetcher.fetchPage({ path, stream: 'accounts' })).rejects.toThrow(/never asked/);
        await fetcher.close();
        expect(portal.log.requests).toBe(0);
      });
    },
  );
});
