// What the server writes down and counts: everything that an operator needs, and no secret or message among it.
import { readFile } from 'node:fs/promises'
import { io } from 'socket.io-client'
import { describe, expect, it } from 'vitest'
import { admin, keyWith } from '../support/backend.js'
import { LIVE_DOORS, DOORS } from '../support/doors.js'
import { add, ban, change, invite, remove, unban, useInvite } from '../support/governing.js'
import { pause } from '../support/inbox.js'
import {
  PASSWORD,
  signedUpCrowd as crowd,
  enter,
  leave,
  must,
  signedUp as registered,
  roomWith,
  say,
  unique,
} from '../support/people.js'
import { api, at } from '../support/rest.js'
import { frame, handMade } from '../support/raw-socket.js'
import { Server, startServer } from '../support/server.js'
import type { Session } from '../support/wire.js'
import { FrameSocket } from '../support/websocket.door.js'

interface Line {
  time: string
  level: string
  msg: string
  audit?: string
  [field: string]: unknown
}

const env = { LOG_FORMAT: 'json', LOG_LEVEL: 'debug', METRICS_PORT: '0', TRUST_PROXY: '1' }
const server = await startServer({ env })

const linesOf = (target: Server): Line[] =>
  target.stdout
    .split('\n')
    .slice(0, -1)
    .map((text) => JSON.parse(text) as Line)

/** The first line that matches, as soon as it is there. */
async function line(target: Server, matches: (line: Line) => boolean): Promise<Line> {
  for (let tries = 0; tries < 200; tries++) {
    const found = linesOf(target).find(matches)
    if (found) return found
    await pause(20)
  }
  throw new Error(`No such line.\n${target.output}`)
}

const audited = (event: string, facts: object) => (each: Line) =>
  each.audit === event &&
  Object.entries(facts).every(([name, value]) =>
    value === undefined ? !(name in each) : each[name] === value,
  )

describe('a whole conversation', async () => {
  const ann = await registered(server, 'ann')
  const bob = await registered(server, 'bob')
  const room = await roomWith(ann, [bob])
  const secrets = new Set([PASSWORD, ann.token, ann.refreshToken, bob.token, bob.refreshToken])
  const said = (words: string) => {
    secrets.add(words)
    return words
  }

  for (const door of DOORS) {
    const client = await door.connect(server, ann.token, room)
    await client.send({ type: 'text', message: said(unique('private words')), client_id: unique('c') })
    await client.send({ type: 'text', message: 5, words: said(unique('malformed words')) })
    const content = Buffer.from(said(unique('file words'))).toString('base64')
    secrets.add(content)
    await client.send({ type: 'attachment', attachment: { type: 'document', filename: 'a.txt', content } })
    await client.close()
  }
  const { ticket } = must(await ann.api.post<{ ticket: string }>('/auth/ticket'), 201)
  secrets.add(ticket)
  const socket = new FrameSocket(server, at('/send-message', room, `?ticket=${ticket}`))
  await socket.next('ready')
  const again = new FrameSocket(
    server,
    at('/send-message', room, `?ticket=${ticket}&token=${said('in-the-address')}`),
  )
  await again.closed
  const first = new FrameSocket(server, at('/send-message', room))
  await first.opened
  first.send({ type: 'auth', token: ann.token })
  await first.next('ready')
  await api(server).post('/auth/login', {
    username: said('typed my password here'),
    password: said('wrong-words'),
  })
  await api(server).post('/auth/login', { username: ann.user.username, password: 'wrong-words' })
  await api(server, `${ann.token}x`).get('/auth/me')
  await ann.api.get(`/auth/me?access_token=${ann.token}&q=${said('in-the-query')}`)
  await api(server).send({
    method: 'POST',
    path: '/auth/login',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': '203.0.113.9' },
    body: `{"username": ${said('broken-words')}`,
  })
  const session = must(
    await api(server).post<Session>('/auth/refresh', { refresh_token: ann.refreshToken }),
    200,
  )
  secrets.add(session.access_token).add(session.refresh_token)
  must(await bob.api.post('/auth/logout'), 204)
  await socket.close()
  await first.close()
  await line(server, ({ msg, delivered, ms }) => msg === 'connection' && delivered === 0 && Number(ms) >= 0)

  it('leaves no password, token, ticket or word of it', () => {
    const written = server.output
    expect([...secrets].filter((secret) => written.includes(secret))).toEqual([])
    expect(written).not.toMatch(/eyJ[\w-]+\.[\w-]+|ticket=\w|Bearer \S/)
    expect(linesOf(server).length).toBeGreaterThan(30)
  })

  it('is a line for each request, under the id that the client was told', async () => {
    const answer = await ann.api.get('/chatroom/no-such-room')
    const id = answer.headers.get('x-request-id')
    expect(await line(server, ({ request_id }) => request_id === id)).toMatchObject({
      level: 'info',
      msg: 'request',
      method: 'GET',
      path: '/chatroom/no-such-room',
      status: 404,
      code: 'chatroom_not_found',
      user_id: ann.user.id,
      address: expect.any(String) as string,
      ms: expect.any(Number) as number,
    })
    expect(linesOf(server).filter(({ request_id }) => request_id === id)).toHaveLength(1)
    expect(await line(server, ({ address }) => address === '203.0.113.9')).toMatchObject({ status: 400 })
  })

  it('is a line for each connection, and for each that was refused', () => {
    const ends = linesOf(server).filter(({ msg }) => msg === 'connection')
    expect(ends).toHaveLength(LIVE_DOORS.length + 2)
    expect(new Set(ends.map(({ door }) => door))).toEqual(new Set(['websocket', 'socket.io']))
    for (const end of ends) expect(end).toMatchObject({ room, user_id: ann.user.id, address: '127.0.0.1' })
    expect(ends.slice(0, LIVE_DOORS.length).map(({ sent, delivered }) => [sent, delivered])).toEqual(
      LIVE_DOORS.map(() => [2, 2]),
    )
    const refused = linesOf(server).filter(({ msg }) => msg === 'connection refused')
    expect(refused).toMatchObject([{ door: 'websocket', code: 'unauthenticated' }])
  })

  it('is audited: who signed in, was refused and left', async () => {
    const { id: user_id } = ann.user
    await line(server, audited('user.registered', { user_id }))
    await line(server, audited('signin.failed', { user_id }))
    await line(server, audited('signin.failed', { user_id: undefined }))
    await line(server, audited('room.created', { user_id, room }))
    await line(server, audited('session.ended', { user_id: bob.user.id }))
    must(await api(server, session.access_token).post('/auth/logout'), 204)
    expect((await api(server).post('/auth/refresh', { refresh_token: ann.refreshToken })).status).toBe(401)
  })
})

describe('the audit trail', () => {
  it('tells who became an owner, whose token was stolen and what was deleted, whatever LOG_LEVEL says', async () => {
    const quiet = await Server.start({ env: { LOG_FORMAT: 'json', LOG_LEVEL: 'fatal', REFRESH_GRACE: '1' } })
    const [ann, bob] = [await registered(quiet), await registered(quiet)]
    const room = await roomWith(ann, [bob])
    await leave(ann, room)
    await line(quiet, audited('member.left', { user_id: ann.user.id, room }))
    await line(quiet, audited('role.changed', { user_id: bob.user.id, room, role: 'owner' }))
    await leave(bob, room)
    await enter(ann, room)
    await line(quiet, audited('role.changed', { user_id: ann.user.id, room, role: 'owner' }))
    must(await ann.api.delete(at('/chatroom', room)), 204)
    await line(quiet, audited('room.deleted', { user_id: ann.user.id, room }))
    const login = { username: bob.user.username, password: PASSWORD }
    must(await api(quiet).post('/auth/login', login), 200)
    const { session_id } = await line(quiet, audited('signin.ok', { user_id: bob.user.id }))
    expect(session_id).toMatch(/^[\w-]{36}$/)
    const refresh = { refresh_token: bob.refreshToken }
    must(await api(quiet).post('/auth/refresh', refresh), 200)
    await pause(1100)
    expect((await api(quiet).post('/auth/refresh', refresh)).status).toBe(401)
    await line(quiet, audited('session.reused', { session_id: bob.refreshToken.split('.')[0] }))
    // Where it listens, and the trail: nothing else.
    expect(linesOf(quiet).filter((each) => !each.audit)).toHaveLength(1)
    await quiet.stop()
  })

  it('tells what owner and admins do to whom, and of invites all but the code', async () => {
    const loud = await Server.start({ env: { LOG_FORMAT: 'json', LOG_LEVEL: 'info' } })
    const [ann, bob] = [await registered(loud), await registered(loud)]
    const room = await roomWith(ann)
    const about = { user_id: bob.user.id, by: ann.user.id, room }
    must(await add(ann, room, bob), 201)
    await line(loud, audited('member.added', about))
    must(await change(ann, room, bob, { muted_until: '2099-01-01T00:00:00.000Z' }), 200)
    await line(loud, audited('member.muted', about))
    must(await change(ann, room, bob, { muted_until: null }), 200)
    await line(loud, audited('member.unmuted', about))
    must(await remove(ann, room, bob), 204)
    await line(loud, audited('member.removed', about))
    must(await ban(ann, room, bob), 204)
    await line(loud, audited('member.banned', about))
    must(await unban(ann, room, bob), 204)
    await line(loud, audited('member.unbanned', about))
    const { code } = await invite(ann, room)
    await line(loud, audited('invite.created', { user_id: ann.user.id, room }))
    must(await useInvite(bob, code), 200)
    await line(loud, audited('invite.used', { user_id: bob.user.id, room }))
    must(await ann.api.delete(at('/chatroom', room, `/invites/${code}`)), 204)
    await line(loud, audited('invite.revoked', { user_id: ann.user.id, room }))
    must(await change(ann, room, bob, { role: 'owner' }), 200)
    await line(loud, audited('role.changed', { ...about, role: 'owner' }))
    await line(loud, audited('role.changed', { user_id: ann.user.id, by: ann.user.id, room, role: 'admin' }))
    await loud.stop()
    expect(loud.output).not.toContain(code)
  })

  it('tells which server key set up, changed and ended what is sent where, and erased whom', async () => {
    const { key, id } = await keyWith(server, ['webhooks', 'users'])
    const holder = api(server, key)
    const [ann] = await crowd(server, 1)
    const body = { url: 'https://hook.invalid/', events: ['message.text'] }
    const made = must(await holder.post<{ id: string; secret: string }>('/admin/webhooks', body), 201)
    const about = { webhook: made.id, key: id }
    await line(server, audited('webhook.created', about))
    must(await holder.patch(`/admin/webhooks/${made.id}`, { url: 'https://other.invalid/' }), 200)
    await line(server, audited('webhook.changed', about))
    const { cursor } = must(await admin(server).get<{ cursor: string }>('/admin/events'), 200)
    must(await holder.post(`/admin/webhooks/${made.id}/replay`, { after: cursor }), 204)
    await line(server, audited('webhook.replayed', about))
    must(await holder.delete(`/admin/webhooks/${made.id}`), 204)
    await line(server, audited('webhook.deleted', about))
    must(await holder.delete(`/admin/users/${ann!.user.username}`), 204)
    await line(server, audited('user.erased', { user_id: ann!.user.id, key: id }))
    for (const secret of [key, made.secret]) expect(server.output).not.toContain(secret)
  })
})

const LIVE_SERIES = ['chat_connections{door="websocket"}', 'chat_connections{door="socket.io"}']

describe('the metrics', async () => {
  const at9090 = (await line(server, ({ where }) => where !== undefined))['where'] as { Metrics: string }
  const scrape = async () => (await fetch(at9090.Metrics)).text()
  const value = (text: string, name: string) =>
    Number(new RegExp(`^${name.replace(/[{}"]/g, '\\$&')} (\\S+)$`, 'm').exec(text)?.[1])

  it('count connections by door, messages, deliveries and cuts', async () => {
    const [ann, bob] = [await registered(server), await registered(server)]
    const room = await roomWith(ann, [bob])
    const before = await scrape()
    const clients = await Promise.all(LIVE_DOORS.map((door) => door.connect(server, bob.token, room)))
    const { seq } = await say(ann, room, 'counted')
    for (const client of clients) await client.waitFor((each) => each.seq === seq)
    const during = await scrape()
    const grown = (name: string) => value(during, name) - (value(before, name) || 0)
    expect(grown('chat_connections{door="websocket"}')).toBe(1)
    expect(grown('chat_connections{door="socket.io"}')).toBe(2)
    expect(grown('chat_messages_appended_total')).toBe(1)
    expect(grown('chat_deliveries_total')).toBe(3)
    expect(grown('chat_append_seconds_count')).toBe(1)
    await leave(bob, room)
    for (const client of clients) expect((await client.closed).code).toBe(4403)
    // The server learns a little later than the client that a connection has closed.
    let after = await scrape()
    const open = (text: string) => LIVE_SERIES.map((name) => value(text, name))
    while (open(after).join() !== open(before).join()) after = await scrape()
    expect(value(after, 'chat_cuts_total{code="4403"}')).toBe(3)
  })

  it('show that a node does not read back from the log what it has just said itself', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann, [])
    const client = await LIVE_DOORS[0]!.connect(server, ann.token, room)
    const before = await scrape()
    for (let nth = 0; nth < 200; nth++) await client.send({ type: 'text', message: `${nth}` })
    const grown = (name: string) => value(after, name) - value(before, name)
    const after = await scrape()
    expect(grown('chat_messages_appended_total')).toBe(200)
    // One may be: when the periodic check looks just then.
    expect(grown('chat_feed_fills_total')).toBeLessThan(3)
    await client.close()
  })

  it('tell how much is kept for others, and that it goes with them', async () => {
    const ann = await registered(server)
    const socket = await handMade(server, await roomWith(ann), ann.token)
    const held = async () => value(await scrape(), 'chat_held_bytes{what="connections"}')
    const megabyte = 1024 * 1024
    socket.write(frame('x'.repeat(2 * megabyte)).subarray(0, megabyte))
    await expect.poll(held).toBeGreaterThan(megabyte / 2)
    socket.destroy()
    await expect.poll(held).toBeLessThan(megabyte / 2)
    expect(value(await scrape(), 'chat_held_bytes{what="reserved"}')).toBe(0)
    expect(value(await scrape(), 'chat_shed_total{why="held"}')).toBe(0)
  })

  it('tell of the process, the pool and the requests', async () => {
    const text = await scrape()
    expect(value(text, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0)
    expect(value(text, 'process_resident_memory_bytes')).toBeGreaterThan(1e6)
    expect(value(text, 'chat_database_connections{pool="main",state="idle"}')).toBeGreaterThanOrEqual(0)
    expect(text).toMatch(
      /^http_request_duration_seconds_count\{method="GET",route="\/chatroom\/:chatroom_name",status="404"\} \d+$/m,
    )
    expect(text).toMatch(/^chat_refusals_total\{code="unauthenticated"\} \d+$/m)
  })

  it('are the ones of docs/operating.md', async () => {
    const page = await readFile(new URL('../../docs/operating.md', import.meta.url), 'utf8')
    const told = page
      .split('\n')
      .filter((row) => row.startsWith('| `chat_'))
      .map((row) => row.split('|')[1]!)
      .join()
    const short = '`_duplicate_total`'
    expect(told).toContain(short)
    const named = [...told.replace(short, '`chat_messages_duplicate_total`').matchAll(/`(chat_\w+)/g)]
    const measured = [...(await scrape()).matchAll(/^# TYPE (chat_\w+)/gm)]
    const names = (found: RegExpMatchArray[]) => found.map(([, name]) => name!).toSorted()
    expect(names(named)).toEqual(names(measured))
  })

  it('are not on the public port, and nothing else is on theirs', async () => {
    expect((await fetch(`${server.url}/metrics`)).status).toBe(404)
    expect((await fetch(at9090.Metrics.replace('/metrics', '/docs'))).status).toBe(404)
    expect((await fetch(at9090.Metrics, { method: 'POST' })).status).toBe(404)
  })
})

it('a client of Socket.IO 2, which tells its user nothing, is named', async () => {
  expect((await fetch(`${server.url}/socket.io/?EIO=3&transport=polling`)).status).toBe(400)
  await expect
    .poll(() => linesOf(server).filter(({ code }) => code === 'unsupported_protocol'))
    .toMatchObject([{ msg: 'connection refused', door: 'socket.io', address: '127.0.0.1' }])
})

describe('a line', () => {
  it('cannot be forged by what a client sends', async () => {
    const forged = '%0a{"audit":"signin.ok"}%e2%80%ae%c2%9b'
    await fetch(`${server.url}/chatroom/${forged}`)
    const socket = io(`${server.url}/send-message/${forged}`, {
      reconnection: false,
      transports: ['websocket'],
    })
    await new Promise((resolve) => socket.once('connect_error', resolve))
    socket.disconnect()
    for (const each of server.stdout.split('\n').slice(0, -1)) JSON.parse(each)
    expect(server.stdout).not.toMatch(/[\u0080-\u009f\u202a-\u202e]/)
    expect(linesOf(server).filter((each) => each.audit === 'signin.ok' && !each['user_id'])).toEqual([])
  })
})
