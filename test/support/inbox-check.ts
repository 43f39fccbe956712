// What every inbox must have in the end, told from the tables and not through what is under test.
import { Client } from 'pg'
import { expect } from 'vitest'
import type { Cluster } from './cluster.js'
import { pause, range } from './inbox.js'
import type { HeldRoom, InboxClient, OwnChatroom } from './inbox-client.js'
import { must, type Person } from './people.js'
import { api } from './rest.js'

/** In which an inbox that is connected has everything. */
const ARRIVAL_LIMIT = 60_000

interface Row {
  seq: number
  said: boolean
  type: string
  client_id: string | null
  sender_id: string
  user_id: string | null
}

/** Everything that is so, when nothing happens any more. */
export class Truth {
  private constructor(
    /** The log of each room, by its name. */
    readonly logs: Map<string, Row[]>,
    /** The names of everybody's rooms, by the user's id. */
    readonly roomsOf: Map<string, Set<string>>,
  ) {}

  static async read(databaseUrl: string): Promise<Truth> {
    const database = new Client(databaseUrl)
    await database.connect()
    try {
      const entries = await database.query<Row & { name: string }>(
        `SELECT c.name, m.seq::int, m.n IS NOT NULL AS said, m.client_id, m.sender_id, m.user_id,
           CASE WHEN m.expires_at <= now() THEN 'expired' ELSE m.type END AS type
         FROM chatrooms c JOIN messages m ON m.chatroom_id = c.id ORDER BY m.seq`,
      )
      const members = await database.query<{ name: string; user_id: string }>(
        `SELECT c.name, m.user_id FROM chatrooms c JOIN members m ON m.chatroom_id = c.id`,
      )
      const logs = new Map<string, Row[]>()
      for (const { name, ...row } of entries.rows) logs.set(name, [...(logs.get(name) ?? []), row])
      const roomsOf = new Map<string, Set<string>>()
      for (const { name, user_id } of members.rows)
        roomsOf.set(user_id, (roomsOf.get(user_id) ?? new Set()).add(name))
      return new Truth(logs, roomsOf)
    } finally {
      await database.end()
    }
  }

  rooms({ user }: Person): string[] {
    return [...(this.roomsOf.get(user.id) ?? [])].toSorted()
  }

  head(room: string): number {
    return this.logs.get(room)?.at(-1)?.seq ?? 0
  }

  /** What is unread for somebody who has read so far. */
  unread(room: string, { user }: Person, read: number): number {
    return this.logs
      .get(room)!
      .filter(
        ({ seq, said, type, sender_id }) =>
          said && seq > read && !['deleted', 'expired'].includes(type) && sender_id !== user.id,
      ).length
  }

  /** How far somebody has read by what they have said and by entering. */
  leastRead(room: string, { user }: Person): number {
    const own = this.logs
      .get(room)!
      .filter(({ said, type, sender_id }) => sender_id === user.id && (said || type === 'joined'))
    return own.at(-1)?.seq ?? 0
  }

  /** Of these entries of the log, those from when the user was not in the room. */
  leaked(room: string, { user }: Person, seqs: number[]): number[] {
    const log = this.logs.get(room)!
    const comings = log.filter(({ type, sender_id, user_id }) =>
      type === 'removed' || type === 'banned'
        ? user_id === user.id
        : sender_id === user.id && (type === 'joined' || type === 'left'),
    )
    return seqs.filter((seq) => {
      const last = comings.filter((coming) => coming.seq <= seq).at(-1)
      return !last || (last.type !== 'joined' && last.seq < seq)
    })
  }
}

/** Resolves when every client has the rooms that its user is in, up to their heads; or says what is missing. */
async function arrived(truth: Truth, clients: readonly [Person, InboxClient][]): Promise<void> {
  const missing = () =>
    clients.flatMap(([person, client]) => {
      const theirs = truth.rooms(person).map((name) => `${name}:${truth.head(name)}`)
      const has = [...client.rooms].map(([name, { seq }]) => `${name}:${seq}`).toSorted()
      const [lacks, wrong] = [
        theirs.filter((each) => !has.includes(each)),
        has.filter((each) => !theirs.includes(each)),
      ]
      return lacks.length + wrong.length > 0 || !client.live
        ? [{ client: client.name, live: client.live, lacks, wrong }]
        : []
    })
  for (const end = performance.now() + ARRIVAL_LIMIT; performance.now() < end; await pause(20))
    if (missing().length === 0) return
  expect({ missing: missing(), problems: clients.flatMap(([, { problems }]) => problems) }).toEqual({
    missing: [],
    problems: [],
  })
}

/**
 * Each client has its user's rooms and no other; of each room every entry once, in order, without a gap, from where it began;
 * and nothing came live to who was not in the room.
 */
export async function expectInboxes(
  cluster: Cluster,
  clients: readonly [Person, InboxClient][],
): Promise<Truth> {
  const truth = await Truth.read(cluster.databaseUrl)
  await arrived(truth, clients)
  await Promise.all(clients.map(([, client]) => client.filled()))
  const logs = new Map<string, string>()
  for (const [, { rooms }] of clients) for (const [name, { room }] of rooms) logs.set(name, room.log)
  const faults: unknown[] = []
  for (const [person, client] of clients) {
    faults.push(...client.problems)
    for (const held of client.rooms.values()) {
      faults.push(...different(truth, held).map((what) => `${client.name}: ${what}`))
      if (held.room.log !== logs.get(held.room.name))
        faults.push(`${client.name}: another log of ${held.room.name}`)
    }
    for (const { room, live } of [...client.past, ...client.rooms.values()]) {
      // Of a room that was made anew nothing is left to compare with.
      if (room.log !== logs.get(room.name)) continue
      const leaked = truth.leaked(room.name, person, live)
      if (leaked.length > 0) faults.push(`${client.name}: ${room.name} leaked ${leaked.join()}`)
    }
  }
  expect(faults).toEqual([])
  return truth
}

/** Where what a client has of a room is not the log. */
function different(truth: Truth, { room, begin, entries }: HeldRoom): string[] {
  const log = truth.logs.get(room.name)!.slice(begin)
  if (entries.size !== log.length) {
    const lacks = range(begin + 1, begin + log.length).filter((seq) => !entries.has(seq))
    return [`${room.name}: ${entries.size} of ${log.length} entries, without ${lacks.slice(0, 10).join()}`]
  }
  return log
    .filter(({ seq, client_id, sender_id }) => {
      const entry = entries.get(seq)
      return !entry || entry.client_id !== client_id || entry.sender.id !== sender_id
    })
    .map(({ seq }) => `${room.name}: ${seq} is another`)
}

/** What was acknowledged is stored under its seq, once, and nothing else was said in these rooms. */
export function expectAllStored(
  { logs }: Truth,
  rooms: readonly string[],
  clients: readonly [Person, InboxClient][],
  sent: number,
): void {
  const said = rooms.flatMap((room) => logs.get(room)!).filter(({ client_id }) => client_id !== null)
  const stored = new Map(said.map(({ client_id, seq }) => [client_id, seq]))
  const acknowledged = clients.flatMap(([, { outbox }]) => [...outbox.acknowledged])
  expect([acknowledged.length, said.length, stored.size]).toEqual([sent, sent, sent])
  expect(acknowledged.filter(([client_id, { seq }]) => stored.get(client_id) !== seq)).toEqual([])
}

/** All pages of the list that a chat app opens with. */
export async function inboxOf({ url }: { url: string }, { token }: Person): Promise<OwnChatroom[]> {
  const rooms: OwnChatroom[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const query = { limit: 100, ...(cursor !== undefined && { cursor }) }
    const page = await api({ url }, token).get<{ rooms: OwnChatroom[]; next_cursor: string | null }>(
      '/inbox',
      query,
    )
    rooms.push(...must(page, 200).rooms)
    cursor = page.body.next_cursor
  }
  return rooms
}

/**
 * On every node, everybody has their rooms in the list, with the unread number that the log gives.
 * @param mayHaveRead how far somebody has read of a room, at the least and at the most, beyond what they have said
 */
export async function expectUnread(
  cluster: Cluster,
  people: readonly Person[],
  mayHaveRead: (person: Person, room: string) => [least: number, most: number] = () => [0, 0],
): Promise<void> {
  const truth = await Truth.read(cluster.databaseUrl)
  for (const node of cluster.nodes) {
    for (const person of people) {
      const listed = await inboxOf(node, person)
      expect(listed.map(({ name }) => name).toSorted()).toEqual(truth.rooms(person))
      for (const { name, me } of listed) {
        const [least, most] = mayHaveRead(person, name)
        const said = truth.leastRead(name, person)
        const where = `${person.user.username} in ${name}`
        expect(me.read_seq, where).toBeGreaterThanOrEqual(Math.max(least, said))
        expect(me.read_seq, where).toBeLessThanOrEqual(Math.max(most, said))
        expect({ where, unread: me.unread }).toEqual({
          where,
          unread: truth.unread(name, person, me.read_seq),
        })
      }
    }
  }
}
