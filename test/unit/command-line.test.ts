// The command and its words.
import { spawnSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url))

const run = (...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...words], {
    cwd: tmpdir(),
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

it('tells how it is used, and where the settings are', () => {
  const { status, stdout, stderr } = run('--help')
  expect([status, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^whatsapp-api-server {2,}Starts/)
  expect(stdout).toMatch(/\.env\.example\n$/)
})

it('tells its version', () => {
  expect(run('--version')).toEqual({ status: 0, stdout: '0.1.0\n', stderr: '' })
})

it.each(['--port', 'toString'])('refuses what it does not know: %s', (word) => {
  const stderr = `There is no ${word}: see whatsapp-api-server --help.\n`
  expect(run(word)).toEqual({ status: 1, stdout: '', stderr })
})

it('hands the rest of the line to a command', () => {
  expect(run('restore')).toEqual({
    status: 1,
    stdout: '',
    stderr: 'Which backup? npm run restore -- <folder>\n',
  })
})
