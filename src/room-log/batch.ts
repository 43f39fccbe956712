// Messages that are stored together: as `append_messages` takes them, and what it answers for each.
import type { Prepared } from '../database/prepared.js'
import { digest, type Draft, type Entry } from './draft.js'

const PARAMETERS = Array.from({ length: 24 }, (_, index) => `$${index + 1}`).join(', ')

/** See src/database/functions/append_messages.sql. */
export const APPEND: Prepared = {
  name: 'append_messages',
  text: `SELECT * FROM append_messages(${PARAMETERS})`,
}

/** Seconds in which an author may edit, and delete. */
export type Windows = readonly [edit: number, remove: number]

/** What `append_messages` answers. */
export interface AppendRow {
  /** Of each room, in the order of their ids: numbers, or text as the driver reads a bigint by itself. */
  heads: (number | string)[]
  ns: (number | string)[]
  at: Date
  /**
   * Of messages that were not stored: number, from 1, outcome, and where that is a duplicate, the first one's seq, n and created_at;
   * where it is a conflict, seq is the room's last.
   */
  refused: [number, string, number, number, string][] | null
  /** Ids of attachments that no message shows any more. */
  released: string[] | null
  /** Of each room, after how many seconds what is said there now disappears; null for never, and where that is so for all. */
  lifetimes: (number | null)[] | null
}

/** What became of one message of a batch. */
export interface Written {
  /** `appended`, or as append_messages.sql names them. */
  outcome: string
  seq: number
  /** Null of a change. */
  n: number | null
  /** ISO 8601 UTC. */
  created_at: string
  /** Of what was said, when its time is over, if ever. */
  expires_at?: string
}

/** Of each message, how many of those that count come after it in its room; and how many of each room count. */
function ranked(
  places: readonly number[],
  rooms: number,
  counts: (index: number) => boolean,
): { ranks: number[]; totals: number[] } {
  const totals = new Array<number>(rooms).fill(0)
  const ranks = new Array<number>(places.length)
  for (let index = places.length - 1; index >= 0; index--) {
    const place = places[index]!
    ranks[index] = totals[place]!
    if (counts(index)) totals[place]!++
  }
  return { ranks, totals }
}

export class Batch {
  private readonly rooms: number[]
  private readonly logs: Map<number, string>
  /** Of each message, its room's place among `rooms`, from 0. */
  private readonly places: number[]

  /** @param entries as many as `countTogether` allows */
  constructor(private readonly entries: readonly Entry[]) {
    this.logs = new Map(entries.map(({ room }) => [room.id, room.log]))
    this.rooms = [...this.logs.keys()].sort((a, b) => a - b)
    const placeOf = new Map(this.rooms.map((id, place) => [id, place]))
    this.places = entries.map(({ room }) => placeOf.get(room.id)!)
  }

  /** The parameters of `append_messages` but for the last. */
  columns(windows: Windows): unknown[] {
    const { entries, rooms, logs, places } = this
    const clientIds = this.column(({ client_id }) => client_id)
    const targets = this.column(({ target_seq }) => target_seq)
    const { ranks, totals } = this.ranked(() => true)
    const said = targets && this.ranked((index) => targets[index] === null)
    return [
      rooms,
      rooms.map((id) => logs.get(id)),
      totals,
      said && said.totals,
      said && this.tails(ranks, targets),
      places.map((place) => place + 1),
      ranks,
      said && said.ranks,
      entries.map(({ actor }) => actor.id),
      entries.some(({ draft }) => draft.type !== 'text') ? entries.map(({ draft }) => draft.type) : null,
      this.column(({ action }) => (action === 'send' ? undefined : action)),
      this.column(({ message }) => message),
      this.column(({ payload }) => payload && JSON.stringify(payload)),
      this.column(({ attachment }) => attachment?.id),
      clientIds,
      clientIds && entries.map(digest),
      this.column(({ refusal }) => (refusal ? true : undefined)),
      targets,
      this.column(({ reply_to }) => reply_to),
      this.column(({ mentions }) => mentions && `{${mentions.map(({ id }) => id).join(',')}}`),
      this.column(({ payload }) => (payload?.['mentions_all'] ? true : undefined)),
      this.column(({ if_last_seq }) => if_last_seq),
      windows,
    ]
  }

  /** @returns what became of each message, in their order */
  read({ heads, ns, at, refused, lifetimes }: AppendRow): Written[] {
    const written = new Array<Written>(this.places.length)
    for (const [nth, outcome, seq, n, time] of refused ?? [])
      written[nth - 1] = { outcome, seq, n, created_at: time && new Date(time).toISOString() }
    const created_at = at.toISOString()
    const ends = lifetimes?.map((life) =>
      life === null ? undefined : new Date(at.getTime() + life * 1000).toISOString(),
    )
    const isSaid = (index: number) => this.entries[index]!.draft.target_seq === undefined
    const { ranks } = this.ranked((index) => !written[index])
    const said = this.ranked((index) => !written[index] && isSaid(index))
    return this.places.map((place, index) => {
      if (written[index]) return written[index]
      const seq = Number(heads[place]) - ranks[index]!
      const n = isSaid(index) ? Number(ns[place]) - said.ranks[index]! : null
      const expires_at = n === null ? undefined : ends?.[place]
      return { outcome: 'appended', seq, n, created_at, expires_at }
    })
  }

  /** Of each room, how many changes come after the last that is said; null where nothing is. */
  private tails(ranks: readonly number[], targets: readonly unknown[]): (number | null)[] {
    const tails = this.rooms.map((): number | null => null)
    this.places.forEach((place, index) => {
      if (targets[index] === null) tails[place] = ranks[index]!
    })
    return tails
  }

  private ranked(counts: (index: number) => boolean) {
    return ranked(this.places, this.rooms.length, counts)
  }

  /** A column of which most batches have nothing. */
  private column<Value>(of: (draft: Draft) => Value | undefined): (Value | null)[] | null {
    if (this.entries.every(({ draft }) => of(draft) === undefined)) return null
    return this.entries.map(({ draft }) => of(draft) ?? null)
  }
}

/** What edits, deletes or pins a message stands in no batch with what else changes or answers it. */
const ALONE: readonly string[] = ['edit', 'delete', 'pin']

/** What may be in one batch with what is in it already: nothing that depends on that. */
class Together {
  private readonly logs = new Map<number, string>()
  /** What only one of a batch may have. */
  private readonly taken = new Set<string>()
  /** Of the messages that others of the batch change or answer, whether one has it for itself. */
  private readonly touched = new Map<string, boolean>()

  /** Takes one in, if it fits. */
  takes({ room, actor, draft }: Entry): boolean {
    const { client_id, type, target_seq, reply_to, if_last_seq } = draft
    const log = this.logs.get(room.id)
    if (log !== undefined && (log !== room.log || if_last_seq !== undefined)) return false
    this.logs.set(room.id, room.log)
    if (client_id !== undefined && !this.takesKey(`${room.id} ${actor.id} ${client_id}`)) return false
    if (reply_to !== undefined && !this.touches(room.id, reply_to, false)) return false
    if (target_seq === undefined) return true
    const alone = ALONE.includes(type)
    if (!this.touches(room.id, target_seq, alone)) return false
    if (type === 'pin') return this.takesKey(`${room.id} pin`)
    return alone || this.takesKey(`${room.id} ${target_seq} ${type} ${actor.id}`)
  }

  private takesKey(key: string): boolean {
    return this.taken.size < this.taken.add(key).size
  }

  private touches(roomId: number, seq: number, alone: boolean): boolean {
    const key = `${roomId} ${seq}`
    const before = this.touched.get(key)
    this.touched.set(key, alone)
    return before === undefined || (!before && !alone)
  }
}

/**
 * How many of these, from the first, can go in one batch: until one comes whose room has another log than one before, or that
 * depends on one before: the same sender's `client_id` again, a change of what another changes or answers, a condition on the last
 * `seq`.
 */
export function countTogether(entries: readonly Entry[]): number {
  const together = new Together()
  const apart = entries.findIndex((entry) => !together.takes(entry))
  return apart < 0 ? entries.length : apart
}
