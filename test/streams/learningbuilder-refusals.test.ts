import { describe, expect, test } from '@jest/globals';
import { ConfigError, CredentialsError, TransientError } from '@singer-io-ts/tap';
import { checkVendor, openVendor, runVendor } from '../support/vendor-run.ts';
import { metadataOf, send, serve, serveSets, type Service } from './learningbuilder-service.ts';

const rows = [{ Id: 1, Text: 'a' }];

const check = async ({ config }: Service) => await checkVendor(await openVendor(config));
const sync = async ({ config }: Service) =>
  await runVendor(await openVendor(config), { discovers: true, streams: 'defaults' });

describe('one set that is refused', () => {
  test.each([401, 403, 404])('with %d does not keep the others from being read, be it the first', async (status) => {
    const service = await serveSets({ Gone: status, Notes: rows });
    expect((await check(service)).leftOut.map(({ family }) => family)).toEqual(['gone']);
    const { records, report } = await sync(service);
    expect(report.streams).toMatchObject({ gone: { outcome: 'skipped' }, notes: { outcome: 'complete' } });
    expect(records.get('notes')).toHaveLength(1);
  });

  test('with 400 fails alone', async () => {
    const service = await serveSets({ Broken: 400, Notes: rows });
    await expect(check(service)).resolves.toMatchObject({ leftOut: [] });
    expect((await sync(service)).report.streams).toMatchObject({
      broken: { outcome: 'failed' },
      notes: { outcome: 'complete' },
    });
  });
});

test.each([
  [302, '', '/Error/NotFound'],
  [200, '<html><title>Not found</title></html>', undefined],
])('a site that answers %d where the legacy service would be has none', async (status, page, location) => {
  const service = await serve(({ path }, response) => {
    if (path === '/data/$metadata') send(response, 200, metadataOf(['Notes']));
    else if (path === '/data/Notes') send(response, 200, { value: rows, 'odata.count': '1' });
    else {
      if (location !== undefined) response.setHeader('location', location);
      send(response, status, page);
    }
  });
  expect((await check(service)).granted.flatMap(({ streams }) => streams)).toEqual(['notes']);
  expect((await sync(service)).report.streams).toMatchObject({ notes: { outcome: 'complete' } });
});

describe('a key that may read nothing', () => {
  test.each([401, 403])('is rejected where every set answers %d', async (status) => {
    const service = await serveSets({ Notes: status, Others: status });
    await expect(check(service)).rejects.toThrow(CredentialsError);
    await expect(check(service)).rejects.toThrow(/required role expired/);
  });

  test.each([401, 403])('is rejected where even the metadata answers %d', async (status) => {
    const service = await serveSets({ Notes: rows }, status);
    await expect(check(service)).rejects.toThrow(CredentialsError);
    await expect(sync(service)).rejects.toThrow(CredentialsError);
  });
});

describe('a service that has nothing', () => {
  test('is no success with no streams', async () => {
    const withoutSets = await serveSets({}, metadataOf([]));
    await expect(sync(withoutSets)).rejects.toThrow(/lists no entity sets/);
    const none = await serveSets({}, 404);
    await expect(sync(none)).rejects.toThrow(ConfigError);
  });

  test.each([
    ['cut off between two sets', (text: string) => text.slice(0, text.indexOf('<EntitySet Name="Others"'))],
    ['with an error written into it', (text: string) => text.replace(/<EntitySet Name="Others".*$/, '<error/>')],
  ])('metadata %s is an error, not fewer streams', async (_, damage) => {
    const service = await serveSets({ Notes: rows, Others: rows }, damage(metadataOf(['Notes', 'Others'])));
    await expect(check(service)).rejects.toThrow(TransientError);
    await expect(sync(service)).rejects.toThrow(/a part of it is missing/);
  });
});

describe('what is asked to find out what may be read', () => {
  test('is one row of each set, not a list that may be long', async () => {
    const service = await serveSets({ Notes: rows, Others: rows, Gone: 404 });
    expect((await check(service)).leftOut.map(({ family }) => family)).toEqual(['gone']);
    const sets = service.asked.filter((url) => !url.includes('$metadata'));
    expect(new Set(sets)).toEqual(new Set(['/data/Notes?$top=1', '/data/Others?$top=1', '/data/Gone?$top=1']));
  });

  test('is the set as it is where $top is refused', async () => {
    const service = await serve(({ path, query }, response) => {
      if (path.endsWith('$metadata')) send(response, path.startsWith('/data') ? 200 : 404, metadataOf(['Notes']));
      else if (query.has('$top')) send(response, 400, { Message: "Query option '$top' is not allowed." });
      else send(response, 200, { value: rows });
    });
    const logged: string[] = [];
    expect((await checkVendor(await openVendor(service.config), logged)).leftOut).toEqual([]);
    expect(logged).toEqual([]);
  });

  test('is nothing that the config excludes', async () => {
    const { config, asked } = await serveSets({ Notes: rows, Broken: 500 });
    const access = await checkVendor(await openVendor({ ...config, exclude: ['broken'] }));
    expect(access.granted.flatMap(({ streams }) => streams)).toEqual(['notes']);
    expect(asked.filter((url) => url.startsWith('/data/Broken'))).toEqual([]);
  });
});

describe('a service that refuses what it is asked to accept', () => {
  test.each([
    [406, 'application/json'],
    [415, 'application/json;odata=verbose'],
  ])('with %d is asked for %s, and then for nothing else', async (status, understood) => {
    const refused: string[] = [];
    const service = await serve(({ path, query, headers }, response) => {
      const isLast = query.has('$skiptoken');
      const next = isLast ? {} : { 'odata.nextLink': 'Notes?$skiptoken=1', __next: 'Notes?$skiptoken=1' };
      if (path.endsWith('$metadata')) send(response, path.startsWith('/data') ? 200 : 404, metadataOf(['Notes']));
      else if (headers.accept !== understood) {
        refused.push(query.get('$skiptoken') ?? 'first');
        send(response, status, 'Unsupported media type requested.');
      } else {
        const value = [{ Id: isLast ? 2 : 1, Text: 'a' }];
        send(response, 200, understood.endsWith('verbose') ? { d: { results: value, ...next } } : { value, ...next });
      }
    });
    const { records } = await sync(service);
    expect(records.get('notes')?.map((row) => row['Id'])).toEqual([1, 2]);
    expect(refused).toEqual(understood.endsWith('verbose') ? ['first', 'first'] : ['first']);
  });
});
