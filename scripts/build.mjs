// Bundles every command of package.json into dist/ and writes THIRD-PARTY-NOTICES.txt for what went in.
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { thirdPartyNotices } from './third-party-notices.mjs';
import { replaceFolder } from './replace-folder.mjs';

const root = resolve(import.meta.dirname, '..');
const manifest = /** @type {unknown} */ (JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
const { bin } = /** @type {{ bin: Record<string, string> }} */ (manifest);

/**
 * commander loads node:child_process (and with it the network modules) at once, for commands that are programs of their own. There
 * are none here, and it costs a tenth of the start.
 */
const lazyChildProcess = {
  name: 'lazy-child-process',
  /** @param {import('esbuild').PluginBuild} build */
  setup: (build) => {
    build.onResolve({ filter: /^(node:)?child_process$/ }, ({ importer }) =>
      /node_modules.commander./.test(importer) ? { path: 'child_process', namespace: 'lazy' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
      contents: `exports.spawn = (...args) => require('node:child_process').spawn(...args);`,
    }));
  },
};

/**
 * What is loaded on demand is always loaded after the command line. Told so, the bundler puts all that they share into one file:
 * each further one costs a third of a millisecond at the start.
 */
const afterTheCommandLine = {
  name: 'after-the-command-line',
  /** @param {import('esbuild').PluginBuild} build */
  setup: (build) => {
    const cli = join(root, 'src/cli.ts');
    build.onResolve(
      { filter: /^(\.|@singer-io-ts\/tap)/ },
      async ({ path, kind, importer, resolveDir, pluginData }) => {
        if (kind !== 'dynamic-import' || pluginData === 'resolving') return undefined;
        const resolved = await build.resolve(path, { kind, importer, resolveDir, pluginData: 'resolving' });
        return { ...resolved, pluginData: 'on demand' };
      },
    );
    build.onLoad({ filter: /\.ts$/ }, async ({ path, pluginData }) => {
      if (pluginData !== 'on demand' || path === cli) return undefined;
      return { contents: `${await readFile(path, 'utf8')}\nimport ${JSON.stringify(cli)};`, loader: 'ts' };
    });
  },
};

const { outputFiles, metafile } = await build({
  entryPoints: Object.fromEntries(Object.keys(bin).map((name) => [name, `src/bin/${name}.ts`])),
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.18',
  legalComments: 'none',
  // Some bundled packages are CommonJS and require Node's own modules (and no others: they are all bundled).
  banner: { js: 'const require = process.getBuiltinModule;' },
  plugins: [lazyChildProcess, afterTheCommandLine],
  // The image has no simulated vendors; `sandbox` and `demo` say so there.
  external: process.argv.includes('--without-sandbox') ? ['@singer-io-ts/sandbox'] : [],
  absWorkingDir: root,
  metafile: true,
  write: false,
  logLevel: 'warning',
}).catch(() => process.exit(1));

const commands = new Set(Object.values(bin).map((path) => resolve(root, path)));
await replaceFolder(
  join(root, 'dist'),
  outputFiles.map(({ path, contents }) => ({ path, contents, executable: commands.has(path) })),
);
await writeFile(join(root, 'THIRD-PARTY-NOTICES.txt'), await thirdPartyNotices(root, metafile));

const bytes = outputFiles.reduce((sum, { contents }) => sum + contents.length, 0);
console.log(`dist: ${String(outputFiles.length)} files, ${(bytes / 1e6).toFixed(2)} MB`);
