// The Nest CLI, as a developer uses it here.
import { spawnSync } from 'node:child_process'
import { expect, it } from 'vitest'

const NEST = 'node_modules/@nestjs/cli/bin/nest.js'

const generate = (what: string) =>
  spawnSync(process.execPath, [NEST, 'generate', what, 'teapot', '--dry-run'], { encoding: 'utf8' })

// Its two starts take longer than most test files: `npm run test:generators` is for that.
it.skipIf(process.env['GENERATORS'] === undefined).each(['module', 'gateway'])('generates a %s', (what) => {
  const { stdout, stderr, status } = generate(what)
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(stdout).toContain(`src/teapot/teapot.${what}.ts`)
  expect(stdout).toContain('src/app.module.ts')
  expect(stdout).not.toContain('.spec.ts')
})
