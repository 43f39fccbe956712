// The documents: fit for tools, and true: every example in them works when it is tried.
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ADMIN_KEY, sharedServer, type Server } from '../support/server.js'
import { EVENTS, type Device, type Session } from '../support/wire.js'

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
  parameters?: Parameter[]
  requestBody?: { content: Record<string, Media> }
  responses: Record<string, { description: string; content?: Record<string, Media> }>
}
interface Parameter {
  name: string
  in: string
  example?: unknown
  examples?: Record<string, { value: unknown }>
  schema?: { example?: unknown }
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
  format?: string
  items?: Schema
  oneOf?: { $ref: string }[]
  allOf?: Schema[]
  discriminator?: { propertyName: string; mapping: Record<string, string> }
  additionalProperties?: boolean
  $ref?: string
}
interface Document {
  servers: { url: string }[]
  info: { description: string }
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

const SAID = ['text', 'attachment', 'location', 'contact', 'poll', 'custom']
const CHANGES = ['edit', 'delete', 'reaction', 'vote', 'pin']

let server: Server
let folder: string
let document: Document

beforeAll(async () => {
  server = await sharedServer()
  // Inside the checkout, so that the tools find their packages.
  folder = await mkdtemp(join(process.cwd(), 'node_modules', '.docs-test-'))
  document = (await (await fetch(`${server.url}/docs-json`)).json()) as Document
  await writeFile(join(folder, 'openapi.json'), JSON.stringify(document))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** An answer to a request with headers that `fetch` gives nobody. */
function textOf(url: string, headers: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (part: string) => (text += part))
      answer.on('end', () => resolve(text))
    })
    sent.on('error', reject).end()
  })
}

/** The example that Swagger UI would put into the box. */
function exampleOf(schema: Schema): unknown {
  if (schema.$ref) return exampleOf(document.components.schemas[schema.$ref.split('/').at(-1)!]!)
  if (schema.example !== undefined) return schema.example
  if (schema.enum) return schema.enum[0]
  if (schema.allOf) return exampleOf(schema.allOf[0]!)
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

  it('has its sections in the order of a first visit', () => {
    expect(document.tags.map(({ name }) => name)).toEqual([
      '1. Identity',
      '2. People',
      '3. Chatrooms',
      '4. Membership',
      '5. Attachments',
      '6. Messages',
      '7. Read, delivered, unread',
      '8. Push',
      '9. For your backend',
      '10. Health',
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
        // What stands in an address may be no UTF-8.
        if (path.includes('{')) expect(statuses, at).toContain('400')
        for (const [status, { content }] of Object.entries(operation.responses)) {
          const problem = content?.['application/problem+json']
          if (Number(status) >= 400 && method !== 'head' && !path.startsWith('/health'))
            expect(problem?.examples, `${at} ${status}`).toBeTruthy()
        }
      }
    }
  })

  /** Every schema in a part of the document, and where it is. */
  function schemasIn(part: unknown, at = ''): { at: string; schema: Schema }[] {
    if (typeof part !== 'object' || part === null) return []
    const inside = Object.entries(part).flatMap(([key, each]) => schemasIn(each, `${at}/${key}`))
    return 'type' in part || 'properties' in part ? [{ at, schema: part as Schema }, ...inside] : inside
  }
  /** The names of the schemas that a part refers to, and those refer to. */
  function namesIn(part: unknown, names = new Set<string>()): Set<string> {
    for (const [, name] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (names.has(name!)) continue
      namesIn(document.components.schemas[name!], names.add(name!))
    }
    return names
  }
  const operations = () => Object.values(document.paths).flatMap((path) => Object.values(path))

  it('calls things as this product does, and only those of its routes', () => {
    const names = Object.keys(document.components.schemas)
    expect(names).toEqual(
      expect.arrayContaining(['Session', 'User', 'Chatroom', 'Member', 'Message', 'Problem', 'Role']),
    )
    expect(names.filter((name) => /View$|Dto$/.test(name))).toEqual([])
    expect(names.toSorted()).toEqual([...namesIn(document.paths)].toSorted())
    const parameters = Object.keys(document.paths).flatMap((path) => path.match(/\{\w+\}/g) ?? [])
    expect(new Set(parameters)).toEqual(new Set(['{chatroom_name}', '{code}', '{id}', '{seq}', '{username}']))
  })

  it.each([
    ['Message', [...SAID, 'deleted', 'expired', ...CHANGES, ...EVENTS]],
    ['SaidMessage', [...SAID, 'deleted', 'expired']],
    ['Draft', [...SAID, 'forward', ...CHANGES]],
  ])('tells the kinds of %s apart by their type', (name, types) => {
    const { oneOf, discriminator } = document.components.schemas[name]!
    expect(discriminator!.propertyName).toBe('type')
    expect(Object.keys(discriminator!.mapping)).toEqual(types)
    expect(Object.values(discriminator!.mapping)).toEqual(oneOf!.map(({ $ref }) => $ref))
    for (const [type, $ref] of Object.entries(discriminator!.mapping)) {
      const member = document.components.schemas[$ref.split('/').at(-1)!]!
      expect(member.properties!['type']!.enum).toEqual([type])
      expect(member.required).toContain('type')
    }
  })

  it('sends and answers those two, and nothing else that is made of them', () => {
    const send = document.paths['/send-message/{chatroom_name}']!['post']!
    expect(send.requestBody!.content['application/json']!.schema.$ref).toMatch(/\/Draft$/)
    for (const status of ['200', '201'])
      expect(send.responses[status]!.content!['application/json']!.schema.$ref).toMatch(/\/Message$/)
    expect(document.components.schemas['MessagePage']!.properties!['messages']!.items!.$ref).toMatch(
      /\/Message$/,
    )
  })

  it('closes what is sent, and leaves open what is answered', () => {
    const bodies = operations().map(({ requestBody }) => requestBody ?? {})
    const sent = namesIn(bodies)
    expect(sent.size).toBeGreaterThan(8)
    for (const [name, { properties, additionalProperties }] of Object.entries(document.components.schemas))
      if (properties) expect([name, additionalProperties]).toEqual([name, sent.has(name) ? false : undefined])
    const answered = namesIn(operations().map(({ responses }) => responses))
    const both = [...answered].filter((name) => sent.has(name))
    expect(both.filter((name) => document.components.schemas[name]!.properties)).toEqual([])
  })

  it('says of every route that takes a body that it may be too large, or of another kind', () => {
    const routes = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ route: `${method} ${path}`, operation })),
    )
    const taking = routes.filter(({ operation }) => operation.requestBody)
    expect(taking.length).toBeGreaterThan(20)
    const silent = taking.filter(({ operation: { responses } }) => !responses['413'] || !responses['415'])
    expect(silent.map(({ route }) => route)).toEqual([])
  })

  it('says of every whole number how large it is, and lets null be beside a name', () => {
    const integers = schemasIn(document).filter(({ schema }) => schema.type === 'integer')
    expect(integers.length).toBeGreaterThan(10)
    expect(integers.filter(({ schema }) => !/^int(32|64)$/.test(schema.format ?? ''))).toEqual([])
    expect(document.components.schemas['Chatroom']!.properties!['role']).toMatchObject({
      nullable: true,
      allOf: [{ $ref: '#/components/schemas/Role' }],
    })
    expect(schemasIn(document).filter(({ schema }) => schema.enum?.includes(null))).toEqual([])
  })

  it('has an example of every parameter but `log`, of which none would work in a new room, and `around_seq`, which goes with no other', () => {
    const parameters = operations().flatMap((operation) => operation.parameters ?? [])
    expect(parameters.length).toBeGreaterThan(15)
    const without = parameters.filter(
      ({ example, examples, schema }) => (example ?? examples ?? schema?.example) === undefined,
    )
    expect([...new Set(without.map(({ name }) => name))]).toEqual(['log', 'around_seq'])
  })

  it('is there in YAML, too, and says the same', async () => {
    await writeFile(join(folder, 'openapi.yaml'), await (await fetch(`${server.url}/docs-yaml`)).text())
    const read = "JSON.stringify(require('js-yaml').load(require('fs').readFileSync(0, 'utf8')))"
    const child = run(process.execPath, ['-p', read], { maxBuffer: 2 ** 26 })
    child.child.stdin!.end(await readFile(join(folder, 'openapi.yaml')))
    expect(JSON.parse((await child).stdout)).toEqual(document)
  })

  it('names the address that it was asked at', async () => {
    const { host, port } = new URL(server.url)
    const asked = async (headers: Record<string, string>) => {
      const text = await textOf(`${server.url}/docs-json`, headers)
      return JSON.parse(text) as Document
    }
    for (const name of [host, `localhost:${port}`, 'chat.example.com', '[::1]:8080']) {
      const { servers, info } = await asked({ host: name })
      expect(servers).toEqual([{ url: `http://${name}`, description: 'This server' }])
      expect(info.description).toContain(`(http://${name}/docs/sockets)`)
    }
    expect((await asked({ host: 'nobody"<script>' })).servers[0]!.url).toBe('http://localhost')
  })
})

describe('the documents', () => {
  const FILES = ['/docs', '/docs-json', '/docs-yaml', '/docs/asyncapi.json', '/docs/sockets']
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

  it('lead from /docs/ to /docs, wherever that is', async () => {
    const answer = await fetch(`${server.url}/docs/`, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([308, '../docs'])
    expect((await get('/docs/nothing.js')).status).toBe(404)
  })

  it('are one page that takes less than 600 kB, of which browsers keep almost all', async () => {
    const built = new URL('../../dist/docs-page/docs/', import.meta.url)
    const assets = (await readdir(built)).map((name) => `/docs/${name}`)
    expect(assets.length).toBeGreaterThan(2)
    const sizes = await Promise.all(
      ['/docs', '/docs-json', ...assets].map(async (path) => {
        const { headers, status } = await get(path, { 'accept-encoding': 'gzip' })
        expect([path, status, headers.get('content-encoding')]).toEqual([path, 200, 'gzip'])
        if (assets.includes(path))
          expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
        return Number(headers.get('content-length'))
      }),
    )
    expect(sizes.every((size) => size > 0)).toBe(true)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(600_000)
  })
})

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe('a first visitor who tries the examples as they are', () => {
  /** What the visitor does, in this order, and the answer that the document promises first. */
  const VISIT: [method: string, path: string, status: number][] = [
    ['post', '/auth/register', 201],
    ['post', '/auth/login', 200],
    ['get', '/auth/me', 200],
    ['get', '/auth/sessions', 200],
    ['delete', '/auth/sessions/{id}', 204],
    ['post', '/attachments', 201],
    ['patch', '/auth/me', 200],
    ['get', '/users', 200],
    ['get', '/users/{username}', 200],
    ['head', '/users/{username}/avatar', 200],
    ['get', '/users/{username}/avatar', 200],
    ['put', '/blocks/{username}', 204],
    ['get', '/blocks', 200],
    ['delete', '/blocks/{username}', 204],
    ['get', '/push/key', 200],
    ['put', '/push/subscriptions', 204],
    ['delete', '/push/subscriptions', 204],
    ['get', '/admin/events', 200],
    ['post', '/auth/ticket', 201],
    ['post', '/chatroom/create', 201],
    ['get', '/list-chatroom', 200],
    ['get', '/inbox', 200],
    ['get', '/chatroom/{chatroom_name}', 200],
    ['post', '/enter-chatroom/{chatroom_name}', 200],
    ['head', '/attachments/{id}', 200],
    ['get', '/attachments/{id}', 200],
    ['head', '/attachments/{id}/thumbnail', 200],
    ['get', '/attachments/{id}/thumbnail', 200],
    ['post', '/send-message/{chatroom_name}', 201],
    ['get', '/chatroom/{chatroom_name}/messages', 200],
    ['get', '/chatroom/{chatroom_name}/timeline', 200],
    ['get', '/chatroom/{chatroom_name}/messages/{seq}', 200],
    ['get', '/chatroom/{chatroom_name}/messages/{seq}/reactions', 200],
    ['get', '/chatroom/{chatroom_name}/messages/{seq}/votes', 200],
    ['get', '/chatroom/{chatroom_name}/messages/{seq}/versions', 200],
    ['get', '/chatroom/{chatroom_name}/media', 200],
    ['put', '/chatroom/{chatroom_name}/marks', 200],
    ['get', '/chatroom/{chatroom_name}/marks', 200],
    ['get', '/chatroom/{chatroom_name}/messages/{seq}/receipts', 200],
    ['patch', '/chatroom/{chatroom_name}/me', 200],
    ['put', '/chatroom/{chatroom_name}/messages/{seq}/star', 204],
    ['get', '/starred', 200],
    ['get', '/search', 200],
    ['delete', '/chatroom/{chatroom_name}/messages/{seq}/star', 204],
    ['put', '/chatroom/{chatroom_name}/reports/{seq}', 204],
    ['get', '/chatroom/{chatroom_name}/reports', 200],
    ['delete', '/chatroom/{chatroom_name}/reports/{seq}', 204],
    ['put', '/chatroom/{chatroom_name}/reports/{seq}', 204],
    ['get', '/admin/reports', 200],
    ['get', '/admin/trace', 200],
    ['delete', '/admin/reports/{chatroom_name}/{seq}', 204],
    ['patch', '/chatroom/{chatroom_name}', 200],
    ['head', '/chatroom/{chatroom_name}/avatar', 200],
    ['get', '/chatroom/{chatroom_name}/avatar', 200],
    ['put', '/chatroom/{chatroom_name}/members/{username}', 201],
    ['get', '/chatroom/{chatroom_name}/members', 200],
    ['patch', '/chatroom/{chatroom_name}/members/{username}', 200],
    ['delete', '/chatroom/{chatroom_name}/members/{username}', 204],
    ['put', '/chatroom/{chatroom_name}/bans/{username}', 204],
    ['get', '/chatroom/{chatroom_name}/bans', 200],
    ['delete', '/chatroom/{chatroom_name}/bans/{username}', 204],
    ['get', '/chatroom/{chatroom_name}/requests', 200],
    ['delete', '/chatroom/{chatroom_name}/requests/{username}', 204],
    ['post', '/chatroom/{chatroom_name}/invites', 201],
    ['get', '/chatroom/{chatroom_name}/invites', 200],
    ['get', '/invites/{code}', 200],
    ['head', '/invites/{code}/avatar', 200],
    ['get', '/invites/{code}/avatar', 200],
    ['post', '/invites/{code}', 200],
    ['delete', '/chatroom/{chatroom_name}/invites/{code}', 204],
    ['post', '/direct/{username}', 201],
    ['post', '/leave-chatroom/{chatroom_name}', 204],
    ['post', '/enter-chatroom/{chatroom_name}', 200],
    ['delete', '/chatroom/{chatroom_name}', 204],
    ['post', '/auth/refresh', 200],
    ['get', '/auth/me/export', 200],
    ['delete', '/admin/users/{username}', 204],
    ['delete', '/auth/me', 204],
    // Both are forgotten, and their names free.
    ['post', '/auth/register', 201],
    ['post', '/auth/password', 204],
    ['post', '/auth/logout', 204],
    ['post', '/admin/keys', 201],
    ['get', '/admin/keys', 200],
    ['delete', '/admin/keys/{id}', 204],
    ['post', '/admin/webhooks', 201],
    ['get', '/admin/webhooks', 200],
    ['patch', '/admin/webhooks/{id}', 200],
    ['get', '/admin/webhooks/{id}/deliveries', 200],
    ['post', '/admin/webhooks/{id}/replay', 204],
    ['delete', '/admin/webhooks/{id}', 204],
    ['put', '/admin/users/{username}', 201],
    ['put', '/admin/users/{username}', 200],
    ['get', '/admin/users', 200],
    ['get', '/admin/users/{username}', 200],
    ['post', '/admin/users/{username}/tokens', 201],
    ['get', '/admin/stats', 200],
    ['get', '/health/live', 200],
    ['get', '/health/ready', 200],
  ]
  /** What a visitor copies from an earlier answer, because no example can know it. */
  const copied: Record<string, string> = {}

  /** What the page would fill in: of several examples the first; an empty one is not sent. */
  function filledIn(operation: Operation, where: string): [name: string, value: string][] {
    const parameters = operation.parameters?.filter((each) => each.in === where) ?? []
    return parameters.map(({ name, example, examples, schema }) => {
      const first = examples && Object.values(examples)[0]!.value
      return [name, copied[name] ?? String(first ?? example ?? schema?.example ?? '')]
    })
  }

  function addressOf(path: string, operation: Operation): string {
    const inPath = Object.fromEntries(filledIn(operation, 'path'))
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => inPath[name]!)
    const query = new URLSearchParams(filledIn(operation, 'query').filter(([, value]) => value !== ''))
    return query.size > 0 ? `${filled}?${query}` : filled
  }

  function bodiesOf(operation: Operation): unknown[] {
    const media = operation.requestBody?.content['application/json']
    if (!media) return [undefined]
    if (media.examples) return Object.values(media.examples).map(({ value }) => withUpload(value))
    const body = exampleOf(media.schema) as Record<string, unknown>
    if ('refresh_token' in body) body['refresh_token'] = copied['refresh_token']
    if ('after' in body) body['after'] = copied['last event']
    return [body]
  }

  /** What names an upload names the visitor's own. */
  const withUpload = (body: unknown): unknown => {
    const { avatar, attachment } = body as { avatar?: string; attachment?: { id?: string } }
    if (attachment?.id) return { ...(body as object), attachment: { id: copied['id'] } }
    return avatar ? { avatar: copied['id'] } : body
  }

  async function attempt(method: string, path: string, body: unknown): Promise<Response> {
    const operation = document.paths[path]![method]!
    const headers: Record<string, string> = {}
    const [way] = operation.security!
    if (way) headers['authorization'] = `Bearer ${'serverKey' in way ? ADMIN_KEY : copied['access_token']}`
    const form = operation.requestBody?.content['multipart/form-data'] ? new FormData() : undefined
    form?.append('file', new Blob([PIXEL]), 'lunch.png')
    if (body !== undefined) headers['content-type'] = 'application/json'
    return fetch(server.url + addressOf(path, operation), {
      method: method.toUpperCase(),
      headers,
      body: form ?? (body === undefined ? null : JSON.stringify(body)),
    })
  }

  /** The session that began with the registration. */
  function otherDeviceIn(text: string): string {
    const { sessions } = JSON.parse(text) as { sessions: Device[] }
    return sessions.find(({ current }) => !current)!.id
  }

  /** Ben, the other one of the examples, wants to be let in. */
  async function askToComeIn(): Promise<void> {
    const { examples } = document.paths['/auth/register']!['post']!.requestBody!.content['application/json']!
    const { username, password } = examples!['ben']!.value as Record<string, string>
    const call = async (method: string, path: string, token: string | undefined, body: object) => {
      const headers = {
        'content-type': 'application/json',
        ...(token && { authorization: `Bearer ${token}` }),
      }
      const answer = await fetch(server.url + path, { method, headers, body: JSON.stringify(body) })
      expect(answer.ok, path).toBe(true)
      return (await answer.json()) as Session
    }
    const ben = await call('POST', '/auth/login', undefined, { username, password })
    const room = exampleOf(document.components.schemas['CreateChatroom']!) as { name: string }
    await call('PATCH', `/chatroom/${room.name}`, copied['access_token'], { settings: { join: 'approval' } })
    await call('POST', `/enter-chatroom/${room.name}`, ben.access_token, {})
  }

  it('gets the documented answers', async () => {
    for (const [method, path, status] of VISIT) {
      if (path.endsWith('/requests')) await askToComeIn()
      for (const body of bodiesOf(document.paths[path]![method]!)) {
        const answer = await attempt(method, path, body)
        const text = await answer.text()
        expect(answer.status, `${method} ${path}: ${text}`).toBe(status)
        if (!answer.headers.get('content-type')?.includes('/json')) continue
        const { access_token, refresh_token, id, code } = JSON.parse(text) as Record<string, string>
        if (access_token && refresh_token) Object.assign(copied, { access_token, refresh_token })
        if (method === 'post' && id) copied['id'] = id
        if (path === '/admin/events') copied['last event'] = (JSON.parse(text) as { cursor: string }).cursor
        if (path.endsWith('/invites') && code) copied['code'] = code
        if (path === '/auth/sessions') copied['id'] = otherDeviceIn(text)
      }
    }
  })

  it('has been everywhere', () => {
    const visited = new Set(VISIT.map(([method, path]) => `${method} ${path}`))
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    )
    expect(documented.filter((each) => !visited.has(each))).toEqual([])
  })
})
