// What almost every flight is: texts of members, said for the first time. One short statement stores them all.
import { digest, type Entry } from './draft.js'

/** A flight as `append_texts` takes it: see the migration of that name. */
interface TextFlight {
  /** Its parameters but for the last. */
  columns: unknown[]
  /** The `seq` that a message got, from the heads that its rooms have now. */
  seqOf: (index: number, heads: (number | string)[]) => number
}

/** What `append_texts` answers; no heads if it has stored nothing. */
export interface TextsRow {
  /** Numbers as this process reads a bigint, or text as the driver does by itself. */
  heads: (number | string)[] | null
  at: Date
}

export const APPEND_TEXTS = {
  name: 'append_texts',
  text: 'SELECT heads, at FROM append_texts($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)',
}

/** @returns undefined if there is an attachment among them, one `client_id` twice, or one room with two logs */
export function textFlight(entries: readonly Entry[]): TextFlight | undefined {
  if (entries.some(({ draft }) => draft.type !== 'text') || hasRepeats(entries)) return undefined
  const logs = new Map(entries.map(({ room }) => [room.id, room.log]))
  if (entries.some(({ room }) => logs.get(room.id) !== room.log)) return undefined
  const rooms = [...logs.keys()].sort((a, b) => a - b)
  const placeOf = new Map(rooms.map((id, place) => [id, place]))
  const places = entries.map(({ room }) => placeOf.get(room.id)!)
  const counts = rooms.map(() => 0)
  for (const place of places) counts[place]!++
  const left = [...counts]
  const ranks = places.map((place) => --left[place]!)
  const identified = entries.some(({ draft }) => draft.client_id !== undefined)
  const columns = [
    rooms,
    rooms.map((id) => logs.get(id)),
    counts,
    places.map((place) => place + 1),
    ranks,
    entries.map(({ actor }) => actor.id),
    entries.map(({ draft }) => draft.message),
    identified ? entries.map(({ draft }) => draft.client_id ?? null) : null,
    identified ? entries.map(digest) : null,
  ]
  return { columns, seqOf: (index, heads) => Number(heads[places[index]!]) - ranks[index]! }
}

function hasRepeats(entries: readonly Entry[]): boolean {
  const seen = new Set<string>()
  return entries.some(({ actor, room, draft: { client_id } }) => {
    if (client_id === undefined) return false
    const key = `${room.id} ${actor.id} ${client_id}`
    return seen.size === seen.add(key).size
  })
}
