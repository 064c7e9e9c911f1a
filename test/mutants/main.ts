/**
 * `npm run mutants [name ...]`: takes away one protection after the other, in a copy of the project, and expects the test
 * that proves it, green before, to fail. Ends with 1 when one does not.
 */
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutants, type Mutant } from './list.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const copied = [
  'packages',
  'src',
  'test',
  'scripts',
  'airbyte',
  'jest.config.mjs',
  'package.json',
  'tsconfig.json',
  'spec.json',
];

/** Installed packages are shared; the project's own must be the copy's. */
const linkPackages = async (copy: string): Promise<void> => {
  const from = join(root, 'node_modules');
  const to = join(copy, 'node_modules');
  await mkdir(join(to, '@singer-io-ts'), { recursive: true });
  for (const name of await readdir(from)) {
    if (name !== '@singer-io-ts' && name !== '.cache') await symlink(join(from, name), join(to, name));
  }
  for (const name of ['tap', 'sandbox']) {
    await symlink(join(copy, 'packages', name), join(to, '@singer-io-ts', name));
  }
};

/** The title as a pattern: `+` and the like mean themselves. */
const literally = (title: string): string => title.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

/** Whether the proof is green with what stands in the copy now. */
const isGreen = (copy: string, { test, title }: Mutant): boolean => {
  // These run the built command.
  if (/^test\/(e2e|cli|conformance)\//.test(test)) {
    spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: copy, stdio: 'ignore' });
  }
  const only = title === undefined ? [] : ['--testNamePattern', literally(title)];
  const args = ['node_modules/jest/bin/jest.js', '--bail', '--silent', test, ...only];
  const { status } = spawnSync(process.execPath, args, {
    cwd: copy,
    stdio: 'ignore',
    timeout: 400_000,
    env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules' },
  });
  return status === 0;
};

const survives = async (copy: string, mutant: Mutant): Promise<boolean> => {
  const { file, from, to } = mutant;
  const path = join(copy, file);
  const source = await readFile(path, 'utf8');
  if (source.split(from).length !== 2) throw new Error(`${file} holds ${JSON.stringify(from)} not exactly once`);
  await writeFile(
    path,
    source.replace(from, () => to),
  );
  try {
    return isGreen(copy, mutant);
  } finally {
    await writeFile(path, source);
  }
};

/** A proof that is red anyway proves nothing. */
const greenBefore = new Map<string, boolean>();
const provesSomething = (copy: string, mutant: Mutant): boolean => {
  const proof = `${mutant.test} ${mutant.title ?? ''}`;
  const known = greenBefore.get(proof) ?? isGreen(copy, mutant);
  greenBefore.set(proof, known);
  return known;
};

const wanted = process.argv.slice(2);
const copy = await mkdtemp(join(tmpdir(), 'tap-lms-mutants-'));
let survivors = 0;
try {
  for (const name of copied) {
    await mkdir(dirname(join(copy, name)), { recursive: true });
    await cp(join(root, name), join(copy, name), { recursive: true, filter: (path) => !path.includes('node_modules') });
  }
  await linkPackages(copy);
  for (const mutant of mutants) {
    if (wanted.length > 0 && !wanted.some((part) => mutant.name.includes(part))) continue;
    const outcome = !provesSomething(copy, mutant)
      ? 'RED ANYWAY'
      : (await survives(copy, mutant))
        ? 'SURVIVED'
        : 'killed';
    if (outcome !== 'killed') survivors += 1;
    process.stdout.write(`${outcome.padEnd(10)}  ${mutant.name}  (${mutant.test})\n`);
  }
} finally {
  await rm(copy, { recursive: true, force: true });
}
process.exitCode = survivors === 0 ? 0 : 1;
