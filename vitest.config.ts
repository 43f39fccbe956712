// How tests are run: real servers over one real PostgreSQL, which test/support/postgres.ts provides.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  // tsconfig.json speaks of src alone; tests have decorated classes too.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    exclude: ['test/faults/**/*.full.test.ts', 'node_modules/**', 'dist/**'],
    globalSetup: ['test/support/postgres.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    maxConcurrency: 8,
  },
})
