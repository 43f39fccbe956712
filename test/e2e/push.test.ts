// Web Push: who is away gets one push for each room, replaced by the next and withdrawn once it is read, and nobody else gets any.
import { createECDH } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Client } from 'pg'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { admin } from '../support/backend.js'
import { startCluster } from '../support/cluster.js'
import { pause, range, within, PATIENCE } from '../support/inbox.js'
import {
  signedUpCrowd as crowd,
  directWith,
  leave,
  must,
  PASSWORD,
  personOf,
  personOn,
  signedUp as registered,
  roomWith,
  say,
  type Person,
} from '../support/people.js'
import { PushService, type Browser, type Pushed } from '../support/push-service.js'
import { api, at, expectProblem } from '../support/rest.js'
import { sharedServer, startServer } from '../support/server.js'
import { sent } from '../support/targets.js'
import { FrameSocket } from '../support/websocket.door.js'
import type { Session } from '../support/wire.js'

const MOST = 3
const env = { WEBHOOK_PRIVATE_ADDRESSES: 'on', MAX_PUSH_SUBSCRIPTIONS: `${MOST}` }
const { nodes, databaseUrl } = await startCluster({ env })
const [here, there] = nodes as [(typeof nodes)[0], (typeof nodes)[0]]
const [service, hanging] = [await PushService.start(), await PushService.start()]
hanging.trouble = 'hangs'
const silent = await startServer({ env: { ...env, PUSH_CONTENT: 'off', MESSAGE_UNSEEN: 'on' } })

const database = new Client(databaseUrl)
await database.connect()
afterAll(() => database.end())

afterEach(() => {
  if (service.wrong.length > 0) throw new Error(service.wrong.join('\n'))
})

const TEXT = { type: 'text', message: 'hello' }
const nameOf = ({ user: { id, username, display_name } }: Person) => ({ id, username, display_name })
const mark = async (person: Person, room: string, read: number) =>
  must(await person.api.put(at('/chatroom', room, '/marks'), { read }), 200)
const unsubscribe = ({ api: caller }: Person, { endpoint }: { endpoint: string }) =>
  caller.send({
    method: 'DELETE',
    path: '/push/subscriptions',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ endpoint }),
  })

/** A browser of somebody's. */
const browserOf = (person: Person): Promise<Browser> => service.browser().subscribe(person)

/** Resolves once something is so. */
const until = (what: string, isSo: () => boolean | Promise<boolean>): Promise<void> =>
  within(
    PATIENCE,
    what,
    (async () => {
      while (!(await isSo())) await pause(50)
    })(),
  )

/** Resolves once it shows this much unread of a room; 0: nothing. */
async function showing(browser: Browser, room: string, unread: number): Promise<Pushed | undefined> {
  await until(`${unread} unread is shown`, () => (browser.shows.get(room)?.unread ?? 0) === unread)
  return browser.shows.get(room)
}

const told = (browser: Browser, room: string, unread: number): Promise<Pushed> =>
  browser.pushed.waitFor((each) => each.chatroom === room && each.unread === unread)

/** Somebody is connected, and every node knows it. */
async function connected(person: Person, server = here): Promise<FrameSocket> {
  const socket = new FrameSocket(server, '/inbox', { token: person.token })
  await socket.next('ready')
  await pause(300)
  return socket
}

describe.concurrent('subscriptions', () => {
  it('are made with one key, which is the same on every node', async () => {
    const ann = await registered(here)
    const keys = await Promise.all(
      nodes.map(
        async (node) => must(await personOn(node, ann).api.get<{ key: string }>('/push/key'), 200).key,
      ),
    )
    expect(new Set(keys).size).toBe(1)
    const point = Buffer.from(keys[0]!, 'base64url')
    expect([point.length, point[0]]).toEqual([65, 4])
    expectProblem(await api(here).get('/push/key'), 'unauthenticated')
  })

  it('are refused where nothing could be pushed to them', async () => {
    const ann = await registered(here)
    const good = service.browser().subscription as { endpoint: string; keys: Record<string, string> }
    const offCurve = Buffer.from(good.keys['p256dh']!, 'base64url')
    offCurve[40]! ^= 1
    const put = (body: unknown) => ann.api.put('/push/subscriptions', body)
    const withKeys = (keys: object) => ({ ...good, keys: { ...good.keys, ...keys } })
    const compressed = createECDH('prime256v1').generateKeys('base64url', 'compressed')
    for (const p256dh of ['', 'x', 12, compressed, offCurve.toString('base64url')])
      expectProblem(await put(withKeys({ p256dh })), 'validation_failed', 'keys.p256dh')
    for (const auth of ['', 'AAAA', good.keys['p256dh']])
      expectProblem(await put(withKeys({ auth })), 'validation_failed', 'keys.auth')
    for (const endpoint of ['', 'nowhere', 'ftp://example.com/', 'https://a:b@example.com/', 'javascript:1'])
      expectProblem(await put({ ...good, endpoint }), 'validation_failed', 'endpoint')
    expectProblem(
      await put({ ...good, endpoint: `https://example.com/${'x'.repeat(2000)}` }),
      'validation_failed',
    )
    expectProblem(await put({ endpoint: good.endpoint }), 'validation_failed', 'keys')
    expectProblem(await put({ ...good, more: 1 }), 'validation_failed', 'more')
    expectProblem(await put([good]), 'validation_failed')
    expectProblem(await api(here).put('/push/subscriptions', good), 'unauthenticated')
    expectProblem(await unsubscribe(ann, { endpoint: 12 } as never), 'validation_failed', 'endpoint')
  })

  it('are never more than may be, however many browsers come at once', async () => {
    const ann = await registered(here)
    await Promise.all(range(1, 2 * MOST).map(() => browserOf(ann)))
    const count = 'SELECT count(*)::int AS count FROM push_subscriptions WHERE user_id = $1'
    expect((await database.query(count, [ann.user.id])).rows).toEqual([{ count: MOST }])
  })

  it('end with a word, with the session, and with too many newer ones; twice is the same as once', async () => {
    const [ann, ben, carl] = (await crowd(here, 3)) as [Person, Person, Person]
    const room = await roomWith(ann, [ben, carl])
    const again = async () => {
      const credentials = { username: ben.user.username, password: PASSWORD }
      return personOf(here, must(await api(here).post<Session>('/auth/login', credentials), 200))
    }
    const otherSession = await again()
    const oldest = await browserOf(ben)
    const [kept, unsubscribed, signedOut] = [
      await browserOf(ben),
      await browserOf(ben),
      await browserOf(otherSession),
    ]
    for (const _ of [1, 2]) await kept.subscribe(ben)
    for (const _ of [1, 2]) must(await unsubscribe(ben, unsubscribed), 204)
    must(await otherSession.api.post('/auth/logout'), 204)
    await say(ann, room, 'hello')
    await told(kept, room, 1)
    expect([oldest, unsubscribed, signedOut].map(({ tries }) => tries.length)).toEqual([0, 0, 0])
    // A stranger's word does nothing.
    must(await unsubscribe(carl, kept), 204)
    await say(ann, room, 'hello')
    await told(kept, room, 2)
    expect(kept.pushed.items.map(({ topic }) => topic)).toHaveLength(2)
  })

  it('are of whoever has signed in last on that browser', async () => {
    const [ann, ben, carl] = (await crowd(here, 3)) as [Person, Person, Person]
    const [bens, carls] = [await roomWith(ann, [ben]), await roomWith(ann, [carl])]
    const browser = await browserOf(ben)
    await browser.subscribe(carl)
    await say(ann, bens, 'for Ben alone')
    await say(ann, carls, 'for Carl')
    await told(browser, carls, 1)
    expect(browser.pushed.items.map(({ chatroom }) => chatroom)).toEqual([carls])
  })
})

describe.concurrent('a push', () => {
  it('says who has said what, and how much is unread, to whom it is for and nobody on the way', async () => {
    const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
    const room = await roomWith(ann, [ben])
    const browser = await browserOf(ben)
    const { seq } = await say(ann, room, 'Hello, Ben! 👋')
    const { topic, ttl, urgency, claims, bytes, ...payload } = await told(browser, room, 1)
    expect(payload).toEqual({
      chatroom: room,
      unread: 1,
      seq,
      type: 'text',
      sender: nameOf(ann),
      message: 'Hello, Ben! 👋',
    })
    expect([urgency, ttl > 3600, bytes < 4096]).toEqual(['high', true, true])
    expect(topic).not.toContain(room)
    expect(claims.aud).toBe(service.origin)
    // The longest message there is, of the largest characters.
    await sent(ann, room, { type: 'text', message: '🎈'.repeat(4096) })
    const { message = '' } = await told(browser, room, 2)
    expect(message).toMatch(/^(?:🎈){100,}…$/u)
  })

  it('of what is no text has what there is to say of it', async () => {
    const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
    const room = await roomWith(ann, [ben])
    const browser = await browserOf(ben)
    const content = Buffer.from('plain words').toString('base64')
    await sent(ann, room, {
      type: 'attachment',
      attachment: { type: 'document', filename: 'menu.txt', content },
      message: 'Look',
    })
    expect(await told(browser, room, 1)).toMatchObject({
      type: 'attachment',
      message: 'Look',
      attachment: { type: 'document', filename: 'menu.txt' },
    })
    await sent(ann, room, { type: 'poll', poll: { question: 'Lunch?', options: ['Pizza', 'Sushi'] } })
    expect(await told(browser, room, 2)).toMatchObject({ type: 'poll', message: 'Lunch?' })
  })

  it('replaces the one before, with what is unread by then: many messages make few pushes', async () => {
    const [ann, ben, carl] = (await crowd(here, 3)) as [Person, Person, Person]
    const [room, other] = [await roomWith(ann, [ben, carl]), await roomWith(ann, [ben])]
    const browser = await browserOf(ben)
    const authors = [ann, personOn(there, carl)]
    const begun = performance.now()
    for (const nth of range(1, 120)) await say(authors[nth % 2]!, room, `${nth}`)
    await say(ann, other, 'elsewhere')
    await showing(browser, room, 120)
    await showing(browser, other, 1)
    const ofRoom = browser.pushed.items.filter(({ chatroom }) => chatroom === room)
    expect(new Set(ofRoom.map(({ topic }) => topic)).size).toBe(1)
    const seconds = (performance.now() - begun) / 1000
    expect(ofRoom.length).toBeLessThan(seconds + 2)
    const unread = ofRoom.map((each) => each.unread)
    expect(unread).toEqual(unread.toSorted((a, b) => a - b))
    expect(browser.shows.get(other)!.topic).not.toBe(ofRoom[0]!.topic)
  })

  it('goes to every browser of theirs, and of a direct chat to the other one', async () => {
    const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
    const { name } = await directWith(ann, ben)
    const [anns, ...bens] = [
      await browserOf(ann),
      await browserOf(ben),
      await browserOf(personOn(there, ben)),
    ]
    await say(personOn(there, ann), name, 'psst')
    for (const browser of bens) expect(await told(browser, name, 1)).toMatchObject({ sender: nameOf(ann) })
    expect(anns.tries).toEqual([])
    // No push service learns who is in a room together.
    expect(new Set(bens.map((browser) => browser.shows.get(name)!.topic)).size).toBe(2)
  })

  it('is not sent to who is connected, wherever that is, nor to who has said it', async () => {
    const [ann, ben, carl, dora] = (await crowd(here, 4)) as [Person, Person, Person, Person]
    const room = await roomWith(ann, [ben, carl, dora])
    const browsers = await Promise.all([ann, ben, carl, dora].map(browserOf))
    const sockets = [await connected(ben), await connected(carl, there)]
    await say(ann, room, 'hello')
    await told(browsers[3]!, room, 1)
    expect(browsers.slice(0, 3).map(({ tries }) => tries.length)).toEqual([0, 0, 0])
    for (const socket of sockets) await socket.close()
    await pause(1500)
    await say(ann, room, 'hello')
    for (const browser of browsers.slice(1)) await told(browser, room, 2)
  })

  it('is not sent from a room that is muted or archived, unless it mentions them', async () => {
    const [ann, ben, carl, dora] = (await crowd(here, 4)) as [Person, Person, Person, Person]
    const room = await roomWith(ann, [ben, carl, dora])
    const [bens, carls, doras] = (await Promise.all([ben, carl, dora].map(browserOf))) as [
      Browser,
      Browser,
      Browser,
    ]
    const muted_until = new Date(Date.now() + 3_600_000).toISOString()
    must(await ben.api.patch(at('/chatroom', room, '/me'), { muted_until }), 200)
    must(await carl.api.patch(at('/chatroom', room, '/me'), { archived: true }), 200)
    await say(ann, room, 'hello')
    await told(doras, room, 1)
    await sent(ann, room, { ...TEXT, mentions: [ben.user.username] })
    expect(await told(bens, room, 2)).toMatchObject({ mentioned: true })
    await told(doras, room, 2)
    await sent(ann, room, { ...TEXT, mentions: ['@all'] })
    await told(carls, room, 3)
    await told(bens, room, 3)
    expect([bens, carls].map(({ tries }) => tries.length)).toEqual([2, 1])
    // The muting is over.
    must(await ben.api.patch(at('/chatroom', room, '/me'), { muted_until: null }), 200)
    await say(ann, room, 'hello')
    await told(bens, room, 4)
  })

  it('is not caused by whom they have blocked, also where that one mentions them', async () => {
    const [ann, ben, carl] = (await crowd(here, 3)) as [Person, Person, Person]
    const room = await roomWith(ann, [ben, carl])
    const [bens, carls] = [await browserOf(ben), await browserOf(carl)]
    must(await ben.api.put(`/blocks/${ann.user.username}`), 204)
    await sent(ann, room, { ...TEXT, mentions: [ben.user.username, carl.user.username] })
    await told(carls, room, 1)
    await say(carl, room, 'from somebody else')
    expect(await told(bens, room, 2)).toMatchObject({ sender: nameOf(carl) })
    expect(bens.tries).toHaveLength(1)
  })

  it('is not sent of what is no message: changes, and who comes and goes', async () => {
    const [ann, ben, carl] = (await crowd(here, 3)) as [Person, Person, Person]
    const room = await roomWith(ann, [ben])
    const browser = await browserOf(ben)
    const { seq } = await say(ann, room, 'hello')
    await told(browser, room, 1)
    await sent(ann, room, { type: 'edit', target_seq: seq, message: 'Hello' })
    await sent(ann, room, { type: 'reaction', target_seq: seq, emoji: '👍' })
    must(await carl.api.post(at('/enter-chatroom', room)), 200)
    await leave(carl, room)
    await pause(1500)
    const next = await say(ann, room, 'again')
    expect(await told(browser, room, 2)).toMatchObject({ seq: next.seq })
    expect(browser.tries).toHaveLength(2)
  })

  it('has no words and no names with PUSH_CONTENT=off', async () => {
    const [ann, ben] = (await crowd(silent, 2)) as [Person, Person]
    const room = await roomWith(ann, [ben])
    const browser = await browserOf(ben)
    await say(ann, room, 'a secret')
    const {
      topic: _,
      ttl: __,
      urgency: ___,
      claims: ____,
      bytes: _____,
      ...payload
    } = await told(browser, room, 1)
    expect(payload).toEqual({ chatroom: room, unread: 1 })
  })
})

describe.concurrent('what was pushed is withdrawn', () => {
  /** Ann has said two things to Ben, who is away. */
  async function away() {
    const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
    const room = await roomWith(ann, [ben])
    const browsers = [await browserOf(ben), await browserOf(ben)]
    const first = await say(ann, room, 'one')
    const last = await say(ann, room, 'two')
    for (const browser of browsers) await showing(browser, room, 2)
    return { ann, ben, room, browsers, first, last }
  }

  it('once all of it is read, on any node, by a push that says so', async () => {
    const { ben, room, browsers, first, last } = await away()
    // What they show may have been looked up before the last message was come to: then it is pushed once more.
    const followed = `SELECT FROM followers f, events e JOIN chatrooms r ON r.id = e.chatroom_id
      WHERE f.name = 'push' AND r.name = $2 AND e.last >= $3 AND e.position <= f.position AND NOT EXISTS (
        SELECT FROM push_tasks t JOIN push_subscriptions s ON s.id = t.subscription_id WHERE s.user_id = $1)`
    await until('all pushed', async () => {
      const { rowCount } = await database.query(followed, [ben.user.id, room, last.seq])
      return rowCount! > 0
    })
    await mark(ben, room, first.seq)
    await pause(1000)
    expect(browsers.map(({ shows }) => shows.get(room)?.unread)).toEqual([2, 2])
    await mark(personOn(there, ben), room, last.seq)
    for (const browser of browsers) {
      const { topic, urgency, ...withdrawn } = await told(browser, room, 0)
      expect(withdrawn).toMatchObject({ chatroom: room, unread: 0 })
      expect(Object.keys(withdrawn)).not.toContain('message')
      expect([topic, urgency]).toEqual([browser.pushed.items[0]!.topic, 'normal'])
    }
  })

  it('when they have said something themselves', async () => {
    const { ben, room, browsers } = await away()
    await say(personOn(there, ben), room, 'I am here')
    for (const browser of browsers) expect(await showing(browser, room, 0)).toBeUndefined()
  })

  it('when they leave, or are sent away, or the room is no more', async () => {
    const [left, removed, deleted] = [await away(), await away(), await away()]
    await leave(left.ben, left.room)
    const member = at('/chatroom', removed.room, `/members/${removed.ben.user.username}`)
    must(await removed.ann.api.delete(member), 204)
    must(await deleted.ann.api.delete(at('/chatroom', deleted.room)), 204)
    for (const { room, browsers } of [left, removed, deleted])
      for (const browser of browsers) await showing(browser, room, 0)
    const rooms = `SELECT FROM push_notices n WHERE n.user_id = ANY ($1)`
    const people = [left, removed, deleted].map(({ ben }) => ben.user.id)
    await until('forgotten', async () => (await database.query(rooms, [people])).rowCount === 0)
  })

  it('and is forgotten when that was a day ago, with and without a browser', async () => {
    const { ben, room, browsers, last } = await away()
    await mark(ben, room, last.seq)
    for (const browser of browsers) await showing(browser, room, 0)
    const unseen = new Client(silent.databaseUrl)
    await unseen.connect()
    const [ann, eve] = (await crowd(silent, 2)) as [Person, Person]
    const { seq } = await say(ann, await roomWith(ann, [eve], { name: room }), 'hello')
    const noticeOf = async ({ user }: Person, from: Client) =>
      (await from.query<{ unread: string }>('SELECT unread FROM push_notices WHERE user_id = $1', [user.id]))
        .rows[0]
    await until('noted', async () => Number((await noticeOf(eve, unseen))?.unread) === 1)
    await mark(eve, room, seq)
    await until('withdrawn', async () => Number((await noticeOf(eve, unseen))?.unread) === 0)
    for (const [who, from] of [
      [ben, database],
      [eve, unseen],
    ] as const) {
      const aged = `UPDATE push_notices SET withdrawn_at = withdrawn_at - interval '1 day' WHERE user_id = $1 AND unread = 0`
      expect((await from.query(aged, [who.user.id])).rowCount).toBe(1)
      await until('forgotten', async () => (await noticeOf(who, from)) === undefined)
    }
    await unseen.end()
  })

  it('when it is deleted: then the newest that is left is shown, or nothing', async () => {
    const { ann, room, browsers, first, last } = await away()
    await sent(ann, room, { type: 'delete', target_seq: last.seq })
    // For a moment perhaps that there is one, without its words.
    for (const browser of browsers)
      await until('the one that is left', () => browser.shows.get(room)?.seq === first.seq)
    for (const browser of browsers)
      expect(browser.shows.get(room)).toMatchObject({ unread: 1, message: 'one' })
    await sent(ann, room, { type: 'delete', target_seq: first.seq })
    for (const browser of browsers) await showing(browser, room, 0)
  })

  it('when its time is over', async () => {
    const { ben, room, browsers } = await away()
    await database.query(
      `UPDATE messages SET expires_at = now() FROM chatrooms c WHERE chatroom_id = c.id AND c.name = $1`,
      [room],
    )
    // As it is for a message that has such a time from the first.
    await database.query('UPDATE push_notices SET look_at = now() WHERE user_id = $1', [ben.user.id])
    for (const browser of browsers) expect(await showing(browser, room, 0)).toBeUndefined()
  })

  it('but nothing is said of what was read before anything was pushed', async () => {
    const { ann, ben, room, browsers, last } = await away()
    await mark(ben, room, last.seq)
    for (const browser of browsers) await showing(browser, room, 0)
    const before = browsers.map(({ tries }) => tries.length)
    const other = await roomWith(ann, [ben])
    for (const browser of browsers) browser.trouble = { status: 503, headers: { 'retry-after': '2' } }
    const { seq } = await say(ann, other, 'hello')
    for (const [nth, browser] of browsers.entries())
      await until('tried', () => browser.tries.length > before[nth]!)
    await mark(ben, other, seq)
    for (const browser of browsers) browser.trouble = undefined
    await say(ann, room, 'more')
    for (const browser of browsers) await showing(browser, room, 1)
    expect(
      browsers.flatMap(({ pushed }) => pushed.items.filter(({ chatroom }) => chatroom === other)),
    ).toEqual([])
  })
})

describe.concurrent('a push service', () => {
  it.each([404, 410])('that knows a browser no more (%i) is not asked again', async (status) => {
    const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
    const room = await roomWith(ann, [ben])
    const [gone, other] = [await browserOf(ben), await browserOf(ben)]
    gone.trouble = { status }
    await say(ann, room, 'one')
    await told(other, room, 1)
    await until('tried', () => gone.tries.length === 1)
    gone.trouble = undefined
    await pause(1200)
    await say(ann, room, 'two')
    await told(other, room, 2)
    expect(gone.tries).toHaveLength(1)
    // Unless it subscribes anew.
    await gone.subscribe(ben)
    await say(ann, room, 'three')
    await told(gone, room, 3)
  })

  it.each([429, 503])(
    'that is busy (%i) is asked again when it says, for what is unread then',
    async (status) => {
      const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
      const room = await roomWith(ann, [ben])
      const browser = await browserOf(ben)
      browser.trouble = { status, headers: { 'retry-after': '3' } }
      await say(ann, room, 'one')
      await until('tried', () => browser.tries.length === 1)
      browser.trouble = undefined
      await say(ann, room, 'two')
      expect(await told(browser, room, 2)).toMatchObject({ message: 'two' })
      const [first, second] = browser.tries as [number, number]
      expect(second - first).toBeGreaterThan(2900)
      expect(browser.pushed.items).toHaveLength(1)
    },
  )

  it('that refuses a push, or wants it elsewhere, does not get it again', async () => {
    const [ann, ben] = (await crowd(here, 2)) as [Person, Person]
    const room = await roomWith(ann, [ben])
    const [refusing, moved] = [await browserOf(ben), await browserOf(ben)]
    const elsewhere = service.browser()
    refusing.trouble = { status: 403 }
    moved.trouble = { status: 302, headers: { location: elsewhere.endpoint } }
    await say(ann, room, 'one')
    for (const each of [refusing, moved]) await until('tried', () => each.tries.length === 1)
    await pause(1500)
    expect([refusing, moved, elsewhere].map(({ tries }) => tries.length)).toEqual([1, 1, 0])
  })

  it('that does not answer delays nobody: neither senders, nor marks, nor other pushes', async () => {
    const [ann, ...others] = (await crowd(here, 21)) as [Person, ...Person[]]
    const room = await roomWith(ann, others)
    const stuck = others.slice(0, 20)
    for (const person of stuck) await hanging.browser().subscribe(person)
    const [ben] = others as [Person]
    const alive = await browserOf(ben)
    const begun = performance.now()
    for (const nth of range(1, 3)) {
      const { seq } = await say(ann, room, `${nth}`)
      await told(alive, room, 1)
      await mark(ben, room, seq)
      await showing(alive, room, 0)
      alive.pushed.items.length = 0
    }
    expect(performance.now() - begun).toBeLessThan(15_000)
  })

  it('on a network of our own, or without https, is refused, unless the setting says so', async () => {
    const ann = await registered(await sharedServer())
    const { endpoint: http, keys } = service.browser().subscription as { endpoint: string; keys: object }
    for (const endpoint of [
      ...[
        'https://127.0.0.1/',
        'https://[::ffff:10.0.0.1]/',
        'https://2130706433/',
        'https://169.254.169.254/',
      ],
      ...[http, 'https://ann:secret@example.com/', ' https://example.com/', 'push'],
    ])
      expectProblem(
        await ann.api.put('/push/subscriptions', { endpoint, keys }),
        'validation_failed',
        'endpoint',
      )
  })
})

describe.concurrent('message.unseen', () => {
  const eventsOf = async (source: Client, { user }: Person) => {
    const { rows } = await source.query<{ subject: { seq: number; unread: number } }>(
      `SELECT subject FROM events WHERE type = 'message.unseen' AND subject ->> 'user_id' = $1 ORDER BY position`,
      [user.id],
    )
    return rows.map(({ subject: { seq, unread } }) => [seq, unread])
  }

  it('is an event for whoever would be pushed to, with a browser or without, where a webhook asks for it', async () => {
    const [ann, ben, carl] = (await crowd(here, 3)) as [Person, Person, Person]
    const [room, other] = [await roomWith(ann, [ben, carl]), await roomWith(ann, [ben])]
    const webhook = { url: 'https://hook.invalid/', events: ['message.unseen'], chatrooms: [room] }
    must(await admin(here).post('/admin/webhooks', webhook), 201)
    const socket = await connected(carl, there)
    const { seq } = await say(ann, room, 'hello')
    await say(ann, other, 'hello')
    await until('an event', async () => (await eventsOf(database, ben)).length > 0)
    await mark(ben, room, seq)
    await until('another', async () => (await eventsOf(database, ben)).length > 1)
    expect(await eventsOf(database, ben)).toEqual([
      [seq, 1],
      [seq, 0],
    ])
    expect([await eventsOf(database, ann), await eventsOf(database, carl)]).toEqual([[], []])
    await socket.close()
  })

  it('is one where the setting says so', async () => {
    const silents = new Client(silent.databaseUrl)
    await silents.connect()
    const [ann, ben] = (await crowd(silent, 2)) as [Person, Person]
    const room = await roomWith(ann, [ben])
    const { seq } = await say(ann, room, 'hello')
    await until('an event', async () => (await eventsOf(silents, ben)).length > 0)
    expect(await eventsOf(silents, ben)).toEqual([[seq, 1]])
    await silents.end()
  })
})

it('is shown in docs/push.md as the examples have it', () => {
  const text = readFileSync('docs/push.md', 'utf8')
  for (const name of ['push-worker.js', 'push-subscribe.js'])
    expect(text).toContain(`\`\`\`js\n${readFileSync(`docs/examples/${name}`, 'utf8')}\`\`\``)
})
