// Who types where: what others are told of them, looked up in batches and remembered for a few seconds.
import { Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { LRUCache } from 'lru-cache'
import type { DataSource } from 'typeorm'
import type { PersonView } from '../auth/user.view.js'
import { BatchedLookup } from '../database/batched-lookup.js'
import { runPrepared } from '../database/prepared.js'

/** How long a member is remembered, in milliseconds, and how many are: a few hundred bytes each. */
const REMEMBERED_MS = 5000
/** In a direct chat, where no entry says that somebody was blocked. */
const REMEMBERED_IN_DIRECT_MS = 500
const MOST_REMEMBERED = 10_000

/** A member of a chatroom. */
export interface Typist {
  roomId: number
  /** The room's name. */
  chatroom: string
  /** How many members it has. */
  members: number
  /** Whether they may say something there, and the others may know that they are there. */
  allowed: boolean
  user: PersonView
}

/** $1 rooms, $2 users: those who are members there. */
export const FIND_TYPISTS = {
  name: 'find_typists',
  text: `
    SELECT asked.n, c.name AS chatroom, h.member_count AS members, u.id, u.username, u.display_name,
      permission(m, h.settings, 'send', now()) = 'granted' AND NOT in_blocked_chat(m, h.settings) AS allowed, h.settings ? 'direct' AS direct
    FROM unnest($1::bigint[], $2::uuid[]) WITH ORDINALITY AS asked (room_id, user_id, n)
    CROSS JOIN LATERAL (
      SELECT * FROM members m WHERE m.chatroom_id = asked.room_id AND m.user_id = asked.user_id LIMIT 1
    ) m
    CROSS JOIN LATERAL (SELECT * FROM chatrooms c WHERE c.id = asked.room_id LIMIT 1) c
    CROSS JOIN LATERAL (SELECT * FROM chatroom_heads h WHERE h.chatroom_id = asked.room_id LIMIT 1) h
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.id = asked.user_id LIMIT 1) u`,
}

interface Asked {
  roomId: number
  userId: string
}

interface Row extends PersonView {
  n: number
  chatroom: string
  members: number
  allowed: boolean
  direct: boolean
}

export const typistKey = (roomId: number, userId: string): string => `${roomId} ${userId}`

@Injectable()
export class Typists {
  private readonly remembered = new LRUCache<string, Typist>({ max: MOST_REMEMBERED, ttl: REMEMBERED_MS })
  private readonly lookups = new BatchedLookup((asked: Asked[]) => this.look(asked))

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** A member who was looked up a moment ago. */
  known(roomId: number, userId: string): Typist | undefined {
    return this.remembered.get(typistKey(roomId, userId))
  }

  /** A member, as of some seconds ago at most; undefined for who is none. @throws what the database throws */
  async find(roomId: number, userId: string): Promise<Typist | undefined> {
    return this.known(roomId, userId) ?? (await this.lookups.get({ roomId, userId }))
  }

  /** They are no member any more, or may do something else now. */
  forget(roomId: number, userId: string): void {
    this.remembered.delete(typistKey(roomId, userId))
  }

  /** A room has other settings now. */
  forgetAll(): void {
    this.remembered.clear()
  }

  private async look(asked: Asked[]): Promise<(Typist | undefined)[]> {
    const columns = [asked.map(({ roomId }) => roomId), asked.map(({ userId }) => userId)]
    const rows = await runPrepared<Row>(this.dataSource, FIND_TYPISTS, columns)
    const found = asked.map((): Typist | undefined => undefined)
    for (const { n, chatroom, members, allowed, direct, ...user } of rows) {
      const { roomId, userId } = asked[n - 1]!
      const typist = { roomId, chatroom, members, allowed, user }
      found[n - 1] = typist
      const ttl = direct ? REMEMBERED_IN_DIRECT_MS : REMEMBERED_MS
      this.remembered.set(typistKey(roomId, userId), typist, { ttl })
    }
    return found
  }
}
