// In a room with `disappear_after` what was said is gone by every way from its moment on, whether or not its words have left the disk;
// and within a minute they have.
import { beforeAll, describe, expect, it } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import { ClockHands } from '../support/clock-hands.js'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { foundInDatabase } from '../support/dump.js'
import { pause } from '../support/inbox.js'
import { INBOX_DOORS } from '../support/inbox-lines.js'
import { crowd, entryAt, logOf, must, roomWith, type Person } from '../support/people.js'
import { bytesOf, canvas, upload } from '../support/pictures.js'
import { api, at, expectProblem } from '../support/rest.js'
import { ADMIN_KEY, startServer } from '../support/server.js'
import { everythingAbout, sent } from '../support/targets.js'
import type { Attachment, Chatroom, Message, MessagePage } from '../support/wire.js'

const server = await startServer()
const clock = await ClockHands.on(server.databaseUrl)
/** A second connection: the first one holds the chore back meanwhile. */
const keeper = await ClockHands.on(server.databaseUrl)
const SECRET = 'disappearing1'
const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
const HOUR = 3600

interface Said {
  room: string
  text: Message
  poll: Message
  picture: Message & { attachment: Attachment }
  /** What stays: Ben's question that was said before, Ann's answer to the text, and its edit. */
  before: Message
  edit: Message
  all: Message[]
}

const get = async <Body>(person: Person, path: string) => must(await person.api.get<Body>(path), 200)
const unreadOf = async (person: Person, room: string) => {
  const { me } = await get<Chatroom>(person, at('/chatroom', room))
  return { unread: me!.unread, unread_mentions: me!.unread_mentions }
}

/** A room in which everything was said, changed, pinned, starred and reported that can be. */
async function said(): Promise<Said> {
  const room = await roomWith(ann, [ben])
  const before = await sent(ann, room, { type: 'text', message: 'this stays' })
  must(await ann.api.patch(at('/chatroom', room), { settings: { disappear_after: HOUR } }), 200)
  const text = await sent(ann, room, {
    ...{ type: 'text', message: `${SECRET} first`, mentions: [ben.user.username], client_id: 'once' },
    metadata: { [SECRET]: SECRET },
  })
  const edit = await sent(ann, room, { type: 'edit', target_seq: text.seq, message: `${SECRET} edit` })
  await sent(ann, room, { type: 'edit', target_seq: text.seq, message: `${SECRET} again` })
  const poll = await sent(ann, room, { type: 'poll', poll: { question: `${SECRET}?`, options: ['a', 'b'] } })
  await sent(ben, room, { type: 'vote', target_seq: poll.seq, options: [1] })
  const file = must(await upload(ann, await bytesOf(canvas(40, 30).png()), {}, `${SECRET}.png`), 201)
  const picture = (await sent(ann, room, {
    ...{ type: 'attachment', attachment: { id: file.id }, message: `${SECRET} caption` },
  })) as Said['picture']
  await sent(ben, room, { type: 'reaction', target_seq: text.seq, emoji: '👍' })
  for (const { seq } of [before, text]) await sent(ann, room, { type: 'pin', target_seq: seq, pinned: true })
  must(await ben.api.put(at('/chatroom', room, `/messages/${text.seq}/star`)), 204)
  must(await ben.api.put(at('/chatroom', room, `/reports/${text.seq}`), { reason: 'spam' }), 204)
  must(await ann.api.patch(at('/chatroom', room), { settings: { disappear_after: null } }), 200)
  for (const { seq } of [text, picture])
    await sent(ann, room, { type: 'text', message: 'an answer', reply_to: seq })
  return { room, text, poll, picture, before, edit, all: [text, poll, picture] }
}

const expectNothingOf = (what: unknown) => expect(JSON.stringify(what)).not.toContain(SECRET)
const ghostOf = ({ chatroom, seq, n, created_at }: Message) => ({
  ...{ chatroom, seq, n, type: 'expired', created_at },
})

describe('what is said where messages disappear', () => {
  it('has the moment at which it does, through every door, and keeps it when the setting changes', async () => {
    const room = await roomWith(ann, [ben], { settings: { disappear_after: HOUR } })
    const watchers = await Promise.all(LIVE_DOORS.map((door) => door.connect(server, ben.token, room)))
    for (const door of DOORS) {
      const client = await door.connect(server, ann.token, room)
      const answer = await client.send({ type: 'text', message: door.name })
      expect(answer).toMatchObject({ ok: true })
      await client.close()
      const seq = (answer as { seq: number }).seq
      const kept = await entryAt(ben, room, seq)
      expect(Date.parse(kept.expires_at!) - Date.parse(kept.created_at)).toBe(HOUR * 1000)
      for (const watcher of watchers) {
        const live = await watcher.waitFor((entry) => entry.seq === seq)
        expect(live.expires_at).toBe(kept.expires_at)
      }
    }
    const first = (await logOf(ben, room)).find(({ type }) => type === 'text')!
    must(await ann.api.patch(at('/chatroom', room), { settings: { disappear_after: 2 * HOUR } }), 200)
    expect((await entryAt(ben, room, first.seq)).expires_at).toBe(first.expires_at)
    const reaction = await sent(ann, room, { type: 'reaction', target_seq: first.seq, emoji: '👍' })
    expect(reaction).not.toHaveProperty('expires_at')
    must(await ann.api.patch(at('/chatroom', room), { settings: { disappear_after: null } }), 200)
    expect(await sent(ann, room, { type: 'text', message: 'for good' })).not.toHaveProperty('expires_at')
    await Promise.all(watchers.map((watcher) => watcher.close()))
  })
})

/** The same before and after its words have left the disk. */
function goneByEveryWay(of: () => Said): void {
  it('is in no list and no page', async () => {
    const { room, all, before, edit, text } = of()
    for (const person of [ann, ben]) {
      for (const path of ['/messages', '/timeline', `/timeline?around_seq=${text.seq}`]) {
        const page = await get<MessagePage>(person, at('/chatroom', room, path))
        expectNothingOf(page)
        for (const message of all)
          expect(page.messages.find(({ seq }) => seq === message.seq)).toEqual(ghostOf(message))
      }
      expect(await get(person, at('/chatroom', room, '/media'))).toMatchObject({ messages: [] })
      expect(await get(person, '/starred')).toMatchObject({ messages: [] })
      expect((await get<Chatroom>(person, at('/chatroom', room))).pinned).toEqual([before.seq])
      for (const path of ['/inbox', '/list-chatroom?mine=true']) expectNothingOf(await get(person, path))
    }
    expectNothingOf(await get(ann, at('/chatroom', room, '/reports')))
    const log = await logOf(ben, room)
    expect(log.map(({ seq }) => seq)).toEqual(log.map((_, nth) => nth + 1))
    expect(log.find(({ seq }) => seq === edit.seq)).toMatchObject({ target: ghostOf(text) })
    expect(log.filter(({ reply_to }) => reply_to).map(({ reply_to }) => reply_to)).toEqual([
      ...[text, of().picture].map(({ seq }) => ({ seq, type: 'expired' })),
    ])
  })

  it('is found by no search, and told to no backend', async () => {
    for (const person of [ann, ben])
      expect(await get(person, `/search?q=${SECRET}`)).toEqual({ results: [], next_cursor: null })
    for (const path of ['/admin/events?limit=1000', '/admin/reports'])
      expectNothingOf(must(await api(server, ADMIN_KEY).get(path), 200))
    const exported = String(must(await ann.api.get('/auth/me/export'), 200))
    expect(exported).toContain('this stays')
    expectNothingOf(exported)
  })

  it('is not there by its number, nor are its files', async () => {
    const { room, all, picture } = of()
    for (const message of all) {
      const path = at('/chatroom', room, `/messages/${message.seq}`)
      expect(await get(ben, path)).toEqual(ghostOf(message))
      for (const part of ['/reactions', '/votes', '/versions', '/receipts'])
        expectProblem(await ann.api.get(path + part), 'message_not_found')
      expectProblem(await ben.api.put(`${path}/star`), 'message_not_found')
      expectProblem(
        await ben.api.put(at('/chatroom', room, `/reports/${message.seq}`), { reason: 'x' }),
        'message_not_found',
      )
    }
    for (const person of [ann, ben])
      for (const part of ['', '/thumbnail'])
        expectProblem(
          await person.api.get(at('/attachments', picture.attachment.id, part)),
          'attachment_not_found',
        )
  })

  it('cannot be changed, answered or forwarded through any door', async () => {
    const { room, text, poll } = of()
    for (const door of DOORS) {
      const client = await door.connect(server, ann.token, room)
      for (const body of everythingAbout(room, text.seq, poll.seq))
        expect([door.name, body, await client.send(body)]).toMatchObject([
          ...[door.name, body, { ok: false, error: { code: 'message_not_found' } }],
        ])
      await client.close()
    }
  })

  it('is stored no second time when it is sent again', async () => {
    const { room, text } = of()
    const { last_seq } = await get<Chatroom>(ann, at('/chatroom', room))
    const again = { type: 'text', message: `${SECRET} first`, client_id: 'once' }
    const answer = must(await ann.api.post<Message>(at('/send-message', room), again), 200)
    expect(answer).toMatchObject(ghostOf(text))
    expectNothingOf(answer)
    expect((await get<Chatroom>(ann, at('/chatroom', room))).last_seq).toBe(last_seq)
  })

  it('counts as unread to nobody', async () => {
    const { room } = of()
    await ben.api.put(at('/chatroom', room, '/marks'), { unread_from: 1 })
    // The message from before, and the two answers.
    expect(await unreadOf(ben, room)).toEqual({ unread: 3, unread_mentions: 0 })
    await ann.api.put(at('/chatroom', room, '/marks'), { unread_from: 1 })
    expect(await unreadOf(ann, room)).toEqual({ unread: 0, unread_mentions: 0 })
  })

  it.each(LIVE_DOORS)('is replayed to nobody by $name', async (door) => {
    const { room, all } = of()
    const { last_seq } = await get<Chatroom>(ben, at('/chatroom', room))
    const client = await door.connect(server, ben.token, room, { after_seq: 0 })
    await client.waitFor(({ seq }) => seq === last_seq)
    expectNothingOf(client.messages)
    expect(client.messages.map(({ seq }) => seq)).toEqual(client.messages.map((_, nth) => nth + 1))
    for (const message of all) expect(client.messages[message.seq - 1]).toEqual(ghostOf(message))
    await client.close()
  })

  it.each(INBOX_DOORS)('is brought to nobody by the inbox over %s', async (door) => {
    const { room } = of()
    const { last_seq } = await get<Chatroom>(ben, at('/chatroom', room))
    const inbox = await BareInbox.open(server, ben, door)
    expect(await inbox.ask('sync', { after: { [room]: 0 }, limit: 500 })).toMatchObject({ ok: true })
    await inbox.frames.waitFor((frame) => frame.chatroom === room && frame['seq'] === last_seq)
    expectNothingOf(inbox.frames.items)
  })
}

describe('what was said, when its time is over', () => {
  let room: Said
  let letGo: () => Promise<void>
  /** Before that. */
  let unread: number

  beforeAll(async () => {
    room = await said()
    for (let found = 0; found < 3; await pause(100))
      found = (await get<{ results: unknown[] }>(ben, `/search?q=${SECRET}`)).results.length
    unread = (await unreadOf(ben, room.room)).unread
    letGo = await keeper.holdBack('expiry')
    await clock.letExpire(
      room.room,
      room.all.map(({ seq }) => seq),
    )
  })

  describe('at once', () => {
    goneByEveryWay(() => room)

    it('while its words are still on the disk', async () => {
      expect(unread).toBe(6)
      expect(await foundInDatabase(server.databaseUrl, [SECRET])).not.toEqual([])
    })
  })

  describe('within a minute', () => {
    it('leaves the disk', async () => {
      await letGo()
      await expect
        .poll(() => foundInDatabase(server.databaseUrl, [SECRET]), { timeout: 30_000, interval: 500 })
        .toEqual([])
    }, 40_000)

    goneByEveryWay(() => room)

    it('is in no table, but that it was there', async () => {
      const { rows } = await clock.database.query(
        `SELECT type, message, payload, digest, expires_at, deleted_by, attachment_id FROM messages
         WHERE chatroom_id = (SELECT id FROM chatrooms WHERE name = $1) AND seq = $2`,
        [room.room, room.text.seq],
      )
      const nothing = { message: null, payload: null, digest: null, deleted_by: null, attachment_id: null }
      expect(rows).toEqual([{ type: 'expired', expires_at: null, ...nothing }])
      for (const table of ['message_reactions', 'poll_votes', 'message_versions', 'stars', 'mentions']) {
        const left = await clock.database.query(
          `SELECT FROM ${table} WHERE chatroom_id = (SELECT id FROM chatrooms WHERE name = $1) AND seq = ANY ($2)`,
          [room.room, room.all.map(({ seq }) => seq)],
        )
        expect(left.rows, table).toHaveLength(0)
      }
      // A file's bytes go right after the commit.
      const files = () =>
        clock.database.query('SELECT FROM attachments WHERE id = $1', [room.picture.attachment.id])
      await expect.poll(async () => (await files()).rows).toHaveLength(0)
    })
  })
})

it('a file that another message shows stays', async () => {
  const [room, other] = [await roomWith(ann, [ben]), await roomWith(ann, [ben])]
  must(await ann.api.patch(at('/chatroom', room), { settings: { disappear_after: HOUR } }), 200)
  const file = must(await upload(ann, await bytesOf(canvas(20, 20).png()), {}, 'stays.png'), 201)
  const { seq } = await sent(ann, room, { type: 'attachment', attachment: { id: file.id } })
  const copy = await sent(ann, other, { type: 'forward', forward: { chatroom: room, seq } })
  expect(copy).not.toHaveProperty('expires_at')
  await clock.letExpire(room, [seq])
  for (const person of [ann, ben])
    expect((await person.api.get(at('/attachments', file.id))).status).toBe(200)
})

it('what was deleted before its time disappears with it', async () => {
  const room = await roomWith(ann, [ben], { settings: { disappear_after: HOUR } })
  const message = await sent(ben, room, { type: 'text', message: 'x' })
  await sent(ben, room, { type: 'delete', target_seq: message.seq })
  expect(await entryAt(ann, room, message.seq)).toMatchObject({ type: 'deleted' })
  const { unread } = await unreadOf(ann, room)
  await clock.letExpire(room, [message.seq])
  expect(await entryAt(ann, room, message.seq)).toEqual(ghostOf(message))
  expect(await unreadOf(ann, room)).toMatchObject({ unread })
})
