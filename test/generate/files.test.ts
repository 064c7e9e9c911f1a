import { describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkFiles, writeFiles } from '../../src/generate/place.ts';
import { generatedFiles } from '../../src/generate/files.ts';
import { withSections } from '../../src/generate/readme.ts';
import { toYaml } from '../../src/generate/yaml.ts';
import { createFolder } from '../support/tap-process.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('what is generated', () => {
  test('is what is in the tree, and the same each time', async () => {
    const files = await generatedFiles(root);
    expect(await checkFiles(root, files)).toEqual([]);
    expect(await generatedFiles(root)).toEqual(files);
  });

  test('is named when it is stale, and npm run generate mends it', async () => {
    const folder = await createFolder();
    try {
      const files = new Map([
        ['a.json', 'new'],
        ['deep/b.json', 'b'],
        ['c.json', 'same'],
      ]);
      await folder.write('a.json', 'old');
      await folder.write('c.json', 'same');
      expect(await checkFiles(folder.path, files)).toEqual(['a.json', 'deep/b.json']);
      expect(await writeFiles(folder.path, files)).toEqual(['a.json', 'deep/b.json']);
      expect(await checkFiles(folder.path, files)).toEqual([]);
      expect(await readFile(join(folder.path, 'deep/b.json'), 'utf8')).toBe('b');
    } finally {
      await folder.remove();
    }
  });

  test('is checked by a command that fails', () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/run-ts.mjs', 'src/generate/main.ts', '--check'], {
      cwd: root,
      env: { PATH: process.env['PATH'] ?? '' },
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

test('sections of the page are replaced, and a missing one is an error', () => {
  expect(withSections('x <!-- a --> old <!-- /a --> y', { a: 'new' })).toBe('x <!-- a -->\nnew\n<!-- /a --> y');
  expect(() => withSections('x', { a: 'new' })).toThrow('no section a');
});

test('YAML quotes what could be taken for something else', () => {
  const value = {
    plain: 'Reads users',
    text: 'a: b # c',
    quote: "it's",
    flag: 'true',
    number: '1.0',
    real: 1,
    none: [],
    list: [{ a: 1, b: ['x'] }, 'z'],
    empty: {},
  };
  expect(toYaml(value)).toBe(
    [
      'plain: Reads users',
      "text: 'a: b # c'",
      'quote: "it\'s"',
      "flag: 'true'",
      "number: '1.0'",
      'real: 1',
      'none: []',
      'list:',
      '  - a: 1',
      '    b:',
      '      - x',
      '  - z',
      'empty: {}',
      '',
    ].join('\n'),
  );
});
