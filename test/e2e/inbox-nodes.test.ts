// Inboxes and rooms on several nodes: entering, leaving, deletion, what another node has said, and a log that is replaced.
import { describe, expect, it } from 'vitest'
import { sharedNodes } from '../support/server.js'
import { INBOX_DOORS, roomOf, story, told, type InboxClient } from '../support/inbox.doors.js'
import { pause, range } from '../support/inbox.js'
import { crowd, enter, leave, must, personOn, registered, roomWith, say } from '../support/people.js'
import { at } from '../support/rest.js'
import type { Frame } from '../support/websocket.door.js'

const [one, two] = await sharedNodes()

/** The last frame about a room is of this type. */
const until = (inbox: InboxClient, room: string, count: number) =>
  inbox.frames.waitFor(() => story(inbox, room).length >= count)

describe.each(INBOX_DOORS)('over $name', ({ connect }) => {
  it('what is entered, said and left on another node comes at once', async () => {
    const [ann, ben] = [await registered(one), await registered(one)]
    const [annThere, benThere] = [personOn(two, ann), personOn(two, ben)]
    const room = await roomWith(benThere)
    const inbox = await connect(one, ann.token)
    await inbox.ask('sync', {})
    await enter(annThere, room)
    await until(inbox, room, 1)
    for (const nth of range(3, 5)) await say(benThere, room, `${nth}`)
    await until(inbox, room, 4)
    await leave(annThere, room)
    await until(inbox, room, 6)
    await say(benThere, room, 'not for her')
    await enter(annThere, room)
    await until(inbox, room, 7)
    expect(story(inbox, room)).toEqual(['room', 3, 4, 5, 6, 'gone: not_a_member', 'room'])
    must(await benThere.api.delete(at('/chatroom', room)), 204)
    await until(inbox, room, 8)
    expect(story(inbox, room).at(-1)).toBe('gone: chatroom_not_found')
    await inbox.close()
  })

  it('a seq that only the other node has heard of is none beyond the head', async () => {
    const ann = await registered(one)
    const room = await roomWith(ann)
    const here = await connect(one, ann.token)
    await here.ask('sync', { after: { [room]: 1 } })
    const { seq } = await say(personOn(two, ann), room, 'there')
    const again = await connect(one, ann.token)
    expect(await again.ask('sync', { after: { [room]: seq } })).toMatchObject({ ok: true })
    expect(story(again, room)).toEqual([])
    await say(ann, room, 'here')
    await again.frames.waitFor((frame) => frame.seq === seq + 1)
    expect(story(again, room)).toEqual([seq + 1])
    await Promise.all([here.close(), again.close()])
  })

  it('a room is told once, however the sync and the entering fall together', async () => {
    const [owner, ...people] = await crowd(one, 7)
    const room = await roomWith(owner!)
    const inboxes = await Promise.all(people.map(({ token }) => connect(one, token)))
    await Promise.all(
      people.map(async (person, nth) => {
        const synced = pause(2 * nth).then(() => inboxes[nth]!.ask('sync', {}))
        await Promise.all([enter(personOn(two, person), room), synced])
      }),
    )
    await say(owner!, room, 'to all of you')
    await Promise.all(inboxes.map(({ frames }) => frames.waitFor((frame) => seqIn(frame) === 8)))
    for (const inbox of inboxes) {
      const [first, ...rest] = told(inbox, room)
      expect(first!.type).toBe('room')
      const { last_seq } = first!['room'] as { last_seq: number }
      expect(rest.map(({ seq }) => seq)).toEqual(range(last_seq + 1, 8))
    }
    await Promise.all(inboxes.map((inbox) => inbox.close()))
  })

  it('going in and out of many rooms on both nodes at once ends as the database has it', async () => {
    const [ann, ben] = [await registered(one), await registered(one)]
    const rooms = await Promise.all(range(1, 8).map(() => roomWith(ben)))
    const inboxes = [await connect(one, ann.token), await connect(two, ann.token)]
    await Promise.all(inboxes.map((inbox) => inbox.ask('sync', {})))
    const nodes = [ann, personOn(two, ann)]
    await Promise.all(
      rooms.map(async (room, nth) => {
        for (const turn of range(1, 5)) {
          await enter(nodes[(nth + turn) % 2]!, room)
          if (turn < 5 || nth % 2) await leave(nodes[turn % 2]!, room)
        }
      }),
    )
    await Promise.all(rooms.map((room) => say(ben, room, 'at last')))
    // Ben's `joined`, Ann's comings and goings but for the last, and what Ben says.
    const last = 1 + 9 + 1
    const isIn = (_room: string, nth: number) => nth % 2 === 0
    for (const inbox of inboxes) {
      for (const room of rooms.filter(isIn))
        await inbox.frames.waitFor((frame) => roomOf(frame) === room && seqIn(frame) === last)
      for (const room of rooms.filter((name, nth) => !isIn(name, nth)))
        await inbox.frames.waitFor(() =>
          [undefined, 'gone: not_a_member'].includes(story(inbox, room).at(-1) as never),
        )
      expect(rooms.flatMap((room) => flawsOf(inbox, room))).toEqual([])
    }
    await Promise.all(inboxes.map((inbox) => inbox.close()))
  })
})

/** How far a frame brings the client. */
const seqIn = (frame: Frame): number | undefined =>
  frame.seq ?? (frame['room'] as { last_seq: number } | undefined)?.last_seq

/** Frames that should not be where they are: between `room` and `room_gone` stands each entry once, in order, and nothing outside. */
function flawsOf(inbox: InboxClient, room: string): Frame[] {
  const flaws: Frame[] = []
  let next: number | undefined
  for (const frame of told(inbox, room)) {
    const isRoom = frame.type === 'room'
    const fits = isRoom ? next === undefined : next !== undefined && (frame.seq ?? next) === next
    if (!fits) flaws.push(frame)
    if (frame.type === 'room_gone') next = undefined
    else next = (seqIn(frame) ?? 0) + 1
  }
  return flaws
}
