import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Stream } from '@singer-io-ts/tap';
import { readConfig } from '../../src/config.ts';
import { loadVendor } from '../../src/vendors.ts';
import type { TapResult } from '../support/tap-process.ts';
import { releases } from './releases.ts';
import type { Subject } from './subject.ts';
import {
  configuredStream,
  keysOf,
  lastStates,
  recordsOf,
  settled,
  statesOf,
  statusesOf,
  type AirbyteState,
  type AirbyteStream,
  type Json,
} from './support.ts';

/** Each restart takes another state of every stream; so many restarts reach every state of nearly all streams. */
const RESTARTS = 3;
const FAR = '2199-01-01T00:00:00Z';

const valueOf = ({ stream }: AirbyteState): string | null => (stream.stream_state['value'] ?? null) as string | null;

const isIncremental = ({ supported_sync_modes: modes }: AirbyteStream): boolean => modes.includes('incremental');

/** What came before the state of each stream that it is restarted from. */
interface Restart {
  readonly states: readonly AirbyteState[];
  readonly before: ReadonlyMap<string, readonly Json[]>;
}

/** The `index`-th state of each stream; of a stream with fewer states the last but one, or the last. */
const restartAt = (result: TapResult, streams: readonly AirbyteStream[], index: number): Restart => {
  const before = new Map<string, readonly Json[]>();
  const states = streams.flatMap(({ name }) => {
    const all = statesOf(result, name);
    const position = Math.min(index, all.length - 1);
    const count = all.slice(0, position + 1).reduce((sum, { sourceStats }) => sum + sourceStats.recordCount, 0);
    before.set(name, (recordsOf(result).get(name) ?? []).slice(0, count));
    return all.slice(position, position + 1);
  });
  return { states, before };
};

/** C-SYNC, and what a stored state is good for. */
export const resuming = (subject: Subject): void => {
  const { title, reference, account, wholeRead, nextRead } = subject;

  describe('C-SYNC', () => {
    let result: TapResult;
    let definitions: ReadonlyMap<string, Stream>;

    beforeAll(async () => {
      result = await wholeRead();
      const { config } = readConfig(account().values, { fixedVendor: null, complete: true });
      const vendor = await loadVendor(reference.vendor);
      definitions = new Map((config === null ? [] : vendor.streams(config)).map((stream) => [stream.name, stream]));
    });

    /** Rows of an incremental stream that lie before its state, less the overlap that the stream asks for. */
    const early = (stream: AirbyteStream, from: string | null, rows: readonly Json[]): readonly unknown[] => {
      const [cursor = ''] = stream.default_cursor_field ?? [];
      const definition = definitions.get(stream.name);
      // Where the vendor filters by a date that rows need not show, rows can't be told.
      if (from === null || definition?.bookmarkBy === 'window') return [];
      const since = Date.parse(from) - (definition?.lookbackHours ?? 0) * 3_600_000;
      return rows.map((row) => row[cursor]).filter((value) => typeof value === 'string' && Date.parse(value) < since);
    };

    test('I01 no record lies above the final state, and the next read has only records at or after it', async () => {
      const next = await nextRead();
      expect(next.code).toBe(0);
      for (const stream of account().airbyte.filter(isIncremental)) {
        const { name, default_cursor_field: [cursor = ''] = [] } = stream;
        const rows = recordsOf(result).get(name) ?? [];
        const final = statesOf(result, name).at(-1);
        const value = final === undefined ? null : valueOf(final);
        expect({ name, value }).toEqual({ name, value: expect.any(String) as unknown });
        const above = rows
          .map((row) => row[cursor])
          .filter((seen) => typeof seen === 'string' && Date.parse(seen) > Date.parse(value ?? ''));
        expect({ name, above }).toEqual({ name, above: [] });
        expect({ name, early: early(stream, value, recordsOf(next).get(name) ?? []) }).toEqual({ name, early: [] });
        expect({ name, again: (recordsOf(next).get(name) ?? []).length <= rows.length }).toEqual({ name, again: true });
      }
    });

    test.each(Array.from({ length: RESTARTS }, (_, index) => [index]))(
      'I02 X01 a restart from state %i of each stream has only records at or after it, and leaves no gap',
      async (index) => {
        const { states, before } = restartAt(result, account().airbyte, index);
        const after = await account().read({ state: states });
        expect(after.code).toBe(0);
        for (const stream of account().airbyte) {
          const { name } = stream;
          const keys = keysOf(stream).length > 0 ? keysOf(stream) : Object.keys(stream.json_schema.properties);
          const keysIn = (rows: readonly Json[]) => rows.map((row) => JSON.stringify(keys.map((key) => row[key])));
          const rows = recordsOf(after).get(name) ?? [];
          const seen = new Set([...keysIn(before.get(name) ?? []), ...keysIn(rows)]);
          const lost = keysIn(recordsOf(result).get(name) ?? []).filter((key) => !seen.has(key));
          expect({ name, lost }).toEqual({ name, lost: [] });
          const state = states.find(({ stream: of }) => of.stream_descriptor.name === name);
          if (!isIncremental(stream) || state === undefined) continue;
          expect({ name, early: early(stream, valueOf(state), rows) }).toEqual({ name, early: [] });
        }
      },
    );

    test('I02 the restarts reach nearly every state that was written', () => {
      const counts = account().airbyte.map(({ name }) => statesOf(result, name).length);
      const all = counts.reduce((sum, count) => sum + count, 0);
      const reached = counts.reduce((sum, count) => sum + Math.min(count, RESTARTS), 0);
      expect(reached).toBeGreaterThanOrEqual(Math.min(all, Math.max(10, all / 10)));
    });

    test('I03 a state of the far future has no records but those without a cursor value, and a STATE', async () => {
      const incremental = account().airbyte.filter(isIncremental);
      if (incremental.length === 0) return;
      const names = incremental.map(({ name }) => name);
      const state = lastStates(result)
        .filter(({ stream }) => names.includes(stream.stream_descriptor.name))
        .map((last) => ({
          ...last,
          stream: { ...last.stream, stream_state: { ...last.stream.stream_state, value: FAR } },
        }));
      const future = await account().read({ catalog: { streams: incremental.map(configuredStream) }, state });
      expect(future.code).toBe(0);
      for (const { name, default_cursor_field: [cursor = ''] = [] } of incremental) {
        const rows = (recordsOf(future).get(name) ?? []).filter((row) => row[cursor] !== null);
        expect({ name, rows: rows.length }).toEqual({ name, rows: 0 });
        const values = statesOf(future, name).map(valueOf);
        expect({ name, values: [...new Set(values)] }).toEqual({ name, values: [FAR] });
        expect(statusesOf(future, name).at(-1)).toBe('COMPLETE');
      }
    });

    test('X15 what is not known in config, catalog and state is ignored', async () => {
      const more = (item: object): Json => ({ ...item, not_known: { to: ['the tap'] } });
      const again = await account().read({
        config: { ...account().values, _page_size: 3, not_known: true },
        catalog: more({ streams: account().airbyte.map(configuredStream).map(more) }),
        state: lastStates(result).map((state) =>
          more({ ...state, stream: { ...state.stream, stream_state: more(state.stream.stream_state) } }),
        ),
      });
      expect(again.code).toBe(0);
      const plain = recordsOf(await nextRead());
      for (const { name } of account().airbyte) {
        expect(statusesOf(again, name).at(-1)).toBe('COMPLETE');
        expect({ name, rows: settled(recordsOf(again).get(name)) }).toEqual({ name, rows: settled(plain.get(name)) });
      }
    });

    test('X15 states of earlier releases are gone on with', async () => {
      const stored = releases.flatMap(({ version, states }) => {
        const of = states[title];
        return of === undefined ? [] : [{ version, ...of }];
      });
      for (const { version, complete, stopped } of stored) {
        for (const state of [complete, stopped]) {
          const again = await account().read({ state });
          expect({ version, code: again.code }).toEqual({ version, code: 0 });
          for (const stream of account().airbyte) {
            const { name } = stream;
            expect({ version, name, last: statusesOf(again, name).at(-1) }).toEqual({
              version,
              name,
              last: 'COMPLETE',
            });
            const given = state.find(({ stream: of }) => of.stream_descriptor.name === name);
            if (given === undefined || !isIncremental(stream)) continue;
            const rows = recordsOf(again).get(name) ?? [];
            expect({ version, name, early: early(stream, valueOf(given), rows) }).toEqual({ version, name, early: [] });
          }
        }
      }
    });
  });
};
