// What is installed: read from the lock file, so that a change of it shows here and not in production.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

interface Locked {
  version?: string
  integrity?: string
  resolved?: string
  dev?: boolean
  hasInstallScript?: boolean
  /** A package of this repository. */
  link?: boolean
}

const root = fileURLToPath(new URL('../..', import.meta.url))
/** What a lock file names. */
function lockedIn(folder: string): (Locked & { name: string })[] {
  const { packages } = JSON.parse(readFileSync(`${folder}/package-lock.json`, 'utf8')) as {
    packages: Record<string, Locked>
  }
  return Object.entries(packages).flatMap(([path, each]) =>
    !path.includes('node_modules/') || each.link
      ? []
      : [{ ...each, name: path.slice(path.lastIndexOf('node_modules/') + 13) }],
  )
}
const locked = lockedIn(root)

describe('the lock file', () => {
  it('is read: it has what the server is made of', () => {
    expect(locked.map(({ name }) => name)).toEqual(expect.arrayContaining(['@nestjs/core', 'pg', 'ws']))
  })

  it.each(['ws', 'socket.io', 'socket.io-parser', 'engine.io'])('has one %s', (name) => {
    expect(locked.filter((each) => each.name === name)).toHaveLength(1)
  })

  it('knows the digest of every package, so that nothing else can be installed in its place, wherever it is from', () => {
    const all = [...locked, ...lockedIn(`${root}/test/generators`)]
    expect(all.filter(({ integrity }) => !integrity?.startsWith('sha512-'))).toEqual([])
    expect(all.filter(({ resolved }) => resolved !== undefined)).toEqual([])
  })
})

describe('an install script', () => {
  const decisions = readdirSync(`${root}/docs/decisions`)
    .map((file) => readFileSync(`${root}/docs/decisions/${file}`, 'utf8'))
    .join('\n')
  /** The names, perhaps with a `*`, in the paragraph that says which scripts are allowed. */
  const named = [
    ...(/\*\*Install scripts\.\*\*.*/.exec(decisions)?.[0] ?? '').matchAll(/`(@?[\w./*-]+)`/g),
  ].map(([, name = '']) => new RegExp(`^${name.replace('*', '[^/]*')}$`))
  const scripted = locked.filter(({ hasInstallScript, dev }) => hasInstallScript && !dev)

  it('is looked for: some packages have one', () => {
    expect(scripted.length).toBeGreaterThan(0)
    expect(named.length).toBeGreaterThan(0)
  })

  it('of a production dependency is named in docs/decisions', () => {
    const others = scripted.filter(({ name }) => !named.some((each) => each.test(name)))
    expect(others.map(({ name }) => name)).toEqual([])
  })

  it('runs only where package.json allows it', () => {
    const { allowScripts } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
      allowScripts: Record<string, boolean>
    }
    const unjudged = scripted.filter(({ name }) => !(name in allowScripts))
    expect(unjudged.map(({ name }) => name)).toEqual([])
  })
})
