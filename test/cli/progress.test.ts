import { expect, test } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { Output } from '@singer-io-ts/tap/emit/output.ts';
import type { SelectedStream } from '@singer-io-ts/tap/select/selection.ts';
import { withProgress } from '../../src/commands/progress.ts';

test('says how far the run is and what it waits for, within the width of the terminal, and leaves no trace', async () => {
  const calls: string[] = [];
  const output = Object.fromEntries(
    ['begin', 'startStream', 'writeRows', 'writeState', 'waiting', 'finishStream', 'fail', 'end'].map((name) => [
      name,
      (): Promise<number> => {
        calls.push(name);
        return Promise.resolve(1200);
      },
    ]),
  ) as unknown as Output;
  const users = { stream: { name: 'users' } } as unknown as SelectedStream;
  const written: string[] = [];
  let nowMs = 0;
  let columns = 200;
  const progress = withProgress(output, {
    write: (text) => written.push(text),
    columns: () => columns,
    requests: () => 7,
    now: () => nowMs,
    redrawMs: 5,
  });
  await progress.output.begin([users], undefined);
  await progress.output.startStream(users);
  await progress.output.writeRows(users, { rows: [], partition: {} });
  nowMs = 2000;
  await progress.output.waiting(users, 32_000);
  await delay(20);
  expect(written.at(-1)).toBe(
    '\r\u001B[2K1,200 rows · 600/s · 7 requests · 0 of 1 streams · waiting for quota, 30 s more · users 1,200',
  );
  columns = 24;
  await delay(20);
  expect(written.at(-1)).toBe('\r\u001B[2K1,200 rows · 600/s · 7…');
  await progress.output.finishStream(users, { kind: 'complete' });
  progress.end();
  expect(written.at(-1)).toBe('\r\u001B[2K');
  expect(calls).toEqual(['begin', 'startStream', 'writeRows', 'waiting', 'finishStream']);
});
