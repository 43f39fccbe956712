// In a room with `history: "since_joined"` nothing from before one's latest entering can be had, by any way.
import { describe, expect, it } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { INBOX_DOORS } from '../support/inbox-lines.js'
import { crowd, enter, leave, logOf, must, roomWith, say, type Person } from '../support/people.js'
import { bytesOf, canvas, upload } from '../support/pictures.js'
import { at, expectProblem, type Answer } from '../support/rest.js'
import { expectFirst } from '../support/search.js'
import { sharedServer } from '../support/server.js'
import { everythingAbout } from '../support/targets.js'
import type { Attachment, Chatroom, Message, MessagePage } from '../support/wire.js'

const server = await sharedServer()
const SECRET = 'canary'
const [ann, bob, eve] = (await crowd(server, 3)) as [Person, Person, Person]

const send = async (person: Person, room: string, body: object) =>
  must(await person.api.post<Message>(at('/send-message', room), body), 201)
const setHistory = async (room: string, history: 'all' | 'since_joined') =>
  must(await ann.api.patch(at('/chatroom', room), { settings: { history } }), 200)

interface Told {
  room: string
  /** What was said before Bob came: a text, its edit, a poll, and a picture with a caption; and what quotes the text. */
  text: Message
  poll: Message
  picture: Message & { attachment: Attachment }
  /** Bob's latest entering. */
  joined: number
}

/** A room in which much was said before Bob came, again; he has read and starred it the first time. */
async function told(): Promise<Told> {
  const room = await roomWith(ann, [bob], { settings: { history: 'since_joined' } })
  const text = await send(ann, room, {
    type: 'text',
    message: `${SECRET} text`,
    mentions: [bob.user.username],
  })
  await send(ann, room, { type: 'edit', target_seq: text.seq, message: `${SECRET} edit` })
  const poll = await send(ann, room, { type: 'poll', poll: { question: `${SECRET}?`, options: ['a', 'b'] } })
  await send(ann, room, { type: 'vote', target_seq: poll.seq, options: [1] })
  const file = must(await upload(ann, await bytesOf(canvas(40, 30).png()), {}, `${SECRET}.png`), 201)
  const picture = await send(ann, room, {
    type: 'attachment',
    attachment: { id: file.id },
    message: `${SECRET} caption`,
  })
  await send(ann, room, { type: 'pin', target_seq: text.seq, pinned: true })
  must(await bob.api.put(at('/chatroom', room, `/messages/${text.seq}/star`)), 204)
  await leave(bob, room)
  await enter(bob, room)
  const joined = (await logOf(ann, room)).at(-1)!.seq
  return { room, text, poll, picture: picture as Told['picture'], joined }
}

/** Ann goes on about what was before: quotes, an edit, reactions, a pin. Answers the head. */
async function goOn({ room, text, picture }: Told): Promise<number> {
  await send(ann, room, { type: 'text', message: 'answer', reply_to: text.seq })
  const answer = await send(ann, room, { type: 'text', message: 'see above', reply_to: picture.seq })
  await send(ann, room, { type: 'edit', target_seq: text.seq, message: `${SECRET} again` })
  await send(ann, room, { type: 'reaction', target_seq: text.seq, emoji: '👍' })
  await send(ann, room, { type: 'pin', target_seq: picture.seq, pinned: true })
  return (await send(ann, room, { type: 'edit', target_seq: answer.seq, message: 'seen' })).seq
}

const expectNothingOf = (what: unknown) => expect(JSON.stringify(what) ?? '').not.toContain(SECRET)

describe('somebody who has come later', () => {
  it('reads nothing of it in lists and pages, and is told where they begin', async () => {
    const before = await told()
    const { room, joined } = before
    expect(must(await bob.api.get<Chatroom>(at('/chatroom', room)), 200).last_message).toBeNull()
    const head = await goOn(before)
    const get = async <Body>(path: string, query = {}) => must(await bob.api.get<Body>(path, query), 200)
    const one = at('/chatroom', room)
    expect(await get(one)).toMatchObject({
      ...{
        first_seq: joined,
        last_seq: head,
        pinned: [],
        me: { unread: 2, unread_mentions: 0, read_seq: joined },
      },
    })
    for (const query of [{}, { after_seq: 0 }, { before_seq: joined + 1 }, { after_seq: 0, limit: 1 }]) {
      const page = await get<MessagePage>(`${one}/messages`, query)
      expect(page.messages[0]?.seq).toBeGreaterThanOrEqual(joined)
      expectNothingOf(page)
    }
    expect((await logOf(bob, room)).map(({ seq }) => seq)[0]).toBe(joined)
    for (const query of [
      {},
      { after_seq: 0 },
      { before_seq: joined + 1 },
      { around_seq: 2 },
      { around_seq: joined },
    ]) {
      const page = await get<MessagePage>(`${one}/timeline`, query)
      for (const { seq } of page.messages) expect(seq).toBeGreaterThanOrEqual(joined)
      expectNothingOf(page)
    }
    expect(await get(`${one}/messages`, { before_seq: joined })).toMatchObject({
      messages: [],
      has_more: false,
    })
    await expectFirst(ann, SECRET, before.picture.seq, { chatroom: room })
    for (const list of [
      `${one}/media`,
      `/search?q=${SECRET}&chatroom=${room}`,
      '/starred',
      '/inbox',
      '/list-chatroom?mine=true',
      `${one}/marks`,
    ])
      expectNothingOf(await get(list))
    expect(await get(`${one}/media`)).toMatchObject({ messages: [] })
  })

  it('gets nothing of it by its number', async () => {
    const { room, text, poll, picture } = await told()
    for (const { seq } of [text, poll, picture]) {
      const message = at('/chatroom', room, `/messages/${seq}`)
      for (const part of ['', '/reactions', '/votes', '/versions', '/receipts'])
        expectProblem(await bob.api.get(message + part), 'message_not_found')
      expectProblem(await bob.api.put(`${message}/star`), 'message_not_found')
    }
  })

  it('can say nothing about it through any door', async () => {
    const { room, text, poll } = await told()
    const elsewhere = await roomWith(bob)
    for (const door of DOORS) {
      const client = await door.connect(server, bob.token, room)
      for (const body of everythingAbout(room, text.seq, poll.seq))
        expect([door.name, body, await client.send(body)]).toMatchObject([
          ...[door.name, body, { ok: false, error: { code: 'message_not_found' } }],
        ])
      await client.close()
    }
    const forward = { type: 'forward', forward: { chatroom: room, seq: text.seq } }
    expectProblem(await bob.api.post(at('/send-message', elsewhere), forward), 'message_not_found')
  })

  it('is answered nothing of it when they change what quotes it', async () => {
    const before = await told()
    const quoting = await send(ann, before.room, {
      type: 'text',
      message: 'answer',
      reply_to: before.text.seq,
    })
    const reaction = await send(bob, before.room, {
      ...{ type: 'reaction', target_seq: quoting.seq, emoji: '👍', client_id: 'once' },
    })
    expect(reaction.target).toMatchObject({ seq: quoting.seq, message: 'answer' })
    expectNothingOf(reaction)
  })

  it('is answered their own message again when they send it again, and nothing of what it quotes', async () => {
    const before = await told()
    const again = { type: 'text', message: 'mine', client_id: 'again' }
    const first = await send(bob, before.room, again)
    const answer = { type: 'text', message: 'my answer', client_id: 'quoting', reply_to: first.seq }
    const second = await send(bob, before.room, answer)
    await leave(bob, before.room)
    await enter(bob, before.room)
    for (const [body, { seq }] of [
      [again, first],
      [answer, second],
    ] as const) {
      const retried = must(await bob.api.post<Message>(at('/send-message', before.room), body), 200)
      expect(retried).toMatchObject({ seq, type: 'text', message: body.message, client_id: body.client_id })
      expect(retried.reply_to).toBeUndefined()
    }
  })

  it('does not get its files, but those that are shown again', async () => {
    const { room, picture } = await told()
    const { id } = picture.attachment
    const files = async (): Promise<Answer<unknown>[]> =>
      Promise.all(['', '/thumbnail'].map((part) => bob.api.get(at('/attachments', id, part))))
    for (const answer of await files()) expectProblem(answer, 'attachment_not_found')
    await send(ann, room, { type: 'forward', forward: { chatroom: room, seq: picture.seq } })
    for (const { status } of await files()) expect(status).toBe(200)
  })

  it('marks nothing of it as unread', async () => {
    const { room, joined } = await told()
    const marks = await bob.api.put(at('/chatroom', room, '/marks'), { unread_from: 1 })
    expect(must(marks, 200)).toMatchObject({ read: joined - 1, unread: 0, unread_mentions: 0 })
  })

  it.each(LIVE_DOORS)('is replayed and told nothing of it by $name', async (door) => {
    const before = await told()
    const clients = await Promise.all(
      [undefined, 0, 2].map((after_seq) => door.connect(server, bob.token, before.room, { after_seq })),
    )
    for (const { ready } of clients) expect(ready).toMatchObject({ first_seq: before.joined })
    const head = await goOn(before)
    for (const client of clients) {
      await client.waitFor(({ seq }) => seq === head)
      for (const { seq } of client.messages) expect(seq).toBeGreaterThanOrEqual(before.joined)
      expect(client.messages.filter(({ target_seq }) => target_seq === before.text.seq)).not.toEqual([])
      expectNothingOf(client.messages)
      await client.close()
    }
  })

  it.each(INBOX_DOORS)('is brought nothing of it by the inbox over %s', async (door) => {
    const before = await told()
    const { room, joined } = before
    const inboxes = await Promise.all(
      [{}, { [room]: 0 }, { [room]: 3 }].map(async (after) => {
        const inbox = await BareInbox.open(server, bob, door)
        expect(await inbox.ask('sync', { after, limit: 2 })).toMatchObject({ ok: true })
        return inbox
      }),
    )
    const head = await goOn(before)
    for (const inbox of inboxes) {
      await inbox.frames.waitFor((frame) => frame.chatroom === room && frame['seq'] === head)
      const frames = inbox.frames.items.filter((frame) => JSON.stringify(frame).includes(room))
      for (const { seq, after_seq } of frames as unknown as { seq?: number; after_seq?: number }[])
        expect(Math.min(seq ?? Infinity, (after_seq ?? Infinity) + 1)).toBeGreaterThanOrEqual(joined)
      expectNothingOf(frames)
    }
  })
})

describe('a room that changes how it keeps its past', () => {
  it('shows and hides it at once, to whoever reads and to whoever is connected', async () => {
    const room = await roomWith(ann)
    const { seq: first } = await say(ann, room, `${SECRET} first`)
    await enter(bob, room)
    const bobs = await Promise.all(LIVE_DOORS.map((door) => door.connect(server, bob.token, room)))
    const quote = async () => (await send(ann, room, { type: 'text', message: 'quote', reply_to: first })).seq
    const seen = async (seq: number) =>
      Promise.all(
        bobs.map(async (client) => (await client.waitFor((entry) => entry.seq === seq)).reply_to?.seq),
      )
    const all = bobs.map(() => first)
    expect(await seen(await quote())).toEqual(all)
    await setHistory(room, 'since_joined')
    expect(await seen(await quote())).toEqual(bobs.map(() => undefined))
    expectNothingOf(await logOf(bob, room))
    await setHistory(room, 'all')
    expect(await seen(await quote())).toEqual(all)
    expect(JSON.stringify(await logOf(bob, room))).toContain(SECRET)
    await Promise.all(bobs.map((client) => client.close()))
  })

  it('tells a stranger nothing of what they could not read', async () => {
    const { room } = await told()
    const seen = must(await eve.api.get<Chatroom>(at('/chatroom', room)), 200)
    expect(seen).toMatchObject({ pinned: [], first_seq: seen.last_seq + 1, role: null })
    expect(seen).not.toHaveProperty('last_message')
  })
})
