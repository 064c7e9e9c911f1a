import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readableVendors } from '../../src/vendors.ts';
import { runTap, type TapResult } from '../support/tap-process.ts';
import {
  lastSingerState,
  openAccount,
  recordsOf,
  singerMessages,
  timeless,
  validatorOf,
  type Account,
  type Json,
  type SingerMetadata,
  type SingerStream,
} from './support.ts';

/** What Meltano makes of a catalog: `!*.*`, then `*.*`, stream rules under legacy names as well, booleans as some write them. */
const rewrittenByMeltano = (stream: SingerStream): Json => {
  const rewritten = (entry: SingerMetadata): SingerMetadata => ({
    ...entry,
    metadata: {
      ...entry.metadata,
      inclusion: entry.metadata['inclusion'] ?? (entry.breadcrumb.length > 2 ? 'available' : 'automatic'),
      selected: entry.metadata['inclusion'] === 'unsupported' ? false : 'true',
    },
  });
  const metadata = stream.metadata
    .map((entry) => ({ ...entry, metadata: { ...entry.metadata, selected: false } }))
    .map(rewritten);
  return { ...stream, selected: true, metadata, table_name: stream.tap_stream_id };
};

describe.each(readableVendors)('Singer messages of %s', (vendor) => {
  let account: Account;
  let result: TapResult;

  beforeAll(async () => {
    // The vendor's clock stands still: its time is part of states.
    const now = Date.now();
    account = await openAccount(vendor, { clock: () => now });
    result = await account.sync();
  });

  afterAll(() => account.close());

  test('end with 0, every line a short message of the three types', () => {
    expect({ code: result.code, torn: result.torn }).toEqual({ code: 0, torn: '' });
    expect([...new Set(singerMessages(result).map(({ type }) => type))].toSorted()).toEqual([
      ...['RECORD', 'SCHEMA', 'STATE'],
    ]);
    expect(result.lines.filter((line) => line.length >= 1024 * 1024)).toEqual([]);
    expect(singerMessages(result).at(-1)?.type).toBe('STATE');
  });

  test('a SCHEMA comes once, before the first record, and the records have exactly its columns', () => {
    const schemas = new Map<string, { readonly columns: readonly string[]; readonly keys: readonly string[] }>();
    const validators = new Map<string, ReturnType<typeof validatorOf>>();
    for (const { type, stream = '', schema, record, key_properties: keys = [] } of singerMessages(result)) {
      if (type === 'SCHEMA' && schema !== undefined) {
        expect([...schemas.keys()]).not.toContain(stream);
        expect(stream).toMatch(/^[a-z][a-z0-9_]{0,62}$/);
        schemas.set(stream, { columns: Object.keys(schema.properties), keys });
        validators.set(stream, validatorOf(schema));
      } else if (type === 'RECORD') {
        const told = schemas.get(stream);
        const validate = validators.get(stream);
        expect({ stream, columns: Object.keys(record ?? {}) }).toEqual({ stream, columns: told?.columns });
        expect({ stream, valid: validate?.(record), errors: validate?.errors }).toEqual({
          ...{ stream, valid: true, errors: null },
        });
        for (const key of told?.keys ?? [])
          expect({ stream, key, value: record?.[key] }).not.toMatchObject({ value: null });
      }
    }
    expect([...schemas.keys()].toSorted()).toEqual(account.singer.map(({ tap_stream_id: id }) => id).toSorted());
  });

  test('a resumed run begins with the unchanged state and ends with one', async () => {
    const state = { ...lastSingerState(result), unknown_to_the_tap: { kept: true } };
    const resumed = singerMessages(await account.sync({ state }));
    expect(resumed[0]).toEqual({ type: 'STATE', value: state });
    expect(resumed.at(-1)?.type).toBe('STATE');
    const { bookmarks } = resumed.at(-1)?.value as { readonly bookmarks: Json };
    expect(Object.keys(bookmarks).toSorted()).toEqual(account.singer.map(({ tap_stream_id: id }) => id).toSorted());
  });

  test('a catalog that Meltano has rewritten selects every stream', async () => {
    const rewritten = await account.sync({ catalog: { streams: account.singer.map(rewrittenByMeltano) } });
    expect(rewritten.code).toBe(0);
    const [plain, again] = [recordsOf(result), recordsOf(rewritten)];
    expect([...again.keys()].toSorted()).toEqual([...plain.keys()].toSorted());
    for (const [name, rows] of plain) {
      expect({ name, rows: again.get(name)?.length }).toEqual({ name, rows: rows.length });
      // Sensitive columns, which only come when they are selected by name, may be more.
      expect(Object.keys(again.get(name)?.[0] ?? {})).toEqual(expect.arrayContaining(Object.keys(rows[0] ?? {})));
    }
  });

  test('hold the same records as the Airbyte messages, in the same order', async () => {
    const [singer, airbyte] = [recordsOf(result), recordsOf(await account.read())];
    expect([...airbyte.keys()].toSorted()).toEqual([...singer.keys()].toSorted());
    for (const [name, rows] of singer) {
      const texts = (list: readonly Json[] = []) => list.map((row) => JSON.stringify(row));
      expect({ name, rows: texts(airbyte.get(name)) }).toEqual({ name, rows: texts(rows) });
    }
  });

  test('are the same bytes again when requests go one by one', async () => {
    const config = { ...account.values, max_concurrency: 1 };
    // A STATE says when its window began, and there are more of them when reading takes longer.
    const linesOf = async () =>
      timeless(await account.sync({ config })).filter((line) => !line.startsWith('{"type":"STATE"'));
    const [first, second] = [await linesOf(), await linesOf()];
    const different = second.findIndex((line, index) => line !== first[index]);
    expect({ first: first[different], second: second[different] }).toEqual({ first: undefined, second: undefined });
    expect(second.length).toBe(first.length);
  });

  test('--about names what Meltano reads', async () => {
    const about = await runTap(['--about', '--format=json'], { bin: `tap-${vendor}` });
    const facts = JSON.parse(about.lines.join('\n')) as Json & { readonly settings: Json };
    expect(Object.keys(facts)).toEqual(
      expect.arrayContaining([
        ...['name', 'description', 'version', 'sdk_version', 'supported_python_versions', 'capabilities', 'settings'],
      ]),
    );
    expect(facts.settings).toMatchObject({
      required: expect.arrayContaining(['key']) as unknown,
      properties: { key: { secret: true, writeOnly: true } },
    });
  });

  test('standard error in structured mode is JSON with the eight fields', async () => {
    const logging = await account.folder.write('logging.json', {
      version: 1,
      formatters: { structured: { '()': 'singer_sdk.logging.StructuredFormatter' } },
      handlers: { default: { class: 'logging.StreamHandler', formatter: 'structured', stream: 'ext://sys.stderr' } },
      root: { level: 'INFO', handlers: ['default'] },
    });
    const { stderr } = await account.run(['--test'], {}, { env: { SINGER_SDK_LOG_CONFIG: logging } });
    const lines = stderr.split('\n').filter((line) => line !== '');
    expect(lines.length).toBeGreaterThan(1);
    const reports = lines.filter((line) => (JSON.parse(line) as { extra: Json }).extra['report'] === 1);
    expect(reports).toHaveLength(1);
    for (const line of lines) {
      expect(Object.keys(JSON.parse(line) as Json)).toEqual(
        expect.arrayContaining([
          'level',
          'pid',
          'logger_name',
          'ts',
          'thread_name',
          'app_name',
          'stream_name',
          'message',
        ]),
      );
    }
  });
});
