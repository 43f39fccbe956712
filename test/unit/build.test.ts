// When `npm start` builds: whenever dist is not what the source would become, and at no other time.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'

let folder: string
const path = (name: string) => join(folder, name)

/** Runs it as `npm start` does; answers whether it has built, which the tools of this folder count. */
function builds(): boolean {
  const before = Number(readFileSync(path('count'), 'utf8'))
  const { status, stderr } = spawnSync(process.execPath, [path('scripts/build.mjs'), '--if-needed'])
  if (status !== 0) throw new Error(String(stderr))
  return Number(readFileSync(path('count'), 'utf8')) > before
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chat-build-'))
  for (const name of ['src/a', 'client/src', 'scripts', 'node_modules/.bin'])
    mkdirSync(path(name), { recursive: true })
  cpSync('scripts/build.mjs', path('scripts/build.mjs'))
  for (const name of ['package.json', 'package-lock.json', 'nest-cli.json', 'tsconfig.json'])
    writeFileSync(path(name), '{}')
  writeFileSync(path('scripts/bundle.mjs'), '')
  writeFileSync(path('src/a/main.ts'), 'one')
  writeFileSync(path('count'), '0')
  // What it runs, as small as can be: the one counts and copies, the other adds a file.
  const nest = '#!/bin/sh\n[ ! -e fail ] || exit 3\necho $(($(cat count) + 1)) > count\ncp -r src/a/. dist\n'
  writeFileSync(path('node_modules/.bin/nest'), nest, { mode: 0o755 })
  writeFileSync(path('node_modules/.bin/vite'), '#!/bin/sh\necho page > dist/page\n', { mode: 0o755 })
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('builds once for one source', () => {
  expect([builds(), builds(), builds()]).toEqual([true, false, false])
})

it('builds again after any change of the source, of what it is built with, and of what was built', () => {
  const changes: Record<string, () => void> = {
    edited: () => writeFileSync(path('src/a/main.ts'), 'two'),
    // As after a pull of something older.
    'edited with an old time': () => {
      writeFileSync(path('src/a/main.ts'), 'one')
      utimesSync(path('src/a/main.ts'), 1, 1)
    },
    added: () => writeFileSync(path('src/a/b.ts'), ''),
    removed: () => rmSync(path('src/a/b.ts')),
    'another client': () => writeFileSync(path('client/src/index.ts'), ''),
    'other packages': () => writeFileSync(path('package-lock.json'), '[]'),
    'other options': () => writeFileSync(path('tsconfig.json'), '[]'),
    'another bundle': () => writeFileSync(path('scripts/bundle.mjs'), ';'),
    'built by something else': () => writeFileSync(path('dist/main.ts'), 'xxx'),
    'a part of it lost': () => rmSync(path('dist/page')),
    'all of it lost': () => rmSync(path('dist'), { recursive: true }),
  }
  builds()
  const found = Object.entries(changes).map(([what, change]) => {
    change()
    return [what, builds(), builds()]
  })
  expect(found).toEqual(Object.keys(changes).map((what) => [what, true, false]))
})

it('does not take another time for a change', () => {
  builds()
  utimesSync(path('src/a/main.ts'), new Date(), new Date())
  expect(builds()).toBe(false)
})

it('builds again after a build that failed', () => {
  writeFileSync(path('fail'), '')
  expect(builds).toThrow('')
  rmSync(path('fail'))
  expect([builds(), builds()]).toEqual([true, false])
})

it('has nothing to do where there is no source', () => {
  rmSync(path('src'), { recursive: true })
  expect(builds()).toBe(false)
})
