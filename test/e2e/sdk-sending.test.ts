// What is sent with the client, and what becomes of it when it cannot go: each is told, and nothing else is held up by it.
import { openAsBlob } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { ChatError, createClient, login, type Client } from '../../client/src/index.js'
import { HoldingRelay } from '../support/holding-relay.js'
import {
  logOf,
  must,
  PASSWORD,
  registered,
  roomWith,
  signedUp,
  unique,
  type Person,
} from '../support/people.js'
import { Relay } from '../support/relay.js'
import { at } from '../support/rest.js'
import { clientOf, liveClient, until, watch, webSocket } from '../support/sdk.js'
import { sharedServer, type Server } from '../support/server.js'
import { whenDone } from '../support/when-done.js'

let server: Server
let ann: Person
let bob: Person

beforeAll(async () => {
  server = await sharedServer()
  ann = await signedUp(server, 'Ann')
  bob = await registered(server, 'Bob')
})

const textsIn = async (room: string): Promise<unknown[]> =>
  (await logOf(ann, room)).filter(({ type }) => type === 'text').map(({ message }) => message)

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof ChatError ? error.code : error),
  )

describe('one’s own client_id', () => {
  const text = (message: string, client_id: string) => ({ type: 'text' as const, message, client_id })

  it('is one of a room: in another it is another message', async () => {
    const [first, second] = [await roomWith(ann), await roomWith(ann)]
    const client = await liveClient(server, ann)
    const sent = [first, second].map((room) => client.room(room).send(text(`in ${room}`, 'the same')))
    await Promise.all(sent.map(({ stored }) => stored))
    const after = [first, second].map((room) => client.room(room).sendText('after').stored)
    await Promise.all(after)
    for (const room of [first, second]) expect(await textsIn(room)).toEqual([`in ${room}`, 'after'])
    expect(client.outbox.pending.getSnapshot()).toBe(false)
  })

  it('is refused at once where the server would not take it, and holds nothing up', async () => {
    const room = await roomWith(ann)
    const client = await liveClient(server, ann)
    for (const wrong of ['', 'x'.repeat(65), 'a\0b', 'a\ud800'])
      expect(() => client.room(room).send(text('never', wrong))).toThrow(TypeError)
    await client.room(room).send(text('x', '👍'.repeat(64))).stored
    expect(await textsIn(room)).toEqual(['x'])
  })

  it('is taken back in the room that is meant alone', async () => {
    const rooms = [await roomWith(ann), await roomWith(ann)]
    const relay = await Relay.to(server.url)
    whenDone(() => relay.close())
    const client = await liveClient(relay, ann)
    relay.cut()
    await until(client.connection, ({ at: where }) => where === 'waiting')
    const [first, second] = rooms.map((room) => client.room(room).send(text('Hello', 'twice')))
    client.outbox.drop(first!)
    expect(await codeOf(first!.stored)).toBe('cancelled')
    relay.mend()
    client.reconnect()
    await second!.stored
    expect(await Promise.all(rooms.map(textsIn))).toEqual([[], ['Hello']])
  })

  it('sent twice is one message, and both are told', async () => {
    const room = await roomWith(ann)
    const client = await liveClient(server, ann)
    const sent = [1, 2].map(() => client.room(room).send(text('once', 'twice')))
    const [first, second] = await Promise.all(sent.map(({ stored }) => stored))
    expect(second).toBe(first)
    expect(await client.room(room).send(text('once', 'twice')).stored).toBe(first)
    expect(await textsIn(room)).toEqual(['once'])
  })

  it('is refused for something else while the first is on its way', async () => {
    const room = await roomWith(ann)
    const client = await liveClient(server, ann)
    const [first, other] = ['one', 'other'].map((words) => client.room(room).send(text(words, 'taken')))
    expect(await codeOf(other!.stored)).toBe('client_id_reused')
    await first!.stored
    expect(await textsIn(room)).toEqual(['one'])
  })

  it('may be sent anew once it was refused', async () => {
    const room = await roomWith(ann, [bob], { settings: { who_can_send: 'admins' } })
    const client = await liveClient(server, bob)
    const mine = client.room(room)
    expect(await codeOf(mine.send(text('May I?', 'again')).stored)).toBe('forbidden')
    must(await ann.api.patch(at('/chatroom', room), { settings: { who_can_send: 'members' } }), 200)
    await mine.send(text('And now?', 'again')).stored
    await until(mine.outgoing, ({ length }) => length === 0)
    expect(await textsIn(room)).toEqual(['And now?'])
  })
})

describe('what the server takes only in an hour', () => {
  /** A room in which Bob has just said something, and says more that waits. */
  async function slowRoom(): Promise<{ client: Client; room: string; waiting: string[] }> {
    const room = await roomWith(ann, [bob], { settings: { slow_mode: 3600 } })
    const client = await liveClient(server, bob)
    await client.room(room).sendText('first').stored
    return { client, room, waiting: ['second', 'third'] }
  }

  const quick = (room: string) =>
    ann.api.patch(at('/chatroom', room), { settings: { slow_mode: 0 } }).then((answer) => must(answer, 200))

  it('says why it waits, and until when', async () => {
    const { client, room } = await slowRoom()
    const mine = client.room(room)
    mine.sendText('second')
    const [item] = await until(mine.outgoing, ([only]) => only?.paused !== undefined)
    expect(item).toMatchObject({ draft: { message: 'second' }, paused: { error: { code: 'rate_limited' } } })
    expect(item!.error).toBeUndefined()
    expect(item!.paused!.retryAt).toBeGreaterThan(Date.now() + 3_500_000)
    expect(client.outbox.pending.getSnapshot()).toBe(true)
  })

  it('goes when it is tried again, and what was said after it in its place', async () => {
    const { client, room, waiting } = await slowRoom()
    const mine = client.room(room)
    const sent = waiting.map((words) => mine.sendText(words))
    await until(mine.outgoing, ([first]) => first?.paused !== undefined)
    await quick(room)
    client.outbox.retry(sent[0]!)
    await Promise.all(sent.map(({ stored }) => stored))
    expect(await textsIn(room)).toEqual(['first', 'second', 'third'])
  })

  it('holds up nothing any more once it is dropped', async () => {
    const { client, room, waiting } = await slowRoom()
    const mine = client.room(room)
    const [second, third] = waiting.map((words) => mine.sendText(words))
    await until(mine.outgoing, ([first]) => first?.paused !== undefined)
    await quick(room)
    client.outbox.drop(second!)
    await third!.stored
    expect(await codeOf(second!.stored)).toBe('cancelled')
    expect(await textsIn(room)).toEqual(['first', 'third'])
  })

  it('is told when the client is closed, and keeps no program from ending', async () => {
    const { client, room } = await slowRoom()
    const { stored } = client.room(room).sendText('second')
    await until(client.room(room).outgoing, ([only]) => only?.paused !== undefined)
    await client.close()
    expect(await codeOf(stored)).toBe('closed')
  })
})

describe('a file', () => {
  const unreadable = async (): Promise<Blob> => {
    const path = join(tmpdir(), unique('gone'))
    await writeFile(path, '%PDF-1.4 soon gone')
    const blob = await openAsBlob(path)
    await rm(path)
    return blob
  }

  it('that cannot be read any more is refused, and holds nothing up', async () => {
    const room = await roomWith(ann)
    const client = await liveClient(server, ann)
    const mine = client.room(room)
    const file = mine.sendFile({ blob: await unreadable(), filename: 'gone.pdf', type: 'document' })
    const after = mine.sendText('Did it come?')
    expect(await codeOf(file.stored)).toBe('file_unreadable')
    await after.stored
    expect(mine.outgoing.getSnapshot()).toMatchObject([{ error: { code: 'file_unreadable' } }])
    client.outbox.drop(file)
    expect(mine.outgoing.getSnapshot()).toEqual([])
  })

  it('that is none is a mistake, which is not tried again', async () => {
    const room = await roomWith(ann)
    const client = await liveClient(server, ann)
    const mine = client.room(room)
    const file = mine.sendFile({ blob: { size: 3 } as Blob, filename: 'none.bin' })
    expect(await codeOf(file.stored)).toBe('unexpected')
    await mine.sendText('after').stored
  })
})

describe('a client that is closed', () => {
  it('shows nothing any more, and refuses at once whatever is asked of it', async () => {
    const room = await roomWith(ann, [bob])
    const client = await liveClient(server, ann)
    const mine = client.room(room)
    for (const each of [mine.timeline, mine.info, mine.outgoing]) watch<unknown>(each)
    await until(mine.timeline, ({ fresh }) => fresh)
    client.drafts.set(room, 'begun')
    await client.close()
    expect(client.inbox.getSnapshot()).toBeUndefined()
    expect(client.user.getSnapshot()).toBeUndefined()
    expect(client.drafts.all.getSnapshot().size).toBe(0)
    expect(mine.timeline.getSnapshot().messages).toEqual([])
    for (const each of [mine.info, client.room(room).info]) {
      watch(each)
      expect(each.getSnapshot()).toBeUndefined()
    }
    expect(client.connection.getSnapshot()).toMatchObject({ at: 'ended', error: { code: 'closed' } })
    const { stored } = mine.sendText('too late')
    expect(mine.outgoing.getSnapshot()).toEqual([])
    for (const asked of [stored, client.users.me(), client.rooms.list(), client.messages.history(room)])
      expect(await codeOf(asked)).toBe('closed')
  })

  it('tells those whose message was still on its way', async () => {
    const relay = await Relay.to(server.url)
    whenDone(() => relay.close())
    const client = await liveClient(relay, ann)
    const room = await roomWith(ann)
    relay.cut()
    await until(client.connection, ({ at: where }) => where === 'waiting')
    const { stored } = client.room(room).sendText('unsent')
    await client.close()
    expect(await codeOf(stored)).toBe('closed')
  })

  it('is empty, too, when somebody has signed out', async () => {
    const room = await roomWith(ann, [bob])
    const session = await login(server.url, { username: ann.user.username, password: PASSWORD })
    const client = createClient({ url: server.url, session, webSocket })
    await until(client.inbox, (rooms) => rooms?.some(({ name }) => name === room) ?? false)
    await client.signOut()
    expect(client.inbox.getSnapshot()).toBeUndefined()
    expect(client.room(room).info.getSnapshot()).toBeUndefined()
    expect(client.connection.getSnapshot()).toMatchObject({ error: { code: 'unauthenticated' } })
    expect(await codeOf(client.room(room).sendText('Anybody?').stored)).toBe('closed')
  })
})

describe('a token from elsewhere', () => {
  it('is asked for once, however many need it', async () => {
    let asked = 0
    const client = await liveClient(server, ann, { token: () => (asked++, ann.token) })
    await Promise.all(Array.from({ length: 8 }, () => client.users.me()))
    expect(asked).toBe(1)
  })

  it('is asked for once more when it works no more', async () => {
    const tokens = ['forged', ann.token, 'too many']
    let asked = 0
    const token = () => Promise.resolve(tokens[asked++]!)
    const client = clientOf(server, ann, { token })
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.users.me()))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    await until(client.connection, ({ at: where }) => where === 'live')
    expect(asked).toBe(2)
  })

  it('that could not be had is asked for again', async () => {
    let asked = 0
    const token = () => {
      if (asked++ === 0) throw new Error('My own server is away.')
      return ann.token
    }
    await liveClient(server, ann, { token })
    expect(asked).toBe(2)
  })
})

it('a network that is there again is tried at once, whatever was begun before', async () => {
  const machine = new EventTarget()
  Object.assign(globalThis, { addEventListener: machine.addEventListener.bind(machine) })
  whenDone(() => Reflect.deleteProperty(globalThis, 'addEventListener'))
  const relay = await HoldingRelay.to(server.url)
  whenDone(() => relay.close())
  // Whoever connects is answered nothing.
  relay.hold('answers', (hello) => hello.includes('websocket'))
  const client = clientOf(relay, ann)
  await until(client.inbox, (rooms) => rooms !== undefined)
  expect(client.connection.getSnapshot()).toEqual({ at: 'connecting' })
  relay.hold('answers', () => false)
  const began = Date.now()
  machine.dispatchEvent(new Event('online'))
  await until(client.connection, ({ at: where }) => where === 'live')
  expect(Date.now() - began).toBeLessThan(5000)
})

describe('what is asked for', () => {
  it('and called off rejects with the reason for that, as of fetch', async () => {
    const client = await liveClient(server, ann)
    const reason = new Error('Not wanted any more.')
    const after = new AbortController()
    const asked = client.http.get('/auth/me', { signal: after.signal })
    after.abort(reason)
    expect(await codeOf(asked)).toBe(reason)
    const blob = new Blob(['%PDF-1.4'])
    for (const work of [
      client.http.bytes('/attachments/none', AbortSignal.abort(reason)),
      client.uploads.send(blob, { filename: 'a.pdf', signal: AbortSignal.abort(reason) }),
    ])
      expect(await codeOf(work)).toBe(reason)
    expect(await codeOf(client.http.get('/auth/me', { signal: AbortSignal.abort() }))).toMatchObject({
      name: 'AbortError',
    })
  })

  it('and called off while it waits to be tried again rejects at once', async () => {
    const end = new AbortController()
    const reason = new Error('Enough.')
    const busy = createServer((_, answer) => {
      answer.writeHead(503, { 'Retry-After': '4' }).end(() => setTimeout(() => end.abort(reason), 100))
    })
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve))
    whenDone(() => void busy.close())
    const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`
    const began = Date.now()
    const asked = clientOf({ url }, ann).http.get('/auth/me', { signal: end.signal })
    expect(await codeOf(asked)).toBe(reason)
    expect(Date.now() - began).toBeLessThan(2000)
  })

  it('and refused for now gives its connection back, however much comes with the refusal', async () => {
    let refused = false
    let released = false
    const busy = createServer((_, answer) => {
      if (refused) return void answer.end('{}')
      refused = true
      answer.writeHead(503, { 'Retry-After': '0' }).end('x'.repeat(8_000_000), () => (released = true))
    })
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve))
    whenDone(() => void busy.close().closeAllConnections())
    const url = `http://127.0.0.1:${(busy.address() as AddressInfo).port}`
    await clientOf({ url }, ann).http.get('/auth/me')
    await expect.poll(() => released, { timeout: 3000 }).toBe(true)
  })

  it('by mistake is a mistake, at once', async () => {
    const client = await liveClient(server, ann)
    const circle: Record<string, unknown> = {}
    circle['itself'] = circle
    const began = Date.now()
    expect(await codeOf(client.http.patch('/auth/me', { body: circle as object }))).toBeInstanceOf(TypeError)
    expect(await codeOf(client.rooms.get('\ud800'))).toBeInstanceOf(URIError)
    expect(() => client.room('any').send(circle as never)).toThrow(TypeError)
    expect(Date.now() - began).toBeLessThan(300)
    for (const url of ['nonsense', 'localhost:3000', ''])
      expect(() => createClient({ url, webSocket })).toThrow(TypeError)
    expect(await codeOf(login('nonsense', { username: 'ann', password: PASSWORD }))).toBeInstanceOf(TypeError)
  })
})

it('one who listens and throws keeps nothing from the others, and is reported', async () => {
  const handlers = process.rawListeners('uncaughtException')
  const reported = new Promise((resolve) => {
    process.removeAllListeners('uncaughtException').once('uncaughtException', resolve)
  })
  whenDone(() => {
    process.removeAllListeners('uncaughtException')
    for (const each of handlers) process.on('uncaughtException', each as () => void)
  })
  const room = await roomWith(ann)
  const client = await liveClient(server, ann)
  const { outgoing } = client.room(room)
  const mistake = new Error('A mistake of the app.')
  let told = 0
  const stop = outgoing.subscribe(() => {
    stop()
    throw mistake
  })
  outgoing.subscribe(() => told++)
  await client.room(room).sendText('All the same').stored
  expect(told).toBeGreaterThan(0)
  expect(await reported).toBe(mistake)
})
