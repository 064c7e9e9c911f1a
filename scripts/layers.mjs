// Judges who imports whom by .dependency-cruiser.cjs, and first proves on a tree of deliberate violations that every rule bites.
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cruise } from 'dependency-cruiser';
import rules from '../.dependency-cruiser.cjs';
import { innocent, violations } from './layer-violations.mjs';

const root = resolve(import.meta.dirname, '..');
const vendorName = /learn ?upon|360 ?learning|learning ?builder|workramp|flowlu/i;

/** @param {string} baseDir */
async function judge(baseDir) {
  const { output } = await cruise(['src', 'packages'], {
    ...rules.options,
    baseDir,
    validate: true,
    ruleSet: { forbidden: rules.forbidden ?? [] },
  });
  if (typeof output === 'string') throw new Error('dependency-cruiser answered with text');
  const { violations: found, totalCruised } = output.summary;
  return { found: found.map(({ rule, from, to }) => ({ rule: rule.name, from, to })), totalCruised };
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>}
 */
async function namedVendors(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')]));
  return texts.flatMap(([file = '', text = '']) => (vendorName.test(file + text) ? [file] : []));
}

async function selfCheck() {
  const tree = await mkdtemp(join(tmpdir(), 'layers-'));
  /** @param {Record<string, string>} files */
  const write = async (files) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(tree, path)), { recursive: true });
      await writeFile(join(tree, path), text);
    }
  };
  try {
    await write(innocent);
    await mkdir(join(tree, 'node_modules/@singer-io-ts'), { recursive: true });
    for (const name of ['tap', 'sandbox']) {
      await symlink(join(tree, 'packages', name), join(tree, 'node_modules/@singer-io-ts', name));
    }
    const { found } = await judge(tree);
    if (found.length > 0) throw new Error(`the rules forbid allowed imports: ${JSON.stringify(found)}`);

    for (const { path, text } of violations) await write({ [path]: text });
    const caught = (await judge(tree)).found;
    const missed = violations.filter(
      ({ rule, path }) => !caught.some((one) => one.rule === rule && [one.from, one.to].includes(path)),
    );
    const unproven = (rules.forbidden ?? []).filter(({ name }) => !violations.some(({ rule }) => rule === name));
    if (missed.length > 0) throw new Error(`the rules miss violations: ${JSON.stringify(missed)}`);
    if (unproven.length > 0) throw new Error(`rules without a violation: ${JSON.stringify(unproven)}`);
  } finally {
    await rm(tree, { recursive: true, force: true });
  }
}

await selfCheck();
const { found, totalCruised } = await judge(root);
for (const { rule, from, to } of found) console.error(`${rule}: ${from} -> ${to}`);
const named = await namedVendors(join(root, 'packages/tap/src'));
for (const file of named) console.error(`tap-names-no-vendor: ${file}`);
console.log(`${String(totalCruised)} modules, ${String(found.length + named.length)} violations`);
if (found.length + named.length > 0) process.exitCode = 1;
