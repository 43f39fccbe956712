// The connection breaks after the message is stored and before the sender hears of it: it is stored once, and its sender is told as what.
import { afterAll, describe, expect, it } from 'vitest'
import { Cluster } from '../support/cluster.js'
import { LIVE_DOORS } from '../support/doors.js'
import { HoldingRelay } from '../support/holding-relay.js'
import { entrySeqs, range } from '../support/inbox.js'
import { Load } from '../support/load.js'
import { registered, roomWith } from '../support/people.js'
import { rounds } from '../support/rounds.js'
import { liveClient } from '../support/sdk.js'
import { websocketDoor } from '../support/websocket.door.js'

const CUTS = rounds(200, 20)
const cluster = await Cluster.shared()
const relay = await HoldingRelay.to(cluster.nodes[0]!.url)
afterAll(() => relay.close())

/** Somebody's room, and who hears on the other node what is said there: then it is committed. */
async function scene() {
  const ann = await registered(cluster.nodes[0]!)
  const room = await roomWith(ann)
  const witness = await websocketDoor.connect(cluster.nodes[1]!, ann.token, room, { after_seq: 0 })
  const seen = async (client_id: string) =>
    (await witness.waitFor((message) => message.client_id === client_id)).seq
  return { ann, room, witness, seen }
}

describe(`the acknowledgement, lost ${CUTS} times`, () => {
  it('comes again with the first message', { timeout: 300_000 + CUTS * 1000 }, async () => {
    const load = await Load.on(cluster, { lively: true })
    const { ann, room, witness, seen } = await scene()
    for (let cut = 0; cut < CUTS; cut++) {
      const door = LIVE_DOORS[cut % LIVE_DOORS.length]!
      const body = { type: 'text', message: `said ${cut}`, client_id: `lost-${cut}` }
      const before = await door.connect(relay, ann.token, room)
      relay.hold('answers')
      // Nobody answers that.
      before.send(body).catch(() => undefined)
      const seq = await seen(body.client_id)
      relay.cut()
      const again = await door.connect(relay, ann.token, room, { after_seq: seq - 1 })
      expect(await again.send(body)).toMatchObject({ ok: true, seq, duplicate: true })
      await again.waitFor((message) => message.seq === seq)
      await again.close()
    }
    expect(entrySeqs(witness.messages)).toEqual(range(1, 1 + CUTS))
    await witness.close()
    await load.finish()
  })

  it('is no loss to a client of the SDK', { timeout: 300_000 + CUTS * 1000 }, async () => {
    const { ann, room, witness, seen } = await scene()
    const client = await liveClient(relay, ann)
    for (let cut = 0; cut < CUTS; cut++) {
      relay.hold('answers')
      const { client_id, stored } = client.room(room).sendText(`said ${cut}`)
      const seq = await seen(client_id)
      relay.cut()
      expect(await stored).toBe(seq)
      await expect.poll(() => client.connection.getSnapshot().at).toBe('live')
    }
    expect(entrySeqs(witness.messages)).toEqual(range(1, 1 + CUTS))
    expect(client.outbox.pending.getSnapshot()).toBe(false)
    await witness.close()
  })
})
