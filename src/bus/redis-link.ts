// One conversation with Redis: a connection that publishes and one that listens, which live until either of them fails.
import { setTimeout as pause } from 'node:timers/promises'
import { createClient } from '@redis/client'

/** Reaching Redis, and every answer from it: a Redis that is slower is as good as away. */
const ANSWER_WITHIN_MS = 2000
/** Both connections are asked for a sign of life this often: a stopped Redis closes none by itself. */
const PING_INTERVAL_MS = 1000
/** Publishes that may wait for their answer, about 5 MB; what comes beyond is dropped. */
const MAX_UNANSWERED = 10_000

/** What a link tells its owner. */
export interface LinkEvents {
  /** Something was published on a channel that the link listens to. */
  received(payload: string): void
  /** The link is over; said once, unless it was closed. */
  lost(reason: string): void
}

type Client = ReturnType<typeof client>

/** The client's own reconnecting is off: a new link starts from what is wanted then, not from what was under way before. */
const client = (url: string) =>
  createClient({
    url,
    name: 'whatsapp-api-server-bus',
    disableOfflineQueue: true,
    // It would cost a timer for each command, and ends with the writing; the pings bound the answers instead.
    commandOptions: { timeout: undefined },
    maintNotifications: 'disabled',
    socket: { connectTimeout: ANSWER_WITHIN_MS, reconnectStrategy: false },
  })

export class RedisLink {
  private over = false
  private unanswered = 0
  /** Channels that it should listen to, those it does, and those where that is being changed. */
  private readonly wanted = new Set<string>()
  private readonly heard = new Set<string>()
  private readonly settling = new Map<string, Promise<void>>()
  private readonly publisher: Client
  private readonly subscriber: Client
  private readonly listener: (payload: string) => void

  private constructor(
    url: string,
    private readonly events: LinkEvents,
  ) {
    this.listener = (payload) => this.events.received(payload)
    this.publisher = client(url)
    this.subscriber = client(url)
    for (const each of [this.publisher, this.subscriber]) each.on('error', (error: Error) => this.fail(error))
  }

  /**
   * Connects both, and listens to a channel that every node listens to. Later failures are told by `lost`.
   * @throws Error when Redis cannot be reached, or does not answer, within 2 s
   */
  static async open(url: string, channel: string, events: LinkEvents): Promise<RedisLink> {
    const link = new RedisLink(url, { ...events, lost: () => undefined })
    try {
      await within(Promise.all([link.publisher.connect(), link.subscriber.connect()]))
      await within(link.subscriber.subscribe(channel, link.listener))
      if (link.over) throw new Error('the connection closed at once')
    } catch (error) {
      link.end()
      throw error
    }
    link.events.lost = events.lost
    void link.keepAlive()
    return link
  }

  /** To every node. */
  publish(channel: string, payload: string): void {
    this.count(() => this.publisher.publish(channel, payload))
  }

  /** To the nodes that listen to this channel; in a cluster it stays on the channel's shard. */
  publishSharded(channel: string, payload: string): void {
    this.count(() => this.publisher.sPublish(channel, payload))
  }

  /** Resolves when the link listens to the channel, or is over. */
  async listen(channel: string): Promise<void> {
    this.wanted.add(channel)
    await this.settle(channel)
  }

  /** Takes effect behind what is under way. */
  ignore(channel: string): void {
    this.wanted.delete(channel)
    void this.settle(channel)
  }

  /** Lets what was published leave, and ends without a word. */
  async close(): Promise<void> {
    this.events.lost = () => undefined
    if (!this.over) await within(this.publisher.ping()).catch(() => undefined)
    this.end()
  }

  /** Counted here: the client's own limit makes an error of each command that it refuses, and those pile up, too. */
  private count(send: () => Promise<unknown>): void {
    if (this.over || this.unanswered >= MAX_UNANSWERED) return
    this.unanswered++
    const answered = () => void this.unanswered--
    // What is lost is a hint; why it was lost is said once, by whoever finds the connection gone.
    send().then(answered, answered)
  }

  private async settle(channel: string): Promise<void> {
    if (!this.settling.has(channel) && this.wanted.has(channel) !== this.heard.has(channel))
      this.settling.set(channel, this.adjust(channel))
    await this.settling.get(channel)
  }

  /**
   * One command for a channel at a time: the client takes a channel for subscribed from the first reply on, although
   * it has sent an unsubscribing since, and would then send nothing for the next subscribing.
   */
  private async adjust(channel: string): Promise<void> {
    try {
      while (!this.over && this.wanted.has(channel) !== this.heard.has(channel)) {
        if (this.wanted.has(channel)) {
          await this.subscriber.sSubscribe(channel, this.listener)
          this.heard.add(channel)
        } else {
          await this.subscriber.sUnsubscribe(channel, this.listener)
          this.heard.delete(channel)
        }
      }
    } catch (error) {
      this.fail(error as Error)
    } finally {
      this.settling.delete(channel)
    }
  }

  private async keepAlive(): Promise<void> {
    try {
      while (!this.over) {
        await pause(PING_INTERVAL_MS, undefined, { ref: false })
        if (!this.over) await within(Promise.all([this.publisher.ping(), this.subscriber.ping()]))
      }
    } catch (error) {
      this.fail(error as Error)
    }
  }

  private fail({ message }: Error): void {
    if (this.over) return
    this.end()
    this.events.lost(message)
  }

  private end(): void {
    this.over = true
    this.publisher.destroy()
    this.subscriber.destroy()
  }
}

/** @throws Error when Redis takes longer than it may */
async function within<T>(answer: Promise<T>): Promise<T> {
  const waiting = new AbortController()
  const late = pause(ANSWER_WITHIN_MS, undefined, { ref: false, signal: waiting.signal }).then(() => {
    throw new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`)
  })
  late.catch(() => undefined)
  try {
    return await Promise.race([answer, late])
  } finally {
    waiting.abort()
  }
}
