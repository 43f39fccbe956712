// Clients in Python that know nothing but the contract's page, with an inbox: python-socketio, and a plain WebSocket.
import { describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { FOREIGN, ForeignInbox } from '../support/foreign-inbox.js'
import { InboxClient } from '../support/inbox-client.js'
import { range } from '../support/inbox.js'
import {
  signedUpCrowd as crowd,
  enter,
  leave,
  personOn,
  roomWith,
  say,
  type Person,
} from '../support/people.js'
import { hasPython } from '../support/stock-clients.js'

const installed = hasPython()
/** Milliseconds in which people hear of each other, on the same node or another. */
const SOON = 5000
/** Without a `limit`. */
const LIMIT = 50

const ascending = (seqs: number[]) => seqs.toSorted((a, b) => a - b)

describe.skipIf(!installed).each(Object.keys(FOREIGN) as (keyof typeof FOREIGN)[])('%s', async (kind) => {
  if (!installed) return
  const cluster = await startCluster()
  const [one, two] = [cluster.nodes[0]!, cluster.nodes[1]!]

  /** Ann, whose client it is, and Bob, whose client is ours and on another node; both in two rooms. */
  async function scene() {
    const [ann, bob] = (await crowd(one, 2)) as [Person, Person]
    const rooms = [await roomWith(ann, [bob]), await roomWith(ann, [bob])] as const
    await say(bob, rooms[0], 'hello')
    const theirs = new InboxClient({ urls: [two.url], person: bob, door: 'websocket' })
    await theirs.synced()
    const inbox = new ForeignInbox(kind, one.url, ann)
    expect(await inbox.next('synced')).toMatchObject({ rooms: 2 })
    // Each event has a thread of its own there: the last may be the first that is written down.
    await expect.poll(() => inbox.heard('room')).toHaveLength(2)
    return { ann, bob, rooms, theirs, inbox }
  }

  it('signs in, has its rooms, hears, speaks, marks, types and watches', async () => {
    const { ann, bob, rooms, theirs, inbox } = await scene()
    const [room] = rooms
    const told = inbox.heard('room').map((frame) => frame['room'] as { name: string; me: { unread: number } })
    expect(told.map(({ name }) => name).toSorted()).toEqual([...rooms].toSorted())
    expect(told.find(({ name }) => name === room)).toMatchObject({ last_seq: 3, me: { unread: 1 } })

    const { seq } = await theirs.say(room, 'from the other node', 'b-1')
    expect(await inbox.next('text', (frame) => frame['seq'] === seq)).toMatchObject({ chatroom: room })
    const body = { type: 'text', chatroom: room, message: 'from Python', client_id: 'p-1' }
    const answer = await inbox.ask('message', body)
    expect(answer).toMatchObject({ ok: true, seq: seq + 1, client_id: 'p-1', duplicate: false })
    await inbox.next('text', (frame) => frame['seq'] === seq + 1)
    await theirs.reaches(room, seq + 1)
    expect(await inbox.ask('message', body)).toMatchObject({ ok: true, seq: seq + 1, duplicate: true })

    const last = await theirs.say(room, 'to be read', 'b-2')
    const read = await inbox.ask('mark', { chatroom: room, read: last.seq })
    expect(read).toMatchObject({ ok: true, read: last.seq, delivered: last.seq, unread: 0 })
    const { id } = ann.user
    const marks = await theirs.frames.waitFor(
      ({ type, ...frame }) => type === 'marks' && frame['read'] === last.seq,
    )
    expect(marks).toMatchObject({ chatroom: room, user: { id }, delivered: last.seq })

    await inbox.ask('typing', { chatroom: room, active: true })
    const typing = await theirs.frames.waitFor(({ type }) => type === 'typing', SOON)
    expect(typing).toMatchObject({ chatroom: room, user: { id }, active: true })
    theirs.tell('typing', { chatroom: room, active: true })
    expect(await inbox.next('typing', undefined, SOON)).toMatchObject({
      user: { id: bob.user.id },
      active: true,
    })

    await inbox.ask('watch', { users: [bob.user.username] })
    const of = (online: boolean) => inbox.next('presence', (frame) => frame['online'] === online, SOON)
    expect(await of(true)).toMatchObject({ user: { id: bob.user.id } })
    theirs.stop()
    expect(await of(false)).toMatchObject({ user: { id: bob.user.id }, last_seen: expect.any(String) })
    expect(inbox.heard('error').concat(inbox.heard('error_message'))).toEqual([])
    expect(theirs.problems).toEqual([])
  })

  it('learns of a room that is entered elsewhere, and that it is left', async () => {
    const { ann, bob, theirs, inbox } = await scene()
    const room = await roomWith(bob)
    await enter(personOn(two, ann), room)
    await inbox.next('room', (frame) => (frame['room'] as { name: string }).name === room, SOON)
    const { seq } = await say(bob, room, 'welcome')
    await inbox.next('text', (frame) => frame['seq'] === seq && frame.chatroom === room, SOON)
    await leave(personOn(two, ann), room)
    const gone = await inbox.next('room_gone', undefined, SOON)
    expect(gone).toMatchObject({ chatroom: room, code: 'not_a_member' })
    await say(bob, room, 'not for her')
    await theirs.reaches(room, seq + 2)
    expect(inbox.seqs(room).slice(-2)).toEqual([seq, seq + 1])
    theirs.stop()
  })

  it('comes back to all that it has missed when its node was killed', async () => {
    const { bob, rooms, theirs, inbox } = await scene()
    const [some, many] = rooms
    await cluster.kill(0)
    const there = personOn(two, bob)
    for (const nth of range(1, 3)) await say(there, some, `${nth}`)
    for (const nth of range(1, LIMIT + 30)) await say(there, many, `${nth}`)
    await cluster.revive(0)
    await expect.poll(() => inbox.heard('synced').length, { timeout: 20_000 }).toBe(2)
    const head = 2 + LIMIT + 30
    await inbox.next('text', (frame) => frame.chatroom === many && frame['seq'] === head, SOON)
    await inbox.next('text', (frame) => frame.chatroom === some && frame['seq'] === 6, SOON)
    expect(inbox.heard('gap')).toEqual([
      { type: 'gap', chatroom: many, after_seq: 2, before_seq: head - LIMIT + 1 },
    ])
    expect(ascending(inbox.seqs(some))).toEqual(range(4, 6))
    expect(ascending(inbox.seqs(many))).toEqual(range(head - LIMIT + 1, head))
    const { seq } = await say(there, many, 'live again')
    await inbox.next('text', (frame) => frame['seq'] === seq, SOON)
    expect(inbox.heard('room')).toHaveLength(2)
    theirs.stop()
  })
})
