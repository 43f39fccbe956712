// Behind Debian's PgBouncer, in the modes that people run it in: all that is promised holds, and what cannot is refused at the start.
import { readFileSync } from 'node:fs'
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { readConfig } from '../../src/config/config.js'
import { openDataSource } from '../../src/database/data-source.js'
import { lookAt } from '../../src/database/preflight.js'
import { startCluster } from '../support/cluster.js'
import { freshDatabase } from '../support/database.js'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { pause, range } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { freePort } from '../support/own-postgres.js'
import {
  signedUpCrowd as crowd,
  must,
  PASSWORD,
  signedUp as registered,
  roomWith,
  say,
  type Person,
} from '../support/people.js'
import {
  hasPgBouncer,
  PgBouncer,
  startPgBouncer,
  tracksStatements,
  type PgBouncerSettings,
} from '../support/pgbouncer.js'
import { api, at, expectProblem } from '../support/rest.js'
import { rounds } from '../support/rounds.js'
import { startInVain, startServer } from '../support/server.js'
import { whenDone } from '../support/when-done.js'
import type { Session } from '../support/wire.js'

const RESTARTS = rounds(10, 2)
/** Longer than any test: what arrives was announced. */
const NEVER_LOOK = '600'
const FAILURES = 4

const INSTALLED = hasPgBouncer()
const TRACKS = INSTALLED && tracksStatements()

interface Mode {
  settings: PgBouncerSettings
  says: string
  pooling: object
}

const SESSION: Mode = {
  settings: { pool_mode: 'session' },
  says: 'session mode, with prepared',
  pooling: { mode: 'session', names: true },
}
const FORGETFUL: Mode = {
  settings: {
    pool_mode: 'transaction',
    ...(TRACKS && { max_prepared_statements: 0 }),
  },
  says: 'transaction mode, without prepared',
  pooling: { mode: 'transaction', names: false },
}
const TRACKING: Mode = {
  settings: { pool_mode: 'transaction', max_prepared_statements: 200 },
  says: 'transaction mode, with prepared',
  pooling: { mode: 'transaction', names: true },
}
const modes = INSTALLED ? [SESSION, FORGETFUL, ...(TRACKS ? [TRACKING] : [])] : []
if (INSTALLED && !TRACKS)
  console.warn('This pgbouncer is older than 1.21: that it keeps prepared statements is not tested.')

const ready = async ({ url }: { url: string }) => (await fetch(`${url}/health/ready`)).status

describe.each(modes)('PgBouncer with $settings', ({ settings, says, pooling }) => {
  it('is known for what it is, however busy it is and whichever session it lends', async () => {
    const url = await freshDatabase()
    for (const round_robin of [0, 1]) {
      const pooler = await startPgBouncer(url, { ...settings, server_round_robin: round_robin })
      const others = await Promise.all(
        range(1, 4).map(async () => {
          const client = new Client(pooler.url)
          await client.connect()
          return client
        }),
      )
      const talking = new AbortController()
      const talk = others.map(async (client) => {
        while (!talking.signal.aborted) await client.query('SELECT pg_sleep(0.002)')
      })
      for (const _ of range(1, 5))
        expect(await lookAt('DATABASE_URL', pooler.url, 4000)).toMatchObject({ pooling })
      talking.abort()
      await Promise.all(talk)
      expect(await lookAt('DATABASE_URL', pooler.url, 4000)).toMatchObject({ pooling })
      await Promise.all(others.map((client) => client.end()))
      await pooler.end()
    }
  })

  it('carries two nodes: every door, news of the other node, limits, and ends of sessions', async () => {
    const url = await freshDatabase()
    const pooler = await startPgBouncer(url, settings)
    const { nodes } = await startCluster({
      databaseUrl: pooler.url,
      env: {
        ...{ DATABASE_DIRECT_URL: url, FEED_CHECK_INTERVAL: NEVER_LOOK, LOG_LEVEL: 'info' },
        ...{ RATE_LIMITS: 'on', RATE_LIMIT_LOGINS: `${FAILURES}` },
      },
    })
    for (const node of nodes) {
      expect(node.stdout).toContain(`Behind a pooler in ${says}`)
      expect(await ready(node)).toBe(200)
    }
    const [one, two] = nodes as [(typeof nodes)[0], (typeof nodes)[0]]
    const [ann, bob] = (await crowd(one, 2)) as [Person, Person]
    const room = await roomWith(ann, [bob])

    const listeners = await Promise.all(LIVE_DOORS.map((door) => door.connect(two, bob.token, room)))
    for (const [index, door] of DOORS.entries()) {
      const client = await door.connect(one, ann.token, room)
      const body = { type: 'text', message: `by ${door.name}`, client_id: `once-${index}` }
      const answers = [await client.send(body), await client.send(body)]
      expect(answers).toMatchObject([
        { ok: true, duplicate: false },
        { ok: true, duplicate: true },
      ])
      for (const listener of listeners)
        await listener.waitFor(({ message }) => message === body.message, 3000)
      await client.close()
    }
    for (const door of LIVE_DOORS) {
      const resumed = await door.connect(two, bob.token, room, { after_seq: 2 })
      await resumed.waitFor(({ seq }) => seq === 2 + DOORS.length)
      expect(resumed.messages.map(({ message }) => message)).toEqual(DOORS.map(({ name }) => `by ${name}`))
      await resumed.close()
    }

    const bytes = Buffer.alloc(700_000, 'x')
    const attachment = { type: 'document', filename: 'long.txt', content: bytes.toString('base64') }
    const sent = must(
      await ann.api.post<{ attachment: { url: string } }>(at('/send-message', room), {
        type: 'attachment',
        attachment,
      }),
      201,
    )
    const download = await fetch(two.url + sent.attachment.url, {
      headers: { authorization: `Bearer ${bob.token}` },
    })
    expect(Buffer.from(await download.arrayBuffer()).equals(bytes)).toBe(true)

    for (const nth of range(1, FAILURES)) {
      const body = { username: bob.user.username, password: 'wrong' }
      expectProblem(await api(nodes[nth % 2]!).post('/auth/login', body), 'unauthenticated')
    }
    const right = { username: bob.user.username, password: PASSWORD }
    for (const node of nodes) expectProblem(await api(node).post('/auth/login', right), 'rate_limited')

    const refreshed = await bob.api.post<Session>('/auth/refresh', { refresh_token: bob.refreshToken })
    const { access_token } = must(refreshed, 200)
    must(await api(one, access_token).post('/auth/logout'), 204)
    for (const { code } of await Promise.all(listeners.map(({ closed }) => closed))) expect(code).toBe(4401)
    expect(one.output + two.output).not.toMatch(/prepared statement "|\n\s+at |\berror\b/)
  })

  it(`is killed ${RESTARTS} times while everybody talks: nothing is lost or doubled`, async () => {
    const url = await freshDatabase()
    const pooler = await startPgBouncer(url, settings)
    const cluster = await startCluster({ databaseUrl: pooler.url, env: { DATABASE_DIRECT_URL: url } })
    const load = await Load.on(cluster)
    for (const _ of range(1, RESTARTS)) {
      await load.progresses(200, 30_000)
      await pooler.kill()
      await pause(500)
      await pooler.start(settings)
      await load.progresses(100, 30_000)
    }
    await load.finish()
    expect(await Promise.all(cluster.nodes.map(ready))).toEqual([200, 200])
  }, 180_000)

  it('holds the settings of this server wherever they count, and hands none on', async () => {
    const url = await freshDatabase()
    const pooler = await startPgBouncer(url, settings)
    const config = readConfig({ DATABASE_URL: pooler.url, DATABASE_DIRECT_URL: url, DATABASE_POOL: '2' })
    const source = await openDataSource(config, pooler.url)
    const SHOWN = `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock,
      current_setting('idle_in_transaction_session_timeout') AS idle, current_setting('enable_seqscan') AS scan, current_setting('jit') AS jit`
    const ours = [{ statement: '3500ms', lock: '500ms', idle: '4s', scan: 'off', jit: 'off' }]
    const theirs = [{ statement: '0', lock: '0', idle: '0', scan: 'on', jit: 'on' }]
    const others = new Client(pooler.url)
    try {
      const inside = await source.transaction((manager) => manager.query<object[]>(SHOWN))
      expect(inside).toEqual(ours)
      expect(await source.query(SHOWN)).toEqual(settings['pool_mode'] === 'session' ? ours : theirs)
    } finally {
      await source.destroy()
    }
    await others.connect()
    expect((await others.query(SHOWN)).rows).toEqual(theirs)
    await others.end()
  })
})

describe.runIf(INSTALLED)('PgBouncer', () => {
  it('that begins to forget prepared statements under a running server costs nobody a message', async () => {
    const url = await freshDatabase()
    const pooler = await startPgBouncer(url, SESSION.settings)
    const cluster = await startCluster({ databaseUrl: pooler.url, env: { DATABASE_DIRECT_URL: url } })
    const load = await Load.on(cluster)
    await load.progresses(200, 30_000)
    await pooler.kill()
    await pooler.start(FORGETFUL.settings)
    await load.progresses(300, 30_000)
    await load.finish()
    for (const node of cluster.nodes) {
      expect(await ready(node)).toBe(200)
      expect(node.stdout.match(/Prepared statements are forgotten/g)).toHaveLength(1)
      must(await (await registered(node)).api.get('/auth/me'), 200)
    }
  })

  const refusal = async (env: Record<string, string>) => {
    const { code, stderr } = await startInVain(env)
    expect([code, stderr.trim().split('\n').length]).toEqual([1, 1])
    return stderr.trim()
  }

  it('in transaction mode is refused without the way past it, and with one that leads elsewhere', async () => {
    const [url, other] = [await freshDatabase(), await freshDatabase()]
    const { url: DATABASE_URL } = await startPgBouncer(url, FORGETFUL.settings)
    expect(await refusal({ DATABASE_URL })).toMatch(
      /^DATABASE_URL leads to a pooler.* set DATABASE_DIRECT_URL /,
    )
    expect(await refusal({ DATABASE_URL, DATABASE_DIRECT_URL: DATABASE_URL })).toMatch(
      /^DATABASE_DIRECT_URL leads to a pooler in transaction mode/,
    )
    expect(await refusal({ DATABASE_URL, DATABASE_DIRECT_URL: other })).toMatch(/different databases\.$/)
    const nowhere = 'postgres://chat:s3cret@127.0.0.1:1/chat'
    expect(await refusal({ DATABASE_URL, DATABASE_DIRECT_URL: nowhere })).toBe(
      'The database of DATABASE_DIRECT_URL at 127.0.0.1:1/chat cannot be reached: connect ECONNREFUSED 127.0.0.1:1.',
    )
  })

  it('works as docs/operating.md sets it up', async () => {
    const docs = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8')
    const [, written = ''] = /```ini\n(.*?)```/s.exec(docs) ?? []
    const url = new URL(await freshDatabase())
    const port = await freePort()
    // All is as it stands there, but for where things are.
    const configured = written
      .replace(
        /host=\S+ port=\S+ dbname=chat/,
        `host=${url.hostname} port=${url.port} dbname=${url.pathname.slice(1)}`,
      )
      .replace('listen_port = 6432', `listen_port = ${port}`)
    const userlist = `"${url.username}" "${url.password}"\n`
    const through = `postgres://${url.username}:${url.password}@127.0.0.1:${port}/chat`
    const pooler = await PgBouncer.with(configured, through, { 'userlist.txt': userlist })
    whenDone(() => pooler.end())
    const server = await startServer({ databaseUrl: through, env: { DATABASE_DIRECT_URL: url.href } })
    expect(await ready(server)).toBe(200)
    const ann = await registered(server)
    await say(ann, await roomWith(ann), 'hello')
  })

  it('in statement mode is refused', async () => {
    const { url: DATABASE_URL } = await startPgBouncer(await freshDatabase(), { pool_mode: 'statement' })
    expect(await refusal({ DATABASE_URL })).toMatch(/statement pooling/)
  })

  it.each([
    ['synchronous_commit', 'off'],
    ['default_transaction_isolation', "'repeatable read'"],
  ])('in transaction mode is refused where %s is %s', async (name, value) => {
    const url = await freshDatabase()
    const admin = new Client(url)
    await admin.connect()
    await admin.query(`ALTER DATABASE "${new URL(url).pathname.slice(1)}" SET ${name} = ${value}`)
    await admin.end()
    const { url: DATABASE_URL } = await startPgBouncer(url, FORGETFUL.settings)
    expect(await refusal({ DATABASE_URL, DATABASE_DIRECT_URL: url })).toMatch(
      new RegExp(`^In PostgreSQL ${name} is `),
    )
  })
})
