// A small tree in which every import is allowed, and for each layer rule an import that it must catch.

const use = (/** @type {string} */ path) => `import { x } from '${path}';\nexport const y = x;\n`;
const useType = (/** @type {string} */ path) => `import type { X } from '${path}';\nexport type Y = X;\n`;
const leaf = 'export const x = 1;\nexport type X = number;\n';
const tap = 'packages/tap/src';
const manifest = (/** @type {string} */ name) =>
  JSON.stringify({ name, type: 'module', exports: { '.': './src/index.ts' } });

/** @type {Record<string, string>} */
export const innocent = {
  'packages/tap/package.json': manifest('@singer-io-ts/tap'),
  'packages/sandbox/package.json': manifest('@singer-io-ts/sandbox'),
  'packages/sandbox/src/index.ts': leaf,
  [`${tap}/index.ts`]: `export { x } from './run/leaf.ts';\n`,
  ...Object.fromEntries(
    ['errors', 'define', 'fetch', 'read', 'shape', 'state', 'select', 'emit', 'run'].map((name) => [
      `${tap}/${name}/leaf.ts`,
      leaf,
    ]),
  ),
  [`${tap}/define/names-a-type.ts`]: useType('../fetch/leaf.ts'),
  [`${tap}/fetch/uses-define.ts`]: use('../define/leaf.ts'),
  [`${tap}/read/uses-fetch.ts`]: use('../fetch/leaf.ts'),
  [`${tap}/run/uses-emit.ts`]: use('../emit/leaf.ts'),
  'src/cli.ts': use('@singer-io-ts/sandbox'),
  'src/streams/a/index.ts': use('@singer-io-ts/tap'),
  'src/streams/a/users.ts': use('./index.ts'),
  'src/streams/b/index.ts': leaf,
  'test/fixture.ts': leaf,
};

export const violations = [
  { rule: 'tap-errors', path: `${tap}/errors/bad.ts`, text: use('../run/leaf.ts') },
  { rule: 'tap-define', path: `${tap}/define/bad.ts`, text: use('../fetch/leaf.ts') },
  { rule: 'tap-fetch', path: `${tap}/fetch/bad.ts`, text: use('../read/leaf.ts') },
  { rule: 'tap-fetch', path: `${tap}/fetch/bad-type.ts`, text: useType('../emit/leaf.ts') },
  { rule: 'tap-shape', path: `${tap}/shape/bad.ts`, text: use('../emit/leaf.ts') },
  { rule: 'tap-state', path: `${tap}/state/bad.ts`, text: use('../read/leaf.ts') },
  { rule: 'tap-select', path: `${tap}/select/bad.ts`, text: use('../fetch/leaf.ts') },
  { rule: 'tap-read', path: `${tap}/read/bad.ts`, text: use('../emit/leaf.ts') },
  { rule: 'tap-emit', path: `${tap}/emit/bad.ts`, text: use('../fetch/leaf.ts') },
  { rule: 'tap-emit', path: `${tap}/emit/bad-type.ts`, text: useType('../read/leaf.ts') },
  { rule: 'tap-knows-no-connector', path: `${tap}/run/bad.ts`, text: use('../../../../src/streams/a/index.ts') },
  { rule: 'tap-knows-no-connector', path: `${tap}/run/bad-sandbox.ts`, text: use('@singer-io-ts/sandbox') },
  { rule: 'sandbox-is-independent', path: 'packages/sandbox/src/bad.ts', text: use('../../../src/streams/a/index.ts') },
  { rule: 'sandbox-is-independent', path: 'packages/sandbox/src/bad-tap.ts', text: use('@singer-io-ts/tap') },
  { rule: 'connector-without-sandbox', path: 'src/streams/a/bad-sandbox.ts', text: use('@singer-io-ts/sandbox') },
  { rule: 'vendors-are-islands', path: 'src/streams/a/bad.ts', text: use('../b/index.ts') },
  { rule: 'sources-without-tests', path: 'src/bad-test.ts', text: use('../test/fixture.ts') },
  { rule: 'no-cycles', path: 'src/bad-cycle.ts', text: `${use('./bad-cycle-back.ts')}export { x };\n` },
  { rule: 'no-cycles', path: 'src/bad-cycle-back.ts', text: `${use('./bad-cycle.ts')}export { x };\n` },
  { rule: 'no-unresolved', path: 'src/bad-import.ts', text: use('./absent.ts') },
];
