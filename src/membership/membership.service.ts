// Enter, leave and list members; where an actor stands in a room.
import { Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import { ChatError } from '../common/errors.js'
import { fromCursor, toPage, type PageQuery } from '../common/paging.js'
import { RateLimits } from '../common/rate-limits.js'
import { BatchedLookup } from '../database/batched-lookup.js'
import { Member, type Role } from '../database/entities/index.js'
import { runPrepared } from '../database/prepared.js'
import { Reads } from '../database/reads.js'
import type { RoomRef } from '../room-log/draft.js'
import { RoomLog } from '../room-log/room-log.js'
import { memberView, type MemberPage, type MemberView } from './member.view.js'
import { permit, type Action } from './policy.js'

/** Where an actor stands in a room at one moment. */
export interface Standing {
  room: RoomRef
  role: Role | null
  /** Where `room.log` ends. */
  lastSeq: number
}

/** $1 names, $2 the user that each is asked for. */
export const STANDINGS = {
  name: 'standings',
  text: `
    SELECT asked.n, c.id, h.last_seq, h.incarnation || (SELECT log_history()) AS log, m.role
    FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS asked (name, user_id, n)
    CROSS JOIN LATERAL (SELECT c.id FROM chatrooms c WHERE c.name = asked.name LIMIT 1) c
    CROSS JOIN LATERAL (SELECT h.last_seq, h.incarnation FROM chatroom_heads h WHERE h.chatroom_id = c.id LIMIT 1) h
    LEFT JOIN LATERAL (
      SELECT m.role FROM members m WHERE m.chatroom_id = c.id AND m.user_id = asked.user_id LIMIT 1
    ) m ON true`,
}

interface StandingRow {
  n: number
  id: number
  last_seq: number
  log: string
  role: Role | null
}

@Injectable()
export class MembershipService {
  private readonly standings = new BatchedLookup((asked: { name: string; userId: string }[]) =>
    this.findStandings(asked),
  )

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly log: RoomLog,
    private readonly limits: RateLimits,
    private readonly reads: Reads,
  ) {}

  /**
   * The room with its log, the actor's role in it and its newest `seq`, all of one moment.
   * @throws ChatError `chatroom_not_found`
   */
  async standing(actor: Actor, name: string): Promise<Standing> {
    const row = await this.standings.get({ name, userId: actor.id })
    if (!row) throw new ChatError('chatroom_not_found')
    return { room: { id: row.id, name, log: row.log }, role: row.role, lastSeq: row.last_seq }
  }

  /**
   * The same, for an actor who may do `action`.
   * @throws ChatError `chatroom_not_found`, `not_a_member`, `forbidden`
   */
  async admitted(actor: Actor, name: string, action: Action): Promise<Standing> {
    const standing = await this.standing(actor, name)
    permit(standing.role, action)
    return standing
  }

  private async findStandings(
    asked: { name: string; userId: string }[],
  ): Promise<(StandingRow | undefined)[]> {
    const columns = [asked.map(({ name }) => name), asked.map(({ userId }) => userId)]
    const rows = await runPrepared<StandingRow>(this.dataSource, STANDINGS, columns)
    const found = new Map(rows.map((row) => [row.n, row]))
    return asked.map((_, index) => found.get(index + 1))
  }

  /** @throws ChatError `chatroom_not_found`, `chatroom_full`, `rate_limited`, `unavailable` */
  async enter(actor: Actor, name: string): Promise<MemberView> {
    await this.limits.consume('enters', actor.id)
    const { room } = await this.standing(actor, name)
    const { role, joinedAt } = await this.log.enter(actor, room)
    return memberView(actor, role, joinedAt)
  }

  /** @throws ChatError `chatroom_not_found`, `not_a_member`, `unavailable` */
  async leave(actor: Actor, name: string): Promise<void> {
    const { room } = await this.standing(actor, name)
    await this.log.leave(actor, room)
  }

  /** Members in the order in which they came. @throws ChatError `chatroom_not_found`, `not_a_member`, `rate_limited`, `unavailable` */
  async list(actor: Actor, name: string, { limit, cursor }: PageQuery): Promise<MemberPage> {
    const { room } = await this.admitted(actor, name, 'list_members')
    const pageOf = (source: DataSource) =>
      source
        .createQueryBuilder(Member, 'member')
        .innerJoinAndSelect('member.user', 'user')
        .where('member.chatroomId = :roomId AND member.joinedSeq > :after', {
          roomId: room.id,
          after: cursor === undefined ? 0 : fromCursor(cursor),
        })
        .orderBy('member.joinedSeq')
        .limit(limit + 1)
        .getMany()
    const members = await this.reads.page(actor.id, pageOf)
    const page = toPage(members, limit, ({ joinedSeq }) => joinedSeq)
    return {
      members: page.rows.map(({ user, role, joinedAt }) => memberView(user, role, joinedAt)),
      next_cursor: page.next_cursor,
    }
  }
}
