import ordinary from '../../jest.config.mjs';

/** @type {import('jest').Config} */
export default {
  ...ordinary,
  rootDir: '../..',
  roots: ['<rootDir>/test/interop'],
  testMatch: ['**/*.interop.ts'],
  testTimeout: 600_000,
};
