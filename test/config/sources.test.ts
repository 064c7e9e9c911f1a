import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readConfigValues, type ConfigValues } from '../../src/config/sources.ts';
import { createFolder, type Folder } from '../support/tap-process.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await createFolder();
});
afterAll(() => folder.remove());

const read = (
  sources: readonly string[],
  env: Readonly<Record<string, string>> = {},
  stdin = '',
): Promise<ConfigValues> => readConfigValues(sources, { env, readStdin: () => Promise.resolve(stdin) });

describe('files', () => {
  test('are read in order, and the last one wins field by field', async () => {
    const first = await folder.write('first.json', { vendor: 'flowlu', key: 'one', region: 'eu' });
    const second = await folder.write('second.json', { key: 'two' });
    const { values, secrets } = await read([first, second]);
    expect(values).toEqual({ vendor: 'flowlu', key: 'two', region: 'eu' });
    expect(secrets).toEqual(expect.arrayContaining(['one', 'two']));
  });

  test('may have a byte order mark and CRLF line ends', async () => {
    const path = await folder.write('windows.json', '\uFEFF{\r\n"vendor": "flowlu"\r\n}\r\n');
    expect((await read([path])).values).toEqual({ vendor: 'flowlu' });
  });

  test.each([
    ['{"key": "s3cr3t-value" "x"}', /is not valid JSON \(line 1, column \d+\)\.$/],
    ['{\n  "key": "s3cr3t-value",\n}', /is not valid JSON \(line 3, column 1\)\.$/],
    ['["s3cr3t-value"]', /is not a JSON object/],
    ['"s3cr3t-value"', /is not a JSON object/],
    ['', /is empty/],
    ['\uFEFF \n', /is empty/],
  ])('that are no config (%j) are refused without a word of what they hold', async (text, reason) => {
    const path = await folder.write('broken.json', text);
    const error = await read([path]).then(
      () => null,
      (thrown: unknown) => thrown as Error,
    );
    expect(error?.message).toMatch(reason);
    expect(error?.message).toContain(path);
    expect(`${String(error?.stack)} ${String(error?.cause)}`).not.toContain('s3cr3t');
  });

  test.each([
    ['absent.json', "doesn't exist"],
    ['', 'is a folder'],
  ])('that are not there are refused (%j)', async (name, reason) => {
    await expect(read([`${folder.path}/${name}`])).rejects.toThrow(reason);
  });

  test('may hold numbers as text', async () => {
    const path = await folder.write('texts.json', {
      ...{ max_requests_per_second: '0.5', max_retries: ' 7 ', max_concurrency: 'many', subdomain: '42', other: '1' },
    });
    expect((await read([path])).values).toEqual({
      ...{ max_requests_per_second: 0.5, max_retries: 7, max_concurrency: 'many', subdomain: '42', other: '1' },
    });
  });

  test('can set no prototype', async () => {
    const path = await folder.write('prototype.json', '{"__proto__": {"vendor": "flowlu"}}');
    const { values } = await read([path]);
    expect(values['vendor']).toBeUndefined();
  });
});

test('standard input is read for -', async () => {
  expect((await read(['-'], {}, '\uFEFF{"vendor":"flowlu"}')).values).toEqual({ vendor: 'flowlu' });
  await expect(read(['-'], {}, '')).rejects.toThrow('The config on standard input is empty.');
});

describe('the environment', () => {
  test('is read only when it is named', async () => {
    const path = await folder.write('file.json', { vendor: 'flowlu' });
    expect((await read([path], { TAP_LMS_KEY: 'x' })).values).toEqual({ vendor: 'flowlu' });
  });

  test('gives numbers, lists and objects their type, and text stays text', async () => {
    const { values, problems } = await read(['ENV'], {
      TAP_LMS_VENDOR: 'workramp',
      TAP_LMS_KEY: '12345678',
      TAP_LMS_USERNAME: '42',
      TAP_LMS_MAX_RETRIES: '3',
      TAP_LMS_MAX_REQUESTS_PER_SECOND: ' 0.5 ',
      TAP_LMS_ACADEMY_IDS: '["a"]',
      TAP_LMS_STREAM_OPTIONS: '[{"stream":"users","verify":false}]',
      TAP_LMS_REGION: '',
    });
    expect(problems).toEqual([]);
    expect(values).toEqual({
      vendor: 'workramp',
      key: '12345678',
      username: '42',
      max_retries: 3,
      max_requests_per_second: 0.5,
      academy_ids: ['a'],
      stream_options: [{ stream: 'users', verify: false }],
    });
  });

  test('says which variable is wrong, beside whatever else is wrong', async () => {
    const { values, problems } = await read(['ENV'], {
      TAP_LMS_ACADEMY_IDS: 's3cr3t',
      TAP_LMS_EXCLUDE: '[',
      TAP_LMS_MAX_RETRIES: 'many',
    });
    expect(problems).toEqual([
      expect.stringMatching(/^academy_ids: The variable TAP_LMS_ACADEMY_IDS is not valid JSON/),
      expect.stringMatching(/^exclude: The variable TAP_LMS_EXCLUDE is not valid JSON/),
    ]);
    expect(problems.join()).not.toContain('s3cr3t');
    expect(values).toEqual({ max_retries: 'many' });
  });

  test('takes a secret out of a file, without its line end', async () => {
    const path = await folder.write('key', '\uFEFFfrom-file\r\n');
    const { values, secrets, warnings } = await read(['ENV'], { TAP_LMS_KEY: 'from-variable', TAP_LMS_KEY_FILE: path });
    expect(values).toEqual({ key: 'from-file' });
    expect(secrets).toContain('from-file');
    expect(warnings).toEqual(['key: TAP_LMS_KEY_FILE is used, TAP_LMS_KEY ignored.']);
  });

  test('says when that file is missing', async () => {
    const { problems } = await read(['ENV'], { TAP_LMS_KEY_FILE: '/nowhere/key' });
    expect(problems).toEqual(["key: The key file /nowhere/key doesn't exist."]);
  });

  test('suggests a name for a variable that nobody reads', async () => {
    const { warnings } = await read(['ENV'], {
      TAP_LMS_SUBDOMIAN: 'acme',
      TAP_LMS_OUTPUT: 'json',
      TAP_LMS_LOGLEVEL: 'x',
    });
    expect(warnings).toEqual(['TAP_LMS_SUBDOMIAN: unknown variable (did you mean "TAP_LMS_SUBDOMAIN"?), ignored.']);
  });
});
