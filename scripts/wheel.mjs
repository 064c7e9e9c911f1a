// npm run wheel [-- <folder>]: builds the Python wheel around dist/ into the folder, by default python/dist.
import { spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const folder = resolve(process.argv[2] ?? join(root, 'python/dist'));
const python = process.env.PYTHON ?? 'python3';

/** Where each thing goes that Python's tools take only from the folder they build. */
const places = {
  'python/pyproject.toml': 'pyproject.toml',
  'python/manifest.py': 'manifest.py',
  'python/README.md': 'README.md',
  'python/tap_lms': 'tap_lms',
  LICENSE: 'LICENSE',
  'THIRD-PARTY-NOTICES.txt': 'THIRD-PARTY-NOTICES.txt',
  // Node reads from it that the bundle consists of modules.
  'package.json': 'tap_lms/package.json',
  dist: 'tap_lms/dist',
};

const stage = await mkdtemp(join(tmpdir(), 'tap-lms-wheel-'));
try {
  for (const [from, to] of Object.entries(places)) {
    await cp(join(root, from), join(stage, to), { recursive: true, filter: (path) => !path.endsWith('__pycache__') });
  }
  // PIP_NO_BUILD_ISOLATION=false and the like reach pip by themselves.
  const { status, error } = spawnSync(python, ['-m', 'pip', 'wheel', '--no-deps', '--wheel-dir', folder, stage], {
    stdio: 'inherit',
  });
  if (error !== undefined) console.error(`${python} did not start: ${error.message}`);
  process.exitCode = status ?? 1;
} finally {
  await rm(stage, { recursive: true, force: true });
}
