// The count after a fault: what was acknowledged is in the log, once and in order, and everybody has that log.
import type { Client } from 'pg'
import { expect } from 'vitest'
import { range } from './inbox.js'
import type { ReferenceClient } from './reference-client.js'
import type { RoomModel } from './room-model.js'
import { RoomState } from './room-state.js'

interface Row {
  seq: number
  client_id: string | null
  sender_id: string
  created_at: Date
}

/** In which a client that is connected has everything. */
const ARRIVAL_LIMIT = 60_000

/** A room's log, straight from the table: not through what is under test. */
export async function logOf(database: Client, room: string): Promise<Row[]> {
  const { rows } = await database.query<Row>(
    `SELECT m.seq::int, m.client_id, m.sender_id, m.created_at
     FROM messages m JOIN chatrooms c ON c.id = m.chatroom_id WHERE c.name = $1 ORDER BY m.seq`,
    [room],
  )
  return rows
}

/** The log is 1 … n, holds every message once and in its sender's order, and is what every client has. */
export async function expectOneLog(log: Row[], clients: ReferenceClient[]): Promise<void> {
  expect(log.map(({ seq }) => seq)).toEqual(range(1, log.length))
  await Promise.all(clients.map((client) => client.reaches(log.length, ARRIVAL_LIMIT)))
  const said = log.filter(({ client_id }) => client_id !== null)
  expect(new Set(said.map(({ client_id }) => client_id)).size, 'different messages').toBe(said.length)
  const acknowledged = clients.flatMap((client) => [...client.acknowledged])
  expect(acknowledged).toHaveLength(said.length)
  const bySeq = new Map(said.map((row) => [row.seq, row]))
  for (const [client_id, { seq, created_at }] of acknowledged)
    expect(bySeq.get(seq)).toMatchObject({ client_id, created_at: new Date(created_at) })
  expectSendersInOrder(said)
  const entries = log.map(({ seq, client_id }) => ({ seq, client_id }))
  const { timeline } = RoomState.of(clients[0]!.received)
  for (const { received } of clients) {
    expect(received.map(({ seq, client_id }) => ({ seq, client_id }))).toEqual(entries)
    // An entry that came again shows what had become of it by then.
    expect(RoomState.of(received).timeline).toEqual(timeline)
  }
}

/** What a client has of the room is what was acknowledged in it, with all that has become of that. */
export function expectRoom({ received }: ReferenceClient, model: RoomModel): void {
  expect(RoomState.of(received).timeline.filter(({ n }) => n !== undefined)).toEqual(model.said)
}

/** Every message was acknowledged, no stream had a gap or a repeat, and it was load enough. */
export function expectAllSaid(clients: ReferenceClient[], sent: number, ms: number): void {
  expect(clients.flatMap(({ problems }) => problems)).toEqual([])
  expect(clients.reduce((sum, { acknowledged }) => sum + acknowledged.size, 0)).toBe(sent)
  expect(sent / (ms / 1000), 'messages a second').toBeGreaterThan(200)
}

/** Reads the number of a message from its `client_id`, `c-` and the number. */
function expectSendersInOrder(said: Row[]): void {
  const last = new Map<string, number>()
  const overtaken: string[] = []
  for (const { sender_id, client_id } of said) {
    const number = Number(client_id!.slice(2))
    if (number < (last.get(sender_id) ?? -1)) overtaken.push(`${client_id} after c-${last.get(sender_id)}`)
    last.set(sender_id, number)
  }
  expect(overtaken).toEqual([])
}
