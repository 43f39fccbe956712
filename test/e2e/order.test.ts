// The log under load: 1 … N without a gap or a repeat, the same for everybody, however many speak at once.
import { describe, expect, it } from 'vitest'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { range, seqs } from '../support/inbox.js'
import { crowd, logOf, registered, roomWith, type Person } from '../support/people.js'
import { at } from '../support/rest.js'
import type { RoomClient } from '../support/room-client.js'
import { random, seed } from '../support/random.js'
import { sharedServer } from '../support/server.js'
import type { Chatroom, Problem } from '../support/wire.js'

const server = await sharedServer()
const SENDERS = 20
const EACH = 100
/** Messages that a sender has under way at once. */
const WINDOW = 10

/** Sends `EACH` messages, several at once; answers the sequence numbers that were acknowledged, in order of sending. */
async function chatter(client: RoomClient, name: string): Promise<number[]> {
  const acknowledged: number[] = []
  for (let start = 0; start < EACH; start += WINDOW) {
    const batch = range(start, start + WINDOW - 1).map(async (index) => {
      const answer = await client.send({
        type: 'text',
        message: `${name} ${index}`,
        client_id: `${name}-${index}`,
      })
      if (!answer.ok) throw new Error(JSON.stringify(answer))
      return answer.seq
    })
    acknowledged.push(...(await Promise.all(batch)))
  }
  return acknowledged
}

describe('20 senders of 100 messages each, through all doors at once', () => {
  it('leave exactly 1 … N in the log, each received once and in order by every connection', async () => {
    const owner = await registered(server, 'owner')
    const people = await crowd(server, SENDERS)
    const room = await roomWith(owner, people)
    const clients = await Promise.all(
      people.map((person, index) =>
        DOORS[index % DOORS.length]!.connect(server, person.token, room, { after_seq: 0 }),
      ),
    )
    const acknowledged = await Promise.all(clients.map((client, index) => chatter(client, `s${index}`)))

    const head = 1 + SENDERS + SENDERS * EACH
    await Promise.all(clients.map((client) => client.waitFor(({ seq }) => seq >= head)))
    for (const client of clients) expect(seqs(client.messages)).toEqual(range(1, head))
    const log = await logOf(owner, room)
    expect(seqs(log)).toEqual(range(1, head))
    const whole = JSON.stringify(log)
    for (const client of clients) expect(JSON.stringify(client.messages) === whole).toBe(true)
    expect(acknowledged.flat().toSorted((a, b) => a - b)).toEqual(range(SENDERS + 2, head))
    for (const [index, client] of clients.entries()) {
      if (client.door === 'HTTP') continue // Its requests travel on several connections: nothing orders them.
      const own = log.filter(({ client_id }) => client_id?.startsWith(`s${index}-`))
      expect(own.map(({ message }) => message)).toEqual(range(0, EACH - 1).map((each) => `s${index} ${each}`))
    }
    await Promise.all(clients.map((client) => client.close()))
  })
})

describe('100 people who enter at once a room with one place left', () => {
  it('are refused but for exactly one', async () => {
    const people = await crowd(server, 101)
    const [owner, ...others] = people as [Person, ...Person[]]
    const room = await roomWith(owner, [], { max_members: 2 })
    const answers = await Promise.all(
      others.map((each) => each.api.post<Problem>(at('/enter-chatroom', room))),
    )
    const entered = answers.filter(({ status }) => status === 200)
    expect(entered).toHaveLength(1)
    for (const { status, body } of answers.filter((each) => !entered.includes(each)))
      expect([status, body.code]).toEqual([409, 'chatroom_full'])
    const { body } = await owner.api.get<Chatroom>(at('/chatroom', room))
    expect(body).toMatchObject({ member_count: 2, max_members: 2, last_seq: 2 })
  })
})

describe('one client_id sent 30 times at once through all doors', () => {
  it('is one message, and 30 answers that agree', async () => {
    const ann = await registered(server)
    const room = await roomWith(ann)
    const clients = await Promise.all(DOORS.map((door) => door.connect(server, ann.token, room)))
    const body = { type: 'text', message: 'once', client_id: 'storm' }
    const answers = await Promise.all(
      range(0, 29).map((index) => clients[index % clients.length]!.send(body)),
    )
    for (const answer of answers) expect(answer).toMatchObject({ ok: true, seq: 2, client_id: 'storm' })
    expect(answers.filter((answer) => answer.ok && !answer.duplicate)).toHaveLength(1)
    expect(await logOf(ann, room)).toHaveLength(2)
    await Promise.all(clients.map((client) => client.close()))
  })
})

describe.each(LIVE_DOORS)('resuming through $name while others keep sending', (door) => {
  it(`gives exactly the rest, from every after_seq (seed ${seed})`, async () => {
    const [ann, bob] = (await crowd(server, 2)) as [Person, Person]
    const room = await roomWith(ann, [bob])
    const sender = await door.connect(server, ann.token, room)
    const done = new AbortController()
    const talk = (async () => {
      let last = 2
      for (let index = 0; !done.signal.aborted; index++) {
        const answer = await sender.send({ type: 'text', message: `word ${index}`, client_id: `w${index}` })
        if (answer.ok) last = answer.seq
      }
      return last
    })()
    const resumed: { after: number; client: RoomClient }[] = []
    await sender.waitFor(({ seq }) => seq >= 40)
    for (let step = 0; step < 25; step++) {
      const after = Math.floor(random() * (sender.messages.at(-1)?.seq ?? 0))
      resumed.push({ after, client: await door.connect(server, bob.token, room, { after_seq: after }) })
    }
    done.abort()
    const last = await talk
    await Promise.all(resumed.map(({ client }) => client.waitFor(({ seq }) => seq === last)))
    for (const { after, client } of resumed) {
      expect(seqs(client.messages)).toEqual(range(after + 1, last))
      await client.close()
    }
    await sender.close()
  })
})
