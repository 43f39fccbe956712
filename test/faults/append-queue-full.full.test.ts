// More is sent than the database takes: what cannot wait is refused at once, what waits in vain soon, and nothing half-done stays.
import { describe, expect, it } from 'vitest'
import { awake } from '../support/awake.js'
import { startCluster } from '../support/cluster.js'
import { range, seqs } from '../support/inbox.js'
import { startOwnPostgres } from '../support/own-postgres.js'
import { logOf, registered, roomWith } from '../support/people.js'
import { websocketDoor } from '../support/websocket.door.js'

const SENDS = 1000
const MAY_WAIT = 50
const FLIGHT = 512
const postgres = await startOwnPostgres()
const cluster = await startCluster({
  nodes: 1,
  databaseUrl: postgres.url,
  env: { MAX_PENDING_SENDS: String(MAY_WAIT) },
})
const node = cluster.nodes[0]!

const body = (number: number) => ({ type: 'text', message: `${number}`, client_id: `n-${number}` })

describe(`${SENDS} sends at once while the database stands still and ${MAY_WAIT} may wait`, () => {
  it('are refused, and can all be sent again afterwards', async () => {
    const ann = await registered(node)
    const room = await roomWith(ann)
    const client = await websocketDoor.connect(node, ann.token, room)
    postgres.freeze()
    const start = awake()
    const waits = await Promise.all(
      range(1, SENDS).map(async (number) => {
        expect(await client.send(body(number))).toMatchObject({ ok: false, error: { code: 'unavailable' } })
        return awake() - start
      }),
    )
    postgres.thaw()
    const atOnce = waits.filter((wait) => wait < 1500).length
    expect(atOnce).toBeGreaterThanOrEqual(SENDS - FLIGHT - MAY_WAIT)
    expect(Math.max(...waits)).toBeLessThan(5000)

    while (!(await client.send(body(1))).ok) expect(awake() - start, 'back at work').toBeLessThan(15_000)
    for (let sent = 1; sent < SENDS; sent += MAY_WAIT) {
      const some = range(sent + 1, Math.min(SENDS, sent + MAY_WAIT))
      for (const answer of await Promise.all(some.map((number) => client.send(body(number)))))
        expect(answer).toMatchObject({ ok: true })
    }
    const log = await logOf(ann, room)
    expect(seqs(log)).toEqual(range(1, SENDS + 1))
    const expected = range(1, SENDS).map((number) => `n-${number}`)
    expect(log.slice(1).map(({ client_id }) => client_id)).toEqual(expected)
    await client.close()
  })
})
