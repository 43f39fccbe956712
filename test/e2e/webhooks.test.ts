// Webhooks: what has happened, sent to somebody's server, signed, in order in each room, again until it is taken.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from 'pg'
import { Webhook as StandardWebhook } from 'standardwebhooks'
import { beforeAll, describe, expect, it } from 'vitest'
import { admin, EventReader } from '../support/events.js'
import { pause, range } from '../support/inbox.js'
import { measure } from '../support/metrics.js'
import { crowd, must, registered, roomWith, say, unique, type Person } from '../support/people.js'
import { random, seed } from '../support/random.js'
import { expectProblem } from '../support/rest.js'
import { hook, Receiver, type Webhook } from '../support/receiver.js'
import { sharedServer, startServer, type Server } from '../support/server.js'
import { startedProcesses } from '../support/started-processes.js'
import { whenDone } from '../support/when-done.js'

let server: Server
let database: Client

beforeAll(async () => {
  server = await startServer({ env: { WEBHOOK_PRIVATE_ADDRESSES: 'on', METRICS_PORT: '0' } })
  database = new Client(server.databaseUrl)
  await database.connect()
  whenDone(() => database.end())
})

const sayMany = async (person: Person, room: string, count: number) => {
  for (let nth = 0; nth < count; nth++) await say(person, room, `${nth}`)
}
/** Hours go by for whatever waits to be tried again, until it is so. */
const hoursLater = async ({ id }: Webhook, receiver: Receiver, isSo: () => boolean) => {
  const later = `UPDATE webhook_rooms SET due_at = due_at - interval '10 hours' WHERE webhook_id = $1`
  const clock = setInterval(() => void database.query(later, [id]), 300)
  await receiver.until(isSo, 30_000).finally(() => clearInterval(clock))
}
interface Delivery {
  event_id: string
  attempt: number
  status: number | null
}
const deliveriesOf = async (id: string) =>
  must(
    await admin(server).get<{ deliveries: Delivery[] }>(`/admin/webhooks/${id}/deliveries`, { limit: 100 }),
    200,
  ).deliveries

/** One on which nobody listens. */
async function freePort(): Promise<number> {
  const listener = createServer().listen(0)
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  await new Promise((resolve) => listener.close(resolve))
  return port
}

const one = async ({ id }: Webhook) => {
  const { webhooks } = must(
    await admin(server).get<{ webhooks: Webhook[] }>('/admin/webhooks', { limit: 100 }),
    200,
  )
  return webhooks.find((each) => each.id === id)!
}

describe('a webhook', () => {
  it('is told each event as the feed has it, signed as Standard Webhooks say', async () => {
    const receiver = await Receiver.start()
    const { secret } = await hook(server, receiver.url)
    const reader = await EventReader.now(server)
    const ann = await registered(server)
    const room = await roomWith(ann)
    await say(ann, room, 'hello — wörld 👋')
    await receiver.until(() => receiver.of(room).length === 3)
    await reader.until(() => reader.of(room).length === 3)
    const own = receiver.all.filter(
      ({ event }) => event.data.chatroom === room || event.data['name'] === room,
    )
    // What there is of a room changes with its first message, which may come in between.
    const [created, ...entries] = own.map(({ event }) => event)
    expect(created).toMatchObject({ type: 'chatroom.created', data: { name: room } })
    expect(entries).toEqual(
      reader
        .of(room)
        .slice(1)
        .map((event) => ({ ...event, timestamp: event.created_at })),
    )
    for (const { headers, body, event } of own) {
      const verified = new StandardWebhook(secret).verify(body, headers as Record<string, string>)
      expect(verified).toEqual(event)
      expect(headers['webhook-id']).toBe(event.id)
      expect(headers['content-type']).toBe('application/json')
    }
    const forged = () =>
      new StandardWebhook(secret).verify(own[0]!.body + ' ', own[0]!.headers as Record<string, string>)
    expect(forged).toThrow('No matching signature found')
  })

  it('gets what it asks for alone', async () => {
    const [texts, rooms] = [await Receiver.start(), await Receiver.start()]
    const ann = await registered(server)
    const [room, other] = [unique('room'), unique('room')]
    await hook(server, texts.url, { events: ['message.text'], chatrooms: [room] })
    await hook(server, rooms.url, { events: ['chatroom.*', 'member.joined'], chatrooms: [other] })
    for (const name of [room, other]) {
      await roomWith(ann, [], { name })
      await say(ann, name, 'one')
    }
    await texts.until(() => texts.of(room).length === 1)
    await rooms.until(() => rooms.of(other).length === 2)
    expect([texts.of(room), texts.of(other)]).toEqual([[2], []])
    expect([rooms.of(room), rooms.of(other)]).toEqual([[], ['chatroom.created', 1]])
  })

  it('that does not take an event gets it again, with the same id, and what comes after it in that room only then', async () => {
    const receiver = await Receiver.start()
    const webhook = await hook(server, receiver.url, { events: ['message.*'] })
    const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
    const [bad, good] = [await roomWith(ann), await roomWith(ben)]
    let failing = true
    receiver.behave = ({ event }) => (failing && event.data.chatroom === bad ? 500 : 200)
    await Promise.all([sayMany(ann, bad, 4), sayMany(ben, good, 4)])
    await receiver.until(() => receiver.of(good).length === 4)
    expect(receiver.of(bad)).toEqual([])
    const tried = () => receiver.all.filter(({ event }) => event.data.chatroom === bad)
    expect(tried()).toHaveLength(1)
    await hoursLater(webhook, receiver, () => tried().length === 2)
    failing = false
    await sayMany(ann, bad, 2)
    await hoursLater(webhook, receiver, () => receiver.of(bad).length === 6)
    expect(receiver.of(bad)).toEqual(range(2, 7))
    expect(
      new Set(
        tried()
          .slice(0, 3)
          .map(({ headers }) => headers['webhook-id']),
      ).size,
    ).toBe(1)
    await sayMany(ann, bad, 3)
    await receiver.until(() => receiver.of(bad).length === 9)
    expect(receiver.of(bad)).toEqual(range(2, 10))
    const deliveries = await deliveriesOf(webhook.id)
    const first = deliveries.filter(({ event_id }) => event_id === tried()[0]!.event.id)
    expect(first.map(({ attempt, status }) => [attempt, status])).toEqual([
      [3, 200],
      [2, 500],
      [1, 500],
    ])
  })

  it('is paused after nine attempts, says so, and goes on where it was when it is resumed', async () => {
    const receiver = await Receiver.start()
    const webhook = await hook(server, receiver.url, { events: ['message.*'] })
    const ann = await registered(server)
    const room = await roomWith(ann)
    receiver.behave = () => 503
    await sayMany(ann, room, 2)
    await hoursLater(webhook, receiver, () => receiver.all.length === 9)
    await expect.poll(async () => (await one(webhook)).paused).toBe(true)
    expect((await one(webhook)).paused_because).toMatch(/9 attempts/)
    expect(receiver.all).toHaveLength(9)
    await sayMany(ann, room, 1)
    receiver.behave = () => 200
    must(await admin(server).patch(`/admin/webhooks/${webhook.id}`, { paused: false }), 200)
    await receiver.until(() => receiver.of(room).length === 3)
    expect(receiver.of(room)).toEqual([2, 3, 4])
    expect(await one(webhook)).not.toHaveProperty('paused_because')
  })

  it('whose receiver is away for an hour has missed nothing', async () => {
    const receiver = await Receiver.start()
    const webhook = await hook(server, receiver.url, { events: ['message.*'] })
    const people = await crowd(server, 3)
    const rooms = await Promise.all(people.map((person) => roomWith(person)))
    const allSay = () => Promise.all(people.map((person, nth) => sayMany(person, rooms[nth]!, 5)))
    await allSay()
    await receiver.until(() => receiver.taken.length === 15)
    await receiver.goAway()
    await allSay()
    const attempts = async () => (await deliveriesOf(webhook.id)).filter(({ status }) => status === null)
    await expect.poll(attempts).toHaveLength(3)
    // Each room waits for its own turn, and none is tried before.
    const waiting = await database.query<{ attempt: number; seconds: number }>(
      `SELECT attempt, extract(epoch FROM due_at - now())::int AS seconds FROM webhook_rooms WHERE webhook_id = $1`,
      [webhook.id],
    )
    expect(waiting.rows.map(({ attempt }) => attempt)).toEqual([1, 1, 1])
    for (const { seconds } of waiting.rows) expect(seconds).toBeLessThanOrEqual(5)
    await receiver.comeBack()
    await allSay()
    await hoursLater(webhook, receiver, () => receiver.taken.length === 45)
    for (const room of rooms) expect(receiver.of(room)).toEqual(range(2, 16))
  })

  it('loses nothing while it is paused by hand, and can have events again', async () => {
    const receiver = await Receiver.start()
    const webhook = await hook(server, receiver.url, { events: ['message.*'] })
    const ann = await registered(server)
    const room = await roomWith(ann)
    await sayMany(ann, room, 2)
    await receiver.until(() => receiver.of(room).length === 2)
    must(await admin(server).patch(`/admin/webhooks/${webhook.id}`, { paused: true }), 200)
    await sayMany(ann, room, 2)
    // Long enough for what is not paused.
    await pause(1500)
    expect(receiver.of(room)).toEqual([2, 3])
    must(await admin(server).patch(`/admin/webhooks/${webhook.id}`, { paused: false }), 200)
    await receiver.until(() => receiver.of(room).length === 4)
    const { id } = receiver.taken[0]!
    must(await admin(server).post(`/admin/webhooks/${webhook.id}/replay`, { after: id }), 204)
    await receiver.until(() => receiver.of(room).length === 7)
    expect(receiver.of(room)).toEqual([2, 3, 4, 5, 3, 4, 5])
  })

  it(`that hangs, is slow, or refuses at random (seed ${seed}) delays no other`, async () => {
    const [hangs, slow, moody, good] = await Promise.all([1, 2, 3, 4].map(() => Receiver.start()))
    for (const receiver of [hangs, slow, good]) await hook(server, receiver!.url, { events: ['message.*'] })
    const webhook = await hook(server, moody!.url, { events: ['message.*'] })
    hangs!.behave = () => new Promise<number>(() => undefined)
    slow!.behave = () => new Promise<number>((resolve) => setTimeout(() => resolve(200), 1000))
    moody!.behave = () => (random() < 0.3 ? 500 : 200)
    const ann = await registered(server)
    const room = await roomWith(ann)
    const begun = performance.now()
    await sayMany(ann, room, 12)
    await good!.until(() => good!.of(room).length === 12)
    expect(performance.now() - begun).toBeLessThan(10_000)
    expect(good!.of(room)).toEqual(range(2, 13))
    await hoursLater(webhook, moody!, () => moody!.of(room).length === 12)
    expect(moody!.of(room)).toEqual(range(2, 13))
  }, 90_000)

  it('does not let a room with very much to say, or what is in no room, keep the others waiting', async () => {
    const receiver = await Receiver.start()
    const webhook = await hook(server, receiver.url, { events: ['message.text', 'user.created'] })
    const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
    await receiver.until(() => receiver.taken.length === 2)
    const [loud, quiet] = [await roomWith(ann), await roomWith(ben)]
    let holdingBack: (() => void)[] | undefined = []
    receiver.behave = ({ event: { type, data } }) => {
      if (type === 'user.created') return holdingBack ? 500 : 200
      if (data.chatroom !== loud || !holdingBack) return 200
      return new Promise<number>((resolve) => holdingBack!.push(() => resolve(200)))
    }
    await crowd(server, 3)
    // More than may wait for one room.
    for (let nth = 0; nth < 8; nth++)
      await Promise.all(Array.from({ length: 20 }, () => say(ann, loud, 'blah')))
    await sayMany(ben, quiet, 3)
    await receiver.until(() => receiver.of(quiet).length === 3, 9000)
    expect(receiver.of(loud)).toEqual([])
    const released = holdingBack
    holdingBack = undefined
    for (const release of released) release()
    await receiver.until(() => receiver.of(loud).length === 160, 30_000)
    expect(receiver.of(loud)).toEqual(range(2, 161))
    const newcomers = () => receiver.taken.filter(({ type }) => type === 'user.created').slice(2)
    await hoursLater(webhook, receiver, () => newcomers().length === 3)
    const ids = newcomers().map(({ id }) => id)
    expect(new Set(ids).size).toBe(3)
    const tried = receiver.all.filter(({ event }) => event.type === 'user.created').slice(2)
    expect(new Set(tried.slice(0, -2).map(({ event }) => event.id))).toEqual(new Set([ids[0]]))
    // Both go on with the others.
    await say(ann, loud, 'and again')
    await registered(server)
    await receiver.until(() => receiver.of(loud).at(-1) === 162 && newcomers().length === 4)
    await expect
      .poll(
        async () =>
          (await database.query('SELECT FROM webhook_rooms WHERE webhook_id = $1', [webhook.id])).rowCount,
      )
      .toBe(0)
  })

  it('shows in /metrics how far behind it is, and what came of its deliveries', async () => {
    const receiver = await Receiver.start()
    const webhook = await hook(server, receiver.url, { events: ['message.*'] })
    const [ann, ben] = (await crowd(server, 2)) as [Person, Person]
    const [bad, good] = [await roomWith(ann), await roomWith(ben)]
    let failing = true
    receiver.behave = ({ event }) => (failing && event.data.chatroom === bad ? 500 : 200)
    const outcome = (name: string) => measure(server, `chat_webhook_deliveries_total{outcome="${name}"}`)
    const [taken = 0, refused = 0] = [await outcome('taken'), await outcome('refused')]
    const lag = () => measure(server, `chat_webhook_lag{webhook="${webhook.id}"}`)
    const seconds = () => measure(server, `chat_webhook_lag_seconds{webhook="${webhook.id}"}`)
    const soon = { timeout: 10_000 }
    await expect.poll(lag, soon).toBe(0)
    await say(ann, bad, 'not taken')
    await sayMany(ben, good, 3)
    await receiver.until(() => receiver.of(good).length === 3)
    // What waits is from before all of what the others have got meanwhile.
    await expect.poll(lag, soon).toBeGreaterThanOrEqual(2)
    const before = (await seconds())!
    expect(before).toBeGreaterThan(0)
    await expect.poll(seconds, soon).toBeGreaterThan(before)
    expect(await outcome('refused')).toBeGreaterThan(refused)
    must(await admin(server).patch(`/admin/webhooks/${webhook.id}`, { paused: true }), 200)
    await expect.poll(() => measure(server, 'chat_webhooks{state="paused"}'), soon).toBeGreaterThan(0)
    failing = false
    must(await admin(server).patch(`/admin/webhooks/${webhook.id}`, { paused: false }), 200)
    await receiver.until(() => receiver.of(bad).length === 1)
    await expect.poll(lag, soon).toBe(0)
    expect(await seconds()).toBe(0)
    expect(await outcome('taken')).toBeGreaterThanOrEqual(taken + 4)
    expect(await measure(server, 'chat_webhooks{state="active"}')).toBeGreaterThan(0)
  }, 60_000)

  it('follows no redirect', async () => {
    const [first, second] = [await Receiver.start(), await Receiver.start()]
    first.behave = (_, response) => {
      response.writeHead(307, { location: second.url })
      return 307
    }
    await hook(server, first.url, { events: ['message.*'] })
    const ann = await registered(server)
    await say(ann, await roomWith(ann), 'one')
    await first.until(() => first.all.length === 1)
    expect(second.all).toEqual([])
  })
})

it('the receiver of docs/webhooks.md works when it is copied, and takes nothing that is forged', async () => {
  const page = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8')
  const [, code = ''] = /```js\n(.*?)```/s.exec(page)!
  const PORT = String(await freePort())
  const url = `http://localhost:${PORT}/`
  const { id, secret } = await hook(server, url, { events: ['message.text'] })
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'))
  await writeFile(join(folder, 'receiver.mjs'), code)
  const env = { PATH: process.env['PATH'], WEBHOOK_SECRET: secret, PORT }
  const receiver = spawn(process.execPath, ['receiver.mjs'], { cwd: folder, env })
  startedProcesses.add(receiver)
  let printed = ''
  for (const stream of [receiver.stdout, receiver.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text))
  const forged = () =>
    fetch(url, {
      method: 'POST',
      body: '{}',
      headers: {
        'webhook-id': 'x',
        'webhook-timestamp': `${Math.floor(Date.now() / 1000)}`,
        'webhook-signature': `v1,${Buffer.alloc(32).toString('base64')}`,
      },
    }).then(
      ({ status }) => status,
      () => 'not there yet',
    )
  await expect.poll(forged).toBe(401)
  const ann = await registered(server)
  await say(ann, await roomWith(ann), 'as the page says')
  await expect.poll(() => printed).toMatch(/ message\.text \{.*as the page says/)
  await expect
    .poll(async () => (await deliveriesOf(id))[0])
    .toMatchObject({ attempt: 1, status: 204, event_id: printed.split(' ')[0] })
  receiver.kill()
  await rm(folder, { recursive: true })
})

describe('whoever sets up webhooks', () => {
  it('is told what is wrong', async () => {
    const bodies: [object, string][] = [
      [{ url: 'ftp://example.com', events: ['*'] }, 'url'],
      [{ url: 'https://ann:secret@example.com/', events: ['*'] }, 'url'],
      [{ url: ' https://example.com/', events: ['*'] }, 'url'],
      [{ url: 'https://example.com/\r\nX-Mine: 1', events: ['*'] }, 'url'],
      [{ url: `https://example.com/${'x'.repeat(2000)}`, events: ['*'] }, 'url'],
      [{ url: 'https://example.com/', events: [] }, 'events'],
      [{ url: 'https://example.com/', events: ['message.nothing'] }, 'events'],
      [{ url: 'https://example.com/', events: ['*'], chatrooms: ['no spaces'] }, 'chatrooms'],
      [{ url: 'https://example.com/', events: ['*'], secret: 'mine' }, 'secret'],
    ]
    for (const [body, field] of bodies)
      expectProblem(await admin(server).post('/admin/webhooks', body), 'validation_failed', field)
    for (const id of ['nothing', '0b1e8f3a-5a52-4f0e-9a2e-3c3f5d8f7a11']) {
      expectProblem(await admin(server).patch(`/admin/webhooks/${id}`, { paused: true }), 'not_found')
      expectProblem(await admin(server).delete(`/admin/webhooks/${id}`), 'not_found')
      expectProblem(await admin(server).get(`/admin/webhooks/${id}/deliveries`), 'not_found')
      expectProblem(await admin(server).post(`/admin/webhooks/${id}/replay`, { after: 'x' }), 'not_found')
    }
  })

  it('sees the secret once', async () => {
    const webhook = await hook(server, 'http://127.0.0.1:9/')
    expect(webhook.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(await one(webhook)).not.toHaveProperty('secret')
  })

  it('may not name private addresses, unless that is allowed', async () => {
    const other = await sharedServer()
    for (const url of [
      'http://127.0.0.1/',
      'http://[::ffff:10.0.0.1]/',
      'http://2130706433/',
      'http://169.254.169.254/',
    ])
      expectProblem(
        await admin(other).post('/admin/webhooks', { url, events: ['*'] }),
        'validation_failed',
        'url',
      )
    const ann = await registered(other)
    expectProblem(await ann.api.get('/admin/webhooks'), 'unauthenticated')
    // A name that leads to one is found out when it is connected to.
    const receiver = await Receiver.start()
    const { id } = await hook(other, receiver.url.replace('127.0.0.1', 'localhost'), {
      events: ['message.*'],
    })
    await say(ann, await roomWith(ann), 'one')
    const attempts = async () =>
      must(
        await admin(other).get<{ deliveries: { status: null; error: string }[] }>(
          `/admin/webhooks/${id}/deliveries`,
        ),
        200,
      ).deliveries
    await expect.poll(attempts, { timeout: 10_000 }).toHaveLength(1)
    expect((await attempts())[0]).toMatchObject({
      status: null,
      error: expect.stringMatching(/private/) as string,
    })
    expect(receiver.all).toEqual([])
  })
})
