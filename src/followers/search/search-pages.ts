// Which messages are on a page of what was found, newest first: a bounded amount of work, whatever is looked for.
import type { DataSource } from 'typeorm'
import { runPrepared } from '../../database/prepared.js'
import type { RoomRef } from '../../room-log/draft.js'
import { keysOf, patternOf, type Query } from './query.js'
import { BLOCKS, IN_BLOCKS, WALK } from './search-statements.js'

/** A room, and from where on it may be read. */
export interface SearchedRoom extends RoomRef {
  since: number
}

/** A place in all rooms together: by time, then by room, then by seq. */
export interface Spot {
  at: Date
  room: number
  seq: number
}

export interface Asked {
  query: Query
  rooms: readonly SearchedRoom[]
  /** A user's id. */
  sender: string | null
  type: string | null
  /** From this time on. */
  from: Date | '-infinity'
  /** Only what comes before it. */
  below: Spot | undefined
  limit: number
}

export interface Page {
  found: Spot[]
  /** The page that comes next begins below it. There may be one where this has fewer than it was asked for. */
  next: Spot | null
}

/** How many of the newest messages are looked at before the index is asked, in all rooms together, and in each at the least and most. */
const WALKED = { inAll: 5000, least: 20, most: 2000 }
/** How many blocks the index is asked about at first. Eight times as many in the next round, where that has found little. */
const BLOCKS_AT_FIRST = 16
const MOST_BLOCKS_AT_ONCE = 512
const LITTLE = 500
/** Milliseconds after which a page ends with what was found. */
const ENOUGH_MS = 400

/** Above every room and seq. */
const HIGHEST = Number.MAX_SAFE_INTEGER

interface Block {
  room: number
  block: number
  first: number
  last: number
  /** Of its latest message that is looked for in. */
  at: Date
}

/** @param source where to read */
export async function pageOfFound(source: DataSource, asked: Asked): Promise<Page> {
  const { rooms, limit } = asked
  if (rooms.length === 0) return { found: [], next: null }
  const share = Math.floor(WALKED.inAll / rooms.length)
  const each = Math.min(Math.max(share, WALKED.least), WALKED.most)
  const walked = await runPrepared<{ floor: Date | null } & (Spot | { seq: null })>(source, WALK, [
    ...matching(asked),
    rooms.map(({ id }) => id),
    rooms.map(({ since }) => since),
    ...boundsOf(asked.below, rooms),
    each,
  ])
  const found = walked.flatMap((row) => (row.seq === null ? [] : [spotOf(row)]))
  const { floor } = walked[0]!
  if (found.length > limit || floor === null) return cut(found, limit)
  return new Digging(source, asked, found).below({ at: floor, room: HIGHEST, seq: HIGHEST })
}

const spotOf = ({ at, room, seq }: Spot): Spot => ({ at, room, seq })

/** What both ways of looking compare. One more than the page holds tells whether there is another. */
const matching = ({ query, sender, type, from, limit }: Asked): unknown[] => [
  query.terms.map(patternOf),
  query.without.map(patternOf),
  sender,
  type,
  from,
  limit + 1,
]

/** Where each room is looked through from: before a time and, at that time, a seq. */
function boundsOf(below: Spot | undefined, rooms: readonly SearchedRoom[]): unknown[] {
  if (!below) return ['infinity', rooms.map(() => HIGHEST)]
  const before = ({ id }: SearchedRoom) => (id < below.room ? HIGHEST : id === below.room ? below.seq : 0)
  return [below.at, rooms.map(before)]
}

function cut(found: Spot[], limit: number): Page {
  const page = found.slice(0, limit)
  return { found: page, next: found.length > limit ? page.at(-1)! : null }
}

/** The newest first. */
const inOrder = (one: Spot, other: Spot): number =>
  other.at.getTime() - one.at.getTime() || other.room - one.room || other.seq - one.seq

/** Asks the index, block by block, from the one on that has the latest message. */
class Digging {
  private readonly begun = performance.now()

  constructor(
    private readonly source: DataSource,
    private readonly asked: Asked,
    /** What is above all that is looked through here. */
    private readonly found: Spot[],
  ) {}

  async below(top: Spot): Promise<Page> {
    const { rooms, limit, from } = this.asked
    const blocks = await runPrepared<Block>(this.source, BLOCKS, [
      rooms.map(({ id }) => id),
      rooms.map(({ since }) => since),
      ...boundsOf(top, rooms),
      from,
    ])
    let size = BLOCKS_AT_FIRST
    for (let done = 0; done < blocks.length;) {
      const hits = await this.look(blocks.slice(done, done + size))
      this.found.push(...hits)
      done += size
      if (hits.length < LITTLE) size = Math.min(size * 8, MOST_BLOCKS_AT_ONCE)
      const next = blocks[done]
      const sure = next ? this.found.filter(({ at }) => at > next.at) : this.found
      if (sure.length > limit) return cut(sure.sort(inOrder), limit)
      if (next && this.isOver(next.at))
        return { found: sure.sort(inOrder), next: { at: next.at, room: HIGHEST, seq: HIGHEST } }
    }
    return cut(this.found.sort(inOrder), limit)
  }

  /** Time is up, and there is something to go on from that is further down than where this page began. */
  private isOver(at: Date): boolean {
    const { below } = this.asked
    return performance.now() - this.begun > ENOUGH_MS && (!below || at < below.at)
  }

  private look(blocks: readonly Block[]): Promise<Spot[]> {
    return runPrepared<Spot>(this.source, IN_BLOCKS, [
      ...matching(this.asked),
      blocks.map(({ room, block }) => keysOf(this.asked.query, room, block)),
      blocks.map(({ first }) => first),
      blocks.map(({ last }) => last),
    ])
  }
}
