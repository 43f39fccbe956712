// Takes back what was pushed and does not hold any more, above all because it was read: on whatever device, and node.
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnModuleInit,
} from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { Subscription } from 'rxjs'
import type { DataSource, EntityManager } from 'typeorm'
import { CONFIG, type Config } from '../../config/config.js'
import { runPrepared } from '../../database/prepared.js'
import { MarksService } from '../../receipts/marks.service.js'
import { Followers } from '../followers.service.js'
import { Housekeeping } from '../housekeeping.service.js'
import { PushSender } from './push-sender.js'
import { FORGET_NOTICES, NOTICED_AMONG, NOTICES_TO_LOOK_AT, REVIEW_PUSHES } from './push-statements.js'

/** Somebody in a room of which they were told something. */
export interface Noticed {
  chatroom_id: number
  user_id: string
  /** The newest message of the room that was deleted meanwhile. */
  deleted?: number | null
}

/** From the first mark that has moved on this node until all that have are looked at together; and how many are remembered. */
const GATHER_MS = 300
const MOST_MOVED = 20_000
/** How often a node looks for what nobody has looked at for long, and how much at once. */
const TICK_MS = 5000
const MOST_LOOKED_AT = 1000
/** Notices that are looked at by one statement: of a room that very many were told of, it would outlast its time. */
const MOST_REVIEWED = 2000
/** Withdrawn notices that one step forgets. */
const MOST_FORGOTTEN = 5000

@Injectable()
export class Withdrawals implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Push')
  /** By room and user: those whose marks have moved. */
  private moved = new Map<string, Noticed>()
  private subscription: Subscription | undefined
  private soon: NodeJS.Timeout | undefined
  private tick: NodeJS.Timeout | undefined
  private looking: Promise<void> = Promise.resolve()
  private closed = false

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Pick<Config, 'MESSAGE_UNSEEN'>,
    private readonly marks: MarksService,
    private readonly sender: PushSender,
    private readonly followers: Followers,
    private readonly housekeeping: Housekeeping,
  ) {}

  onModuleInit(): void {
    this.housekeeping.register({ name: 'push-notices', step: forget })
  }

  onApplicationBootstrap(): void {
    this.subscription = this.marks.moved.subscribe(({ roomId, userId }) => this.add(roomId, userId))
    this.tick = setInterval(() => this.look(() => this.lookAtOld()), TICK_MS).unref()
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.subscription?.unsubscribe()
    clearInterval(this.tick)
    clearTimeout(this.soon)
    this.closed = true
    await this.looking
  }

  /**
   * Withdraws of these what does not hold any more. It says how things are: it may be done twice.
   * @param name of the room, if it is gone
   */
  async review(noticed: readonly Noticed[], name?: string): Promise<void> {
    let changed = 0
    for (let done = 0; done < noticed.length; done += MOST_REVIEWED)
      changed += await this.reviewPart(noticed.slice(done, done + MOST_REVIEWED), name)
    if (changed === 0) return
    this.sender.hint()
    this.followers.hint()
  }

  private async reviewPart(noticed: readonly Noticed[], name: string | undefined): Promise<number> {
    const [{ changed }] = await this.dataSource.query<[{ changed: number }]>(REVIEW_PUSHES, [
      noticed.map(({ chatroom_id }) => chatroom_id),
      noticed.map(({ user_id }) => user_id),
      noticed.map(({ deleted }) => deleted ?? null),
      name,
      this.config.MESSAGE_UNSEEN,
    ])
    return changed
  }

  /** What is not remembered is found later, by `lookAtOld`. */
  private add(roomId: number, userId: string): void {
    if (this.moved.size >= MOST_MOVED) return
    this.moved.set(`${roomId} ${userId}`, { chatroom_id: roomId, user_id: userId })
    this.soon ??= setTimeout(() => this.look(() => this.lookAtMoved()), GATHER_MS).unref()
  }

  private look(at: () => Promise<void>): void {
    if (this.closed) return
    this.looking = this.looking
      .then(at)
      .catch(({ message }: Error) => this.logger.warn(`Nothing is withdrawn for now: ${message}`))
  }

  private async lookAtMoved(): Promise<void> {
    this.soon = undefined
    const moved = [...this.moved.values()]
    this.moved = new Map()
    const noticed = await runPrepared<Noticed>(this.dataSource, NOTICED_AMONG, [
      moved.map(({ chatroom_id }) => chatroom_id),
      moved.map(({ user_id }) => user_id),
    ])
    await this.review(noticed)
  }

  private async lookAtOld(): Promise<void> {
    await this.review(await runPrepared<Noticed>(this.dataSource, NOTICES_TO_LOOK_AT, [MOST_LOOKED_AT]))
  }
}

async function forget(manager: EntityManager): Promise<boolean> {
  const [{ count }] = await manager.query<[{ count: number }]>(FORGET_NOTICES, [MOST_FORGOTTEN])
  return count >= MOST_FORGOTTEN
}
