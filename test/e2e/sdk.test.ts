// The client as an app uses it: a list, rooms, what is said there and what becomes of it, over one connection.
import { beforeAll, describe, expect, it } from 'vitest'
import { createClient, lastSession, login, register, ChatError, MemoryStore } from '../../client/src/index.js'
import {
  enter,
  leave,
  must,
  PASSWORD,
  registered,
  roomWith,
  say,
  signedUp,
  unique,
  type Person,
} from '../support/people.js'
import { at } from '../support/rest.js'
import { liveClient, clientOf, until, watch, webSocket } from '../support/sdk.js'
import { sharedServer, type Server } from '../support/server.js'
import { whenDone } from '../support/when-done.js'

let server: Server
let ann: Person
let bob: Person

beforeAll(async () => {
  server = await sharedServer()
  ann = await registered(server, 'Ann')
  bob = await registered(server, 'Bob')
})

describe('the inbox', () => {
  it('has every room as it is, the latest first, and stays so', async () => {
    const carl = await registered(server, 'Carl')
    const lunch = await roomWith(carl, [bob])
    const team = await roomWith(bob, [carl])
    await say(bob, team, 'Good morning')
    const client = await liveClient(server, carl)
    const list = () =>
      client.inbox
        .getSnapshot()
        ?.map(({ name, me, last_message }) => [
          name,
          me?.unread,
          (last_message as { message?: string } | null)?.message,
        ])
    await expect.poll(list).toEqual([
      [team, 1, 'Good morning'],
      [lunch, 0, undefined],
    ])
    const { seq } = await say(bob, lunch, 'Hungry?')
    await expect.poll(list).toEqual([
      [lunch, 1, 'Hungry?'],
      [team, 1, 'Good morning'],
    ])
    must(await bob.api.post(at('/send-message', lunch), { type: 'delete', target_seq: seq }), 201)
    await expect.poll(() => list()?.[0]).toEqual([lunch, 0, undefined])
    client.room(team).read()
    await expect.poll(() => list()?.[1]).toEqual([team, 0, 'Good morning'])
    await leave(carl, lunch)
    await expect.poll(() => list()?.map(([name]) => name)).toEqual([team])
    const late = await roomWith(bob, [])
    await enter(carl, late)
    await expect.poll(() => list()?.map(([name]) => name)).toEqual([late, team])
  })

  it('says that what came has been delivered, and what was seen read', async () => {
    const room = await roomWith(ann, [bob])
    const { seq } = await say(ann, room, 'Are you there?')
    const client = await liveClient(server, bob)
    const receipts = async () =>
      must(
        await ann.api.get<{ read: object[]; delivered: object[] }>(
          `${at('/chatroom', room)}/messages/${seq}/receipts`,
        ),
        200,
      )
    await expect.poll(async () => (await receipts()).delivered.length).toBe(1)
    client.room(room).read()
    await expect.poll(async () => (await receipts()).read.length).toBe(1)
  })
})

it('a room says how far all others have got and read', async () => {
  const room = await roomWith(ann, [bob])
  const client = await liveClient(server, ann)
  const reached = watch(client.room(room).reached)
  const seq = await client.room(room).sendText('Tick').stored
  await expect.poll(() => reached.getSnapshot()?.delivered).toBeLessThan(seq)
  const theirs = await liveClient(server, bob)
  await expect.poll(() => reached.getSnapshot()).toEqual({ delivered: seq, read: 2 })
  theirs.room(room).read()
  await expect.poll(() => reached.getSnapshot()).toEqual({ delivered: seq, read: seq })
  const carl = await registered(server, 'Carl')
  await enter(carl, room)
  // Now Carl is the last of all.
  await theirs.room(room).sendText('Hi').stored
  await expect.poll(() => reached.getSnapshot()?.delivered).toBe(seq + 1)
})

describe('a room', () => {
  it('shows what is said, edited, deleted, reacted to, and what one says oneself at once', async () => {
    const room = await roomWith(ann, [bob])
    const [mine, theirs] = [await liveClient(server, ann), await liveClient(server, bob)]
    const [a, b] = [mine.room(room), theirs.room(room)]
    for (const each of [a, b]) watch(each.timeline)
    const { stored, client_id } = a.sendText('Lunch?')
    expect(a.outgoing.getSnapshot()).toMatchObject([{ client_id, draft: { message: 'Lunch?' } }])
    const seq = await stored
    await until(b.timeline, ({ messages }) => messages.some((each) => each.seq === seq))
    await until(a.outgoing, ({ length }) => length === 0)
    await b.react(seq, '👍').stored
    await a.edit(seq, 'Lunch at noon?').stored
    const about = await b.sendText('Yes', { reply_to: seq }).stored
    for (const each of [a, b]) {
      const { messages } = await until(each.timeline, (view) =>
        view.messages.some((message) => message.seq === about),
      )
      expect(messages.map(({ type }) => type)).toEqual(['joined', 'joined', 'text', 'text'])
      expect(messages[2]).toMatchObject({ message: 'Lunch at noon?', reactions: [{ emoji: '👍', count: 1 }] })
      expect(messages[3]).toMatchObject({ reply_to: { seq, message: 'Lunch at noon?' } })
    }
    await a.delete(seq).stored
    await until(b.timeline, ({ messages }) => messages[2]!.type === 'deleted')
    expect(b.timeline.getSnapshot().messages[3]).toMatchObject({ reply_to: { deleted: true } })
    expect(b.timeline.get(seq)).not.toHaveProperty('message')
  })

  it('is read in pages, jumped about in, and has holes until they are read', async () => {
    const room = await roomWith(ann, [bob])
    for (let nth = 1; nth <= 160; nth++) await say(ann, room, `message ${nth}`)
    const client = await liveClient(server, bob)
    const b = client.room(room)
    watch(b.timeline)
    const seqs = () => b.timeline.getSnapshot().messages.map(({ seq }) => seq)
    await until(b.timeline, ({ fresh }) => fresh)
    const head = seqs().at(-1)!
    expect(head).toBe(162)
    expect(seqs()).toHaveLength(50)
    await b.timeline.jumpTo(30)
    expect(seqs()).toContain(30)
    expect(b.timeline.getSnapshot()).toMatchObject({ hasOlder: true, hasNewer: true })
    await say(ann, room, 'while you are away')
    for (let pages = 0; b.timeline.getSnapshot().hasNewer; pages++) {
      expect(pages).toBeLessThan(5)
      await b.timeline.loadNewer()
    }
    for (let pages = 0; b.timeline.getSnapshot().hasOlder; pages++) {
      expect(pages).toBeLessThan(5)
      await b.timeline.loadOlder()
    }
    await expect.poll(seqs).toEqual(Array.from({ length: 163 }, (_, nth) => nth + 1))
  })

  it('is shown from outside, and as one is in it once one has entered', async () => {
    const room = await roomWith(ann)
    const client = await liveClient(server, bob)
    const b = client.room(room)
    watch(b.info)
    const role = () => b.info.getSnapshot()?.role
    await expect.poll(role).toBe(null)
    await client.rooms.enter(room)
    await expect.poll(role).toBe('member')
    await client.rooms.leave(room)
    await expect.poll(role).toBe(null)
  })

  it('says who types, until they stop or say something', async () => {
    const room = await roomWith(ann, [bob])
    const [mine, theirs] = [await liveClient(server, ann), await liveClient(server, bob)]
    const seen = watch(theirs.room(room).typists)
    mine.room(room).typing()
    const names = () => seen.getSnapshot().map(({ username }) => username)
    await expect.poll(names).toEqual([ann.user.username])
    await mine.room(room).sendText('There').stored
    await expect.poll(names).toEqual([])
  })

  it('says who is there, while anybody looks', async () => {
    const client = await liveClient(server, ann)
    await roomWith(ann, [bob])
    const presence = watch(client.presence(bob.user.username))
    const online = () => presence.getSnapshot()?.online
    await expect.poll(online).toBe(false)
    const theirs = await liveClient(server, bob)
    await expect.poll(online).toBe(true)
    await theirs.close()
    await expect.poll(online).toBe(false)
  })
})

it('owner and admins are told how many ask to come in, from when they look', async () => {
  const room = await roomWith(ann, [bob])
  must(await ann.api.patch(at('/chatroom', room), { settings: { join: 'approval' } }), 200)
  const [carl, dan] = [await registered(server, 'Carl'), await registered(server, 'Dan')]
  must(await carl.api.post(at('/enter-chatroom', room)), 202)
  const requests = watch((await liveClient(server, ann)).requests(room))
  const none = watch((await liveClient(server, bob)).requests(room))
  await expect.poll(requests.getSnapshot).toBe(1)
  must(await dan.api.post(at('/enter-chatroom', room)), 202)
  await expect.poll(requests.getSnapshot).toBe(2)
  expect(none.getSnapshot()).toBeUndefined()
})

it('one’s own profile is as one has made it, also the next time', async () => {
  const store = new MemoryStore()
  const session = await register(server.url, { username: unique('eve'), password: PASSWORD })
  const client = createClient({ url: server.url, session, store, webSocket })
  await client.ready
  await client.users.changeMe({ display_name: 'Eve the First' })
  expect(client.user.getSnapshot()).toMatchObject({ display_name: 'Eve the First' })
  await expect
    .poll(async () => (await lastSession(server.url, store))?.user.display_name)
    .toBe('Eve the First')
  await client.close()
  const again = createClient({ url: server.url, store, webSocket })
  whenDone(() => again.close())
  expect(await again.ready).toMatchObject({ display_name: 'Eve the First' })
})

it('who hides when they were there last sees nobody’s either, from then on', async () => {
  const [eve, room] = [await registered(server, 'Eve'), unique('room')]
  await roomWith(ann, [bob, eve], { name: room })
  const client = await liveClient(server, eve)
  await liveClient(server, bob)
  const presence = watch(client.presence(bob.user.username))
  const online = () => presence.getSnapshot()?.online
  await expect.poll(online).toBe(true)
  await client.users.changeMe({ privacy: { last_seen: 'nobody' } })
  await expect.poll(online).toBeUndefined()
  await client.users.changeMe({ privacy: { last_seen: 'everyone' } })
  await expect.poll(online).toBe(true)
})

describe('what cannot be', () => {
  it('is a ChatError that says what', async () => {
    const client = await liveClient(server, ann)
    const failed = await client.rooms.get(unique('nowhere')).catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(ChatError)
    expect(failed).toMatchObject({ code: 'chatroom_not_found', status: 404, passing: false })
    const wrong = await client.rooms.create({ name: '', max_members: 0 }).catch((error: unknown) => error)
    expect((wrong as ChatError).errors.map(({ field }) => field)).toEqual(['name', 'max_members'])
  })

  it('is shown with what was sent, and goes when it is tried again or dropped', async () => {
    const room = await roomWith(ann, [bob], { settings: { who_can_send: 'admins' } })
    const client = await liveClient(server, bob)
    const b = client.room(room)
    const refused = b.sendText('May I?')
    await expect(refused.stored).rejects.toMatchObject({ code: 'forbidden' })
    expect(b.outgoing.getSnapshot()).toMatchObject([{ error: { code: 'forbidden' } }])
    const other = b.sendText('Or this?')
    await expect(other.stored).rejects.toMatchObject({ code: 'forbidden' })
    client.outbox.drop(other)
    must(await ann.api.patch(at('/chatroom', room), { settings: { who_can_send: 'members' } }), 200)
    client.outbox.retry(refused)
    await until(b.outgoing, ({ length }) => length === 0)
    const { messages } = await client.messages.history(room)
    expect(messages.filter(({ type }) => type === 'text')).toMatchObject([{ message: 'May I?' }])
  })
})

describe('a session', () => {
  it('is made, put away, taken up again, and ended', async () => {
    const store = new MemoryStore()
    const username = unique('dan')
    const session = await register(server.url, { username, password: PASSWORD })
    const first = createClient({ url: server.url, session, store, webSocket })
    await until(first.connection, ({ at: where }) => where === 'live')
    await first.close()
    const second = createClient({ url: server.url, store, webSocket })
    whenDone(() => second.close())
    expect((await second.ready).username).toBe(username)
    await until(second.connection, ({ at: where }) => where === 'live')
    await second.signOut()
    expect(second.connection.getSnapshot()).toMatchObject({ at: 'ended', error: { code: 'unauthenticated' } })
    const third = createClient({ url: server.url, store, webSocket })
    await expect(third.ready).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(login(server.url, { username, password: 'something else' })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })

  it('that is ended elsewhere ends the connection, and what is unsent is there again after the next sign-in', async () => {
    const eve = await signedUp(server, 'Eve')
    const room = await roomWith(eve)
    const store = new MemoryStore()
    const session = await login(server.url, { username: eve.user.username, password: PASSWORD })
    const client = createClient({ url: server.url, session, store, webSocket })
    whenDone(() => client.close())
    await until(client.connection, ({ at: where }) => where === 'live')
    must(
      await eve.api.post('/auth/password', { current_password: PASSWORD, new_password: `${PASSWORD} 2` }),
      204,
    )
    const ended = await until(client.connection, ({ at: where }) => where === 'ended')
    expect(ended).toMatchObject({ error: { code: 'unauthenticated' } })
    client.room(room).sendText('written too late')
    await expect.poll(() => client.outbox.pending.getSnapshot()).toBe(true)
    await client.close()
    const again = createClient({
      url: server.url,
      session: await login(server.url, { username: eve.user.username, password: `${PASSWORD} 2` }),
      store,
      webSocket,
    })
    whenDone(() => again.close())
    await expect
      .poll(async () => (await again.messages.history(room)).messages.at(-1))
      .toMatchObject({ message: 'written too late' })
  })
})

describe('files', () => {
  it('go ahead of their message, in its place, and come back as they were', async () => {
    const room = await roomWith(ann, [bob])
    const client = await liveClient(server, ann)
    const a = client.room(room)
    watch(a.timeline)
    const blob = new Blob(['%PDF-1.4 not much of one'])
    const file = a.sendFile({ blob, filename: 'plan.pdf', type: 'document' }, 'The plan')
    const after = a.sendText('Have you read it?')
    const [first, second] = await Promise.all([file.stored, after.stored])
    expect(second).toBe(first + 1)
    await until(a.timeline, ({ messages }) => messages.at(-1)?.seq === second)
    const shown = a.timeline.get(first) as { message: string; attachment: { url: string; filename: string } }
    expect(shown).toMatchObject({ message: 'The plan', attachment: { filename: 'plan.pdf' } })
    expect(await (await client.http.bytes(shown.attachment.url)).text()).toBe('%PDF-1.4 not much of one')
  })

  it('that are too large are refused, not tried for ever', async () => {
    const room = await roomWith(ann)
    const client = await liveClient(server, ann)
    const blob = new Blob([new Uint8Array(17 * 1024 * 1024)])
    const { stored } = client.room(room).sendFile({ blob, filename: 'large.bin', type: 'document' })
    await expect(stored).rejects.toMatchObject({ code: 'payload_too_large', status: 413 })
  })

  it('that are refused hold nothing up', async () => {
    const room = await roomWith(ann)
    const client = await liveClient(server, ann)
    const a = client.room(room)
    const file = a.sendFile({ blob: new Blob(['%PDF-1.4 no picture']), filename: 'cat.png', type: 'image' })
    const after = a.sendText('Look')
    await expect(file.stored).rejects.toMatchObject({ code: 'unsupported_media_type' })
    await after.stored
    expect(a.outgoing.getSnapshot()).toMatchObject([
      { error: { code: 'unsupported_media_type' }, draft: { type: 'attachment' } },
    ])
  })
})

it('nothing is told to a client that is closed', async () => {
  const room = await roomWith(ann, [bob])
  const client = await liveClient(server, bob)
  const { timeline } = client.room(room)
  watch(timeline)
  await until(timeline, ({ fresh }) => fresh)
  await client.close()
  const before = timeline.getSnapshot()
  await say(ann, room, 'Anybody?')
  expect(timeline.getSnapshot()).toBe(before)
})

it('an app may bring a token from elsewhere, and a new one when it works no more', async () => {
  const tokens = ['forged', ann.token]
  const client = clientOf(server, ann, { token: () => tokens.shift() ?? ann.token })
  await until(client.connection, ({ at: where }) => where === 'live')
  expect(client.user.getSnapshot()?.username).toBe(ann.user.username)
})
