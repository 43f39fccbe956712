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
import { CONFIG, type Config } from '../../config/config.js'
import { Reads } from '../../database/reads.js'
import { EventFeed } from '../event-feed.js'
import { Followers } from '../followers.service.js'
import { CLAIM, type WebhookRow } from './webhook-statements.js'
import { HELD_SECONDS, WebhookWorker, type Node } from './webhook-worker.js'

/** Milliseconds between two looks at what nobody delivers. */
const TICK_MS = 1000

@Injectable()
export class WebhookWorkers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Webhooks')
  private readonly workers = new Map<string, WebhookWorker>()
  private readonly node: Node
  private tick: NodeJS.Timeout | undefined
  private subscription: Subscription | undefined
  private looking: Promise<void> | undefined
  private failing = false
  private closed = false

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    reads: Reads,
    feed: EventFeed,
    private readonly followers: Followers,
    @Inject(CONFIG) { WEBHOOK_PRIVATE_ADDRESSES: allowPrivate }: Pick<Config, 'WEBHOOK_PRIVATE_ADDRESSES'>,
  ) {
    const head = () => followers.position
    this.node = { id: randomUUID(), dataSource, reads: reads.source, feed, allowPrivate, head }
  }

  onApplicationBootstrap(): void {
    this.subscription = this.followers.grown.subscribe(() => this.look())
    this.tick = setInterval(() => this.look(), TICK_MS).unref()
  }

  /** What is on its way is waited for; the rest is done by others, or after the next start. */
  async beforeApplicationShutdown(): Promise<void> {
    this.closed = true
    this.subscription?.unsubscribe()
    clearInterval(this.tick)
    await this.looking
    for (const worker of this.workers.values()) worker.stop()
    await Promise.all([...this.workers.values()].map(({ done }) => done))
  }

  /** There may be something to deliver. */
  look(): void {
    if (this.closed || this.looking) return
    this.looking = this.claim()
      .then(() => (this.failing = false))
      .catch((error: Error) => this.complain(error))
      .then(() => (this.looking = undefined))
  }

  private async claim(): Promise<void> {
    const values = [this.node.id, this.followers.position, HELD_SECONDS]
    const [rows] = await this.dataSource.query<[WebhookRow[], number]>(CLAIM, values)
    for (const row of rows) {
      const worker = new WebhookWorker(this.node, row, (error) => this.complain(error))
      this.workers.set(row.id, worker)
      void worker.done.then(() => {
        if (this.workers.get(row.id) === worker) this.workers.delete(row.id)
        this.look()
      })
    }
  }

  private complain({ message }: Error): void {
    if (!this.failing && !this.closed)
      this.logger.warn(`Not delivered; tried again until it works: ${message}`)
    this.failing = true
  }
}
