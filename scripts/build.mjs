// Bundles every command of package.json into dist/ and writes THIRD-PARTY-NOTICES.txt for what went in.
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { thirdPartyNotices } from './third-party-notices.mjs';
import { replaceFolder } from './replace-folder.mjs';

const root = resolve(import.meta.dirname, '..');
const manifest = /** @type {unknown} */ (JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
const { bin } = /** @type {{ bin: Record<string, string> }} */ (manifest);

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
  // Some bundled packages are CommonJS and require Node's own modules.
  banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
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
