// Other people's tools and the OpenAPI document: what docs/clients.md says is generated, compiled and run as it stands there.
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PASSWORD, must } from '../support/people.js'
import { api, at } from '../support/rest.js'
import { startServer, type Server } from '../support/server.js'
import type { Session } from '../support/wire.js'

const HERE = join(process.cwd(), 'test', 'generators')
const ROOM = 'whatsapp_chatroom2'

/** Asked for by `npm run test:generators`; they are installed apart, and take long. */
const asked = process.env['GENERATORS'] !== undefined
const installed = existsSync(join(HERE, 'node_modules', '.bin', 'orval'))
if (!asked)
  console.warn(
    '\n!!! No generator is tried here, neither those of clients nor Nest’s: `npm run test:generators` is for that.\n',
  )
else if (!installed) {
  const missing = 'The generators are not installed: `npm ci --ignore-scripts --prefix test/generators`.'
  if (process.env['CI']) throw new Error(missing)
  console.warn(`\n!!! ${missing} NOTHING OF WHAT THEY MAKE IS TESTED.\n`)
}

interface Section {
  name: string
  commands: string[]
  /** `// name` in its first line says what a file is called; the one without is the sample. */
  files: { name: string; code: string }[]
}

const page = await readFile('docs/clients.md', 'utf8')
const sections = page
  .split(/^## /m)
  .slice(1)
  .map((text): Section => ({
    name: text.slice(0, text.indexOf('\n')),
    commands: [...text.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, code]) => code!.trim().split('\n')),
    files: [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => ({
      name: /^\/\/ (\S+\.ts)\n/.exec(code!)?.[1] ?? 'sample.ts',
      code: code!,
    })),
  }))
  .filter(({ commands }) => commands.length > 0)

/** Runs a program; fails with all that it has printed. */
async function run(program: string, args: string[], cwd: string): Promise<string> {
  const env = { ...process.env, CI: 'true', NO_COLOR: '1' }
  const running = promisify(execFile)(program, args, { cwd, env, maxBuffer: 2 ** 24 })
  const { stdout } = await running.catch(({ stdout: out, stderr }: { stdout: string; stderr: string }) => {
    throw new Error(`${program} ${args.join(' ')}:\n${out}${stderr}`)
  })
  return stdout
}

const own = (name: string) => join(HERE, 'node_modules', '.bin', name)
const ours = (name: string) => join(process.cwd(), 'node_modules', '.bin', name)

describe('docs/clients.md', () => {
  it('tells of four generators, and of no package that is not tried', async () => {
    expect(sections.map(({ name }) => name)).toEqual([
      'openapi-typescript',
      '@hey-api/openapi-ts',
      'orval',
      'openapi-zod-client',
    ])
    const { packages } = JSON.parse(await readFile(join(HERE, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { version: string }>
    }
    const named = sections.flatMap(({ commands }) =>
      commands.flatMap((line) => /^npm install (.*)/.exec(line)?.[1]!.split(' ') ?? []),
    )
    expect(named.length).toBeGreaterThanOrEqual(sections.length)
    for (const each of named) {
      const [, name, version = ''] = /^(@?[^@]+)(?:@(.*))?$/.exec(each)!
      expect(packages[`node_modules/${name}`]?.version, each).toMatch(new RegExp(`^${version}`))
    }
  })
})

describe.skipIf(!asked || !installed)('the OpenAPI document', () => {
  let server: Server
  /** Beside their packages, so that what they make finds them. */
  let folder: string

  const here = (text: string) => text.replaceAll('http://localhost:3000', server.url)
  const folderOf = ({ name }: Section) => join(folder, name.replace('/', '-'))

  beforeAll(async () => {
    server = await startServer()
    folder = await mkdtemp(join(HERE, 'node_modules', '.generated-'))
    const body = { username: 'ann', password: PASSWORD }
    const { access_token } = must(await api(server).post<Session>('/auth/register', body), 201)
    const ann = api(server, access_token)
    must(await ann.post('/chatroom/create', { name: ROOM, max_members: 2 }), 201)
    const attachment = { type: 'document', filename: 'lunch.txt', content: 'bm9vbg==' }
    must(await ann.post(at('/send-message', ROOM), { type: 'attachment', attachment }), 201)
    must(await ann.post(at('/leave-chatroom', ROOM)), 204)
    must(await ann.post(at('/enter-chatroom', ROOM)), 200)
  })

  afterAll(async () => {
    await server?.stop()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  it('has nothing that Spectral would have otherwise', async () => {
    await writeFile(join(folder, '.spectral.json'), JSON.stringify({ extends: ['spectral:oas'] }))
    const args = ['lint', `${server.url}/docs-json`, '--fail-severity=hint']
    expect(await run(own('spectral'), args, folder)).toContain('No results')
  })

  describe.each(sections)('given to $name', (section) => {
    beforeAll(async () => {
      const cwd = folderOf(section)
      await mkdir(cwd)
      await writeFile(join(cwd, 'package.json'), JSON.stringify({ type: 'module' }))
      for (const { name, code } of section.files) await writeFile(join(cwd, name), here(code))
      for (const line of section.commands) {
        const [npx, program, ...args] = here(line).split(' ')
        if (npx === 'npx') await run(own(program!), args, cwd)
      }
    })

    it('becomes a client that compiles', async () => {
      const compilerOptions = {
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        target: 'es2022',
        module: 'esnext',
        moduleResolution: 'bundler',
        lib: ['es2023', 'dom', 'dom.iterable'],
        types: [],
      }
      const config = JSON.stringify({ compilerOptions, include: ['**/*.ts'] })
      await writeFile(join(folderOf(section), 'tsconfig.json'), config)
      expect(await run(ours('tsc'), ['-p', '.'], folderOf(section))).toBe('')
    })

    it('becomes a client that works', async () => {
      const said = await run(ours('tsx'), ['sample.ts'], folderOf(section))
      expect(said).toMatch(/^2 lunch\.txt\n(?:\d+ Hello\n)+$/)
    })
  })
})
