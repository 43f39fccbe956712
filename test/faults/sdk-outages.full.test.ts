// What the client does when something goes wrong: the network, an answer that is lost, a reload, a disk that is full, a room made anew.
import { beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { createClient, MemoryStore, type Room, type Store } from '../../client/src/index.js'
import { HoldingRelay } from '../support/holding-relay.js'
import { pause } from '../support/inbox.js'
import { PASSWORD, logOf, must, registered, roomWith, say, signedUp, type Person } from '../support/people.js'
import { deckOf, oneOf, random, seed } from '../support/random.js'
import { Relay } from '../support/relay.js'
import { at } from '../support/rest.js'
import { clientOf, liveClient, until, watch, webSocket } from '../support/sdk.js'
import { sharedNodes, sharedServer, type Server } from '../support/server.js'
import type { MessagePage, Session } from '../support/wire.js'
import { whenDone } from '../support/when-done.js'

let server: Server
let ann: Person
let bob: Person

beforeAll(async () => {
  server = await sharedServer()
  ann = await signedUp(server, 'Ann')
  bob = await registered(server, 'Bob')
})

/** A network of the calling test, to be cut. */
async function relayTo(url: string): Promise<Relay> {
  const relay = await Relay.to(url)
  whenDone(() => relay.close())
  return relay
}

const textsOf = async (person: Person, room: string): Promise<unknown[]> =>
  (await logOf(person, room)).filter(({ type }) => type === 'text').map(({ message }) => message)

async function readToTheBeginning(room: Room): Promise<void> {
  for (; room.timeline.getSnapshot().hasOlder; await pause(5)) await room.timeline.loadOlder()
}

const states = (client: ReturnType<typeof clientOf>) => () => client.connection.getSnapshot().at

describe('a network that is cut', () => {
  it('holds up what is said, which then arrives in its order, once; and what was missed comes', async () => {
    const relay = await relayTo(server.url)
    const room = await roomWith(ann, [bob])
    const client = await liveClient(relay, ann)
    const mine = client.room(room)
    watch(mine.timeline)
    await until(mine.timeline, ({ fresh }) => fresh)
    relay.cut()
    await expect.poll(states(client)).toBe('waiting')
    const sent = ['one', 'two', 'three'].map((text) => mine.sendText(text))
    await say(bob, room, 'missed')
    expect(mine.outgoing.getSnapshot().map(({ draft }) => draft.message)).toEqual(['one', 'two', 'three'])
    relay.mend()
    client.reconnect()
    await Promise.all(sent.map(({ stored }) => stored))
    await until(mine.outgoing, ({ length }) => length === 0)
    const shown = () =>
      mine.timeline.getSnapshot().messages.flatMap((each) => ('message' in each ? each.message : []))
    await expect.poll(shown).toEqual(['missed', 'one', 'two', 'three'])
    expect(await textsOf(bob, room)).toEqual(['missed', 'one', 'two', 'three'])
  })

  it('leaves a gap when much was missed, which is read; and what lies before it as it is by then', async () => {
    const relay = await relayTo(server.url)
    const room = await roomWith(ann, [bob])
    const early = await say(bob, room, 'early')
    const client = await liveClient(relay, ann, { limit: 5 })
    const mine = client.room(room)
    watch(mine.timeline)
    await until(mine.timeline, ({ fresh }) => fresh)
    relay.cut()
    await expect.poll(states(client)).toBe('waiting')
    must(
      await bob.api.post(at('/send-message', room), {
        type: 'edit',
        target_seq: early.seq,
        message: 'edited',
      }),
      201,
    )
    for (let nth = 0; nth < 70; nth++) await say(bob, room, `missed ${nth}`)
    relay.mend()
    client.reconnect()
    await until(mine.timeline, ({ messages, fresh }) => fresh && messages.at(-1)!.seq === early.seq + 71)
    const unread = () => client.inbox.getSnapshot()!.find(({ name }) => name === room)!.me!.unread
    await expect.poll(unread).toBe(71)
    await readToTheBeginning(mine)
    const { messages } = mine.timeline.getSnapshot()
    expect(messages.map((each) => ('message' in each ? each.message : each.type))).toEqual([
      'joined',
      'joined',
      'edited',
      ...Array.from({ length: 70 }, (_, nth) => `missed ${nth}`),
    ])
  })

  it('leaves a room that one is not in unknown, until it can be asked for', async () => {
    const relay = await relayTo(server.url)
    const room = await roomWith(bob)
    const client = await liveClient(relay, ann)
    relay.cut()
    await expect.poll(states(client)).toBe('waiting')
    const info = watch(client.room(room).info)
    await pause(1000)
    expect(info.getSnapshot()).toBeUndefined()
    relay.mend()
    await until(info, (known) => known?.role === null)
    must(await bob.api.patch(at('/chatroom', room), { description: 'Anew' }), 200)
    relay.cut()
    await expect.poll(states(client)).toBe('waiting')
    relay.mend()
    await until(info, (known) => known?.description === 'Anew')
  })

  it('hides nothing of what was archived, or taken out again, elsewhere meanwhile', async () => {
    const relay = await relayTo(server.url)
    const room = await roomWith(ann, [bob])
    const client = await liveClient(relay, ann)
    const archived = () => client.inbox.getSnapshot()?.find(({ name }) => name === room)?.me?.archived
    for (const now of [true, false]) {
      relay.cut()
      await expect.poll(states(client)).toBe('waiting')
      must(await ann.api.patch(at('/chatroom', room, '/me'), { archived: now }), 200)
      relay.mend()
      client.reconnect()
      await expect.poll(archived).toBe(now)
    }
  })

  it('does not lose a file that is on its way', async () => {
    const relay = await relayTo(server.url)
    const room = await roomWith(ann)
    const client = await liveClient(relay, ann)
    relay.cut()
    const bytes = new Uint8Array(300_000).fill(7)
    const file = client
      .room(room)
      .sendFile({ blob: new Blob([bytes]), filename: 'seven.bin', type: 'document' })
    await expect.poll(states(client)).toBe('waiting')
    relay.mend()
    client.reconnect()
    const seq = await file.stored
    const { attachment } = (await client.messages.get(room, seq)) as { attachment: { size: number } }
    expect(attachment.size).toBe(300_000)
  })

  it('ends nothing where another node is there to come back to', async () => {
    const [first, second] = await sharedNodes()
    const relay = await relayTo(first.url)
    const room = await roomWith(ann, [bob])
    const client = await liveClient(relay, ann)
    const mine = client.room(room)
    watch(mine.timeline)
    relay.moveTo(second.url)
    await mine.sendText('over the other node').stored
    await say(bob, room, 'heard')
    const shown = () =>
      mine.timeline.getSnapshot().messages.flatMap((each) => ('message' in each ? each.message : []))
    await expect.poll(shown).toEqual(['over the other node', 'heard'])
  })
})

it('what is said while a room cannot be read is shown as on its way until it is', async () => {
  const [relay, room] = [await relayTo(server.url), await roomWith(ann, [bob])]
  // REST goes by a network of its own.
  const toServer = class extends WebSocket {
    constructor(address: string) {
      super(server.url.replace('http', 'ws') + new URL(address).pathname)
    }
  }
  const client = await liveClient(relay, ann, { webSocket: toServer })
  const mine = client.room(room)
  relay.cut()
  watch(mine.timeline)
  const seq = await mine.sendText('Hello').stored
  await until(mine.outgoing, ([only]) => only?.seq === seq)
  await pause(500)
  expect(mine.timeline.getSnapshot().messages).toEqual([])
  expect(mine.outgoing.getSnapshot()).toMatchObject([{ seq, draft: { message: 'Hello' } }])
  relay.mend()
  await until(mine.timeline, ({ messages }) => messages.at(-1)?.seq === seq)
  await until(mine.outgoing, ({ length }) => length === 0)
})

it('an acknowledgement that is lost costs nothing: what was stored is not stored again', async () => {
  const relay = await HoldingRelay.to(server.url)
  whenDone(() => relay.close())
  const room = await roomWith(ann, [bob])
  const client = await liveClient(relay, ann)
  relay.hold('answers', (hello) => hello.includes('websocket'))
  const { stored } = client.room(room).sendText('once')
  await expect.poll(() => textsOf(bob, room)).toEqual(['once'])
  relay.cut()
  client.reconnect()
  await client.room(room).sendText('after').stored
  await stored
  expect(await textsOf(bob, room)).toEqual(['once', 'after'])
})

describe('a program that ends', () => {
  it('sends what it had not sent when it runs again, files too, in the order in which it was said', async () => {
    const relay = await relayTo(server.url)
    const room = await roomWith(ann, [bob])
    const store = new MemoryStore()
    const before = await liveClient(relay, ann, { store })
    relay.cut()
    before.room(room).sendText('first')
    before
      .room(room)
      .sendFile({ blob: new Blob(['%PDF-1.4']), filename: 'plan.pdf', type: 'document' }, 'the plan')
    before.room(room).sendText('last')
    await expect
      .poll(async () => (await store.list('')).filter(([key]) => key.includes('outbox/')).length)
      .toBe(3)
    await before.close()
    relay.mend()
    const after = clientOf(relay, ann, { store })
    await after.ready
    const mine = after.room(room)
    await until(mine.outgoing, ({ length }) => length === 0)
    const log = await logOf(bob, room)
    expect(log.slice(2).map(({ message, attachment }) => attachment?.filename ?? message)).toEqual([
      'first',
      'plan.pdf',
      'last',
    ])
    expect((await store.list('')).filter(([key]) => key.includes('outbox/'))).toEqual([])
  })

  it('shows its rooms and what was said when it runs again without a network, and nobody else sees them', async () => {
    const relay = await relayTo(server.url)
    const room = await roomWith(ann, [bob])
    await say(bob, room, 'remember me')
    const store = new MemoryStore()
    const session = must(
      await ann.api.post<Session>('/auth/login', { username: ann.user.username, password: PASSWORD }),
      200,
    )
    const options = { url: relay.url, store, webSocket }
    const before = createClient({ ...options, session })
    const { timeline } = before.room(room)
    const stop = timeline.subscribe(() => undefined)
    await until(timeline, ({ messages }) => messages.length === 3)
    stop()
    before.drafts.set(room, 'and yet')
    await before.close()
    relay.cut()
    const after = createClient(options)
    whenDone(() => after.close())
    const rooms = await until(after.inbox, (all) => all !== undefined)
    expect(rooms!.map(({ name }) => name)).toContain(room)
    await expect.poll(() => after.drafts.all.getSnapshot().get(room)).toBe('and yet')
    const { messages } = await until(after.room(room).timeline, (view) => view.messages.length > 0)
    expect(messages.at(-1)).toMatchObject({ message: 'remember me' })
    const other = clientOf(server, bob, { store })
    await other.ready
    expect(other.drafts.all.getSnapshot().size).toBe(0)
    expect(other.outbox.pending.getSnapshot()).toBe(false)
  })
})

it('a store that is full costs only what it is for', async () => {
  const full: Store = {
    get: () => Promise.resolve(undefined),
    put: () => Promise.reject(new Error('QuotaExceededError')),
    list: () => Promise.reject(new Error('QuotaExceededError')),
  }
  const room = await roomWith(ann)
  const client = await liveClient(server, ann, { store: full })
  const mine = client.room(room)
  watch(mine.timeline)
  const { stored } = mine.sendText('all the same')
  await expect.poll(() => textsOf(ann, room)).toEqual(['all the same'])
  expect(await stored).toBe(2)
  await until(mine.timeline, ({ messages }) => messages.length === 2)
})

it('what was written for a room that was made anew meanwhile waits for its author', async () => {
  const relay = await relayTo(server.url)
  const room = await roomWith(ann)
  const client = await liveClient(relay, ann)
  const mine = client.room(room)
  relay.cut()
  const sent = mine.sendText('for the old one')
  must(await ann.api.delete(at('/chatroom', room)), 204)
  await roomWith(ann, [], { name: room })
  relay.mend()
  client.reconnect()
  await expect(sent.stored).rejects.toMatchObject({ code: 'seq_unknown' })
  expect(await textsOf(ann, room)).toEqual([])
  client.outbox.retry(sent)
  await expect.poll(() => textsOf(ann, room)).toEqual(['for the old one'])
})

it('a token that has ended is refreshed once, however many wait for it', async () => {
  const session = must(
    await ann.api.post<Session>('/auth/login', { username: ann.user.username, password: PASSWORD }),
    200,
  )
  const store = new MemoryStore()
  const tokens = new Set<string>()
  const put = store.put.bind(store)
  store.put = (values) => {
    for (const [key, value] of values)
      if (key.includes(' session ')) tokens.add((value as Session).access_token)
    return put(values)
  }
  const ended = { ...session, access_token: 'an.ended.token', expires_in: 900 }
  const client = createClient({ url: server.url, session: ended as never, store, webSocket })
  whenDone(() => client.close())
  const answers = await Promise.all(Array.from({ length: 12 }, () => client.users.me()))
  expect(new Set(answers.map(({ username }) => username))).toEqual(new Set([ann.user.username]))
  expect(tokens.size).toBe(2)
})

it(`ends where the server is, whatever is said and cut by chance (seed ${seed})`, async () => {
  const room = await roomWith(ann, [bob])
  const people = await Promise.all(
    [ann, bob].map(async (person) => {
      const relay = await relayTo(server.url)
      const client = await liveClient(relay, person, { limit: 6 })
      watch(client.room(room).timeline)
      return { person, relay, client, room: client.room(room) }
    }),
  )
  const said: number[] = []
  const next = deckOf({ say: 8, edit: 3, react: 3, delete: 1, reply: 2, cut: 2, older: 1, jump: 1 })
  const waiting: Promise<unknown>[] = []
  for (let step = 0; step < 120; step++) {
    const { relay, room: mine, client } = oneOf(people)
    const target = said.length > 0 ? oneOf(said) : undefined
    const what = next()
    const keep = (sending: { stored: Promise<number> }, message = false) =>
      waiting.push(sending.stored.then((seq) => message && said.push(seq)).catch(() => undefined))
    if (what === 'say') keep(mine.sendText(`said ${step}`), true)
    if (what === 'reply' && target) keep(mine.sendText(`reply ${step}`, { reply_to: target }), true)
    if (what === 'edit' && target) keep(mine.edit(target, `edited ${step}`))
    if (what === 'react' && target) keep(mine.react(target, oneOf(['👍', '🎉', '🦔'])))
    if (what === 'delete' && target) keep(mine.delete(target))
    if (what === 'older') void mine.timeline.loadOlder()
    if (what === 'jump') void (target ? mine.timeline.jumpTo(target) : mine.timeline.toEnd())
    if (what === 'cut') {
      relay.cut()
      setTimeout(() => {
        relay.mend()
        client.reconnect()
      }, random() * 150)
    }
    await pause(random() * 25)
  }
  for (const { relay, client } of people) {
    relay.mend()
    client.reconnect()
  }
  await Promise.all(waiting)
  const page = must(await ann.api.get<MessagePage>(`${at('/chatroom', room)}/timeline`, { limit: 100 }), 200)
  for (const { room: mine, client } of people) {
    await mine.timeline.toEnd()
    await until(client.connection, ({ at: where }) => where === 'live')
    await readToTheBeginning(mine)
    await expect
      .poll(() => mine.timeline.getSnapshot().messages.slice(-page.messages.length))
      .toEqual(page.messages)
    // What was refused (the edit of what others have said, or of what is deleted) is all that is left.
    for (const { error } of mine.outgoing.getSnapshot())
      expect(['forbidden', 'message_not_found']).toContain(error?.code)
  }
  const texts = (await logOf(ann, room)).flatMap(({ client_id }) => client_id ?? [])
  expect(new Set(texts).size).toBe(texts.length)
}, 60_000)
