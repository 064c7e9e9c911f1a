import { expect, test } from '@jest/globals';
import { startSandbox } from '../../packages/sandbox/src/index.ts';
import { get } from './raw-client.ts';

test('a million users cost little memory, and the last page comes as the first', async () => {
  const before = process.memoryUsage();
  const sandbox = await startSandbox({ vendor: 'learnupon', users: 1_000_000 });
  const first = (await get(sandbox, '/users?version_id=1.2')).json['user'] as Record<string, unknown>[];
  const last = await get(sandbox, '/users?version_id=1.2&page=2000');
  const rows = last.json['user'] as Record<string, unknown>[];
  expect(first).toHaveLength(500);
  expect(last.headers['lu-has-next-page']).toBe('false');
  expect(rows.at(-1)!['id']).toBe((first[0]!['id'] as number) + 999_999);

  sandbox.delete('users', first[0]!['id'] as number);
  sandbox.insert('users', {}, 'middle');
  const shifted = (await get(sandbox, '/users?version_id=1.2&page=2000')).json['user'] as Record<string, unknown>[];
  expect(shifted.at(-1)).toEqual(rows.at(-1));

  const courseId = sandbox.truth('courses')[1]!['id'];
  const enrollments = await get(sandbox, `/enrollments/search?course_id=${String(courseId)}`);
  expect(enrollments.json['enrollments']).toHaveLength(500);
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  await sandbox.close();
  expect((heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers) / 1e6).toBeLessThan(250);
});
