// A PostgreSQL with a synchronous standby: whatever is acknowledged survives the loss of the primary.
import { describe, expect, it } from 'vitest'
import { startCluster } from '../support/cluster.js'
import { pause } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { random, seed } from '../support/random.js'
import { startPostgresPair } from '../support/standby.js'

/** From the promotion of the standby to the first acknowledgements. */
const BACK_WITHIN = 10_000

const pair = await startPostgresPair()
await pair.makeSynchronous()
const cluster = await startCluster({ databaseUrl: pair.url })

describe(`a synchronous standby (seed ${seed})`, () => {
  it('holds up what it cannot confirm, and lets everything go on when it is back', async () => {
    const load = await Load.on(cluster)
    await load.progresses(200, 30_000)
    await pair.detach()
    const acknowledged = load.acknowledged
    await pause(6000)
    expect(load.acknowledged).toBe(acknowledged)
    await pair.attach()
    await load.progresses(200, BACK_WITHIN)
    await load.finish()
    expect(load.refusals.length).toBeGreaterThan(0)
    expect(Math.max(...load.refusals)).toBeLessThan(5000)
  })

  it('takes over from a primary that dies under load: nothing is lost, doubled or reordered', async () => {
    const load = await Load.on(cluster)
    await load.progresses(200, 30_000)
    await pause(random() * 1000)
    await pair.failOver()
    const promoted = performance.now()
    await load.progresses(1, BACK_WITHIN)
    console.log(`acknowledged again ${Math.round(performance.now() - promoted)} ms after the promotion`)
    await load.progresses(400, BACK_WITHIN)
    await load.finish()
    expect(await pair.standby.query('SELECT pg_is_in_recovery() AS standby')).toEqual([{ standby: false }])
  })
})
