// Writes down what messages are found by, a moment after they were said or changed.
import { Injectable, type OnModuleInit } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { isRange, readEvents, type Happened, type Range } from '../event-log.js'
import { Followers } from '../followers.service.js'
import type { Position } from '../position.js'
import { FORGET_ROOMS, FORGET_WORDS, KEEP_WORDS, TO_INDEX } from './search-statements.js'
import { isSearched } from './searched-types.js'
import { wordsOf } from './words.js'

/** Entries that one step looks at: what it does holds nobody up. */
const ENTRIES_AT_ONCE = 150

interface Row {
  nth: number
  seq: number
  type: string | null
  message: string | null
  filename: string | null
  question: string | null
  sender_id: string
  created_at: Date
  prior: Date | null
}

interface Written extends Row {
  room: number
  at: Date
}

/** From this part of its time on a node counts as busy. */
const BUSY = 0.5
/** Milliseconds that a busy node rests at the most: what was said is to be found within two seconds. */
const LONGEST_REST = 400

@Injectable()
export class SearchFollower implements OnModuleInit {
  private used = performance.eventLoopUtilization()
  private restsUntil = 0

  constructor(private readonly followers: Followers) {}

  onModuleInit(): void {
    this.followers.register({
      name: 'search',
      missesNothing: true,
      restsUntil: () => this.restsUntil,
      step: (manager, after) => this.step(manager, after),
    })
  }

  private async step(manager: EntityManager, after: Position): Promise<Position> {
    const begun = performance.now()
    const next = await this.follow(manager, after)
    this.rest(performance.now() - begun)
    return next
  }

  /**
   * To be found costs a message more than to be stored: the busier this node is, the longer it leaves to those who send. What is left
   * undone meanwhile it makes up for when they are quiet.
   * @param took milliseconds of what it rests after
   */
  private rest(took: number): void {
    const { utilization } = performance.eventLoopUtilization(this.used)
    this.used = performance.eventLoopUtilization()
    if (utilization < BUSY) return
    const rest = Math.min((took * utilization) / (1.01 - utilization), LONGEST_REST)
    this.restsUntil = performance.now() + rest
    setTimeout(() => this.followers.hint(), rest).unref()
  }

  private async follow(manager: EntityManager, after: Position): Promise<Position> {
    const { happened, next } = await readEvents(manager, after, ENTRIES_AT_ONCE)
    const ranges = happened.filter(isRange)
    if (ranges.length > 0) await index(manager, ranges)
    const deleted = happened.flatMap(deletedRoomOf)
    if (deleted.length > 0) await manager.query(FORGET_ROOMS, [deleted])
    return next
  }
}

const deletedRoomOf = (happened: Happened): number[] =>
  !isRange(happened) && happened.type === 'chatroom.deleted' && happened.chatroomId !== null
    ? [happened.chatroomId]
    : []

async function index(manager: EntityManager, ranges: readonly Range[]): Promise<void> {
  const rows = await manager.query<Row[]>(TO_INDEX, [
    ranges.map(({ chatroomId }) => chatroomId),
    ranges.map(({ first }) => first),
    ranges.map(({ last }) => last),
  ])
  const [gone, there] = sorted(rows, ranges)
  if (there.length > 0) await manager.query(KEEP_WORDS, columnsOf(there))
  // Also what was deleted after it had been read here, and before it was written.
  if (gone.length > 0)
    await manager.query(FORGET_WORDS, [gone.map(({ room }) => room), gone.map(({ seq }) => seq)])
}

/** Each message once: what is not there any more, and what is to be found. */
function sorted(rows: readonly Row[], ranges: readonly Range[]): [gone: Written[], there: Written[]] {
  const latest = new Map<number, Date>()
  const messages = new Map<string, Written>()
  for (const row of rows) {
    const range = ranges[row.nth - 1]!
    const room = range.chatroomId
    const before = latest.get(room) ?? row.prior
    const at = before && row.created_at < before && row.seq >= range.first ? before : row.created_at
    if (row.seq >= range.first && at) latest.set(room, at)
    messages.set(`${room} ${row.seq}`, { ...row, room, at })
  }
  const all = [...messages.values()]
  return [all.filter(({ type }) => type === null), all.filter(({ type }) => isSearched(type))]
}

const columnsOf = (messages: readonly Written[]): unknown[] => [
  messages.map(({ room }) => room),
  messages.map(({ seq }) => seq),
  messages.map(({ at }) => at),
  messages.map(({ sender_id }) => sender_id),
  messages.map(({ type }) => type),
  messages.map(({ message, filename, question }) =>
    wordsOf([message, filename, question].filter((text) => text !== null)),
  ),
]
