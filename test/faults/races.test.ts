// Many at once over two nodes: the last place goes to one, and one client_id is one message.
import { Client } from 'pg'
import { describe, expect, it } from 'vitest'
import { Cluster } from '../support/cluster.js'
import { DOORS } from '../support/doors.js'
import { range, seqs } from '../support/inbox.js'
import { crowd, logOf, must, registered, roomWith, say } from '../support/people.js'
import { api, at } from '../support/rest.js'
import { amount, rounds } from '../support/rounds.js'
import type { Chatroom, Problem } from '../support/wire.js'

const ENTERS = amount(200, 60)
const FULL_ROOMS = rounds(20, 2)
const SENDS = 100
const REPEATS = rounds(20, 3)
const cluster = await Cluster.shared()

describe(`${ENTERS} enters at once at max_members − 1, ${FULL_ROOMS} times`, () => {
  it('admit exactly one', { timeout: 60_000 + FULL_ROOMS * 5000 }, async () => {
    const owner = await registered(cluster.nodes[0]!)
    const people = await crowd(cluster.nodes[0]!, ENTERS)
    for (let round = 0; round < FULL_ROOMS; round++) {
      const room = await roomWith(owner, [], { max_members: 2 })
      const answers = await Promise.all(
        people.map(({ token }, index) =>
          api(cluster.nodes[index % 2]!, token).post<Problem>(at('/enter-chatroom', room)),
        ),
      )
      const admitted = answers.filter(({ status }) => status === 200)
      const refused = answers.filter(({ status, body }) => status === 409 && body.code === 'chatroom_full')
      expect([admitted.length, refused.length]).toEqual([1, ENTERS - 1])
      const chatroom = must(await owner.api.get<Chatroom>(at('/chatroom', room)), 200)
      expect(chatroom).toMatchObject({ member_count: 2, last_seq: 2 })
      expect((await logOf(owner, room)).map(({ seq, type }) => [seq, type])).toEqual([
        [1, 'joined'],
        [2, 'joined'],
      ])
    }
  })
})

describe(`one client_id sent ${SENDS} times at once over two nodes and every door, ${REPEATS} times`, () => {
  it('is one row, one delivery and one answer', { timeout: 60_000 + REPEATS * 5000 }, async () => {
    const ann = await registered(cluster.nodes[0]!)
    const room = await roomWith(ann)
    const clients = await Promise.all(
      cluster.nodes.flatMap((node) =>
        DOORS.map((door) => door.connect(node, ann.token, room, { after_seq: 0 })),
      ),
    )
    const database = new Client(cluster.databaseUrl)
    await database.connect()
    for (const round of range(1, REPEATS)) {
      const body = { type: 'text', message: 'once', client_id: `same-${round}` }
      const answers = await Promise.all(
        range(1, SENDS).map((number) => clients[number % clients.length]!.send(body)),
      )
      const first = answers.find((answer) => answer.ok && !answer.duplicate)!
      const again = { ...first, duplicate: true }
      expect(answers.filter((answer) => answer.ok && !answer.duplicate)).toHaveLength(1)
      for (const answer of answers) expect(answer === first ? again : answer).toEqual(again)
      const { rows } = await database.query('SELECT FROM messages WHERE client_id = $1', [body.client_id])
      expect(rows).toHaveLength(1)
    }
    await database.end()
    const { seq } = await say(ann, room, 'last')
    await Promise.all(clients.map((client) => client.waitFor((message) => message.seq === seq)))
    for (const { messages } of clients) expect(seqs(messages)).toEqual(range(1, 1 + REPEATS + 1))
    await Promise.all(clients.map((client) => client.close()))
  })
})
