import { describe, expect, test } from '@jest/globals';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const documents = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'packages/tap/README.md'];
const texts = new Map<string, string>();
for (const name of documents) texts.set(name, await readFile(join(root, name), 'utf8'));
const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};

const sourcesIn = async (folder: string): Promise<string> => {
  const names = await readdir(join(root, folder), { recursive: true });
  const files = names.filter((name) => name.endsWith('.ts')).map((name) => readFile(join(root, folder, name), 'utf8'));
  return (await Promise.all(files)).join('\n');
};

describe.each([...texts])('%s', (_, text) => {
  test('names only files that are there', () => {
    const paths = [
      ...text.matchAll(/`((?:test|bench|src|packages|deploy|catalogs|airbyte|python|scripts)\/[^`\s<>*]+)`/g),
    ];
    for (const [, path = ''] of paths) expect([path, existsSync(join(root, path))]).toEqual([path, true]);
  });

  test('names only scripts that are there', () => {
    for (const [, name = ''] of text.matchAll(/npm run (?:--silent )?([a-z][a-z:-]*)/g)) {
      expect(Object.keys(scripts)).toContain(name);
    }
  });
});

test('every sentence that the README explains is one that the connector says', async () => {
  const sources = `${await sourcesIn('src')}\n${await sourcesIn('packages/tap/src')}`.replaceAll("\\'", "'");
  const section = /## When something goes wrong\n([\s\S]*?)\n## /.exec(texts.get('README.md') ?? '')?.[1] ?? '';
  const rows = [...section.matchAll(/^\| (`.+?`) \| /gm)];
  expect(rows.length).toBeGreaterThan(10);
  for (const [, cell = ''] of rows) {
    for (const [, sentence = ''] of cell.matchAll(/`([^`]+)`/g)) {
      expect([sentence, sources.includes(sentence)]).toEqual([sentence, true]);
    }
  }
});
