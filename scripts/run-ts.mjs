// node scripts/run-ts.mjs <file.ts> [arguments]: runs a TypeScript file of this project on the oldest supported Node.
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [file, ...args] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node scripts/run-ts.mjs <file.ts> [arguments]');
  process.exit(2);
}

const root = resolve(import.meta.dirname, '..');
// Inside node_modules, so that the packages left out of the bundle are found from there.
const bundle = join(root, 'node_modules/.cache/run-ts', `${basename(file, '.ts')}-${String(process.pid)}.mjs`);

/** @type {import('esbuild').Plugin} */
const project = {
  name: 'project',
  setup(bundler) {
    // Workspace packages are TypeScript and go into the bundle; installed ones stay outside.
    bundler.onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === 'entry-point' || path.startsWith('@singer-io-ts/') ? undefined : { path, external: true },
    );
    // A module keeps its own place although it runs from the cache.
    bundler.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const place = { url: pathToFileURL(path).href, filename: path, dirname: dirname(path) };
      const contents = source.replace(
        /\bimport\.meta\.(url|filename|dirname)\b/g,
        (_, /** @type {keyof typeof place} */ key) => JSON.stringify(place[key]),
      );
      return { contents, loader: 'ts' };
    });
  },
};

await build({
  entryPoints: [resolve(file)],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.18',
  sourcemap: 'inline',
  logLevel: 'error',
  absWorkingDir: root,
  plugins: [project],
}).catch(() => process.exit(1));

const child = spawn(process.execPath, ['--enable-source-maps', bundle, ...args], { stdio: 'inherit' });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    // Ctrl-C on a terminal reaches the child by itself; a second one would mean "now".
    if (!(signal === 'SIGINT' && process.stdin.isTTY)) child.kill(signal);
  });
}
child.on('exit', (code, signal) => {
  void rm(bundle, { force: true }).then(() => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
});
