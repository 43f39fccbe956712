// Who hears of whose presence, and what they are told: as far as both show themselves to each other, asked at each telling.
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import type { Actor } from '../auth/actor.js'
import { BUS, type Bus } from '../bus/bus.js'
import { RateLimits } from '../common/rate-limits.js'
import { validated } from '../common/validation.js'
import { HINT_DELAY_MS, InDoubt } from '../database/in-doubt.js'
import type { Notice } from '../room-feed/sink.js'
import { ConnectedPeople } from './connected-people.js'
import type { PresenceFrame } from './frames.view.js'
import { Gossip } from './gossip.js'
import { WatchDto } from './presence.dto.js'
import { Visibility, type Look, type Seen } from './visibility.js'

/** A connection that can ask for the presence of others. */
export interface Watcher {
  readonly actor: Actor
  notify(event: Notice): void
}

/** Whether somebody is there, as far as they show it. */
type Presence = Pick<PresenceFrame, 'online' | 'last_seen'>

/** Ids of those whom a watcher watches, as soon as they are known. */
interface Watch {
  userIds: readonly string[]
}

/** What a watcher was told last: what is the same is not told again. */
type Told = string | undefined

@Injectable()
export class PresenceService implements OnModuleInit, OnApplicationShutdown {
  /** By the id of the user who watches, and by their connections. */
  private readonly watches = new Map<string, Map<Watcher, Watch>>()
  /** By the id of the user whom they watch. */
  private readonly watchers = new Map<string, Map<Watcher, Told>>()
  /** People of whom there may be something to tell. */
  private readonly inDoubt = new InDoubt<string>((userIds) => this.look(userIds), HINT_DELAY_MS)

  constructor(
    private readonly gossip: Gossip,
    private readonly visibility: Visibility,
    private readonly people: ConnectedPeople,
    private readonly limits: RateLimits,
    @Inject(BUS) private readonly bus: Bus,
  ) {}

  onModuleInit(): void {
    this.gossip.changed.subscribe((userId) => this.doubt([userId]))
    // They may have become visible, or hidden; and what they see of others, too.
    this.people.announced.subscribe((userId) => this.doubt([userId]))
    this.people.changed.subscribe((userId) => {
      for (const { userIds } of this.watches.get(userId)?.values() ?? []) this.doubt(userIds)
    })
    this.bus.resumed.subscribe(() => this.doubt(this.watchers.keys()))
  }

  onApplicationShutdown(): void {
    this.inDoubt.close()
  }

  /**
   * From now on the watcher is told of these people, and of no others; of each, at once, how it is now. Not to be called after
   * `unwatch` for a connection that is gone.
   * @param body `{ users: usernames }`; unknown ones are passed over
   * @throws ChatError `validation_failed`, `rate_limited`, `unavailable`; what was watched before may be forgotten then
   */
  async watch(watcher: Watcher, body: unknown): Promise<void> {
    const { actor } = watcher
    this.limits.take('signals', actor.id)
    const usernames = new Set(validated(WatchDto, body).users.map((name) => name.toLowerCase()))
    const watch: Watch = { userIds: [] }
    this.unwatch(watcher)
    entryOf(this.watches, actor.id).set(watcher, watch)
    const isOver = () => this.watches.get(actor.id)?.get(watcher) !== watch
    const userIds = await this.visibility.named([...usernames])
    if (isOver()) return
    watch.userIds = userIds
    for (const userId of userIds) entryOf(this.watchers, userId).set(watcher, undefined)
    const seen = await this.visibility.seen(userIds.map((userId): Look => [actor.id, userId]))
    if (isOver()) return
    for (const each of seen) if (each) this.tell([watcher], each, { again: true })
  }

  /** What somebody shows the actor now. @throws ChatError `unavailable` */
  async seenBy(actor: Actor, userId: string): Promise<Presence> {
    const [seen] = await this.visibility.seen([[actor.id, userId]])
    return seen ? this.presenceIn(seen) : { online: false, last_seen: null }
  }

  /** The connection is gone, or watches others from now on. */
  unwatch(watcher: Watcher): void {
    const watch = this.watches.get(watcher.actor.id)?.get(watcher)
    forget(this.watches, watcher.actor.id, watcher)
    for (const userId of watch?.userIds ?? []) forget(this.watchers, userId, watcher)
  }

  private doubt(userIds: Iterable<string>): void {
    const watched = [...userIds].filter((id) => this.watchers.has(id))
    if (watched.length > 0) this.inDoubt.add(watched)
  }

  /** Asks for each user once what each who watches them may see. */
  private async look(userIds: string[]): Promise<void> {
    const connections = new Map<string, Watcher[]>()
    const looks: Look[] = []
    for (const userId of userIds) {
      for (const watcher of this.watchers.get(userId)?.keys() ?? []) {
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
    for (const watcher of watchers) {
      // They may have gone, or watch others by now.
      const known = this.watchers.get(seen.user.id)
      if (!known?.has(watcher) || (known.get(watcher) === told && !options.again)) continue
      known.set(watcher, told)
      watcher.notify(notice)
    }
  }

  private presenceIn({ user, visible, lastSeenAt }: Seen): Presence {
    const online = visible && this.gossip.isOnline(user.id)
    const last_seen = visible && !online ? (lastSeenAt?.toISOString() ?? null) : null
    return { online, last_seen }
  }
}

/** The map under a key, made if there is none. */
function entryOf<Value>(maps: Map<string, Map<Watcher, Value>>, key: string): Map<Watcher, Value> {
  const known = maps.get(key) ?? new Map<Watcher, Value>()
  maps.set(key, known)
  return known
}

/** Takes a watcher out of the map under a key, and that away when it is empty. */
function forget(maps: Map<string, Map<Watcher, unknown>>, key: string, watcher: Watcher): void {
  const known = maps.get(key)
  known?.delete(watcher)
  if (known?.size === 0) maps.delete(key)
}
