// Whoever may name an address makes the server connect to nothing that is not everybody's, whichever way they write it and whatever DNS says.
import { once } from 'node:events'
import { createServer, type Server as TcpServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { admin } from '../support/events.js'
import { pause } from '../support/inbox.js'
import { must, registered, roomWith, say, type Person } from '../support/people.js'
import { Browser } from '../support/push-service.js'
import { hook, Receiver } from '../support/receiver.js'
import { expectProblem } from '../support/rest.js'
import { startServer, type Server } from '../support/server.js'

/** Public, and nobody's: of IPv6 that is not given out. */
const NOWHERE = '2d00::1'

/** What DNS says, answer by answer, the last for ever. */
const ANSWERS: Record<string, string[][]> = {
  'private.test': [['127.0.0.1']],
  'zero.test': [['0.0.0.0']],
  'mapped.test': [['::ffff:127.0.0.1']],
  'loopback.test': [['::1']],
  'metadata.test': [['169.254.169.254']],
  '127.0.0.1.nip.test': [['127.0.0.1']],
  'both.test': [[NOWHERE, '127.0.0.1']],
  'changing.test': [[NOWHERE], ['127.0.0.1']],
}

/** What is noted, if not that an address is private. */
const EXPECTED: Record<string, RegExp> = {
  'both.test': /^E|no answer/,
}

/** Settings of a node that asks this DNS. Everything else is as it is: also what the server does with its answers. */
function resolving(answers: Record<string, string[][]>): Record<string, string> {
  const code = `import dns from 'node:dns/promises'
    import { isIP } from 'node:net'
    const [answers, now] = [${JSON.stringify(answers)}, {}]
    for (const family of [4, 6]) {
      const method = 'resolve' + family
      const right = dns.Resolver.prototype[method]
      dns.Resolver.prototype[method] = async function (name) {
        const known = answers[name]
        if (!known) return right.call(this, name)
        // Each look-up asks for both families, in this order.
        if (family === 4) now[name] = known.length > 1 ? known.shift() : known[0]
        const found = now[name].filter((address) => isIP(address) === family)
        if (found.length === 0) throw Object.assign(new Error(name), { code: 'ENODATA' })
        return found
      }
    }`
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` }
}

/** Somebody's private network: it counts who connects. */
const listeners: TcpServer[] = []
let port: number
let connections = 0

let server: Server
let database: Client
let ann: Person
let room: string
let quiet: string

beforeAll(async () => {
  for (const host of ['127.0.0.1', '::1']) {
    const listener = createServer((socket) => {
      connections++
      socket.destroy()
    })
    listener.listen(port ?? 0, host)
    // Not every machine has IPv6.
    if ((await once(listener, 'listening').catch(() => undefined)) === undefined) continue
    port = (listener.address() as AddressInfo).port
    listeners.push(listener)
  }
  server = await startServer({ env: resolving(ANSWERS) })
  database = new Client(server.databaseUrl)
  await database.connect()
  ann = await registered(server)
  room = await roomWith(ann)
  quiet = (await hook(server, 'http://nowhere.invalid/', { events: ['user.erased'] })).id
})

afterAll(async () => {
  await database.end()
  for (const listener of listeners) listener.close()
})

interface Delivery {
  status: number | null
  error?: string
}
const deliveriesOf = async (id: string): Promise<Delivery[]> =>
  must(await admin(server).get<{ deliveries: Delivery[] }>(`/admin/webhooks/${id}/deliveries`), 200)
    .deliveries

it.each([
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f000001',
  '0x7f.0.0.1',
  '0177.0.0.1',
  '017700000001',
  '0.0.0.0',
  '0',
  '10.0.0.1',
  '100.64.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '192.168.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '127。0。0。1',
  '①②⑦.0.0.1',
  '127.0.0.1.',
  '[::1]',
  '[::]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[fe80::1]',
  '[fd00::1]',
  '[ff02::1]',
])('a webhook or a push service at %s is refused', async (host) => {
  const body = { url: `http://${host}:${port}/`, events: ['*'] }
  expectProblem(await admin(server).post('/admin/webhooks', body), 'validation_failed', 'url')
  const changed = await admin(server).patch(`/admin/webhooks/${quiet}`, { url: body.url })
  expectProblem(changed, 'validation_failed', 'url')
  const { subscription } = new Browser(`https://${host}:${port}/push`)
  expectProblem(await ann.api.put('/push/subscriptions', subscription), 'validation_failed', 'endpoint')
})

it('names that lead to private addresses are found out when they are connected to, each time', async () => {
  const names = [
    ...Object.keys(ANSWERS),
    'localhost',
    'localhost.',
    'LOCALHOST',
    'private.test:80@private.test',
  ]
  const ids = new Map<string, string>()
  for (const name of names.slice(0, -1))
    ids.set(name, (await hook(server, `http://${name}:${port}/hook`, { events: ['message.*'] })).id)
  const disguised = { url: `http://${names.at(-1)}/`, events: ['*'] }
  expectProblem(await admin(server).post('/admin/webhooks', disguised), 'validation_failed', 'url')
  await say(ann, room, 'to whom it may concern')
  // Those that are public at first come to their second answer later.
  const later = setInterval(
    () => void database.query(`UPDATE webhook_rooms SET due_at = due_at - interval '1 hour'`),
    500,
  )
  onTestFinished(() => clearInterval(later))
  for (const [name, id] of ids) {
    const expected = EXPECTED[name] ?? /private/
    await expect
      .poll(async () => (await deliveriesOf(id)).map(({ error }) => error), {
        timeout: 30_000,
        message: name,
      })
      .toContainEqual(expect.stringMatching(expected))
    for (const { status } of await deliveriesOf(id)) expect(status).toBeNull()
  }
  const errors = (await deliveriesOf(ids.get('changing.test')!)).map(({ error }) => error)
  expect(errors.some((error) => !/private/.test(error!))).toBe(true)
  expect(connections).toBe(0)
})

it('pushes do not go there either', async () => {
  const ben = await registered(server)
  const shared = await roomWith(ann, [ben])
  for (const host of ['localhost', 'private.test', 'mapped.test', 'loopback.test']) {
    const { subscription } = new Browser(`https://${host}:${port}/push`)
    must(await ben.api.put('/push/subscriptions', subscription), 204)
  }
  await say(ann, shared, 'wake up')
  const left = async () => {
    const { rows } = await database.query<{ tasks: string; told: string }>(
      'SELECT (SELECT count(*) FROM push_tasks) AS tasks, (SELECT count(*) FROM push_notices) AS told',
    )
    return rows[0]!
  }
  const isDone = async () => Number((await left()).told) > 0 && Number((await left()).tasks) === 0
  await expect.poll(isDone, { timeout: 20_000 }).toBe(true)
  await pause(1000)
  expect(Number((await left()).tasks)).toBe(0)
  expect(connections).toBe(0)
})

it('a redirect leads nowhere', async () => {
  const open = await startServer({ env: { WEBHOOK_PRIVATE_ADDRESSES: 'on' } })
  const speaker = await registered(open)
  for (const status of [301, 302, 303, 307, 308]) {
    const receiver = await Receiver.start()
    receiver.behave = (_, response) => {
      response.writeHead(status, {
        location: `http://127.0.0.1:${port}/`,
        refresh: `0; http://127.0.0.1:${port}/`,
      })
      return status
    }
    const { id } = await hook(open, receiver.url, { events: ['message.text'] })
    await say(speaker, await roomWith(speaker), 'where to?')
    const noted = async () =>
      must(await admin(open).get<{ deliveries: Delivery[] }>(`/admin/webhooks/${id}/deliveries`), 200)
        .deliveries
    await expect.poll(noted, { timeout: 10_000 }).toMatchObject([{ status }])
  }
  expect(connections).toBe(0)
})
