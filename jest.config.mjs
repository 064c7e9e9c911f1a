/** @type {import('jest').Config} */
export default {
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/jest-transform.mjs' },
  injectGlobals: false,
  watchman: false,
  testTimeout: 60_000,
  maxWorkers: 2,
  // Every test file evaluates its imports again and a worker keeps about 5 MB of each: https://github.com/jestjs/jest/issues/14605
  workerIdleMemoryLimit: '512MB',
  collectCoverageFrom: ['src/**/*.ts', 'packages/*/src/**/*.ts'],
};
