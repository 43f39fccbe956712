// Nobody sees presence or ticks that privacy hides: each setting of who is seen × each of who sees × what they share.
import { describe, expect, it } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import { INBOX_DOORS } from '../support/inbox-lines.js'
import { crowd, must, personOn, roomWith, say, type Person } from '../support/people.js'
import { sharedNodes } from '../support/server.js'
import { at } from '../support/rest.js'

const SEEN_BY = ['everyone', 'shared_rooms', 'nobody'] as const
type SeenBy = (typeof SEEN_BY)[number]
/** Milliseconds within which somebody who has come or gone is known on every node. */
const SOON = 5000

const nodes = await sharedNodes()
const [one, two] = nodes

const setPrivacy = async (person: Person, privacy: object) =>
  void must(await person.api.patch('/auth/me', { privacy }), 200)

const cells = SEEN_BY.flatMap((target) =>
  SEEN_BY.flatMap((watcher) => [true, false].map((shared) => ({ target, watcher, shared }))),
)
const allows = (setting: SeenBy, shared: boolean) =>
  setting === 'everyone' || (setting === 'shared_rooms' && shared)

describe('presence', () => {
  it('is seen by whom both let see, and is offline without a time to all others', async () => {
    const scenes = await Promise.all(
      cells.map(async (cell, index) => {
        const [target, watcher] = (await crowd(one, 2)) as [Person, Person]
        if (cell.shared) await roomWith(target, [watcher])
        await setPrivacy(target, { last_seen: cell.target })
        await setPrivacy(watcher, { last_seen: cell.watcher })
        const door = INBOX_DOORS[index % INBOX_DOORS.length]!
        const theirs = await BareInbox.open(one, target, door)
        // Somebody on the same node, and somebody elsewhere.
        const eyes = await Promise.all(nodes.map((node) => BareInbox.open(node, watcher, door)))
        const seen = allows(cell.target, cell.shared) && allows(cell.watcher, cell.shared)
        return { cell, target, theirs, eyes, seen }
      }),
    )
    for (const { cell, target, eyes, seen } of scenes) {
      const { id, username, display_name } = target.user
      const user = { id, username, display_name }
      for (const eye of eyes) {
        const told = async () => {
          const before = eye.heard('presence').length
          eye.tell('watch', { users: [username] })
          await expect.poll(() => eye.heard('presence').length > before, { interval: 5 }).toBe(true)
          return eye.heard('presence').at(-1)
        }
        // Elsewhere it may take a moment until it is known.
        if (seen) await expect.poll(told, { timeout: SOON }).toMatchObject({ online: true })
        expect({ cell, told: await told() }).toEqual({
          cell,
          told: { type: 'presence', user, online: seen, last_seen: null },
        })
        eye.frames.items.length = 0
      }
    }
    for (const { theirs } of scenes) theirs.stop()
    for (const { eyes, seen } of scenes)
      if (seen)
        for (const eye of eyes)
          expect(await eye.frames.waitFor(({ type }) => type === 'presence', SOON)).toMatchObject({
            online: false,
            last_seen: expect.any(String),
          })
    for (const { cell, eyes, seen } of scenes)
      if (!seen)
        for (const eye of eyes) expect({ cell, told: eye.heard('presence') }).toEqual({ cell, told: [] })
  })

  it('is hidden from the moment when somebody hides it', async () => {
    const [ann, bob] = (await crowd(one, 2)) as [Person, Person]
    await roomWith(ann, [bob])
    const eyes = await Promise.all(nodes.map((node) => BareInbox.open(node, bob, 'websocket')))
    const theirs = await BareInbox.open(one, ann, 'websocket')
    for (const eye of eyes) {
      eye.tell('watch', { users: [ann.user.username] })
      await eye.frames.waitFor(({ type, ...frame }) => type === 'presence' && frame['online'] === true, SOON)
    }
    await setPrivacy(ann, { last_seen: 'nobody' })
    for (const eye of eyes) eye.frames.items.length = 0
    theirs.stop()
    const again = await BareInbox.open(two, ann, 'websocket')
    for (const eye of eyes) {
      eye.tell('watch', { users: [ann.user.username] })
      await eye.next('presence')
      for (const presence of eye.heard('presence'))
        expect(presence).toMatchObject({ online: false, last_seen: null })
    }
    again.stop()
  })
})

describe('ticks', () => {
  it('show nobody’s reading who hides it, nor any to them, live and when asked', async () => {
    const [ann, bob, carl] = (await crowd(one, 3)) as [Person, Person, Person]
    const room = await roomWith(ann, [bob, carl])
    await setPrivacy(bob, { read_receipts: false })
    const { seq } = await say(ann, room, 'hello')
    const inboxesOf = (person: Person) =>
      Promise.all(nodes.flatMap((node) => INBOX_DOORS.map((door) => BareInbox.open(node, person, door))))
    const [anns, bobs, carls] = await Promise.all([ann, bob, carl].map(inboxesOf))
    for (const inbox of [...anns!, ...bobs!, ...carls!]) await inbox.ask('sync', { after: { [room]: seq } })
    expect(await bobs![0]!.ask('mark', { chatroom: room, read: seq })).toMatchObject({
      ok: true,
      unread: 0,
    })
    expect(await carls![0]!.ask('mark', { chatroom: room, read: seq })).toMatchObject({
      ok: true,
      unread: 0,
    })
    const marksOf = (inbox: BareInbox, { user }: Person) =>
      inbox.frames.waitFor(
        ({ type, ...frame }) =>
          type === 'marks' && (frame['user'] as Person['user']).id === user.id && frame['delivered'] === seq,
      )
    for (const inbox of [...anns!, ...carls!]) expect(await marksOf(inbox, bob)).not.toHaveProperty('read')
    for (const inbox of anns!) expect(await marksOf(inbox, carl)).toMatchObject({ read: seq })
    for (const inbox of bobs!) expect(await marksOf(inbox, carl)).not.toHaveProperty('read')
    // Their own devices see all of their own.
    for (const inbox of bobs!) expect(await marksOf(inbox, bob)).toMatchObject({ read: seq, unread: 0 })
    // Of others nobody sees what they have left to read.
    for (const [inboxes, { user }] of [
      [anns!, ann],
      [bobs!, bob],
      [carls!, carl],
    ] as const) {
      const ofOthers = inboxes
        .flatMap((inbox) => inbox.heard('marks'))
        .filter((frame) => (frame['user'] as Person['user']).id !== user.id)
      for (const marks of ofOthers) expect(Object.keys(marks)).not.toContain('unread')
    }

    for (const node of nodes) {
      const reads = async (person: Person) => {
        interface Marks {
          marks: { user: Person['user']; read?: number; delivered: number }[]
        }
        const { marks } = must(
          await personOn(node, person).api.get<Marks>(at('/chatroom', room, '/marks')),
          200,
        )
        return Object.fromEntries(marks.map(({ user, read }) => [user.id, read]))
      }
      const [a, b, c] = [ann, bob, carl].map(({ user }) => user.id) as [string, string, string]
      expect(await reads(ann)).toEqual({ [a]: seq, [b]: undefined, [c]: seq })
      expect(await reads(bob)).toEqual({ [a]: undefined, [b]: seq, [c]: undefined })
      interface Receipts {
        read: Person['user'][]
        delivered: Person['user'][]
        pending: number
      }
      const receipts = must(
        await personOn(node, ann).api.get<Receipts>(at('/chatroom', room, `/messages/${seq}/receipts`)),
        200,
      )
      expect({
        read: receipts.read.map(({ id }) => id),
        delivered: receipts.delivered.map(({ id }) => id),
        pending: receipts.pending,
      }).toEqual({ read: [c], delivered: [b], pending: 0 })
    }
  })
})
