import { describe, expect, test } from '@jest/globals';
import type { PageView, Position } from '@singer-io-ts/tap';
import { scimPages } from '../../src/streams/workramp/scim-paging.ts';

const view = (rows: readonly number[], totalResults: unknown): PageView => ({
  body: { totalResults, Resources: rows },
  headers: { get: () => null },
  rows: rows.map((id) => ({ id })),
  url: new URL('https://app.workramp.com/scim/v2/Users'),
});

interface Server {
  readonly counts: 'record' | 'page';
  readonly rows: readonly number[];
  /** The most that it answers at once. */
  readonly most?: number;
  readonly total?: number;
}

/** Reads to the end, each position through JSON as state keeps it. */
const readAll = ({ counts, rows, most = 100, total = rows.length }: Server) => {
  const asked: number[] = [];
  const seen = new Set<number>();
  let at: Position = scimPages.first;
  for (let turn = 0; turn < 50; turn += 1) {
    const request = scimPages.ask(at);
    const query = 'query' in request ? request.query : {};
    const startIndex = Number(query['startIndex']);
    const size = Math.min(most, Number(query['count']));
    asked.push(startIndex);
    const from = counts === 'record' ? startIndex - 1 : (startIndex - 1) * size;
    const page = rows.slice(from, from + size);
    page.forEach((id) => seen.add(id));
    const next = scimPages.after(view(page, total), at);
    if (next === 'end') return { asked, seen: seen.size };
    at = JSON.parse(JSON.stringify(next.at)) as Position;
  }
  throw new Error('it did not come to an end');
};

const numbers = (count: number) => Array.from({ length: count }, (_, index) => 4101 + index);

describe('startIndex', () => {
  test.each([0, 1, 2, 99, 100])('is asked for once where %i fit on one page', (count) => {
    for (const counts of ['record', 'page'] as const) {
      expect(readAll({ counts, rows: numbers(count) })).toEqual({ asked: [1], seen: count });
    }
  });

  test.each([101, 150, 200, 201, 430])('counts records: all of %i come', (count) => {
    const { asked, seen } = readAll({ counts: 'record', rows: numbers(count) });
    expect(seen).toBe(count);
    expect(asked.slice(0, 2)).toEqual([1, 2]);
    if (count > 101) expect(asked[2]).toBe(102);
  });

  test.each([101, 150, 200, 201, 430])('counts pages: all of %i come', (count) => {
    const { asked, seen } = readAll({ counts: 'page', rows: numbers(count) });
    expect(seen).toBe(count);
    expect(asked).toEqual(Array.from({ length: Math.ceil(count / 100) }, (_, index) => index + 1));
  });

  test.each(['record', 'page'] as const)('counts by %s where fewer come than are asked for', (counts) => {
    for (const most of [1, 2, 3, 7, 50]) {
      expect(readAll({ counts, rows: numbers(23), most }).seen).toBe(23);
    }
  });

  test('is not mistaken when a row goes between the first two requests', () => {
    const rows = numbers(250);
    const first = scimPages.after(view(rows.slice(0, 100), 250), scimPages.first);
    const at = first === 'end' ? null : first.at;
    expect(scimPages.after(view(rows.slice(2, 102), 249), at)).toEqual({ at: 'record:102:0' });
    expect(scimPages.after(view(rows.slice(101, 201), 249), at)).toEqual({ at: 'page:3:200:0' });
  });

  test('ends where more are promised than come, after looking twice more', () => {
    for (const counts of ['record', 'page'] as const) {
      expect(readAll({ counts, rows: numbers(120), total: 500 }).seen).toBe(120);
    }
    expect(readAll({ counts: 'record', rows: [], total: 5 })).toEqual({ asked: [1, 1, 1], seen: 0 });
  });

  test('goes on after an empty page', () => {
    expect(scimPages.after(view([], 300), 'record:102:0')).toEqual({ at: 'record:102:1' });
    expect(scimPages.after(view([], 300), 'page:3:200:0')).toEqual({ at: 'page:4:200:1' });
  });
});

test.each(['', 'record:', 'page:3', 7, 'token'])('a state that holds %j is told', (position) => {
  expect(() => scimPages.ask(position)).toThrow('SCIM position');
});

test.each([undefined, '12', 1.5])('totalResults %j is told', (total) => {
  expect(() => scimPages.after(view([1], total), null)).toThrow('totalResults');
});
