// The bus over PostgreSQL's LISTEN/NOTIFY: two nodes on one database find each other without anything else.
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import pg from 'pg'
import { Subject } from 'rxjs'
import type { DataSource } from 'typeorm'
import { CONFIG, type Config } from '../config/config.js'
import type { Bus, BusEvent } from './bus.js'

/** The channel that the log's functions notify, too. */
const CHANNEL = 'chat'
const RECONNECT_MS = { first: 100, most: 2000 }

@Injectable()
export class PostgresBus implements Bus, OnModuleInit, OnApplicationShutdown {
  readonly events = new Subject<BusEvent>()
  connected = false

  private readonly logger = new Logger('PostgresBus')
  private client: pg.Client | undefined
  private retry: NodeJS.Timeout | undefined
  private stopped = false

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.listen()
  }

  publish(event: BusEvent): void {
    this.dataSource
      .query('SELECT pg_notify($1, $2)', [CHANNEL, JSON.stringify(event)])
      .catch((error: Error) => this.logger.warn(`A hint was lost: ${error.message}`))
  }

  async watch(): Promise<void> {
    // One channel for all rooms: whoever listens hears of every room anyway.
  }

  unwatch(): void {}

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true
    clearTimeout(this.retry)
    await this.client?.end().catch(() => undefined)
  }

  private async listen(delay = RECONNECT_MS.first): Promise<void> {
    const { url } = this.dataSource.options as { url: string }
    const client = new pg.Client({
      connectionString: url,
      application_name: 'whatsapp-api-server bus',
      connectionTimeoutMillis: this.config.DATABASE_TIMEOUT * 1000,
      keepAlive: true,
    })
    client.on('notification', ({ payload }) => this.receive(payload))
    client.on('error', () => undefined)
    client.once('end', () => this.reconnect(delay))
    this.client = client
    try {
      await client.connect()
      await client.query(`LISTEN ${CHANNEL}`)
    } catch {
      // The client emits `end` as well where it got as far as a connection; ending it is harmless where it did not.
      await client.end().catch(() => undefined)
      this.reconnect(delay)
      return
    }
    delay = RECONNECT_MS.first
    this.connected = true
    this.events.next({ resumed: true })
  }

  private reconnect(delay: number): void {
    if (this.connected)
      this.logger.warn('The listening connection is lost; live messages of other nodes may be late.')
    this.connected = false
    if (this.stopped) return
    clearTimeout(this.retry)
    this.retry = setTimeout(() => void this.listen(Math.min(delay * 2, RECONNECT_MS.most)), delay)
  }

  private receive(payload: string | undefined): void {
    try {
      this.events.next(JSON.parse(payload ?? '') as BusEvent)
    } catch {
      this.logger.warn('A notification on our channel was not ours; ignored.')
    }
  }
}
