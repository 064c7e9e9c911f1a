import { afterEach, describe, expect, test } from '@jest/globals';
import { fc } from '../support/property.ts';
import type { Drift, Sandbox, SandboxOptions } from '../../packages/sandbox/src/index.ts';
import { startSandbox } from '../../packages/sandbox/src/index.ts';
import { get, readAll } from './raw-client.ts';

let open: Sandbox[] = [];
async function start(options: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ vendor: 'learnupon', users: 40, pageSize: 10, limit: 'none', ...options });
  open.push(sandbox);
  return sandbox;
}
afterEach(async () => {
  await Promise.all(open.map((sandbox) => sandbox.close()));
  open = [];
});

const idsOf = (rows: readonly Record<string, unknown>[]): unknown[] => rows.map(({ id }) => id);

async function readUnder(drift: Drift, options: Partial<SandboxOptions> = {}) {
  const sandbox = await start({ ...options, drift: [drift] });
  const before = new Set(idsOf(sandbox.truth(drift.resource)));
  const rows = await readAll(sandbox, '/users?version_id=1.2', 'user');
  const seen = idsOf(rows);
  const lost = idsOf(sandbox.survivors('users', Date.now() - 3_600_000)).filter(
    (id) => before.has(id) && !seen.includes(id),
  );
  return { sandbox, rows, lost: lost.length, repeated: seen.length - new Set(seen).size };
}

describe('a list that changes after every page', () => {
  test.each<[Drift['action'], NonNullable<Drift['at']>, { lost: number; repeated: number }]>([
    ['delete', 'border', { lost: 3, repeated: 0 }],
    ['delete', 'front', { lost: 3, repeated: 0 }],
    ['delete', 'end', { lost: 0, repeated: 0 }],
    ['insert', 'front', { lost: 0, repeated: 4 }],
    ['insert', 'border', { lost: 0, repeated: 4 }],
    ['insert', 'end', { lost: 0, repeated: 0 }],
    ['update', 'middle', { lost: 0, repeated: 0 }],
  ])('%s at the %s: forward paging loses and repeats', async (action, at, expected) => {
    const { lost, repeated } = await readUnder({ resource: 'users', action, at, every: 1, times: 4 });
    expect({ lost, repeated }).toEqual(expected);
  });

  test('loses a row by an update where the last change orders it', async () => {
    const drift: Drift = { resource: 'users', action: 'update', at: 'end', every: 1, times: 1 };
    const { lost, repeated } = await readUnder(drift, { options: { order: 'updated' } });
    expect({ lost, repeated }).toEqual({ lost: 1, repeated: 1 });
  });

  test('is read whole again once the changes stop', async () => {
    const { sandbox } = await readUnder({ resource: 'users', action: 'delete', at: 'random', every: 1, times: 4 });
    const again = await readAll(sandbox, '/users', 'user');
    expect(idsOf(again)).toEqual(idsOf(sandbox.truth('users')));
    expect(again).toHaveLength(36);
  });
});

describe('changes within one parent', () => {
  test('strike the list that was read last', async () => {
    const sandbox = await start({
      users: 100,
      drift: [{ resource: 'enrollments', action: 'insert', at: 'front', every: 1, times: 1 }],
    });
    const courseId = sandbox.truth('enrollments')[0]!['course_id'];
    const path = `/enrollments/search?course_id=${String(courseId)}`;
    const before = (await readAll(sandbox, path, 'enrollments')).length;
    const after = await readAll(sandbox, path, 'enrollments');
    const [first] = after;
    expect(first!['date_enrolled']).toBe(first!['updated_at']);
    expect(after).toHaveLength(new Set(idsOf(after)).size);
    expect(before).toBeGreaterThanOrEqual(after.length);
  });

  test('strike the right row of a filtered list', async () => {
    const sandbox = await start({
      users: 400,
      drift: [{ resource: 'courses', action: 'delete', at: 'border', every: 1, times: 1 }],
    });
    const first = (await get(sandbox, '/courses')).json['courses'] as Record<string, unknown>[];
    expect(idsOf(sandbox.truth('courses'))).not.toContain(first.at(-1)!['id']);
    expect(idsOf(sandbox.truth('courses'))).toContain(first.at(-2)!['id']);
  });
});

test('any mix of changes leaves the served list and the truth in step', async () => {
  const sandbox = await start();
  const change = fc.tuple(
    fc.constantFrom('insert' as const, 'update' as const, 'delete' as const),
    fc.nat(60),
    fc.constantFrom('front' as const, 'middle' as const, 'end' as const),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (changes) => {
      for (const [action, number, place] of changes) {
        const ids = idsOf(sandbox.truth('users')) as number[];
        const id = ids[number % Math.max(1, ids.length)];
        if (action === 'insert') sandbox.insert('users', {}, place);
        else if (id !== undefined && action === 'update') sandbox.update('users', id);
        else if (id !== undefined) expect(sandbox.delete('users', id)).toBe(true);
      }
      const served = await readAll(sandbox, '/users?version_id=1.2', 'user');
      expect(served).toEqual(sandbox.truth('users'));
      expect(new Set(idsOf(served)).size).toBe(served.length);
    }),
    { numRuns: 25 },
  );
});
