// The count after a fault: what was acknowledged is in the log, once and in order, and everybody is shown that log.
import { isDeepStrictEqual } from 'node:util'
import type { Client } from 'pg'
import { expect } from 'vitest'
import { pause, range } from './inbox.js'
import { must } from './people.js'
import { at, type Api } from './rest.js'
import { RoomModel, type Done } from './room-model.js'
import type { Talker } from './talker.js'
import type { Chatroom } from './wire.js'

export interface Row {
  seq: number
  client_id: string | null
  sender_id: string
  created_at: Date
}

/** In which a client that is connected has everything. */
const ARRIVAL_LIMIT = 60_000
/** So many in each room look at all of it, page by page; the others at its end. */
const READERS = 2

/** A room's log, straight from the table: not through what is under test. */
export async function logOf(database: Client, room: string): Promise<Row[]> {
  const { rows } = await database.query<Row>(
    `SELECT m.seq::int, m.client_id, m.sender_id, m.created_at
     FROM messages m JOIN chatrooms c ON c.id = m.chatroom_id WHERE c.name = $1 ORDER BY m.seq`,
    [room],
  )
  return rows
}

/** The log is 1 … n, and holds every message that was acknowledged once, and in its sender's order. */
export function expectOneLog(log: readonly Row[], talkers: readonly Talker[], room: string): void {
  expect(log.map(({ seq }) => seq)).toEqual(range(1, log.length))
  const said = log.filter(({ client_id }) => client_id !== null)
  expect(new Set(said.map(({ client_id }) => client_id)).size, 'different messages').toBe(said.length)
  const acknowledged = talkers.flatMap((talker) => [...talker.acknowledged.get(room)!])
  const known = said.map(({ client_id, seq }): [string, number] => [client_id!, seq])
  expect(acknowledged.toSorted(([, a], [, b]) => a - b)).toEqual(known)
  expectSendersInOrder(said)
}

/** What was acknowledged in a room, with all that has become of it. */
export function modelOf(
  log: readonly Row[],
  room: string,
  bodies: ReadonlyMap<string, Pick<Done, 'sender' | 'body'>>,
): RoomModel {
  const done = log.flatMap(({ client_id, seq, created_at }) => {
    const said = bodies.get(client_id ?? '')
    return said ? [{ ...said, seq, created_at: created_at.toISOString() }] : []
  })
  return new RoomModel(room, done)
}

/** Everybody in a room is shown what became of it, and told how much of it is unread. */
export async function expectShown(
  callerOf: (talker: Talker) => Api,
  talkers: readonly Talker[],
  name: string,
  { last, said }: { last: number; said: RoomModel['said'] },
): Promise<void> {
  await Promise.all(talkers.map((talker) => talker.reaches(name, last, ARRIVAL_LIMIT)))
  for (const [nth, talker] of talkers.entries()) {
    const room = talker.client.room(name)
    for (let more = nth < READERS; more; more = room.timeline.getSnapshot().hasOlder) {
      await room.timeline.loadOlder()
      await pause(5)
    }
    const shown = () => talker.shown(room).filter(({ n }) => n !== undefined)
    const expected = () => (nth < READERS ? said : said.slice(-shown().length))
    const same = () => isDeepStrictEqual(shown(), expected())
    for (const end = performance.now() + ARRIVAL_LIMIT; !same() && performance.now() < end;) await pause(50)
    expect(shown()).toEqual(expected())
    expect(shown().length).toBeGreaterThan(0)
    await expectUnread(callerOf(talker), talker, name)
  }
}

async function expectUnread(caller: Api, { client }: Talker, name: string): Promise<void> {
  const counted = () => client.inbox.getSnapshot()!.find((each) => each.name === name)!.me!.unread
  const { me } = must(await caller.get<Chatroom & { me: { unread: number } }>(at('/chatroom', name)), 200)
  await expect.poll(counted, { timeout: ARRIVAL_LIMIT }).toBe(me.unread)
}

/** Every message was acknowledged, none refused, and no stream had a gap or a repeat. */
export function expectAllSaid(talkers: readonly Talker[], sent: number): void {
  expect(talkers.flatMap(({ tap }) => tap.problems)).toEqual([])
  expect(talkers.flatMap(({ refused }) => refused)).toEqual([])
  const acknowledged = talkers.flatMap((talker) => [...talker.acknowledged.values()])
  expect(acknowledged.reduce((sum, { size }) => sum + size, 0)).toBe(sent)
}

/** Reads the number of a message from its `client_id`, `c-` and the number. */
function expectSendersInOrder(said: readonly Row[]): void {
  const last = new Map<string, number>()
  const overtaken: string[] = []
  for (const { sender_id, client_id } of said) {
    const number = Number(client_id!.slice(2))
    if (number < (last.get(sender_id) ?? -1)) overtaken.push(`${client_id} after c-${last.get(sender_id)}`)
    last.set(sender_id, number)
  }
  expect(overtaken).toEqual([])
}
