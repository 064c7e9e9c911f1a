import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

// Licences whose only duty is to be reproduced. Anything else needs a person to decide.
const permissive = new Set(['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0']);
const licenceFile = /^(licen[cs]e|notice|copying)([.-].*)?$/i;

/**
 * The licence texts of all packages that gave at least one byte to the bundle, by package name.
 * @param {string} root
 * @param {import('esbuild').Metafile} metafile
 */
export async function thirdPartyNotices(root, metafile) {
  const folders = new Set(
    Object.values(metafile.outputs)
      .flatMap(({ inputs }) => Object.entries(inputs))
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .flatMap(([input]) => packageFolder(input) ?? []),
  );
  const notices = await Promise.all([...folders].toSorted().map((folder) => notice(join(root, folder))));
  return ['tap-lms contains code of these packages.', ...notices].join(`\n\n${'-'.repeat(80)}\n\n`).concat('\n');
}

/**
 * `node_modules/a/node_modules/@b/c/lib/d.js` -> `node_modules/a/node_modules/@b/c`; undefined for our own files.
 * @param {string} input
 */
function packageFolder(input) {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
}

/** @param {string} folder */
async function notice(folder) {
  const manifest = /** @type {unknown} */ (JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')));
  const { name, version, license } = /** @type {{ name: string, version: string, license?: unknown }} */ (manifest);
  if (typeof license !== 'string' || !permissive.has(license)) {
    throw new Error(
      `${name} ${version} has the licence ${JSON.stringify(license)}, which may not go into the bundle unread`,
    );
  }
  const files = (await readdir(folder)).filter((file) => licenceFile.test(file)).toSorted();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  if (texts.length === 0) texts.push(`The package carries no licence text of its own; its manifest says ${license}.`);
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join('\n\n');
}
