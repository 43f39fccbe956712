// Enter, leave and list members; what an actor may do in a room.
import { Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import type { DataSource, EntityManager } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import type { PersonView } from '../auth/user.view.js'
import { audit } from '../common/audit.js'
import { ChatError, type ErrorCode } from '../common/errors.js'
import { fromCursor, toPage, type PageQuery } from '../common/paging.js'
import { RateLimits } from '../common/rate-limits.js'
import { BatchedLookup } from '../database/batched-lookup.js'
import { Member, type Role } from '../database/entities/index.js'
import { runPrepared } from '../database/prepared.js'
import { Reads } from '../database/reads.js'
import { ConnectedPeople } from '../presence/connected-people.js'
import type { RoomRef } from '../room-log/draft.js'
import { event } from '../room-log/outcome.js'
import { RoomLog } from '../room-log/room-log.js'
import { memberView, type MemberPage, type MemberView } from './member.view.js'
import { assertAllowed, type Action } from './policy.js'

/** What an actor is in a room at one moment. */
export interface Access {
  room: RoomRef
  role: Role | null
  /** Where `room.log` ends. */
  lastSeq: number
}

/** $1 names, $2 the user that each is asked for. */
export const FIND_ACCESS = {
  name: 'find_access',
  text: `
    SELECT asked.n, c.id, h.last_seq, h.incarnation || (SELECT log_history()) AS log, m.role
    FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS asked (name, user_id, n)
    CROSS JOIN LATERAL (SELECT c.id FROM chatrooms c WHERE c.name = asked.name LIMIT 1) c
    CROSS JOIN LATERAL (SELECT h.last_seq, h.incarnation FROM chatroom_heads h WHERE h.chatroom_id = c.id LIMIT 1) h
    LEFT JOIN LATERAL (
      SELECT m.role FROM members m WHERE m.chatroom_id = c.id AND m.user_id = asked.user_id LIMIT 1
    ) m ON true`,
}

/** $1 a room, $2 usernames. */
export const FIND_MEMBERS = {
  name: 'find_members',
  text: `
    SELECT u.id, u.username, u.display_name
    FROM unnest($2::text[]) AS asked (username)
    CROSS JOIN LATERAL (SELECT * FROM users u WHERE u.username = asked.username LIMIT 1) u
    CROSS JOIN LATERAL (SELECT FROM members m WHERE m.chatroom_id = $1 AND m.user_id = u.id LIMIT 1) m`,
}

interface AccessRow {
  n: number
  id: number
  last_seq: number
  log: string
  role: Role | null
}

const ENTER = 'SELECT * FROM enter_chatroom($1, $2, $3, $4)'
const LEAVE = 'SELECT * FROM leave_chatroom($1, $2, $3, $4)'

interface Entered {
  outcome: 'entered' | 'already' | ErrorCode
  role: Role
  seq: number
  at: Date
}

interface Left {
  outcome: 'left' | ErrorCode
  seq: number
  at: Date
  successor: string | null
}

@Injectable()
export class MembershipService {
  private readonly accesses = new BatchedLookup((asked: { name: string; userId: string }[]) =>
    this.findAccess(asked),
  )

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly log: RoomLog,
    private readonly limits: RateLimits,
    private readonly reads: Reads,
    private readonly people: ConnectedPeople,
  ) {}

  /**
   * The room with its log, the actor's role in it and its newest `seq`, all of one moment.
   * @throws ChatError `chatroom_not_found`
   */
  async access(actor: Actor, name: string): Promise<Access> {
    const row = await this.accesses.get({ name, userId: actor.id })
    if (!row) throw new ChatError('chatroom_not_found')
    return { room: { id: row.id, name, log: row.log }, role: row.role, lastSeq: row.last_seq }
  }

  /**
   * The same, for an actor who may do `action`.
   * @throws ChatError `chatroom_not_found`, `not_a_member`, `forbidden`
   */
  async authorize(actor: Actor, name: string, action: Action): Promise<Access> {
    const access = await this.access(actor, name)
    assertAllowed(access.role, action)
    return access
  }

  private async findAccess(asked: { name: string; userId: string }[]): Promise<(AccessRow | undefined)[]> {
    const columns = [asked.map(({ name }) => name), asked.map(({ userId }) => userId)]
    const rows = await runPrepared<AccessRow>(this.dataSource, FIND_ACCESS, columns)
    const found = new Map(rows.map((row) => [row.n, row]))
    return asked.map((_, index) => found.get(index + 1))
  }

  /**
   * Makes the actor a member, or finds that they are one, and writes `joined`.
   * @throws ChatError `chatroom_not_found`, `chatroom_full`, `rate_limited`, `unavailable`
   */
  async enter(actor: Actor, name: string): Promise<MemberView> {
    await this.limits.consume('enters', actor.id)
    const { room } = await this.access(actor, name)
    const { outcome, role, seq, at } = await this.log.change<Entered>(actor, room, ENTER, [
      ...[room.id, room.log, actor.id],
      this.log.announce,
    ])
    if (outcome === 'entered') {
      this.log.publish(room, [event('joined', actor, room, { seq, at })])
      this.people.announce(actor.id)
      if (role === 'owner') audit('role.changed', { user_id: actor.id, room: name, role })
    } else if (outcome !== 'already') throw new ChatError(outcome)
    return memberView(actor, role, at)
  }

  /** Makes the creator of a room that `manager`'s transaction has just made its owner: the first entry of its log. */
  async createWithFirstEntry(manager: EntityManager, creator: Actor, roomId: number): Promise<void> {
    await manager.query(ENTER, [roomId, null, creator.id, false])
  }

  /**
   * Ends the actor's membership and writes `left`.
   * @throws ChatError `chatroom_not_found`, `not_a_member`, `rate_limited`, `unavailable`
   */
  async leave(actor: Actor, name: string): Promise<void> {
    const { room } = await this.access(actor, name)
    const { outcome, seq, at, successor } = await this.log.change<Left>(actor, room, LEAVE, [
      ...[room.id, room.log, actor.id],
      this.log.announce,
    ])
    if (outcome !== 'left') throw new ChatError(outcome)
    this.log.publish(room, [event('left', actor, room, { seq, at })])
    audit('member.left', { user_id: actor.id, room: name })
    if (successor) audit('role.changed', { user_id: successor, room: name, role: 'owner' })
  }

  /** Those of these people, named as they are kept, who are members of a room now. */
  async findMembers(room: RoomRef, usernames: string[]): Promise<Map<string, PersonView>> {
    if (usernames.length === 0) return new Map()
    const people = await runPrepared<PersonView>(this.dataSource, FIND_MEMBERS, [room.id, usernames])
    return new Map(people.map((person) => [person.username, person]))
  }

  /** Members in the order in which they came. @throws ChatError `chatroom_not_found`, `not_a_member`, `rate_limited`, `unavailable` */
  async list(actor: Actor, name: string, { limit, cursor }: PageQuery): Promise<MemberPage> {
    const { room } = await this.authorize(actor, name, 'list_members')
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
