// Who is typing in which room, as this node tells those who listen there.
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import type { Actor } from '../auth/actor.js'
import { BUS, type Bus, type Hints } from '../bus/bus.js'
import { ChatError } from '../common/errors.js'
import { RateLimits } from '../common/rate-limits.js'
import { validated } from '../common/validation.js'
import { CONFIG, type Config } from '../config/config.js'
import { HINT_DELAY_MS, InDoubt } from '../database/in-doubt.js'
import type { RoomRef } from '../room-log/draft.js'
import type { Taken } from '../room-feed/feed-registry.js'
import { RoomFeeds } from '../room-feed/room-feeds.js'
import { takesOut } from '../room-feed/admission.js'
import { Deadlines } from './deadlines.js'
import type { TypingFrame } from './frames.view.js'
import { TypingDto } from './presence.dto.js'
import { typistKey, Typists, type Typist } from './typists.js'

/** How long somebody types who says nothing more of it. */
const RUNS_OUT_MS = 6000
/** What somebody says again, earlier than this, is not told again. */
const REPEAT_MS = 2000
/** Hints of people who have to be looked up first; what comes beyond is dropped, since anybody can make them up. */
const MOST_HINTED = 1000

/** Entries after which somebody may do something else than before. */
const CHANGE_MEMBERS: ReadonlySet<string> = new Set(['muted', 'unmuted', 'role'])

type TypingHint = NonNullable<Hints['typing']>[number]

interface Typing {
  typist: Typist
  /** When others were told last, in the time of `performance.now()`. */
  toldAt: number
}

@Injectable()
export class TypingService implements OnModuleInit, OnApplicationShutdown {
  private readonly current = new Map<string, Typing>()
  private readonly runningOut = new Deadlines<string>(RUNS_OUT_MS, (keys) => {
    for (const key of keys) this.stop(key)
  })
  /** What other nodes said last of each person and room who has to be looked up first. */
  private readonly hinted = new Map<string, TypingHint>()
  private readonly inDoubt = new InDoubt<string>((keys) => this.look(keys), HINT_DELAY_MS)

  constructor(
    private readonly typists: Typists,
    private readonly feeds: RoomFeeds,
    private readonly limits: RateLimits,
    @Inject(BUS) private readonly bus: Bus,
    @Inject(CONFIG) private readonly config: Pick<Config, 'TYPING_MAX_MEMBERS'>,
  ) {}

  onModuleInit(): void {
    this.bus.hints.subscribe(({ typing = [] }) => {
      for (const hint of typing) this.hear(hint)
    })
    this.feeds.taken.subscribe((taken) => this.endWith(taken))
  }

  onApplicationShutdown(): void {
    this.runningOut.close()
    this.inDoubt.close()
  }

  /**
   * Tells the others in a room that the actor is typing, or has stopped; in a large room, too soon after the last time, and where they
   * may not say anything, nobody.
   * @param body `{ active: boolean }`
   * @throws ChatError `validation_failed`, `not_a_member`, `rate_limited`, `unavailable`
   */
  async typing(actor: Actor, room: RoomRef, body: unknown): Promise<void> {
    this.limits.take('signals', actor.id)
    const { active } = validated(TypingDto, body)
    const typist = await this.typists.find(room.id, actor.id)
    if (!typist) throw new ChatError('not_a_member')
    if (this.apply(typist, active)) this.bus.publish({ typing: [[room.id, actor.id, active ? 1 : 0]] })
  }

  private hear(hint: TypingHint): void {
    const [roomId, userId, active] = hint
    if (!this.feeds.isOpen(roomId)) return
    const key = typistKey(roomId, userId)
    const typist = this.typists.known(roomId, userId)
    if (typist && !this.hinted.has(key)) {
      this.apply(typist, active === 1)
    } else if (this.hinted.has(key) || this.hinted.size < MOST_HINTED) {
      this.hinted.set(key, hint)
      this.inDoubt.add([key])
    }
  }

  /** What cannot be looked up now is not worth asking for again. */
  private async look(keys: string[]): Promise<void> {
    const finding = keys.map(async (key) => {
      const [roomId, userId] = this.hinted.get(key)!
      const typist = await this.typists.find(roomId, userId).catch(() => undefined)
      const [, , active] = this.hinted.get(key)!
      this.hinted.delete(key)
      if (typist) this.apply(typist, active === 1)
    })
    await Promise.all(finding)
  }

  /** @returns whether the others were told */
  private apply(typist: Typist, active: boolean): boolean {
    if (typist.members > this.config.TYPING_MAX_MEMBERS) return false
    const key = typistKey(typist.roomId, typist.user.id)
    return active && typist.allowed ? this.start(key, typist) : this.stop(key)
  }

  private start(key: string, typist: Typist): boolean {
    const now = performance.now()
    const known = this.current.get(key)
    if (known && now - known.toldAt < REPEAT_MS) return false
    this.current.set(key, { typist, toldAt: now })
    this.runningOut.set(key)
    this.tell(typist, true)
    return true
  }

  private stop(key: string): boolean {
    const known = this.current.get(key)
    if (!known) return false
    this.current.delete(key)
    this.runningOut.delete(key)
    this.tell(known.typist, false)
    return true
  }

  /**
   * Whoever has said what they were typing, or is no member any more, or silenced, types no longer. Every node sees that for itself.
   */
  private endWith({ room, messages }: Taken): void {
    for (const message of messages) {
      if (message.type === 'room') this.typists.forgetAll()
      const changed = takesOut(message) ?? (CHANGE_MEMBERS.has(message.type) ? message.user?.id : undefined)
      if (changed) this.typists.forget(room.id, changed)
      const userId = changed ?? (message.n !== undefined ? message.sender?.id : undefined)
      if (userId && this.current.size > 0) this.stop(typistKey(room.id, userId))
    }
  }

  private tell({ roomId, chatroom, user }: Typist, active: boolean): void {
    const notice = { type: 'typing', chatroom, user, active } satisfies TypingFrame
    this.feeds.notify(roomId, (userId) => (userId === user.id ? undefined : notice))
  }
}
