import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Arguments, environment, signals and the exit code have one reader and setter; everything else is told by parameters.
const mayTouchTheProcess = ['src/cli.ts', 'src/bin/*.ts', 'src/generate/main.ts'];

const processMembers = [
  ...['argv', 'execArgv', 'env', 'exit', 'exitCode', 'reallyExit', 'abort', 'kill', 'chdir'],
  ...['on', 'once', 'off', 'addListener', 'removeListener', 'prependListener', 'removeAllListeners'],
];
const message = `Only ${mayTouchTheProcess.join(', ')} may use this; take a parameter instead.`;

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', 'python/', '.dependency-cruiser.cjs']),
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'object-shorthand': 'error',
      'prefer-template': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    files: ['src/**', 'packages/tap/src/**'],
    ignores: mayTouchTheProcess,
    rules: {
      'no-restricted-properties': [
        'error',
        ...processMembers.map((property) => ({ object: 'process', property, message })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'MemberExpression[object.name="globalThis"][property.name="process"]', message },
        { selector: 'VariableDeclarator[init.name="process"] > Identifier', message },
      ],
      'no-restricted-imports': [
        'error',
        { paths: ['node:process', 'process'].map((name) => ({ name, message: 'Use the global `process`.' })) },
      ],
    },
  },
  {
    files: ['scripts/**', 'bench/**', 'test/**/main.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**'],
    rules: {
      // A fixture's shape is known to the test that reads it, and a fake may be asynchronous without awaiting.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
);
