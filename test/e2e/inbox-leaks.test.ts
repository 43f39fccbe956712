// An inbox never gets anything of a room that its user is not in, or no longer, on whichever node and by whichever door.
import { describe, expect, it } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import { INBOX_DOORS, type InboxFrame } from '../support/inbox-lines.js'
import { pause, range, within } from '../support/inbox.js'
import { crowd, enter, leave, must, personOn, roomWith, say, unique, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { sharedNodes } from '../support/server.js'
import type { Message } from '../support/wire.js'

const nodes = await sharedNodes()
const [one] = nodes

/** Somebody's inboxes: on every node, by every door, synced from where they were. */
async function everywhere(person: Person, after: object = {}): Promise<BareInbox[]> {
  const inboxes = await Promise.all(
    nodes.flatMap((node) => INBOX_DOORS.map((door) => BareInbox.open(node, person, door))),
  )
  for (const inbox of inboxes) expect(await inbox.ask('sync', { after })).toMatchObject({ ok: true })
  return inboxes
}

/** Whether a frame is of a room or says anything of it. */
const tellsOf = (room: string) => (frame: InboxFrame) => JSON.stringify(frame).includes(room)

/** Everything that may happen in a room, by somebody in it, on both nodes; answers the head. */
async function life(person: Person, room: string, hers: BareInbox): Promise<number> {
  let seq = 0
  for (const node of nodes) {
    const there = personOn(node, person)
    const target_seq = (await say(there, room, 'words')).seq
    for (const body of [
      { type: 'edit', message: 'other words' },
      { type: 'reaction', emoji: '👍' },
      { type: 'pin', pinned: true },
      { type: 'delete' },
    ])
      ({ seq } = must(await there.api.post<Message>(at('/send-message', room), { ...body, target_seq }), 201))
    hers.tell('typing', { chatroom: room, active: true })
    hers.tell('typing', { chatroom: room, active: false })
    expect(await hers.ask('mark', { chatroom: room, read: seq })).toMatchObject({ ok: true })
  }
  return seq
}

/** Resolves when all inboxes have had what was said before, in a room that is theirs. */
async function fence(person: Person, inboxes: BareInbox[], own: string): Promise<void> {
  for (const node of nodes) {
    const { seq } = await say(personOn(node, person), own, 'fence')
    for (const inbox of inboxes)
      await inbox.frames.waitFor((frame) => frame.chatroom === own && frame['seq'] === seq)
  }
}

describe('an inbox of somebody', () => {
  it('who was never in a room, or has left it, hears nothing of it', async () => {
    const [ann, bob, carl, dora] = (await crowd(one, 4)) as [Person, Person, Person, Person]
    const room = await roomWith(ann, [bob, carl])
    await leave(carl, room)
    const own = await roomWith(carl, [dora])
    const [bobs, carls, doras] = await Promise.all([everywhere(bob), everywhere(carl), everywhere(dora)])
    const back = await everywhere(carl, { [room]: 3, [own]: 2 })
    const [hers] = (await everywhere(ann)) as [BareInbox]
    const head = await life(ann, room, hers)
    for (const inbox of bobs) {
      await inbox.frames.waitFor((frame) => frame.chatroom === room && frame['seq'] === head)
      await inbox.frames.waitFor(({ type, chatroom }) => type === 'typing' && chatroom === room)
      await inbox.frames.waitFor(({ type, chatroom }) => type === 'marks' && chatroom === room)
    }
    await fence(carl, [...carls, ...back], own)
    await fence(dora, doras, own)
    for (const inbox of [...carls, ...doras]) expect(inbox.frames.items.filter(tellsOf(room))).toEqual([])
    for (const inbox of back)
      expect(inbox.frames.items.filter(tellsOf(room))).toEqual([
        { type: 'room_gone', chatroom: room, code: 'not_a_member' },
      ])
  })

  it('who is not in a room says and marks nothing there, and nobody is told that they type', async () => {
    const [ann, bob] = (await crowd(one, 2)) as [Person, Person]
    const room = await roomWith(ann)
    const own = await roomWith(bob, [ann])
    const [anns, bobs] = await Promise.all([everywhere(ann), everywhere(bob)])
    for (const inbox of bobs) {
      const refused = { ok: false, error: { code: 'not_a_member', chatroom: room } }
      expect(await inbox.ask('message', { type: 'text', chatroom: room, message: 'x' })).toMatchObject(
        refused,
      )
      expect(await inbox.ask('mark', { chatroom: room, read: 1 })).toMatchObject(refused)
      inbox.tell('typing', { chatroom: room, active: true })
      expect(await inbox.next('error')).toMatchObject({ code: 'not_a_member', chatroom: room })
    }
    await fence(ann, anns, own)
    for (const inbox of anns) {
      const told = inbox.frames.items.filter(tellsOf(room))
      expect(told.map(({ type }) => type)).toEqual(['room'])
    }
  })

  it('who leaves while others talk gets nothing after their own leaving', async () => {
    const [ann, bob] = (await crowd(one, 2)) as [Person, Person]
    const room = await roomWith(ann, [bob])
    const own = await roomWith(bob)
    const [bobs, [hers]] = await Promise.all([everywhere(bob), everywhere(ann)])
    const over = new AbortController()
    const talk = Promise.all(
      nodes.map(async (node) => {
        for (let nth = 0; !over.signal.aborted; nth++) {
          await say(personOn(node, ann), room, 'words')
          hers!.tell('typing', { chatroom: room, active: nth % 2 === 0 })
        }
      }),
    )
    try {
      for (const turn of range(1, 5)) {
        await pause(50)
        await leave(personOn(nodes[turn % 2]!, bob), room)
        for (const inbox of bobs) await expect.poll(() => inbox.heard('room_gone').length).toBe(turn)
        await pause(50)
        await enter(personOn(nodes[turn % 2]!, bob), room)
        // Two rooms at the start, and this one again.
        for (const inbox of bobs) await expect.poll(() => inbox.heard('room').length).toBe(2 + turn)
      }
    } finally {
      over.abort()
      await talk
    }
    await fence(bob, bobs, own)
    for (const inbox of bobs) expect(outside(inbox, room, bob)).toEqual([])
  })

  it('whose room is deleted, and made anew without them, is told that it is gone and nothing else', async () => {
    const [ann, bob] = (await crowd(one, 2)) as [Person, Person]
    const name = unique('room')
    await roomWith(ann, [bob], { name })
    const own = await roomWith(bob)
    const bobs = await everywhere(bob)
    must(await personOn(nodes[1]!, ann).api.delete(at('/chatroom', name)), 204)
    await roomWith(personOn(nodes[1]!, ann), [], { name })
    const [hers] = (await everywhere(ann)) as [BareInbox]
    await life(ann, name, hers)
    for (const inbox of bobs) await inbox.next('room_gone')
    const late = await everywhere(bob, { [name]: 2 })
    await fence(bob, [...bobs, ...late], own)
    for (const inbox of bobs)
      expect(inbox.frames.items.filter(tellsOf(name)).slice(1)).toEqual([
        { type: 'room_gone', chatroom: name, code: 'chatroom_not_found' },
      ])
    for (const inbox of late)
      expect(inbox.frames.items.filter(tellsOf(name))).toEqual([
        { type: 'room_gone', chatroom: name, code: 'not_a_member' },
      ])
  })

  it('whose session ends is cut with 4401 within a second, and hears nothing afterwards', async () => {
    const [ann, bob] = (await crowd(one, 2)) as [Person, Person]
    const room = await roomWith(ann, [bob])
    const bobs = await everywhere(bob)
    must(await bob.api.post('/auth/logout'), 204)
    const endings = await Promise.all(bobs.map(({ ended }) => within(1000, 'the cut', ended)))
    for (const ending of endings) expect([4401, 'unauthenticated']).toContain(ending)
    await say(ann, room, 'not for them')
    await pause(200)
    for (const inbox of bobs) expect(inbox.heard('text')).toEqual([])
    for (const node of nodes)
      for (const door of INBOX_DOORS)
        await expect(BareInbox.open(node, bob, door)).rejects.toThrow(/not let in: (4401|unauthenticated)/)
  })
})

/** What an inbox got of a room between its own leaving and the next `room`; and what came otherwise than by the next seq. */
function outside(inbox: BareInbox, room: string, { user }: Person): InboxFrame[] {
  let seq: number | undefined
  let left = false
  return inbox.frames.items.filter((frame) => {
    if (frame.type === 'room') {
      const told = frame['room'] as { name: string; last_seq: number }
      if (told.name === room) [seq, left] = [told.last_seq, false]
      return false
    }
    if (frame.chatroom !== room) return false
    if (frame.type === 'room_gone') {
      const early = !left
      seq = undefined
      return early
    }
    if (frame['seq'] === undefined) return seq === undefined || left
    const wrong = left || frame['seq'] !== (seq ?? NaN) + 1
    seq = frame['seq'] as number
    left = frame.type === 'left' && (frame['sender'] as { id: string }).id === user.id
    return wrong
  })
}
