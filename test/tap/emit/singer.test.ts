import { describe, expect, test } from '@jest/globals';
import { createSingerOutput } from '../../../packages/tap/src/emit/singer.ts';
import { ConfigError } from '../../../packages/tap/src/errors/config-error.ts';
import { PermissionError } from '../../../packages/tap/src/errors/permission-error.ts';
import { TransientError } from '../../../packages/tap/src/errors/transient-error.ts';
import { selectNamed } from '../../../packages/tap/src/select/defaults.ts';
import type { SelectedStream } from '../../../packages/tap/src/select/selection.ts';
import { noSettings } from '../../../packages/tap/src/select/settings.ts';
import { streams } from '../select/streams.ts';
import { bookmark } from './bookmarks.ts';
import { captured, capturedLog, stoppedClock } from './capture.ts';

const [users, courses] = selectNamed(streams, ['users', 'courses'], noSettings).streams as [
  SelectedStream,
  SelectedStream,
];

const started = () => {
  const out = captured();
  const log = capturedLog();
  const clock = stoppedClock();
  const redact = (text: string): string => text.replaceAll('s3cret', '***');
  const output = createSingerOutput({ writer: out.writer, log: log.log, timezone: 'UTC', clock, redact });
  return { ...out, ...log, clock, output };
};

const course = (id: number) => ({ id, title: `Course ${String(id)}`, price: 1.5, open: 1, starts_on: '2026-05-01' });

describe('the Singer output', () => {
  test('writes a full table from its schema to its last state', async () => {
    const { output, lines } = started();
    await output.begin([courses], undefined);
    await output.startStream(courses);
    expect(await output.writeRows(courses, { rows: [course(1), { id: 2, odd: 'x' }], partition: {} })).toBe(2);
    await output.writeState(courses, bookmark({ mode: 'full_table', value: null }));
    await output.finishStream(courses, { kind: 'complete' });
    await output.end();
    expect(lines()).toEqual([
      '{"type":"STATE","value":{"bookmarks":{}}}',
      '{"type":"SCHEMA","stream":"courses","schema":{"type":"object","properties":{' +
        '"id":{"type":"integer","description":"Course"},"title":{"type":["string","null"],"description":"Title"},' +
        '"price":{"type":["number","null"],"description":"Price"},"open":{"type":["boolean","null"],"description":"Open"},' +
        '"starts_on":{"type":["string","null"],"format":"date","description":"Start"},' +
        '"_extra":{"type":["object","null"],"description":"What the fields of this schema do not know or could not hold, ' +
        'by the vendor’s field name; null when there is nothing"}}},"key_properties":["id"]}',
      '{"type":"RECORD","stream":"courses","record":{"id":1,"title":"Course 1","price":1.5,"open":true,"starts_on":"2026-05-01","_extra":null},' +
        '"time_extracted":"2026-01-02T03:04:05.678Z"}',
      '{"type":"RECORD","stream":"courses","record":{"id":2,"title":null,"price":null,"open":null,"starts_on":null,"_extra":{"odd":"x"}},' +
        '"time_extracted":"2026-01-02T03:04:05.678Z"}',
      '{"type":"STATE","value":{"bookmarks":{"courses":{"v":1,"vendor":"acme","seq":1,"mode":"full_table","generation":null,' +
        '"value":null,"window":null,"list":null,"parent":null,"done":true}}}}',
    ]);
  });

  test('names the bookmark of an incremental stream, and none when it is read in full', async () => {
    const { output, messages } = started();
    await output.startStream(users);
    await output.startStream({ ...users, mode: 'full_table' });
    await output.end();
    expect(messages()[0]).toMatchObject({ bookmark_properties: ['updated_at'], key_properties: ['id'] });
    expect(messages()[1]).not.toHaveProperty('bookmark_properties');
  });

  test('describes an empty stream, and ends with a state although nothing was read', async () => {
    const { output, messages } = started();
    await output.begin([courses], undefined);
    await output.startStream(courses);
    await output.finishStream(courses, { kind: 'complete' });
    await output.end();
    expect(messages().map(({ type }) => type)).toEqual(['STATE', 'SCHEMA', 'STATE']);
  });

  test('writes a state when there is nothing at all to do', async () => {
    const { output, lines } = started();
    await output.begin([], null);
    await output.end();
    expect(lines()).toEqual(['{"type":"STATE","value":{"bookmarks":{}}}']);
  });

  test('begins with the unchanged input state and carries what it does not read', async () => {
    const { output, lines } = started();
    const input = {
      currently_syncing: 'users',
      bookmarks: { invoices: { seen: 7 }, courses: { old: true }, users: { v: 1 } },
      version: 3,
    };
    await output.begin([courses], input);
    await output.startStream(courses);
    await output.writeState(courses, bookmark({ seq: 2 }));
    await output.end();
    const [first, , last, ...rest] = lines();
    expect(rest).toEqual([]);
    expect(first).toBe(`{"type":"STATE","value":${JSON.stringify(input)}}`);
    expect(JSON.parse(last!)).toEqual({
      type: 'STATE',
      value: {
        currently_syncing: 'users',
        version: 3,
        bookmarks: { invoices: { seen: 7 }, courses: bookmark({ seq: 2 }), users: { v: 1 } },
      },
    });
  });

  test('writes the input state once when it is also the last', async () => {
    const { output, lines } = started();
    await output.begin([], { bookmarks: { users: { v: 1 } } });
    await output.end();
    expect(lines()).toEqual(['{"type":"STATE","value":{"bookmarks":{"users":{"v":1}}}}']);
  });

  test.each([[{}], [[]], [null], [undefined]])('takes %j for no state', async (input) => {
    const { output, lines } = started();
    await output.begin([], input);
    await output.end();
    expect(lines()).toEqual(['{"type":"STATE","value":{"bookmarks":{}}}']);
  });

  test('takes over the state of Airbyte', async () => {
    const { output, messages } = started();
    await output.begin(
      [],
      [
        { type: 'STREAM', stream: { stream_descriptor: { name: 'users' }, stream_state: { v: 1 } } },
        {
          type: 'STATE',
          state: { type: 'STREAM', stream: { stream_descriptor: { name: 'courses' }, stream_state: { v: 1 } } },
        },
        { type: 'GLOBAL', global: { stream_states: [{ stream_descriptor: { name: 'a' }, stream_state: { b: 1 } }] } },
        { type: 'LEGACY', data: { bookmarks: { c: 1 } } },
      ],
    );
    await output.end();
    expect(messages()).toEqual([
      { type: 'STATE', value: { bookmarks: { users: { v: 1 }, courses: { v: 1 }, a: { b: 1 }, c: 1 } } },
    ]);
  });

  test('takes over a whole STATE message', async () => {
    const { output, messages } = started();
    await output.begin([], { type: 'STATE', value: { bookmarks: { users: { v: 1 } } } });
    await output.end();
    expect(messages()).toEqual([{ type: 'STATE', value: { bookmarks: { users: { v: 1 } } } }]);
  });

  test('repeats the last state after records that no state followed', async () => {
    const { output, messages } = started();
    await output.begin([courses], undefined);
    await output.startStream(courses);
    await output.writeState(courses, bookmark());
    await output.writeRows(courses, { rows: [course(1)], partition: {} });
    await output.end();
    expect(messages().map(({ type }) => type)).toEqual(['STATE', 'SCHEMA', 'STATE', 'RECORD', 'STATE']);
    expect(messages()[4]).toEqual(messages()[2]);
  });

  test('hands a state to the reader without waiting for more', async () => {
    const { output, messages } = started();
    await output.startStream(courses);
    await output.writeState(courses, bookmark());
    expect(messages().map(({ type }) => type)).toEqual(['SCHEMA', 'STATE']);
  });

  test('starts a list again rather than write a secret into the state', async () => {
    const { output, messages } = started();
    await output.startStream(courses);
    const list = {
      pass: 1,
      at: 'https://acme.example/next?key=s3cret',
      anchor: null,
      pages: null,
      moved: false,
    } as const;
    await output.writeState(courses, bookmark({ list, parent: null }));
    expect(JSON.stringify(messages())).not.toContain('s3cret');
    expect(messages()[1]).toMatchObject({ value: { bookmarks: { courses: { list: null, value: bookmark().value } } } });
  });

  test('counts records once a minute and at the end, and times stream and job', async () => {
    const { output, clock, metrics } = started();
    const rows = (count: number) => ({
      rows: Array.from({ length: count }, (_, index) => course(index)),
      partition: {},
    });
    await output.startStream(courses);
    await output.writeRows(courses, rows(3));
    clock.ms += 59_000;
    await output.writeRows(courses, rows(2));
    expect(metrics).toEqual([]);
    clock.ms += 1000;
    await output.waiting(courses, clock.ms + 10_000);
    await output.writeRows(courses, rows(4));
    clock.ms += 500;
    await output.finishStream(courses, { kind: 'complete' });
    await output.end();
    const tags = { endpoint: 'courses', stream: 'courses' };
    expect(metrics).toEqual([
      { type: 'counter', metric: 'record_count', value: 5, tags },
      { type: 'counter', metric: 'record_count', value: 4, tags },
      { type: 'timer', metric: 'sync_duration', value: 60.5, tags: { stream: 'courses', status: 'succeeded' } },
      { type: 'timer', metric: 'job_duration', value: 60.5, tags: { job_type: 'sync', status: 'succeeded' } },
    ]);
  });

  test('says the details of what failed, and marks the job as failed', async () => {
    const { output, entries, metrics } = started();
    await output.begin([users, courses], undefined);
    await output.startStream(users);
    const error = new TransientError('The vendor does not answer.', { detail: 'GET /users: 503' });
    await output.finishStream(users, { kind: 'failed', error });
    await output.finishStream(courses, { kind: 'skipped', reason: 'the scope "courses" is missing' });
    await output.fail('invoices', new ConfigError('There is no such stream.'));
    await output.fail(null, new PermissionError('Nothing is granted.'));
    await output.end();
    expect(entries).toEqual([
      'error users GET /users: 503',
      'error invoices There is no such stream.',
      'error - Nothing is granted.',
    ]);
    expect(metrics.map(({ metric, tags }) => [metric, tags['status']])).toEqual([
      ['record_count', undefined],
      ['sync_duration', 'failed'],
      ['job_duration', 'failed'],
    ]);
  });

  test('says once what did not fit the fields', async () => {
    const { output, entries } = started();
    await output.startStream(courses);
    await output.writeRows(courses, {
      rows: [
        { ...course(1), hue: 1 },
        { ...course(2), hue: 2, price: 'dear' },
      ],
      partition: {},
    });
    await output.finishStream(courses, { kind: 'complete' });
    expect(entries).toEqual([
      'info courses fields that are not described went to _extra: hue (2)',
      'warning courses values of another type than described became null: price (1)',
    ]);
  });

  test('refuses a record that no target could read', async () => {
    const { output } = started();
    await output.startStream(courses);
    const rows = [{ id: 1, title: 'x'.repeat(33 * 1024 * 1024) }];
    await expect(output.writeRows(courses, { rows, partition: {} })).rejects.toThrow(/A record of courses has 34 MiB/);
  });
});
