// Reads every import in src: a folder imports only folders below it, and no import leads round in a circle.
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, posix, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const SRC = fileURLToPath(new URL('../../src', import.meta.url))

/** The house, from the ground up. */
const FLOORS = [
  'config',
  'common',
  'database',
  'bus',
  'auth',
  'room-log',
  'room-feed',
  'attachments',
  'presence',
  'people',
  'membership',
  'receipts',
  'chatrooms',
  'messaging',
  'followers',
  'inbox',
  'admin',
  'web',
  'health',
  'http',
  'app.module.ts',
  'chat.ts',
  'chat.module.ts',
  'index.ts',
  'demo',
  'announcement.ts',
  'listening.ts',
  'workers',
  'command-line.ts',
  'main.ts',
]

/** They hand PATH and the like on to programs; they read no setting. */
const PASS_ON_THE_ENVIRONMENT = ['database/embedded/postgres-binaries.ts']

/** Every module that a text imports, re-exports or loads. */
function importsIn(text: string): string[] {
  const patterns = [
    /\b(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/g,
    /\bimport\s*\(?\s*['"]([^'"]+)['"]/g,
  ]
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, module]) => module ?? ''))
}

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')

/** File → the files of src that it imports. */
function readHouse(): Map<string, string[]> {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .map((name) => name.split(sep).join('/'))
    // The page is a program of its own, in the browser.
    .filter((name) => name.endsWith('.ts') && !name.startsWith('web/client/'))
  return new Map(
    files.map((file) => {
      const own = importsIn(withoutComments(readFileSync(join(SRC, file), 'utf8')))
      const inside = own.filter((module) => module.startsWith('.'))
      return [file, inside.map((module) => posix.join(dirname(file), module.replace(/\.js$/, '.ts')))]
    }),
  )
}

const floorOf = (file: string): number => FLOORS.indexOf(file.split('/')[0] ?? '')

/** The files of one circle, in order, or nothing. */
function circleIn(house: Map<string, string[]>): string[] {
  const done = new Set<string>()
  const visit = (file: string, path: string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return []
    for (const next of house.get(file) ?? []) {
      const circle = visit(next, [...path, file])
      if (circle.length > 0) return circle
    }
    done.add(file)
    return []
  }
  for (const file of house.keys()) {
    const circle = visit(file, [])
    if (circle.length > 0) return circle
  }
  return []
}

describe('the imports of src', () => {
  const house = readHouse()

  it('are found: the test reads what it judges', () => {
    expect(house.get('main.ts')).toContain('chat.ts')
    expect(house.get('database/data-source.ts')).toContain('config/config.ts')
  })

  it('lead to files that exist, inside src', () => {
    const lost = [...house].flatMap(([file, to]) =>
      to.filter((each) => !house.has(each)).map((each) => `${file} → ${each}`),
    )
    expect(lost).toEqual([])
  })

  it('belong to folders that have a floor', () => {
    expect([...house.keys()].filter((file) => floorOf(file) < 0)).toEqual([])
  })

  it('never point up', () => {
    const up = [...house].flatMap(([file, to]) =>
      to.filter((each) => floorOf(each) > floorOf(file)).map((each) => `${file} → ${each}`),
    )
    expect(up).toEqual([])
  })

  it('never lead round in a circle', () => {
    // Two entities that refer to each other are one schema: TypeORM's relations know no direction.
    const rooms = new Map([...house].filter(([file]) => !file.startsWith('database/entities/')))
    expect(circleIn(rooms)).toEqual([])
  })

  it('leave the environment to src/config', () => {
    const readers = [...house.keys()].filter((file) =>
      /process\s*\.\s*env\b/.test(withoutComments(readFileSync(join(SRC, file), 'utf8'))),
    )
    const others = readers.filter((file) => !file.startsWith('config/'))
    expect(others).toEqual(PASS_ON_THE_ENVIRONMENT)
  })
})

describe('the reader of imports', () => {
  it('sees every way to import', () => {
    const text = `import a from './a.js'\nimport type { B,\n C } from "./b.js"\nexport * from './c.js'\nimport './d.js'\nawait import('./e.js')`
    expect(importsIn(text).toSorted()).toEqual(['./a.js', './b.js', './c.js', './d.js', './e.js'])
  })

  it('finds a circle', () => {
    const house = new Map([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['b']],
    ])
    expect(circleIn(house)).toEqual(['b', 'c', 'b'])
  })
})
