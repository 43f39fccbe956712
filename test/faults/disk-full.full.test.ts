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
    let stored = 0
    let refused = await send()
    for (; refused.status === 201 && stored < 1000; stored++) refused = await send()
    expect(refused).toMatchObject({ status: 503, body: { code: 'unavailable' } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    for (let again = 0; again < 10; again++) expect((await send()).status).toBe(503)
    expect(await readiness()).toEqual({ status: 503, database: 'disk_full' })
    expect(server.stdout.match(/The database's disk is full/g)).toHaveLength(1)
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
