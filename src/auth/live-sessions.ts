// Which sessions live, as this node knows: who was just seen, who is connected, and what must happen when one ends.
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { LRUCache } from 'lru-cache'
import type { DataSource } from 'typeorm'
import { BUS, type Bus } from '../bus/bus.js'
import { CONFIG, type Config } from '../config/config.js'
import type { User } from '../database/entities/index.js'
import { HINT_DELAY_MS, InDoubt } from '../database/in-doubt.js'
import { runPrepared } from '../database/prepared.js'
import type { Actor } from './actor.js'
import { ENDED_AMONG } from './session-statements.js'

/** Sessions that are believed to live, and ended ones that are remembered: some hundred bytes each. */
const MOST = 10_000

/** Most that one of the periodic checks asks about: they answer only what has changed. */
const CHECKED_AT_ONCE = 2000

@Injectable()
export class LiveSessions implements OnModuleInit, OnApplicationShutdown {
  /** Who was seen to have a live session: a crowd that comes back need not ask the database who they are. */
  private readonly seenLately: LRUCache<string, Actor>
  /** Who connects with one of these was perhaps let in before it ended. */
  private readonly heardToHaveEnded = new LRUCache<string, true>({ max: MOST })
  /** What happens at the end of each session that somebody here is connected with. */
  private readonly connected = new Map<string, Set<() => void>>()
  private readonly hinted = new InDoubt<string>((ids) => this.endThoseEnded(ids), HINT_DELAY_MS)
  private readonly checked = new InDoubt<string>((ids) => this.endThoseEnded(ids), 0, CHECKED_AT_ONCE)
  private timer: NodeJS.Timeout | undefined

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(BUS) private readonly bus: Bus,
    @Inject(CONFIG) private readonly config: Pick<Config, 'FEED_CHECK_INTERVAL'>,
  ) {
    this.seenLately = new LRUCache({ max: MOST, ttl: Math.ceil(this.config.FEED_CHECK_INTERVAL * 1000) })
  }

  onModuleInit(): void {
    this.bus.hints.subscribe(({ ended = [] }) => {
      for (const sessionId of ended) this.doubt(sessionId)
    })
    this.bus.resumed.subscribe(() => {
      this.seenLately.clear()
      this.checkAll()
    })
    this.timer = setInterval(() => this.checkAll(), this.config.FEED_CHECK_INTERVAL * 1000)
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer)
    this.hinted.close()
    this.checked.close()
  }

  /**
   * Calls `ended` once the session has ended, on whichever node, in whichever way; as many as there are connections.
   * @returns what takes that back
   */
  onEnd(sessionId: string, ended: () => void): () => void {
    const all = this.connected.get(sessionId) ?? new Set()
    this.connected.set(sessionId, all.add(ended))
    if (this.heardToHaveEnded.has(sessionId)) this.hinted.add([sessionId])
    return () => {
      all.delete(ended)
      if (all.size === 0 && this.connected.get(sessionId) === all) this.connected.delete(sessionId)
    }
  }

  /** Ids of the sessions that somebody here is connected with. */
  connectedIds(): Iterable<string> {
    return this.connected.keys()
  }

  /** Who has that session, if it was just seen to live and has not been heard to end. */
  get(sessionId: string, userId: string): Actor | undefined {
    const actor = this.seenLately.get(sessionId)
    return actor?.id === userId ? actor : undefined
  }

  /** The database has just said that the actor's session lives. */
  seen(actor: Actor): void {
    this.seenLately.set(actor.sessionId, actor)
  }

  /** A user is another now, and the database has committed it: whoever connects is let in as that. */
  changed({ id, displayName, avatarId, bot, version, privacyReadReceipts: readReceipts }: User): void {
    for (const actor of this.seenLately.values())
      if (actor.id === id && actor.version < version)
        Object.assign(actor, { displayName, avatarId, bot, version, readReceipts })
  }

  /** This node has ended the session, and the database has committed it: connections go, here and on every other node. */
  end(sessionId: string): void {
    this.forget(sessionId)
    this.tell(sessionId)
    this.bus.publish({ ended: [sessionId] })
  }

  /** The database is asked before anybody is cut: whoever may write to the bus must not be able to. */
  private doubt(sessionId: string): void {
    this.forget(sessionId)
    if (this.connected.has(sessionId)) this.hinted.add([sessionId])
  }

  private forget(sessionId: string): void {
    this.seenLately.delete(sessionId)
    this.heardToHaveEnded.set(sessionId, true)
  }

  private tell(sessionId: string): void {
    for (const ended of [...(this.connected.get(sessionId) ?? [])]) ended()
  }

  /** Finds what the bus lost in silence. */
  private checkAll(): void {
    this.checked.add(this.connected.keys())
  }

  private async endThoseEnded(sessionIds: string[]): Promise<void> {
    const rows = await runPrepared<{ id: string }>(this.dataSource, ENDED_AMONG, [sessionIds])
    const ended = new Set(rows.map(({ id }) => id))
    for (const id of sessionIds) {
      if (ended.has(id)) {
        // Whoever is cut comes again at once.
        this.forget(id)
        this.tell(id)
      } else this.seenAgain(id)
    }
  }

  private seenAgain(sessionId: string): void {
    // Also one that was due to be forgotten in this moment.
    const actor = this.seenLately.peek(sessionId, { allowStale: true })
    if (actor) this.seen(actor)
  }
}
