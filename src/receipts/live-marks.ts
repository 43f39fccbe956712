// Tells who listens to a room that somebody in it has read on: at most once a second of each, on every node.
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { PersonView } from '../auth/user.view.js'
import { BUS, type Bus, type MovedMark } from '../bus/bus.js'
import { CONFIG, type Config } from '../config/config.js'
import { BatchedLookup } from '../database/batched-lookup.js'
import { runPrepared } from '../database/prepared.js'
import { ConnectedPeople } from '../presence/connected-people.js'
import { RoomFeeds } from '../room-feed/room-feeds.js'
import type { Notice, NoticeFor } from '../room-feed/sink.js'
import type { MarksView } from './marks.view.js'
import { MARKS_NOW } from './statements.js'

/** How far somebody is in a room, and what else is told of it. */
interface MarksNow extends MarksView {
  chatroom: string
  user: PersonView
  /** Where the log ends: so far goes what is unread. */
  last_seq: number
  /** How many members the room has. */
  members: number
  /** Whether they show others how far they have read. */
  shown: boolean
  /** In a direct chat of which one has blocked the other: neither hears of the other. */
  blocked: boolean
}

/** One member in one room, from when something was told of them until there is nothing more to tell for a while. */
interface Member {
  roomId: number
  userId: string
  /** By the clock of `performance.now()`: before that, nothing more is told. */
  notBefore: number
  /** There is something to tell. */
  due: boolean
  /** Of which other nodes do not know: it was this one that has stored it. */
  own: boolean
  /** `delivered` has moved, too: then something is told to those who may not see `read`. */
  reached: boolean
}

/** Milliseconds: the contract's second, and how often those are looked for whose second is over, so that many leave together. */
const PAUSE_MS = 1000
const LOOK_MS = 100
/** Most members who are known; of more, nothing is told. Fewer where it is a hint: whoever may write to the bus can make those up. */
const MOST = 50_000
const MOST_HINTED = 5000
/** How often what is unread is counted anew because the room has gone on meanwhile; then it is told as it is. */
const MOST_COUNTED = 5

@Injectable()
export class LiveMarks implements OnModuleInit, OnApplicationShutdown {
  private readonly members = new Map<string, Member>()
  /** Those of whom something is to be told in this turn of the event loop. */
  private ready: Member[] = []
  /** What is to be told to users' own connections in this turn, by room and the end of its log. */
  private own = new Map<string, Own>()
  private timer: NodeJS.Timeout | undefined
  private readonly lookup = new BatchedLookup((asked: Asked[]) => this.find(asked))

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(BUS) private readonly bus: Bus,
    @Inject(CONFIG) private readonly config: Pick<Config, 'RECEIPTS_MAX_MEMBERS'>,
    private readonly rooms: RoomFeeds,
    private readonly people: ConnectedPeople,
  ) {}

  onModuleInit(): void {
    this.bus.hints.subscribe(({ marks = [] }) => {
      for (const [roomId, userId, reached] of marks) {
        if (this.rooms.isOpen(roomId)) this.note(roomId, userId, reached === 1)
      }
    })
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer)
  }

  /** This node has stored that somebody's marks moved. @param reached whether `delivered` is among them */
  moved(roomId: number, userId: string, reached: boolean): void {
    this.note(roomId, userId, reached, true)
  }

  private note(roomId: number, userId: string, reached: boolean, own = false): void {
    const member = this.memberOf(roomId, userId, own ? MOST : MOST_HINTED)
    if (!member) return
    member.own ||= own
    member.reached ||= reached
    if (member.due) return
    member.due = true
    if (member.notBefore <= performance.now()) this.tellSoon(member)
  }

  private memberOf(roomId: number, userId: string, most: number): Member | undefined {
    const key = `${roomId} ${userId}`
    const known = this.members.get(key)
    if (known || this.members.size >= most) return known
    const member = { roomId, userId, notBefore: 0, due: false, own: false, reached: false }
    this.members.set(key, member)
    this.timer ??= setInterval(() => this.look(), LOOK_MS)
    return member
  }

  /** Tells what has waited for its second, and forgets those of whom there is nothing to tell. */
  private look(): void {
    const time = performance.now()
    for (const [key, member] of this.members) {
      if (member.notBefore > time) continue
      if (member.due) this.tellSoon(member)
      else this.members.delete(key)
    }
    if (this.members.size > 0) return
    clearInterval(this.timer)
    this.timer = undefined
  }

  private tellSoon(member: Member): void {
    // Until it is told, nobody tells it again.
    member.notBefore = Infinity
    if (this.ready.push(member) === 1) setImmediate(() => this.tell())
  }

  private tell(): void {
    const { ready } = this
    this.ready = []
    this.publish(ready)
    for (const member of ready) {
      if (this.rooms.isOpen(member.roomId)) void this.tellNow(member)
      else Object.assign(member, { due: false, reached: false, notBefore: performance.now() + PAUSE_MS })
    }
  }

  private publish(members: readonly Member[]): void {
    const own = members.filter((member) => member.own)
    if (own.length === 0) return
    this.bus.publish({
      marks: own.map(({ roomId, userId, reached }): MovedMark => [roomId, userId, reached ? 1 : 0]),
    })
    for (const member of own) member.own = false
  }

  /** Tells how far they are at this moment: what was stored may be older than what they have said or where they have gone since. */
  private async tellNow(member: Member): Promise<void> {
    const { roomId, reached } = member
    // What comes from now on is told after that.
    Object.assign(member, { due: false, reached: false })
    const now = await this.lookup.get(member).catch(() => undefined)
    member.notBefore = performance.now() + PAUSE_MS
    if (!now) return
    this.tellOwn(roomId, now, 1)
    this.tellOthers(roomId, now, reached)
  }

  private tellOthers(roomId: number, now: MarksNow, reached: boolean): void {
    const { chatroom, user, members, shown, blocked, read, delivered } = now
    if (blocked || members > this.config.RECEIPTS_MAX_MEMBERS) return
    const type = 'marks'
    // As the database has it: what this node knows of them may be from before they changed it.
    const seen = shown && { type, chatroom, user, read, delivered }
    const reachedOnly = reached ? { type, chatroom, user, delivered } : undefined
    if (!seen && !reachedOnly) return
    this.rooms.notify(roomId, (listener) => {
      if (listener === user.id) return undefined
      return seen && this.people.seesReads(listener) ? seen : reachedOnly
    })
  }

  /**
   * To their own connections, which count on from it: beside the entries that it counts, or else it is counted anew. What is told in
   * one turn to several people of a room goes through its connections once.
   */
  private tellOwn(roomId: number, now: MarksNow, counted: number): void {
    const { members: _, shown: __, blocked: ___, ...marks } = now
    const key = `${roomId} ${now.last_seq}`
    if (this.own.size === 0) setImmediate(() => this.tellAllOwn())
    const own = this.own.get(key) ?? { roomId, seq: now.last_seq, notices: new Map(), counted }
    own.notices.set(now.user.id, { type: 'marks', ...marks })
    own.counted = Math.max(own.counted, counted)
    this.own.set(key, own)
  }

  private tellAllOwn(): void {
    const all = [...this.own.values()]
    this.own = new Map()
    for (const { roomId, seq, notices, counted } of all) {
      const notice: NoticeFor = (listener) => notices.get(listener)
      if (counted >= MOST_COUNTED) this.rooms.notify(roomId, notice)
      else {
        const stale = () =>
          [...notices.keys()].forEach((userId) => void this.countAnew(roomId, userId, counted))
        this.rooms.notifyAt(roomId, { seq, notice, stale })
      }
    }
  }

  private async countAnew(roomId: number, userId: string, counted: number): Promise<void> {
    const now = await this.lookup.get({ roomId, userId }).catch(() => undefined)
    if (now) this.tellOwn(roomId, now, counted + 1)
  }

  private async find(asked: Asked[]): Promise<(MarksNow | undefined)[]> {
    const rows = await runPrepared<MarksNow & PersonView & { nth: number }>(this.dataSource, MARKS_NOW, [
      asked.map(({ roomId }) => roomId),
      asked.map(({ userId }) => userId),
    ])
    const found = asked.map((): MarksNow | undefined => undefined)
    for (const { nth, id, username, display_name, ...now } of rows)
      found[nth - 1] = { ...now, user: { id, username, display_name } }
    return found
  }
}

type Asked = Pick<Member, 'roomId' | 'userId'>

/** What users of one room are told of themselves, and up to which `seq` it counts. */
interface Own {
  roomId: number
  seq: number
  notices: Map<string, Notice>
  /** The how many-th time it was counted. */
  counted: number
}
