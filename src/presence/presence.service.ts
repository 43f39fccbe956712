// Who hears of whose presence, and what they are told: as far as both show themselves to each other, asked at each telling.
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import { BUS, type Bus } from '../bus/bus.js'
import { RateLimits } from '../common/rate-limits.js'
import { validated } from '../common/validation.js'
import { CONFIG, type Config } from '../config/config.js'
import { HINT_DELAY_MS, InDoubt } from '../database/in-doubt.js'
import { ConnectedPeople } from './connected-people.js'
import type { PresenceFrame } from './frames.view.js'
import { Gossip } from './gossip.js'
import { findPeers } from './peers.js'
import { WatchDto } from './presence.dto.js'
import { Visibility, type Look, type Seen } from './visibility.js'
import { Watchers, type Watcher } from './watchers.js'

/** Whether somebody is there, as far as they show it. */
type Presence = Pick<PresenceFrame, 'online' | 'last_seen'>

@Injectable()
export class PresenceService implements OnModuleInit, OnApplicationShutdown {
  private readonly watchers = new Watchers()
  /** Of each that has asked for somebody, the request that counts. */
  private readonly asking = new WeakMap<Watcher, object>()
  /** By the id of their user: those that are told of the others of direct chats, and of which: one, or null for all. */
  private readonly followers = new Map<string, Map<Watcher, number | null>>()
  /** People of whom there may be something to tell. */
  private readonly inDoubt = new InDoubt<string>((userIds) => this.look(userIds), HINT_DELAY_MS)
  /** Connections whose user may have other direct chats. */
  private readonly peersInDoubt = new InDoubt<Watcher>((all) => this.lookForPeers(all), HINT_DELAY_MS)

  constructor(
    private readonly gossip: Gossip,
    private readonly visibility: Visibility,
    private readonly people: ConnectedPeople,
    private readonly limits: RateLimits,
    @Inject(BUS) private readonly bus: Bus,
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Pick<Config, 'PRESENCE_MAX_PEERS'>,
  ) {}

  onModuleInit(): void {
    this.gossip.changed.subscribe((userId) => this.doubt([userId]))
    // They may have become visible, or hidden; and what they see of others, too.
    this.people.announced.subscribe((userId) => this.doubt([userId]))
    this.people.changed.subscribe((userId) => {
      this.doubt(this.watchers.watchedBy(userId))
      this.peersInDoubt.add(this.followers.get(userId)?.keys() ?? [])
    })
    this.bus.resumed.subscribe(() => this.doubt(this.watchers.all()))
  }

  onApplicationShutdown(): void {
    this.inDoubt.close()
    this.peersInDoubt.close()
  }

  /**
   * From now on the watcher is told of these people, besides those whom it follows; of each, at once, how it is now. Not to be called
   * after `unwatch` for a connection that is gone.
   * @param body `{ users: usernames }`; unknown ones are passed over
   * @throws ChatError `validation_failed`, `rate_limited`, `unavailable`; what was asked for before may be forgotten then
   */
  async watch(watcher: Watcher, body: unknown): Promise<void> {
    const { actor } = watcher
    this.limits.take('signals', actor.id)
    const usernames = new Set(validated(WatchDto, body).users.map((name) => name.toLowerCase()))
    const request = {}
    this.asking.set(watcher, request)
    this.watchers.watch(watcher, 'asked', [])
    const isOver = () => this.asking.get(watcher) !== request
    const userIds = await this.visibility.named([...usernames])
    if (isOver()) return
    this.watchers.watch(watcher, 'asked', userIds)
    const seen = await this.visibility.seen(userIds.map((userId): Look => [actor.id, userId]))
    if (isOver()) return
    for (const each of seen) if (each) this.tell([watcher], each, { again: true })
  }

  /**
   * From now on the watcher is told of the others of its user's direct chats, also of those that are opened later; of each, how it is
   * now. Not to be called after `unwatch`.
   * @param roomId only of this direct chat
   */
  follow(watcher: Watcher, roomId: number | null = null): void {
    const { id } = watcher.actor
    this.followers.set(id, (this.followers.get(id) ?? new Map<Watcher, number | null>()).set(watcher, roomId))
    this.peersInDoubt.add([watcher])
  }

  /** What somebody shows the actor now. @throws ChatError `unavailable` */
  async seenBy(actor: Actor, userId: string): Promise<Presence> {
    const [seen] = await this.visibility.seen([[actor.id, userId]])
    return seen ? this.presenceIn(seen) : { online: false, last_seen: null }
  }

  /** Whether these people are there: by their ids, those who show it to the actor. @throws ChatError `unavailable` */
  async onlineAmong(actor: Actor, userIds: readonly string[]): Promise<Map<string, boolean>> {
    const seen = await this.visibility.seen(userIds.map((userId): Look => [actor.id, userId]))
    const visible = seen.filter((each) => each?.visible)
    return new Map(visible.map((each) => [each!.user.id, this.gossip.isOnline(each!.user.id)]))
  }

  /** The connection is gone. */
  unwatch(watcher: Watcher): void {
    this.asking.delete(watcher)
    const { id } = watcher.actor
    const others = this.followers.get(id)
    others?.delete(watcher)
    if (others?.size === 0) this.followers.delete(id)
    this.watchers.remove(watcher)
  }

  private doubt(userIds: Iterable<string>): void {
    const watched = [...userIds].filter((id) => this.watchers.has(id))
    if (watched.length > 0) this.inDoubt.add(watched)
  }

  private async lookForPeers(followers: Watcher[]): Promise<void> {
    const roomOf = (watcher: Watcher) => this.followers.get(watcher.actor.id)?.get(watcher)
    const asked = followers.flatMap((watcher) => {
      const roomId = roomOf(watcher)
      return roomId === undefined ? [] : [{ watcher, userId: watcher.actor.id, roomId }]
    })
    if (asked.length === 0) return
    const peers = await findPeers(this.dataSource, asked, this.config.PRESENCE_MAX_PEERS)
    asked.forEach(({ watcher }, nth) => {
      if (roomOf(watcher) !== undefined) this.doubt(this.watchers.watch(watcher, 'peer', peers[nth]!))
    })
  }

  /** Asks for each user once what each who watches them may see. */
  private async look(userIds: string[]): Promise<void> {
    const connections = new Map<string, Watcher[]>()
    const looks: Look[] = []
    for (const userId of userIds) {
      for (const watcher of this.watchers.watchersOf(userId)) {
        const pair = `${watcher.actor.id} ${userId}`
        const others = connections.get(pair)
        if (others) others.push(watcher)
        else {
          connections.set(pair, [watcher])
          looks.push([watcher.actor.id, userId])
        }
      }
    }
    const seen = await this.visibility.seen(looks)
    looks.forEach(([observerId, userId], nth) => {
      const each = seen[nth]
      if (each) this.tell(connections.get(`${observerId} ${userId}`)!, each)
    })
  }

  private tell(watchers: readonly Watcher[], seen: Seen, options = { again: false }): void {
    const notice = { type: 'presence', user: seen.user, ...this.presenceIn(seen) } satisfies PresenceFrame
    const told = `${notice.online} ${notice.last_seen}`
    for (const watcher of watchers)
      // They may have gone, or watch others by now.
      if (this.watchers.tell(watcher, seen.user.id, told, options.again)) watcher.notify(notice)
  }

  private presenceIn({ user, visible, lastSeenAt }: Seen): Presence {
    const online = visible && this.gossip.isOnline(user.id)
    const last_seen = visible && !online ? (lastSeenAt?.toISOString() ?? null) : null
    return { online, last_seen }
  }
}
