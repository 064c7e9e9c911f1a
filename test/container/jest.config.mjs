import ordinary from '../../jest.config.mjs';

/** @type {import('jest').Config} */
export default {
  ...ordinary,
  rootDir: '../..',
  roots: ['<rootDir>/test/container'],
  testMatch: ['**/*.container.ts'],
  testTimeout: 180_000,
  maxWorkers: 1,
};
