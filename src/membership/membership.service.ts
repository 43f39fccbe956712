// Enter and leave; what an actor is and may do in a room.
import { Inject, Injectable } from '@nestjs/common'
import { InjectDataSource } from '@nestjs/typeorm'
import { Subject } from 'rxjs'
import type { DataSource, EntityManager } from 'typeorm'
import type { Actor } from '../auth/actor.js'
import type { PersonView } from '../auth/user.view.js'
import { audit } from '../common/audit.js'
import { ChatError, type ErrorCode } from '../common/errors.js'
import { RateLimits } from '../common/rate-limits.js'
import { CONFIG, type Config } from '../config/config.js'
import { BatchedLookup } from '../database/batched-lookup.js'
import type { KeptSettings, Role } from '../database/entities/index.js'
import { runPrepared } from '../database/prepared.js'
import { ConnectedPeople } from '../presence/connected-people.js'
import type { Admitted } from '../room-feed/admission.js'
import type { RoomRef } from '../room-log/draft.js'
import { RoomLog } from '../room-log/room-log.js'
import type { Reading } from '../room-log/visible.js'
import { assertAllowed, type Action, type Standing } from './policy.js'
import { RequestNotices } from './request-notices.js'

/** What an actor is in a room at one moment. `since`: from where on they may read it, as long as they are a member. */
export interface Access extends Standing, Reading {
  room: RoomRef
  /** Where `room.log` ends. */
  lastSeq: number
  settings: KeptSettings
  /** For whoever lets a connection of theirs hear the room. */
  admitted: Admitted
}

/** $1 names, $2 the user that each is asked for: of the rooms that there are for them, what they are in each. */
export const FIND_ACCESS = {
  name: 'find_access',
  text: `
    SELECT asked.n, c.id, h.last_seq, h.incarnation || (SELECT log_history()) AS log, h.settings, m.role, m.silenced_until,
      m.blocked, m.joined_seq, m.since
    FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS asked (name, user_id, n)
    CROSS JOIN LATERAL (SELECT c.id, c.visibility FROM chatrooms c WHERE c.name = asked.name LIMIT 1) c
    CROSS JOIN LATERAL (
      SELECT h.last_seq, h.incarnation, h.settings FROM chatroom_heads h WHERE h.chatroom_id = c.id LIMIT 1
    ) h
    LEFT JOIN LATERAL (
      SELECT m.role, m.silenced_until, m.blocked, m.joined_seq, readable_since(m, h.settings) AS since
      FROM members m WHERE m.chatroom_id = c.id AND m.user_id = asked.user_id LIMIT 1
    ) m ON true
    WHERE c.visibility = 'public' OR m.role IS NOT NULL`,
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
  settings: KeptSettings
  role: Role | null
  silenced_until: Date | null
  blocked: boolean | null
  joined_seq: number | null
  since: number | null
}

const ENTER = 'SELECT * FROM enter_chatroom($1, $2, $3, $4, $5, $6, $7, $8)'
const LEAVE = 'SELECT * FROM leave_chatroom($1, $2, $3, $4)'

/** By which way somebody comes in. */
export type Way = { way: 'enter' } | { way: 'add'; by: Actor } | { way: 'invite'; code: string }

/** What `enter_chatroom` answers. */
interface Entered {
  outcome: 'entered' | 'already' | 'requested' | 'waiting' | ErrorCode
  role: Role
  seq: number
  at: Date
  silenced_until: Date | null
  /** Of a ban. */
  until: Date | null
  /** They had asked to be let in. */
  waited: boolean | null
}

/** Somebody is in a room, or waits to be let in. */
export type Admission = LetIn | { status: 'requested' }
interface LetIn {
  status: 'member'
  /** They were not before. */
  entered: boolean
  role: Role
  joinedAt: Date
  silencedUntil: Date | null
}

interface Left {
  outcome: 'left' | 'deleted' | ErrorCode
  first: number
  last: number
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
    private readonly people: ConnectedPeople,
    private readonly requests: RequestNotices,
    @Inject(CONFIG) private readonly config: Pick<Config, 'MAX_JOIN_REQUESTS'>,
  ) {}

  /** Rooms that have gone with their last member. */
  readonly deleted = new Subject<RoomRef>()

  /**
   * The room with its log, what the actor is in it, from where on they may read it, and its newest `seq`, all of one moment.
   * @throws ChatError `chatroom_not_found`, also where they may not know that it exists
   */
  async access(actor: Actor, name: string): Promise<Access> {
    const row = await this.accesses.get({ name, userId: actor.id })
    if (!row) throw new ChatError('chatroom_not_found')
    return {
      room: { id: row.id, name, log: row.log },
      role: row.role,
      silencedUntil: row.silenced_until,
      blocked: row.blocked ?? false,
      settings: row.settings,
      lastSeq: row.last_seq,
      since: row.since ?? Infinity,
      admitted: {
        seq: row.last_seq,
        joinedSeq: row.joined_seq ?? Infinity,
        hidesPast: row.settings.history === 'since_joined',
      },
    }
  }

  /**
   * The same, for an actor who may do `action`.
   * @throws ChatError `chatroom_not_found`, `not_a_member`, `forbidden`, `muted`
   */
  async authorize(actor: Actor, name: string, action: Action): Promise<Access> {
    const access = await this.access(actor, name)
    assertAllowed(access, action)
    return access
  }

  private async findAccess(asked: { name: string; userId: string }[]): Promise<(AccessRow | undefined)[]> {
    const columns = [asked.map(({ name }) => name), asked.map(({ userId }) => userId)]
    const rows = await runPrepared<AccessRow>(this.dataSource, FIND_ACCESS, columns)
    const found = new Map(rows.map((row) => [row.n, row]))
    return asked.map((_, index) => found.get(index + 1))
  }

  /**
   * Makes the actor a member, or finds that they are one, or has them wait to be let in.
   * @throws ChatError as `admit`, and `chatroom_not_found`, `rate_limited`
   */
  async enter(actor: Actor, name: string): Promise<Admission> {
    await this.limits.consume('enters', actor.id)
    const { room } = await this.access(actor, name)
    return this.admit(actor, room, { way: 'enter' })
  }

  /**
   * The one way in: makes somebody a member and writes `joined`.
   * @param room that is there for whoever does it
   * @throws ChatError `chatroom_full`, `banned`, `forbidden`, `not_a_member` (who adds), `invite_not_found`, `chatroom_not_found`,
   *   `rate_limited`, `unavailable`
   */
  async admit(user: { id: string }, room: RoomRef, way: Exclude<Way, { way: 'enter' }>): Promise<LetIn>
  async admit(user: { id: string }, room: RoomRef, way: Way): Promise<Admission>
  async admit(user: { id: string }, room: RoomRef, way: Way): Promise<Admission> {
    const by = way.way === 'add' ? way.by : undefined
    const answer = await this.log.change<Entered>(by ?? user, room, ENTER, [
      ...[room.id, room.log, user.id, way.way, by?.id ?? null],
      ...[way.way === 'invite' ? way.code : null, this.config.MAX_JOIN_REQUESTS, this.log.announce],
    ])
    const { outcome, role, seq, at, silenced_until, waited } = answer
    if (waited || outcome === 'requested') this.requests.changed(room.id, user.id)
    if (outcome === 'requested' || outcome === 'waiting') return { status: 'requested' }
    if (outcome !== 'entered' && outcome !== 'already') throw notLetIn(outcome, way, answer.until)
    if (outcome === 'entered') {
      await this.log.publishWritten(room, seq, seq)
      this.people.announce(user.id)
      if (role === 'owner') audit('role.changed', { user_id: user.id, room: room.name, role })
    }
    return {
      status: 'member',
      entered: outcome === 'entered',
      role,
      joinedAt: at,
      silencedUntil: silenced_until,
    }
  }

  /** Makes the creator of a room that `manager`'s transaction has just made its owner: the first entry of its log. @throws ChatError `unauthenticated` */
  async createWithFirstEntry(manager: EntityManager, creator: Actor, roomId: number): Promise<void> {
    const values = [roomId, null, creator.id, 'create', null, null, 0, false]
    const [{ outcome }] = await manager.query<[Entered]>(ENTER, values)
    if (outcome !== 'entered') throw notLetIn(outcome as ErrorCode, { way: 'enter' })
  }

  /**
   * Ends the actor's membership and writes `left`, and who owns the room then, if they did.
   * @throws ChatError `chatroom_not_found`, `not_a_member`, `forbidden` (a direct chat), `rate_limited`, `unavailable`
   */
  async leave(actor: Actor, name: string): Promise<void> {
    const { room } = await this.access(actor, name)
    const values = [room.id, room.log, actor.id, this.log.announce]
    const { outcome, first, last, successor } = await this.log.change<Left>(actor, room, LEAVE, values)
    if (outcome === 'forbidden') throw new ChatError(outcome, 'A direct chat has these two members for ever.')
    if (outcome !== 'left' && outcome !== 'deleted') throw new ChatError(outcome)
    audit('member.left', { user_id: actor.id, room: name })
    if (successor) audit('role.changed', { user_id: successor, room: name, role: 'owner' })
    if (outcome === 'deleted') return this.deleted.next(room)
    await this.log.publishWritten(room, first, last)
  }

  /** Those of these people, named as they are kept, who are members of a room now. */
  async findMembers(room: RoomRef, usernames: string[]): Promise<Map<string, PersonView>> {
    if (usernames.length === 0) return new Map()
    const people = await runPrepared<PersonView>(this.dataSource, FIND_MEMBERS, [room.id, usernames])
    return new Map(people.map((person) => [person.username, person]))
  }
}

function notLetIn(code: ErrorCode, { way }: Way, until: Date | null = null): ChatError {
  // Erased while they were coming.
  if (code === 'user_not_found' && way !== 'add') return new ChatError('unauthenticated')
  const they = way === 'add' ? 'They are' : 'You are'
  if (code === 'banned')
    return new ChatError(
      code,
      `${they} banned from this chatroom${until ? ` until ${until.toISOString()}` : ''}.`,
    )
  if (code === 'rate_limited')
    return new ChatError(code, 'Too many wait to be let in (MAX_JOIN_REQUESTS).', { retryAfter: 60 })
  if (code === 'forbidden' && way === 'add') return new ChatError(code, 'You may not add them here.')
  if (code === 'forbidden') return new ChatError(code, 'A direct chat has these two members for ever.')
  return new ChatError(code === 'chatroom_not_found' && way === 'invite' ? 'invite_not_found' : code)
}
