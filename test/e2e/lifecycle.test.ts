// From start to end of a process: what it says when it cannot start, how it drains, and what a power cut leaves.
import { connect, createServer, type AddressInfo } from 'node:net'
import { describe, expect, it } from 'vitest'
import { freshDatabase } from '../support/database.js'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { pause, range, seqs, within } from '../support/inbox.js'
import { logOf, must, registered, roomWith, say } from '../support/people.js'
import { api, at } from '../support/rest.js'
import { Server, startInVain } from '../support/server.js'
import type { Session } from '../support/wire.js'

/** Ends with exit code 1 after one sentence on stderr, and no stack. */
async function expectRefusal(env: Record<string, string>, sentence: RegExp): Promise<void> {
  const { code, stdout, stderr } = await startInVain(env)
  expect(stderr.trim()).toMatch(sentence)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).not.toMatch(/\n\s+at |node_modules/)
  expect([code, stdout]).toEqual([1, ''])
}

describe.concurrent('a server that cannot start says why in one sentence', () => {
  it('when the port is taken', async () => {
    const holder = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => holder.once('listening', resolve))
    const { port } = holder.address() as AddressInfo
    await expectRefusal(
      { PORT: String(port), DATABASE_URL: await freshDatabase() },
      new RegExp(`${port}.*\\.$`),
    )
    holder.close()
  })

  it('when a setting is malformed', async () => {
    await expectRefusal(
      { PORT: 'eighty', ACCESS_TOKEN_TTL: 'soon' },
      /^Settings: PORT .*; ACCESS_TOKEN_TTL .*\.$/,
    )
  })

  it.each([
    ['refuses connections', 'postgres://somebody:s3cret@127.0.0.1:1/chat'],
    ['has no such host', 'postgres://somebody:s3cret@no-such-host.invalid/chat'],
  ])('when the database %s, without repeating its password', async (_, DATABASE_URL) => {
    await expectRefusal({ DATABASE_URL }, /^((?!s3cret).)*database.*cannot be reached((?!s3cret).)*$/)
  })

  it('when the database does not exist', async () => {
    const url = new URL(await freshDatabase())
    url.pathname = '/no_such_database'
    await expectRefusal({ DATABASE_URL: url.href }, /no_such_database/)
  })

  it('when what answers at the database’s address says nothing', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const { port } = silent.address() as AddressInfo
    const DATABASE_URL = `postgres://somebody@127.0.0.1:${port}/chat`
    await expectRefusal({ DATABASE_URL, DATABASE_TIMEOUT: '1s' }, /database.*cannot be reached/)
    silent.close()
  })
})

describe('a server that is told to end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s says goodbye to every connection and exits with 0',
    async (signal) => {
      const server = await Server.start()
      const ann = await registered(server)
      const room = await roomWith(ann)
      const clients = await Promise.all(LIVE_DOORS.map((door) => door.connect(server, ann.token, room)))
      const ends = Promise.all(clients.map(({ closed }) => within(10_000, 'goodbye', closed)))
      process.kill(server.pid, signal)
      const exit = within(10_000, 'its end', server.exited)
      for (const { code } of await ends) expect(code).toBe(1001)
      const { code, stderr } = await exit
      expect([code, stderr]).toEqual([0, ''])
    },
  )

  it('keeps every message that it has acknowledged, and acknowledges every message that it keeps', async () => {
    const server = await Server.start()
    const ann = await registered(server)
    const room = await roomWith(ann)
    const clients = await Promise.all(DOORS.map((door) => door.connect(server, ann.token, room)))
    const acknowledged = new Set<number>()
    const talks = clients.map(async (client, who) => {
      for (let word = 0; ; word++) {
        const answer = await Promise.race([
          client.send({ type: 'text', message: 'x', client_id: `${who}-${word}` }).catch(() => undefined),
          client.closed.then(() => undefined),
        ])
        if (!answer?.ok) return
        acknowledged.add(answer.seq)
      }
    })
    while (acknowledged.size < 100) await pause(10)
    await server.stop()
    await Promise.all(talks.map((talk) => within(5000, 'the end of the talk', talk)))
    const next = await Server.start({ databaseUrl: server.databaseUrl })
    const log = seqs(await logOf({ ...ann, api: api(next, ann.token) }, room))
    expect(log).toEqual(range(1, log.length))
    expect(log.filter((seq) => seq > 1 && !acknowledged.has(seq))).toEqual([])
    expect([...acknowledged].filter((seq) => seq > log.length)).toEqual([])
    await next.stop()
  })

  it('refuses nothing that a client that polls sends before it has read the goodbye', async () => {
    const server = await Server.start()
    const ann = await registered(server)
    const namespace = `/send-message/${await roomWith(ann)}`
    const address = `${server.url}/socket.io/?EIO=4&transport=polling`
    const { sid } = JSON.parse((await (await fetch(address)).text()).slice(1)) as { sid: string }
    const poll = async () => (await fetch(`${address}&sid=${sid}`)).text()
    const post = async (body: string) =>
      (await fetch(`${address}&sid=${sid}`, { method: 'POST', body })).text()
    await post(`40${namespace},${JSON.stringify({ token: ann.token })}`)
    while (!(await poll()).includes('["ready"')) await pause(10)
    process.kill(server.pid, 'SIGTERM')
    while (!(await poll()).includes('["closing"')) await pause(10)
    await pause(50)
    expect(await post('3')).toBe('ok')
    expect(JSON.parse(await poll())).toMatchObject({ code: 1 })
    expect(await within(10_000, 'its end', server.exited)).toMatchObject({ code: 0, stderr: '' })
  })

  it('does not wait for idle connections, half requests or sockets that never said who they are', async () => {
    const server = await Server.start()
    const ann = await registered(server)
    const silent = connect(server.port, '127.0.0.1')
    const half = connect(server.port, '127.0.0.1')
    half.write(
      'POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{',
    )
    for (const socket of [silent, half]) socket.on('error', () => undefined)
    must(await ann.api.get('/auth/me'), 200)
    await server.stop()
    expect((await server.exited).code).toBe(0)
  })
})

describe('a server that is killed', () => {
  it('has lost nothing that it acknowledged; the next goes on with the next seq and honours the tokens', async () => {
    const server = await Server.start()
    const ann = await registered(server)
    const room = await roomWith(ann)
    const client = await LIVE_DOORS[0]!.connect(server, ann.token, room)
    const acknowledged: number[] = []
    const talk = (async () => {
      for (let word = 0; ; word++) {
        const answer = await Promise.race([
          client.send({ type: 'text', message: `word ${word}`, client_id: `w${word}` }),
          client.closed.then(() => undefined),
        ])
        if (!answer?.ok) return
        acknowledged.push(answer.seq)
      }
    })().catch(() => undefined)
    while (acknowledged.length < 50) await pause(10)
    await server.kill()
    await talk

    const next = await Server.start({ databaseUrl: server.databaseUrl })
    const again = { ...ann, api: api(next, ann.token) }
    const log = await logOf(again, room)
    expect(seqs(log)).toEqual(range(1, log.length))
    expect(seqs(log)).toEqual(expect.arrayContaining(acknowledged))
    expect(log.length - 1 - acknowledged.length).toBeLessThanOrEqual(1)
    const retry = { type: 'text', message: 'word 0', client_id: 'w0' }
    expect((await again.api.post(at('/send-message', room), retry)).status).toBe(200)
    expect((await say(again, room, 'after')).seq).toBe(log.length + 1)
    must(await api(next).post<Session>('/auth/refresh', { refresh_token: ann.refreshToken }), 200)
    await next.stop()
  })
})

describe('in production', () => {
  it('there is no Swagger unless it is asked for', async () => {
    const env = { NODE_ENV: 'production', JWT_SECRET: 'x'.repeat(32) }
    const server = await Server.start({ env })
    expect((await fetch(`${server.url}/docs-json`)).status).toBe(404)
    expect((await fetch(`${server.url}/docs`)).status).toBe(404)
    await server.stop()
  })
})
