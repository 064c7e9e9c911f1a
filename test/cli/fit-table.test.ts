import { describe, expect, test } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { fitTable, type TableColumn } from '../../src/commands/fit-table.ts';

const columns: readonly TableColumn[] = [
  { title: 'stream' },
  { title: 'key', expendable: 1 },
  { title: 'fields', align: 'right', expendable: 2 },
  { title: 'description' },
];
const rows = [
  ['group_invite_course_enrollments', 'id', '12', 'Courses into which an invitation enrolls, one row for each of them'],
  ['users', 'id', '45', 'Users'],
];

const linesAt = (width: number): string[] => stripVTControlCharacters(fitTable(columns, rows, width)).split('\n');

describe('a table', () => {
  test.each([200, 100, 80, 70])('is no wider than a terminal of %i columns and cuts no word', (width) => {
    const lines = linesAt(width);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
    const text = lines.join(' ').replaceAll(/[^a-z_]+/gi, ' ');
    for (const word of ['group_invite_course_enrollments', 'invitation', 'enrolls', 'them', 'users']) {
      expect(text).toContain(word);
    }
  });

  test('is as wide as its texts where there is room', () => {
    expect(linesAt(200)).toHaveLength(6);
    expect(linesAt(200)[1]).toMatch(/stream .* key .* fields .* description/);
  });

  test('leaves out what matters least first', () => {
    expect(linesAt(80)[1]).toMatch(/stream .* key .* fields .* description/);
    expect(linesAt(64)[1]).toMatch(/key/);
    expect(linesAt(64)[1]).not.toMatch(/fields/);
    expect(linesAt(56)[1]).not.toMatch(/key|fields/);
  });

  test('measures what is seen, not colors', () => {
    const colored = fitTable([{ title: 'a' }, { title: 'b' }], [['\u001B[32myes\u001B[39m', 'x']], 80);
    expect(stripVTControlCharacters(colored).split('\n')[0]).toHaveLength(1 + 6 + 4);
  });
});
