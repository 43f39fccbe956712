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
export interface MarksNow extends MarksView {
  chatroom: string
  user: PersonView
  /** How many members the room has. */
  members: number
  /** Whether they show others how far they have read. */
  shown: boolean
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
  /** How far they are; unknown after another node's hint, and then looked up. */
  now: MarksNow | undefined
}

/** Milliseconds: the contract's second, and how often those are looked for whose second is over, so that many leave together. */
const PAUSE_MS = 1000
const LOOK_MS = 100
/** Most members who are known; of more, nothing is told. Fewer where it is a hint: whoever may write to the bus can make those up. */
const MOST = 50_000
const MOST_HINTED = 5000

@Injectable()
export class LiveMarks implements OnModuleInit, OnApplicationShutdown {
  private readonly members = new Map<string, Member>()
  /** Those of whom something is to be told in this turn of the event loop. */
  private ready: Member[] = []
  private timer: NodeJS.Timeout | undefined
  private readonly lookup = new BatchedLookup((asked: Member[]) => this.find(asked))

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
  moved(roomId: number, now: MarksNow, reached: boolean): void {
    this.note(roomId, now.user.id, reached, now)
  }

  private note(roomId: number, userId: string, reached: boolean, now?: MarksNow): void {
    const member = this.memberOf(roomId, userId, now ? MOST : MOST_HINTED)
    if (!member) return
    // What another node has stored may be later than what this one knows.
    member.now = member.due && !member.now ? undefined : now
    member.own ||= now !== undefined
    member.reached ||= reached
    if (member.due) return
    member.due = true
    if (member.notBefore <= performance.now()) this.tellSoon(member)
  }

  private memberOf(roomId: number, userId: string, most: number): Member | undefined {
    const key = `${roomId} ${userId}`
    const known = this.members.get(key)
    if (known || this.members.size >= most) return known
    const member = {
      ...{ roomId, userId, notBefore: 0 },
      ...{ due: false, own: false, reached: false, now: undefined },
    }
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
    const notices = new Notices()
    for (const member of ready) {
      const { now, reached } = member
      if (!this.rooms.isOpen(member.roomId)) told(member)
      else if (now) {
        told(member)
        this.add(notices, member, now, reached)
      } else void this.tellAsked(member)
    }
    notices.tell(this.rooms)
  }

  private publish(members: readonly Member[]): void {
    const own = members.filter((member) => member.own)
    if (own.length === 0) return
    this.bus.publish({
      marks: own.map(({ roomId, userId, reached }): MovedMark => [roomId, userId, reached ? 1 : 0]),
    })
    for (const member of own) member.own = false
  }

  private async tellAsked(member: Member): Promise<void> {
    const { reached } = member
    // What comes from now on is told after that.
    Object.assign(member, { due: false, reached: false })
    const now = await this.lookup.get(member).catch(() => undefined)
    member.notBefore = performance.now() + PAUSE_MS
    if (!now) return
    const notices = new Notices()
    this.add(notices, member, now, reached)
    notices.tell(this.rooms)
  }

  private add(notices: Notices, { roomId, userId }: Member, now: MarksNow, reached: boolean): void {
    const { chatroom, user, members, shown, ...marks } = now
    const { read, delivered } = marks
    const type = 'marks'
    const own: Notice = { type, chatroom, user, ...marks }
    if (members > this.config.RECEIPTS_MAX_MEMBERS) return notices.addOwn(roomId, userId, own)
    const seen = shown && this.people.seesReads(userId) && { type, chatroom, user, read, delivered }
    const reachedOnly = reached ? { type, chatroom, user, delivered } : undefined
    notices.add(roomId, (listener) => {
      if (listener === userId) return own
      return seen && this.people.seesReads(listener) ? seen : reachedOnly
    })
  }

  private async find(asked: Member[]): Promise<(MarksNow | undefined)[]> {
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

/** It was told, or nobody was there to be told. */
function told(member: Member): void {
  Object.assign(member, { due: false, reached: false, now: undefined })
  member.notBefore = performance.now() + PAUSE_MS
}

/** What is told in one turn of the event loop: of each room, what is for one person only is looked up once for each listener. */
class Notices {
  private readonly forAll: [roomId: number, notice: NoticeFor][] = []
  private readonly own = new Map<number, Map<string, Notice>>()

  add(roomId: number, notice: NoticeFor): void {
    this.forAll.push([roomId, notice])
  }

  /** For the connections of one user alone: in a room of very many, each would otherwise be asked about each. */
  addOwn(roomId: number, userId: string, notice: Notice): void {
    const ofRoom = this.own.get(roomId) ?? new Map<string, Notice>()
    this.own.set(roomId, ofRoom.set(userId, notice))
  }

  tell(rooms: RoomFeeds): void {
    for (const [roomId, notice] of this.forAll) rooms.notify(roomId, notice)
    for (const [roomId, ofRoom] of this.own) rooms.notify(roomId, (listener) => ofRoom.get(listener))
  }
}
