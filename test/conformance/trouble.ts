import { describe, expect, test } from '@jest/globals';
import { airbyteProblems } from '../tap/emit/airbyte-protocol.ts';
import type { Subject } from './subject.ts';
import {
  airbyteMessages,
  configuredStream,
  recordsOf,
  settled,
  singerMessages,
  statesOf,
  statusesOf,
} from './support.ts';

/** One right that a key may lack: what the portal is told, and the stream that it takes away. */
export interface Refusal {
  readonly options: object;
  readonly stream: string;
  /** A stream of another family, which must come all the same. */
  readonly other: string;
}

/** C-SYNC under failures: refused streams, errors that look like data, signals. */
export const trouble = (subject: Subject, refusal: Refusal | null): void => {
  const { account, another, wholeRead } = subject;

  if (refusal !== null) {
    const { options, stream, other } = refusal;
    describe('X11 a stream that is not granted', () => {
      test('X11 fails alone where the catalog names it, with its name and a sentence', async () => {
        const refused = await another({ options });
        try {
          const streams = account()
            .airbyte.filter(({ name }) => [stream, other].includes(name))
            .map(configuredStream);
          expect(streams).toHaveLength(2);
          const failed = await refused.read({ catalog: { streams } });
          expect(failed.code).not.toBe(0);
          expect(statusesOf(failed, stream).at(-1)).toBe('INCOMPLETE');
          expect(statusesOf(failed, other).at(-1)).toBe('COMPLETE');
          const errors = airbyteMessages(failed).flatMap(({ trace }) => trace?.error ?? []);
          expect(errors).toMatchObject([{ stream_descriptor: { name: stream } }]);
          expect(errors[0]?.message).toMatch(/\w+ \w+ \w+/);
        } finally {
          await refused.close();
        }
      });

      test('X11 is skipped with a warning where nobody named it', async () => {
        const refused = await another({ options });
        try {
          const skipped = await refused.run(['sync']);
          expect(skipped.code).toBe(0);
          expect(recordsOf(skipped).has(stream)).toBe(false);
          expect(recordsOf(skipped).has(other)).toBe(true);
          // Streams that are off by default are not asked for.
          const [root] = account().singer.find(({ tap_stream_id: id }) => id === stream)?.metadata ?? [];
          const isDefault = root?.metadata['selected-by-default'] !== false;
          expect({ stream, warned: new RegExp(`WARNING .*${stream}`).test(skipped.stderr) }).toEqual({
            ...{ stream, warned: isDefault },
          });
        } finally {
          await refused.close();
        }
      });
    });
  }

  describe('X09 an error under a good status', () => {
    test('X09 is asked again, and never taken for an empty page', async () => {
      const streams = account().airbyte.slice(0, 1).map(configuredStream);
      const [name = ''] = account().airbyte.map((stream) => stream.name);
      const whole = recordsOf(await wholeRead()).get(name);
      const { sandbox } = account();
      // What describes the lists is no list.
      const paths = /^(?!.*(?:\$metadata|token))/;
      try {
        sandbox.setFaults([{ kind: '200-with-error-body', paths, times: 1 }]);
        const mended = await account().read({ catalog: { streams } });
        expect(mended.code).toBe(0);
        expect(settled(recordsOf(mended).get(name)).toSorted()).toEqual(settled(whole).toSorted());
        sandbox.setFaults([{ kind: '200-with-error-body', paths }]);
        const failed = await account().read({ catalog: { streams }, config: { ...account().values, max_retries: 0 } });
        expect(failed.code).not.toBe(0);
        // Where custom fields are asked for first, that fails, and no stream begins.
        expect(statusesOf(failed, name).at(-1)).not.toBe('COMPLETE');
        expect(airbyteMessages(failed).filter(({ trace }) => trace?.type === 'ERROR')).toHaveLength(1);
        expect(recordsOf(failed).has(name)).toBe(false);
      } finally {
        sandbox.setFaults([]);
      }
    });
  });

  describe.each(['airbyte', 'singer'] as const)('X13 a signal (%s)', (protocol) => {
    test('X13 SIGTERM ends the run by that signal within five seconds, with the state flushed', async () => {
      const slow = await another({ users: 60, latencyMs: 20 });
      let sent = 0;
      try {
        const run = protocol === 'airbyte' ? slow.read : slow.sync;
        const stopped = await run(
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
        expect({ signal: stopped.signal, torn: stopped.torn }).toEqual({ signal: 'SIGTERM', torn: '' });
        if (protocol === 'singer') {
          expect(singerMessages(stopped).at(-1)?.type).toBe('STATE');
          return;
        }
        expect(stopped.lines.flatMap(airbyteProblems)).toEqual([]);
        const begun = slow.airbyte.filter(({ name }) => statusesOf(stopped, name).length > 0);
        const last = begun.map(({ name }) => statusesOf(stopped, name).at(-1));
        expect(last).toContain('INCOMPLETE');
        expect(last.filter((status) => status !== 'INCOMPLETE' && status !== 'COMPLETE')).toEqual([]);
        for (const { name } of begun) {
          const counted = statesOf(stopped, name).reduce((sum, { sourceStats }) => sum + sourceStats.recordCount, 0);
          expect({ name, counted }).toEqual({ name, counted: recordsOf(stopped).get(name)?.length ?? 0 });
        }
      } finally {
        await slow.close();
      }
    });
  });
};
