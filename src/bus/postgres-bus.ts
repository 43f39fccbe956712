// The bus over PostgreSQL's LISTEN/NOTIFY: two nodes on one database find each other without anything else.
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { Client, type Notification, type PoolClient } from 'pg'
import { Subject } from 'rxjs'
import type { DataSource } from 'typeorm'
import { CONFIG, type Config } from '../config/config.js'
import type { BoundedClient } from '../database/bounded-client.js'
import { poolOf } from '../database/pool.js'
import { directUrl } from '../database/preflight.js'
import { readHints, type Bus, type Hints } from './bus.js'
import { Outbox, type Letter } from './outbox.js'

/** The channel that the log's functions notify, too. */
const CHANNEL = 'chat'
const RECONNECT_MS = { first: 100, most: 2000 }
/** The listening connection is asked for a sign of life this often: a server that stopped, or is cut off, closes nothing. */
const PING_INTERVAL_MS = 2000
/** Statements that may wait for the database; each takes a place in the pool's queue that a send could have. */
const MAX_UNANSWERED = 100

const NOTIFY =
  'SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS letter (channel, payload)'

@Injectable()
export class PostgresBus implements Bus, OnModuleInit, OnApplicationShutdown {
  readonly hints = new Subject<Hints>()
  readonly resumed = new Subject<void>()
  connected = false

  private readonly logger = new Logger('PostgresBus')
  private readonly outbox = new Outbox(
    () => CHANNEL,
    (letters) => this.send(letters),
  )
  /** PostgreSQL's processes behind the pool, if they are ours alone: what they announce, this node has said itself. */
  private readonly own = new Set<number | undefined>()
  private client: Client | undefined
  private retry: NodeJS.Timeout | undefined
  private pings: NodeJS.Timeout | undefined
  private unanswered = 0
  private warned = false
  private stopped = false

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    const pool = poolOf(this.dataSource)
    pool.on('acquire', (client) => this.own.add(processOf(client)))
    pool.on('remove', (client) => this.own.delete(processOf(client)))
    // A broken one may still commit what it was sent, and nobody here will be told: then it is another's.
    pool.on('release', (error, client) => error && this.own.delete(processOf(client)))
    await this.listen()
  }

  publish(hints: Hints): void {
    this.outbox.add(hints)
  }

  async watch(): Promise<void> {
    // One channel for all rooms: whoever listens hears of every room anyway.
  }

  unwatch(): void {}

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true
    this.connected = false
    clearTimeout(this.retry)
    clearInterval(this.pings)
    if (this.client) await end(this.client)
  }

  /** In one statement, however many. */
  private send(letters: Letter[]): void {
    if (this.unanswered >= MAX_UNANSWERED) return
    this.unanswered++
    this.dataSource
      .query(NOTIFY, [letters.map(({ channel }) => channel), letters.map(({ payload }) => payload)])
      .then(
        () => (this.warned = false),
        (error: Error) => {
          if (!this.warned) this.logger.warn(`Hints are being lost: ${error.message}`)
          this.warned = true
        },
      )
      .finally(() => this.unanswered--)
  }

  private async listen(delay = RECONNECT_MS.first): Promise<void> {
    const { url } = this.dataSource.options as { url: string }
    const timeout = this.config.DATABASE_TIMEOUT * 1000
    const client = new Client({
      connectionString: directUrl(this.config, url),
      application_name: 'whatsapp-api-server bus',
      connectionTimeoutMillis: timeout,
      query_timeout: timeout,
      keepAlive: true,
    })
    client.on('notification', (notification) => this.receive(notification))
    client.on('error', () => undefined)
    client.once('end', () => this.reconnect(client, delay))
    this.client = client
    try {
      await client.connect()
      await client.query(`LISTEN ${CHANNEL}`)
    } catch {
      // A client that never got as far as a connection says no `end`.
      await end(client)
      this.reconnect(client, delay)
      return
    }
    if (this.stopped || this.client !== client) return
    delay = RECONNECT_MS.first
    // It may be another server, where these numbers are other nodes' processes; who is ours is seen with the next acquiring.
    this.own.clear()
    this.connected = true
    this.pings = setInterval(() => this.ping(client), PING_INTERVAL_MS)
    this.resumed.next()
  }

  private ping(client: Client): void {
    client.query('SELECT 1').catch(() => end(client).then(() => this.reconnect(client, RECONNECT_MS.first)))
  }

  /** Once for each client, however many ways it is found to be gone. */
  private reconnect(client: Client, delay: number): void {
    if (this.client !== client) return
    this.client = undefined
    clearInterval(this.pings)
    if (this.connected)
      this.logger.warn('The listening connection is lost; live messages of other nodes may be late.')
    this.connected = false
    if (this.stopped) return
    this.retry = setTimeout(() => void this.listen(Math.min(delay * 2, RECONNECT_MS.most)), delay)
  }

  /**
   * Passes over what comes back: it often overtakes the answer to the commit that it announces, and the feeds would
   * read from the log what they are about to be given.
   */
  private receive({ processId, payload }: Notification): void {
    if (this.own.has(processId)) return
    const hints = readHints(payload)
    if (hints) this.hints.next(hints)
    else this.logger.warn('A notification on our channel was not ours; ignored.')
  }
}

const processOf = (client: PoolClient) => (client as unknown as BoundedClient).backend

/** Ends a client that may be cut off: its goodbye is not waited for longer than this. */
async function end(client: Client): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, 1000).unref())
  await Promise.race([client.end().catch(() => undefined), late])
}
