// The documents: fit for tools, and true: every example in them works when it is tried.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type Server } from '../support/server.js'

const run = promisify(execFile)
const bin = (name: string) => join('node_modules', '.bin', name)

/** What a tool that failed has printed. */
interface Output {
  stdout: string
  stderr: string
}

interface Operation {
  tags: string[]
  summary?: string
  security?: object[]
  parameters?: { name: string; in: string; example?: unknown; schema?: { example?: unknown } }[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { description: string; content?: Record<string, Media> }>
}
interface Media {
  schema: { $ref?: string; example?: unknown }
  examples?: Record<string, { value: unknown }>
}
interface Schema {
  properties?: Record<string, Schema>
  required?: string[]
  example?: unknown
  enum?: unknown[]
  type?: string
  items?: Schema
  $ref?: string
}
interface Document {
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

let server: Server
let folder: string
let document: Document

beforeAll(async () => {
  server = await startServer()
  // Inside the checkout, so that the tools find their packages.
  folder = await mkdtemp(join(process.cwd(), 'node_modules', '.docs-test-'))
  document = (await (await fetch(`${server.url}/docs-json`)).json()) as Document
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(document))
})

afterAll(async () => {
  await server?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** The example that Swagger UI would put into the box. */
function exampleOf(schema: Schema): unknown {
  if (schema.$ref) return exampleOf(document.components.schemas[schema.$ref.split('/').at(-1)!]!)
  if (schema.example !== undefined) return schema.example
  if (schema.enum) return schema.enum[0]
  if (!schema.properties) throw new Error(`No example: ${JSON.stringify(schema)}`)
  return Object.fromEntries(Object.entries(schema.properties).map(([name, each]) => [name, exampleOf(each)]))
}

describe('the OpenAPI document', () => {
  it('passes the linter without errors', async () => {
    const lint = run(bin('redocly'), ['lint', '--extends=recommended', join(folder, 'openapi.json')], {
      env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
    })
    expect(await lint.catch(({ stdout, stderr }: Output) => stdout + stderr)).toHaveProperty('stdout')
  })

  it('becomes a client whose types compile', async () => {
    await run(bin('openapi-typescript'), [join(folder, 'openapi.json'), '-o', join(folder, 'api.ts')])
    await writeFile(
      join(folder, 'use.ts'),
      `import type { paths } from './api.js'
       type Body = paths['/chatroom/create']['post']['requestBody']['content']['application/json']
       export const body: Body = { name: 'lunch', max_members: 3 }
       type Message = paths['/send-message/{name}']['post']['responses'][201]['content']['application/json']
       export const seq = (message: Message): number => message.seq`,
    )
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { strict: true, noEmit: true, module: 'nodenext', types: [] },
        include: ['*.ts'],
      }),
    )
    expect(await run(bin('tsc'), ['-p', folder]).catch(({ stdout }: Output) => stdout)).toHaveProperty(
      'stdout',
    )
  })

  it('has its sections in the order of a first visit', () => {
    expect(document.tags.map(({ name }) => name)).toEqual([
      '1. Identity',
      '2. Chatrooms',
      '3. Membership',
      '4. Attachments',
      '5. Messages',
      '6. Health',
    ])
  })

  it('says of every operation what it does, who may, what it answers and how it fails', () => {
    for (const [path, operations] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(operations)) {
        const at = `${method} ${path}`
        expect(operation.summary, at).toBeTruthy()
        const statuses = Object.keys(operation.responses)
        expect(
          statuses.some((status) => status.startsWith('2')),
          at,
        ).toBe(true)
        if (!path.startsWith('/health'))
          expect(statuses, at).toEqual(expect.arrayContaining(['429', '500', '503']))
        if (operation.security!.length > 0) expect(statuses, at).toContain('401')
        for (const [status, { content }] of Object.entries(operation.responses)) {
          const problem = content?.['application/problem+json']
          if (Number(status) >= 400 && !path.startsWith('/health'))
            expect(problem?.examples, `${at} ${status}`).toBeTruthy()
        }
      }
    }
  })

  it('is there in YAML and as a page, too', async () => {
    expect(await (await fetch(`${server.url}/docs-yaml`)).text()).toMatch(/^openapi: 3/)
    expect(await (await fetch(`${server.url}/docs`)).text()).toContain('swagger-ui')
  })
})

describe('the documents', () => {
  /** All that a visit of `/docs` loads, and the documents themselves. */
  const FILES = [
    '/docs',
    '/docs/swagger-ui.css',
    '/docs/swagger-ui-bundle.js',
    '/docs/swagger-ui-standalone-preset.js',
    '/docs/swagger-ui-init.js',
    '/docs/favicon-32x32.png',
    '/docs-json',
    '/docs-yaml',
    '/docs/asyncapi.json',
    '/docs/sockets',
  ]
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(server.url + path, { headers: { 'cache-control': 'max-age=0', ...headers } })

  it.each(FILES)('%s goes out packed, and not again to who has it', async (path) => {
    // The first is made at this moment, the second comes from memory.
    for (let time = 0; time < 2; time++) {
      const [packed, plain] = await Promise.all([
        get(path, { 'accept-encoding': 'gzip' }),
        get(path, { 'accept-encoding': 'identity' }),
      ])
      expect(packed.headers.get('content-encoding')).toBe('gzip')
      expect(plain.headers.get('content-encoding')).toBeNull()
      expect(packed.headers.get('vary')).toContain('Accept-Encoding')
      expect(packed.headers.get('cache-control')).toMatch(/^(private, )?no-cache$/)
      expect(packed.headers.get('content-type')).toBe(plain.headers.get('content-type'))
      const bytes = Buffer.from(await plain.arrayBuffer())
      expect(bytes.length).toBe(Number(plain.headers.get('content-length')))
      expect(bytes.equals(Buffer.from(await packed.arrayBuffer()))).toBe(true)
      const again = await get(path, { 'if-none-match': packed.headers.get('etag')! })
      expect(again.status).toBe(304)
      expect(await again.text()).toBe('')
      const head = await fetch(server.url + path, { method: 'HEAD' })
      expect([head.status, await head.text()]).toEqual([200, ''])
    }
  })

  it('take less than 700 kB at the first visit of the page, and nothing but questions at the second', async () => {
    const sizes = await Promise.all(
      FILES.slice(0, 6).map(async (path) => {
        const { headers } = await get(path, { 'accept-encoding': 'gzip' })
        return Number(headers.get('content-length'))
      }),
    )
    expect(sizes.every((size) => size > 0)).toBe(true)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(700_000)
  })

  it('are there under other spellings, which are not kept', async () => {
    for (const path of ['/docs/', '/DOCS/swagger-ui.css', '/docs/%73wagger-ui.css']) {
      const answer = await get(path)
      expect([path, answer.status, answer.headers.get('content-encoding')]).toEqual([path, 200, null])
      await answer.body?.cancel()
    }
    expect((await get('/docs/nothing.js')).status).toBe(404)
  })
})

describe('a first visitor who tries the examples as they are', () => {
  /** What the visitor does, in this order, and the answer that the document promises first. */
  const VISIT: [method: string, path: string, status: number][] = [
    ['post', '/auth/register', 201],
    ['post', '/auth/login', 200],
    ['get', '/auth/me', 200],
    ['post', '/auth/ticket', 201],
    ['post', '/chatroom/create', 201],
    ['get', '/list-chatroom', 200],
    ['get', '/chatroom/{name}', 200],
    ['patch', '/chatroom/{name}', 200],
    ['post', '/enter-chatroom/{name}', 200],
    ['get', '/chatroom/{name}/members', 200],
    ['post', '/attachments', 201],
    ['get', '/attachments/{id}', 200],
    ['post', '/send-message/{name}', 201],
    ['get', '/chatroom/{name}/messages', 200],
    ['post', '/leave-chatroom/{name}', 204],
    ['post', '/enter-chatroom/{name}', 200],
    ['delete', '/chatroom/{name}', 204],
    ['post', '/auth/refresh', 200],
    ['post', '/auth/password', 204],
    ['post', '/auth/logout', 204],
    ['get', '/health/live', 200],
    ['get', '/health/ready', 200],
  ]
  /** What a visitor copies from an earlier answer, because no example can know it. */
  const copied: Record<string, string> = {}

  const addressOf = (path: string, operation: Operation): string =>
    path.replace(/\{(\w+)\}/g, (_, name: string) => {
      const parameter = operation.parameters?.find((each) => each.in === 'path' && each.name === name)
      return copied[name] ?? String(parameter?.example ?? parameter?.schema?.example)
    })

  function bodiesOf(operation: Operation): unknown[] {
    const media = operation.requestBody?.content['application/json']
    if (!media) return [undefined]
    if (media.examples) return Object.values(media.examples).map(({ value }) => value)
    const body = exampleOf(media.schema) as Record<string, unknown>
    if ('refresh_token' in body) body['refresh_token'] = copied['refresh_token']
    return [body]
  }

  async function attempt(method: string, path: string, body: unknown): Promise<Response> {
    const operation = document.paths[path]![method]!
    const headers: Record<string, string> = {}
    if (operation.security!.length > 0) headers['authorization'] = `Bearer ${copied['access_token']}`
    const form = operation.requestBody?.content['multipart/form-data'] ? new FormData() : undefined
    form?.append('file', new Blob(['Lunch is at noon.']), 'lunch.txt')
    if (body !== undefined) headers['content-type'] = 'application/json'
    return fetch(server.url + addressOf(path, operation), {
      method: method.toUpperCase(),
      headers,
      body: form ?? (body === undefined ? null : JSON.stringify(body)),
    })
  }

  it('gets the documented answers', async () => {
    for (const [method, path, status] of VISIT) {
      for (const body of bodiesOf(document.paths[path]![method]!)) {
        const answer = await attempt(method, path, body)
        const text = await answer.text()
        expect(answer.status, `${method} ${path}: ${text}`).toBe(status)
        if (!answer.headers.get('content-type')?.includes('json')) continue
        const { access_token, refresh_token, id } = JSON.parse(text) as Record<string, string>
        if (access_token && refresh_token) Object.assign(copied, { access_token, refresh_token })
        if (path === '/attachments' && id) copied['id'] = id
      }
    }
  })

  it('has been everywhere', () => {
    const visited = new Set(VISIT.map(([method, path]) => `${method} ${path}`))
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    )
    expect(documented.filter((each) => !visited.has(each) && !each.startsWith('head '))).toEqual([])
  })
})
