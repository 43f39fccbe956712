// Messages that are stored together: as `append_messages` takes them, and what it answers for each.
import type { Prepared } from '../database/prepared.js'
import { digest, type Draft, type Entry } from './draft.js'

/** See src/database/functions/append_messages.sql. */
export const APPEND: Prepared = {
  name: 'append_messages',
  text: 'SELECT * FROM append_messages($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)',
}

/** What `append_messages` answers. */
export interface AppendRow {
  /** Of each room, in the order of their ids: numbers, or text as the driver reads a bigint by itself. */
  heads: (number | string)[]
  ns: (number | string)[]
  at: Date
  /** Of messages that were not stored: number, from 1, outcome, and where that is a duplicate, the first one's seq, n and created_at. */
  refused: [number, string, number, number, string][] | null
}

/** What became of one message of a batch. */
export interface Written {
  /** `appended`, or as append_messages.sql names them. */
  outcome: string
  seq: number
  n: number
  /** ISO 8601 UTC. */
  created_at: string
}

export class Batch {
  private readonly rooms: number[]
  private readonly logs: Map<number, string>
  /** Of each message, its room's place among `rooms`, from 0, and how many come after it there. */
  private readonly places: number[]
  private readonly ranks: number[]
  private readonly counts: number[]

  /** @param entries as many as `countTogether` allows */
  constructor(private readonly entries: readonly Entry[]) {
    this.logs = new Map(entries.map(({ room }) => [room.id, room.log]))
    this.rooms = [...this.logs.keys()].sort((a, b) => a - b)
    const placeOf = new Map(this.rooms.map((id, place) => [id, place]))
    this.places = entries.map(({ room }) => placeOf.get(room.id)!)
    this.counts = this.rooms.map(() => 0)
    for (const place of this.places) this.counts[place]!++
    const left = [...this.counts]
    this.ranks = this.places.map((place) => --left[place]!)
  }

  /** The parameters of `append_messages` but for the last. */
  get columns(): unknown[] {
    const { entries, rooms, logs, counts, places, ranks } = this
    const clientIds = this.column(({ client_id }) => client_id)
    return [
      rooms,
      rooms.map((id) => logs.get(id)),
      counts,
      places.map((place) => place + 1),
      ranks,
      entries.map(({ actor }) => actor.id),
      entries.some(({ draft }) => draft.type !== 'text') ? entries.map(({ draft }) => draft.type) : null,
      this.column(({ action }) => (action === 'send' ? undefined : action)),
      this.column(({ message }) => message),
      this.column(({ payload }) => payload && JSON.stringify(payload)),
      this.column(({ attachment }) => attachment?.id),
      clientIds,
      clientIds && entries.map(digest),
    ]
  }

  /** @returns what became of each message, in their order */
  read({ heads, ns, at, refused }: AppendRow): Written[] {
    const written = new Array<Written>(this.places.length)
    for (const [nth, outcome, seq, n, time] of refused ?? [])
      written[nth - 1] = { outcome, seq, n, created_at: time && new Date(time).toISOString() }
    const created_at = at.toISOString()
    const after = heads.map(() => 0)
    for (let index = written.length - 1; index >= 0; index--) {
      if (written[index]) continue
      const place = this.places[index]!
      const rank = after[place]!++
      const [seq, n] = [Number(heads[place]) - rank, Number(ns[place]) - rank]
      written[index] = { outcome: 'appended', seq, n, created_at }
    }
    return written
  }

  /** A column of which most batches have nothing. */
  private column(of: (draft: Draft) => string | undefined): (string | null)[] | null {
    if (this.entries.every(({ draft }) => of(draft) === undefined)) return null
    return this.entries.map(({ draft }) => of(draft) ?? null)
  }
}

/**
 * How many of these, from the first, can go in one batch: until one comes whose room has another log than one before, or whose
 * sender says something under the same `client_id` again.
 */
export function countTogether(entries: readonly Entry[]): number {
  const logs = new Map<number, string>()
  const clientIds = new Set<string>()
  const apart = entries.findIndex(({ room, actor, draft: { client_id } }) => {
    if ((logs.get(room.id) ?? room.log) !== room.log) return true
    logs.set(room.id, room.log)
    if (client_id === undefined) return false
    const key = `${room.id} ${actor.id} ${client_id}`
    return clientIds.size === clientIds.add(key).size
  })
  return apart < 0 ? entries.length : apart
}
