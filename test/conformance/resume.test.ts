import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readableVendors } from '../../src/vendors.ts';
import type { TapResult } from '../support/tap-process.ts';
import { airbyteProblems } from '../tap/emit/airbyte-protocol.ts';
import {
  airbyteMessages,
  configuredStream,
  keysOf,
  lastStates,
  openAccount,
  recordsOf,
  singerMessages,
  statesOf,
  statusesOf,
  type Account,
  type AirbyteState,
  type Json,
} from './support.ts';

const SAMPLES = 3;
const FAR = '2199-01-01T00:00:00Z';

describe.each(readableVendors)('a read of %s that goes on from a state', (vendor) => {
  let account: Account;
  let result: TapResult;

  beforeAll(async () => {
    account = await openAccount(vendor, { pageSize: 4 });
    result = await account.read();
  });

  afterAll(() => account.close());

  test('of the far future has no records but those without a cursor value, and one STATE or more', async () => {
    const incremental = account.airbyte.filter(({ supported_sync_modes: modes }) => modes.includes('incremental'));
    const names = incremental.map(({ name }) => name);
    const state = lastStates(result)
      .filter(({ stream }) => names.includes(stream.stream_descriptor.name))
      .map((last) => ({
        ...last,
        stream: { ...last.stream, stream_state: { ...last.stream.stream_state, value: FAR } },
      }));
    const future = await account.read({ catalog: { streams: incremental.map(configuredStream) }, state });
    expect(future.code).toBe(0);
    for (const { name, default_cursor_field: [cursor = ''] = [] } of incremental) {
      const rows = (recordsOf(future).get(name) ?? []).filter((row) => row[cursor] !== null);
      expect({ name, rows: rows.length }).toEqual({ name, rows: 0 });
      expect({ name, silent: statesOf(future, name).length === 0 }).toEqual({ name, silent: false });
      expect(statusesOf(future, name).at(-1)).toBe('COMPLETE');
    }
  });

  test('loses no record, whichever STATE it goes on from', async () => {
    const positions = result.lines.flatMap((line, index) => (line.startsWith('{"type":"STATE"') ? [index] : []));
    expect(positions.length).toBeGreaterThan(SAMPLES);
    for (let sample = 1; sample <= SAMPLES; sample += 1) {
      const position = positions[Math.floor((positions.length * sample) / (SAMPLES + 1))] ?? 0;
      const before: TapResult = { ...result, lines: result.lines.slice(0, position + 1) };
      const states: readonly AirbyteState[] = lastStates(before);
      const after = await account.read({ state: states });
      expect(after.code).toBe(0);
      for (const stream of account.airbyte) {
        const keys = keysOf(stream).length > 0 ? keysOf(stream) : Object.keys(stream.json_schema.properties);
        const idsOf = (run: TapResult) =>
          (recordsOf(run).get(stream.name) ?? []).map((row) => JSON.stringify(keys.map((key) => row[key])));
        const seen = new Set([...idsOf(before), ...idsOf(after)]);
        const lost = idsOf(result).filter((id) => !seen.has(id));
        expect({ stream: stream.name, position, lost }).toEqual({ stream: stream.name, position, lost: [] });
      }
    }
  });

  test('ignores fields that it does not know in the config, the catalog and the state', async () => {
    const more = (item: object): Json => ({ ...item, not_known: { to: ['the tap'] } });
    const states = lastStates(result);
    const again = await account.read({
      config: { ...account.values, _page_size: 3, not_known: true },
      catalog: more({ streams: account.airbyte.map(configuredStream).map(more) }),
      state: states.map((state) =>
        more({ ...state, stream: { ...state.stream, stream_state: more(state.stream.stream_state) } }),
      ),
    });
    expect(again.code).toBe(0);
    for (const { name } of account.airbyte) expect(statusesOf(again, name).at(-1)).toBe('COMPLETE');
  });

  test('refuses a mode that does not exist, with a trace', async () => {
    const streams = account.airbyte.slice(0, 1).map((stream) => ({
      ...configuredStream({ ...stream, name: 'no_such_stream' }),
      ...{ sync_mode: 'INVALID', destination_sync_mode: 'INVALID' },
    }));
    const refused = await account.read({ catalog: { streams } });
    expect(refused.code).not.toBe(0);
    const traces = airbyteMessages(refused).filter(({ trace }) => trace?.type === 'ERROR');
    expect(traces.length).toBeGreaterThan(0);
  });
});

describe.each(['airbyte', 'singer'] as const)('SIGTERM in the midst of a read (%s)', (protocol) => {
  test('ends it by that signal within five seconds, with the state flushed', async () => {
    const account = await openAccount('learnupon', { users: 400, pageSize: 5, latencyMs: 20 });
    let sent = 0;
    const stopped = await account[protocol === 'airbyte' ? 'read' : 'sync'](
      {},
      {
        onLine: (line, _index, child) => {
          if (sent > 0 || !line.startsWith('{"type":"STATE"')) return;
          sent = performance.now();
          child.kill('SIGTERM');
        },
      },
    );
    expect(performance.now() - sent).toBeLessThan(5000);
    await account.close();
    expect({ signal: stopped.signal, torn: stopped.torn }).toEqual({ signal: 'SIGTERM', torn: '' });
    if (protocol === 'singer') {
      expect(singerMessages(stopped).at(-1)?.type).toBe('STATE');
      return;
    }
    expect(stopped.lines.flatMap(airbyteProblems)).toEqual([]);
    const ended = account.airbyte.filter(({ name }) => statusesOf(stopped, name).length > 0);
    const last = ended.map(({ name }) => statusesOf(stopped, name).at(-1));
    expect(last).toContain('INCOMPLETE');
    expect(last.filter((status) => status !== 'INCOMPLETE' && status !== 'COMPLETE')).toEqual([]);
  });
});

describe('a stream that is not granted', () => {
  let account: Account;

  beforeAll(async () => {
    account = await openAccount('learnupon', { options: { disabled: ['gamification'] } });
  });

  afterAll(() => account.close());

  test('is skipped with a warning where nobody named it', async () => {
    const skipped = await account.run(['sync']);
    expect(skipped.code).toBe(0);
    expect(skipped.stderr).toMatch(/WARNING .*badges/);
    expect(recordsOf(skipped).has('badges')).toBe(false);
    expect(recordsOf(skipped).has('users')).toBe(true);
  });

  test('fails alone where the catalog names it', async () => {
    const whole = await openAccount('learnupon');
    const streams = whole.airbyte.filter(({ name }) => ['users', 'badges'].includes(name)).map(configuredStream);
    await whole.close();
    const failed = await account.read({ catalog: { streams } });
    expect(failed.code).not.toBe(0);
    expect(statusesOf(failed, 'badges').at(-1)).toBe('INCOMPLETE');
    expect(statusesOf(failed, 'users').at(-1)).toBe('COMPLETE');
    const errors = airbyteMessages(failed).flatMap(({ trace }) => trace?.error ?? []);
    expect(errors).toMatchObject([{ stream_descriptor: { name: 'badges' } }]);
    expect(errors[0]?.message).toMatch(/\w+ \w+ \w+/);
  });
});
