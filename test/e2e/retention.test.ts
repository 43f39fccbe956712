// With RETENTION_DAYS whole days are taken away from each log's beginning: nothing of them can be had by any way, and nothing of them is
// left; all that comes after is as it was.
import { beforeAll, describe, expect, it } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import { ClockHands } from '../support/clock-hands.js'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { foundInDatabase } from '../support/dump.js'
import { INBOX_DOORS } from '../support/inbox-lines.js'
import { crowd, logOf, must, roomWith, say, type Person } from '../support/people.js'
import { bytesOf, canvas, upload } from '../support/pictures.js'
import { at, expectProblem } from '../support/rest.js'
import { startServer } from '../support/server.js'
import { sent } from '../support/targets.js'
import type { Attachment, Chatroom, Message, MessagePage } from '../support/wire.js'

const server = await startServer({ env: { RETENTION_DAYS: '3' } })
const clock = await ClockHands.on(server.databaseUrl)
const SECRET = 'longtimeago1'
const [ann, ben, eve] = (await crowd(server, 3)) as [Person, Person, Person]

const get = async <Body>(person: Person, path: string) => must(await person.api.get<Body>(path), 200)
const roomOf = (person: Person, room: string) => get<Chatroom>(person, at('/chatroom', room))

interface Old {
  room: string
  text: Message
  picture: Message & { attachment: Attachment }
  /** The first seq that is kept, and what is said there. */
  first: number
  kept: Message
  head: number
}

/** A room with a past of four days ago, and a present that speaks of it. */
async function old(): Promise<Old> {
  const room = await roomWith(ann, [ben])
  const text = await sent(ann, room, {
    ...{ type: 'text', message: `${SECRET} first`, mentions: [ben.user.username], client_id: 'once' },
  })
  await sent(ann, room, { type: 'edit', target_seq: text.seq, message: `${SECRET} edit` })
  const poll = await sent(ann, room, { type: 'poll', poll: { question: `${SECRET}?`, options: ['a', 'b'] } })
  await sent(ben, room, { type: 'vote', target_seq: poll.seq, options: [1] })
  const file = must(await upload(ann, await bytesOf(canvas(40, 30).png()), {}, `${SECRET}.png`), 201)
  const picture = (await sent(ann, room, {
    ...{ type: 'attachment', attachment: { id: file.id }, message: `${SECRET} caption` },
  })) as Old['picture']
  await sent(ann, room, { type: 'text', message: 'everybody', mentions: ['@all'] })
  await sent(ben, room, { type: 'reaction', target_seq: text.seq, emoji: '👍' })
  await sent(ann, room, { type: 'pin', target_seq: text.seq, pinned: true })
  must(await ben.api.put(at('/chatroom', room, `/messages/${text.seq}/star`)), 204)
  must(await ben.api.put(at('/chatroom', room, `/reports/${text.seq}`), { reason: SECRET }), 204)
  const { last_seq } = await roomOf(ann, room)
  const kept = await sent(ann, room, { type: 'text', message: 'an answer', reply_to: text.seq })
  await sent(ann, room, { type: 'edit', target_seq: text.seq, message: `${SECRET} later` })
  const head = (await say(ann, room, 'the present')).seq
  await clock.makeOlder(room, last_seq, 4)
  return { room, text, picture, first: last_seq + 1, kept, head }
}

const expectNothingOf = (what: unknown) => expect(JSON.stringify(what)).not.toContain(SECRET)

describe('whole days that are over', () => {
  let room: Old
  let empty: string
  let young: string

  beforeAll(async () => {
    room = await old()
    empty = await roomWith(ann, [ben])
    await say(ann, empty, SECRET)
    await clock.makeOlder(empty, 1000, 5)
    young = await roomWith(ann, [ben])
    await say(ann, young, 'of yesterday')
    // The start of the day three days ago is kept.
    await clock.makeOlder(young, 1000, 2.9)
    await clock.letDayEnd()
  })

  it('leave the disk, and the logs say where they begin', async () => {
    await expect
      .poll(() => foundInDatabase(server.databaseUrl, [SECRET]), { timeout: 25_000, interval: 500 })
      .toEqual([])
    expect(await roomOf(ben, room.room)).toMatchObject({
      ...{ first_seq: room.first, last_seq: room.head, pinned: [], last_message: { seq: room.head } },
    })
    const emptied = await roomOf(ben, empty)
    expect(emptied).toMatchObject({ first_seq: emptied.last_seq + 1, last_message: null })
    expect(await roomOf(eve, room.room)).toMatchObject({ first_seq: room.first })
    expect(await roomOf(ben, young)).toMatchObject({ first_seq: 1 })
  }, 30_000)

  it('are in no list and no page', async () => {
    const { first, head } = room
    const one = at('/chatroom', room.room)
    for (const path of ['/messages', '/messages?after_seq=0', '/timeline', '/timeline?around_seq=1']) {
      const page = await get<MessagePage>(ben, one + path)
      expect(page.messages[0]?.seq).toBe(first)
      expect(page.messages.at(-1)?.seq).toBe(head)
      expectNothingOf(page)
    }
    expect(await get(ben, `${one}/messages?before_seq=${first}`)).toMatchObject({
      ...{ messages: [], has_more: false },
    })
    expect(await get(ben, `${one}/media`)).toMatchObject({ messages: [] })
    expect(await get(ben, '/starred')).toMatchObject({ messages: [] })
    expect(await get(ann, `${one}/reports`)).toMatchObject({ reports: [] })
    const log = await logOf(ben, room.room)
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, nth) => first + nth))
    expect(log.find(({ seq }) => seq === room.kept.seq)?.reply_to).toBeUndefined()
  })

  it('are not there by their numbers, nor are their files', async () => {
    const { text, picture } = room
    for (const { seq } of [text, picture])
      for (const part of ['', '/reactions', '/votes', '/versions', '/receipts'])
        expectProblem(
          await ann.api.get(at('/chatroom', room.room, `/messages/${seq}${part}`)),
          'message_not_found',
        )
    for (const person of [ann, ben])
      expectProblem(await person.api.get(at('/attachments', picture.attachment.id)), 'attachment_not_found')
  })

  it('can be spoken about through no door', async () => {
    const { text } = room
    for (const door of DOORS) {
      const client = await door.connect(server, ann.token, room.room)
      for (const body of [
        { type: 'text', message: 'x', reply_to: text.seq },
        { type: 'reaction', target_seq: text.seq, emoji: '👍' },
        { type: 'delete', target_seq: text.seq },
      ])
        expect([door.name, await client.send(body)]).toMatchObject([
          ...[door.name, { ok: false, error: { code: 'message_not_found' } }],
        ])
      await client.close()
    }
  })

  it('count as read', async () => {
    const marks = await get<{ marks: { user: { id: string }; read: number }[] }>(
      ...([ben, at('/chatroom', room.room, '/marks')] as const),
    )
    for (const { read } of marks.marks) expect(read).toBeGreaterThanOrEqual(room.first - 1)
    expect((await roomOf(ben, room.room)).me).toMatchObject({ unread: 2, unread_mentions: 0 })
    const from = must(await ben.api.put(at('/chatroom', room.room, '/marks'), { unread_from: 1 }), 200)
    expect(from).toMatchObject({ read: room.first - 1, unread: 2, unread_mentions: 0 })
    expect((await roomOf(ben, empty)).me).toMatchObject({ unread: 0 })
    await say(ann, empty, 'new')
    expect((await roomOf(ben, empty)).me).toMatchObject({ unread: 1 })
  })

  it.each(LIVE_DOORS)('are replayed to nobody by $name: a replay begins where the log does', async (door) => {
    const { first, head } = room
    for (const after_seq of [0, 1, first - 1]) {
      const client = await door.connect(server, ben.token, room.room, { after_seq })
      expect(client.ready).toMatchObject({ first_seq: first })
      await client.waitFor(({ seq }) => seq === head)
      expect(client.messages[0]?.seq).toBe(first)
      expectNothingOf(client.messages)
      await client.close()
    }
  })

  it.each(INBOX_DOORS)('are brought to nobody by the inbox over %s', async (door) => {
    const { first, head } = room
    const inbox = await BareInbox.open(server, ben, door)
    expect(await inbox.ask('sync', { after: { [room.room]: 0 }, limit: 500 })).toMatchObject({ ok: true })
    await inbox.frames.waitFor((frame) => frame.chatroom === room.room && frame['seq'] === head)
    const seqs = inbox.frames.items.flatMap((frame) =>
      frame.chatroom === room.room && typeof frame['seq'] === 'number' ? [frame['seq']] : [],
    )
    expect(seqs).toEqual(Array.from({ length: head - first + 1 }, (_, nth) => first + nth))
    expectNothingOf(inbox.frames.items)
  })
})
