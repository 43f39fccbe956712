// How tests are run: real servers over one real PostgreSQL, which test/support/postgres.ts provides.
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/support/longest-first.js'
import { isMemorySlow } from './test/support/slow-memory.js'

/** Set by `npm run test:faults`, which also runs what needs more than Node.js. See test/support/rounds.ts. */
const faults = process.env['FAULT_ROUNDS'] !== undefined

/** Set by `.ci/run`, which lets hostile clients have all the time that they want. */
const hostile = process.env['HOSTILE'] === 'full'

/** Set by `npm run test:browser` and `npm run screenshots`, which need Chromium. See test/support/browser.ts. */
const browser = process.env['BROWSER']

/** Faults under which somebody may wait for so long and no longer: nothing else runs beside these, after the others. */
const ALONE = [
  'append-queue-full',
  'cuts',
  'dead-peers',
  'inbox-load',
  'media',
  'node-frozen',
  'rolling-restart',
  'standby-asynchronous',
  'standby-synchronous',
  'workers',
].map((name) => `test/faults/${name}.full.test.ts`)

export default defineConfig({
  // tsconfig.json speaks of src alone; tests have decorated classes too.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    environment: 'node',
    ...(!faults && {
      include: [browser === 'screenshots' ? 'test/browser/*.screenshots.ts' : 'test/**/*.test.ts'],
    }),
    exclude: [
      ...(faults ? [] : ['test/faults/**/*.full.test.ts']),
      ...(hostile ? [] : ['test/hostile/**/*.full.test.ts']),
      ...(browser ? [] : ['test/browser/**']),
      '**/node_modules/**',
      'dist/**',
    ],
    globalSetup: ['test/support/postgres.ts'],
    setupFiles: ['test/support/started.ts'],
    // Whatever a test waits for has a shorter limit of its own, which says what was missing. A slow machine takes minutes for a page
    // that is looked over for accessibility, or for what a crowd has said under a fault.
    testTimeout: faults || browser ? 300_000 : 120_000,
    hookTimeout: faults || browser ? 300_000 : 120_000,
    expect: { poll: { timeout: 30_000 } },
    sequence: { sequencer: LongestFirst },
    // Hostile clients without restraint want all of a machine: each file has it to itself. Faults are waited for, half of the time.
    // The others wait for most of their time, so that two cores can do with five at once, but not with five browsers, nor where
    // memory is slow: there, five take as long as three, and what is to be there soon is not.
    maxWorkers: hostile ? 1 : faults || browser ? 2 : isMemorySlow() ? 3 : 5,
    // Modules are loaded once for all files of a worker: that is a tenth of the time. Their servers are processes of their own.
    isolate: faults || browser !== undefined,
    maxConcurrency: 8,
    ...(faults && {
      projects: [
        { extends: true, test: { name: 'beside another', include: ['test/**/*.test.ts'], exclude: ALONE } },
        {
          extends: true,
          test: { name: 'alone', include: ALONE, maxWorkers: 1, sequence: { groupOrder: 1 } },
        },
      ],
    }),
  },
})
