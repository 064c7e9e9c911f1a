import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readableVendors } from '../../src/vendors.ts';
import type { TapResult } from '../support/tap-process.ts';
import { airbyteProblems } from '../tap/emit/airbyte-protocol.ts';
import {
  airbyteMessages,
  keysOf,
  nodesOf,
  openAccount,
  recordsOf,
  statesOf,
  statusesOf,
  validatorOf,
  type Account,
  type Json,
} from './support.ts';

/** Streams without a key, and why. */
const keyless: Readonly<Record<string, string>> = {
  assessment_instances: 'the vendor repeats a row, id included, for each attribute that refers to the assessment',
};

const STRICT_NUMBER = /[:[,]-?\d+\.0+(?=[,}\]])/;

describe.each(readableVendors)('Airbyte messages of %s', (vendor) => {
  let account: Account;
  let result: TapResult;
  let records: ReadonlyMap<string, readonly Json[]>;

  beforeAll(async () => {
    account = await openAccount(vendor);
    result = await account.read();
    records = recordsOf(result);
  });

  afterAll(() => account.close());

  test('end with 0, every line a message and nothing else', () => {
    expect({ code: result.code, torn: result.torn }).toEqual({ code: 0, torn: '' });
    expect(result.lines.flatMap(airbyteProblems)).toEqual([]);
    expect(result.lines.filter((line) => line.length >= 1024 * 1024)).toEqual([]);
  });

  test('check succeeds with one status, and a wrong key fails with one', async () => {
    const good = airbyteMessages(await account.run(['check'])).filter(({ type }) => type === 'CONNECTION_STATUS');
    expect(good).toMatchObject([{ connectionStatus: { status: 'SUCCEEDED' } }]);
    const refused = await account.run(['check'], { config: { ...account.values, key: 'wrong-key' } });
    const bad = airbyteMessages(refused).filter(({ type }) => type !== 'LOG');
    expect(bad).toMatchObject([{ type: 'CONNECTION_STATUS', connectionStatus: { status: 'FAILED' } }]);
    expect(refused.code).not.toBe(0);
  });

  test('discover names each stream once, with valid and portable schemas', () => {
    const names = account.airbyte.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, json_schema: schema } of account.airbyte) {
      expect(() => validatorOf(schema)).not.toThrow();
      const problems = nodesOf(schema).flatMap(([path, node]) => {
        if (path.endsWith('.properties')) return [];
        const found = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'enum', 'pattern'].filter((word) =>
          Object.hasOwn(node, word),
        );
        if ((node['additionalProperties'] ?? true) !== true) found.push('additionalProperties');
        if (!['date', 'date-time', undefined].includes(node['format'] as string | undefined)) found.push('format');
        return found.map((word) => `${path}: ${word}`);
      });
      expect({ name, problems }).toEqual({ name, problems: [] });
    }
  });

  test('discover declares keys and cursors that the schemas have, and modes', () => {
    for (const stream of account.airbyte) {
      const { name, json_schema: schema, default_cursor_field: cursor, supported_sync_modes: modes } = stream;
      const { properties } = schema;
      expect({ name, keyless: keysOf(stream).length === 0 }).toEqual({ name, keyless: Object.hasOwn(keyless, name) });
      for (const key of keysOf(stream)) {
        expect({ name, key, type: properties[key]?.['type'] }).toEqual({
          ...{ name, key },
          type: expect.stringMatching(/^(string|integer|number|boolean)$/) as unknown,
        });
      }
      expect(modes).toContain('full_refresh');
      expect({ name, cursor: cursor !== undefined && cursor.length > 0 }).toEqual({
        name,
        cursor: modes.includes('incremental'),
      });
      for (const part of cursor ?? []) expect(Object.keys(properties)).toContain(part);
    }
  });

  test('every stream has records, and each satisfies its schema, without a column more or less', () => {
    for (const { name, json_schema: schema } of account.airbyte) {
      const validate = validatorOf(schema);
      const rows = records.get(name) ?? [];
      expect({ name, empty: rows.length === 0 }).toEqual({ name, empty: false });
      for (const row of rows) {
        expect({ name, valid: validate(row), errors: validate.errors }).toEqual({ name, valid: true, errors: null });
        expect({ name, columns: Object.keys(row) }).toEqual({ name, columns: Object.keys(schema.properties) });
      }
    }
  });

  test('integers are written without a decimal point', () => {
    const written = result.lines.filter((line) => line.startsWith('{"type":"RECORD"'));
    // Texts may hold what looks like a number; they are taken out before looking.
    const bare = written.map((line) => line.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""'));
    expect(bare.filter((line) => STRICT_NUMBER.test(line))).toEqual([]);
  });

  test('keys are never null and never twice', () => {
    for (const stream of account.airbyte.filter(({ name }) => !Object.hasOwn(keyless, name))) {
      const rows = (records.get(stream.name) ?? []).map((row) => keysOf(stream).map((key) => row[key] ?? null));
      expect({ name: stream.name, absent: rows.filter((key) => key.includes(null)) }).toEqual({
        name: stream.name,
        absent: [],
      });
      const keys = rows.map((key) => JSON.stringify(key));
      expect({ name: stream.name, keys: new Set(keys).size }).toEqual({ name: stream.name, keys: keys.length });
    }
  });

  test('statuses of each stream begin with STARTED, end with COMPLETE and say RUNNING between', () => {
    for (const { name } of account.airbyte) {
      const statuses = statusesOf(result, name);
      expect({ name, first: statuses[0], last: statuses.at(-1) }).toEqual({
        ...{ name, first: 'STARTED', last: 'COMPLETE' },
      });
      expect({ name, between: [...new Set(statuses.slice(1, -1))] }).toEqual({ name, between: ['RUNNING'] });
    }
  });

  test('states of each stream count its records, and none is equal to the one before', () => {
    for (const { name } of account.airbyte) {
      const states = statesOf(result, name);
      expect({ name, none: states.length === 0 }).toEqual({ name, none: false });
      const counted = states.reduce((sum, { sourceStats }) => sum + sourceStats.recordCount, 0);
      expect({ name, counted }).toEqual({ name, counted: records.get(name)?.length });
      const texts = states.map(({ stream }) => JSON.stringify(stream.stream_state));
      expect({ name, repeated: texts.filter((text, index) => text === texts[index - 1]) }).toEqual({
        ...{ name, repeated: [] },
      });
    }
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
