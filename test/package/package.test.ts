import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const env = { ...process.env, NODE_OPTIONS: '', npm_config_offline: 'true' };

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

interface Bill {
  readonly components: readonly { readonly name: string; readonly licenses?: readonly unknown[] }[];
}

let folder: string;
let packed: Packed;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tap-lms-package-'));
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    env,
  });
  [packed] = JSON.parse(stdout) as [Packed];
  await writeFile(join(folder, 'package.json'), '{"name":"empty","private":true}');
  await run('npm', ['install', '--no-audit', '--no-fund', join(folder, packed.filename)], { cwd: folder, env });
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the npm package in an empty project', () => {
  test('holds what is run and read, and no sources', () => {
    const paths = packed.files.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(['README.md', 'LICENSE', 'THIRD-PARTY-NOTICES.txt', 'spec.json']));
    expect(paths.filter((path) => /^(src|packages|test|bench|scripts|node_modules)\/|\.ts$/.test(path))).toEqual([]);
  });

  test('has every command of the manifest', async () => {
    const { bin, version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
      version: string;
    };
    for (const name of Object.keys(bin)) {
      const { stdout } = await run(join(folder, 'node_modules/.bin', name), ['--version'], { env });
      expect(stdout).toBe(`${name} v${version}\n`);
      const spec = await run(join(folder, 'node_modules/.bin', name), ['spec'], { env });
      expect(JSON.parse(spec.stdout)).toMatchObject({ type: 'SPEC' });
    }
  });

  test('plays its demo', async () => {
    const { stdout } = await run(join(folder, 'node_modules/.bin/tap-lms'), ['demo', '--users', '20'], { env });
    for (const vendor of ['LearnUpon', '360Learning', 'LearningBuilder', 'WorkRamp', 'Flowlu']) {
      expect(stdout).toContain(vendor);
    }
    expect(stdout).not.toMatch(/failed/);
  });
});

test('the bill of materials lists what the notices name, with licences', async () => {
  const { stdout } = await run(process.execPath, ['scripts/sbom.mjs'], { cwd: root, env, maxBuffer: 1e8 });
  const { components } = JSON.parse(stdout) as Bill;
  const notices = await readFile(join(root, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  for (const { name, licenses } of components) {
    expect(notices).toContain(`\n${name} `);
    expect(licenses?.length).toBeGreaterThan(0);
  }
  expect(components.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['undici', 'zod', 'bottleneck', 'p-retry']),
  );
});
