import { describe, expect, test } from '@jest/globals';
import { ConfigError, CredentialsError, ResponseShapeError } from '@singer-io-ts/tap';
import { checkVendor, openVendor, runVendor } from '../support/vendor-run.ts';
import { metadataOf, serveSets, type Service } from './learningbuilder-service.ts';

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
    await expect(check(service)).rejects.toThrow(ResponseShapeError);
    await expect(sync(service)).rejects.toThrow(/a part of it is missing/);
  });
});
