// All inboxes of this node: how they are let in, what they share, and who of them has to look again.
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import { LiveSessions } from '../auth/live-sessions.js'
import { userView } from '../auth/user.view.js'
import type { ViewedRoom } from '../chatrooms/room-views.js'
import { ChatroomsService } from '../chatrooms/chatrooms.service.js'
import { CloseCode } from '../common/errors.js'
import { LARGEST_SYNC } from '../common/largest-message.js'
import { RateLimits } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { HINT_DELAY_MS, InDoubt } from '../database/in-doubt.js'
import { Reads } from '../database/reads.js'
import { Addresses, type Address, type Admission, type Session } from '../messaging/address.js'
import { ConnectionCounts } from '../messaging/connection-counts.js'
import { logConnection } from '../messaging/connection-log.js'
import type { Connection } from '../messaging/connection.js'
import { MessagingService } from '../messaging/messaging.service.js'
import { ConnectedPeople } from '../presence/connected-people.js'
import { PresenceService } from '../presence/presence.service.js'
import { TypingService } from '../presence/typing.service.js'
import { MarksService } from '../receipts/marks.service.js'
import { RoomFeeds } from '../room-feed/room-feeds.js'
import { RoomLog } from '../room-log/room-log.js'
import { INBOX_COMMANDS } from './commands.js'
import type { InboxReadyView } from './frames.view.js'
import type { Checked, InboxServices } from './inbox-services.js'
import { InboxSession } from './inbox-session.js'
import { changedMemberships } from './inbox-statements.js'

@Injectable()
export class InboxSessions implements InboxServices, Address, OnModuleInit, OnApplicationShutdown {
  readonly path = /^\/inbox\/?$/
  /** By the ids of their users. */
  private readonly sessions = new Map<string, InboxSession[]>()
  private readonly doubted = new InDoubt<Checked>((sessions) => this.check(sessions), HINT_DELAY_MS)

  constructor(
    readonly messaging: MessagingService,
    readonly feeds: RoomFeeds,
    readonly log: RoomLog,
    readonly limits: RateLimits,
    readonly marks: MarksService,
    readonly typing: TypingService,
    readonly presence: PresenceService,
    private readonly chatrooms: ChatroomsService,
    private readonly people: ConnectedPeople,
    private readonly live: LiveSessions,
    private readonly counts: ConnectionCounts,
    private readonly addresses: Addresses,
    private readonly reads: Reads,
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.addresses.add(this)
    this.people.changed.subscribe((userId) => this.doubted.add(this.sessions.get(userId) ?? []))
    this.feeds.goingAway.subscribe(() => {
      for (const session of [...this.sessions.values()].flat())
        session.end(CloseCode.goingAway, 'The node is going away. Reconnect.')
    })
  }

  onApplicationShutdown(): void {
    this.doubted.close()
  }

  /** @throws ChatError `rate_limited` */
  async admit(actor: Actor): Promise<Admission> {
    const release = this.counts.takeOfUser(actor.id)
    const gone = this.people.open(actor)
    return {
      actor,
      release: () => {
        release()
        gone()
      },
    }
  }

  open(connection: Connection, { actor, release }: Admission, from: string): Session {
    const session = new InboxSession(this, connection, actor)
    connection.identify(actor.id, Math.max(this.messaging.largest, LARGEST_SYNC))
    connection.tell('ready', { user: userView(actor, this.config.base) } satisfies InboxReadyView)
    const logEnd = logConnection({ connection, actor, address: from, queue: session.queue })
    const forgetSession = this.live.onEnd(actor.sessionId, () =>
      session.end(CloseCode.unauthenticated, 'Your session has ended.'),
    )
    this.add(session)
    return {
      begin: () => undefined,
      receive: (request) => INBOX_COMMANDS.receive(session, request),
      closed: (reason) => {
        this.remove(session)
        forgetSession()
        release()
        session.closed()
        logEnd(reason, session.delivered)
      },
    }
  }

  read<T>(actor: Actor, read: (source: DataSource) => Promise<T>): Promise<T> {
    return this.reads.page(actor.id, read)
  }

  views(actor: Actor, ids: readonly number[]): Promise<ViewedRoom[]> {
    return this.read(actor, (source) => this.chatrooms.views(actor, ids, source))
  }

  changed(userId: string, known: readonly number[]): Promise<{ id: number; member: boolean }[]> {
    return changedMemberships(this.dataSource, userId, known)
  }

  doubt(session: Checked): void {
    this.doubted.add([session])
  }

  private async check(sessions: readonly Checked[]): Promise<void> {
    for (const session of sessions) await session.check()
  }

  private add(session: InboxSession): void {
    const others = this.sessions.get(session.actor.id)
    if (others) others.push(session)
    else this.sessions.set(session.actor.id, [session])
  }

  private remove(session: InboxSession): void {
    const others = (this.sessions.get(session.actor.id) ?? []).filter((each) => each !== session)
    if (others.length > 0) this.sessions.set(session.actor.id, others)
    else this.sessions.delete(session.actor.id)
  }
}
