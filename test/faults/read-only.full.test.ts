// A database that takes no writes, as in the window of a failover: nobody can send, everybody is told so, and it passes by itself.
import { describe, expect, it, vi } from 'vitest'
import { DOORS } from '../support/doors.js'
import { crowd, roomWith, say, unique, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import { startServer, type Server } from '../support/server.js'
import { startPostgresPair } from '../support/standby.js'

const BACK_WITHIN = 5000

const pair = await startPostgresPair()
const server = await startServer({ databaseUrl: pair.url })
const [ann, bob] = (await crowd(server, 2)) as [Person, Person]
const room = await roomWith(ann, [bob])

interface Health {
  status: string
  dependencies: { database: string; bus: string }
}

async function readiness(of: Server): Promise<{ status: number; health: Health }> {
  const answer = await fetch(`${of.url}/health/ready`)
  return { status: answer.status, health: (await answer.json()) as Health }
}

const becomesReady = () =>
  vi.waitFor(async () => expect((await readiness(server)).status).toBe(200), { timeout: BACK_WITHIN })

/** Everything that writes, over HTTP. */
const writes = (): Promise<Response>[] => {
  const call = (method: string, path: string, body?: object) =>
    fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
  return [
    call('POST', at('/send-message', room), { type: 'text', message: 'hello' }),
    call('POST', '/chatroom/create', { name: unique('other'), max_members: 2 }),
    call('POST', at('/leave-chatroom', room)),
    call('DELETE', at('/chatroom', room)),
    call('POST', '/auth/ticket'),
    call('POST', '/auth/register', { username: unique('late'), password: 'correct horse battery' }),
    call('POST', '/auth/refresh', { refresh_token: ann.refreshToken }),
  ]
}

async function expectToldEverywhere(): Promise<void> {
  for (const answer of await Promise.all(writes())) {
    expect({ url: answer.url, status: answer.status }).toEqual({ url: answer.url, status: 503 })
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await answer.json()).toMatchObject({ code: 'unavailable' })
  }
  await vi.waitFor(
    async () =>
      expect(await readiness(server)).toMatchObject({
        status: 503,
        health: { status: 'unavailable', dependencies: { database: 'read_only' } },
      }),
    { timeout: BACK_WITHIN },
  )
}

const FAULTS = [
  {
    name: 'a standby, to which the address leads too early',
    begin: async () => pair.point('standby'),
    end: async () => pair.point('primary'),
  },
  {
    name: 'a primary with default_transaction_read_only',
    begin: () => makeReadOnly(true),
    end: () => makeReadOnly(false),
  },
]

async function makeReadOnly(on: boolean): Promise<void> {
  await pair.primary.query(`ALTER SYSTEM SET default_transaction_read_only = ${on ? 'on' : 'off'}`)
  await pair.primary.query('SELECT pg_reload_conf()')
  const shown = () => pair.primary.query(`SHOW default_transaction_read_only`)
  await expect.poll(shown).toEqual([{ default_transaction_read_only: on ? 'on' : 'off' }])
}

describe.each(FAULTS)('$name', ({ begin, end }) => {
  it('is unavailable through every door, named in the log, and forgotten when it is over', async () => {
    const clients = await Promise.all(DOORS.map((door) => door.connect(server, bob.token, room)))
    await begin()
    try {
      await vi.waitFor(async () => expect((await readiness(server)).status).toBe(503), {
        timeout: BACK_WITHIN,
      })
      await expectToldEverywhere()
      for (const client of clients) {
        const answer = await client.send({ type: 'text', message: 'hello' })
        expect(answer).toMatchObject({ ok: false, error: { code: 'unavailable', retry_after: 1 } })
      }
    } finally {
      await end()
    }
    await becomesReady()
    for (const client of clients)
      expect(await client.send({ type: 'text', message: 'again' })).toMatchObject({ ok: true })
    await Promise.all(clients.map((client) => client.close()))
    expect(server.stdout.match(/The database takes no writes/g)).toHaveLength(1)
    expect(server.output).not.toMatch(/\n\s+at /)
  })
})

describe('connections that a failover has left at the old primary', () => {
  it('are given up one by one, until all lead to the new one', async () => {
    await pair.promote()
    await makeReadOnly(true)
    pair.pointNew('standby')
    await vi.waitFor(
      async () => {
        const answers = await Promise.all(Array.from({ length: 20 }, () => ann.api.post('/auth/ticket')))
        expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]))
      },
      { timeout: BACK_WITHIN },
    )
    await say(ann, room, 'moved')
    expect(await pair.standby.query(`SELECT FROM messages WHERE message = 'moved'`)).toHaveLength(1)
  })
})
