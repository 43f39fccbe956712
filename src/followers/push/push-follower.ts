// Follows what is said, and notes who is to be woken up for it: whoever has no live connection anywhere.
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common'
import type { EntityManager } from 'typeorm'
import { CONFIG, type Config } from '../../config/config.js'
import { Gossip, SILENT_MS } from '../../presence/gossip.js'
import { isRange, readEvents, type Happened, type Range } from '../event-log.js'
import { Followers, type Follower } from '../followers.service.js'
import { isBefore, type Position } from '../position.js'
import {
  DEMAND,
  IN_DOUBT_AFTER,
  NOTE_PUSHES,
  NOTICES_OF_ROOM,
  PUSH_CANDIDATES,
  REST,
  RESTS,
  RIPE_UNTIL,
} from './push-statements.js'
import { PushSender } from './push-sender.js'
import { Withdrawals, type Noticed } from './withdrawals.js'

/** Entries and other events of one step. */
const MOST_EVENTS = 5000
/** Milliseconds from one step to the next: what is said meanwhile makes one push for each room; and which part of the time they take. */
const REST_MS = 1000
const SHARE = 0.2
/** From its start on, until a node has heard of who is connected to others. */
const HEARING_MS = 2000
/** Seconds within which every node knows that somebody's last connection has ended. */
const SOON = 3
/** Seconds more than a connection, or its node, may be dead before anybody knows. */
const LATE = 15
/** So long it is remembered how many browsers there are. */
const DEMAND_MS = 10_000

interface Candidate extends Noticed {
  seq: number
}

interface Demand {
  subscribers: number
  unseen: boolean
}

/** How far it has come, and whether there is more to do at once. */
interface Worked {
  next: Position
  more: boolean
}

/** What comes after the place where it is, and up to where that goes. */
interface Read {
  happened: Happened[]
  next: Position
  /** Whether there may be more than was read. */
  more: boolean
}

interface Task {
  manager: EntityManager
  demand: Demand
  after: Position
  read(): Promise<Read>
}

type Work = (task: Task) => Promise<Worked>

@Injectable()
export class PushFollower implements OnModuleInit, OnApplicationBootstrap {
  private hearingUntil = Infinity
  /** While those who are away are looked for, who is looked at again waits: both take a connection of those that messages are stored by. */
  private following = false
  private demand: { is: Demand; until: number } | undefined

  constructor(
    private readonly followers: Followers,
    private readonly gossip: Gossip,
    private readonly sender: PushSender,
    private readonly withdrawals: Withdrawals,
    @Inject(CONFIG)
    private readonly config: Pick<Config, 'MESSAGE_UNSEEN' | 'PING_INTERVAL' | 'PING_TIMEOUT'>,
  ) {}

  onModuleInit(): void {
    const { PING_INTERVAL, PING_TIMEOUT } = this.config
    this.register('push', (task) => {
      this.following = true
      return this.follow(task).finally(() => (this.following = false))
    })
    this.register('push_soon', this.lookAgain(SOON))
    const dead = Math.max(PING_INTERVAL + PING_TIMEOUT, SILENT_MS / 1000)
    this.register('push_late', this.lookAgain(dead + LATE))
  }

  onApplicationBootstrap(): void {
    this.hearingUntil = performance.now() + HEARING_MS
  }

  /**
   * Rests between steps, whichever node makes them: while there is little to do the first is done at once. What was too much for the
   * time that a statement has is tried again by halves: nobody is to wait for ever behind it.
   */
  private register(name: string, work: Work): void {
    let most = MOST_EVENTS
    const step: Follower['step'] = async (manager, after) => {
      const begun = performance.now()
      if (begun < this.hearingUntil) return after
      const [{ rests }] = await manager.query<[{ rests: boolean }]>(RESTS, [name])
      if (rests) return after
      // Before it is asked whether anybody wants one: what is said after they have begun to is not passed over.
      const known = { position: this.followers.position, seq: 0 }
      const demand = await this.demandNow(manager)
      if (!isAny(demand)) {
        await manager.query(REST, [name, REST_MS / 1000])
        return isBefore(after, known) ? known : after
      }
      let size = most
      const read = async () => {
        const { happened, next } = await readEvents(manager, after, most)
        size = sizeOf(happened)
        return { happened, next, more: size >= most }
      }
      const { next, more } = await work({ manager, demand, after, read }).catch((error: unknown) => {
        most = Math.max(Math.floor(size / 2), 1)
        throw error
      })
      most = Math.min(most * 2, MOST_EVENTS)
      const took = performance.now() - begun
      if (!more) await manager.query(REST, [name, Math.max(REST_MS - took, took / SHARE) / 1000])
      return next
    }
    this.followers.register({ name, step })
  }

  private async follow({ manager, demand, read }: Task): Promise<Worked> {
    const { happened, ...worked } = await read()
    if (happened.length === 0) return worked
    const rooms = roomsIn(happened)
    const inDoubt = await manager.query<Noticed[]>(IN_DOUBT_AFTER, rooms)
    // Not in this transaction, which would have browsers locked then, and notices after them.
    await this.withdrawals.review(inDoubt)
    await this.withdrawDeleted(manager, happened)
    await this.note(manager, rooms, demand, false)
    return worked
  }

  /**
   * The same later, for who was connected then, or seemed to be: they are woken up if they are not any more, and what was said has not
   * reached them.
   */
  private lookAgain(seconds: number): Work {
    let ripeAt = 0
    return async ({ manager, demand, after, read }) => {
      if (this.following || performance.now() < ripeAt) return { next: after, more: false }
      const { happened, next, more } = await read()
      // By the clock that has written them.
      const [{ time }] = await manager.query<[{ time: Date }]>(RIPE_UNTIL, [seconds])
      const green = happened.find(({ at }) => at > time)
      const ripe = green ? happened.slice(0, happened.indexOf(green)) : happened
      if (green) ripeAt = performance.now() + (green.at.getTime() - time.getTime())
      const last = ripe.at(-1)
      if (!last) return { next: after, more: false }
      await this.note(manager, roomsIn(ripe), demand, true)
      if (green) return { next: { position: last.position, seq: 0 }, more: false }
      return { next, more }
    }
  }

  private async note(
    manager: EntityManager,
    rooms: RoomColumns,
    { subscribers }: Demand,
    late: boolean,
  ): Promise<void> {
    if (rooms[0].length === 0) return
    const unseen = this.config.MESSAGE_UNSEEN
    const values = [...rooms, unseen, subscribers, late]
    const candidates = await manager.query<Candidate[]>(PUSH_CANDIDATES, values)
    const away = candidates.filter(({ user_id }) => !this.gossip.isOnline(user_id))
    if (away.length === 0) return
    await manager.query(NOTE_PUSHES, [
      away.map(({ chatroom_id }) => chatroom_id),
      away.map(({ user_id }) => user_id),
      away.map(({ seq }) => seq),
      unseen,
    ])
    this.sender.hint()
    this.followers.hint()
  }

  private async withdrawDeleted(manager: EntityManager, happened: readonly Happened[]): Promise<void> {
    for (const each of happened) {
      if (isRange(each) || each.type !== 'chatroom.deleted') continue
      const noticed = await manager.query<Noticed[]>(NOTICES_OF_ROOM, [each.chatroomId])
      await this.withdrawals.review(noticed, each.subject['name'] as string)
    }
  }

  private async demandNow(manager: EntityManager): Promise<Demand> {
    if (this.demand && this.demand.until > performance.now() && isAny(this.demand.is)) return this.demand.is
    const [is] = await manager.query<[Demand]>(DEMAND)
    if (this.config.MESSAGE_UNSEEN) is.unseen = true
    this.demand = { is, until: performance.now() + DEMAND_MS }
    return is
  }
}

const isAny = ({ subscribers, unseen }: Demand): boolean => subscribers > 0 || unseen

const sizeOf = (happened: readonly Happened[]): number =>
  happened.reduce((sum, each) => sum + (isRange(each) ? each.last - each.first + 1 : 1), 0)

/** Rooms, and which entries of each, as columns. */
type RoomColumns = [rooms: number[], firsts: number[], lasts: number[]]

function roomsIn(happened: readonly Happened[]): RoomColumns {
  const ranges = new Map<number, Pick<Range, 'first' | 'last'>>()
  for (const each of happened) {
    if (!isRange(each)) continue
    const known = ranges.get(each.chatroomId)
    // Those of one room follow one another without a gap.
    ranges.set(each.chatroomId, { first: known?.first ?? each.first, last: each.last })
  }
  const all = [...ranges.values()]
  return [[...ranges.keys()], all.map(({ first }) => first), all.map(({ last }) => last)]
}
