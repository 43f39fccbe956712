// The AsyncAPI document of the socket doors: well formed, at one with the OpenAPI document, and what really passes through.
import { beforeAll, describe, expect, it } from 'vitest'
import {
  draftsIn,
  readAndType,
  SocketDocument,
  type Document,
  type Operation,
  type Schema,
} from '../support/asyncapi.js'
import { askToEnter, makeAdmin } from '../support/governing.js'
import { directWith, enter, must, registered, roomWith, type Person } from '../support/people.js'
import { Drafts } from '../support/drafts.js'
import { Inbox, within } from '../support/inbox.js'
import { api, at } from '../support/rest.js'
import { sharedServer, startServer, type Server } from '../support/server.js'
import { closingOf, refusalOf, socketIo } from '../support/socketio.door.js'
import { FrameSocket } from '../support/websocket.door.js'

let server: Server
let documented: SocketDocument
let document: Document

beforeAll(async () => {
  server = await sharedServer()
  documented = await SocketDocument.of(server)
  document = documented.json
})

describe('the AsyncAPI document', () => {
  it('speaks of the server that it was asked of', () => {
    const { host } = new URL(server.url)
    expect(document.servers['plain']).toMatchObject({ host, protocol: 'ws' })
    for (const [key, { address }] of Object.entries(document.channels))
      expect(address, key).toBe(key.startsWith('inbox') ? '/inbox' : '/send-message/{chatroom_name}')
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
    const { plainSend, socketioSend } = document.operations as Record<string, Operation>
    const kindsOf = ({ messages }: Operation) => messages.map(({ $ref }) => $ref.split('/').at(-1)!)
    expect(kindsOf(plainSend!)).toEqual(kindsOf(socketioSend!))
    const examples = kindsOf(plainSend!).flatMap((kind) => document.components.messages[kind]!.examples)
    const drafts = await Drafts.of(server)
    expect(kindsOf(plainSend!)).toEqual(drafts.types)
    expect(examples.map(({ name, payload }) => [name, payload])).toEqual(drafts.examples)
    const { examples: inInbox } = documented.message('inboxDraft')
    const chatroom = 'whatsapp_chatroom2'
    expect(inInbox.map(({ name, payload }) => [name, payload])).toEqual(
      drafts.examples.map(([name, draft]) => [name, { chatroom, ...draft }]),
    )
    expect(document.components.schemas['InboxDraft']!.oneOf).toHaveLength(drafts.types.length)
  })

  it('has an example of every message, and each is valid', () => {
    for (const [key, { examples }] of Object.entries(document.components.messages)) {
      expect(examples.length, key).toBeGreaterThan(0)
      for (const { payload } of examples) documented.check(key, payload)
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

/** Presence is told where there is one other. */
const isOfGroups = (told: string): boolean => told !== 'presence'

describe('a conversation, as documented', () => {
  let ann: Person
  let bob: Person
  let room: string

  beforeAll(async () => {
    ann = await registered(server, 'Ann')
    bob = await registered(server, 'Bob')
    room = await roomWith(ann, [bob])
  })

  it('through the plain WebSocket', async () => {
    const { ticket } = must(await ann.api.post<{ ticket: string }>('/auth/ticket'), 201)
    const address = at('/send-message', room, `?after_seq=0&ticket=${ticket}`)
    const socket = new FrameSocket(server, address)
    await socket.opened
    const sent = await draftsIn(server, ann, room)
    for (const draft of sent) socket.send(draft)
    socket.send({ type: 'text', message: '', client_id: 'bad' })
    socket.send('{')
    for (const frame of [documented.message('markFrame'), documented.message('typingRequest')])
      socket.send(frame.examples[0]!.payload)
    const answers = sent.length + 3
    await socket.frames.waitFor(
      () => socket.frames.items.filter(({ type }) => /^(ack|error|marked)$/.test(type)).length === answers,
    )
    await socket.frames.waitFor(({ seq, chatroom }) => chatroom !== undefined && seq === 2 * sent.length + 2)
    const leave = await readAndType(server, bob, room)
    await askToEnter(ann, room, await registered(server))
    for (const awaited of ['marks', 'typing', 'requests'])
      await socket.frames.waitFor(({ type }) => type === awaited)
    leave()
    const told = documented.toldIn('plain')
    const kinds = new Set(socket.frames.items.map((frame) => documented.kindOf(told, frame)))
    expect([...kinds].toSorted()).toEqual(told.filter(isOfGroups).toSorted())
    must(await ann.api.post(at('/leave-chatroom', room)), 204)
    const { code } = await socket.closed
    expect(Object.keys(document.channels['plain']!['x-close-codes']!)).toContain(String(code))
    await enter(ann, room)
  })

  it('through a plain WebSocket that says in a frame who it is', async () => {
    const auth = { ...(documented.message('auth').examples[0]!.payload as object), token: ann.token }
    const socket = new FrameSocket(server, at('/send-message', room))
    await socket.opened
    socket.send(auth)
    documented.check('auth', auth)
    const frame = await socket.frames.waitFor(({ type }) => type === 'ready')
    expect(documented.kindOf(['readyFrame', 'error'], frame)).toBe('readyFrame')
    await socket.close()
  })

  it('through Socket.IO', async () => {
    const auth = { token: ann.token, after_seq: 0, log: null }
    documented.check('connect', auth)
    const live = { token: ann.token, after_seq: null, log: null }
    documented.check('connect', live)
    const listener = socketIo(server, at('/send-message', room), { auth: live })
    await within(5000, 'ready without a position', new Promise((resolve) => listener.once('ready', resolve)))
    listener.disconnect()
    const socket = socketIo(server, at('/send-message', room), { auth })
    const events = new Inbox<[string, unknown]>()
    socket.onAny((event: string, payload: unknown) => events.push([event, payload]))
    const closing = closingOf(socket)
    await within(5000, 'ready', new Promise((resolve) => socket.once('ready', resolve)))
    const ask = (event: string, body: unknown) => socket.timeout(5000).emitWithAck(event, body)
    for (const draft of await draftsIn(server, ann, room))
      documented.check('accepted', await ask('message', draft))
    documented.check('refused', await ask('message', { type: 'text' }))
    documented.check('markedAnswer', await ask('mark', documented.message('mark').examples[0]!.payload))
    documented.check('taken', await ask('typing', documented.message('typingBody').examples[0]!.payload))
    socket.emit('message', 'nonsense')
    await within(5000, 'error_message', new Promise((resolve) => socket.once('error_message', resolve)))
    const leave = await readAndType(server, bob, room)
    // Ann has left before: the room is Bob's.
    await makeAdmin(bob, room, ann)
    await askToEnter(ann, room, await registered(server))
    for (const awaited of ['marks', 'typing', 'requests'])
      await events.waitFor(([event]) => event === awaited)
    leave()
    must(await ann.api.post(at('/leave-chatroom', room)), 204)
    await closing
    const { connect_error: _, ...keys } = documented.namesIn('socketio')
    for (const [event, payload] of events.items) documented.check(keys[event]!, payload)
    expect(new Set(events.items.map(([event]) => event))).toEqual(
      new Set(Object.keys(keys).filter(isOfGroups)),
    )
    await enter(ann, room)
  })

  it('of two, who are told whether the other is there, by both doors', async () => {
    const { name } = await directWith(ann, bob)
    const plain = new FrameSocket(server, at('/send-message', name), { token: ann.token })
    documented.check('presence', await plain.next('presence'))
    await plain.close()
    const socket = socketIo(server, at('/send-message', name), { auth: { token: ann.token } })
    const event = new Promise((resolve) => socket.once('presence', resolve))
    const presence = await within(5000, 'presence', event)
    documented.check('presence', presence)
    expect(presence).toMatchObject({ user: { id: bob.user.id } })
    socket.disconnect()
  })

  it('with a stranger, who is refused at both doors', async () => {
    const stranger = await registered(server)
    const refused = await refusalOf(
      socketIo(server, at('/send-message', room), { auth: { token: stranger.token } }),
    )
    documented.check('connectError', refused)
    const socket = new FrameSocket(server, at('/send-message', room), { token: stranger.token })
    await socket.closed
    documented.check('error', socket.frames.items[0])
    expect((await api(server).get('/auth/me')).status).toBe(401)
  })
})
