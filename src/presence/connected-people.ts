// Who has a connection on this node, and what this node has to know of them while they have.
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { Subject } from 'rxjs'
import type { DataSource } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import { BUS, type Bus } from '../bus/bus.js'
import { CONFIG, type Config } from '../config/config.js'
import { HINT_DELAY_MS, InDoubt } from '../database/in-doubt.js'
import { runPrepared } from '../database/prepared.js'

/** $1 users, $2 the version that is known of each: those of which there is another. */
export const CHANGED_PEOPLE = {
  name: 'changed_people',
  text: `
    SELECT u.id, u.version, u.display_name AS "displayName", u.avatar_id AS "avatarId", u.bot,
      u.privacy_read_receipts AS "readReceipts"
    FROM unnest($1::uuid[], $2::bigint[]) AS asked (id, version)
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = asked.id AND u.version <> asked.version LIMIT 1) u`,
}

type Known = Pick<Actor, 'version' | 'displayName' | 'avatarId' | 'bot' | 'readReceipts'>

interface Connected extends Known {
  /** One for each connection that they have here; those of one session may be the same. All are kept as their user is now. */
  actors: Actor[]
}

/** Most that one of the periodic checks asks about: they answer only what has changed. */
const CHECKED_AT_ONCE = 2000

@Injectable()
export class ConnectedPeople implements OnModuleInit, OnApplicationShutdown {
  /** Ids of users whose first connection to this node has opened. */
  readonly arrived = new Subject<string>()
  /** Ids of users whose last connection to this node has closed. */
  readonly left = new Subject<string>()
  /** Ids of connected users whose version is another now: they have come into a room, or changed their profile. */
  readonly changed = new Subject<string>()

  /**
   * Ids of users of whom somebody says that something has changed, wherever they are connected: whoever wants to know looks it up.
   */
  readonly announced = new Subject<string>()

  private readonly people = new Map<string, Connected>()
  private readonly hinted = new InDoubt<string>((ids) => this.look(ids), HINT_DELAY_MS)
  private readonly checked = new InDoubt<string>((ids) => this.look(ids), 0, CHECKED_AT_ONCE)
  private timer: NodeJS.Timeout | undefined

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(BUS) private readonly bus: Bus,
    @Inject(CONFIG) private readonly config: Pick<Config, 'FEED_CHECK_INTERVAL'>,
  ) {}

  onModuleInit(): void {
    this.bus.hints.subscribe(({ people = [] }) => this.hear(people))
    this.bus.resumed.subscribe(() => this.checkAll())
    this.timer = setInterval(() => this.checkAll(), this.config.FEED_CHECK_INTERVAL * 1000)
  }

  onApplicationShutdown(): void {
    clearInterval(this.timer)
    this.hinted.close()
    this.checked.close()
  }

  /** A connection of theirs has been let in. @returns what is called when it is gone; the second time it does nothing */
  open(actor: Actor): () => void {
    const { id } = actor
    const known = this.people.get(id)
    if (known) {
      known.actors.push(actor)
      // Their other connections have not learned it, or this one has not.
      if (actor.version > known.version) this.learn(id, known, knownOf(actor))
      else if (actor.version < known.version) Object.assign(actor, knownOf(known))
    } else {
      this.people.set(id, { ...knownOf(actor), actors: [actor] })
      this.arrived.next(id)
    }
    let open = true
    return () => {
      if (open) this.close(actor)
      open = false
    }
  }

  has(userId: string): boolean {
    return this.people.has(userId)
  }

  /** Whether they see how far others have read; only of who is connected here. */
  seesReads(userId: string): boolean {
    return this.people.get(userId)?.readReceipts ?? true
  }

  /** Something has changed about this user, and the database has committed it: here and on every other node it is looked at. */
  announce(userId: string): void {
    this.hear([userId])
    this.bus.publish({ people: [userId] })
  }

  private learn(userId: string, known: Connected, now: Known): void {
    for (const each of [known, ...known.actors]) Object.assign(each, now)
    this.changed.next(userId)
  }

  private close(actor: Actor): void {
    const known = this.people.get(actor.id)
    if (!known) return
    known.actors.splice(known.actors.indexOf(actor), 1)
    if (known.actors.length > 0) return
    this.people.delete(actor.id)
    this.left.next(actor.id)
  }

  private hear(userIds: readonly string[]): void {
    this.hinted.add(userIds.filter((id) => this.people.has(id)))
    for (const userId of userIds) this.announced.next(userId)
  }

  /** Finds what the bus lost in silence. */
  private checkAll(): void {
    this.checked.add(this.people.keys())
  }

  private async look(userIds: string[]): Promise<void> {
    const asked = userIds.filter((id) => this.people.has(id))
    if (asked.length === 0) return
    const versions = asked.map((id) => this.people.get(id)!.version)
    const rows = await runPrepared<Known & { id: string }>(this.dataSource, CHANGED_PEOPLE, [asked, versions])
    for (const { id, ...now } of rows) {
      const known = this.people.get(id)
      if (known) this.learn(id, known, now)
    }
  }
}

const knownOf = ({ version, displayName, avatarId, bot, readReceipts }: Known): Known => ({
  ...{ version, displayName, avatarId, bot, readReceipts },
})
