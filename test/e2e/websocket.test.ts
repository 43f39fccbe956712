// The plain WebSocket door as the contract describes it, frame by frame and close code by close code.
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { pause, range, within } from '../support/inbox.js'
import { crowd, logOf, must, registered, roomWith, say, unique, type Person } from '../support/people.js'
import { startServer } from '../support/server.js'
import { FrameSocket, type Frame, type FrameOptions } from '../support/websocket.door.js'

/** Connections of which most must have time to listen. */
const TRIES = 20
const server = await startServer({ env: { MAX_ATTACHMENT_BYTES: '1024' } })
const open = (room: string, options?: FrameOptions, query = '') =>
  new FrameSocket(server, `/send-message/${encodeURIComponent(room)}${query}`, options)

const ticketOf = async (person: Person): Promise<string> =>
  must(await person.api.post<{ ticket: string }>('/auth/ticket'), 201).ticket

const text = (message: string, client_id?: string) => ({
  type: 'text',
  message,
  ...(client_id && { client_id }),
})

/** Ann, her room, and a socket of hers that is ready. */
async function anns() {
  const ann = await registered(server)
  const room = await roomWith(ann)
  const socket = open(room, { token: ann.token })
  await socket.next('ready')
  return { ann, room, socket }
}

describe('whoever listens a moment after the connection is open', () => {
  it('does not miss `ready`, nor a refusal', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const [headers, address] = [{ authorization: `Bearer ${ann.token}` }, server.url.replace('http', 'ws')]
    let heard = 0
    for (const name of range(1, TRIES).map((nth) => (nth % 2 ? room : 'nowhere'))) {
      const socket = new WebSocket(`${address}/send-message/${name}`, { headers })
      await once(socket, 'open')
      const frame = once(socket, 'message').then(() => 1)
      heard += await Promise.race([frame, once(socket, 'close').then(() => 0), pause(1000).then(() => 0)])
      socket.terminate()
    }
    // What comes in two pieces may still be read as one, by a client that is busy.
    expect(heard).toBeGreaterThan(TRIES / 2)
  })
})

describe.concurrent('a connection is ready', () => {
  it('with the token in the Authorization header', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const socket = open(room, { token: ann.token })
    expect(await socket.next('ready')).toEqual({
      type: 'ready',
      chatroom: room,
      log: expect.stringMatching(/^[\w-]{8,32}$/) as string,
      first_seq: 1,
      last_seq: 1,
      user: ann.user,
    })
    await socket.close()
  })

  it('with a ticket in the address, once', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const ticket = await ticketOf(ann)
    const socket = open(room, {}, `?ticket=${ticket}`)
    expect(await socket.next('ready')).toMatchObject({ user: ann.user })
    expect((await open(room, {}, `?ticket=${ticket}`).closed).code).toBe(4401)
    await socket.close()
  })

  it('with a ticket used ten times at once, once', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const ticket = await ticketOf(ann)
    const sockets = range(1, 10).map(() => open(room, {}, `?ticket=${ticket}`))
    const ends = sockets.map((socket) =>
      Promise.race([socket.next('ready').then(() => 'ready'), socket.closed.then(({ code }) => code)]),
    )
    expect((await Promise.all(ends)).filter((end) => end === 'ready')).toHaveLength(1)
    for (const socket of sockets) socket.socket.terminate()
  })

  it('with the token in the first frame', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const socket = open(room)
    await socket.opened
    socket.send({ type: 'auth', token: ann.token })
    expect(await socket.next('ready')).toMatchObject({ chatroom: room, user: ann.user })
    await socket.close()
  })

  it('and has lost nothing that was sent before it was', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const socket = open(room, { token: ann.token })
    await socket.opened
    for (const index of range(1, 5)) socket.send(text(`early ${index}`, `e${index}`))
    await socket.frames.waitFor(({ type, client_id }) => type === 'ack' && client_id === 'e5')
    expect(socket.frames.items[0]).toMatchObject({ type: 'ready' })
    expect((await logOf(ann, room)).slice(1).map(({ message }) => message)).toEqual(
      range(1, 5).map((index) => `early ${index}`),
    )
    await socket.close()
  })

  it('and has lost nothing that came in one piece with the auth frame', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const socket = open(room)
    await socket.opened
    socket.sendTogether([
      { type: 'auth', token: ann.token },
      ...range(1, 5).map((index) => text(`early ${index}`, `e${index}`)),
    ])
    await socket.frames.waitFor(({ type, client_id }) => type === 'ack' && client_id === 'e5')
    expect((await logOf(ann, room)).slice(1).map(({ message }) => message)).toEqual(
      range(1, 5).map((index) => `early ${index}`),
    )
    await socket.close()
  })

  it('and replays before it goes on', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    for (const word of ['one', 'two']) await say(ann, room, word)
    const socket = open(room, { token: ann.token }, '?after_seq=1')
    await socket.next('ready')
    await say(ann, room, 'three')
    await socket.frames.waitFor(({ message }) => message === 'three')
    expect(socket.frames.items.map(({ type, message }) => message ?? type)).toEqual([
      'ready',
      'one',
      'two',
      'three',
    ])
    await socket.close()
  })
})

describe.concurrent('a connection is closed', () => {
  it('with 4401 for a bad token, wherever it stands', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const late = [open(room), open(room), open(room), open(room)]
    await Promise.all(late.map(({ opened }) => opened))
    const firsts = [{ type: 'auth', token: 'x' }, { type: 'auth' }, text('hello'), 'no JSON']
    for (const [index, first] of firsts.entries()) late[index]!.send(first)
    const sockets = [
      open(room, { token: 'x' }),
      open(room, {}, '?ticket=x'),
      open(room, {}, '?ticket='),
      ...late,
    ]
    for (const socket of sockets) {
      expect(await socket.closed).toMatchObject({ code: 4401, detail: expect.stringMatching(/\w/) as string })
      expect(socket.frames.items.find(({ type }) => type === 'ready')).toBeUndefined()
    }
    expect(await logOf(ann, room)).toHaveLength(1)
  })

  it('with 4401 for the token or ticket of a session that has ended', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const ticket = await ticketOf(ann)
    must(await ann.api.post('/auth/logout'), 204)
    expect((await open(room, {}, `?ticket=${ticket}`).closed).code).toBe(4401)
    expect((await open(room, { token: ann.token }).closed).code).toBe(4401)
  })

  it('with 4403 for somebody who is not a member', async () => {
    const [ann, eve] = (await crowd(server, 2)) as [Person, Person]
    const socket = open(await roomWith(ann), { token: eve.token })
    expect((await socket.closed).code).toBe(4403)
  })

  it('with 4404 for a room that does not exist', async () => {
    const ann = await registered(server)
    expect((await open(unique('none'), { token: ann.token }).closed).code).toBe(4404)
  })

  it('with 4408 when it does not say who it is within 10 s', async () => {
    const ann = await registered(server)
    const socket = open(await roomWith(ann))
    await socket.opened
    const start = Date.now()
    expect((await within(12_000, 'the close', socket.closed)).code).toBe(4408)
    expect(Date.now() - start).toBeGreaterThan(9000)
  })

  it('with 1009 for a frame beyond every limit', async () => {
    const { socket } = await anns()
    socket.send(text('x'.repeat(200_000)))
    expect((await socket.closed).code).toBe(1009)
  })

  it('after an error frame that says what is wrong with after_seq', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    for (const [query, code] of [
      ['?after_seq=2', 'seq_unknown'],
      ['?after_seq=x', 'validation_failed'],
      ['?after_seq=-1', 'validation_failed'],
      ['?after_seq=1.5', 'validation_failed'],
    ] as const) {
      const socket = open(room, { token: ann.token }, query)
      expect(await socket.next('error')).toMatchObject({ code, detail: expect.any(String) as string })
      expect((await within(1000, 'the close', socket.closed)).code).toBe(1008)
    }
  })
})

describe.concurrent('a frame', () => {
  it('is acknowledged, its client_id repeated', async () => {
    const { socket } = await anns()
    socket.send(text('hello', 'mine'))
    expect(await socket.next('ack')).toEqual({
      type: 'ack',
      client_id: 'mine',
      seq: 2,
      created_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      duplicate: false,
    })
    socket.send(text('hello'))
    expect(await socket.frames.waitFor(({ type, seq }) => type === 'ack' && seq === 3)).toMatchObject({
      client_id: null,
    })
    await socket.close()
  })

  it.each<[string, string | Buffer]>([
    ['no JSON', '{ "type": "text", '],
    ['empty', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '1e999'],
    ['binary', Buffer.from(JSON.stringify(text('bytes')))],
    ['JSON of great depth', '['.repeat(20_000) + ']'.repeat(20_000)],
    ['an object of great depth', `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`],
    ['a second auth', '{"type":"auth","token":"x"}'],
    ['an event of the server', '{"type":"ready"}'],
  ])('that is %s gets an error frame and closes nothing', async (_, frame) => {
    const { ann, room, socket } = await anns()
    socket.send(frame)
    const error = await socket.next('error')
    expect(error).toMatchObject({
      type: 'error',
      code: 'validation_failed',
      detail: expect.any(String) as string,
    })
    socket.send(text('still here'))
    expect(await socket.next('ack')).toMatchObject({ seq: 2 })
    expect(await logOf(ann, room)).toHaveLength(2)
    await socket.close()
  })

  it('that is wrong has its client_id repeated in the error, and none where it had none', async () => {
    const { socket } = await anns()
    socket.send({ type: 'text', client_id: 'mine' })
    const error = await socket.next('error')
    expect(error).toEqual({
      type: 'error',
      code: 'validation_failed',
      detail: expect.any(String) as string,
      errors: expect.arrayContaining([
        { field: 'message', message: expect.any(String) as string },
      ]) as object[],
      client_id: 'mine',
    })
    socket.send({ type: 'text', message: 5 })
    const other = await socket.frames.waitFor((frame) => frame.type === 'error' && frame !== error)
    expect(other).not.toHaveProperty('client_id')
    await socket.close()
  })

  it('does not show what the sender wrote in its error', async () => {
    const { socket } = await anns()
    socket.send('{"type":"text","message":"s3cret-words" nonsense')
    socket.send({ type: 's3cret-type', message: 's3cret-words' })
    await socket.frames.waitFor(() => socket.frames.items.length >= 3)
    expect(JSON.stringify(socket.frames.items)).not.toContain('s3cret')
    await socket.close()
  })

  it('among 200 sent without waiting keeps its place', async () => {
    const { ann, room, socket } = await anns()
    socket.sendTogether(range(1, 200).map((index) => text(`word ${index}`, `c${index}`)))
    await socket.frames.waitFor(({ type, client_id }) => type === 'ack' && client_id === 'c200')
    const acks = socket.frames.items.filter(({ type }) => type === 'ack') as (Frame & { seq: number })[]
    expect(acks.map(({ seq }) => seq)).toEqual(range(2, 201))
    const log = await logOf(ann, room)
    expect(log.slice(1).map(({ message }) => message)).toEqual(range(1, 200).map((index) => `word ${index}`))
    await socket.close()
  })
})

describe.concurrent('an upgrade', () => {
  it.each(['/', '/send-message', '/send-message/', '/send-message/a/b', '/chatroom/a', '/nowhere'])(
    'to %s is refused',
    async (path) => {
      const ann = await registered(server)
      await expect(
        within(3000, 'an answer', new FrameSocket(server, path, { token: ann.token }).opened),
      ).rejects.toThrow('Unexpected server response: 4')
    },
  )

  it('from a page of another origin is refused, from our own it is not', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const foreign = open(room, { token: ann.token, headers: { origin: 'https://evil.example' } })
    await expect(foreign.opened).rejects.toThrow('403')
    const own = open(room, { token: ann.token, headers: { origin: server.url } })
    expect(await own.next('ready')).toMatchObject({ chatroom: room })
    await own.close()
  })
})
