// The Socket.IO door as the contract describes it: events, acknowledgements, refusals and reconnection.
import { io, type Socket } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import { Inbox, range, seqs, within, PATIENCE } from '../support/inbox.js'
import {
  crowd,
  enter,
  leave,
  logOf,
  must,
  registered,
  roomWith,
  say,
  unique,
  type Person,
} from '../support/people.js'
import { sharedServer } from '../support/server.js'
import { closingOf, refusalOf, socketIo, socketIoDoor, type SocketOptions } from '../support/socketio.door.js'
import type { Message, SendAnswer } from '../support/wire.js'

/** Connections of which most must have time to listen. */
const TRIES = 20
const server = await sharedServer()
const text = (message: string, client_id?: string) => ({
  type: 'text',
  message,
  ...(client_id && { client_id }),
})
const open = (room: string, auth: SocketOptions['auth'], more: SocketOptions = {}) =>
  socketIo(server, `/send-message/${encodeURIComponent(room)}`, { ...more, ...(auth && { auth }) })

const event = <T>(socket: Socket, name: string): Promise<T> =>
  within(PATIENCE, name, new Promise<T>((resolve) => socket.once(name, resolve)))

/** Ann, her room, and a socket of hers that is ready. */
async function anns(more?: SocketOptions) {
  const ann = await registered(server)
  const room = await roomWith(ann)
  const socket = open(room, { token: ann.token }, more)
  const ready = await event<object>(socket, 'ready')
  return { ann, room, socket, ready }
}

const asked = (socket: Socket, name: string, ...args: unknown[]): Promise<SendAnswer> =>
  socket.timeout(5000).emitWithAck(name, ...args) as Promise<SendAnswer>

describe.concurrent.each([['websocket'], ['polling']])('a socket over %s', (transport) => {
  it('is told where it is', async () => {
    const { ann, room, socket, ready } = await anns({ transports: [transport] })
    expect(ready).toEqual({
      chatroom: room,
      log: expect.stringMatching(/^[\w-]{8,32}$/) as string,
      first_seq: 1,
      last_seq: 1,
      user: ann.user,
    })
    socket.disconnect()
  })

  it('gets an answer to every emit with an acknowledgement', async () => {
    const { socket } = await anns({ transports: [transport] })
    expect(await asked(socket, 'message', text('hello', 'mine'))).toEqual({
      ok: true,
      seq: 2,
      created_at: expect.stringMatching(/Z$/) as string,
      client_id: 'mine',
      duplicate: false,
    })
    const refusal = {
      ok: false,
      error: {
        code: 'validation_failed',
        detail: expect.any(String) as string,
        errors: expect.arrayContaining([
          { field: 'message', message: expect.any(String) as string },
        ]) as object[],
      },
    }
    expect(await asked(socket, 'message', { type: 'text' })).toEqual(refusal)
    const odd = [[], [undefined], [null], ['text'], [[]], [5]]
    for (const args of odd) expect(await asked(socket, 'message', ...args)).toMatchObject({ ok: false })
    for (const name of ['unknown', 'Message', 'join', 'exception', '__proto__', 'constructor'])
      expect(await asked(socket, name, text('x'))).toMatchObject({
        ok: false,
        error: { code: expect.any(String) as string },
      })
    expect(await asked(socket, 'message', text('still here'))).toMatchObject({ ok: true, seq: 3 })
    socket.disconnect()
  })

  it('hears of an error as error_message where it left no acknowledgement', async () => {
    const { socket } = await anns({ transports: [transport] })
    for (const [name, body] of [
      ['message', { type: 'text' }],
      ['message', 'text'],
      ['unknown', text('x')],
      ['message', { type: 'text', message: '', client_id: 'mine' }],
    ] as const) {
      const error = event<object>(socket, 'error_message')
      socket.emit(name, body)
      expect(await error).toMatchObject({
        ok: false,
        error: {
          code: 'validation_failed',
          detail: expect.any(String) as string,
          errors: [expect.any(Object) as object],
          ...(typeof body === 'object' && 'client_id' in body && { client_id: body.client_id }),
        },
      })
    }
    socket.disconnect()
  })

  it('needs no acknowledgement to be heard', async () => {
    const { socket } = await anns({ transports: [transport] })
    const message = event<Message>(socket, 'message')
    socket.emit('message', text('into the blue'))
    expect(await message).toMatchObject({ seq: 2, message: 'into the blue' })
    socket.disconnect()
  })
})

describe('the namespace /', () => {
  it.each([['websocket'], ['polling']])('lets everybody in and says nothing, over %s', async (transport) => {
    const { ann, room } = await anns()
    const root = socketIo(server, '/', { transports: [transport] })
    const heard = new Inbox<unknown[]>()
    root.onAny((...words: unknown[]) => heard.push(words))
    await event(root, 'connect')
    root.emit('message', text('to nobody'))
    // Rooms come after it on the same connection.
    const socket = root.io.socket(`/send-message/${room}`, { auth: { token: ann.token } })
    await event(socket, 'ready')
    expect(await asked(socket, 'message', text('to the room'))).toMatchObject({ ok: true })
    expect(await logOf(ann, room)).toMatchObject([{ type: 'joined' }, { message: 'to the room' }])
    expect(heard.items).toEqual([])
    root.disconnect()
    socket.disconnect()
  })
})

describe('whoever has said something before it is connected', () => {
  it.each([['websocket'], ['polling']])('is answered, however much it is, over %s', async (transport) => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const socket = open(room, { token: ann.token }, { transports: [transport] })
    const ends: string[] = []
    socket.on('disconnect', (reason) => ends.push(reason))
    const file = { type: 'document', filename: 'a.bin', content: Buffer.alloc(100_000).toString('base64') }
    const bodies = [{ type: 'attachment', attachment: file }, ...range(1, 40).map((nth) => text(`${nth}`))]
    const answers = await Promise.all(bodies.map((body) => asked(socket, 'message', body)))
    expect(answers.map((answer) => answer.ok && answer.seq)).toEqual(range(2, 42))
    expect(ends).toEqual([])
    socket.disconnect()
  })
})

describe('whoever listens a moment after it is connected', () => {
  it.each([['websocket'], ['polling']])('does not miss `ready`, over %s', async (transport) => {
    const { ann, room } = await anns()
    let heard = 0
    for (const _ of range(1, TRIES)) {
      const socket = open(room, { token: ann.token }, { transports: [transport] })
      let listens = false
      void event(socket, 'connect').then(() => (listens = true))
      await event(socket, 'ready')
      if (listens) heard++
      socket.disconnect()
    }
    // What comes in two pieces may still be read as one, by a client that is busy.
    expect(heard).toBeGreaterThan(TRIES / 2)
  })
})

describe.concurrent('a socket is refused', () => {
  const refused = (room: string, auth: SocketOptions['auth']) => refusalOf(open(room, auth))

  it('with the code and detail in connect_error.data', async () => {
    const [ann, eve] = (await crowd(server, 2)) as [Person, Person]
    const room = await roomWith(ann)
    const cases: [string, SocketOptions['auth'], string][] = [
      [room, {}, 'unauthenticated'],
      [room, { token: 'x' }, 'unauthenticated'],
      [room, { token: 5 }, 'unauthenticated'],
      [room, { token: { a: 1 } }, 'unauthenticated'],
      [room, { token: eve.token }, 'not_a_member'],
      [unique('none'), { token: ann.token }, 'chatroom_not_found'],
      [room, { token: ann.token, after_seq: 2 }, 'seq_unknown'],
      [room, { token: ann.token, after_seq: 'x' }, 'validation_failed'],
      [room, { token: ann.token, after_seq: -1 }, 'validation_failed'],
      [room, { token: ann.token, after_seq: 1.5 }, 'validation_failed'],
      [room, { token: ann.token, after_seq: {} }, 'validation_failed'],
    ]
    for (const [name, auth, code] of cases)
      expect(await refused(name, auth)).toMatchObject({ code, detail: expect.stringMatching(/\w/) as string })
  })

  it.each(['/send-message', '/send-message/', '/send-message/a/b', '/other', '/chatroom/a'])(
    'on the namespace %s',
    async (namespace) => {
      const ann = await registered(server)
      const socket = socketIo(server, namespace, { auth: { token: ann.token } })
      expect(await event(socket, 'connect_error')).toBeInstanceOf(Error)
      socket.disconnect()
    },
  )

  it('from a page of another origin', async () => {
    const { ann, room } = await anns()
    const socket = io(`${server.url}/send-message/${room}`, {
      auth: { token: ann.token },
      transports: ['websocket'],
      extraHeaders: { origin: 'https://evil.example' },
      reconnection: false,
      forceNew: true,
    })
    expect(await event(socket, 'connect_error')).toBeInstanceOf(Error)
    socket.disconnect()
  })

  it('without harm to those who are in the room', async () => {
    const { ann, room, socket } = await anns()
    const eve = await registered(server)
    await Promise.all(range(1, 10).map(() => refused(room, { token: eve.token })))
    const message = event<Message>(socket, 'message')
    await say(ann, room, 'still together')
    expect(await message).toMatchObject({ message: 'still together' })
    socket.disconnect()
  })
})

it('a file that is bytes alone is told what it lacks', async () => {
  const ann = await registered(server)
  const socket = open(await roomWith(ann), { token: ann.token })
  await event(socket, 'ready')
  const answer = await asked(socket, 'message', { type: 'attachment', attachment: Buffer.from([1]) })
  expect(answer).toMatchObject({
    ok: false,
    error: {
      code: 'validation_failed',
      errors: [{ field: 'attachment', message: 'attachment must be an object' }],
    },
  })
  socket.disconnect()
})

describe.concurrent('several rooms on one connection', () => {
  it('do not mix, and leaving one keeps the others', async () => {
    const ann = await registered(server)
    const [one, two] = [await roomWith(ann), await roomWith(ann)]
    const first = open(one, { token: ann.token })
    const second = first.io.socket(`/send-message/${two}`, { auth: { token: ann.token } })
    const inbox = new Inbox<Message>()
    second.on('message', (message: Message) => inbox.push(message))
    await Promise.all([event(first, 'ready'), event(second, 'ready')])
    expect(await asked(second, 'message', text('to two'))).toMatchObject({ ok: true, seq: 2 })
    const closing = closingOf(first)
    await leave(ann, one)
    expect((await closing).code).toBe(4403)
    await say(ann, two, 'after')
    await inbox.waitFor(({ message }) => message === 'after')
    expect(inbox.items.map(({ chatroom, seq }) => [chatroom, seq])).toEqual([
      [two, 2],
      [two, 3],
    ])
    first.io.engine.close()
  })
})

describe.concurrent('a client whose connection breaks', () => {
  it('resumes from the last seq that it has seen, without a gap or a repeat', async () => {
    const [ann, bob] = (await crowd(server, 2)) as [Person, Person]
    const room = await roomWith(ann, [bob])
    const inbox = new Inbox<Message>()
    const auth = (callback: (auth: object) => void) =>
      callback({ token: bob.token, after_seq: inbox.items.at(-1)?.seq ?? 0 })
    const socket = open(room, auth, { reconnection: true })
    socket.on('message', (message: Message) => inbox.push(message))
    await inbox.waitFor(({ seq }) => seq === 2)
    for (const round of range(1, 5)) {
      const back = event(socket, 'ready')
      socket.io.engine.close()
      for (const word of range(1, 5)) await say(ann, room, `round ${round}, word ${word}`)
      await back
      await inbox.waitFor(({ seq }) => seq === 2 + round * 5)
    }
    expect(seqs(inbox.items)).toEqual(range(1, 27))
    expect(inbox.items).toEqual(await logOf(ann, room))
    socket.disconnect()
  })

  it('may have entered anew in between', async () => {
    const [ann, bob] = (await crowd(server, 2)) as [Person, Person]
    const room = await roomWith(ann, [bob])
    const door = socketIoDoor('x', ['websocket'])
    const client = await door.connect(server, bob.token, room)
    await leave(bob, room)
    expect((await client.closed).code).toBe(4403)
    await say(ann, room, 'behind his back')
    await enter(bob, room)
    const again = await door.connect(server, bob.token, room, { after_seq: 2 })
    await again.waitFor(({ seq }) => seq === 5)
    expect(again.messages.map(({ type }) => type)).toEqual(['left', 'text', 'joined'])
    await again.close()
    must(await bob.api.get('/auth/me'), 200)
  })
})
