import { beforeAll, describe, expect, test } from '@jest/globals';
import type { TapResult } from '../support/tap-process.ts';
import { airbyteProblems } from '../tap/emit/airbyte-protocol.ts';
import { keyless } from './discovery.ts';
import { otherwiseSeen } from './documented-values.ts';
import type { Subject } from './subject.ts';
import {
  airbyteMessages,
  configuredStream,
  keysOf,
  lastStates,
  recordsOf,
  statesOf,
  statusesOf,
  validatorOf,
  type Json,
  type Schema,
} from './support.ts';

const MEGABYTE = 1024 * 1024;

/** Outside of texts: a whole number that is written as a fraction. */
const POINTED = /[:[,]-?\d+\.0+(?=[,}\]])/;

const withoutTexts = (line: string): string => line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');

/** Paths of a schema that no row has a value for. */
const unseen = (schema: Json, values: readonly unknown[], path = ''): readonly string[] => {
  const { properties, items } = schema as Partial<Schema> & { readonly items?: Json };
  const told = values.filter((value) => value !== null && value !== undefined);
  if (told.length === 0) return [path];
  if (items !== undefined) return unseen(items, told.flat(), `${path}[]`);
  return Object.entries(properties ?? {}).flatMap(([name, inner]) =>
    unseen(
      inner,
      told.map((value) => (value as Json)[name]),
      path === '' ? name : `${path}.${name}`,
    ),
  );
};

/** C-READ, and what else one read of everything shows. */
export const reading = ({ title, reference, account, wholeRead }: Subject): void => {
  describe('C-READ', () => {
    let result: TapResult;
    let records: ReadonlyMap<string, readonly Json[]>;
    const rowsOf = (name: string) => records.get(name) ?? [];

    beforeAll(async () => {
      result = await wholeRead();
      records = recordsOf(result);
    });

    test('R00 the run ends with 0', () => {
      expect({ code: result.code, torn: result.torn }).toEqual({ code: 0, torn: '' });
    });

    test('R01 every stream has records', () => {
      const empty = account().airbyte.filter(({ name }) => rowsOf(name).length === 0);
      expect(empty.map(({ name }) => name)).toEqual([]);
    });

    test('R02 records satisfy their schemas, formats too, and integers have no decimal point', () => {
      for (const { name, json_schema: schema } of account().airbyte) {
        const validate = validatorOf(schema);
        for (const row of rowsOf(name)) {
          expect({ name, valid: validate(row), errors: validate.errors }).toEqual({ name, valid: true, errors: null });
        }
      }
      const written = result.lines.filter((line) => line.startsWith('{"type":"RECORD"'));
      expect(written.filter((line) => POINTED.test(withoutTexts(line)))).toEqual([]);
    });

    test('R03 records have no column that is not declared, and none less', () => {
      for (const { name, json_schema: schema } of account().airbyte) {
        const columns = new Set(rowsOf(name).map((row) => Object.keys(row).join()));
        expect({ name, columns: [...columns] }).toEqual({ name, columns: [Object.keys(schema.properties).join()] });
      }
    });

    test('R04 records hold values of what is declared', () => {
      for (const { name, json_schema: schema } of account().airbyte) {
        const declared = Object.keys(schema.properties).filter((column) => column !== '_extra');
        const hollow = rowsOf(name).filter((row) => declared.every((column) => (row[column] ?? null) === null));
        expect({ name, hollow }).toEqual({ name, hollow: [] });
      }
    });

    test('R05 every declared field has a value at least once', () => {
      const found = account().airbyte.flatMap(({ name, json_schema: schema }) =>
        unseen(schema, rowsOf(name))
          .filter((path) => path !== '_extra')
          .map((path) => `${name}.${path}`),
      );
      expect(found.toSorted()).toEqual(Object.keys(otherwiseSeen[title] ?? {}).toSorted());
    });

    test('R06 the records are those of the portal, key by key', () => {
      for (const { name } of account().airbyte) {
        const expected = reference.expected(account().sandbox, name);
        const key = expected.reference.key.filter((part) => expected.reference.madeUp?.includes(part) !== true);
        // Rows that the vendor gives no key are compared value by value in test/e2e.
        if (key.length === 0) continue;
        const keysIn = (list: readonly Json[]) =>
          list.map((row) => JSON.stringify(key.map((part) => row[part]))).toSorted();
        const emitted = rowsOf(name).map((row) => reference.compared?.(row, expected) ?? row);
        expect({ name, keys: keysIn(emitted) }).toEqual({
          ...{ name, keys: keysIn(expected.rows.map(({ record }) => record)) },
        });
      }
    });

    test('R07 no part of a key is null, an object or a list, and no key comes twice', () => {
      for (const stream of account().airbyte) {
        if (Object.hasOwn(keyless, stream.name)) continue;
        const keys = rowsOf(stream.name).map((row) => keysOf(stream).map((part) => row[part] ?? null));
        const wrong = keys.filter((key) => key.some((part) => part === null || typeof part === 'object'));
        const distinct = new Set(keys.map((key) => JSON.stringify(key)));
        expect({ stream: stream.name, wrong, keys: distinct.size }).toEqual({
          ...{ stream: stream.name, wrong: [], keys: keys.length },
        });
      }
    });

    test('R08 statuses of a stream are STARTED, RUNNING and COMPLETE', () => {
      for (const { name } of account().airbyte) {
        const statuses = statusesOf(result, name);
        expect({ name, first: statuses[0], last: statuses.at(-1) }).toEqual({
          ...{ name, first: 'STARTED', last: 'COMPLETE' },
        });
        expect({ name, between: [...new Set(statuses.slice(1, -1))] }).toEqual({ name, between: ['RUNNING'] });
      }
    });

    test('R09 each stream has states of its own, with counts', () => {
      for (const { name } of account().airbyte) {
        const states = statesOf(result, name);
        expect({ name, none: states.length === 0 }).toEqual({ name, none: false });
        for (const { type, sourceStats } of states) {
          expect({ name, type, count: sourceStats.recordCount }).toEqual({
            ...{ name, type: 'STREAM', count: expect.any(Number) as unknown },
          });
        }
      }
    });

    test('R10 a catalog with an unknown stream and modes that do not exist fails with a trace', async () => {
      const streams = account()
        .airbyte.slice(0, 1)
        .map((stream) => ({
          ...configuredStream({ ...stream, name: 'no_such_stream' }),
          ...{ sync_mode: 'INVALID', destination_sync_mode: 'INVALID' },
        }));
      const refused = await account().read({ catalog: { streams } });
      expect(refused.code).not.toBe(0);
      expect(airbyteMessages(refused).filter(({ trace }) => trace?.type === 'ERROR').length).toBeGreaterThan(0);
    });

    test('R11 F01 a full refresh of all streams brings every record again, later', async () => {
      const streams = account().airbyte.map((stream) => ({
        ...{ stream, sync_mode: 'full_refresh', destination_sync_mode: 'overwrite' },
      }));
      const again = await account().read({ catalog: { streams } });
      expect(again.code).toBe(0);
      const emitted = (run: TapResult) => airbyteMessages(run).flatMap(({ record }) => record?.emitted_at ?? []);
      expect(Math.min(...emitted(again))).toBeGreaterThan(Math.max(...emitted(result)));
      for (const stream of account().airbyte) {
        const keys = keysOf(stream).length > 0 ? keysOf(stream) : Object.keys(stream.json_schema.properties);
        const keysIn = (run: TapResult) =>
          (recordsOf(run).get(stream.name) ?? [])
            .map((row) => JSON.stringify(keys.map((part) => row[part])))
            .toSorted();
        expect({ stream: stream.name, keys: keysIn(again) }).toEqual({ stream: stream.name, keys: keysIn(result) });
      }
    });

    test('X02 counts of the states are those of the records, and have a decimal point', () => {
      for (const { name } of account().airbyte) {
        const counted = statesOf(result, name).reduce((sum, { sourceStats }) => sum + sourceStats.recordCount, 0);
        expect({ name, counted }).toEqual({ name, counted: rowsOf(name).length });
      }
      const counts = result.lines.flatMap((line) => /"recordCount":([^,}]*)/.exec(line)?.[1] ?? []);
      expect(counts.filter((count) => !/^\d+\.\d+$/.test(count))).toEqual([]);
    });

    test('X03 no state is equal to the one before', () => {
      for (const { name } of account().airbyte) {
        const texts = statesOf(result, name).map(({ stream }) => JSON.stringify(stream.stream_state));
        expect({ name, equal: texts.filter((text, index) => text === texts[index - 1]) }).toEqual({ name, equal: [] });
      }
      expect(lastStates(result).length).toBe(account().airbyte.length);
    });

    test('X04 every line is a message of the protocol, also when told to say more', async () => {
      expect(result.lines.flatMap(airbyteProblems)).toEqual([]);
      expect(result.lines.filter((line) => line.length >= MEGABYTE)).toEqual([]);
      const streams = account().airbyte.slice(0, 2).map(configuredStream);
      const [config, catalog] = await Promise.all([
        account().folder.write('debug.json', account().values),
        account().folder.write('debug-catalog.json', { streams }),
      ]);
      const debug = await account().run(['read', '--debug', '--catalog', catalog], { config: account().values });
      expect({ config: config !== '', code: debug.code }).toEqual({ config: true, code: 0 });
      expect(debug.lines.flatMap(airbyteProblems)).toEqual([]);
      expect(airbyteMessages(debug).some(({ type }) => type === 'LOG')).toBe(true);
    });

    test('X05 no line shows the key', () => {
      const key = String(account().values['key']);
      const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64').replace(/=+$/, '')];
      const said = [...result.lines.filter((line) => !line.startsWith('{"type":"RECORD"')), result.stderr].join('\n');
      expect(forms.filter((form) => said.includes(form))).toEqual([]);
    });

    test('records of a stream lie between its STARTED and its last STATE', () => {
      const open = new Set<string>();
      const counts = new Map<string, number>();
      for (const { record, state, trace } of airbyteMessages(result)) {
        const status = trace?.stream_status;
        if (status?.status === 'STARTED') open.add(status.stream_descriptor.name);
        if (record !== undefined) {
          expect(open).toContain(record.stream);
          counts.set(record.stream, (counts.get(record.stream) ?? 0) + 1);
        }
        if (state !== undefined) counts.set(state.stream.stream_descriptor.name, 0);
      }
      expect([...counts].filter(([, count]) => count > 0)).toEqual([]);
    });
  });
};
