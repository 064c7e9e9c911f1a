import { describe, expect, test } from '@jest/globals';
import { fc } from '../../support/property.ts';
import { createAirbyteOutput } from '../../../packages/tap/src/emit/airbyte.ts';
import { ConfigError } from '../../../packages/tap/src/errors/config-error.ts';
import { PermissionError } from '../../../packages/tap/src/errors/permission-error.ts';
import { ResponseShapeError } from '../../../packages/tap/src/errors/response-shape-error.ts';
import { createAirbyteLog } from '../../../packages/tap/src/run/log-airbyte.ts';
import { selectNamed } from '../../../packages/tap/src/select/defaults.ts';
import type { SelectedStream } from '../../../packages/tap/src/select/selection.ts';
import { noSettings } from '../../../packages/tap/src/select/settings.ts';
import { streams } from '../select/streams.ts';
import { airbyteProblems } from './airbyte-protocol.ts';
import { bookmark } from './bookmarks.ts';
import { captured, stoppedClock } from './capture.ts';

const [users, courses] = selectNamed(streams, ['users', 'courses'], noSettings).streams as [
  SelectedStream,
  SelectedStream,
];

const started = () => {
  const out = captured();
  const clock = stoppedClock();
  const redact = (text: string): string => text.replaceAll('s3cret', '***');
  const log = createAirbyteLog({ writer: out.writer, least: 'info', redact });
  const output = createAirbyteOutput({ writer: out.writer, log, timezone: 'UTC', clock, redact });
  return { ...out, clock, output, log };
};

/** `STARTED users`, `RECORD users`, `STATE users 3.0`, `ERROR users`, `LOG WARN`: one word per message, checked on the way. */
const story = (lines: readonly string[]): string[] =>
  lines.map((line) => {
    expect(airbyteProblems(line)).toEqual([]);
    const { type, record, state, trace, log } = JSON.parse(line) as {
      type: string;
      record?: { stream: string };
      state?: { stream: { stream_descriptor: { name: string } } };
      trace?: {
        error?: { stream_descriptor?: { name: string } };
        stream_status?: { status: string; stream_descriptor: { name: string }; reasons?: { type: string }[] };
      };
      log?: { level: string };
    };
    const count = /"recordCount":([\d.]+)/.exec(line)?.[1] ?? '';
    if (record !== undefined) return `RECORD ${record.stream}`;
    if (state !== undefined) return `STATE ${state.stream.stream_descriptor.name} ${count}`;
    if (log !== undefined) return `LOG ${log.level}`;
    if (trace?.error !== undefined) return `ERROR ${trace.error.stream_descriptor?.name ?? '-'}`;
    if (trace?.stream_status === undefined) return type;
    const { status, stream_descriptor: descriptor, reasons } = trace.stream_status;
    return [status, descriptor.name, ...(reasons ?? []).map((reason) => reason.type)].join(' ');
  });

const rows = (...ids: number[]) => ({ rows: ids.map((id) => ({ id })), partition: {} });

describe('the Airbyte output', () => {
  test('tells the story of a stream', async () => {
    const { output, lines } = started();
    await output.begin([courses], undefined);
    await output.startStream(courses);
    expect(await output.writeRows(courses, rows(1, 2, 3))).toBe(3);
    await output.writeState(courses, bookmark({ seq: 1 }));
    await output.writeRows(courses, rows(4));
    await output.writeState(courses, bookmark({ seq: 2 }));
    await output.writeState(courses, bookmark({ seq: 3 }));
    await output.finishStream(courses, { kind: 'complete' });
    await output.end();
    expect(story(lines())).toEqual([
      'STARTED courses',
      'RUNNING courses',
      'RECORD courses',
      'RECORD courses',
      'RECORD courses',
      'STATE courses 3.0',
      'RECORD courses',
      'STATE courses 1.0',
      'STATE courses 0.0',
      'COMPLETE courses',
    ]);
  });

  test('writes its messages exactly so', async () => {
    const { output, lines } = started();
    await output.startStream({ ...courses, namespace: 'acme' });
    await output.writeRows({ ...courses, namespace: 'acme' }, { rows: [{ id: 1, price: 'dear' }], partition: {} });
    await output.writeState({ ...courses, namespace: 'acme' }, bookmark());
    expect(lines()).toEqual([
      '{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1767323045678,"stream_status":' +
        '{"stream_descriptor":{"name":"courses","namespace":"acme"},"status":"STARTED"}}}',
      '{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1767323045678,"stream_status":' +
        '{"stream_descriptor":{"name":"courses","namespace":"acme"},"status":"RUNNING"}}}',
      '{"type":"RECORD","record":{"stream":"courses","namespace":"acme","data":{"id":1,"title":null,"price":null,"open":null,' +
        '"starts_on":null,"_extra":{"price":"dear"}},"emitted_at":1767323045678,' +
        '"meta":{"changes":[{"field":"price","change":"NULLED","reason":"SOURCE_SERIALIZATION_ERROR"}]}}}',
      '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"courses","namespace":"acme"},"stream_state":' +
        '{"v":1,"vendor":"acme","seq":1,"mode":"incremental","generation":null,"value":"2026-01-01T00:00:00Z","window":null,' +
        '"list":null,"parent":null,"done":true}},"sourceStats":{"recordCount":1.0}}}',
    ]);
  });

  test('has meta only where something was changed', async () => {
    const { output, messages } = started();
    await output.writeRows(courses, {
      rows: [
        { id: 1, price: 'dear' },
        { id: 2, price: 3 },
      ],
      partition: {},
    });
    await output.end();
    const records = messages().filter(({ type }) => type === 'RECORD');
    expect(records[0]).toHaveProperty('record.meta.changes');
    expect(records[1]).not.toHaveProperty('record.meta');
  });

  test('runs an empty stream too, and states it even when no bookmark came', async () => {
    const { output, lines, messages } = started();
    const input = [
      { type: 'STREAM', stream: { stream_descriptor: { name: 'users' }, stream_state: { v: 1, seq: 9 } } },
    ];
    await output.begin([users, courses], input);
    for (const stream of [users, courses]) {
      await output.startStream(stream);
      await output.finishStream(stream, { kind: 'complete' });
    }
    await output.end();
    expect(story(lines())).toEqual(
      ['users', 'courses'].flatMap((name) => [
        `STARTED ${name}`,
        `RUNNING ${name}`,
        `STATE ${name} 0.0`,
        `COMPLETE ${name}`,
      ]),
    );
    expect(messages()[2]).toHaveProperty('state.stream.stream_state', { v: 1, seq: 9 });
    expect(messages()[6]).toHaveProperty('state.stream.stream_state', {});
  });

  test('says until when it waits for the quota', async () => {
    const { output, lines, messages, clock } = started();
    await output.startStream(courses);
    await output.waiting(courses, clock.ms + 60_000.5);
    await output.writeRows(courses, rows(1));
    await output.writeState(courses, bookmark());
    await output.finishStream(courses, { kind: 'complete' });
    expect(story(lines())).toEqual([
      'STARTED courses',
      'RUNNING courses RATE_LIMITED',
      'RECORD courses',
      'STATE courses 1.0',
      'COMPLETE courses',
    ]);
    expect(messages()[1]).toHaveProperty('trace.stream_status.reasons', [
      { type: 'RATE_LIMITED', rate_limited: { quota_reset: clock.ms + 60_001 } },
    ]);
  });

  test('traces a failed stream once, without secrets, and goes on with the next', async () => {
    const { output, lines, messages } = started();
    await output.begin([users, courses], undefined);
    await output.startStream(users);
    const cause = new Error('key=s3cret');
    const error = new PermissionError('The scope users.read is missing; grant it.', {
      detail: 'GET /users?key=s3cret: 403',
      cause,
    });
    await output.finishStream(users, { kind: 'failed', error });
    await output.startStream(courses);
    await output.writeRows(courses, rows(1));
    await output.writeState(courses, bookmark());
    await output.finishStream(courses, { kind: 'complete' });
    await output.end();
    expect(story(lines())).toEqual([
      'STARTED users',
      'ERROR users',
      'INCOMPLETE users',
      'STARTED courses',
      'RUNNING courses',
      'RECORD courses',
      'STATE courses 1.0',
      'COMPLETE courses',
    ]);
    expect(messages()[1]).toEqual({
      type: 'TRACE',
      trace: {
        type: 'ERROR',
        emitted_at: 1767323045678,
        error: {
          message: 'The scope users.read is missing; grant it.',
          internal_message: 'PermissionError: GET /users?key=***: 403: Error: key=***',
          failure_type: 'config_error',
          stream_descriptor: { name: 'users' },
        },
      },
    });
  });

  test('shows the stack of a bug', async () => {
    const { output, messages } = started();
    await output.fail(null, new ResponseShapeError('The answer has no list.'));
    expect(messages()[0]).toHaveProperty('trace.error.stack_trace');
    expect(messages()[0]).not.toHaveProperty('trace.error.stream_descriptor');
  });

  test('leaves an unknown stream, a skipped one and a stopped one incomplete', async () => {
    const { output, lines } = started();
    await output.fail('invoices', new ConfigError('There is no stream "invoices".'));
    await output.finishStream(users, { kind: 'skipped', reason: 'the plan has no users' });
    await output.startStream(courses);
    await output.writeRows(courses, rows(1));
    await output.finishStream(courses, { kind: 'stopped' });
    await output.end();
    expect(story(lines())).toEqual([
      'ERROR invoices',
      'INCOMPLETE invoices',
      'STARTED users',
      'INCOMPLETE users',
      'STARTED courses',
      'RUNNING courses',
      'RECORD courses',
      'INCOMPLETE courses',
    ]);
  });

  test('starts a list again rather than write a secret into the state', async () => {
    const { output, text } = started();
    const list = { pass: 1, at: 'next?key=s3cret', anchor: null, pages: null, moved: false } as const;
    await output.writeState(courses, bookmark({ list }));
    expect(text()).toContain('"list":null');
    expect(text()).not.toContain('s3cret');
  });

  test('hides secrets in LOG messages', async () => {
    const { log, writer, messages } = started();
    log('warning', 'GET /users?key=s3cret', { stream: 'users', error: new Error('s3cret') });
    log('debug', 'too fine');
    await writer.flush();
    expect(messages()).toHaveLength(1);
    expect(messages()[0]).toMatchObject({ type: 'LOG', log: { level: 'WARN', message: 'users: GET /users?key=***' } });
    expect(JSON.stringify(messages())).not.toContain('s3cret');
  });

  test('counts every record in exactly one state, and every line is a message, whatever happens', async () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('rows' as const), count: fc.nat(5) }),
      fc.record({ kind: fc.constant('state' as const) }),
      fc.record({ kind: fc.constant('waiting' as const) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.constantFrom(users, courses), step), { maxLength: 40 }), async (steps) => {
        const { output, lines, clock } = started();
        let seq = 0;
        let written = 0;
        await output.begin([users, courses], undefined);
        for (const [stream, { kind, ...rest }] of steps) {
          if (kind === 'state') await output.writeState(stream, bookmark({ seq: (seq += 1) }));
          else if (kind === 'waiting') await output.waiting(stream, clock.ms);
          else {
            const ids = Array.from({ length: 'count' in rest ? rest.count : 0 }, (_, index) => index);
            written += await output.writeRows(stream, rows(...ids));
          }
        }
        for (const stream of [users, courses]) {
          await output.writeState(stream, bookmark({ seq: (seq += 1) }));
          await output.finishStream(stream, { kind: 'complete' });
        }
        await output.end();
        const told = story(lines());
        const counted = told.filter((line) => line.startsWith('STATE')).map((line) => Number(line.split(' ')[2]));
        expect(counted.reduce((sum, count) => sum + count, 0)).toBe(written);
        expect(told.filter((line) => line.startsWith('RECORD'))).toHaveLength(written);
        const states = lines().filter((line) => line.startsWith('{"type":"STATE"'));
        expect(new Set(states).size).toBe(states.length);
        for (const { stream } of [users, courses]) {
          const own = told.filter((line) => line.split(' ')[1] === stream.name);
          expect(own[0]).toBe(`STARTED ${stream.name}`);
          expect(own[1]).toMatch(/^RUNNING/);
          expect(own.at(-1)).toBe(`COMPLETE ${stream.name}`);
          expect(own.filter((line) => /^(STARTED|COMPLETE)/.test(line))).toHaveLength(2);
        }
      }),
      { numRuns: 60 },
    );
  });
});
