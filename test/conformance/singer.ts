import { beforeAll, describe, expect, test } from '@jest/globals';
import { runTap, type TapResult } from '../support/tap-process.ts';
import type { Subject } from './subject.ts';
import { lastSingerState, recordsOf, settled, singerMessages, timeless, validatorOf, type Json } from './support.ts';

const MEGABYTE = 1024 * 1024;

/** The checks 1 to 6 of the Singer list, and what the two protocols must have in common. */
export const singer = ({ reference, account, wholeRead, wholeSync, meltanoSync }: Subject): void => {
  describe('Singer', () => {
    let result: TapResult;

    beforeAll(async () => {
      result = await wholeSync();
    });

    test('check 1: what singer-check-tap wants: known types in upper case, a SCHEMA first, valid records, a STATE', () => {
      expect({ code: result.code, torn: result.torn }).toEqual({ code: 0, torn: '' });
      const types = singerMessages(result).map(({ type }) => type);
      expect([...new Set(types)].toSorted()).toEqual(['RECORD', 'SCHEMA', 'STATE']);
      expect(types.find((type) => type !== 'STATE')).toBe('SCHEMA');
      expect(result.lines.filter((line) => line.trim() === '')).toEqual([]);
    });

    test('check 2: a SCHEMA comes once, before the first record, and the records have exactly its columns', () => {
      expect(result.lines.filter((line) => line.length >= MEGABYTE)).toEqual([]);
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
      expect([...schemas.keys()].toSorted()).toEqual(
        account()
          .singer.map(({ tap_stream_id: id }) => id)
          .toSorted(),
      );
    });

    test('check 3: a resumed run begins with the unchanged state and ends with one', async () => {
      const state = { ...lastSingerState(result), unknown_to_the_tap: { kept: true } };
      const resumed = singerMessages(await account().sync({ state }));
      expect(resumed[0]).toEqual({ type: 'STATE', value: state });
      expect(resumed.at(-1)?.type).toBe('STATE');
      expect(singerMessages(result).at(-1)?.type).toBe('STATE');
      const { bookmarks } = resumed.at(-1)?.value as { readonly bookmarks: Json };
      expect(Object.keys(bookmarks).toSorted()).toEqual(
        account()
          .singer.map(({ tap_stream_id: id }) => id)
          .toSorted(),
      );
    });

    test('check 4: a catalog that Meltano has rewritten selects every stream', async () => {
      const rewritten = await meltanoSync();
      expect(rewritten.code).toBe(0);
      const [plain, again] = [recordsOf(result), recordsOf(rewritten)];
      expect([...again.keys()].toSorted()).toEqual([...plain.keys()].toSorted());
      for (const [name, rows] of plain) {
        expect({ name, rows: again.get(name)?.length }).toEqual({ name, rows: rows.length });
        expect({ name, columns: Object.keys(again.get(name)?.[0] ?? {}) }).toEqual({
          ...{ name, columns: Object.keys(rows[0] ?? {}) },
        });
      }
    });

    test('check 5: --about names what Meltano reads', async () => {
      const about = await runTap(['--about', '--format=json'], { bin: `tap-${reference.vendor}` });
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

    test('check 6: standard error in structured mode is JSON with the eight fields', async () => {
      const logging = await account().folder.write('logging.json', {
        version: 1,
        formatters: { structured: { '()': 'singer_sdk.logging.StructuredFormatter' } },
        handlers: { default: { class: 'logging.StreamHandler', formatter: 'structured', stream: 'ext://sys.stderr' } },
        root: { level: 'INFO', handlers: ['default'] },
      });
      const { stderr } = await account().run(['--test'], {}, { env: { SINGER_SDK_LOG_CONFIG: logging } });
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

    test('check 6: standard error in plain mode has METRIC lines that singer-python reads', () => {
      const metrics = result.stderr.split('\n').flatMap((line) => /^INFO METRIC: (.*)$/.exec(line)?.[1] ?? []);
      const counted = new Map<string, number>();
      for (const metric of metrics) {
        const { type, metric: name, value, tags } = JSON.parse(metric) as Json & { readonly tags: Json };
        expect(type).toMatch(/^(counter|timer)$/);
        if (name !== 'record_count') continue;
        const endpoint = String(tags['endpoint'] ?? tags['stream']);
        counted.set(endpoint, (counted.get(endpoint) ?? 0) + Number(value));
      }
      for (const [name, rows] of recordsOf(result)) {
        expect({ name, counted: counted.get(name) }).toEqual({ name, counted: rows.length });
      }
    });

    test('X12 holds the same records as the Airbyte messages, in the same order', async () => {
      const [records, others] = [recordsOf(result), recordsOf(await wholeRead())];
      expect([...others.keys()].toSorted()).toEqual([...records.keys()].toSorted());
      for (const [name, rows] of records) {
        expect({ name, rows: settled(others.get(name)) }).toEqual({ name, rows: settled(rows) });
      }
    });

    test('X14 is the same bytes again when requests go one by one', async () => {
      // A STATE says when its window began, and there are more of them when reading takes longer.
      const linesOf = (run: TapResult) => timeless(run).filter((line) => !line.startsWith('{"type":"STATE"'));
      // Another catalog that selects the same.
      const [first, second] = [linesOf(result), linesOf(await meltanoSync())];
      const different = second.findIndex((line, index) => line !== first[index]);
      expect({ first: first[different], second: second[different] }).toEqual({ first: undefined, second: undefined });
      expect(second.length).toBe(first.length);
    });
  });
};
