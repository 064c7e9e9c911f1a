import { afterEach, describe, expect, test } from '@jest/globals';
import type { LearningBuilderOptions } from '../../packages/sandbox/src/portals/learningbuilder/options.ts';
import type { RawAnswer } from './raw-client.ts';
import type { Row } from './learningbuilder-client.ts';
import {
  bare,
  basicOf,
  closeAll,
  get,
  memberKey,
  nextOf,
  rawKey,
  readLinks,
  rowsOf,
  start,
} from './learningbuilder-client.ts';
import { raw } from './raw-client.ts';

afterEach(closeAll);

const dialects = ['v2', 'v3', 'v4', 'v4.01'] as const;
const elsewhere = [
  'Members',
  'workflow_instance_attribute_values',
  'recent_completions',
  'learning_hub_events',
  'learning_hub_event_subscriptions',
];
const sorted = (rows: readonly Row[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
const values = (rows: readonly Row[], name: string): unknown[] => rows.map((row) => row[name]);
const messageOf = ({ json }: RawAnswer): unknown => json['odata.error'] ?? json['error'] ?? json['Message'];

describe('entity sets', () => {
  test.each(dialects)('every set in %s gives its truth over next links', async (odata) => {
    const sandbox = await start({ odata });
    const sets = sandbox.resources.filter((name) => !elsewhere.includes(name));
    expect(sets).toHaveLength(19);
    for (const name of sets) {
      const truth = sandbox.truth(name);
      expect(truth.length).toBeGreaterThan(1);
      expect(sorted(bare(await readLinks(sandbox, `/data/${name}`)))).toEqual(sorted(truth));
    }
    expect(bare(await readLinks(sandbox, '/OData/Members'))).toEqual(sandbox.truth('Members'));
  });

  test('one seed gives one world', async () => {
    const [first, again, other] = [await start(), await start(), await start({}, { seed: 2 })];
    for (const name of first.resources) expect(again.truth(name)).toEqual(first.truth(name));
    expect(other.truth('MemberRoles')).not.toEqual(first.truth('MemberRoles'));
  });

  test('names are those of the SQL objects where the administrator kept them, and are compared letter by letter', async () => {
    const sandbox = await start({ setNames: 'sql' });
    expect(sandbox.resources).toContain('vPROFILE');
    expect((await get(sandbox, '/data/vPROFILE')).status).toBe(200);
    const answer = await get(sandbox, '/data/vprofile');
    expect(answer.status).toBe(404);
    expect(messageOf(answer)).toMatchObject({
      message: { lang: 'en-US', value: "Resource not found for the segment 'vprofile'." },
    });
  });

  test('oddities: undeclared columns, nulls that the metadata denies, zero dates, repeated keys, wrong types', async () => {
    const sandbox = await start({}, { users: 200 });
    const metadata = (await get(sandbox, '/data/$metadata')).text;
    expect(metadata).toContain('<Property Name="Status" Type="Edm.String" Nullable="false"');
    expect(values(sandbox.truth('Profiles'), 'Status')).toContain(null);
    expect(metadata).not.toContain('LegacyLicenseNumber');
    expect(sandbox.truth('MemberRoles').some((row) => 'LegacyLicenseNumber' in row)).toBe(true);
    expect(values(sandbox.truth('MemberRoles'), 'BeginDate')).toContain('0001-01-01T00:00:00');
    expect(values(sandbox.truth('MemberRoles'), 'EndDate')).toContain('9999-12-31T23:59:59.997');
    expect(values(sandbox.truth('PaymentTransactions'), 'PurchasedItemType')).toContain(0);
    const keys = values(sandbox.truth('AssessmentInstances'), 'AssessmentInstanceId');
    expect(new Set(keys).size).toBeLessThan(keys.length);
    const texts = JSON.stringify(sandbox.truth('Profiles'));
    for (const escaped of [String.raw`\u0000`, String.raw`\ud83d`, '🩺']) expect(texts).toContain(escaped);
    const plain = JSON.stringify((await start({ oddities: false }, { users: 200 })).truth('MemberRoles'));
    expect(plain).not.toMatch(/0001-01-01|\\u0000|LegacyLicenseNumber/);
  });
});

describe('dialects', () => {
  const one = async (options: LearningBuilderOptions, path: string, accept = 'application/json'): Promise<RawAnswer> =>
    get(await start(options), path, { headers: { accept } });

  test('v3 light writes zoneless times and numbers as texts', async () => {
    const { json, headers } = await one({}, '/data/PaymentTransactions?$top=1&$inlinecount=allpages');
    expect(headers['dataserviceversion']).toBe('3.0;');
    expect(headers['content-type']).toBe('application/json;odata=minimalmetadata;streaming=true;charset=utf-8');
    expect(json['odata.count']).toBe('60');
    expect(json['odata.metadata']).toMatch(/\/data\/\$metadata#PaymentTransactions$/);
    const [row] = rowsOf({ json } as RawAnswer);
    expect(row?.['Amount']).toMatch(/^-?\d+\.0000$/);
    expect(row?.['TransactionDate']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?$/);
  });

  test('v3 speaks verbose to those who ask for it, and to clients older than itself', async () => {
    const sandbox = await start();
    const verbose = await get(sandbox, '/data/Activities', { headers: { accept: 'application/json;odata=verbose' } });
    const old = await get(sandbox, '/data/Activities', { headers: { MaxDataServiceVersion: '2.0' } });
    for (const answer of [verbose, old]) {
      const [row] = rowsOf(answer);
      expect(row?.['__metadata']).toMatchObject({ type: 'LB.Data.Activity' });
      expect(row?.['StartDate']).toMatch(/^\/Date\(-?\d+\)\/$/);
    }
  });

  test('v2 knows only verbose: results, counts and next links as texts, or a bare list', async () => {
    const sandbox = await start({ odata: 'v2' });
    const { json } = await get(sandbox, '/data/MemberRoles?$inlinecount=allpages', {});
    expect(json['d']).toMatchObject({ __count: '78', results: expect.any(Array) });
    const [role] = (json['d'] as { results: Row[] }).results;
    expect(role).toMatchObject({
      Member: { __deferred: { uri: expect.stringMatching(/MemberRoles\(88001\)\/Member$/) } },
    });
    const light = await get(sandbox, '/data/Profiles', {
      headers: { accept: 'application/json;odata=minimalmetadata' },
    });
    expect(light.status).toBe(415);
    const array = await one({ odata: 'v2', verboseList: 'array', paging: 'none' }, '/data/Profiles?$top=2');
    expect(array.json['d']).toHaveLength(2);
  });

  test('v2 and v3 answer XML to those who do not ask for JSON', async () => {
    const feed = await one({}, '/data/Profiles?$top=1', '*/*');
    expect(feed.headers['content-type']).toContain('application/atom+xml');
    expect(feed.text).toContain('<d:MemberId>42</d:MemberId>');
    const failure = await one({}, '/data/Nothing', '*/*');
    expect(failure.text).toMatch(/<m:error xmlns:m=".*"><m:code>.*<m:message xml:lang="en-US">/);
  });

  test('v4 writes numbers digit by digit and times with the offset of the server', async () => {
    const sandbox = await start({ odata: 'v4' });
    const { text, headers } = await get(sandbox, '/data/vdev_EVERY_TYPE?$count=true');
    expect(headers['odata-version']).toBe('4.0');
    expect(text).toContain('"AnInt64":9007199254740997,');
    expect(text).toContain('"@odata.count":30');
    const summer = sandbox.truth('vdev_EVERY_TYPE').map((row) => String(row['ADateTime']));
    expect(summer.every((moment) => /(-0[45]:00|Z)$/.test(moment))).toBe(true);
    const compatible = await get(sandbox, '/data/vdev_EVERY_TYPE', {
      headers: { accept: 'application/json;IEEE754Compatible=true' },
    });
    expect(compatible.text).toContain('"AnInt64":"9007199254740997"');
    expect(
      (await get(sandbox, '/data/Profiles', { headers: { accept: 'application/json;odata=verbose' } })).status,
    ).toBe(406);
  });

  test('v4.01 leaves the prefix of its annotations out', async () => {
    const { json } = await one({ odata: 'v4.01' }, '/data/WORKFLOW_LOG?$count=true');
    expect(Object.keys(json)).toEqual(['@context', '@count', 'value', '@nextLink']);
  });

  test.each([
    ['v2', 'Version="1.0"', 'ado/2008/09/edm', 'm:DataServiceVersion="2.0"', 'Edm.DateTime"'],
    ['v3', 'Version="1.0"', 'ado/2009/11/edm', 'm:DataServiceVersion="3.0"', 'Edm.DateTime"'],
    ['v4', 'Version="4.0"', 'docs.oasis-open.org/odata/ns/edm"', '<EnumType Name="MemberKind">', 'Edm.DateTimeOffset"'],
  ] as const)('metadata of %s', async (odata, ...parts) => {
    const { text, headers } = await one({ odata }, '/data/$metadata', 'application/xml');
    expect(headers['content-type']).toContain('application/xml');
    for (const part of [...parts, 'BaseType="Self.CatalogItem"', '<EntitySet Name="MemberRoles"'])
      expect(text).toContain(part);
    // Well formed: every element that opens also closes.
    const open: string[] = [];
    for (const [, close, name, empty] of text.matchAll(/<(\/?)([A-Za-z:]+)[^>]*?(\/?)>/g)) {
      if (close === '/') expect(open.pop()).toBe(name);
      else if (empty !== '/') open.push(name ?? '');
    }
    expect(open).toEqual([]);
  });

  test('the service document tells the sets in each form', async () => {
    expect((await one({ odata: 'v4' }, '/data')).json['value']).toContainEqual({
      name: 'Profiles',
      kind: 'EntitySet',
      url: 'Profiles',
    });
    expect((await one({}, '/data')).json['value']).toContainEqual({ name: 'Profiles', url: 'Profiles' });
    expect((await one({ odata: 'v2' }, '/data/')).json['d']).toMatchObject({
      EntitySets: expect.arrayContaining(['Profiles']),
    });
    expect((await one({}, '/data', 'application/xml')).text).toContain('<collection href="Profiles">');
  });

  test('custom columns come and go, and their names are escaped one way or the other', async () => {
    const six = (await one({}, '/data/$metadata')).text;
    const seven = (await one({ customColumns: 7, customNames: 'escaped' }, '/data/$metadata')).text;
    expect(six).toContain('Name="Reviewer_MemberName"');
    expect(six).not.toContain('YearsinField');
    expect(seven).toContain('Name="Reviewer_x0020__x007c__x0020_Member_x0020_Name"');
    expect(seven).toContain('Name="Years_x0020_in_x0020_Field"');
  });
});

describe('paging', () => {
  test.each([
    ['skip', 'absolute'],
    ['key', 'relative'],
    ['opaque', 'rooted'],
    ['key', 'query'],
  ] as const)('next links with %s, written %s, lead through every row once', async (nextToken, nextLink) => {
    const sandbox = await start({ nextToken, nextLink }, { pageSize: 7 });
    for (const name of ['Profiles', 'SeatAssignments', 'CustomListItems', 'Uploads'])
      expect(sorted(bare(await readLinks(sandbox, `/data/${name}`)))).toEqual(sorted(sandbox.truth(name)));
    const some = await readLinks(sandbox, '/data/Profiles?$top=17&$skip=5&$filter=MemberId gt 50&$select=MemberId');
    expect(values(some, 'MemberId')).toEqual(Array.from({ length: 17 }, (_, i) => 51 + (i + 5) * 3));
    const byStatus = await readLinks(sandbox, '/data/Applications?$orderby=Status desc,MemberId');
    expect(byStatus).toHaveLength(sandbox.truth('Applications').length);
    const statuses = values(byStatus, 'Status').map(String);
    expect(statuses).toEqual([...statuses].sort().reverse());
  });

  test('a next link can name a machine that nobody outside can reach', async () => {
    const sandbox = await start({ nextLink: 'internal-host' });
    expect(nextOf(await get(sandbox, '/data/WORKFLOW_LOG'))).toMatch(
      /^http:\/\/lb-web-01\.invalid\/data\/WORKFLOW_LOG\?\$skip=100$/,
    );
  });

  test('a server without paging gives everything, or what $top and $skip ask for', async () => {
    const sandbox = await start({ paging: 'none' });
    const whole = await get(sandbox, '/data/WORKFLOW_LOG');
    expect(rowsOf(whole)).toHaveLength(240);
    const part = await get(sandbox, '/data/WORKFLOW_LOG?$top=100&$skip=200');
    expect(rowsOf(part)).toEqual(rowsOf(whole).slice(200));
    expect([nextOf(whole), nextOf(part)]).toEqual([undefined, undefined]);
  });

  test('a server that cuts says so only in its counts', async () => {
    const sandbox = await start({ paging: 'truncate' }, { pageSize: 50 });
    const answer = await get(sandbox, '/data/WORKFLOW_LOG?$inlinecount=allpages');
    expect(rowsOf(answer)).toHaveLength(50);
    expect(nextOf(answer)).toBeUndefined();
    expect(answer.json['odata.count']).toBe('240');
    expect((await get(sandbox, '/data/WORKFLOW_LOG/$count')).text).toBe('240');
  });

  test('a page size can be preferred in v4; a capped $top is refused or cut', async () => {
    const headers = { prefer: 'odata.maxpagesize=9' };
    expect(rowsOf(await get(await start({ odata: 'v4' }), '/data/Profiles', { headers }))).toHaveLength(9);
    expect(rowsOf(await get(await start(), '/data/Profiles', { headers }))).toHaveLength(60);
    const capped = { paging: 'none', topCap: 20 } as const;
    expect((await get(await start(capped), '/data/Profiles?$top=21')).status).toBe(400);
    expect(rowsOf(await get(await start({ ...capped, overTop: 'clamp' }), '/data/Profiles?$top=21'))).toHaveLength(20);
  });

  test('without $orderby, pages of an unstable view do not fit together', async () => {
    const sandbox = await start({ order: 'unstable', paging: 'none' });
    const read = async (order: string): Promise<unknown[]> => {
      const rows: Row[] = [];
      for (let skip = 0; skip < 60; skip += 20)
        rows.push(...rowsOf(await get(sandbox, `/data/Profiles?$top=20&$skip=${String(skip)}${order}`)));
      return values(rows, 'MemberId');
    };
    expect(new Set(await read('')).size).toBeLessThan(60);
    expect(new Set(await read('&$orderby=MemberId')).size).toBe(60);
  });

  test('an empty page can come in the middle, and a row can be lost at a $skip', async () => {
    const faults = [{ kind: 'empty-page-in-the-middle' as const }];
    const empty = await start({ nextToken: 'opaque' }, { pageSize: 25, faults });
    expect(await readLinks(empty, '/data/Profiles')).toHaveLength(60);
    const drift = [{ resource: 'Profiles', action: 'delete' as const, at: 'front' as const, every: 1, times: 1 }];
    const losing = await start({}, { pageSize: 25, drift });
    expect(await readLinks(losing, '/data/Profiles')).toHaveLength(59);
    const keeping = await start({ nextToken: 'key' }, { pageSize: 25, drift });
    expect(await readLinks(keeping, '/data/Profiles')).toHaveLength(60);
  });

  test('keyset reading sees every row once while others come and go', async () => {
    const drift = [
      { resource: 'MemberRoles', action: 'delete' as const, at: 'front' as const, every: 2 },
      { resource: 'MemberRoles', action: 'insert' as const, every: 3, times: 3 },
    ];
    const sandbox = await start({ paging: 'none' }, { drift });
    const first = sandbox.truth('MemberRoles').slice(20);
    const seen: unknown[] = [];
    let last = 0;
    for (let page = 0; page < 30; page += 1) {
      const path = `/data/MemberRoles?$filter=MemberRoleId gt ${String(last)}&$orderby=MemberRoleId&$top=10`;
      const ids = values(rowsOf(await get(sandbox, path)), 'MemberRoleId').map(Number);
      if (ids.length === 0) break;
      seen.push(...ids);
      last = ids.at(-1)!;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen).toEqual(expect.arrayContaining(values(first, 'MemberRoleId')));
    expect(sandbox.history('MemberRoles').filter(({ action }) => action === 'insert')).toHaveLength(3);
  });
});

describe('filters', () => {
  test.each([
    ['v3', "TransactionDate ge datetime'2024-01-01T00:00:00'", 'PaymentTransactions'],
    ['v4', 'TransactionDate ge 2024-01-01T00:00:00-05:00', 'PaymentTransactions'],
    ['v3', "PaidFor eq 'RENEWAL APPLICATION' and Amount gt 100M", 'PaymentTransactions'],
    ['v4', "not (PaidFor ne 'Renewal Application') or Amount le 50", 'PaymentTransactions'],
    ['v3', 'WORKFLOW_LOG_ID gt 901300L', 'WORKFLOW_LOG'],
    ['v4', 'CycleBeginDate eq 2023-01-01 and SubmittedDate ne null', 'Applications'],
    ['v3', "startswith(MemberName,'avery') or substringof('son',LastName)", 'Profiles'],
    ['v4', "contains(MemberName,'Okafor')", 'Profiles'],
  ] as const)('%s reads %s', async (odata, filter, set) => {
    const sandbox = await start({ odata, paging: 'none' });
    const path = `/data/${set}?$filter=${encodeURIComponent(filter)}`;
    const answer = await get(sandbox, path);
    expect(answer.status).toBe(200);
    const found = rowsOf(answer).length;
    expect(found).toBeGreaterThan(0);
    expect(found).toBeLessThan(sandbox.truth(set).length);
    expect((await get(sandbox, path.replace('?', '/$count?'))).text).toBe(String(found));
  });

  test.each([
    ['v4', "TransactionDate ge datetime'2024-01-01T00:00:00'", 'Syntax error'],
    ['v4', 'TransactionDate ge 2024-01-01T00:00:00', 'Syntax error'],
    ['v3', 'TransactionDate ge 2024-01-01T00:00:00Z', 'Syntax error'],
    ['v3', "TransactionDate ge datetime'2024-01-01T00:00:00Z'", 'Syntax error'],
    ['v3', "TransactionLineItemId gt '5'", 'incompatible types'],
    ['v4', 'ModifiedOn gt 2024-01-01T00:00:00Z', "Could not find a property named 'ModifiedOn'"],
  ] as const)('%s refuses %s', async (odata, filter, message) => {
    const answer = await get(await start({ odata }), `/data/PaymentTransactions?$filter=${encodeURIComponent(filter)}`);
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(message);
  });

  test('rows have addresses by their keys, and links', async () => {
    const sandbox = await start();
    const item = encodeURIComponent("O''Neil/Co #5 a0");
    expect((await get(sandbox, `/data/CustomListItems('${item}')`)).json).toMatchObject({
      ItemCode: "O'Neil/Co #5 a0",
    });
    expect((await get(sandbox, '/data/SeatAssignments(ActivityOfferingId=900,MemberId=45)')).json).toMatchObject({
      MemberId: 45,
    });
    const { json } = await get(sandbox, '/data/MemberRoles(88001)?$expand=Member');
    expect(json['Member']).toMatchObject({ MemberId: json['MemberId'] });
    expect((await get(sandbox, '/data/MemberRoles(88001)/Member')).json).toMatchObject({ MemberId: 42 });
    expect((await get(sandbox, '/data/MemberRoles(1)')).status).toBe(404);
  });

  test('options can be refused; unknown ones do nothing unless they begin with a dollar sign', async () => {
    const sandbox = await start({ refuses: ['$orderby', '$count'] });
    expect((await get(sandbox, '/data/Profiles?$orderby=MemberId')).status).toBe(400);
    expect((await get(sandbox, '/data/Profiles/$count')).status).toBe(400);
    expect((await get(sandbox, '/data/Profiles?limit=3&page=2')).status).toBe(200);
    expect((await get(sandbox, '/data/Profiles?$count=true')).status).toBe(400);
  });

  test('guids and texts are in the order of SQL Server', async () => {
    const sandbox = await start({ paging: 'none' });
    const guids = values(rowsOf(await get(sandbox, '/data/Uploads?$orderby=UploadGuid')), 'UploadGuid').map(String);
    const tails = guids.map((guid) => guid.slice(24));
    expect(tails).toEqual([...tails].sort());
    expect(guids).not.toEqual([...guids].sort());
    const codes = values(rowsOf(await get(sandbox, '/data/CustomListItems')), 'ItemCode').map(String);
    const lower = codes.map((code) => code.toLowerCase());
    expect(lower).toEqual([...lower].sort());
  });
});

describe('access', () => {
  test.each([
    ['401-basic', 401],
    ['401', 401],
    ['403', 403],
    ['redirect-login', 302],
    ['html-login', 200],
  ] as const)('a wrong key gets %s', async (badKey, status) => {
    const sandbox = await start({ badKey });
    const key = String(sandbox.config['key']);
    const wrong = [basicOf('42', key), basicOf('member_42', key), basicOf('Member_42', 'no'), rawKey(sandbox)];
    for (const headers of wrong) {
      const answer = await raw(`${sandbox.url}/data/Profiles`, { headers });
      expect(answer.status).toBe(status);
      expect(answer.headers['www-authenticate'] !== undefined).toBe(badKey === '401-basic');
      if (badKey === 'redirect-login')
        expect(answer.headers['location']).toBe('/Account/Login?ReturnUrl=%2Fdata%2FProfiles');
      if (badKey === 'html-login') expect(answer.text).toContain('Log In');
    }
  });

  test('metadata proves no key, unless it asks for one', async () => {
    const [open, closed] = [await start(), await start({ openMetadata: false })];
    expect((await raw(`${open.url}/data/$metadata`)).status).toBe(200);
    expect((await raw(`${closed.url}/data/$metadata`)).status).toBe(401);
  });

  test('the key dies with the role of its owner, and when it is revoked', async () => {
    let now = 1000;
    const sandbox = await start({ roleExpiresAtMs: 2000 }, { clock: () => now });
    expect((await get(sandbox, '/data/Profiles')).status).toBe(200);
    now = 2000;
    expect((await get(sandbox, '/data/Profiles')).status).toBe(401);
    const revoked = await start();
    revoked.revokeKey();
    expect((await get(revoked, '/data/Profiles')).status).toBe(401);
  });

  test('sets can be denied, gone, or filtered to their owner', async () => {
    const sandbox = await start({ denied: ['Uploads'], removed: ['Activities'], rowFiltered: ['MemberRoles'] });
    expect((await get(sandbox, '/data/Uploads')).status).toBe(403);
    expect((await get(sandbox, '/data/Activities')).status).toBe(404);
    expect((await get(sandbox, '/data/$metadata')).text).toContain('<EntitySet Name="Activities"');
    const mine = await readLinks(sandbox, '/data/MemberRoles');
    expect(new Set(values(mine, 'MemberId'))).toEqual(new Set([42]));
    expect((await get(sandbox, '/data/MemberRoles/$count')).text).toBe(String(mine.length));
  });

  test('long queries, long answers and throttling fail in their own ways', async () => {
    const sandbox = await start(
      { queryTimeout: { WORKFLOW_LOG: 20 }, retryAfter: true },
      { limit: { requests: 4, windowMs: 60_000 } },
    );
    const long = await get(sandbox, `/data/Profiles?$select=${'MemberId,'.repeat(300)}`);
    expect([long.status, long.headers['content-type']]).toEqual([404, 'text/html; charset=utf-8']);
    const slow = await get(sandbox, '/data/WORKFLOW_LOG');
    expect([slow.status, slow.text]).toEqual([500, expect.stringContaining('Execution Timeout Expired')]);
    expect((await get(sandbox, '/data/WORKFLOW_LOG?$top=20')).status).toBe(200);
    await get(sandbox, '/data/Profiles');
    const throttled = await get(sandbox, '/data/Profiles');
    expect([throttled.status, throttled.headers['retry-after']]).toEqual([429, '60']);
  });

  test.each([
    ['v3', 'odata', 'odata.error'],
    ['v2', 'odata', 'error'],
    ['v4', 'odata', 'error'],
    ['v4', 'webapi', 'Message'],
  ] as const)('errors of %s as %s stand in %s', async (odata, errorBody, key) => {
    const { json, status } = await get(await start({ odata, errorBody }), '/data/Nothing');
    expect(status).toBe(404);
    expect(Object.keys(json)).toContain(key);
  });

  test('services can be missing', async () => {
    const sandbox = await start({ services: ['legacy'], legacyRoles: 'nested' });
    expect((await get(sandbox, '/data/$metadata')).status).toBe(404);
    expect((await get(sandbox, '/OData/$metadata')).text).toContain('Collection(Self.LegacyRole)');
    expect(sandbox.truth('Members')[2]).toMatchObject({ Roles: [{ RoleName: 'Certified Widget Specialist' }, {}] });
    expect(memberKey(sandbox)['authorization']).toMatch(/^Basic /);
  });
});
