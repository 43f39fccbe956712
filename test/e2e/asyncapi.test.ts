// The AsyncAPI document of the socket doors: well formed, at one with the OpenAPI document, and what really passes through.
import { Parser } from '@asyncapi/parser'
import Ajv from 'ajv'
import formats from 'ajv-formats'
import { beforeAll, describe, expect, it } from 'vitest'
import { enter, must, registered, roomWith, type Person } from '../support/people.js'
import { aimed, Drafts, type Draft } from '../support/drafts.js'
import { within } from '../support/inbox.js'
import { EMOJI } from '../support/openapi.js'
import { api, at } from '../support/rest.js'
import { sharedServer, startServer, type Server } from '../support/server.js'
import { closingOf, refusalOf, socketIo } from '../support/socketio.door.js'
import { FrameSocket } from '../support/websocket.door.js'

interface Schema {
  enum?: unknown[]
  type?: unknown
  properties?: Record<string, unknown>
  allOf?: unknown
  oneOf?: object[]
  additionalProperties?: boolean
}
interface Message {
  title: string
  payload: { $ref: string }
  examples: { name: string; payload: unknown }[]
}
interface Document {
  servers: Record<string, { host: string; protocol: string }>
  operations: Record<'plainSend' | 'socketioSend', { messages: { $ref: string }[] }>
  channels: Record<string, { address: string; messages: Record<string, object>; 'x-close-codes': object }>
  'x-error-codes': object
  components: { schemas: Record<string, Schema>; messages: Record<string, Message> }
}

let server: Server
let text: string
let document: Document
let ajv: Ajv.default

beforeAll(async () => {
  server = await sharedServer()
  text = await (await fetch(`${server.url}/docs/asyncapi.json`)).text()
  document = JSON.parse(text) as Document
  ajv = new Ajv.default({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addFormat('emoji', EMOJI)
  // Closed, so that a field that is not documented fails, too.
  const components = structuredClone(document.components)
  for (const schema of Object.values(components.schemas))
    if (schema.properties) schema.additionalProperties = false
  ajv.addSchema({ components }, 'doc')
})

/** Asserts that `payload` is what the document says of a message. */
function expectAsDocumented(message: string, payload: unknown): void {
  const valid = ajv.validate({ $ref: `doc#/components/messages/${message}/payload` }, payload)
  expect(valid, `${message}: ${ajv.errorsText()} in ${JSON.stringify(payload)}`).toBe(true)
}

/** Which of these messages of the document a payload is; exactly one. */
function kindOf(messages: string[], payload: unknown): string {
  const kinds = messages.filter((each) =>
    ajv.validate({ $ref: `doc#/components/messages/${each}/payload` }, payload),
  )
  expect(kinds, JSON.stringify(payload)).toHaveLength(1)
  return kinds[0]!
}

describe('the AsyncAPI document', () => {
  it('passes the parser without errors', async () => {
    const { document: parsed, diagnostics } = await new Parser().parse(text)
    expect(diagnostics.filter(({ severity }) => severity === 0)).toEqual([])
    // Of what it only advises, the one thing left undone: a version later than the one Node 20 tools read.
    expect(diagnostics.map(({ code }) => code).filter((code) => code !== 'asyncapi-latest-version')).toEqual(
      [],
    )
    expect(parsed?.channels().all().length).toBe(2)
  })

  it('speaks of the server that it was asked of', () => {
    const { host } = new URL(server.url)
    expect(document.servers['plain']).toMatchObject({ host, protocol: 'ws' })
    expect(document.channels['plain']!.address).toBe('/send-message/{chatroom_name}')
    for (const channel of Object.values(document.channels))
      expect(Object.keys(channel['x-close-codes'])).toEqual(
        expect.arrayContaining(['1001', '1008', '1009', '1013', '4401', '4403', '4404', '4408', '4429']),
      )
  })

  it('explains every code that an error can have', () => {
    const { enum: codes } = document.components.schemas['ErrorCode']!
    expect(Object.keys(document['x-error-codes'])).toEqual(codes)
  })

  it('has the fields of the OpenAPI document in every schema that both have', async () => {
    const openApi = (await (await fetch(`${server.url}/docs-json`)).json()) as Document
    const shared = Object.keys(document.components.schemas).filter((name) => openApi.components.schemas[name])
    expect(shared).toEqual(
      expect.arrayContaining(['Message', 'TextMessage', 'TextDraft', 'User', 'ErrorCode']),
    )
    for (const name of shared) {
      const fieldsIn = ({ components }: Document) => Object.keys(components.schemas[name]!.properties ?? {})
      expect(fieldsIn(document), name).toEqual(fieldsIn(openApi))
    }
  })

  it('has a name for everything that is made of parts, or one of several', () => {
    const anonymous = (part: unknown, where: string): string[] => {
      if (typeof part !== 'object' || part === null) return []
      const { properties, oneOf, enum: values } = part as Schema
      const here = properties ?? (oneOf && !isNullable(oneOf)) ?? (values && values.length > 1)
      const inside = Object.entries(part).flatMap(([key, each]) => anonymous(each, `${where}/${key}`))
      return here ? [where, ...inside] : inside
    }
    const isNullable = (oneOf: object[]) => oneOf.some((each) => 'type' in each && each.type === 'null')
    const { schemas, messages } = document.components
    const insides = Object.entries(schemas).flatMap(([name, schema]) =>
      Object.entries(schema).flatMap(([key, each]) => anonymous(each, `${name}/${key}`)),
    )
    expect(insides).toEqual([])
    for (const { payload } of Object.values(messages)) expect(Object.keys(payload)).toEqual(['$ref'])
    expect(Object.keys(schemas).filter((name) => /View$|Dto$/.test(name))).toEqual([])
  })

  it('has every kind of draft at both doors, with the examples that Swagger UI has', async () => {
    const { plainSend, socketioSend } = document.operations
    const kindsOf = ({ messages }: typeof plainSend) => messages.map(({ $ref }) => $ref.split('/').at(-1)!)
    expect(kindsOf(plainSend)).toEqual(kindsOf(socketioSend))
    const examples = kindsOf(plainSend).flatMap((kind) => document.components.messages[kind]!.examples)
    const drafts = await Drafts.of(server)
    expect(kindsOf(plainSend)).toEqual(drafts.types)
    expect(examples.map(({ name, payload }) => [name, payload])).toEqual(drafts.examples)
  })

  it('has an example of every message, and each is valid', () => {
    for (const [key, { examples }] of Object.entries(document.components.messages)) {
      expect(examples.length, key).toBeGreaterThan(0)
      for (const { payload } of examples) expectAsDocumented(key, payload)
    }
  })

  it('is a page to read, too, that runs nothing', async () => {
    const answer = await fetch(`${server.url}/docs/sockets`)
    const page = await answer.text()
    expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(page).not.toMatch(/<script|\son\w+=|https?:\/\/(?!127)/i)
    for (const { title } of Object.values(document.components.messages)) expect(page).toContain(title)
  })

  it('is not served with SWAGGER=off', async () => {
    const quiet = await startServer({ env: { SWAGGER: 'off' }, databaseUrl: server.databaseUrl })
    for (const path of ['/docs/asyncapi.json', '/docs/sockets'])
      expect((await fetch(quiet.url + path)).status, path).toBe(404)
  })
})

describe('a conversation, as documented', () => {
  let ann: Person
  let room: string

  beforeAll(async () => {
    ann = await registered(server, 'Ann')
    room = await roomWith(ann)
  })

  /** Every example that a client can send; what it refers to has just been said. */
  async function drafts(): Promise<Draft[]> {
    const all = await Drafts.of(server)
    const ready: Draft[] = []
    for (const [, draft] of all.examples) {
      const path = at('/send-message', room)
      const { seq } = must(await ann.api.post<{ seq: number }>(path, all.groundFor(draft)), 201)
      ready.push(aimed(draft, { chatroom: room, seq }))
    }
    return ready
  }

  it('through the plain WebSocket', async () => {
    const kinds = new Set<string>()
    const { ticket } = must(await ann.api.post<{ ticket: string }>('/auth/ticket'), 201)
    const address = at('/send-message', room, `?after_seq=0&ticket=${ticket}`)
    const socket = new FrameSocket(server, address)
    await socket.opened
    const sent = await drafts()
    for (const draft of sent) socket.send(draft)
    socket.send({ type: 'text', message: '', client_id: 'bad' })
    socket.send('{')
    const answers = sent.length + 2
    await socket.frames.waitFor(
      () => socket.frames.items.filter(({ type }) => type === 'ack' || type === 'error').length === answers,
    )
    await socket.frames.waitFor(({ seq, chatroom }) => chatroom !== undefined && seq === 2 * sent.length + 1)
    for (const frame of socket.frames.items)
      kinds.add(kindOf(['readyFrame', 'message', 'ack', 'error'], frame))
    expect([...kinds].toSorted()).toEqual(['ack', 'error', 'message', 'readyFrame'])
    must(await ann.api.post(at('/leave-chatroom', room)), 204)
    const { code } = await socket.closed
    expect(Object.keys(document.channels['plain']!['x-close-codes']!)).toContain(String(code))
    await enter(ann, room)
  })

  it('through a plain WebSocket that says in a frame who it is', async () => {
    const auth = {
      ...(document.components.messages['auth']!.examples[0]!.payload as object),
      token: ann.token,
    }
    const socket = new FrameSocket(server, at('/send-message', room))
    await socket.opened
    socket.send(auth)
    expectAsDocumented('auth', auth)
    expect(kindOf(['readyFrame'], await socket.frames.waitFor(({ type }) => type === 'ready'))).toBe(
      'readyFrame',
    )
    await socket.close()
  })

  it('through Socket.IO', async () => {
    const auth = { token: ann.token, after_seq: 0, log: null }
    expectAsDocumented('connect', auth)
    const live = { token: ann.token, after_seq: null, log: null }
    expectAsDocumented('connect', live)
    const listener = socketIo(server, at('/send-message', room), { auth: live })
    await within(5000, 'ready without a position', new Promise((resolve) => listener.once('ready', resolve)))
    listener.disconnect()
    const socket = socketIo(server, at('/send-message', room), { auth })
    const events: [string, unknown][] = []
    socket.onAny((event: string, payload: unknown) => events.push([event, payload]))
    const closing = closingOf(socket)
    await within(5000, 'ready', new Promise((resolve) => socket.once('ready', resolve)))
    for (const draft of await drafts())
      expectAsDocumented('accepted', await socket.timeout(5000).emitWithAck('message', draft))
    expectAsDocumented('refused', await socket.timeout(5000).emitWithAck('message', { type: 'text' }))
    socket.emit('message', 'nonsense')
    await within(5000, 'error_message', new Promise((resolve) => socket.once('error_message', resolve)))
    must(await ann.api.post(at('/leave-chatroom', room)), 204)
    await closing
    const keys = {
      ready: 'readyEvent',
      message: 'message',
      error_message: 'errorMessage',
      closing: 'closing',
    }
    for (const [event, payload] of events) expectAsDocumented(keys[event as keyof typeof keys], payload)
    expect([...new Set(events.map(([event]) => event))].toSorted()).toEqual(Object.keys(keys).toSorted())
    await enter(ann, room)
  })

  it('with a stranger, who is refused at both doors', async () => {
    const stranger = await registered(server)
    const refused = await refusalOf(
      socketIo(server, at('/send-message', room), { auth: { token: stranger.token } }),
    )
    expectAsDocumented('connectError', refused)
    const socket = new FrameSocket(server, at('/send-message', room), { token: stranger.token })
    await socket.closed
    expectAsDocumented('error', socket.frames.items[0])
    expect((await api(server).get('/auth/me')).status).toBe(401)
  })
})
