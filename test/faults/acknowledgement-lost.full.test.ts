// The connection breaks after the message is stored and before the sender hears of it: the retry gets the first message.
import { afterAll, describe, expect, it } from 'vitest'
import { Cluster } from '../support/cluster.js'
import { HoldingRelay } from '../support/holding-relay.js'
import { pause } from '../support/inbox.js'
import { LINE_DOORS } from '../support/lines.js'
import { Load } from '../support/load.js'
import { registered, roomWith } from '../support/people.js'
import { ReferenceClient } from '../support/reference-client.js'
import { rounds } from '../support/rounds.js'

const CUTS = rounds(200, 20)
const cluster = await Cluster.shared()
const relay = await HoldingRelay.to(cluster.nodes[0]!.url)
afterAll(() => relay.close())

/** Resolves when somebody on the other node has it: then it is committed. */
async function seenBy(witness: ReferenceClient, client_id: string): Promise<number> {
  for (;;) {
    const message = witness.received.findLast((each) => each.client_id === client_id)
    if (message) return message.seq
    await pause(5)
  }
}

describe(`the acknowledgement, lost ${CUTS} times`, () => {
  it('comes again with the first message', { timeout: 60_000 + CUTS * 1000 }, async () => {
    const load = await Load.on(cluster, { lively: true })
    const ann = await registered(cluster.nodes[0]!)
    const room = await roomWith(ann)
    const other = { urls: [cluster.nodes[1]!.url], token: ann.token, room, door: LINE_DOORS[0]! }
    const witness = new ReferenceClient(other)
    const clients = LINE_DOORS.map((door) => new ReferenceClient({ ...other, door, urls: [relay.url] }))
    await Promise.all(clients.map((client) => client.reaches(1, 5000)))
    for (let cut = 0; cut < CUTS; cut++) {
      const client = clients[cut % clients.length]!
      relay.hold('answers')
      const answer = client.say(`said ${cut}`, `lost-${cut}`)
      const seq = await seenBy(witness, `lost-${cut}`)
      relay.cut()
      expect(await answer).toMatchObject({ seq, duplicate: true })
      await Promise.all(clients.map((each) => each.reaches(seq, 5000)))
    }
    expect(witness.received).toHaveLength(1 + CUTS)
    for (const client of clients) {
      expect(client.received).toEqual(witness.received)
      expect(client.problems).toEqual([])
    }
    await Promise.all([witness, ...clients].map((client) => client.stop()))
    await load.finish()
  })
})
