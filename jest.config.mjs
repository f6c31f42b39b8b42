import { existsSync } from 'node:fs';

const projectsAt = process.argv.indexOf('--selectProjects');
/** Jest leaves a core free, of two cores half: the database and the platform need it, but what is pure has it for nothing. */
const isUnitOnly =
  projectsAt > 0 && process.argv[projectsAt + 1] === 'unit' && !/^[a-z]/.test(process.argv[projectsAt + 2] ?? '-');

const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', {}] },
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.keepsake'],
};

/** unit: pure and quick · integration: one app, on a real PostgreSQL where it has a database · e2e: the whole platform through the gateway. */
export default {
  testTimeout: 60_000, // a slow machine is not a failure
  ...(isUnitOnly && { maxWorkers: '100%' }),
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,scripts,bench,test/architecture}/**/*.spec.ts'],
      testPathIgnorePatterns: ['\\.integration\\.spec\\.ts$', 'planted'],
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/{apps,libs,scripts,test/model}/**/*.integration.spec.ts'],
      globalSetup: '<rootDir>/libs/testing/jest/start-postgres.mjs',
      globalTeardown: '<rootDir>/libs/testing/jest/stop-postgres.mjs',
    },
    {
      ...shared,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/e2e/**/*.e2e.spec.ts'],
      globalSetup: '<rootDir>/test/e2e/setup/start-platform.mjs',
      globalTeardown: '<rootDir>/test/e2e/setup/stop-platform.mjs',
    },
  ].filter(({ globalSetup }) => !globalSetup || existsSync(globalSetup.replace('<rootDir>', import.meta.dirname))),
};
