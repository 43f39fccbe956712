// Tells owner and admins of a room that somebody asks to be let in, or does so no more: on every node, where they are connected.
import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { PersonView } from '../auth/user.view.js'
import { BUS, type Bus } from '../bus/bus.js'
import { HINT_DELAY_MS, InDoubt } from '../database/in-doubt.js'
import { runPrepared } from '../database/prepared.js'
import { RoomFeeds } from '../room-feed/room-feeds.js'
import type { RequestsFrame } from './requests.view.js'

/** Hints of other nodes that wait to be looked up; what comes beyond is dropped, since anybody can make them up. */
const MOST_HINTED = 1000

/** $1 rooms, $2 a user for each: whether they wait to be let in there, how many do, and who may let them in. */
export const REQUESTS_NOW = {
  name: 'requests_now',
  text: `
    SELECT asked.room_id, c.name AS chatroom, u.id, u.username, u.display_name,
      (
        SELECT true FROM join_requests r WHERE r.chatroom_id = asked.room_id AND r.user_id = asked.user_id
      ) IS TRUE AS waiting,
      (SELECT count(*)::int FROM join_requests r WHERE r.chatroom_id = asked.room_id) AS pending,
      ARRAY(
        SELECT m.user_id FROM members m WHERE m.chatroom_id = asked.room_id AND m.role <> 'member' ORDER BY m.joined_seq
      ) AS governors
    FROM unnest($1::bigint[], $2::uuid[]) AS asked (room_id, user_id)
    CROSS JOIN LATERAL (SELECT * FROM chatrooms c WHERE c.id = asked.room_id LIMIT 1) c
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = asked.user_id LIMIT 1) u`,
}

interface Row extends PersonView {
  room_id: number
  chatroom: string
  waiting: boolean
  pending: number
  governors: string[]
}

@Injectable()
export class RequestNotices implements OnModuleInit, OnApplicationShutdown {
  /** A room and a user each. */
  private readonly hinted = new Set<string>()
  private readonly inDoubt = new InDoubt<string>((keys) => this.look(keys), HINT_DELAY_MS)

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(BUS) private readonly bus: Bus,
    private readonly feeds: RoomFeeds,
  ) {}

  onModuleInit(): void {
    this.bus.hints.subscribe(({ requests = [] }) => {
      for (const [roomId, userId] of requests) if (this.hinted.size < MOST_HINTED) this.note(roomId, userId)
    })
  }

  onApplicationShutdown(): void {
    this.inDoubt.close()
  }

  /** The database has committed that somebody waits to be let in, or does so no more. */
  changed(roomId: number, userId: string): void {
    this.note(roomId, userId)
    this.bus.publish({ requests: [[roomId, userId]] })
  }

  private note(roomId: number, userId: string): void {
    if (!this.feeds.isOpen(roomId)) return
    const key = `${roomId} ${userId}`
    this.hinted.add(key)
    this.inDoubt.add([key])
  }

  /** It is told as it is at this moment, and to who may decide it then. */
  private async look(keys: string[]): Promise<void> {
    for (const key of keys) this.hinted.delete(key)
    const asked = keys.map((key) => key.split(' '))
    const rows = await runPrepared<Row>(this.dataSource, REQUESTS_NOW, [
      asked.map(([roomId]) => roomId),
      asked.map(([, userId]) => userId),
    ])
    for (const { room_id, chatroom, waiting, pending, governors, ...user } of rows) {
      const notice = { type: 'requests', chatroom, user, waiting, pending } satisfies RequestsFrame
      this.feeds.notify(room_id, (userId) => (governors.includes(userId) ? notice : undefined))
    }
  }
}
