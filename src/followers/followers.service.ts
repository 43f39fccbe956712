// Brings what has happened into one order, and lets everybody who follows it go on: on every node, each piece of work on one at a time.
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { Subject, type Subscription } from 'rxjs'
import type { DataSource, EntityManager } from 'typeorm'
import { FairTurns } from '../common/fair-turns.js'
import { counts } from '../common/measures.js'
import { CONFIG, type Config } from '../config/config.js'
import { RoomLog } from '../room-log/room-log.js'
import { isBefore, type Position } from './position.js'

/** A piece of work that follows everything that happens. */
export interface Follower {
  /** Under which its position is kept, and measured. */
  name: string
  /** Whether what it has not come to is kept for it, however old that is. */
  missesNothing?: true
  /** Until when it does nothing on this node, by the clock of `performance`: it is not even asked. */
  restsUntil?(): number
  /**
   * Goes on from `after`, in a transaction that keeps every other node from it. What it does in there is done exactly once.
   * @returns how far it has come; `after` itself, where there is nothing to do
   */
  step(manager: EntityManager, after: Position): Promise<Position>
}

/** Milliseconds from an entry that this node commits to its collection: what comes meanwhile goes together. */
const COLLECT_DELAY_MS = 100
/** Milliseconds after which every node looks for what others have left to do. */
const TICK_MS = 1000
/** Rooms that one collection is asked about. */
const ROOMS_AT_ONCE = 1000
/** Looking at the heads of all rooms takes this part of the time at the most. */
const SCAN_SHARE = 0.05

export const COLLECT = 'SELECT * FROM collect_events($1, $2)'
const BEGIN = 'INSERT INTO followers (name) SELECT unnest($1::text[]) ON CONFLICT DO NOTHING'
const PLACE = 'SELECT position, seq FROM followers WHERE name = $1 FOR NO KEY UPDATE SKIP LOCKED'
const KEEP = 'UPDATE followers SET position = $2, seq = $3 WHERE name = $1'

/** How far a follower has come, and whether it waits there for something. */
interface Step {
  next: Position
  waits: boolean
}

/** What collect_events answers. */
interface Collected {
  head: number
  more: boolean
  /** Null where another node is at it. */
  scanned: boolean | null
}

@Injectable()
export class Followers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  /** The newest position that this node knows of, whenever that changes: it grows, but for a database that has lost something. */
  readonly grown = new Subject<number>()

  private readonly logger = new Logger('Followers')
  private readonly followers: Follower[] = []
  private readonly working = new Map<string, Promise<void>>()
  private readonly places = new Map<string, Position>()
  private readonly dirty = new Set<number>()
  /** What does not work at the moment, and was complained about. */
  private readonly failing = new Set<string>()
  private head = 0
  /** Seconds between two looks at all rooms. */
  private scanEvery = TICK_MS / 1000
  private collecting: Promise<void> | undefined
  private soon: NodeJS.Timeout | undefined
  private tick: NodeJS.Timeout | undefined
  private subscription: Subscription | undefined
  private closed = false

  /** Steps, each with a connection of the pool: however many follow, most of it is for those who wait for an answer. */
  private readonly turns: FairTurns

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly log: RoomLog,
    @Inject(CONFIG) { DATABASE_POOL }: Pick<Config, 'DATABASE_POOL'>,
  ) {
    const atOnce = Math.max(1, Math.floor(DATABASE_POOL / 4))
    // Of each follower one waits, and none is ever refused.
    this.turns = new FairTurns(
      { atOnce, waitingPerPart: 1, waitingPerCaller: 1, waiting: Infinity },
      { detail: 'Too many follow.', retryAfter: 1 },
    )
  }

  /** To be called before the application listens: in `onModuleInit`. */
  register(follower: Follower): void {
    this.followers.push(follower)
  }

  /** Names of those for whom everything is kept until they have come to it. */
  get missingNothing(): string[] {
    return this.followers.flatMap(({ name, missesNothing }) => (missesNothing ? [name] : []))
  }

  /** The newest position that this node knows of. */
  get position(): number {
    return this.head
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.dataSource.query(BEGIN, [['collector', ...this.followers.map(({ name }) => name)]])
    this.subscription = this.log.committed.subscribe(({ room }) => this.hint(room.id))
    this.subscription.add(this.log.inDoubt.subscribe((rooms) => rooms.forEach(({ id }) => this.hint(id))))
    this.tick = setInterval(() => void this.collect(), TICK_MS).unref()
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true
    this.subscription?.unsubscribe()
    clearInterval(this.tick)
    clearTimeout(this.soon)
    await this.collecting
    await Promise.all(this.working.values())
  }

  /** A room's log has grown, or something has happened elsewhere: it is collected in a moment, not with the next tick. */
  hint(roomId?: number): void {
    if (roomId !== undefined) this.dirty.add(roomId)
    if (this.closed) return
    this.soon ??= setTimeout(() => {
      this.soon = undefined
      // What is being collected may have looked before that.
      if (this.collecting) this.hint()
      else void this.collect()
    }, COLLECT_DELAY_MS).unref()
  }

  /** Never rejects: what fails is done with the next tick. */
  private async collect(): Promise<void> {
    if (this.closed || this.collecting) return
    this.collecting = this.attempt('Events are not collected', () => this.collectNow())
    await this.collecting
    this.collecting = undefined
    for (const follower of this.followers) this.advance(follower)
  }

  private async collectNow(): Promise<void> {
    const rooms = [...this.dirty].slice(0, ROOMS_AT_ONCE)
    // Before, not after: those that grow meanwhile are to be looked at again.
    for (const room of rooms) this.dirty.delete(room)
    const begun = performance.now()
    const answer = await this.askFor(rooms)
    if (answer.scanned) this.scanEvery = Math.max(TICK_MS, (performance.now() - begun) / SCAN_SHARE) / 1000
    // Another node, which is at it, does not know of these rooms; or there was too much for all of them.
    if (answer.scanned === null || answer.more) for (const room of rooms) this.dirty.add(room)
    if (this.dirty.size > 0 || answer.more) this.hint()
    this.learn(answer.head)
  }

  private async askFor(rooms: number[]): Promise<Collected> {
    try {
      const [answer] = await this.dataSource.query<[Collected]>(COLLECT, [rooms, this.scanEvery])
      return answer
    } catch (error) {
      for (const room of rooms) this.dirty.add(room)
      throw error
    }
  }

  private learn(head: number): void {
    if (head === this.head) return
    // A database that has lost its latest events has lost how far everybody had come in them, too.
    if (head < this.head) this.places.clear()
    this.head = head
    counts.followers.head = head
    this.grown.next(head)
  }

  private advance(follower: Follower): void {
    const { name } = follower
    if (this.closed || this.working.has(name) || !this.isDue(follower)) return
    const work = this.attempt(`${name} does not follow`, () => this.work(follower))
    this.working.set(
      name,
      work.finally(() => this.working.delete(name)),
    )
  }

  private isBehind(name: string): boolean {
    const place = this.places.get(name)
    return !place || isBefore(place, { position: this.head, seq: 0 })
  }

  private isDue(follower: Follower): boolean {
    return this.isBehind(follower.name) && performance.now() >= (follower.restsUntil?.() ?? 0)
  }

  private async work(follower: Follower): Promise<void> {
    while (!this.closed && this.isDue(follower)) {
      const come = await this.turns.run(follower.name, '', () =>
        this.dataSource.transaction((manager) => this.step(manager, follower)),
      )
      // Another node is at it.
      if (!come) return
      // Only now: before the commit, nobody has come anywhere.
      this.places.set(follower.name, come.next)
      counts.followers.positions[follower.name] = come.next.position
      if (come.waits) return
    }
  }

  private async step(manager: EntityManager, follower: Follower): Promise<Step | undefined> {
    const { name } = follower
    const [after] = await manager.query<Position[]>(PLACE, [name])
    if (!after) return undefined
    const next = await follower.step(manager, after)
    const waits = next.position === after.position && next.seq === after.seq
    if (!waits) await manager.query(KEEP, [name, next.position, next.seq])
    return { next, waits }
  }

  /** Never rejects. What fails is complained about once, until it has worked again. */
  private async attempt(complaint: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
      this.failing.delete(complaint)
    } catch (error) {
      if (!this.failing.has(complaint) && !this.closed)
        this.logger.warn(`${complaint}; tried again until it works: ${(error as Error).message}`)
      this.failing.add(complaint)
    }
  }
}
