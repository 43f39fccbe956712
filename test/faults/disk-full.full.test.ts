// The database's disk is full: senders are told, the log names it once, readiness says so, and room is found by itself.
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { OwnPostgres } from '../support/own-postgres.js'
import { registered, roomWith } from '../support/people.js'
import { at } from '../support/rest.js'
import { startServer } from '../support/server.js'
import { SmallDisk } from '../support/small-disk.js'
import type { Problem } from '../support/wire.js'

const disk = SmallDisk.mount(256)

describe.skipIf(!disk)('a full disk', async () => {
  if (!disk) return
  disk.unmountWhenDone()
  const postgres = await OwnPostgres.start(join(disk.folder, 'data'))
  afterAll(() => postgres.end())
  const server = await startServer({ databaseUrl: postgres.url })
  const ann = await registered(server)
  const room = await roomWith(ann)
  const send = () =>
    ann.api.post<Problem>(at('/send-message', room), { type: 'text', message: 'x'.repeat(4000) })
  const readiness = async () => {
    const answer = await fetch(`${server.url}/health/ready`)
    const { dependencies } = (await answer.json()) as { dependencies: { database: string } }
    return { status: answer.status, database: dependencies.database }
  }

  it('is unavailable to senders, named in the log and in readiness, and over when there is room', async () => {
    expect((await send()).status).toBe(201)
    // A whole segment of the write-ahead log lies ahead: what does not fit are the messages.
    await postgres.query('SELECT pg_switch_wal()')
    await postgres.query('CHECKPOINT')
    expect((await send()).status).toBe(201)
    disk.fill(64 * 1024)
    // One may still find its place in what PostgreSQL has tidied up after another was refused; in the end, none does.
    let refusals = 0
    for (let sent = 0; refusals < 10 && sent < 2000; sent++) {
      const answer = await send()
      refusals = answer.status === 201 ? 0 : refusals + 1
      if (answer.status === 201) continue
      expect(answer).toMatchObject({ status: 503, body: { code: 'unavailable' } })
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect(refusals).toBe(10)
    expect(await readiness()).toEqual({ status: 503, database: 'disk_full' })
    const said = (what: string) => server.stdout.split(`The database's disk ${what}`).length - 1
    expect(said('is full')).toBe(said('has room again') + 1)
    expect(server.output).not.toMatch(/\n\s+at /)

    disk.empty()
    await expect.poll(readiness).toEqual({ status: 200, database: 'up' })
    expect(server.stdout).toContain("The database's disk has room again.")
    expect((await send()).status).toBe(201)
    const [log] = await postgres.query<{ count: number; last: number }>(
      'SELECT count(*)::int AS count, max(seq)::int AS last FROM messages',
    )
    expect(log!.count).toBe(log!.last)
  })
})
