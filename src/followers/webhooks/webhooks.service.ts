// Delivers to webhooks: each by one node at a time, and by another within ten seconds if that dies.
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { randomUUID } from 'node:crypto'
import type { Subscription } from 'rxjs'
import type { DataSource } from 'typeorm'
import { FairTurns } from '../../common/fair-turns.js'
import { counts } from '../../common/measures.js'
import { CONFIG, type Config } from '../../config/config.js'
import { Reads } from '../../database/reads.js'
import { EventFeed } from '../event-feed.js'
import { Followers } from '../followers.service.js'
import { Looking } from '../looking.js'
import type { Position } from '../position.js'
import { CLAIM, LAGS, RELEASE, type HeldRow, type LagRow } from './webhook-statements.js'
import { WebhookWorker, type Node } from './webhook-worker.js'

/** Seconds for which a webhook is this node's, and milliseconds between saying so again: a node that dies has had it ten seconds later. */
const HELD_SECONDS = 6
const TICK_MS = 2000
/** Milliseconds between two looks at how far behind all webhooks are, for METRICS_PORT. */
const MEASURE_MS = 1500

/**
 * Pages of the feed that are read at a time. All webhooks together have the turn of one user in the reading pool, where only so much may
 * wait; here any number does.
 */
const READS_AT_ONCE = 8

type Page = ReturnType<Node['read']>

@Injectable()
export class WebhookWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Webhooks')
  private readonly workers = new Map<string, WebhookWorker>()
  private readonly node: Node
  private readonly turns = new FairTurns(
    { atOnce: READS_AT_ONCE, waitingPerPart: Infinity, waitingPerCaller: Infinity, waiting: Infinity },
    { detail: 'Too much is being read.', retryAfter: 1 },
  )
  /** What is read at the moment, by what was asked: webhooks that are in one place share it. */
  private readonly reading = new Map<string, Page>()
  private subscription: Subscription | undefined
  private readonly looking = new Looking(() => this.lookOnce(), this.logger, 'Not delivered')
  private head = 0
  /** Milliseconds by which the database's clock is ahead of this node's. */
  private ahead = 0
  private measured = -Infinity

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly reads: Reads,
    private readonly feed: EventFeed,
    private readonly followers: Followers,
    @Inject(CONFIG) private readonly config: Pick<Config, 'WEBHOOK_PRIVATE_ADDRESSES' | 'METRICS_PORT'>,
  ) {
    const allowPrivate = config.WEBHOOK_PRIVATE_ADDRESSES
    const head = () => followers.position
    const now = () => Date.now() + this.ahead
    this.node = { id: randomUUID(), dataSource, allowPrivate, head, now, read: this.read.bind(this) }
  }

  onApplicationBootstrap(): void {
    this.subscription = this.followers.grown.subscribe((head) => this.learn(head))
    this.looking.every(TICK_MS)
    this.look()
  }

  /** What is on its way is waited for, for a moment; the rest is done by others, or after the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    this.subscription?.unsubscribe()
    await this.looking.close()
    for (const worker of this.workers.values()) worker.stop()
    await Promise.all([...this.workers.values()].map(({ done }) => done))
    // Where that fails, it runs out.
    await this.dataSource.query(RELEASE, [this.node.id]).catch(() => undefined)
  }

  /** A webhook is new, or has been changed. */
  look(): void {
    this.looking.look()
  }

  private async lookOnce(): Promise<boolean> {
    await this.claim()
    await this.measure()
    return false
  }

  private async measure(): Promise<void> {
    const now = performance.now()
    if (this.config.METRICS_PORT === undefined || now - this.measured < MEASURE_MS) return
    this.measured = now
    const rows = await this.dataSource.query<LagRow[]>(LAGS)
    const paused = rows.filter((row) => row.paused).length
    counts.webhooks.states = { active: rows.length - paused, paused }
    counts.webhooks.lag = Object.fromEntries(rows.map(({ id, events }) => [id, events]))
    counts.webhooks.lagSeconds = Object.fromEntries(rows.map(({ id, seconds }) => [id, seconds]))
  }

  private learn(head: number): void {
    // A database that has lost its latest events has lost what was noted of them, too.
    if (head < this.head) for (const worker of this.workers.values()) worker.lose()
    this.head = head
    for (const worker of this.workers.values()) worker.pulse()
  }

  private async claim(): Promise<void> {
    const until = performance.now() + HELD_SECONDS * 1000
    const [rows] = await this.dataSource.query<[HeldRow[], number]>(CLAIM, [this.node.id, HELD_SECONDS])
    if (rows[0]) this.ahead = rows[0].now.getTime() - Date.now()
    const held = new Map(rows.map((row) => [row.id, row]))
    for (const [id, worker] of this.workers) {
      const row = held.get(id)
      if (!row) worker.stop()
      else if (worker.follows(row)) worker.heldUntil = until
    }
    for (const row of rows) if (!this.workers.has(row.id)) this.begin(row, until)
  }

  private begin(row: HeldRow, until: number): void {
    const worker = new WebhookWorker(this.node, row, until, (error) => this.looking.complain(error))
    this.workers.set(row.id, worker)
    void worker.done.then(() => {
      this.workers.delete(row.id)
      // It was changed: it goes on as it is now. What has failed waits for the next tick.
      if (!this.looking.isFailing) this.look()
    })
  }

  private read(after: Position, most: number, room?: number | null): Page {
    const { position, seq } = after
    const asked = `${position}.${seq} ${most} ${room}`
    const page =
      this.reading.get(asked) ??
      this.turns
        .run('', '', () => this.reads.page('webhooks', (source) => this.feed.read(source, after, most, room)))
        .finally(() => this.reading.delete(asked))
    this.reading.set(asked, page)
    return page
  }
}
