import { afterEach, describe, expect, test } from '@jest/globals';
import { ConfigError, CredentialsError, PermissionError, type Stream } from '@singer-io-ts/tap';
import { startSandbox, type Sandbox, type SandboxOptions } from '@singer-io-ts/sandbox';
import { createOrigin } from '../../packages/tap/src/fetch/origin.ts';
import type { WorkRampOptions } from '../../packages/sandbox/src/portals/workramp/options.ts';
import { readConfig } from '../../src/config.ts';
import { workramp } from '../../src/streams/workramp/index.ts';
import { checkVendor, openVendor, runVendor, type VendorRun, type VendorRunOptions } from '../support/vendor-run.ts';

const opened: Sandbox[] = [];
afterEach(async () => {
  for (const sandbox of opened.splice(0)) await sandbox.close();
});

const open = async (
  options: Omit<SandboxOptions, 'vendor' | 'options'> & { readonly options?: WorkRampOptions } = {},
): Promise<Sandbox> => {
  const sandbox = await startSandbox({ vendor: 'workramp', users: 30, limit: 'none', gzip: false, ...options });
  opened.push(sandbox);
  return sandbox;
};

const account = (sandbox: Sandbox, config: object = {}) => openVendor({ ...sandbox.config, ...config });
const read = async (sandbox: Sandbox, options: VendorRunOptions = {}, config: object = {}): Promise<VendorRun> =>
  await runVendor(await account(sandbox, config), options);

const idsOf = (run: VendorRun, stream: string): unknown[] => (run.records.get(stream) ?? []).map(({ id }) => id);
const academiesOf = (sandbox: Sandbox): readonly string[] => sandbox.config['academy_ids'] as string[];

describe('the check', () => {
  test('finds every family of streams', async () => {
    const sandbox = await open();
    const { granted, leftOut } = await checkVendor(await account(sandbox));
    expect(leftOut).toEqual([]);
    expect(granted.map(({ family }) => family)).toEqual([
      ...['learn_up', 'guide_assignment_change_events', 'paths', 'certifications', 'reseller_customers'],
      ...['webhook_subscriptions', 'scim', 'academies', 'academy_object_attributes', 'academy_webhook_subscriptions'],
    ]);
    // One for the key, one per academy, one per family.
    expect(sandbox.log.requests).toBe(13);
  });

  test.each(['401-empty', '401-json', '403-json', 'html-login', 'redirect-login'] as const)(
    'tells a bad key by the answer %s',
    async (badKey) => {
      const sandbox = await open({ options: { badKey } });
      const wrong = await account(sandbox, { key: 'wr_wrong_key_that_nobody_made' });
      const error: unknown = await checkVendor(wrong).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(CredentialsError);
      expect(String(error)).toContain('Settings > Integrations > API');
      expect(String(error)).not.toContain('wr_wrong_key_that_nobody_made');
    },
  );

  test.each(['403-json', '401-empty'] as const)('tells a key whose owner is deactivated by %s', async (answer) => {
    const sandbox = await open({ options: { ownerDeactivated: answer } });
    await expect(checkVendor(await account(sandbox))).rejects.toThrow(/owner is deactivated/);
    await expect(checkVendor(await account(sandbox))).rejects.toBeInstanceOf(CredentialsError);
  });

  test.each(['not_found', 'forbidden', '400'] as const)('names the academy that answers %s', async (wrongAcademy) => {
    const sandbox = await open({ options: { wrongAcademy } });
    const typos = ['00000000-0000-7000-8000-000000000000', '11111111-0000-7000-8000-000000000000'];
    const [typo = ''] = typos;
    const mixed = await account(sandbox, { academy_ids: [typo, ...academiesOf(sandbox)] });
    const error: unknown = await checkVendor(mixed).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain(typo);
    expect(String(error)).not.toContain(academiesOf(sandbox)[0]);
    const both: unknown = await checkVendor(await account(sandbox, { academy_ids: typos })).catch(
      (thrown: unknown) => thrown,
    );
    expect(both).toBeInstanceOf(ConfigError);
    for (const each of typos) expect(String(both)).toContain(each);
  });

  test.each(['403-json', '401-empty'] as const)('stops a sync whose key %s ended, too', async (answer) => {
    const sandbox = await open({ options: { ownerDeactivated: answer } });
    const { report } = await read(sandbox, { streams: 'defaults' });
    expect(report.errors[0]).toBeInstanceOf(CredentialsError);
    expect(Object.values(report.streams).map(({ outcome }) => outcome)).not.toContain('skipped');
  });

  test.each(['not_found', 'forbidden'] as const)(
    'lets a sync read the other academies than one that is %s',
    async (wrongAcademy) => {
      const sandbox = await open({ options: { wrongAcademy } });
      const mixed = { academy_ids: ['00000000-0000-7000-8000-000000000000', ...academiesOf(sandbox)] };
      const { report, log, records } = await read(sandbox, { streams: 'defaults' }, mixed);
      expect(report.errors).toEqual([]);
      expect(log.join('\n')).toContain('academy_registrations: the config names {"academy_id":"00000000-');
      for (const stream of ['academy_registrations', 'academy_object_attributes', 'academy_path_contents']) {
        expect(records.get(stream)).toHaveLength(sandbox.truth(stream).length);
      }
    },
  );

  test('asks nothing of academies where none is configured, and says what they need', async () => {
    const sandbox = await open();
    const { granted, leftOut } = await checkVendor(await account(sandbox, { academy_ids: [] }));
    expect(granted.map(({ family }) => family).filter((family) => family.startsWith('academ'))).toEqual([]);
    expect(leftOut).toEqual([{ family: 'academies', reason: expect.stringContaining('needs academy_ids') as unknown }]);
    expect([...sandbox.log].some(({ path }) => path.includes('/academies/'))).toBe(false);
  });

  test.each(['not_found', 'forbidden'] as const)(
    'leaves out what the account does not serve (%s) and says what it needs',
    async (hiddenEndpoints) => {
      const sandbox = await open({ options: { hiddenEndpoints, resellerCustomers: hiddenEndpoints } });
      const { granted, leftOut } = await checkVendor(await account(sandbox));
      expect(granted.map(({ family }) => family)).toContain('learn_up');
      const reasons = new Map(leftOut.map(({ family, reason }) => [family, reason]));
      expect([...reasons.keys()].toSorted()).toEqual([
        ...['academy_object_attributes', 'certifications', 'guide_assignment_change_events', 'paths'],
        ...['reseller_customers', 'scim'],
      ]);
      expect(reasons.get('scim')).toContain('reading over SCIM');
      expect(reasons.get('reseller_customers')).toContain('resells WorkRamp');
    },
  );
});

describe('streams that the account does not serve', () => {
  test.each(['not_found', 'forbidden'] as const)('are skipped when nobody named them (%s)', async (hiddenEndpoints) => {
    const sandbox = await open({ options: { hiddenEndpoints, resellerCustomers: hiddenEndpoints }, users: 8 });
    const { report } = await read(sandbox, { streams: 'defaults' });
    expect(report.errors).toEqual([]);
    const skipped = Object.entries(report.streams).filter(([, { outcome }]) => outcome === 'skipped');
    expect(skipped.map(([name]) => name)).toEqual([
      ...['guide_assignment_change_events', 'paths', 'certifications', 'certification_awards', 'reseller_customers'],
      ...['scim_users', 'scim_groups', 'academy_object_attributes', 'academy_object_attribute_values'],
    ]);
  });

  test('fail with what they need when someone named them', async () => {
    const sandbox = await open({ options: { hiddenEndpoints: 'forbidden' } });
    const { report } = await read(sandbox, { streams: ['scim_users', 'guides'] });
    expect(report.errors).toHaveLength(1);
    expect(report.errors[0]).toBeInstanceOf(PermissionError);
    expect(String(report.errors[0])).toContain('reading over SCIM');
    expect(report.streams['guides']).toMatchObject({ outcome: 'complete' });
  });

  test('are those of academies where none is configured', async () => {
    const sandbox = await open({ users: 8 });
    const none = { academy_ids: [] };
    const { report } = await read(sandbox, { streams: 'defaults' }, none);
    const academy = Object.entries(report.streams).filter(([name]) => name.startsWith('academy_'));
    expect(academy.length).toBeGreaterThan(15);
    expect(academy.every(([, { outcome }]) => outcome === 'skipped')).toBe(true);
    const named = await read(sandbox, { streams: ['academy_contact_paths'] }, none);
    expect(String(named.report.errors[0])).toContain('needs academy_ids in the config');
  });

  test('do not take the other academies with them', async () => {
    const sandbox = await open();
    const [first = ''] = academiesOf(sandbox);
    const mixed = { academy_ids: [first, 'ffffffff-ffff-7fff-8fff-ffffffffffff'] };
    const { records, report, log } = await read(sandbox, { streams: ['academy_trainings'] }, mixed);
    const truth = sandbox.truth('academy_trainings').filter(({ academy_id }) => academy_id === first);
    expect(records.get('academy_trainings')).toHaveLength(truth.length);
    expect(report.streams['academy_trainings']).toMatchObject({ outcome: 'complete', missing_parents: 1 });
    expect(log.join('\n')).toContain('academy_trainings');
  });
});

describe('who attends events', () => {
  const streams = ['academy_event_attendees', 'academy_event_session_attendees'];

  test.each(['rows', 'bare-array', 'enveloped'] as const)('is read from %s', async (attendees) => {
    const sandbox = await open({ options: { attendees } });
    const run = await read(sandbox, { streams });
    expect(run.report.errors).toEqual([]);
    for (const stream of streams) {
      const truth = sandbox.truth(stream);
      expect(truth.length).toBeGreaterThan(0);
      const emails = (rows: readonly Readonly<Record<string, unknown>>[]) =>
        rows.map(({ email }) => String(email)).toSorted();
      expect(emails(run.records.get(stream) ?? [])).toEqual(emails(truth));
      const again = await read(sandbox, { streams });
      expect(again.records.get(stream)).toEqual(run.records.get(stream));
    }
  });

  test("is nobody in the form of the vendor's example", async () => {
    const sandbox = await open({ options: { attendees: 'empty-object' } });
    const run = await read(sandbox, { streams });
    expect(run.report.errors).toEqual([]);
    expect(streams.map((stream) => run.records.get(stream))).toEqual([[], []]);
  });

  test('is told, not guessed, in any other form', async () => {
    const sandbox = await open({ options: { attendees: 'rows' } });
    sandbox.setFaults([{ kind: 'missing-envelope', paths: /attendees/ }]);
    const { report } = await read(sandbox, { streams });
    expect(report.streams['academy_event_attendees']).toMatchObject({ outcome: 'failed' });
  });
});

describe('a range of assignments', () => {
  test('longer than one request asks for is read to its end in one run', async () => {
    const sandbox = await open({ users: 60 });
    const streams = ['guide_assignments'];
    const run = await read(sandbox, { streams });
    const starts = [...sandbox.log].map(({ query }) => new URLSearchParams(query).get('start_time') ?? '');
    expect(new Set(starts).size).toBeGreaterThan(20);
    expect(starts.toSorted()[0]).toMatch(/^2012-01-01/);
    expect(idsOf(run, 'guide_assignments').length).toBe(sandbox.truth('guide_assignments').length);
    sandbox.log.clear();
    await read(sandbox, { streams, bookmarks: run.bookmarks });
    expect(sandbox.log.requests).toBeLessThan(8);
  });
});

describe('the next run', () => {
  const windowed = [
    ...['guide_assignments', 'path_assignments', 'scorm_assignments'],
    ...['guide_assignment_changes', 'guide_assignment_change_events'],
  ];

  test('brings the assignments that changed and little else', async () => {
    const sandbox = await open({ users: 60 });
    const first = await read(sandbox, { streams: windowed });
    const touched = new Map<string, unknown[]>();
    for (const stream of ['guide_assignments', 'path_assignments', 'scorm_assignments']) {
      const ids = idsOf(first, stream).slice(3, 6);
      for (const id of ids) sandbox.update(stream, String(id));
      touched.set(stream, ids);
    }
    const second = await read(sandbox, { streams: windowed, bookmarks: first.bookmarks });
    for (const [stream, ids] of touched) {
      const again = idsOf(second, stream);
      expect(again).toEqual(expect.arrayContaining(ids));
      expect(again.length).toBeLessThan(idsOf(first, stream).length / 3);
    }
    expect(second.report.errors).toEqual([]);
  });

  test('brings deletions as rows that say so', async () => {
    const sandbox = await open({ users: 60 });
    const streams = ['guide_assignments', 'scorm_assignments'];
    const first = await read(sandbox, { streams });
    const gone = String(first.records.get('guide_assignments')?.find((row) => !isDeleted(row))?.['id']);
    sandbox.delete('guide_assignments', gone);
    const second = await read(sandbox, { streams, bookmarks: first.bookmarks });
    const tombstone = second.records.get('guide_assignments')?.find(({ id }) => id === gone);
    expect(tombstone === undefined ? undefined : isDeleted(tombstone)).toBe(true);
  });

  test('asks for windows in the form of each list', async () => {
    const sandbox = await open();
    const streams = ['guide_assignments', 'guide_assignment_changes', 'academy_awarded_certifications'];
    const first = await read(sandbox, { streams });
    sandbox.log.clear();
    await read(sandbox, { streams, bookmarks: first.bookmarks });
    const asked = (path: string) =>
      new URLSearchParams([...sandbox.log].find((request) => request.path.endsWith(path))?.query ?? '');
    expect(asked('/assignments/guide').get('start_time')).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(asked('/assignments/guide').get('include_deleted')).toBe('true');
    expect(asked('/logs/guides').get('startTime')).toMatch(/^\d{13}$/);
    expect(asked('/logs/guides').get('endTime')).toMatch(/^\d{13}$/);
    expect(asked('/awarded_certifications').get('start')).toMatch(/^\d{10}$/);
  });

  test('brings new awards', async () => {
    const sandbox = await open({ users: 60 });
    const streams = ['academy_awarded_certifications'];
    const first = await read(sandbox, { streams });
    const before = new Set(idsOf(first, 'academy_awarded_certifications'));
    const award = sandbox.insert('academy_contact_certifications');
    sandbox.update('academy_contact_certifications', String(award['id']), {
      awarded: true,
      awarded_at: Date.now(),
    });
    const second = await read(sandbox, { streams, bookmarks: first.bookmarks });
    const truth = sandbox.truth('academy_awarded_certifications').map(({ id }) => id);
    const fresh = truth.filter((id) => !before.has(id));
    expect(idsOf(second, 'academy_awarded_certifications')).toEqual(expect.arrayContaining(fresh));
    expect(idsOf(second, 'academy_awarded_certifications').length).toBeLessThan(truth.length);
  });

  test('reads an academy from its beginning when it was added since', async () => {
    const sandbox = await open({ users: 60 });
    const [first = '', second = ''] = academiesOf(sandbox).toSorted();
    const streams = ['academy_awarded_certifications'];
    const one = await read(sandbox, { streams }, { academy_ids: [second] });
    const both = await read(sandbox, { streams, bookmarks: one.bookmarks }, { academy_ids: [first, second] });
    const truth = sandbox.truth('academy_awarded_certifications').filter(({ academy_id }) => academy_id === first);
    const rows = both.records.get('academy_awarded_certifications') ?? [];
    expect(truth.length).toBeGreaterThan(0);
    expect(rows.filter(({ academy_id }) => academy_id === first)).toHaveLength(truth.length);
  });

  test.each(['created', 'completed', 'updated'] as const)(
    'reads registrations by window when it is told to, whichever date the vendor compares (%s)',
    async (registrationsByDateRange) => {
      const sandbox = await open({ options: { registrationsByDateRange } });
      const streams = ['academy_registrations'];
      const config = { stream_options: [{ stream: 'academy_registrations', replication_key: 'created_at' }] };
      const first = await read(sandbox, { streams }, config);
      expect(first.records.get('academy_registrations')).toHaveLength(sandbox.truth('academy_registrations').length);
      sandbox.log.clear();
      const made = sandbox.insert('academy_registrations');
      const second = await read(sandbox, { streams, bookmarks: first.bookmarks }, config);
      expect([...sandbox.log].every(({ path }) => path.endsWith('/registrations/by_date_range'))).toBe(true);
      if (registrationsByDateRange !== 'completed')
        expect(idsOf(second, 'academy_registrations')).toContain(made['id']);
      expect(idsOf(second, 'academy_registrations').length).toBeLessThan(idsOf(first, 'academy_registrations').length);
    },
  );

  test.each(['double', 'single'] as const)(
    'reads the same registrations by window as without, where their content is nested %s',
    async (dateRangeNesting) => {
      const sandbox = await open({ options: { dateRangeNesting } });
      const streams = ['academy_registrations'];
      const all = await read(sandbox, { streams });
      const stream_options = [{ stream: 'academy_registrations', replication_key: 'created_at' }];
      const windowed = await read(sandbox, { streams }, { stream_options, start_date: '2015-01-01T00:00:00Z' });
      const byId = (run: VendorRun) =>
        new Map((run.records.get('academy_registrations') ?? []).map((row) => [row['id'], row]));
      expect([...sandbox.log].some(({ path }) => path.endsWith('/by_date_range'))).toBe(true);
      expect(byId(windowed)).toEqual(byId(all));
    },
  );

  test('fails where registrations by window are switched off', async () => {
    const sandbox = await open({ options: { registrationsByDateRange: 'disabled' } });
    const streams = ['academy_registrations'];
    const config = { stream_options: [{ stream: 'academy_registrations', replication_key: 'created_at' }] };
    const first = await read(sandbox, { streams }, config);
    const second = await read(sandbox, { streams, bookmarks: first.bookmarks }, config);
    expect(second.report.streams['academy_registrations']).toMatchObject({ outcome: 'failed' });
    expect(String(second.report.errors[0])).toContain('by_date_range');
  });

  test('reads all registrations again unless it is told otherwise', async () => {
    const sandbox = await open();
    const streams = ['academy_registrations'];
    const first = await read(sandbox, { streams });
    const second = await read(sandbox, { streams, bookmarks: first.bookmarks });
    expect(idsOf(second, 'academy_registrations').toSorted()).toEqual(idsOf(first, 'academy_registrations').toSorted());
  });
});

const isDeleted = (row: Readonly<Record<string, unknown>>): boolean =>
  (row['guide_assignment'] as { is_deleted: boolean }).is_deleted;

describe('faults', () => {
  const names = ['users', 'guides', 'guide_assignments', 'events', 'scim_users', 'academy_contacts', 'item_folders'];

  test.each([
    ...([
      'rate-limit',
      'rate-limit-seconds',
      '500',
      '502',
      'html-503',
      'reset-in-body',
      'truncated-wrong-length',
    ] as const),
    ...(['invalid-json', 'html-login', 'empty-200', '200-with-error-body', 'empty-page-in-the-middle'] as const),
  ])('such as %s cost no row', async (kind) => {
    const sandbox = await open({ users: 105 });
    const standing = kind === 'empty-page-in-the-middle';
    sandbox.setFaults([standing ? { kind } : { kind, every: 3, times: 8, seconds: 0.01 }]);
    const run = await read(sandbox, { streams: names, maxRetries: 8 });
    expect(run.report.errors).toEqual([]);
    for (const stream of names) {
      // An empty page is how this list ends.
      if (standing && stream === 'users') continue;
      const rows = new Set(idsOf(run, stream));
      expect({ stream, rows: rows.size }).toEqual({ stream, rows: sandbox.truth(stream).length });
    }
  });

  test('that take the envelope away are told, not taken for an empty list', async () => {
    const sandbox = await open();
    sandbox.setFaults([{ kind: 'missing-envelope' }]);
    const wrapped = ['guides', 'guide_assignments', 'events', 'resources', 'scim_users', 'academy_contacts'];
    const { report } = await read(sandbox, { streams: wrapped });
    expect(Object.values(report.streams).map(({ outcome }) => outcome)).toEqual(wrapped.map(() => 'failed'));
  });

  test.each([500, '500', 404])('the status %j inside a good answer is believed', async (bodyStatusCode) => {
    const sandbox = await open({ options: { bodyStatusCode } });
    const { report } = await read(sandbox, { streams: ['resources', 'events'] });
    expect(Object.values(report.streams).map(({ outcome }) => outcome)).toEqual(['failed', 'failed']);
  });

  test('a key that is revoked while streams are read ends the run with what to do', async () => {
    const sandbox = await open();
    sandbox.setFaults([{ kind: 'key-revoked', afterRequests: 3 }]);
    const { report } = await read(sandbox, { streams: names });
    expect(report.errors.some((error) => error instanceof CredentialsError)).toBe(true);
  });
});

const connect = (more: object) => {
  const values = { vendor: 'workramp', key: 'k1234567', ...more };
  const { config, problems } = readConfig(values, { fixedVendor: null, complete: true });
  if (config === null) throw new Error(problems.join('\n'));
  return workramp.connect(config);
};

describe('what is never asked', () => {
  test.each([
    ...['/api/v1/instant_auth', '/api/v1/copy_content', '/api/v1/scorm_assignments/bulk_delete'],
    ...['/api/v1/academies/a/instant_auth_request', '/api/v1/academies/a/paths/p/invite'],
    '/api/v1/academies/a/segments/s/remove_users',
  ])('%s is refused before it is sent', (path) => {
    expect(() => createOrigin(connect({})).urlOf({ path })).toThrow();
  });

  test('no request leaves the paths of the streams', async () => {
    const sandbox = await open({ users: 6 });
    const run = await read(sandbox);
    const known = run.streams.map(patternOf);
    const strangers = [...sandbox.log].filter(({ path }) => !known.some((pattern) => pattern.test(path)));
    expect(strangers.map(({ path }) => path)).toEqual([]);
    expect([...sandbox.log].every(({ method }) => method === 'GET')).toBe(true);
    expect(sandbox.log.flags).toEqual({});
  });
});

/** A stream's path with any parent. */
const patternOf = ({ path }: Stream): RegExp => {
  const parts = ['academy_id', 'user_id', 'group_id', 'guide_id', 'path_id', 'scorm_id', 'challenge_id', 'training_id'];
  const further = ['contact_id', 'certification_id', 'collection_id', 'event_id', 'event_session_id'];
  const partition = Object.fromEntries([...parts, ...further].map((part) => [part, 'PART']));
  const text = typeof path === 'string' ? path : path({ partition, since: null, until: '2026-01-01T00:00:00Z' });
  return new RegExp(`^${text.replaceAll('PART', '[^/]+')}$`);
};

describe('the hosts', () => {
  test.each([
    [{}, 'https://app.workramp.com'],
    [{ region: 'eu' }, 'https://app.eu.workramp.com'],
    [{ base_url: 'https://learn.acme.example/api/v1' }, 'https://learn.acme.example'],
  ])('of %j are %s', (more, origin) => {
    expect(connect(more)).toMatchObject({ origin, basePath: '' });
  });

  test('are asked at most 3,000 times an hour, evenly', () => {
    expect(connect({}).limits.rate).toEqual({ requests: 3000, perSeconds: 3600 });
  });
});
