// The bus over Redis: a channel for each room, heard only by nodes with a connection in it, and one for all nodes.
import { Inject, Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { Subject } from 'rxjs'
import { CONFIG, type Config } from '../config/config.js'
import { readHints, type Bus, type Hints } from './bus.js'
import { Outbox, type Letter } from './outbox.js'
import { RedisLink } from './redis-link.js'

/** For what concerns every node: a session may have connections on any, in any room. */
const NODES_CHANNEL = 'chat:nodes'
const roomChannel = (roomId: number) => `chat:room:${roomId}`
const RECONNECT_MS = { first: 100, most: 2000 }

@Injectable()
export class RedisBus implements Bus, OnModuleInit, OnApplicationShutdown {
  readonly hints = new Subject<Hints>()
  readonly resumed = new Subject<void>()
  connected = false

  private readonly logger = new Logger('RedisBus')
  private readonly outbox = new Outbox(
    (roomId) => (roomId === undefined ? NODES_CHANNEL : roomChannel(roomId)),
    (letters) => this.send(letters),
  )
  /** What the next link has to listen to, whatever became of this one. */
  private readonly watched = new Set<number>()
  private link: RedisLink | undefined
  private opening: Promise<void> | undefined
  private retry: NodeJS.Timeout | undefined
  private delay = RECONNECT_MS.first
  private warned = false
  private stopped = false

  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'REDIS_URL'>) {}

  /** Waits for the first attempt only: a node without its bus is slower with other nodes' messages, and complete. */
  async onModuleInit(): Promise<void> {
    await this.connect()
  }

  publish(hints: Hints): void {
    this.outbox.add(hints)
  }

  async watch(roomId: number): Promise<void> {
    this.watched.add(roomId)
    await this.link?.listen(roomChannel(roomId))
  }

  unwatch(roomId: number): void {
    this.watched.delete(roomId)
    this.link?.ignore(roomChannel(roomId))
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true
    this.connected = false
    clearTimeout(this.retry)
    this.outbox.flush()
    await this.opening
    await this.link?.close()
  }

  /** The client writes in one go what it is given in one turn of the event loop. */
  private send(letters: Letter[]): void {
    for (const { channel, payload } of letters) {
      if (channel === NODES_CHANNEL) this.link?.publish(channel, payload)
      else this.link?.publishSharded(channel, payload)
    }
  }

  private async connect(): Promise<void> {
    this.opening = this.open().catch((error: Error) => this.reconnect(error.message))
    await this.opening
  }

  private async open(): Promise<void> {
    const link = await RedisLink.open(this.config.REDIS_URL ?? '', NODES_CHANNEL, {
      received: (payload) => this.receive(payload),
      lost: (reason) => this.reconnect(reason),
    })
    // From here on each watch and unwatch goes to the link by itself, behind these.
    this.link = link
    await Promise.all([...this.watched].map((roomId) => link.listen(roomChannel(roomId))))
    if (this.link !== link || this.stopped) return
    this.connected = true
    this.warned = false
    this.delay = RECONNECT_MS.first
    this.resumed.next()
  }

  private reconnect(reason: string): void {
    this.connected = false
    this.link = undefined
    if (this.stopped) return
    if (!this.warned) this.logger.warn(`Redis is away (${reason}); live messages of other nodes may be late.`)
    this.warned = true
    clearTimeout(this.retry)
    this.retry = setTimeout(() => void this.connect(), this.delay)
    this.delay = Math.min(this.delay * 2, RECONNECT_MS.most)
  }

  private receive(payload: string): void {
    const hints = readHints(payload)
    if (hints) this.hints.next(hints)
    else this.logger.warn('What came on one of our channels was not ours; ignored.')
  }
}
