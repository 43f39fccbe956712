// Somebody is taken out of a room while they talk in it, by every door and on both nodes: nothing of theirs follows, and nothing
// reaches them.
import { expect, it } from 'vitest'
import { BareInbox } from '../support/bare-inbox.js'
import { Cluster } from '../support/cluster.js'
import { DOORS, LIVE_DOORS } from '../support/doors.js'
import { ban, remove, type Tried } from '../support/room-acts.js'
import { INBOX_DOORS } from '../support/inbox-lines.js'
import { pause, range, within } from '../support/inbox.js'
import { crowd, logOf, must, personOn, roomWith, say, unique, type Person } from '../support/people.js'
import { oneOf, random, seed } from '../support/random.js'
import type { RoomClient } from '../support/room-client.js'
import { rounds } from '../support/rounds.js'

const ROUNDS = rounds(20, 2)
const cluster = await Cluster.shared()
const [ann, bob] = (await crowd(cluster.nodes[0]!, 2)) as [Person, Person]

/** Sends until it is refused. @returns the seqs of what was acknowledged, and the code of the refusal */
async function talk(client: RoomClient): Promise<{ seqs: number[]; code: string }> {
  const seqs: number[] = []
  for (;;) {
    const body = { type: 'text', message: 'words', client_id: unique('c') }
    const cut = client.closed.then(({ code }) => ({ ok: false as const, error: { code: String(code) } }))
    // Socket.IO gives up what was not answered when the connection ends.
    const answer = await Promise.race([client.send(body).catch(() => cut), cut])
    if (!answer.ok && answer.error.code !== 'unavailable') return { seqs, code: answer.error.code }
    if (answer.ok) seqs.push(answer.seq)
  }
}

it(`${ROUNDS} times (seed ${seed})`, { timeout: 300_000 + ROUNDS * 10_000 }, async () => {
  for (const round of range(1, ROUNDS)) {
    const room = await roomWith(ann, [bob])
    const own = await roomWith(bob)
    const clients = await Promise.all(
      cluster.nodes.flatMap((node) => DOORS.map((door) => door.connect(node, bob.token, room))),
    )
    const inboxes = await Promise.all(
      cluster.nodes.flatMap((node) => INBOX_DOORS.map((door) => BareInbox.open(node, bob, door))),
    )
    for (const inbox of inboxes) await inbox.ask('sync', { after: {} })
    const talking = Promise.all(clients.map(talk))
    const over = new AbortController()
    const others = (async () => {
      while (!over.signal.aborted) await say(personOn(oneOf(cluster.nodes), ann), room, 'others’ words')
    })()
    await pause(30 + random() * 60)
    const out: (by: Person, room: string, whom: Person) => Tried<unknown> = round % 2 ? remove : ban
    for (
      let done = false;
      !done;
      done = (await out(personOn(cluster.nodes[round % 2]!, ann), room, bob)).status !== 503
    );
    const ended = await talking
    await pause(random() * 50)
    over.abort()
    await others
    const log = await logOf(ann, room)
    const { seq: last } = log.find(({ type }) => type === 'removed' || type === 'banned')!
    const theirs = log.filter(({ sender }) => sender.id === bob.user.id)
    expect(theirs.filter(({ seq }) => seq > last)).toEqual([])
    const stored = new Set(theirs.map(({ seq }) => seq))
    // What was cut off from its answer may be stored, too.
    expect(ended.flatMap(({ seqs }) => seqs).filter((seq) => !stored.has(seq))).toEqual([])
    const live = clients.filter(({ door }) => LIVE_DOORS.some(({ name }) => name === door))
    for (const { closed } of live) expect((await within(15_000, 'the cut', closed)).code).toBe(4403)
    const { seq: fence } = await say(bob, own, 'a fence')
    for (const inbox of inboxes) {
      await inbox.next('room_gone')
      await inbox.frames.waitFor(({ chatroom, seq }) => chatroom === own && seq === fence)
      const heard = inbox.frames.items.filter(({ chatroom, seq }) => chatroom === room && seq !== undefined)
      expect(heard.filter(({ seq }) => (seq as number) > last)).toEqual([])
      expect(heard.at(-1)).toMatchObject({ seq: last, type: round % 2 ? 'removed' : 'banned' })
      const [gone] = inbox.heard('room_gone')
      expect(gone).toMatchObject({ chatroom: room, code: round % 2 ? 'not_a_member' : 'banned' })
      const after = inbox.frames.items.slice(inbox.frames.items.indexOf(gone!) + 1)
      expect(after.filter((frame) => JSON.stringify(frame).includes(room))).toEqual([])
    }
    for (const { messages } of live) expect(messages.filter(({ seq }) => seq > last)).toEqual([])
    await Promise.all(clients.map((client) => client.close()))
    for (const inbox of inboxes) inbox.stop()
    must(await ann.api.get(`/chatroom/${room}`), 200)
  }
})
