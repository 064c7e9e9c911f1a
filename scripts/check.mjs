// Everything that must hold before a commit. `--no-tests` is for .ci/run, which has just run them.
import { spawnSync } from 'node:child_process';

const steps = [
  ['format', 'format:check'],
  ['lint', 'lint'],
  ['types', 'types'],
  ['layers', 'layers'],
  ['unused', 'knip'],
  ['generated', 'generate', '--check'],
  ['build', 'build'],
  ['package', 'publint'],
  // Last, because it is the longest; it builds first by itself.
  ...(process.argv.includes('--no-tests') ? [] : [['tests', 'test']]),
];

for (const [title = '', script = '', ...args] of steps) {
  const startedMs = performance.now();
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', script, '--', ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 256 * 1024 * 1024,
  });
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok ' : 'RED'} ${title.padEnd(10)} ${seconds.padStart(6)} s`);
  if (status !== 0) {
    console.log(`${stdout}${stderr}\nThe step failed: npm run ${[script, ...args].join(' -- ')}`);
    process.exit(1);
  }
}
