// Prints a CycloneDX bill of materials of what is inside the bundle: npm's own, less the tools that only build and test.
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const notices = await readFile(join(root, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
const bundled = new Set(
  [...notices.matchAll(/^(\S+) (\d\S*) \(/gm)].map(([, name = '', version = '']) => `${name}@${version}`),
);

/** @typedef {{ name: string, version: string, 'bom-ref': string }} Component */
const text = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 1e9,
});
/** @typedef {{ components: Component[], dependencies: { ref: string, dependsOn?: string[] }[] }} Bill */
const parsed = /** @type {unknown} */ (JSON.parse(text));
const bill = /** @type {Bill} */ (parsed);
/** @type {Set<string>} */
const seen = new Set();
bill.components = bill.components.filter(({ name, version }) => {
  const id = `${name}@${version}`;
  if (!bundled.has(id) || seen.has(id)) return false;
  seen.add(id);
  return true;
});
const missing = [...bundled].filter((id) => !seen.has(id));
if (missing.length > 0) throw new Error(`npm's bill does not list ${missing.join(', ')}; run npm ci and npm run build`);

const refs = new Set(bill.components.map((component) => component['bom-ref']));
bill.dependencies = bill.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
console.log(JSON.stringify(bill, null, 2));
