// Server keys: made by ADMIN_KEY alone, shown once, gone when deleted; no sockets; and wrong ones are counted.
import { createHash } from 'node:crypto'
import { Client } from 'pg'
import { DataSource } from 'typeorm'
import { describe, expect, it } from 'vitest'
import { actingFor, admin, backend, keyWith, type ServerKey } from '../support/backend.js'
import { pause, range } from '../support/inbox.js'
import { must, registered, roomWith } from '../support/people.js'
import { api, expectProblem } from '../support/rest.js'
import { ADMIN_KEY, sharedNodes, startServer } from '../support/server.js'
import { refusalOf, socketIo } from '../support/socketio.door.js'
import { FrameSocket } from '../support/websocket.door.js'
import { whenDone } from '../support/when-done.js'

const [server, other] = await sharedNodes()

interface KeyPage {
  keys: Omit<ServerKey, 'key'>[]
  next_cursor: string | null
}

describe('a server key', () => {
  it('is shown once, and kept as a hash', async () => {
    const { key, ...shown } = await keyWith(server, ['users', 'stats'])
    expect(key).toMatch(/^sk_[\w-]{43}$/)
    expect(shown.scopes).toEqual(['users', 'stats'])
    const listed = must(await admin(server).get<KeyPage>('/admin/keys', { limit: 100 }), 200)
    expect(listed.keys.find(({ id }) => id === shown.id)).toEqual(shown)
    expect(JSON.stringify(listed)).not.toContain(key)
    const source = await new DataSource({ type: 'postgres', url: server.databaseUrl }).initialize()
    whenDone(() => source.destroy())
    const [row] = await source.query<[object]>('SELECT * FROM server_keys WHERE id = $1', [shown.id])
    expect(row).toMatchObject({ hash: createHash('sha256').update(key).digest() })
    expect(JSON.stringify(row)).not.toContain(key)
  })

  it('is made, listed and deleted by ADMIN_KEY alone', async () => {
    const person = await registered(server)
    const every = await backend(
      server,
      ...['users', 'chatrooms', 'messages', 'events', 'webhooks', 'moderation', 'stats'],
    )
    const { id } = await keyWith(server, ['stats'])
    const body = { name: 'mine', scopes: ['stats'] }
    for (const [caller, code] of [
      [api(server), 'unauthenticated'],
      [person.api, 'unauthenticated'],
      [every, 'forbidden'],
    ] as const) {
      expectProblem(await caller.post('/admin/keys', body), code)
      expectProblem(await caller.get('/admin/keys'), code)
      expectProblem(await caller.delete(`/admin/keys/${id}`), code)
    }
    must(await admin(server).delete(`/admin/keys/${id}`), 204)
  })

  it('is nobody’s on any node from the moment it is deleted', async () => {
    const { id, key } = await keyWith(server, ['stats'])
    for (const node of [server, other]) must(await api(node, key).get('/admin/stats'), 200)
    must(await admin(other).delete(`/admin/keys/${id}`), 204)
    for (const node of [server, other])
      expectProblem(await api(node, key).get('/admin/stats'), 'unauthenticated')
    for (const again of [id, 'no-id'])
      expectProblem(await admin(server).delete(`/admin/keys/${again}`), 'not_found')
  })

  it.each([
    ['name', { scopes: ['users'] }],
    ['name', { name: ' ', scopes: ['users'] }],
    ['name', { name: 'x'.repeat(101), scopes: ['users'] }],
    ['scopes', { name: 'x' }],
    ['scopes', { name: 'x', scopes: [] }],
    ['scopes', { name: 'x', scopes: 'users' }],
    ['scopes', { name: 'x', scopes: ['users', 'users'] }],
    ['scopes', { name: 'x', scopes: ['keys'] }],
    ['key', { name: 'x', scopes: ['users'], key: 'sk_mine' }],
  ])('is refused for its %s', async (field, body) => {
    expectProblem(await admin(server).post('/admin/keys', body), 'validation_failed', field)
  })

  it('is in one page of the list alone, the latest first', async () => {
    const made = [
      await keyWith(server, ['users']),
      await keyWith(server, ['users']),
      await keyWith(server, ['users']),
    ]
    const listed: string[] = []
    for (let cursor: string | undefined; listed.length === 0 || cursor;) {
      const page = must(
        await admin(server).get<KeyPage>('/admin/keys', { limit: 2, ...(cursor && { cursor }) }),
        200,
      )
      listed.push(...page.keys.map(({ id }) => id))
      cursor = page.next_cursor ?? undefined
    }
    expect(new Set(listed).size).toBe(listed.length)
    const ours = listed.filter((id) => made.some((key) => key.id === id))
    expect(ours).toHaveLength(3)
    expect(ours.at(-1)).toBe(made[0]!.id)
  })
})

describe('with a key, a socket', () => {
  it('lets nobody in, by any door', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const { key } = await keyWith(server, ['messages', 'chatrooms', 'users'])
    for (const token of [key, ADMIN_KEY]) {
      const headers = { 'x-acting-user': ann.user.username }
      for (const path of [`/send-message/${room}`, '/inbox'])
        expect(await new FrameSocket(server, path, { token, headers }).closed).toMatchObject({ code: 4401 })
      const namespace = socketIo(server, `/send-message/${room}`, { auth: { token } })
      expect(await refusalOf(namespace)).toMatchObject({ code: 'unauthenticated' })
    }
  })
})

describe('on a server of its own', async () => {
  const strict = await startServer({
    env: {
      ...{ RATE_LIMITS: 'on', RATE_LIMIT_LOGINS_PER_ADDRESS: '3', TRUST_PROXY: '1' },
      ...{ MAX_SERVER_KEYS: '2', MAX_WEBHOOKS: '2' },
    },
  })

  it.each([
    ['server_keys', 'MAX_SERVER_KEYS', '/admin/keys', { name: 'mine', scopes: ['users'] }],
    ['webhooks', 'MAX_WEBHOOKS', '/admin/webhooks', { url: 'https://example.com/', events: ['report.*'] }],
  ])(
    'there are never more %s than %s, however many are made at once: they wait for each other',
    async (table, setting, path, body) => {
      const client = new Client(strict.databaseUrl)
      await client.connect()
      whenDone(() => client.end())
      // Longer than anything waits for a room.
      await client.query('SELECT pg_advisory_lock($1::regclass::bigint)', [table])
      const answers = Promise.all(range(1, 6).map(() => admin(strict).post(path, body)))
      await pause(1000)
      await client.query('SELECT pg_advisory_unlock($1::regclass::bigint)', [table])
      const refused = (await answers).filter(({ status }) => status !== 201)
      expect(refused).toHaveLength(4)
      for (const answer of refused) {
        expectProblem(answer, 'forbidden')
        expect(answer.body).toMatchObject({ detail: expect.stringContaining(setting) as string })
      }
    },
  )

  it('wrong keys are counted by address, and then ADMIN_KEY is refused there, too, but no key that was made', async () => {
    const tryFrom = (address: string, key: string, path = '/admin/keys') =>
      api(strict).send({
        method: 'GET',
        path,
        headers: { authorization: `Bearer ${key}`, 'x-forwarded-for': address, 'x-acting-user': 'ann' },
      })
    const { keys } = must(await admin(strict).get<KeyPage>('/admin/keys'), 200)
    must(await admin(strict).delete(`/admin/keys/${keys[0]!.id}`), 204)
    const made = await keyWith(strict, ['stats'])
    for (const [nth, guess] of ['guess', 'guess', 'guess', 'sk_guess', 'sk_guess', 'sk_guess'].entries())
      expectProblem(
        await tryFrom('203.0.113.1', guess, nth === 5 ? '/list-chatroom' : undefined),
        'unauthenticated',
      )
    for (const key of ['guess', 'sk_guess', ADMIN_KEY]) {
      const answer = await tryFrom('203.0.113.1', key)
      expectProblem(answer, 'rate_limited')
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    must(await tryFrom('203.0.113.1', made.key, '/admin/stats'), 200)
    must(await tryFrom('203.0.113.2', ADMIN_KEY), 200)
  })

  it('what is done with keys is in the audit, and no key is', async () => {
    const ann = await registered(strict)
    const { keys } = must(await admin(strict).get<KeyPage>('/admin/keys'), 200)
    must(await actingFor(admin(strict), ann.user.username.toUpperCase()).get('/list-chatroom'), 200)
    must(await admin(strict).delete(`/admin/keys/${keys[0]!.id}`), 204)
    const lines = () =>
      strict.stdout.split('\n').filter((line) => /key\.(?:created|deleted)|acting/.test(line))
    // Three were made, and two deleted.
    await expect.poll(lines).toHaveLength(3 + 2 + 1)
    const acting = lines().find((line) => line.includes('acting'))
    for (const fact of ['ADMIN_KEY', ann.user.id, 'GET', '/list-chatroom']) expect(acting).toContain(fact)
    expect(strict.output).not.toContain(ADMIN_KEY)
    expect(strict.output).not.toContain('sk_')
  })
})
