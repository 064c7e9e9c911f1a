import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import manifest from '../../package.json' with { type: 'json' };
import { vendorNames } from '../../src/config/vendor-facts.ts';
import { buildImage, imageOf, inspectImage, runImage, runInShell } from './engine.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const jsonFile = async (path: string): Promise<unknown> => JSON.parse(await readFile(`${root}${path}`, 'utf8'));

describe.each([null, ...vendorNames])('the image of %s', (vendor) => {
  test('runs as an ordinary user and tells Airbyte who it is', async () => {
    const { User, WorkingDir, Env, Entrypoint, Labels } = await inspectImage(vendor);
    expect({ User, WorkingDir }).toEqual({ User: '1000:1000', WorkingDir: '/data' });
    expect(Env).toContain(`AIRBYTE_ENTRYPOINT=${Entrypoint.join(' ')}`);
    expect(Env).toContain('TAP_LMS_OUTPUT=json');
    expect(Env).toContain(`TAP_LMS_VENDOR=${vendor ?? ''}`);
    expect(Labels).toMatchObject({
      'io.airbyte.name': vendor === null ? 'tap-lms' : `airbyte/source-${vendor}`,
      'io.airbyte.version': manifest.version,
      'org.opencontainers.image.version': manifest.version,
    });
  });

  test('prints the specification that is kept in the repository, which asks for no vendor where it is known', async () => {
    const { lines, code } = await runImage(['spec'], vendor === null ? {} : { vendor });
    expect(code).toBe(0);
    const expected = await jsonFile(vendor === null ? 'spec.json' : `airbyte/${vendor}/spec.json`);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([{ type: 'SPEC', spec: expected }]);
    expect(lines[0]?.includes('"vendor":')).toBe(vendor === null);
  });
});

test('writes into /data as user 1000, and into nothing else of its own', async () => {
  const { stdout } = await runInShell('id -u; id -g; touch file && ls /data; touch /app/file || echo no');
  expect(stdout).toBe('1000\n1000\nfile\nno\n');
});

test('holds the connector and Node, but no package manager, source, cache or simulated vendor', async () => {
  const search = (folder: string, names: string): Promise<string> => {
    const either = names.split(' ').map((name) => `-name '${name}'`);
    // Root alone sees everything.
    const line = `find ${folder} -xdev \\( ${either.join(' -o ')} \\) -print`;
    return runInShell(line, { flags: ['-u', '0'] }).then(({ stdout, stderr }) => stdout + stderr);
  };
  expect(await search('/', 'npm npx corepack yarn yarnpkg pnpm node_modules .npm .cache .git .env')).toBe('');
  expect(await search('/app', '*.ts *.map *.test.* src packages scripts')).toBe('');
  // Words of the simulated portals' server.
  expect((await runInShell("grep -rl 'The sandbox failed' /app")).stdout).toBe('');
  const listed = await runInShell('ls /app; du -sk /app | cut -f1');
  const [size, ...entries] = listed.stdout.trim().split('\n').toReversed();
  expect(entries.toSorted()).toEqual(
    ['LICENSE', 'THIRD-PARTY-NOTICES.txt', 'airbyte', 'catalogs', 'dist', 'package.json', 'spec.json'].toSorted(),
  );
  expect(Number(size)).toBeLessThan(6 * 1024);
});

test.each(['sandbox', 'demo'])('says that %s is found elsewhere', async (command) => {
  const { code, stdout, stderr } = await runImage([command]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('CRITICAL The simulated vendors are not part of this image');
});

test('is not built for a vendor that does not exist', async () => {
  const { code, stdout, stderr } = await buildImage(root, 'learnup', `${imageOf(null)}-unknown`);
  expect(code).not.toBe(0);
  expect(stdout + stderr).toContain('VENDOR: one of /app/airbyte/360learning');
});
