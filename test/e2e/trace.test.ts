// Why somebody did, or did not, get a message: what is known of its way, on every node.
import { describe, expect, it } from 'vitest'
import { backend } from '../support/backend.js'
import { enter, leave, must, personOn, registered, roomWith, say, type Person } from '../support/people.js'
import { at, expectProblem } from '../support/rest.js'
import { sharedNodes, type Server } from '../support/server.js'
import { FrameSocket } from '../support/websocket.door.js'

const [one, two] = await sharedNodes()
const keys = await backend(two, 'messages')
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string

interface Trace {
  stored: string
  announced: string | null
  written: { node: string; connection: string; at: string }[]
  delivered: string | null
  read: string | null
  marks: { read: number; delivered: number } | null
  pushed: string | null
  member_at_the_time: string | null
  muted: string | null
  nodes: number
}

const traceOf = async (chatroom: string, seq: number, { user: { username } }: Person) =>
  must(await keys.get<Trace>('/admin/trace', { chatroom, seq, username: username.toUpperCase() }), 200)

async function connected(node: Server, path: string, { token }: Person): Promise<FrameSocket> {
  const socket = new FrameSocket(node, path, { token })
  await socket.next('ready')
  if (path === '/inbox') {
    socket.send({ type: 'sync', after: {} })
    await socket.next('synced')
  }
  return socket
}

/** The entry has come. */
const has = (socket: FrameSocket, seq: number) =>
  socket.frames.waitFor((frame) => frame.seq === seq && frame.type === 'text')

describe.concurrent('the trace of a message', () => {
  it('names each connection that it was handed to, live and when it came back, on every node', async () => {
    const [ann, ben] = [await registered(one, 'ann'), await registered(one, 'ben')]
    const room = await roomWith(ann, [ben])
    const sockets = [
      await connected(one, `/send-message/${room}`, ben),
      await connected(two, `/send-message/${room}`, ben),
      await connected(two, '/inbox', ben),
      await connected(two, `/send-message/${room}`, ann),
    ]
    const { seq, created_at } = await say(ann, room, 'Hello')
    await Promise.all(sockets.map((socket) => has(socket, seq)))
    const live = await traceOf(room, seq, ben)
    expect(live).toMatchObject({ stored: created_at, announced: TIME, delivered: null, read: null, nodes: 2 })
    expect(live.written).toHaveLength(3)
    expect(new Set(live.written.map(({ node }) => node)).size).toBe(2)
    expect(new Set(live.written.map(({ node, connection }) => node + connection)).size).toBe(3)
    for (const { at: when } of live.written) expect(when >= created_at).toBe(true)
    const late = await connected(one, `/send-message/${room}?after_seq=${seq - 1}`, ben)
    await has(late, seq)
    expect((await traceOf(room, seq, ben)).written).toHaveLength(4)
    // The next goes to all that are left.
    for (const socket of [sockets[0]!, late]) {
      socket.socket.close()
      await socket.closed
    }
    const next = await say(ann, room, 'Still there?')
    await Promise.all([sockets[1]!, sockets[2]!].map((socket) => has(socket, next.seq)))
    expect((await traceOf(room, next.seq, ben)).written).toHaveLength(2)
    for (const socket of sockets) socket.socket.close()
  })

  it('tells when it was delivered and read, and what stood in its way', async () => {
    const [ann, ben] = [await registered(one, 'ann'), await registered(one, 'ben')]
    const room = await roomWith(ann, [ben])
    const { seq } = await say(ann, room, 'Hello')
    const before = await traceOf(room, seq, ben)
    expect(before).toMatchObject({ written: [], delivered: null, read: null, pushed: null, muted: null })
    expect(before.marks!.delivered).toBeLessThan(seq)
    expect(before.member_at_the_time! <= before.stored).toBe(true)
    must(await ben.api.put(at('/chatroom', room, '/marks'), { delivered: seq }), 200)
    expect(await traceOf(room, seq, ben)).toMatchObject({
      delivered: TIME,
      read: null,
      marks: { delivered: seq },
    })
    must(await personOn(two, ben).api.put(at('/chatroom', room, '/marks'), { read: seq }), 200)
    const muted_until = '2999-01-01T00:00:00.000Z'
    must(await ben.api.patch(at('/chatroom', room, '/me'), { muted_until }), 200)
    const after = await traceOf(room, seq, ben)
    expect(after).toMatchObject({ delivered: TIME, read: TIME, marks: { read: seq }, muted: muted_until })
    expect(after.delivered! <= after.read!).toBe(true)
  })

  it('tells who was a member at the time, and who came too late or had gone', async () => {
    const [ann, ben] = [await registered(one, 'ann'), await registered(one, 'ben')]
    const room = await roomWith(ann)
    const early = await say(ann, room, 'Too early')
    const { joined_at } = await enter(ben, room)
    const there = await say(ann, room, 'There')
    await leave(ben, room)
    const gone = await say(ann, room, 'Gone')
    expect(await traceOf(room, gone.seq, ben)).toMatchObject({ member_at_the_time: null, marks: null })
    await enter(ben, room)
    expect((await traceOf(room, early.seq, ben)).member_at_the_time).toBeNull()
    expect((await traceOf(room, there.seq, ben)).member_at_the_time).toBe(joined_at)
    expect((await traceOf(room, gone.seq, ben)).member_at_the_time).toBeNull()
    must(await ann.api.delete(at('/chatroom', room, `/members/${ben.user.username}`)), 204)
    const { seq } = await say(ann, room, 'Removed')
    expect((await traceOf(room, seq, ben)).member_at_the_time).toBeNull()
  })

  it('is of what there is alone', async () => {
    const ann = await registered(one, 'ann')
    const room = await roomWith(ann)
    const { username } = ann.user
    for (const [query, code] of [
      [{ chatroom: 'nowhere', seq: 1, username }, 'chatroom_not_found'],
      [{ chatroom: room, seq: 99, username }, 'message_not_found'],
      [{ chatroom: room, seq: 1, username: 'nobody-at-all' }, 'user_not_found'],
      [{ chatroom: room, seq: 1, username: 'deleted' }, 'user_not_found'],
    ] as const)
      expectProblem(await keys.get('/admin/trace', query), code)
    for (const [query, field] of [
      [{ seq: 1, username }, 'chatroom'],
      [{ chatroom: room, username }, 'seq'],
      [{ chatroom: room, seq: 0, username }, 'seq'],
      [{ chatroom: room, seq: 'x', username }, 'seq'],
      [{ chatroom: room, seq: 1 }, 'username'],
    ] as const)
      expectProblem(await keys.get('/admin/trace', query), 'validation_failed', field)
  })
})
